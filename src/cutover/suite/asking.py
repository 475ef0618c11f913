"""Asking: what a worker wants to know of both APIs, fetched concurrently and ahead of what is judged."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest

from cutover.compare import Details, read_json
from cutover.compare.said import Side
from cutover.manifest import ApiGroup, Case, Endpoint, Migration, Taken
from cutover.suite.asked import Answers, Asked, Unaskable
from cutover.suite.background import Background
from cutover.suite.commands import curl
from cutover.suite.pausing import Pause
from cutover.suite.publications import Publication
from cutover.suite.text import silence
from cutover.suite.whole import WholeLists
from cutover.systems import Answer, Client, Pair, System, share
from cutover.systems.budget import SHARED
from cutover.systems.request import build, build_for_clone, build_with_method, methods_of

_Result = TypeVar("_Result")
Values = Mapping[str, object]

AHEAD_BYTES = 64 * 2**20
"""Bodies of so many bytes wait to be judged before no further endpoint is asked ahead."""
IN_TURN = 4
"""So many doubtful cases are asked again at once; more would move V1's two answers to each further apart."""

METHODS = ("DELETE", "PUT", "PATCH", "POST", "GET")
"""In the order in which one is looked for that a path does not have."""

_PAUSES = (0.1, 0.5)
"""Seconds before an answer that broke off is asked for again."""


