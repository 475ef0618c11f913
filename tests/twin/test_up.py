"""The twin, brought up as a user does it: one line of addresses, three APIs, and nothing left at the end."""

from __future__ import annotations

import json
import os
import signal
import socket
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from twin import __version__
from twin.cast import CAST
from twin.databases import names
from twin.faults import AnswerFault
from twin.server import Server

from .processes import Command, Listed, comes_true, command, listed, living, run
from .tiny import SCALE, plant

UP = ("up", "--scale", str(SCALE))
APIS = ("v1.api", "v2.api", "v2.writes_api")


@pytest.fixture(scope="module")
def planted(server: Server, shared_cache: Path) -> Path:
    """Give the shared cache folder with tiny templates, so that no run has to build."""
    plant(server)
    return shared_cache


def value(facts: dict[str, Any], path: str) -> Any:
    """Return what stands at a dotted path."""
    found: Any = facts
    for part in path.split("."):
        found = found[part]
    return found


def status(url: str) -> int:
    """Return the status of an answer, 0 where nobody answers."""
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        return error.code
    except OSError:
        return 0


@contextmanager
def taken_port() -> Iterator[int]:
    """Give a port that somebody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield int(listening.getsockname()[1])


def test_a_run_tells_where_everything_is(planted: Path) -> None:
    """The line has the identity, the versions, three APIs that answer, and a DSN that reads both sides."""
    with command(planted, *UP) as twin:
        facts = twin.facts()
        assert facts["identity"] == f"twin ready, scale {SCALE}, seed 7, no fault"
        assert facts["seed"] == 7
        assert facts["versions"]["twin"] == __version__
        assert [status(value(facts, api) + "/nowhere") for api in APIS] == [404, 404, 404]
        assert facts["v1"]["database"] == facts["v2"]["database"]
        with psycopg.connect(facts["v2"]["database"]) as connection:
            assert connection.execute(
                "select count(*) from mvpw1_41 join mvpw5_664 using (id)"
            ).fetchone() == (5,)
        assert twin.end() == 0
        assert [status(value(facts, api)) for api in APIS] == [0, 0, 0]
        assert twin.errors() == ""


def test_as_found_is_another_pair(planted: Path) -> None:
    """The state is part of the identity, and decides the rows."""
    with command(planted, *UP, "--state", "as-found") as twin:
        facts = twin.facts()
        assert facts["identity"].startswith("twin as-found, ")
        with psycopg.connect(facts["v2"]["database"]) as connection:
            assert connection.execute("select count(*) from mvpw5_664 where email is null").fetchone() == (1,)
        assert twin.end() == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_a_run(planted: Path, server: Server, number: signal.Signals) -> None:
    """The run puts its clones away and says nothing; its exit status is 0."""
    with server.connect() as maintenance, command(planted, *UP) as twin:
        before = set(names(maintenance, "^twin_run_"))
        facts = twin.facts()
        twin.process.send_signal(number)
        assert twin.process.wait(timeout=60) == 0
        assert twin.errors() == ""
        assert status(facts["v1"]["api"]) == 0
        assert set(names(maintenance, "^twin_run_")) <= before


def test_a_killed_run_leaves_nothing(cache: Path) -> None:
    """After kill -9 of the only run there is no API, no server and no watchdog."""
    with command(cache, "server") as user:
        facts = user.facts()
        plant(Server(facts["database"], facts["postgresql"], "a test"))
        with command(cache, *UP) as twin:
            facts = twin.facts()
            user.end()
            assert status(facts["v1"]["api"] + "/nowhere") == 404
            twin.process.kill()
            assert comes_true(lambda: not living(cache))
            assert comes_true(lambda: not any(status(value(facts, api)) for api in APIS))


def test_two_runs_share_the_server_and_nothing_else(planted: Path) -> None:
    """One run's end, by kill -9, does not touch the other's APIs and rows."""
    with command(planted, *UP) as first, command(planted, *UP) as second:
        one, two = first.facts(), second.facts()
        assert one["v1"]["api"] != two["v1"]["api"]
        assert one["v1"]["database"] != two["v1"]["database"]
        first.process.kill()
        assert comes_true(lambda: status(one["v1"]["api"]) == 0)
        assert [status(value(two, api) + "/nowhere") for api in APIS] == [404, 404, 404]
        assert second.end() == 0


def test_an_api_that_dies_is_told_and_the_others_stay(planted: Path) -> None:
    """One line on standard error names it."""
    with command(planted, *UP) as twin:
        facts = twin.facts()
        v1 = next(each.pid for each in apis_of(twin) if " v1 " in each.line)
        os.kill(v1, signal.SIGKILL)
        assert comes_true(lambda: status(facts["v1"]["api"]) == 0)
        assert status(facts["v2"]["api"] + "/nowhere") == 404
        assert twin.end() == 0
        assert twin.errors().startswith("api-ended: V1's API ended with signal 9; the others go on.")


def apis_of(run: Command) -> list[Listed]:
    """Return the processes that serve a run's APIs."""
    return [each for each in listed() if each.parent == run.process.pid and "twin.serving" in each.line]


