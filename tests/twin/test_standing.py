"""A standing twin: others join it, one at a time in a cache folder, and it may be repaired."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from twin.server import Server

from .processes import Command, comes_true, command, run
from .tiny import SCALE, plant

UP = ("up", "--standing", "--scale", str(SCALE))


@pytest.fixture(scope="module")
def planted(server: Server, shared_cache: Path) -> Path:
    """Give the shared cache folder with tiny templates, so that no run has to build."""
    plant(server)
    return shared_cache


@pytest.fixture(scope="module")
def standing(planted: Path) -> Iterator[Command]:
    """Give a twin that stands; nobody has read its line."""
    with command(planted, *UP) as twin:
        yield twin


@pytest.fixture(scope="module")
def line(standing: Command, planted: Path) -> str:
    """Give the line that it printed."""
    assert standing.process.stdout is not None
    line = standing.process.stdout.readline().strip()
    assert line, standing.errors()
    return line


def test_who_joins_reads_the_same_line(planted: Path, line: str) -> None:
    """It stays until its input ends, and the twin stands on."""
    with command(planted, "join") as first, command(planted, "join") as second:
        assert first.facts() == second.facts() == json.loads(line)
        assert first.end() == 0
        assert second.process.poll() is None
        assert second.end() == 0
        assert second.errors() == ""


def test_its_identity_names_it(line: str) -> None:
    """Its rows may change, so evidence of it is of no other twin."""
    facts = json.loads(line)
    assert facts["identity"].startswith(f"twin ready, scale {SCALE}, seed 7, no fault, standing ")
    assert facts["identity"].split()[-1] in facts["v2"]["repair"]


def test_v2_may_be_repaired(line: str) -> None:
    """V2 alone has a DSN that writes: what it writes is seen at once by whoever reads."""
    facts = json.loads(line)
    assert "repair" not in facts["v1"]
    with psycopg.connect(facts["v2"]["repair"], autocommit=True) as writing:
        writing.execute("update mvpw5_664 set email = 'repaired' where id = 1")
    with psycopg.connect(facts["v2"]["database"]) as reading:
        found = reading.execute("select email from mvpw5_664 where id = 1").fetchone()
    assert found == ("repaired",)


def test_its_line_is_its_owners(planted: Path, line: str) -> None:
    """The file holds passwords: nobody else may read it."""
    file = planted / "standing.json"
    assert json.loads(file.read_text()) == json.loads(line)
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_second_one_is_refused(planted: Path, line: str) -> None:
    """One stands in a cache folder; nothing is built for another."""
    assert line
    told = run(planted, *UP)
    assert told.returncode == 1
    assert told.stderr.startswith("standing-taken: Another twin stands in ")


def test_nobody_joins_what_is_not_there(cache: Path) -> None:
    """The message says how to start one; a line that a killed twin left behind is none."""
    told = run(cache, "join")
    assert (told.returncode, told.stdout) == (3, "")
    assert told.stderr.startswith("no-standing-twin: No twin stands in ")
    assert "python -m twin up --standing" in told.stderr
    (cache / "standing.json").write_text('{"identity": "of a killed one"}')
    assert run(cache, "join").returncode == 3


def test_who_joined_ends_with_it(planted: Path, standing: Command, line: str) -> None:
    """At the end the line is gone, and who joined says so. The last test of the shared twin."""
    assert line
    with command(planted, "join") as joined:
        joined.facts()
        assert standing.end() == 0
        assert comes_true(lambda: joined.process.poll() == 3)
        assert joined.errors().startswith("standing-ended: ")
    assert not (planted / "standing.json").exists()
