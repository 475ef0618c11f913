"""Turns: a workflow's steps, with the endpoints behind each and the values that they are asked with."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cutover.manifest import LOGIN, Endpoint, Migration, Step, Taken, Workflow
from cutover.manifest.load import Shown

ANY = "*"
"""The step of a path that stands for any row."""


@dataclass(frozen=True)
class Ask:
    """One request of a turn: an endpoint (None: the login), its values, and what its answer must show."""

    endpoint: Endpoint | None
    values: Mapping[str, object] = field(default_factory=dict)
    shows: tuple[Shown, ...] = ()
    may_be_empty: bool = False

    @property
    def name(self) -> str:
        """What samples and reports call it."""
        return LOGIN if self.endpoint is None else self.endpoint.id

    @property
    def needs(self) -> frozenset[str]:
        """The endpoints whose answers its values are taken from."""
        return frozenset(value.endpoint for value in self.values.values() if isinstance(value, Taken))


Turn = tuple[Ask, ...]


def turns_of(migration: Migration, workflow: Workflow, writes: bool, logs_in: bool) -> tuple[Turn, ...]:
    """Return what a user does between two pauses, turn by turn.

    Without `writes` steps that write are left out, without `logs_in` the login, which a token replaces.
    """
    turns = (_turn(migration, step) for step in workflow.steps)
    allowed = (
        tuple(ask for ask in turn if (logs_in if ask.endpoint is None else ask.endpoint.reads or writes))
        for turn in turns
    )
    return tuple(turn for turn in allowed if turn)


def for_v1(turns: Sequence[Turn]) -> tuple[Turn, ...]:
    """Return the same turns without what writes: nothing but a declared read ever reaches V1."""
    reading = (tuple(ask for ask in turn if ask.endpoint is None or ask.endpoint.reads) for turn in turns)
    return tuple(turn for turn in reading if turn)


def probed(turns: Sequence[Turn]) -> tuple[Ask, ...]:
    """Return the reads that can be asked at any time, each once: they need no earlier answer."""
    asks = (ask for turn in turns for ask in turn)
    free = (ask for ask in asks if ask.endpoint is not None and ask.endpoint.reads and not ask.needs)
    return tuple({(ask.name, repr(sorted(ask.values.items()))): ask for ask in free}.values())


def _turn(migration: Migration, step: Step) -> Turn:
    if step.page is not None:
        page = migration.page(step.page)
        return tuple(_of_page(migration.endpoint(name)) for name in _in_order(migration, page.endpoints))
    if step.ask in (LOGIN, None):
        return (Ask(None),)
    endpoint = migration.endpoint(step.ask or "")
    values = {
        parameter.name: parameter.example
        for parameter in endpoint.parameters
        if parameter.is_required and parameter.example is not None
    } | {given.parameter: given.value for given in step.given}
    return (Ask(endpoint, values, step.shows, step.may_be_empty or endpoint.empty_is_meant),)


def _of_page(endpoint: Endpoint) -> Ask:
    """Ask as a page does that has just been opened: the endpoint's first case."""
    case = endpoint.cases[0]
    return Ask(endpoint, endpoint.values(case), (), endpoint.empty_is_meant or case.empty_is_meant)


def _in_order(migration: Migration, names: Sequence[str]) -> Iterator[str]:
    """Yield a page's endpoints, those first whose answers give the others their values."""
    waiting, done = list(names), set[str]()
    while waiting:
        ready = [
            name for name in waiting if _of_page(migration.endpoint(name)).needs & set(waiting) <= {name}
        ]
        for name in ready or waiting[:1]:
            waiting.remove(name)
            done.add(name)
            yield name


def values_of(ask: Ask, answers: Mapping[str, object], chance: random.Random) -> dict[str, object] | None:
    """Return what to ask with, values taken from earlier answers; None where one has nothing to take."""
    found: dict[str, object] = {}
    for name, value in ask.values.items():
        if isinstance(value, Taken):
            value = at(answers.get(value.endpoint), value.take.split("."), chance)
            if value is None:
                return None
        found[name] = value
    return found


def at(value: object, path: Sequence[str], chance: random.Random) -> object:
    """Return what stands at a path of an answer, `*` being any row; None where nothing does."""
    for part in path:
        if isinstance(value, Mapping):
            value = value.get(part)
        elif isinstance(value, list) and value and part == ANY:
            value = chance.choice(value)
        elif isinstance(value, list) and part.isdigit() and int(part) < len(value):
            value = value[int(part)]
        else:
            return None
    return value
