"""Asking: ahead of what is judged, never faster than a system allows, and no second try goes untold."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any, ClassVar

import pytest
from pair import USERS, Api, serve
from project import HERE, Project

from cutover.evidence import Outcome
from cutover.manifest import load_migration
from cutover.manifest.environment import Login, Side
from cutover.suite import asking as asking_module
from cutover.suite.asked import Asked
from cutover.suite.asking import Asking
from cutover.suite.duties import answers
from cutover.systems import Account, Answer, Pair, System

PER_SECOND = 20


@dataclass(frozen=True)
class Arrivals:
    """When V2 was asked, in seconds of one clock; and when it had enough."""

    times: tuple[float, ...]
    refused: tuple[float, ...]


def _system(name: str, api: Api, token: str, **more: Any) -> System:
    side = Side.model_validate({"api": "http://127.0.0.1:1", "tables": "t_{id}", "without_database": "Ask."})
    login = Login.model_validate({"path": "/login", "token": token})
    accounts = {user: Account(user, email, password) for user, (email, password) in USERS.items()}
    return System(name=name, side=side, api=serve(api), login=login, accounts=accounts, **more)


def _arrivals(path: Path) -> Arrivals:
    lines = [line.split() for line in path.read_text().splitlines()]
    times = tuple(float(line[0]) for line in lines if len(line) == 1)
    return Arrivals(tuple(sorted(times)), tuple(float(line[0]) for line in lines if len(line) == 2))


def _limit(project: Project) -> None:
    environment = project.folder / "migration" / "environments" / "tiny.yaml"
    v1, mark, v2 = environment.read_text().partition("v2:")
    environment.write_text(f"{v1}{mark}\n  requests_per_second: {PER_SECOND}{v2}")


def test_what_is_judged_next_is_on_its_way() -> None:
    """While one endpoint is judged the next one's answers come in, and nothing is asked twice."""
    migration = load_migration(HERE / "manifest")
    me, orders = migration.endpoint("shop.me"), migration.endpoint("shop.orders")
    v1, v2 = Api("V1", ""), Api("V2", "late")
    learnt: set[str] = set()
    pair = Pair(_system("V1", v1, "token"), _system("V2", v2, "data.token"), "tiny")
    asking = Asking(migration, pair, 1, learnt.update)
    try:
        assert len(asking.answers(me, ahead=[orders]).asked) == 2
        wanted = 2 * (len(me.cases) + len(orders.cases)) + len(USERS)
        until = time.monotonic() + 20
        while (v1.asked, v2.asked) != (wanted, wanted):
            assert time.monotonic() < until, (v1.asked, v2.asked, wanted)
            time.sleep(0.01)
        assert len(asking.answers(orders).asked) == 2 * len(orders.cases)
        assert (v1.asked, v2.asked) == (wanted, wanted)
        assert learnt == {*v1.tokens, *v2.tokens}
        asking.answers(me, ahead=[orders])
    finally:
        asking.close()


