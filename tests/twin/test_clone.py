"""The clones: a run's own, with roles that may do what they need and no more."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from twin.building import template
from twin.clone import Clones, clones, running
from twin.databases import names
from twin.errors import TwinError
from twin.faults import DataFault
from twin.server import Server

from .processes import SOURCE
from .tiny import tiny

FAULT = DataFault(
    "nobody-5", "Row 5 is not there.", "delete from mvpw5_664 where id = 5", must_fail=("tables/user",)
)


@pytest.fixture(scope="module")
def made(server: Server) -> str:
    """Give the name of a tiny template."""
    return template(server, tiny("c10e"), "ready", io.StringIO(), print)


@pytest.fixture(scope="module")
def copies(server: Server, made: str) -> Iterator[Clones]:
    """Give the clones of one run, whose pair may be repaired."""
    with clones(server, made, repaired=True) as copies:
        yield copies


def refused(dsn: str, sql: str) -> str:
    """Return the name of the error that a statement meets, or an empty text."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        try:
            connection.execute(sql.encode())
        except psycopg.Error as error:
            return type(error).__name__
    return ""


INSERT_V1 = "insert into mvpw1_41 values (99, '{}')"
INSERT_V2 = "insert into mvpw5_664 (email) values ('new')"
WRITABLE = "begin read write; "


@pytest.mark.parametrize(
    ("role", "sql", "error"),
    [
        ("reader", "select * from mvpw1_41, mvpw5_664", ""),
        ("reader", INSERT_V2, "ReadOnlySqlTransaction"),
        ("reader", WRITABLE + INSERT_V2, "InsufficientPrivilege"),
        ("reader", WRITABLE + INSERT_V1, "InsufficientPrivilege"),
        ("reader", WRITABLE + "create table mine (id integer)", "InsufficientPrivilege"),
        ("reader", WRITABLE + "create temporary table mine (id integer)", "InsufficientPrivilege"),
        ("reader", "set role twin", "InsufficientPrivilege"),
        ("api", "select * from mvpw1_41, mvpw5_664", ""),
        ("api", INSERT_V1, "ReadOnlySqlTransaction"),
        ("api", WRITABLE + INSERT_V1, "InsufficientPrivilege"),
        ("writer", INSERT_V2, ""),
        ("writer", "update mvpw5_664 set email = 'x' where id = 1", ""),
        ("writer", "delete from mvpw5_664 where id = 2", ""),
        ("writer", "truncate mvpw5_664", "InsufficientPrivilege"),
        ("writer", INSERT_V1, "UndefinedTable"),
        ("repair", "update mvpw5_664 set email = email", ""),
        ("repair", "insert into mvpw5_664 values (9, 'nine'); delete from mvpw5_664 where id = 9", ""),
        ("repair", "alter table mvpw5_664 add constraint mine check (id > 0) not valid", ""),
        (
            "repair",
            "create schema mine; create table mine.rows (like mvpw5_664); drop schema mine cascade",
            "",
        ),
        ("repair", "select * from mvpw1_41", "InsufficientPrivilege"),
        ("repair", INSERT_V1, "InsufficientPrivilege"),
        ("repair", "drop table mvpw1_41", "InsufficientPrivilege"),
        ("repair", "create table mine (id integer)", "InsufficientPrivilege"),
        ("repair", "set role twin", "InsufficientPrivilege"),
    ],
)
def test_a_role_may_do_what_it_needs(copies: Clones, role: str, sql: str, error: str) -> None:
    """The reader and the APIs of the pair only read; the writer writes V2 alone, on its own copy.

    Who repairs owns V2's tables of the pair, and cannot even read V1's.
    """
    assert refused(getattr(copies, role), sql) == error


def test_what_is_written_stays_in_its_copy(copies: Clones) -> None:
    """The pair does not see what the second V2 was told to write."""
    with psycopg.connect(copies.writer) as writes, psycopg.connect(copies.reader) as pair:
        writes.execute("update mvpw5_664 set email = 'written' where id = 3")
        writes.commit()
        assert pair.execute("select email from mvpw5_664 where id = 3").fetchone() == ("3@twin.example",)


def test_a_run_cannot_open_anothers_clones(server: Server, made: str, copies: Clones) -> None:
    """Two runs share the server, and nothing else."""
    with clones(server, made) as others:
        theirs = psycopg.conninfo.conninfo_to_dict(others.reader)["dbname"]
        with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
            psycopg.connect(psycopg.conninfo.make_conninfo(copies.reader, dbname=str(theirs)))
        with psycopg.connect(others.reader) as connection:
            assert connection.execute("select count(*) from mvpw5_664").fetchone() == (5,)


def test_a_data_fault_is_in_both_copies(server: Server, made: str) -> None:
    """V2 is wrong in the pair and in the copy for writing; the template is not."""
    with clones(server, made, [FAULT]) as spoiled:
        for dsn in (spoiled.reader, spoiled.writer):
            with psycopg.connect(dsn) as connection:
                assert connection.execute("select count(*) from mvpw5_664").fetchone() == (4,)
    with clones(server, made) as sound, psycopg.connect(sound.reader) as connection:
        assert connection.execute("select count(*) from mvpw5_664").fetchone() == (5,)


def test_clones_go_with_their_run(server: Server, made: str) -> None:
    """After the block neither databases nor roles of the run are left, even where somebody is connected."""
    with server.connect() as maintenance:
        before = names(maintenance, "^twin_run_")
        with clones(server, made) as copies:
            assert running(maintenance) == 1 + len(before) // 2
            assert len(names(maintenance, "^twin_run_")) == len(before) + 2
            psycopg.connect(copies.reader)
        assert names(maintenance, "^twin_run_") == before


def test_a_fault_that_fails_leaves_no_clone(server: Server, made: str) -> None:
    """The error names the reason; nothing of the run stays."""
    broken = DataFault("broken", "It is no SQL.", "this is no SQL", must_fail=())
    with server.connect() as maintenance:
        before = names(maintenance, "^twin_run_")
        with pytest.raises(TwinError, match=r"clone-failed: .*syntax error"), clones(server, made, [broken]):
            pass
        assert names(maintenance, "^twin_run_") == before


def test_clones_of_a_killed_run_are_dropped_by_the_next(server: Server, made: str, tmp_path: Path) -> None:
    """A run that was killed leaves clones and roles behind; the next run drops them, and only them."""
    text = f"""
import os, signal
from twin.clone import clones
from twin.server import Server
with clones(Server({server.conninfo!r}, "18", "a test"), {made!r}):
    os.kill(os.getpid(), signal.SIGKILL)
"""
    with server.connect() as maintenance:
        before = set(names(maintenance, "^twin_run_"))
        subprocess.run(
            [sys.executable, "-c", text], env=os.environ | {"PYTHONPATH": str(SOURCE)}, check=False
        )
        left = set(names(maintenance, "^twin_run_")) - before
        assert len(left) == 2
        with clones(server, made):
            now = set(names(maintenance, "^twin_run_"))
        assert before <= now
        assert not left & now
        roles = maintenance.execute("select count(*) from pg_roles where rolname ~ '^twin_run_'").fetchone()
        assert roles == (3 * len(before) // 2 + 1,)  # one that repairs: of `copies`