def test_a_fault_of_the_answers_reaches_every_api(planted: Path) -> None:
    """The fault is part of the identity; each API starts with its name and takes only its side's part."""
    fault = next(fault.name for fault in CAST.values() if isinstance(fault, AnswerFault))
    with command(planted, *UP, "--fault", fault) as twin:
        facts = twin.facts()
        assert facts["identity"].endswith(f", {fault}")
        assert sorted(each.line.split(" --fault")[1].strip() for each in apis_of(twin)) == [fault] * 3
        assert twin.end() == 0


def test_ports_are_given_as_wished(planted: Path) -> None:
    """A free port that is named is taken."""
    with taken_port() as v1, taken_port() as v2:
        pass
    with command(planted, *UP, "--v1-port", str(v1), "--v2-port", str(v2)) as twin:
        facts = twin.facts()
        assert (facts["v1"]["api"], facts["v2"]["api"]) == (
            f"http://127.0.0.1:{v1}",
            f"http://127.0.0.1:{v2}",
        )
        assert twin.end() == 0


@pytest.mark.parametrize("side", ["v1", "v2"])
def test_a_taken_port_is_refused(planted: Path, side: str) -> None:
    """The message names port and option, before anything is built."""
    with taken_port() as port:
        told = run(planted, *UP, f"--{side}-port", str(port))
    assert told.returncode == 2
    assert told.stderr.startswith(f"port-in-use: {side.upper()}'s API cannot have port {port} of 127.0.0.1: ")
    assert f"--{side}-port" in told.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--state", "redy"), "unknown-state: The twin has no state 'redy'.\n  Nearest name: 'ready'."),
        (("--fault", "cents-trunkated"), "Nearest name: 'cents-truncated'."),
        (("--scale", "99"), "wrong-scale: The scale 99 is not between 0.005 and 10."),
        (("--scale", "nan"), "wrong-scale: The scale nan is not between 0.005 and 10."),
        (("--scale", "much"), "invalid float value: 'much'"),
        (("--v1-port", "99999"), "wrong-port: --v1-port 99999 is no port."),
        (("--v1-port", "4999", "--v2-port", "4999"), "port-in-use: V1 and V2 cannot both have port 4999."),
        (("--sate", "ready"), "unrecognized arguments: --sate ready"),
    ],
)
def test_wrong_use_is_told(planted: Path, arguments: tuple[str, ...], said: str) -> None:
    """A name that does not exist is answered with the nearest one; exit status 2, no traceback."""
    told = run(planted, "up", *arguments)
    assert told.returncode == 2
    assert said in told.stderr
    assert "Traceback" not in told.stderr


def test_drop_is_refused_while_a_run_uses_the_twin(cache: Path) -> None:
    """While a run is there nothing is dropped; afterwards all templates are, and the status says so."""
    with command(cache, "server") as user:
        facts = user.facts()
        plant(Server(facts["database"], facts["postgresql"], "a test"))
        with command(cache, *UP) as twin:
            twin.facts()
            told = run(cache, "drop")
            assert (told.returncode, told.stdout) == (1, "")
            assert told.stderr.startswith("twin-in-use: 1 run uses the twin now.")
            shown = run(cache, "status").stdout
            assert "runs that use it: 1" in shown
            assert shown.count("\ntwin_") == 2
            twin.end()
        assert run(cache, "drop").stdout.count("dropped twin_") == 2
        assert "\ntwin_" not in run(cache, "status").stdout
        user.end()


def test_a_server_of_ones_own_is_used(planted: Path, server: Server, cache: Path) -> None:
    """With a DSN the twin works there, by a role that is no superuser, and starts no server."""
    role = f"owner_{os.getpid()}"
    with server.connect() as maintenance:
        maintenance.execute(f"create role {role} login createdb createrole password 'owner'".encode())
        try:
            own = Server(server.url("postgres", role, "owner"), server.version, "a test")
            plant(own, seed=8)
            with command(cache, *UP, "--seed", "8", "--dsn", own.conninfo) as twin:
                facts = twin.facts()
                assert [status(value(facts, api) + "/nowhere") for api in APIS] == [404, 404, 404]
                assert not living(cache)
                assert twin.end() == 0
            told = run(cache, "drop", TWIN_DSN=own.conninfo)
            assert told.stderr == ""
        finally:
            maintenance.execute(f"drop owned by {role}; drop role {role}".encode())


def test_help_shows_examples(planted: Path) -> None:
    """Each command's help has the examples and the exit statuses."""
    for words in (["--help"], ["up", "--help"]):
        told = run(planted, *words)
        assert told.returncode == 0
        assert "python -m twin up --state as-found --scale 0.02" in told.stdout
        assert "exit status: 0 done" in told.stdout


def test_the_line_is_json_alone(planted: Path) -> None:
    """Standard output carries one line and no more; all else goes to standard error."""
    with command(planted, *UP) as twin:
        assert twin.process.stdout
        line = twin.process.stdout.readline()
        assert set(json.loads(line)) == {"identity", "seed", "versions", "v1", "v2"}
        assert twin.end() == 0
        assert twin.process.stdout.read() == ""