class Asking:
    """Both sides as one worker asks them: one event loop in a thread, one client a side, V1's examples kept.

    ``learn`` is told every token that a login gave, so that none is ever written down.
    """

    def __init__(
        self,
        migration: Migration,
        pair: Pair,
        workers: int,
        learn: Callable[[frozenset[str]], object],
        pace: str = "",
        pause: Pause | None = None,
    ) -> None:
        self._migration = migration
        self._pair = pair
        self._workers = workers
        self._learn = learn
        self._pace = pace
        self._pause = pause
        self._background = Background()
        self._under_way: dict[str, Future[Answers]] = {}
        self._examples: dict[tuple[str, int], asyncio.Task[Answer]] = {}
        self._whole = WholeLists(self._case)
        self._publications: dict[str, asyncio.Task[Publication]] = {}
        self._clients = self._background.run(self._open())

    def close(self) -> None:
        """Let go of the connections, and of what was asked ahead."""
        self._under_way.clear()
        self._background.end()
        self._background.run(self._shut())
        self._background.close()

    def demand(self, endpoint: Endpoint) -> None:
        """Skip the check of an endpoint that writes where no clone may be written to: not run is no pass."""
        if not endpoint.reads and self._pair.v2.writes_api is None:
            pytest.skip("V2 has no writes_api in this environment: what writes is asked only of a clone")

    def run(self, questions: Awaitable[_Result]) -> _Result:
        """Run questions to their end; the tokens that the logins gave are secrets from then on."""

        async def await_them() -> _Result:
            return await questions

        return self._wait(self._background.start(await_them()))

    def answers(self, endpoint: Endpoint, ahead: Iterable[Endpoint] = ()) -> Answers:
        """Give what both sides say to every case of every user.

        The endpoints `ahead` are asked too, without waiting for them: their answers travel while these are
        judged, and are there when they are wanted. Where too many bytes wait already, none is asked ahead.
        """
        self._start(endpoint)
        for each in ahead:
            if self._waiting() < AHEAD_BYTES:
                self._start(each)
        return self._wait(self._under_way.pop(endpoint.id))

    def _start(self, endpoint: Endpoint) -> None:
        if endpoint.id not in self._under_way:
            self._under_way[endpoint.id] = self._background.start(self.both(endpoint))

    def _waiting(self) -> int:
        """How many bytes of what was asked ahead are there, of those that have failed none."""
        there = (each for each in self._under_way.values() if each.done() and each.exception() is None)
        asked = (each for answers in there for each in answers.result().asked)
        return sum(len(each.v1.body) + len(each.v2.body) for each in asked)

    def users_of(self, endpoint: Endpoint) -> tuple[int, ...]:
        """Give the users in whose name both sides can be asked."""
        users = (user.id for user in self._migration.users_of(endpoint))
        return tuple(
            user for user in users if user in self._pair.v1.accounts and user in self._pair.v2.accounts
        )

    async def both(self, endpoint: Endpoint) -> Answers:
        """Ask both sides every case of every user, all at once."""
        wanted = [(user, case) for user in self.users_of(endpoint) for case in endpoint.cases]
        found = await asyncio.gather(*(self._case(endpoint, user, case) for user, case in wanted))
        asked = tuple(each for each in found if isinstance(each, Asked))
        pages, details = await asyncio.gather(self._whole.pages(endpoint, asked), self._details(endpoint))
        unasked = tuple(each for each in found if isinstance(each, str))
        return Answers((*asked, *pages), unasked, details, await self._details_retried(endpoint))

    async def one(self, endpoint: Endpoint, case: Case, user: int) -> Asked | str:
        """Ask both sides one case of one user; a sentence where V1 gives no example for it."""
        return await self._case(endpoint, user, case)

    async def again(self, endpoint: Endpoint, doubtful: Sequence[Asked]) -> tuple[Asked, ...]:
        """Ask V1, V2 and V1 strictly in turn what V2 answered otherwise.

        The first answers of both sides may lie far apart where one has a lower rate limit; these do not, and
        V1's two enclose V2's.
        """
        few = asyncio.Semaphore(IN_TURN)

        async def in_turn(each: Asked) -> Asked:
            async with few:
                v1 = await self.v1(endpoint, each.values, each.user)
                v2 = await self.v2(endpoint, each.values, each.user)
                again = await self.v1(endpoint, each.values, each.user)
            return replace(each, v1=v1, v2=v2, again=again, before=each.retried)

        return tuple(await asyncio.gather(*map(in_turn, doubtful)))

    async def v1(self, endpoint: Endpoint, values: Values, user: int) -> Answer:
        """Ask V1 alone; only what is declared to read."""
        return await _ask(self._clients[0], endpoint, values, user)

    async def v2(self, endpoint: Endpoint, values: Values, user: int | None) -> Answer:
        """Ask V2 alone; what writes goes to its ``writes_api``. Raises Refused where it has none."""
        return await _ask(self._clients[1], endpoint, values, user)

    async def v2_with(self, endpoint: Endpoint, values: Values, token: str) -> Answer:
        """Ask V2 alone with this very token."""
        return await _again(lambda: self._clients[1].ask_with(endpoint, values, token))

    async def v2_by(self, endpoint: Endpoint, values: Values, user: int, method: str) -> Answer:
        """Ask V2's ``writes_api`` for an endpoint's path by a method that the path does not have."""
        return await _again(lambda: self._clients[1].ask_by(endpoint, values, user, method))

    async def v2_clone(self, endpoint: Endpoint, values: Values, user: int) -> Answer:
        """Ask V2's ``writes_api`` what a read of it shows. Raises Refused where V2 has none apart."""
        return await _again(lambda: self._clients[1].ask_clone(endpoint, values, user))

    def endpoint(self, identifier: str) -> Endpoint:
        """Give the declared endpoint of that id."""
        return self._migration.endpoint(identifier)

    async def publication(self, group: ApiGroup) -> Publication:
        """Give what V2 publishes of an API group; asked for once a worker, whoever wants it first."""
        if group.name not in self._publications:
            self._publications[group.name] = asyncio.ensure_future(self._publication(group))
        return await self._publications[group.name]

    async def published(self, endpoint: Endpoint) -> Publication | None:
        """Give what V2 publishes of an endpoint's API group; None where the manifest names no groups."""
        group = self._migration.api_group_of(endpoint)
        return None if group is None else await self.publication(group)

    async def v1_token(self, user: int) -> str | None:
        """Give the user's token of V1; None where V1 gives none, or V2 takes the same one."""
        v1, v2 = await asyncio.gather(*(client.token(user) for client in self._clients))
        return v1 if v1 != v2 else None

    async def expired_token(self, endpoint: Endpoint, user: int) -> str | None:
        """Give a token of V2 that has expired; None where none can be had."""
        return await self._clients[1].expired_token(endpoint, user)

    def other_method(self, endpoint: Endpoint) -> str | None:
        """Give a method that no endpoint of this path has; None without one, or without a ``writes_api``."""
        if self._pair.v2.writes_api in (None, self._pair.v2.api):
            return None
        taken = methods_of(endpoint, self._migration.endpoints)
        return next((method for method in METHODS if method not in taken), None)

    async def values(self, endpoint: Endpoint, case: Case, user: int) -> dict[str, object]:
        """Give a case's parameters, with examples taken from V1's answers; raises Unaskable without one."""
        given = endpoint.values(case)
        return {name: await self.value(value, user) for name, value in given.items()}

    async def value(self, value: object, user: int) -> object:
        """Give a value to ask with, taken from V1's answer where it says so; raises Unaskable."""
        if not isinstance(value, Taken):
            return value
        answer = await self._example(value.endpoint, user)
        if answer.error or not 200 <= answer.status < 300:
            what = silence("V1", answer.error) if answer.error else f"status {answer.status}"
            raise Unaskable(f"V1 gives no {value.take} of {value.endpoint}: {what}", answer)
        found = _at(read_json(answer.body).value, value.take.split("."))
        if found is None:
            raise Unaskable(f"V1's answer to {value.endpoint} holds no {value.take}")
        return found

    def command(
        self,
        side: str,
        endpoint: Endpoint,
        values: Values,
        bearer: str | None = "",
        method: str = "",
        clone: bool = False,
    ) -> str:
        """Give the command that asks one side, or V2's `clone`, the same; see ``curl`` for `bearer`."""
        system: System = self._pair.v1 if side == "V1" else self._pair.v2
        if method:
            declared = self._migration.endpoints
            request = build_with_method(system, endpoint, values, method, declared)
            return curl(side, method, request.url, None, bearer, system.data_source or "")
        request = (build_for_clone if clone else build)(system, endpoint, values)
        body = {
            name: value
            for name, value in values.items()
            if value is not None and endpoint.parameter(name).place == "body"
        }
        return curl(side, request.method, request.url, body, bearer, system.data_source or "")

    async def _details(self, endpoint: Endpoint) -> Mapping[tuple[Side, int], Details]:
        """Give the list that an endpoint's groups add up, as each side shows it to each user."""
        if endpoint.sums is None:
            return {}
        listed = self._migration.endpoint(endpoint.sums.of)
        return await self._whole.details(listed, self.users_of(endpoint))

    async def _details_retried(self, endpoint: Endpoint) -> tuple[str, ...]:
        if endpoint.sums is None:
            return ()
        listed = self._migration.endpoint(endpoint.sums.of)
        return await self._whole.retried(listed, self.users_of(endpoint))

    async def _case(self, endpoint: Endpoint, user: int, case: Case) -> Asked | str:
        try:
            values = await self.values(endpoint, case, user)
        except Unaskable as unaskable:
            if unaskable.failed is None:
                return f"user {user}, case {case.name}: {unaskable}"
            # V2 was asked nothing, so nothing is shown about it, whatever V1 said.
            v1 = Answer(0, error=unaskable.failed.error or str(unaskable))
            return Asked(user, case, {}, v1, Answer(0, error="not asked"), ())
        v1, v2 = await asyncio.gather(*(_ask(client, endpoint, values, user) for client in self._clients))
        commands = tuple(self.command(side, endpoint, values) for side in ("V1", "V2"))
        return Asked(user, case, values, v1, v2, commands, before=await self._retried(endpoint, case, user))

    async def _example(self, identifier: str, user: int) -> Answer:
        """Ask V1 for examples once a worker and user, whoever wants them first."""
        if (identifier, user) not in self._examples:
            self._examples[identifier, user] = asyncio.ensure_future(self._ask_example(identifier, user))
        return await self._examples[identifier, user]

    async def _ask_example(self, identifier: str, user: int) -> Answer:
        endpoint = self._migration.endpoint(identifier)
        case = endpoint.cases[0]
        answer = await _ask(self._clients[0], endpoint, await self.values(endpoint, case, user), user)
        return replace(answer, retried=(*await self._retried(endpoint, case, user), *answer.retried))

    async def _retried(self, endpoint: Endpoint, case: Case, user: int) -> tuple[str, ...]:
        """Why V1 was asked more than once for the examples of a case."""
        taken = dict.fromkeys(
            each.endpoint for each in endpoint.values(case).values() if isinstance(each, Taken)
        )
        answers = [(name, await self._example(name, user)) for name in taken]
        return tuple(f"V1's example, {name}: {each}" for name, answer in answers for each in answer.retried)

    async def _publication(self, group: ApiGroup) -> Publication:
        answer = await _again(lambda: self._clients[1].document(group))
        return Publication.of(group, answer)

    async def _open(self) -> tuple[Client, Client]:
        v1, v2 = (self._client(system) for system in (self._pair.v1, self._pair.v2))
        return v1, v2

    def _client(self, system: System) -> Client:
        endpoints: Iterable[Endpoint] = self._migration.endpoints
        if system.name == "V1":
            endpoints = (endpoint for endpoint in endpoints if endpoint.reads)
        if not self._pace or not SHARED:
            part = share(system.requests_per_second, self._workers)
            return Client(system, endpoints, per_second=part, held=self._held)
        pace = Path(self._pace) / system.name
        return Client(system, endpoints, per_second=system.requests_per_second, pace=pace, held=self._held)

    def _held(self) -> bool:
        return self._pause is not None and self._pause.wanted

    def _wait(self, future: Future[_Result]) -> _Result:
        try:
            # Who waits here rests too, and counts how long.
            return self._background.wait(future, self._pause.hold if self._pause else None)
        finally:
            self._learn(self._background.run(self._secrets()))

    async def _secrets(self) -> frozenset[str]:
        return frozenset[str]().union(*(client.secrets() for client in self._clients))

    async def _shut(self) -> None:
        for client in self._clients:
            await client.__aexit__(None, None, None)


async def _ask(client: Client, endpoint: Endpoint, values: Values, user: int | None) -> Answer:
    return await _again(lambda: client.ask(endpoint, values, user))


async def _again(ask: Callable[[], Awaitable[Answer]]) -> Answer:
    """Ask, and look again where a connection broke: a system that went down refuses the next one.

    The pause lets the client see which of its open connections are dead.
    """
    answer = await ask()
    retried: tuple[str, ...] = ()
    for pause in _PAUSES:
        if not (answer.error or "").startswith("protocol"):
            break
        await asyncio.sleep(pause)
        retried = (*retried, *answer.retried, "the connection broke")
        answer = await ask()
    return replace(answer, retried=(*retried, *answer.retried)) if retried else answer


def _at(value: object, path: Sequence[str]) -> object:
    for part in path:
        if isinstance(value, Mapping):
            value = value.get(part)
        elif isinstance(value, list) and part.isdigit() and int(part) < len(value):
            value = value[int(part)]
        else:
            return None
    return value
