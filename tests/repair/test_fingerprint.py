"""Fingerprints tell every change of a table, and nothing else."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import psycopg
import pytest

from cutover.compare.fingerprint import PART, fingerprint
from cutover.compare.sqltext import Rows
from cutover.manifest.environment import Side
from cutover.repair.fingerprint import ABSENT, fingerprints, unlike
from cutover.systems import System

from ..postgres_server import scratch_database

TABLES = {"person": "person", "note": "note", "keyless": "keyless", "Odd": "Odd", "lost": "nowhere"}
CHANGES = {
    "a value": "update person set name = 'c' where id = 2",
    "NULL to empty": "update person set name = '' where id = 3",
    "a trailing space": "update person set name = 'a ' where id = 1",
    "float's last digit": "update person set rate = 0.30000000000000004 where id = 1",
    "a microsecond": "update person set at = at + interval '1 microsecond' where id = 1",
    "numeric's scale": "update person set sum = 1.00 where id = 1",
    "two rows that swap": "update person set name = case id when 1 then 'b' else 'a' end where id in (1, 2)",
    "a row more": "insert into person (id) values (4)",
    "a row less": "delete from person where id = 3",
    "a key": "update person set id = 5 where id = 3",
    "a column's name": "alter table person rename column sum to amount",
}


@pytest.fixture(scope="module")
def system() -> Iterator[System]:
    """A small V2: many types, many rows, no key, a name in capitals, and a table that is not there."""
    with scratch_database() as dsn:
        with psycopg.connect(dsn) as connection:
            connection.execute(
                "create table person"
                " (id int primary key, name text, rate float8, at timestamptz, sum numeric)"
            )
            connection.execute(
                "insert into person values (1, 'a', 0.3, '2026-01-01+05:45', 1.0),"
                " (2, 'b', null, null, null),"
                " (3, null, null, null, null)"
            )
            connection.execute("create table note (a text, b int, c text, primary key (b, a))")
            connection.execute(
                "insert into note select n::text, n % 7, repeat('é', n % 9)"
                f" from generate_series(1, {PART * 2 + 3}) as n"
            )
            connection.execute(
                "create table keyless (a int, b text); insert into keyless values (1, 'x'), (1, 'x')"
            )
            connection.execute('create table "Odd" (cutover_row text, b int)')
        yield System(
            "V2", Side(api="http://127.0.0.1:9", tables="{table}"), "http://127.0.0.1:9", conninfo=dsn
        )


def told(system: System, sessions: int = 2) -> dict[str, str]:
    """The fingerprints of all tables."""
    return fingerprints(system, TABLES, sessions=sessions)


def test_the_same_rows_have_the_same_fingerprint_in_any_place(system: System) -> None:
    """Neither the sessions, nor where rows lie, nor a deleted row leave a trace."""
    before = told(system)
    with psycopg.connect(str(system.conninfo), autocommit=True) as connection:
        connection.execute("set timezone = 'Asia/Kathmandu'")
        connection.execute("update note set c = c")
        connection.execute("insert into person (id) values (0); delete from person where id = 0")
        connection.execute("update keyless set b = 'y'; update keyless set b = 'x'")
        connection.execute("vacuum full note")
    assert told(system, sessions=1) == told(system, sessions=3) == before
    assert {word: len(found) for word, found in before.items() if word != "lost"} == dict.fromkeys(
        ("person", "note", "keyless", "Odd"), 64
    )
    assert before["lost"] == ABSENT
    assert len(set(before.values())) == len(before)


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_is_told(system: System, change: str) -> None:
    """One value of one row is enough; the other tables keep theirs."""
    before = told(system)
    with psycopg.connect(str(system.conninfo), autocommit=True) as connection:
        connection.execute("create table kept as select * from person")
        connection.execute(CHANGES[change].encode())
        after = told(system)
        if "column" in change:
            connection.execute("alter table person rename column amount to sum")
        connection.execute("truncate person; insert into person select * from kept; drop table kept")
    assert unlike(before, after) == ("person",)
    assert unlike(before, told(system)) == ()


def test_a_doubled_row_without_a_key_is_told(system: System) -> None:
    """Rows that are alike are counted."""
    before = told(system)
    with psycopg.connect(str(system.conninfo), autocommit=True) as connection:
        connection.execute("insert into keyless values (1, 'x')")
        assert unlike(before, told(system)) == ("keyless",)
        connection.execute("delete from keyless where ctid = (select max(ctid) from keyless)")
    assert unlike(before, told(system)) == ()


def test_no_name_of_a_column_hides_the_others(system: System) -> None:
    """A column may be called as rows are called here."""
    with psycopg.connect(str(system.conninfo), autocommit=True) as connection:
        connection.execute("""insert into "Odd" values ('a', 1)""")
        before = told(system)
        connection.execute("""update "Odd" set b = 2""")
        assert unlike(before, told(system)) == ("Odd",)


def test_rows_in_a_statement_have_the_fingerprint_of_the_table(system: System) -> None:
    """So that a table can be told as it would be, without being changed."""
    with psycopg.connect(str(system.conninfo)) as connection:
        connection.execute("set timezone = 'UTC'")
        rows = Rows("select * from note where b < 3 union all select * from note where b >= 3")
        assert fingerprint(connection, rows, ("b", "a")) == fingerprint(connection, "note")
        lacking = Rows("select * from note where b < 6")
        assert fingerprint(connection, lacking, ("b", "a")) != fingerprint(connection, "note")


def test_a_snapshot_that_is_held_is_read(system: System) -> None:
    """What is written meanwhile belongs to the next fingerprint."""
    before = told(system)
    with psycopg.connect(str(system.conninfo)) as holding, psycopg.connect(str(system.conninfo)) as writing:
        holding.execute("set transaction isolation level repeatable read, read only")
        row = holding.execute("select pg_export_snapshot()").fetchone()
        assert row is not None
        writing.execute("insert into person (id) values (9)")
        writing.commit()
        assert fingerprints(system, TABLES, str(row[0])) == before
        assert unlike(before, told(system)) == ("person",)
        writing.execute("delete from person where id = 9")


def test_memory_stays_low(system: System) -> None:
    """A table of long rows never comes into Python."""
    with psycopg.connect(str(system.conninfo), autocommit=True) as connection:
        connection.execute(
            "create table long as select n as id, repeat(md5(n::text), 200) as text"
            " from generate_series(1, 6000) as n"
        )
    program = (
        "import resource, sys; from cutover.manifest.environment import Side\n"
        "from cutover.systems import System\n"
        "from cutover.repair.fingerprint import fingerprints\n"
        "peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "side = Side(api='http://127.0.0.1:9', tables='{table}')\n"
        "system = System('V2', side, side.api, conninfo=sys.argv[1]); before = peak()\n"
        "fingerprints(system, {'long': 'long'}); print(peak() - before)"
    )
    grown = subprocess.run(
        [sys.executable, "-c", program, str(system.conninfo)], capture_output=True, text=True, check=True
    )
    assert int(grown.stdout) < 12_000  # kB, of 38 MB
