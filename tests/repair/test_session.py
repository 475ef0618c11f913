"""The one session that writes: it is given where it cannot reach V1, and refused otherwise with a reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from cutover.compare.trail import SCHEMA
from cutover.repair.archive import create_archive, keep_typed
from cutover.repair.opening import Opened, again
from cutover.repair.refusal import RepairRefused
from cutover.repair.session import connect_writer
from cutover.systems import WallBroken

from .small import MANIFEST, Ground, Pair

USER = "mvpw5_664"
V1_USER = "mvpw1_41"
BROKEN = "select count(*) from mvpw5_664 where agent_id > 9000000"


def value(opened: Opened, query: str) -> object:
    """What V2 says in the snapshot that is open."""
    row = opened.v2.connection.execute(query.encode()).fetchone()
    return row[0] if row else None


def test_a_pair_is_opened_in_a_snapshot(pair: Pair) -> None:
    """Both sides are read as they were when it was opened, and as they are now when it is opened again."""
    with pair.opened() as opened:
        assert opened.v1.identity() != opened.v2.identity()
        assert value(opened, BROKEN) == 9
        pair.plant("update mvpw5_664 set agent_id = agent_id - 9000000 where agent_id > 9000000")
        assert value(opened, BROKEN) == 9
        with again(opened) as now:
            assert value(now, BROKEN) == 0
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            opened.v2.connection.execute("delete from mvpw5_664")


def test_one_server_has_one_snapshot(together: Pair) -> None:
    """Where one database holds both sides, they are read at the same moment."""
    with together.opened() as opened:
        assert opened.v1.identity() == opened.v2.identity()
        assert opened.v1.position() == opened.v2.position()


def test_the_writer_gives_way_and_says_who_it_is(pair: Pair) -> None:
    """It waits 200 ms for a lock, is pinned as every session is, and tells its name to whoever looks."""
    settings = ("lock_timeout", "statement_timeout", "application_name", "timezone", "transaction_read_only")
    with pair.opened() as opened, connect_writer(opened, [USER]) as writer:
        told = [writer.connection.execute(f"show {each}".encode()).fetchone() for each in settings]
        assert told == [("200ms",), ("2min",), ("cutover repair",), ("UTC",), ("off",)]
        assert writer.database == opened.database
        assert writer.role.endswith("_repair")
        assert writer.reader.endswith("_reader")
        writer.connection.execute("create schema mine")
        writer.connection.execute("drop schema mine")
        with pytest.raises(psycopg.errors.UndefinedTable):
            writer.connection.execute("select from mvpw1_41")


def test_the_writer_of_one_database_cannot_touch_v1(together: Pair) -> None:
    """V1 stands beside V2, and is out of its reach."""
    with together.opened() as opened, connect_writer(opened, [USER]) as writer:
        for statement in ("select from {}", "insert into {} values (1)", "delete from {}", "drop table {}"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                writer.connection.execute(statement.format(V1_USER).encode())


@contextmanager
def planted(pair: Pair, small: Ground, *statements: str, undo: str) -> Iterator[None]:
    """Have something else than usual while the block runs; ROLE stands for the role that repairs."""
    pair.plant(*(each.replace("ROLE", f"{small.name}_repair") for each in statements))
    try:
        yield
    finally:
        pair.plant(*undo.replace("ROLE", f"{small.name}_repair").split("; "))


def refusal(opened: Opened, *tables: str) -> RepairRefused:
    """Why no session is given."""
    with pytest.raises(RepairRefused) as refused, connect_writer(opened, tables):
        pass
    return refused.value


@pytest.fixture(scope="module")
def one(together: Pair) -> Iterator[Opened]:
    """The pair in one database, opened."""
    with together.opened() as opened:
        yield opened


@pytest.fixture(scope="module")
def apart(pair: Pair) -> Iterator[Opened]:
    """The pair in two databases, opened."""
    with pair.opened() as opened:
        yield opened


SPOILED = {
    "repair-superuser": ("alter role ROLE superuser", "alter role ROLE nosuperuser"),
    "repair-v1-writable": (f"grant update on {V1_USER} to ROLE", f"revoke update on {V1_USER} from ROLE"),
    "repair-read-only": (
        "alter role ROLE set default_transaction_read_only = on",
        "alter role ROLE set default_transaction_read_only = off",
    ),
    "repair-no-rights": (f"revoke update, delete on {USER} from ROLE", f"grant all on {USER} to ROLE"),
    "repair-no-archive": (
        f"create schema {SCHEMA}",
        f"drop schema {SCHEMA}",
    ),
    "repair-not-reachable": ("alter role ROLE nologin", "alter role ROLE login"),
}


@pytest.mark.parametrize("code", SPOILED)
def test_a_role_that_is_not_fit_is_refused(together: Pair, one: Opened, small: Ground, code: str) -> None:
    """It is bound by nothing, may write V1, only reads, or may not do what is needed: nothing is written."""
    statement, undo = SPOILED[code]
    with planted(together, small, statement, undo=undo):
        told = refusal(one, USER)
    assert told.code == code
    assert small.passwords["repair"] not in str(told)
    if code == "repair-no-rights":
        assert f"{USER} may not be changed: no update, delete" in str(told)
    assert refusal(one, "mvpw5_0").what.endswith("mvpw5_0 is not there.")


def test_a_member_of_powers_is_refused(together: Pair, one: Opened, small: Ground) -> None:
    """What a role may become counts as what it is."""
    grant, undo = "grant pg_write_all_data to ROLE", "revoke pg_write_all_data from ROLE"
    with planted(together, small, grant, undo=undo):
        assert refusal(one).code == "repair-superuser"


def test_v1_in_another_database_of_the_server_is_out_of_reach_too(apart: Opened, small: Ground) -> None:
    """A role belongs to the server: V1's own session says what it may do there."""
    role = f'"{small.name}_repair"'
    with small.server.connect(f"{small.name}_v1") as v1:
        v1.execute(f"grant insert on {V1_USER} to {role}".encode())
        try:
            assert refusal(apart).code == "repair-v1-writable"
        finally:
            v1.execute(f"revoke insert on {V1_USER} from {role}".encode())
    with connect_writer(apart, [USER]):
        pass