def test_nothing_more_is_asked_ahead_where_much_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bodies wait in memory until they are judged: beyond so many bytes each endpoint waits its turn."""
    monkeypatch.setattr(asking_module, "AHEAD_BYTES", 1000)
    migration = load_migration(HERE / "manifest")
    me, orders, order = (migration.endpoint(f"shop.{name}") for name in ("me", "orders", "order"))
    v1 = Api("V1", "")
    pair = Pair(_system("V1", v1, "token"), _system("V2", Api("V2", ""), "data.token"), "tiny")
    asking = Asking(migration, pair, 1, len)
    try:
        asking.answers(me, ahead=[orders])
        until = time.monotonic() + 20
        while asking._waiting() < 1000:
            assert time.monotonic() < until
            time.sleep(0.01)
        before = v1.asked
        asking.answers(me, ahead=[orders, order])
        time.sleep(0.2)
        assert v1.asked == before + len(USERS) * len(me.cases)
        assert asking.answers(orders).asked
    finally:
        asking.close()


class Moving(Api):
    """Sells an order anew the moment V2 has been asked so often."""

    turns: ClassVar[list[str]] = []
    often = 0

    def _orders(self, query: dict) -> tuple[int, object]:
        status, document = super()._orders(query)
        rows = (document["data"] if self.side == "V2" else document)["items"]
        rows[0]["total"] += self.turns.count("V2") >= self.often
        self.turns.append(self.side)
        return status, document


def test_what_differs_is_asked_in_turn() -> None:
    """V2 is asked long before V1, which is slower; what moves meanwhile is judged by V1, V2, V1 in turn."""
    migration = load_migration(HERE / "manifest")
    orders = migration.endpoint("shop.orders")
    v1 = _system("V1", Moving("V1", ""), "token", requests_per_second=4)
    asking = Asking(migration, Pair(v1, _system("V2", Moving("V2", ""), "data.token"), "tiny"), 1, len)
    Moving.often = 2 * len(orders.cases)
    turns = Moving.turns

    def again(doubtful: Sequence[Asked]) -> Sequence[Asked]:
        before = len(turns)
        found = [asking.run(asking.again(orders, [each])) for each in doubtful]
        assert turns[before:] == ["V1", "V2", "V1"] * len(doubtful)
        return [each for one in found for each in one]

    try:
        asked = asking.answers(orders)
        assert turns[-1] == "V1"
        cases = answers.judged(orders, asked, migration.tolerances, again)
    finally:
        asking.close()
    assert Outcome.INCONCLUSIVE in (told := {each.outcome for each in cases})
    assert told <= {Outcome.PASSED, Outcome.INCONCLUSIVE}
    assert {each.retried for each in cases if each.flaky} == {("the first answers differed",)}


class Forgetful(Api):
    """Knows no token in each 20th answer."""

    def answer(self, method: str, target: str, token: str, body: dict) -> tuple[int, object]:
        """Answer, or forget whom."""
        forgets = self.asked % 20 == 19 and not target.startswith("/login")
        return super().answer(method, target, "" if forgets else token, body)


@pytest.mark.parametrize("side", ["V1", "V2"])
def test_a_401_that_comes_and_goes_is_flaky(side: str) -> None:
    """A new login brings the answer, which is told; of the examples and details as of the cases."""
    migration = load_migration(HERE / "manifest")
    v1, v2 = (Forgetful(each, "") if each == side else Api(each, "") for each in ("V1", "V2"))
    asking = Asking(migration, Pair(_system("V1", v1, "token"), _system("V2", v2, "data.token"), "t"), 1, len)
    flaky = []
    try:
        while not flaky:
            for endpoint in (each for each in migration.endpoints if each.reads):
                cases = answers.judged(endpoint, asking.answers(endpoint), migration.tolerances)
                assert {each.judgement.outcome for each in cases} <= {"matched", "vacuous"}
                flaky += [each for each in cases if each.flaky]
    finally:
        asking.close()
    assert flaky[0].outcome is Outcome.INCONCLUSIVE
    assert "401, asked again after a new login" in str(flaky[0].retried)


def test_a_second_try_of_an_example_is_told_where_it_is_used() -> None:
    """A case asks with what V1's example says: how that was had belongs to it."""
    migration = load_migration(HERE / "manifest")
    v1 = Api("V1", "")
    pair = Pair(_system("V1", v1, "token"), _system("V2", Api("V2", ""), "data.token"), "tiny")
    asking = Asking(migration, pair, 1, len)
    v1.fault = "busy"
    v1.busy = True
    try:
        asked = asking.answers(migration.endpoint("shop.order")).asked
    finally:
        asking.close()
    told = {each.user: each.retried for each in asked}
    assert sorted(told.values(), key=len)[-1] == ("V1's example, shop.orders: 429, asked again after 1 s",)
    second = replace(asked[0], again=Answer(200, retried=("the connection broke",)))
    assert "V1: the connection broke" in second.retried


def test_a_system_is_never_asked_faster_than_it_allows(project: Project, tmp_path: Path) -> None:
    """Over all workers together, logins and documents included, no second holds more than was granted."""
    _limit(project)
    ran = project.run("-n", "2", "-k", "answers or contract", TINY_ARRIVALS=str(tmp_path / "arrivals"))
    assert ran.code == 0, ran.out + ran.err
    times = _arrivals(tmp_path / "arrivals").times
    assert len(times) > 2 * PER_SECOND
    fullest = max(sum(first <= other < first + 1 for other in times) for first in times)
    assert PER_SECOND / 2 < fullest <= PER_SECOND


@pytest.mark.parametrize("workers", ["0", "2"])
def test_a_second_try_is_flaky_and_no_pass(project: Project, tmp_path: Path, workers: str) -> None:
    """Whoever is told to come again does, once it is time; nobody asks meanwhile, and no check passes so."""
    place = tmp_path / "arrivals"
    ran = project.run("-n", workers, "-k", "answers", "--twin-fault=busy", TINY_ARRIVALS=str(place))
    assert ran.code == 1, ran.out + ran.err
    found = next(each for each in ran.ledger.evidence if each.check == "answers/shop.orders")
    assert (str(found.outcome), found.figures["flaky"]) == ("inconclusive", 1)
    assert found.figures["matched"] == found.figures["cases"] - 1
    assert "not at the first try: V2: 429, asked again after 1 s" in found.actual
    assert "an answer that came only at a second try" in ran.out
    seen = _arrivals(place)
    (refused,) = seen.refused
    quiet = max(later - earlier for earlier, later in pairwise(seen.times) if later > refused)
    assert quiet > 0.8, "somebody asked while V2 wanted to be left alone"
