"""A page: what it asks for, asked of both sides as a browser asks, and the figures that it shows."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cutover.compare import Compared, Loading, compare_figure, judge_loading
from cutover.evidence import Evidence, Outcome
from cutover.manifest import Case, Check, Endpoint, Figure, Migration, Page
from cutover.suite.asked import Asked
from cutover.suite.asking import Asking
from cutover.suite.duties.seen import Shown, plain, seen
from cutover.suite.text import count, silence

_SAMPLES = 8


@dataclass(frozen=True)
class Answered:
    """One request of the page in one user's name, as both sides answered it."""

    endpoint: Endpoint
    case: Case
    user: int
    loading: Loading
    commands: tuple[str, ...]


@dataclass(frozen=True)
class Read:
    """One figure as one user sees it, on both sides."""

    figure: Figure
    case: str
    user: int
    compared: Compared
    commands: tuple[str, ...]


@dataclass(frozen=True)
class Seen:
    """A page as all users see it; ``unasked`` says which requests V1 gives no example for."""

    answered: tuple[Answered, ...]
    figures: tuple[Read, ...]
    unasked: tuple[str, ...]


async def look(asking: Asking, migration: Migration, page: Page) -> Seen:
    """Ask both sides for all that the page shows, every request of every user at once."""
    wanted = [
        (endpoint, case, user)
        for endpoint, case in requests(migration, page)
        for user in asking.users_of(endpoint)
    ]
    found = await asyncio.gather(*(asking.one(*each) for each in wanted))
    answered = tuple(
        Answered(endpoint, case, user, judge_loading(endpoint, each.v1, each.v2), each.commands)
        for (endpoint, case, user), each in zip(wanted, found, strict=True)
        if isinstance(each, Asked)
    )
    unasked = tuple(
        f"{endpoint.id}: {each}"
        for (endpoint, _, _), each in zip(wanted, found, strict=True)
        if isinstance(each, str)
    )
    return Seen(answered, tuple(_figures(migration, page, answered)), unasked)


def requests(migration: Migration, page: Page) -> tuple[tuple[Endpoint, Case], ...]:
    """Return what the page asks for: each endpoint's first case, and the cases that its figures name."""
    known = {name: migration.endpoint(name) for name in page.endpoints}
    wanted = [(name, known[name].cases[0]) for name in page.endpoints]
    wanted += [(figure.endpoint, _case(known[figure.endpoint], figure)) for figure in page.figures]
    return tuple((known[name], case) for name, case in dict.fromkeys(wanted))


def evidence(check: Check, found: Seen, shown: Shown) -> Evidence:
    """Say whether the page loads for everyone, and whether each of its figures is V1's."""
    if not found.answered:
        return seen(
            check,
            Outcome.ERROR,
            expected="an answer of both systems for at least one user",
            actual="nobody was asked",
            notes=found.unasked,
        )
    outcome, actual, cause, commands = _verdict(found, shown)
    refused = [each for each in found.answered if each.loading.refused]
    zero = sorted({each.figure.name for each in found.figures} - _telling(found.figures))
    return seen(
        check,
        outcome,
        expected=f"{_told(found)}, none of them an error, and V1's figures",
        actual=actual,
        cause=cause,
        figures=_counted(found),
        samples=[*_samples(found, shown)][:_SAMPLES],
        notes=[
            *(f"{each.endpoint.id} for user {each.user}: {each.loading.refused}" for each in refused),
            *([f"zero or null for everyone: {', '.join(zero)}"] if zero else []),
            *([] if found.figures else ["no figure could be taken"]),
            *found.unasked,
        ],
        reproduce=commands,
        detail={"figures": [_row(each, shown) for each in found.figures], "loads": [*_loads(found)]},
    )


def _figures(migration: Migration, page: Page, answered: Sequence[Answered]) -> Iterator[Read]:
    by_request = {(each.endpoint.id, each.case.name, each.user): each for each in answered}
    for figure in page.figures:
        endpoint = migration.endpoint(figure.endpoint)
        case = _case(endpoint, figure).name
        for user in migration.users:
            each = by_request.get((endpoint.id, case, user.id))
            if each is not None and not each.loading.refused:
                yield Read(figure, case, user.id, _compared(figure, each, migration), each.commands)


def _compared(figure: Figure, each: Answered, migration: Migration) -> Compared:
    loading = each.loading
    if loading.shown:
        return compare_figure(figure, each.endpoint, loading.v1, loading.v2, migration.tolerances)
    side = "V2" if loading.wrong else "V1"
    return Compared(problem=_plainly(loading.wrong or loading.unknown), lacking=side)


def _case(endpoint: Endpoint, figure: Figure) -> Case:
    return next((case for case in endpoint.cases if case.name == figure.case), endpoint.cases[0])


