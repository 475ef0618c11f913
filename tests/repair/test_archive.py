"""The archive: made once, read by whoever may, chained without a gap, and for one repair at a time."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from cutover.compare import trail
from cutover.repair import archive
from cutover.repair.refusal import RepairRefused

from ..postgres_server import scratch_database


@pytest.fixture(scope="module")
def dsn() -> Iterator[str]:
    """A database with one table."""
    with scratch_database() as found:
        with psycopg.connect(found) as connection:
            connection.execute(
                "create table settings (id integer primary key, user_id integer not null, at timestamptz)"
            )
            connection.execute("insert into settings select n, n, now() from generate_series(1, 9) n")
        yield found


@pytest.fixture
def connection(dsn: str) -> Iterator[psycopg.Connection]:
    """A session that commits each statement, in a database without an archive."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("drop schema if exists cutover_repair cascade")
        yield connection


def change(connection: psycopg.Connection, number: int, batch: int) -> None:
    """Write one change down."""
    entry = f"""(select {number}::bigint as number, 'one'::text as run, 'orphans/a'::text as step,
        {batch}::bigint as batch, '["1"]'::jsonb as planned, 'settings'::text as table_name,
        'settings'::text as relation, '{{"id": 1}}'::jsonb as key, 'set-null'::text as action,
        ''::text as reference, ''::text as reason, ''::text as decision, 'Ada'::text as actor, now() as at,
        '{{"x": 1}}'::jsonb as before, null::jsonb as after)"""
    connection.execute(trail.log(entry).encode())


def test_a_v2_that_was_never_repaired_has_no_runs(connection: psycopg.Connection) -> None:
    """Asking is no reason to make anything."""
    assert not archive.is_there(connection)
    assert archive.runs(connection) == ()
    assert not archive.is_there(connection)


def test_it_is_made_once_and_holds_what_was_written(connection: psycopg.Connection) -> None:
    """Making it again changes nothing."""
    archive.create_archive(connection)
    archive.begin_run(connection, "one", "apply", "Ada", plan="abc", left_out=[{"step": "a"}])
    archive.create_archive(connection)
    archive.note(connection, "one", state="done")
    (run,) = archive.runs(connection)
    assert (run.run, run.kind, run.actor, run.plan, run.state) == ("one", "apply", "Ada", "abc", "done")


def test_batches_are_chained(connection: psycopg.Connection) -> None:
    """A batch's hash follows from the one before it and from its changes, in every session the same."""
    archive.create_archive(connection)
    archive.begin_run(connection, "one", "apply", "Ada")
    for number in (1, 2):
        assert archive.next_batch(connection) == number
        change(connection, number, number)
        archive.seal(connection, number, "one", "orphans/a", 0.1)
    connection.execute("set timezone = 'Asia/Kathmandu'")
    of_batch = trail.batch_hash("b.previous", "b.run", "b.step", trail.hashes_of("b.number"))
    rows = connection.execute(
        f"select b.previous, b.hash, {of_batch}, c.hash, {trail.change_hash('c')}"
        f" from {trail.BATCHES} b join {trail.CHANGES} c on c.batch = b.number order by b.number".encode()
    ).fetchall()
    assert [row[0] for row in rows] == ["", rows[0][1]]
    assert all(row[1] == row[2] and row[3] == row[4] for row in rows)


def test_typed_rows_follow_the_table(connection: psycopg.Connection) -> None:
    """A new column of the table gets its place; one of another type is refused."""
    archive.create_archive(connection)
    archive.keep_typed(connection, "settings")
    connection.execute("alter table settings add column theme text")
    archive.keep_typed(connection, "settings")
    connection.execute(
        f"insert into {trail.typed('settings')} select 1, s.* from settings s where id = 1".encode()
    )
    connection.execute("alter table settings drop column theme, add column theme integer")
    with pytest.raises(RepairRefused, match="repair-archive-type"):
        archive.keep_typed(connection, "settings")
    connection.execute("alter table settings drop column theme")


def test_a_long_name_has_a_place(connection: psycopg.Connection) -> None:
    """PostgreSQL cuts names; two tables never share one archive."""
    names = ["x" * 62 + end for end in "ab"]
    assert len({trail.typed(each) for each in names}) == 2
    assert all(len(trail.typed(each).split(".")[1].strip('"')) <= trail.LONGEST for each in names)


def test_the_reading_role_reads_it(connection: psycopg.Connection, dsn: str) -> None:
    """The suites see the trail with V2's own reading role."""
    connection.execute("drop role if exists archive_reader")
    connection.execute("create role archive_reader")
    archive.create_archive(connection, "archive_reader")
    archive.keep_typed(connection, "settings", "archive_reader")
    connection.execute("set role archive_reader")
    assert archive.is_there(connection)
    connection.execute(f"select * from {trail.typed('settings')}".encode())
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(f"delete from {trail.CHANGES}".encode())
    connection.execute("reset role; drop owned by archive_reader; drop role archive_reader")


def test_only_one_repairs_at_a_time(connection: psycopg.Connection, dsn: str) -> None:
    """The second is refused while the first is there, and may as soon as it is gone."""
    with psycopg.connect(dsn, autocommit=True) as first:
        archive.take_turn(first)
        with pytest.raises(RepairRefused, match="repair-running"):
            archive.take_turn(connection, patience=0.2)
    archive.take_turn(connection)
