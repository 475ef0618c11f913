"""Hierarchies: circles, broken chains, and whoever stands otherwise than in V1, on one server and on two."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from cutover.compare import (
    CannotCompare,
    ChainsFound,
    Followed,
    HierarchyFound,
    judge_chains,
    judge_hierarchy,
)
from cutover.compare import hierarchy as module
from cutover.manifest import Hierarchy

from .pairs import TwoServers

TREE = Hierarchy.model_validate({"name": "tree", "table": "new", "above": "boss"})
STATED = Hierarchy.model_validate(
    {"name": "tree", "table": "new", "above": "boss", "depth": "deep", "agrees": {"team": "team"}}
)
RECORD = Hierarchy.model_validate(
    {"name": "r", "table": "new", "of": "who", "level": "level", "above": "boss", "follows": "tree"}
)
# 1 is at the top; 2 and 3 stand below it, 4 and 5 below 2, 6 below 5. 7 stands alone.
BOSSES = (None, 1, 1, 2, 2, 5, None)


def judged(
    servers: TwoServers, held: Sequence[int | None], was: Sequence[int | None] = BOSSES
) -> HierarchyFound:
    """Judge V2's rows, whose ids count from 1, between two servers; within one it must say the same."""
    rows = [f"{n}, {'null' if boss is None else boss}" for n, boss in enumerate(held, 1)]
    servers.make([{"boss": "" if boss is None else str(boss)} for boss in was], "id int, boss int", rows)
    joined = servers.joined(columns={"boss": "boss"})
    apart = judge_hierarchy(servers.v1, servers.v2, TREE, [joined], "new")
    assert judge_hierarchy(servers.v2, servers.v2, TREE, [joined], "new") == apart
    return apart


def test_the_same_tree_holds(servers: TwoServers) -> None:
    """As deep as in V1, and as many below."""
    found = judged(servers, BOSSES)
    assert found.holds
    assert (found.v2.rows, found.v2.linked, found.v2.deepest, found.v2.climbed) == (7, 5, 3, 9)
    assert found.v1 == found.v2


def test_a_circle_is_found_and_walked(servers: TwoServers) -> None:
    """Those on it and those below it are counted; one way round is shown."""
    found = judged(servers, (None, 6, 1, 2, 2, 5, None))
    assert not found.holds
    assert found.v2.circling == 4
    assert sorted(found.circle) == ["2", "5", "6"]
    assert found.unlike["depth"] == 4


def test_whoever_stands_below_themselves_is_a_circle(servers: TwoServers) -> None:
    """The smallest one."""
    found = judged(servers, (None, 1, 1, 2, 2, 5, 7))
    assert (found.v2.circling, found.circle) == (1, ("7",))


def test_a_broken_chain_is_found(servers: TwoServers) -> None:
    """A row above that is not there; what hangs below is less deep than in V1."""
    found = judged(servers, (None, 99, 1, 2, 2, 5, None))
    assert (found.v2.broken, found.torn, found.v2.circling) == (1, (("2", "99"),), 0)
    assert found.unlike == {"stands below": 1, "depth": 4, "downline": 1}


def test_whoever_moved_is_unlike_v1(servers: TwoServers) -> None:
    """No circle and nothing broken: only beside V1 it shows, in depths and in numbers below."""
    found = judged(servers, (None, 1, 1, 3, 2, 5, None))
    assert not found.holds
    assert (found.v2.circling, found.v2.broken) == (0, 0)
    assert found.unlike == {"stands below": 1, "downline": 2}
    assert ("4", "stands below", "2", "3") in found.samples


def test_a_lost_row_shows_in_the_numbers_above_it(servers: TwoServers) -> None:
    """Whom V2 lacks is counted apart; whoever stood above has fewer below."""
    found = judged(servers, (None, 1, 1, 2, 2))
    assert (found.only, found.unlike) == ((2, 0), {"downline": 3})


def test_a_row_too_many_shows_as_well(servers: TwoServers) -> None:
    """Below whom it hangs has one more below."""
    found = judged(servers, (*BOSSES, 3))
    assert (found.only, found.unlike) == ((0, 1), {"downline": 2})