def to_v1(pair: Pair) -> str:
    """V1's own connection string."""
    return pair.v1


def to_v1_by_repair(pair: Pair) -> str:
    """V1's database, by the role that repairs."""
    return make_conninfo(pair.repair, dbname=str(conninfo_to_dict(pair.v1)["dbname"]))


def elsewhere(pair: Pair) -> str:
    """A database that is neither V1's nor V2's."""
    return make_conninfo(pair.repair, dbname="postgres")


@pytest.mark.parametrize(
    ("leads", "code"),
    [
        (to_v1, "repair-is-v1"),
        (to_v1_by_repair, "repair-is-v1"),
        (elsewhere, "repair-elsewhere"),
        (lambda pair: None, "repair-not-declared"),
        (lambda pair: make_conninfo(pair.repair, password="wrong"), "repair-not-reachable"),
    ],
)
def test_a_repair_that_leads_elsewhere_is_refused(
    pair: Pair, apart: Opened, leads: Callable[[Pair], str | None], code: str
) -> None:
    """V1 is never a target, and what is read must be what is written."""
    v2 = replace(apart.pair.v2, repair=leads(pair))
    assert refusal(replace(apart, pair=replace(apart.pair, v2=v2))).code == code


def test_a_table_that_is_a_view_or_hides_rows_is_refused(pair: Pair, apart: Opened) -> None:
    """What is not all there, or not a table, is not changed."""
    pair.plant(
        "alter table mvpw5_667 rename to hidden",
        "create view mvpw5_667 as select * from hidden",
        "alter table mvpw5_668 enable row level security, force row level security",
    )
    told = str(refusal(apart, "mvpw5_667", "mvpw5_668"))
    assert "mvpw5_667 is no table, mvpw5_668 hides rows by row-level security" in told


def test_the_role_that_the_documentation_asks_for_is_enough(fresh: Pair, small: Ground) -> None:
    """A hoster who runs that SQL has given what is needed, and not too much."""
    page = (MANIFEST.parent / "docs" / "your-own-migration.md").read_text()
    database, role = str(conninfo_to_dict(fresh.v2)["dbname"]), f"{small.name}_asked"
    statements = page.partition("```sql\n")[2].partition("```")[0]
    for said, meant in (("database library", f"database {database}"), ("lib_new", "public")):
        statements = statements.replace(said, meant)
    fresh.change(repair=make_conninfo(fresh.repair, user=role, password="…"))
    try:
        fresh.plant(*statements.replace("library_repair", role).strip().split("\n"))
        with fresh.opened() as opened, connect_writer(opened, opened.names.v2.values()) as writer:
            create_archive(writer.connection, writer.reader)
            keep_typed(writer.connection, USER, writer.reader)
            writer.connection.execute(b"update mvpw5_664 set team_id = null where team_id > 9000000")
            opened.v2.connection.rollback()
            assert value(opened, f"select count(*) from {SCHEMA}.changes") == 0
    finally:
        fresh.plant(f"drop owned by {role} cascade", f"drop role {role}")


def test_a_server_that_does_not_say_which_it_is_is_refused(fresh: Pair) -> None:
    """Nothing would tell the database that was planned for from another one."""
    fresh.plant("revoke execute on function pg_control_system() from public")
    with pytest.raises(RepairRefused, match="repair-server-unknown"), fresh.opened():
        pass


def test_a_reader_that_could_write_is_no_reader(fresh: Pair) -> None:
    """The walls of both sides are proved before anything is planned."""
    fresh.change(database=fresh.repair)
    with pytest.raises(WallBroken, match="V2 could be written to"), fresh.opened():
        pass
