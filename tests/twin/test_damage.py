"""The damage breaks exactly what was found broken, and nothing that a test user sees."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
import pytest

from twin.migrate import build as migrate
from twin.migrate import damage
from twin.postgres import open_server
from twin.steps import Stage
from twin.v1 import build as v1
from twin.v2 import build as v2

# child, column, parent, orphans as found
REFERENCES = (
    ("665", "user_id", "664", 82),
    ("667", "user_id", "664", 89),
    ("666", "user_id", "664", 82),
    ("668", "user_id", "664", 23),
    ("670", "user_id", "664", 94),
    ("672", "agent_id", "670", 99),
    ("673", "agent_id", "670", 95),
    ("674", "agent_id", "670", 12),
    ("671", "agent_id", "670", 2),
    ("675", "transaction_owner_agent_id", "670", 1),
    ("664", "agent_id", "670", 9),
    ("664", "team_id", "680", 18),
    ("681", "team_id", "680", 12),
    ("682", "team_id", "680", 11),
    ("683", "team_id", "680", 1),
    ("677", "transaction_id", "675", 100),
    ("678", "transaction_id", "675", 30),
    ("676", "transaction_id", "675", 100),
    ("688", "transaction_id", "675", 52),
    ("679", "transaction_id", "675", 1),
    ("698", "network_id", "684", 100),
    ("686", "listing_id", "685", 1),
    ("687", "listing_id", "685", 1),
    ("690", "user_id", "664", 1),
    ("930", "agent_id", "670", 4),
    ("711", "user_id", "664", 2),
    ("929", "user_id", "664", 0),
    ("696", "transaction_id", "675", 0),
    ("697", "participant_id", "696", 0),
    ("684", "agent_id", "670", 0),
    ("685", "agent_id", "670", 0),
    ("681", "user_id", "664", 0),
)

# V2 in small: 335 users of 48 teams, each with an agent; agents 336 to 800 belong to nobody. Agents 1 to 40
# have networks; users 1001 to 1296 are archived.
READY = """
insert into mvpw5_680 (id, name, owner_user_id) select n, 'Team ' || n, n from generate_series(1, 48) n;
insert into mvpw5_664 (id, email, status, agent_id, team_id)
    select n, n || '@twin.example', 'active', n, 1 + n % 48 from generate_series(1, 335) n;
insert into mvpw5_664 (id, status) select 1000 + n, 'archived' from generate_series(1, 296) n;
insert into mvpw5_665 (id, user_id) select id, id from mvpw5_664;
insert into mvpw5_666 (id, user_id) select id, id from mvpw5_664;
insert into mvpw5_667 (id, user_id) select id, id from mvpw5_664;
insert into mvpw5_668 (id, user_id) select id, id from mvpw5_664;
insert into mvpw5_711 (id, user_id) select id, id from mvpw5_664 where id < 1000;
insert into mvpw5_929 (id, user_id) select id, id from mvpw5_664 where id < 100;
insert into mvpw5_670 (id, user_id, team_id) select n, n, 1 + n % 48 from generate_series(1, 335) n;
insert into mvpw5_670 (id) select generate_series(336, 800);
insert into mvpw5_671 (id, agent_id) select id, id from mvpw5_670;
insert into mvpw5_672 (id, agent_id, plan) select id, id, 'standard' from mvpw5_670;
insert into mvpw5_673 (id, agent_id, year) select id, id, 2025 from mvpw5_670;
insert into mvpw5_674 (id, agent_id, level) select id, id, 1 from mvpw5_670;
insert into mvpw5_930 (id, agent_id) select id, id from mvpw5_670 where id % 3 = 0;
insert into mvpw5_675 (id, transaction_code, transaction_owner_agent_id, user_id)
    select n, 'T-' || n, 1 + n % 800, case when 1 + n % 800 <= 335 then 1 + n % 800 end
    from generate_series(1, 2000) n;
insert into mvpw5_677 (id, transaction_id, gci) select id, id, id from mvpw5_675;
insert into mvpw5_678 (id, transaction_id, position) select id, id, 1 from mvpw5_675;
insert into mvpw5_676 (id, transaction_id, position) select id, id, 1 from mvpw5_675;
insert into mvpw5_679 (id, transaction_id, tag) select id, id, 'luxury' from mvpw5_675;
insert into mvpw5_688 (id, transaction_id, agent_id) select id, id, transaction_owner_agent_id from mvpw5_675;
insert into mvpw5_696 (id, transaction_id, agent_id)
    select n, 1 + n % 2000, 1 + n % 800 from generate_series(1, 6000) n;
insert into mvpw5_697 (id, participant_id) select id, id from mvpw5_696 where id % 4 = 0;
insert into mvpw5_684 (id, agent_id, member_agent_id)
    select n, 1 + n % 40, 1 + n % 800 from generate_series(1, 1500) n;
