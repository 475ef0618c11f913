"""Asking: ahead of what is judged, never faster than a system allows, and no second try goes untold."""

import time
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest
from pair import USERS, Api, serve
from project import HERE, Project

from cutover.manifest import load_migration
from cutover.manifest.environment import Login, Side
from cutover.suite.asking import Asking
from cutover.systems import Account, Pair, System

PER_SECOND = 20


@dataclass(frozen=True)
class Arrivals:
    """When V2 was asked, in seconds of one clock; and when it had enough."""

    times: tuple[float, ...]
    refused: tuple[float, ...]


def _system(name: str, api: Api, token: str) -> System:
    side = Side.model_validate({"api": "http://127.0.0.1:1", "tables": "t_{id}", "without_database": "Ask."})
    login = Login.model_validate({"path": "/login", "token": token})
    accounts = {user: Account(user, email, password) for user, (email, password) in USERS.items()}
    return System(name=name, side=side, api=serve(api), login=login, accounts=accounts)


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
