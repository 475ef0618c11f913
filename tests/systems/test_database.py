"""Databases are read in one pinned snapshot, and never written."""

from __future__ import annotations

import time

import psycopg
import pytest

from cutover.systems import DatabaseFailed, connect, demand_walls, prove_walls, same_system
from cutover.systems.errors import SameSystem, WallBroken
from cutover.systems.resolve import Pair
from cutover.systems.same import refuse_same

from .conftest import PASSWORD, Place, system


def test_a_session_is_pinned_and_read_only(place: Place) -> None:
    """Time zone, formats and limits do not depend on the role or the server."""
    with connect(system(conninfo=place.reader, statement_timeout=7)) as database:
        told = {
            name: database.connection.execute("select current_setting(%s)", (name,)).fetchone()[0]  # type: ignore[index]
            for name in (
                "timezone",
                "transaction_isolation",
                "transaction_read_only",
                "statement_timeout",
                "lock_timeout",
                "idle_in_transaction_session_timeout",
                "jit",
            )
        }
    assert told == {
        "timezone": "UTC", "transaction_isolation": "repeatable read", "transaction_read_only": "on",
        "statement_timeout": "7s", "lock_timeout": "1s", "idle_in_transaction_session_timeout": "0",
        "jit": "off",
    }  # fmt: skip


def test_no_statement_and_no_lock_is_waited_for_longer_than_allowed(place: Place) -> None:
    """Whatever the role is set to; and a session that is idle for long is not ended."""
    with psycopg.connect(place.owner, autocommit=True) as owner:
        role = psycopg.conninfo.conninfo_to_dict(place.reader)["user"]
        owner.execute(f"alter role {role} set statement_timeout = 0")
        owner.execute(f"alter role {role} set idle_in_transaction_session_timeout = '300ms'")
    try:
        with connect(system(conninfo=place.reader, statement_timeout=0.3)) as database:
            with pytest.raises(psycopg.errors.QueryCanceled), database.connection.transaction():
                database.connection.execute("select pg_sleep(5)")
            with psycopg.connect(place.owner) as owner:
                owner.execute("lock table old in access exclusive mode")
                with pytest.raises(psycopg.errors.QueryCanceled), database.connection.transaction():
                    database.connection.execute("select count(*) from old")
        with connect(system(conninfo=place.reader)) as database:
            with psycopg.connect(place.owner) as owner:
                owner.execute("lock table old in access exclusive mode")
                with pytest.raises(psycopg.errors.LockNotAvailable), database.connection.transaction():
                    database.connection.execute("select count(*) from old")
            time.sleep(0.6)
            assert database.connection.execute("select count(*) from old").fetchone() == (10,)
    finally:
        with psycopg.connect(place.owner, autocommit=True) as owner:
            owner.execute(f"alter role {role} reset all")


def test_a_table_made_anew_is_another_one(place: Place) -> None:
    """Its rows may be others; one that is only written to is the same."""

    def seen() -> str:
        with connect(system(conninfo=place.reader)) as database:
            return database.incarnation("mine")

    with psycopg.connect(place.owner, autocommit=True) as owner:
        owner.execute("create table mine (id int)")
        first = seen()
        owner.execute("insert into mine values (1)")
        assert seen() == first
        owner.execute("truncate mine")
        second = seen()
        owner.execute("drop table mine")
        assert len({first, second, seen()}) == 3


def test_workers_share_one_snapshot(place: Place) -> None:
    """A session that joins sees what the first one saw, whatever was written in between."""
    with connect(system(conninfo=place.reader)) as first:
        snapshot = first.export_snapshot()
        with psycopg.connect(place.owner, autocommit=True) as writer:
            writer.execute("insert into old values (99, '{}')")
            with connect(system(conninfo=place.reader), snapshot) as second:
                row = second.connection.execute("select count(*) from old").fetchone()
            writer.execute("delete from old where id = 99")
    assert row == (10,)


def test_a_lost_snapshot_is_told(place: Place) -> None:
    """The snapshot ends with the session that exported it."""
    with connect(system(conninfo=place.reader)) as first:
        snapshot = first.export_snapshot()
    with pytest.raises(DatabaseFailed, match="snapshot-lost"):
        connect(system(conninfo=place.reader), snapshot)


def test_the_catalogue_tells_columns(place: Place) -> None:
    """Types come with their lengths; a table that is absent has no columns."""
    with connect(system(conninfo=place.reader)) as database:
        assert database.columns("new") == {
            "id": "integer", "a": "character varying(9)", "b": "numeric(14,2)", "c": "text[]",
        }  # fmt: skip
        assert database.columns("nowhere") == {}
        assert database.missing(["old", "nowhere"]) == ("nowhere",)