def test_v1s_own_circles_are_told(servers: TwoServers) -> None:
    """A circle that came from V1 is one all the same."""
    circle = (2, 1, None)
    found = judged(servers, circle, circle)
    assert (found.v2.circling, found.v1.circling, found.unlike, found.holds) == (2, 2, {}, False)


@pytest.mark.parametrize("held", [(None, None), (), (None,)])
def test_where_nobody_stands_below_anybody_nothing_was_judged(
    held: Sequence[int | None], servers: TwoServers
) -> None:
    """No rows, or none with a row above: that is no pass."""
    found = judged(servers, held, held)
    assert found.vacuous
    assert not found.holds


def test_a_key_that_stands_twice_ends_the_question(servers: TwoServers) -> None:
    """Nobody can tell who stands below whom, and nobody goes round and round."""
    servers.make([{"boss": ""}, {"boss": "1"}], "id int, boss int", ["1, null", "1, 2", "2, 1"])
    found = judge_hierarchy(servers.v1, servers.v2, TREE, [servers.joined(columns={"boss": "boss"})], "new")
    assert (found.v2.doubled, found.holds) == (1, False)


def test_chains_too_long_to_count_are_compared_all_the_same(
    servers: TwoServers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without downlines, by who stands below whom and how deep."""
    monkeypatch.setattr(module, "CLIMBED", 3)
    found = judged(servers, (None, 1, 1, 3, 2, 5, None))
    assert found.uncounted
    assert found.unlike == {"stands below": 1}


def test_what_a_row_says_of_itself_and_shares_with_the_row_above(servers: TwoServers) -> None:
    """A stated depth is V1's; a team is that of the row above."""
    documents = [{"boss": None, "deep": 0}, {"boss": 1, "deep": 1}, {"boss": 1, "deep": "1"}]
    rows = ["1, null, 0, 'a'", "2, 1, 1, 'a'", "3, 1, 2, 'b'"]
    servers.make(documents, "id int, boss int, deep int, team text", rows)
    joined = servers.joined(columns={"boss": "boss", "deep": "deep"}, new={"team": "made by V2"})
    found = judge_hierarchy(servers.v1, servers.v2, STATED, [joined], "new")
    assert (found.unlike, found.apart) == ({"depth as stated": 1}, {"team": 1})
    assert found.differing == (("3", "team", "b", "a"),)


def test_keys_may_be_texts(servers: TwoServers) -> None:
    """They are brought side by side in the order of their code points, whatever a server's collation."""
    documents = [{"code": "b", "boss": ""}, {"code": "B", "boss": "b"}, {"code": "ä", "boss": "B"}]
    servers.make(documents, "code text, boss text", ["'b', null", "'B', 'b'", "'ä', 'B'"])
    tree = Hierarchy.model_validate({"name": "t", "table": "new", "key": "code", "above": "boss"})
    joined = servers.joined(
        match={"code": "code"}, columns={"boss": {"from": "boss", "sql": "nullif({value}, '')"}}
    )
    found = judge_hierarchy(servers.v1, servers.v2, tree, [joined], "new")
    assert (found.holds, found.v2.deepest, found.only) == (True, 2, (0, 0))


def test_a_value_of_v1_that_cannot_be_read_is_no_crash(servers: TwoServers) -> None:
    """It is read as nothing, where the server can tell; an older one says that it cannot."""
    servers.make(
        [{"boss": ""}, {"boss": "seven"}, {"boss": 1}], "id int, boss int", ["1, null", "2, 1", "3, 1"]
    )
    joined = servers.joined(columns={"boss": "boss"})
    if servers.v1.info.server_version < 160000:
        with pytest.raises(CannotCompare):
            judge_hierarchy(servers.v1, servers.v2, TREE, [joined], "new")
        return
    found = judge_hierarchy(servers.v1, servers.v2, TREE, [joined], "new")
    assert found.unlike == {"stands below": 1, "depth": 1, "downline": 1}


def test_many_rows_are_joined_and_not_looked_up_one_by_one(servers: TwoServers) -> None:
    """Forty thousand rows take a second; each looking through all others, they would take half a minute."""
    servers.make([], "id int, boss int")
    servers.v1.execute(
        "insert into old select n, jsonb_build_object('boss', nullif(n / 3, 0))"
        " from generate_series(1, 40000) as n"
    )
    servers.v2.execute("insert into new select n, nullif(n / 3, 0) from generate_series(1, 40000) as n")
    for connection in (servers.v1, servers.v2):
        connection.execute("set local statement_timeout = '8s'")
    found = judge_hierarchy(servers.v1, servers.v2, TREE, [servers.joined(columns={"boss": "boss"})], "new")
    assert (found.holds, found.v2.rows, found.v2.broken) == (True, 40000, 0)


CHAINS = {1: (), 2: (1,), 3: (1,), 4: (2, 1), 5: (2, 1), 6: (5, 2, 1), 7: ()}


def recorded(
    servers: TwoServers, changed: Mapping[int, Sequence[tuple[int, int]]] | None = None
) -> ChainsFound:
    """Judge V2's records of the tree's chains: all are right but the changed ones, (level, boss) each."""
    servers.make(
        [
            {"boss": boss, "chain": [{"level": str(n), "boss": b} for n, b in enumerate(CHAINS[who], 1)]}
            for who, boss in enumerate(BOSSES, 1)
        ],
        "who int, level int, boss int",
        [
            f"{who}, {level}, {boss}"
            for who, chain in CHAINS.items()
            for level, boss in (changed or {}).get(who, tuple(enumerate(chain, 1)))
        ],
    )
    joined = servers.joined(
        match={"who": "id", "level": "item.level"}, each="chain", columns={"boss": "item.boss"}
    )
    for connection in {servers.v1, servers.v2}:
        connection.execute("drop table if exists tree; create table tree (id int, boss int)")
        for who, boss in enumerate(BOSSES, 1):
            connection.execute("insert into tree values (%s, %s)", (who, boss))
    tree = servers.joined(name="tree", columns={"boss": "boss"})
    followed = Followed(TREE, [replace(tree, types={"id": "integer", "boss": "integer"})], "tree")
    apart = judge_chains(servers.v1, servers.v2, RECORD, [joined], "new", followed)
    assert judge_chains(servers.v2, servers.v2, RECORD, [joined], "new", followed) == apart
    return apart


def test_recorded_chains_that_are_the_trees_hold(servers: TwoServers) -> None:
    """Level by level the next one above, as long as in V1."""
    found = recorded(servers)
    assert found.holds
    assert (found.v2.rows, found.v2.chains, found.v2.longest) == (9, 5, 3)
    assert found.v1 == found.v2


@pytest.mark.parametrize(
    ("changed", "gapped", "untrue", "unlike"),
    [
        pytest.param({6: ((1, 5), (3, 1))}, 1, 0, 1, id="a level is lost"),
        pytest.param({6: ((2, 2), (3, 1))}, 1, 0, 1, id="the nearest is lost"),
        pytest.param({6: ((1, 5), (2, 2))}, 0, 0, 1, id="the last is lost"),
        pytest.param({6: ((1, 5), (2, 3), (3, 1))}, 0, 1, 0, id="another than the tree's"),
        pytest.param({6: ((1, 5), (1, 2), (3, 1))}, 1, 1, 0, id="a level twice"),
        pytest.param({1: ((1, 7),)}, 0, 1, 1, id="somebody above the top"),
        pytest.param({6: ((1, 5), (2, 2), (3, 1), (4, 1))}, 0, 1, 1, id="one beyond the top"),
    ],
)
def test_a_chain_that_is_broken_or_untrue_is_found(
    changed: Mapping[int, Sequence[tuple[int, int]]],
    gapped: int,
    untrue: int,
    unlike: int,
    servers: TwoServers,
) -> None:
    """Each for what it is."""
    found = recorded(servers, changed)
    assert not found.holds
    assert (found.v2.gapped, found.v2.untrue, found.unlike) == (gapped, untrue, unlike)


def test_no_records_are_vacuous(servers: TwoServers) -> None:
    """A record without a row proves nothing."""
    found = recorded(servers, dict.fromkeys(CHAINS, ()))
    assert found.vacuous
    assert not found.holds