insert into mvpw5_698 (id, network_id) select id, id from mvpw5_684;
insert into mvpw5_690 (id, network_id, user_id) select id, id, agent_id from mvpw5_684 where id % 7 = 0;
insert into mvpw5_681 (id, team_id, user_id, agent_id)
    select id, team_id, id, agent_id from mvpw5_664 where id <= 320;
insert into mvpw5_682 (id, team_id) select id, id from mvpw5_680;
insert into mvpw5_683 (id, team_id, director_user_id) select id, id, id from mvpw5_680 where id <= 30;
insert into mvpw5_685 (id, agent_id) select n, 1 + n % 800 from generate_series(1, 900) n;
insert into mvpw5_686 (id, listing_id) select id, id from mvpw5_685;
insert into mvpw5_687 (id, listing_id) select id, id from mvpw5_685;
insert into mvpw5_721 (id) select generate_series(1, 486);
insert into mvpw5_722 (id) select generate_series(1, 12);
insert into mvpw5_723 (id) select generate_series(1, 25);
"""

# What the test users' pages are made of: table, and the rows of it that they show.
WITH = """
with me as (select id, agent_id, team_id from mvpw5_664 where id in (60, 7, 256, 133)),
people as (select id, agent_id from mvpw5_664 where team_id in (select team_id from me)),
sales as (select id from mvpw5_675 where transaction_owner_agent_id in (select agent_id from people)),
places as (select id, member_agent_id from mvpw5_684 where agent_id in (select agent_id from me)),
agents as (select agent_id as id from people union select member_agent_id from places)
"""
SEEN = (
    ("664", "id in (select id from people)"),
    ("665", "user_id in (select id from people)"),
    ("667", "user_id in (select id from people)"),
    ("668", "user_id in (select id from people)"),
    ("670", "id in (select id from agents)"),
    ("671", "agent_id in (select id from agents)"),
    ("672", "agent_id in (select id from agents)"),
    ("673", "agent_id in (select id from agents)"),
    ("675", "id in (select id from sales)"),
    ("676", "transaction_id in (select id from sales)"),
    ("677", "transaction_id in (select id from sales)"),
    ("678", "transaction_id in (select id from sales)"),
    ("681", "team_id in (select team_id from me)"),
    ("682", "team_id in (select team_id from me)"),
    ("684", "id in (select id from places)"),
    ("685", "agent_id in (select id from agents)"),
    ("688", "transaction_id in (select id from sales)"),
    ("690", "network_id in (select id from places)"),
    ("696", "transaction_id in (select id from sales)"),
    ("698", "network_id in (select id from places)"),
)


@dataclass(frozen=True)
class States:
    """The same V2 in both states, each in a database of its own."""

    ready: psycopg.Connection
    as_found: psycopg.Connection


@pytest.fixture(scope="module")
def states() -> Iterator[States]:
    """Give a small V2 that is ready, and a copy of it that is damaged."""
    ready, as_found = f"test_ready_{os.getpid()}", f"test_as_found_{os.getpid()}"
    with open_server(None, print) as server, server.connect() as maintenance:
        maintenance.execute(f"create database {ready}".encode())
        try:
            with server.connect(ready) as connection:
                for sql in (v2.steps()[0].sql, migrate.text_of("casts"), migrate.text_of("finish"), READY):
                    connection.execute(sql.encode())
            maintenance.execute(f"create database {as_found} template {ready}".encode())
            with server.connect(ready) as first, server.connect(as_found) as second:
                for step in damage.steps():
                    with second.transaction():
                        second.execute(step.sql.encode())
                yield States(first, second)
        finally:
            for name in (ready, as_found):
                maintenance.execute(f"drop database if exists {name} with (force)".encode())


def one(connection: psycopg.Connection, sql: str) -> object:
    """Return the one value of a query."""
    row = connection.execute(sql.encode()).fetchone()
    assert row is not None
    return row[0]


def orphans(connection: psycopg.Connection) -> dict[str, object]:
    """Return the number of orphans of each reference."""
    return {
        f"{child}.{column}": one(
            connection,
            f"select count(*) from mvpw5_{child} c where c.{column} is not null"
            f" and not exists (select from mvpw5_{parent} p where p.id = c.{column})",
        )
        for child, column, parent, _ in REFERENCES
    }


def counts(connection: psycopg.Connection) -> dict[str, int]:
    """Return the number of rows of each V2 table, by its id."""
    tables = connection.execute("select tablename from pg_tables where tablename like 'mvpw5%'").fetchall()
    return {table[6:]: int(str(one(connection, f"select count(*) from {table}"))) for (table,) in tables}


def test_ready_has_no_orphans(states: States) -> None:
    """A ready V2 has no orphan and says that it is ready."""
    assert orphans(states.ready) == {f"{child}.{column}": 0 for child, column, _, _ in REFERENCES}
    assert one(states.ready, "select state from twin_state") == "ready"


def test_orphans_as_found(states: States) -> None:
    """The damaged V2 has the documented orphans, constraint by constraint."""
    wanted = {f"{child}.{column}": number for child, column, _, number in REFERENCES}
    assert orphans(states.as_found) == wanted


def test_the_documented_sums() -> None:
    """The documented orphans are 1,022 over 26 of 32 references."""
    assert sum(wanted for *_, wanted in REFERENCES) == 1022
    assert [wanted == 0 for *_, wanted in REFERENCES].count(True) == 6
    assert len(REFERENCES) == 32


def test_orphans_lie_on_distinct_rows(states: States) -> None:
    """A user that lost its agent keeps its team."""
    lost = "select count(*) from mvpw5_664 where agent_id > 9000000 and team_id > 9000000"
    assert one(states.as_found, lost) == 0


def test_counts_as_found(states: States) -> None:
    """Only the lagging and the missing tables change their number of rows."""
    ready, found = counts(states.ready), counts(states.as_found)
    changed = {table: found[table] - ready[table] for table in ready if found[table] != ready[table]}
    archived = dict.fromkeys(("664", "665", "666", "667", "668"), -296)
    more = {"671": 1, "675": 15, "677": 15, "684": 10, "698": 10}
    assert changed == archived | more | {"696": -240, "721": -486, "722": -12, "723": -25}


def test_no_archived_user_is_left(states: States) -> None:
    """The archived users are missing, with every row of theirs."""
    assert one(states.as_found, "select count(*) from mvpw5_664 where status = 'archived'") == 0
    assert one(states.as_found, "select count(*) from mvpw5_665 where user_id between 1001 and 1296") == 0


@pytest.mark.parametrize(("table", "rows"), SEEN)
def test_pages_are_untouched(states: States, table: str, rows: str) -> None:
    """What the four test users see is the same in both states."""
    query = f"{WITH} select string_agg(t::text, ';' order by id) from mvpw5_{table} t where {rows}"
    seen = one(states.ready, query)
    assert seen
    assert one(states.as_found, query) == seen


def test_damage_follows_from_the_data(states: States) -> None:
    """The same data loses the same rows, whichever order they are stored in."""
    hit = "select array_agg(id order by id) from mvpw5_672 where agent_id > 9000000"
    commission = next(broken for broken in damage.BREAKS if broken.table == 672)
    with states.ready.transaction(force_rollback=True):
        states.ready.execute(b"update mvpw5_672 set note = 'moved' where id % 2 = 0")
        states.ready.execute(damage.steps()[0].sql.encode())
        states.ready.execute(damage.orphans_of(commission).encode())
        assert one(states.ready, hit) == one(states.as_found, hit)


def test_state_says_as_found(states: States) -> None:
    """The damaged V2 says so, and nothing that the damage worked with is left."""
    assert one(states.as_found, "select state from twin_state") == "as-found"
    assert one(states.as_found, "select count(*) from pg_tables where tablename like 'kept%'") == 0


def test_steps_are_damage() -> None:
    """Every step runs in the last stage, on one lane, in its order, under a name of its own."""
    steps = damage.steps()
    assert {(step.stage, step.lane) for step in steps} == {(Stage.DAMAGE, 0)}
    assert len({step.name for step in steps}) == len(steps)


def test_too_few_rows_are_an_error(states: States) -> None:
    """Where fewer rows are free than orphans are wanted, the damage fails and says how many are."""
    broken = damage.Break("user_settings", 667, "user_id", 1000, "false")
    with (
        pytest.raises(psycopg.errors.RaiseException, match="1000 orphans are wanted, 631 rows are free"),
        states.ready.transaction(),
    ):
        states.ready.execute(damage.orphans_of(broken).encode())


def test_the_smallest_twin_has_room_for_it() -> None:
    """At a scale as small as can be, V2 made out of V1 has no orphan, and the damage finds all its rows."""
    name = f"test_small_{os.getpid()}"
    steps = sorted((*v1.steps(0.001, 3), *v2.steps(), *migrate.steps(0.001)), key=lambda step: step.stage)
    with open_server(None, print) as server, server.connect() as maintenance:
        maintenance.execute(f"create database {name}".encode())
        try:
            with server.connect(name) as connection:
                for step in steps:
                    with connection.transaction():
                        connection.execute(step.sql.encode())
                assert set(orphans(connection).values()) == {0}
                for step in damage.steps():
                    with connection.transaction():
                        connection.execute(step.sql.encode())
                assert list(orphans(connection).values()) == [wanted for *_, wanted in REFERENCES]
        finally:
            maintenance.execute(f"drop database if exists {name} with (force)".encode())