@pytest.mark.parametrize(
    ("conninfo", "told"),
    [
        ("postgresql://reader:hunter2-secret@127.0.0.1:1/nowhere", "nothing listens"),
        ("postgresql://reader:hunter2-secret@no-such-host.invalid/x", "host name is unknown"),
        ("hunter2-secret", "the connection string is none"),
    ],
)
def test_an_unreachable_database_is_told_without_its_secrets(conninfo: str, told: str) -> None:
    """The error says what is wrong, and holds nothing of the connection string."""
    with pytest.raises(DatabaseFailed, match=told) as raised:
        connect(system(conninfo=conninfo))
    assert "hunter2" not in str(raised.value)
    assert raised.value.__cause__ is None
    assert raised.value.__suppress_context__


def test_a_wrong_password_is_told_without_it(place: Place) -> None:
    """Neither the password that is wrong nor the address stands in the error."""
    with pytest.raises(DatabaseFailed, match="role or its password is wrong") as raised:
        connect(system(conninfo=place.reader.replace(PASSWORD, "hunter2-secret")))
    assert "hunter2" not in str(raised.value)


def test_a_system_without_a_database_says_what_to_ask_for() -> None:
    """The hint is the environment's own."""
    with pytest.raises(DatabaseFailed, match="no-database") as raised:
        connect(system())
    assert raised.value.hint == "Ask."


def test_a_reader_stands_behind_its_walls(place: Place) -> None:
    """A role that may only SELECT, in a read-only session, breaks no wall."""
    with connect(system(conninfo=place.reader)) as database:
        assert prove_walls(database, ["old", "new"]) == ()
        assert database.connection.execute("select count(*) from old").fetchone() == (10,)


def test_an_owner_breaks_the_walls(place: Place) -> None:
    """A superuser and table privileges are each told, although the transaction is read-only."""
    with connect(system(conninfo=place.owner)) as database:
        broken = prove_walls(database, ["old", "new", "nowhere"])
        with pytest.raises(WallBroken, match="wall-broken: V1 could be written to"):
            demand_walls(database, ["old"], "V1")
    assert any("is a superuser" in each for each in broken)
    assert any("may insert, update, delete, truncate new and 1 more table" in each for each in broken)


def test_a_single_writable_column_breaks_the_walls(place: Place) -> None:
    """A privilege on one column is a privilege to write."""
    with connect(system(conninfo=place.reader)) as reader:
        role = reader.connection.info.user
    with psycopg.connect(place.owner, autocommit=True) as owner:
        owner.execute(f"grant update (a) on new to {role}")
        try:
            with connect(system(conninfo=place.reader)) as database:
                assert prove_walls(database, ["old", "new"]) == ("the role may update new.",)
        finally:
            owner.execute(f"revoke update (a) on new from {role}")


def test_a_writable_session_is_noticed(place: Place) -> None:
    """Where the transaction is not read-only, the write that is tried is not refused, and is rolled back."""
    with psycopg.connect(place.owner) as connection:
        from cutover.systems.database import Database

        broken = prove_walls(Database(connection, "V1"), ["old"])
    assert "a write to old was not refused." in broken
    assert any("transaction_read_only is off" in each for each in broken)


def test_no_table_is_no_proof(place: Place) -> None:
    """Walls around nothing prove nothing."""
    with connect(system(conninfo=place.reader)) as database:
        assert prove_walls(database, ["nowhere"]) == (
            "none of the tables exists, so no write could be tried.",
        )


@pytest.mark.parametrize(
    ("v1", "v2", "same"),
    [
        ("http://127.0.0.1:41001", "http://localhost:41001/", True),
        ("https://one.example/api", "https://ONE.example:443/api", True),
        ("http://127.0.0.1:41001", "http://127.0.0.1:41002", False),
        ("https://one.example/v1", "https://one.example/v2", False),
    ],
)
def test_the_same_api_base_is_noticed(v1: str, v2: str, same: bool) -> None:
    """Addresses are compared by what they lead to."""
    assert (same_system(Pair(system(api=v1), system("V2", api=v2), "x")) is not None) is same


def test_the_same_tables_are_noticed(place: Place) -> None:
    """One table under two names, or behind a view, is one table."""
    pair = Pair(system(api="http://a"), system("V2", api="http://b"), "x")
    with connect(system(conninfo=place.reader)) as v1, connect(system(conninfo=place.owner)) as v2:
        assert v1.identity() == v2.identity()
        assert same_system(pair, v1, v2, ["old"], ["new"]) is None
        assert same_system(pair, v1, v2, ["old"], ["new", "public.old"])
        with pytest.raises(
            SameSystem, match="V1's table old and V2's table shadow are the same physical table"
        ):
            refuse_same(pair, v1, v2, ["old"], ["new", "shadow"])