def _verdict(found: Seen, shown: Shown) -> tuple[Outcome, str, str, tuple[str, ...]]:
    """Return the outcome, its first line, its cause and the commands to see it again; V2's errors first."""
    broken = [each for each in found.answered if each.loading.wrong]
    if broken:
        first = broken[0]
        actual = f"{first.endpoint.id}: {shown(_plainly(first.loading.wrong))}"
        counted = f" · {len(broken)} of {count(len(found.answered), 'answer')}"
        return Outcome.FAILED, actual + counted, _plainly(first.loading.wrong), first.commands
    wrong = [each for each in found.figures if not each.compared.same and each.compared.lacking != "V1"]
    if wrong:
        first_wrong = wrong[0]
        actual = f"{_difference(first_wrong, shown)} · {len(wrong)} of {count(len(found.figures), 'figure')}"
        return Outcome.FAILED, actual, _cause(first_wrong), first_wrong.commands
    unknown = [each for each in found.answered if each.loading.unknown]
    if unknown:
        actual = str(shown(_plainly(unknown[0].loading.unknown)))
        return Outcome.ERROR, actual, actual, unknown[0].commands
    lacking = [each for each in found.figures if each.compared.lacking]
    if lacking:
        actual = f"{lacking[0].figure.name}: V1: {lacking[0].compared.problem}"
        return Outcome.ERROR, actual, "a figure that V1's answer does not hold", lacking[0].commands
    if found.figures and not _telling(found.figures):
        actual = "every figure is zero or null, for every user"
        return Outcome.FAILED, actual, "equal for no reason", found.figures[0].commands
    return Outcome.PASSED, f"{_told(found)}, no error, {_figured(found)}", "", ()


def _told(found: Seen) -> str:
    users = {each.user for each in found.answered}
    return f"{count(len(found.answered), 'answer')} for {count(len(users), 'user')}"


def _figured(found: Seen) -> str:
    return f"{count(len(found.figures), 'figure')} as V1 has them" if found.figures else "no figures"


def _counted(found: Seen) -> Mapping[str, int]:
    return {
        "users": len({each.user for each in found.answered}),
        "answers": len(found.answered),
        "errors": sum(bool(each.loading.wrong) for each in found.answered),
        "figures": len(found.figures),
        "matched": sum(each.compared.same for each in found.figures),
    }


def _telling(figures: Sequence[Read]) -> set[str]:
    """The figures that are more than zero for somebody."""
    return {each.figure.name for each in figures if not each.compared.says_nothing}


def _difference(each: Read, shown: Shown) -> str:
    if each.compared.lacking:
        return f"{each.figure.name}: {_problem(each.compared)}"
    row = _row(each, shown)
    return f"{each.figure.name}: V1 {row['v1']} → V2 {row['v2']}"


def _cause(each: Read) -> str:
    """In the words of answers, so that a page and an endpoint that fail for one reason are told together."""
    return f"{each.figure.field} in answers is not V1's" if each.figure.field else "rows of another number"


def _plainly(sentence: str) -> str:
    side, colon, error = sentence.partition(": ")
    return silence(side, error) if colon and side in ("V1", "V2") else sentence


def _row(each: Read, shown: Shown) -> dict[str, object]:
    """One line of the matrix page × figure × V1 × V2 × match."""
    compared, field = each.compared, each.figure.field
    return {
        "figure": each.figure.name,
        "is": each.figure.kind,
        "endpoint": each.figure.endpoint,
        "case": each.case,
        "take": each.figure.take,
        "user": each.user,
        "v1": None if compared.lacking == "V1" else plain(shown(compared.v1, field)),
        "v2": None if compared.lacking else plain(shown(compared.v2, field)),
        "same": compared.same,
        "problem": _problem(compared),
    }


def _problem(compared: Compared) -> str:
    told = compared.problem
    return told if told.startswith(("V1", "V2")) or not told else f"{compared.lacking}: {told}"


def _loads(found: Seen) -> Iterator[dict[str, object]]:
    for each in found.answered:
        wrong = each.loading.wrong or each.loading.unknown
        if wrong:
            place = {"endpoint": each.endpoint.id, "case": each.case.name, "user": each.user}
            yield place | {"wrong": _plainly(wrong), "v2": bool(each.loading.wrong)}


def _samples(found: Seen, shown: Shown) -> Iterator[Mapping[str, object]]:
    for load in _loads(found):
        yield {
            "user": load["user"],
            "case": load["case"],
            "endpoint": load["endpoint"],
            "finding": load["wrong"],
        }
    for each in found.figures:
        if not each.compared.same:
            row = _row(each, shown)
            place = {"user": each.user, "case": each.case, "endpoint": each.figure.endpoint}
            values = {"V1": row["v1"], "V2": row["v2"]}
            problem = {"finding": row["problem"]} if row["problem"] else {}
            yield place | {"figure": each.figure.name} | values | problem
