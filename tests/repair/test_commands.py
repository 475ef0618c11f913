"""`cutover repair` from the first look to the last, and what it refuses before it opens anything."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cutover.cli.__main__ import main

from .commands import Commands
from .small import MANIFEST, Pair

COMMANDS = ("plan", "constrain")


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where this file's plans are."""
    return tmp_path_factory.mktemp("reports")


@pytest.fixture
def repair(pair: Pair, reports: Path, capsys: pytest.CaptureFixture[str]) -> Commands:
    """The commands on this file's pair."""
    return Commands(capsys, pair.folder, reports)


@pytest.fixture
def nowhere(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Commands:
    """The commands without a pair."""
    return Commands(capsys, MANIFEST, tmp_path / "reports", environment="")


def test_a_plan_ends_with_the_command_that_approves_it(repair: Commands) -> None:
    """The page and the file lie there, and the digest is that of the file."""
    done = repair("plan")
    assert (done.code, done.err.count("Traceback")) == (0, 0)
    assert "1,022 orphans" in done.out.splitlines()[0]
    digest = re.search(r"--approved ([0-9a-f]{64}) --by NAME --environment=small", done.out)
    assert digest is not None
    assert done.out.splitlines()[-1].startswith("  cutover repair apply --approved ")
    assert f"--reports={repair.reports}" in done.out.splitlines()[-1]
    folder = repair.reports / "repair" / digest[1][:12]
    assert {path.name for path in folder.iterdir()} == {"plan.json", "orphan-analysis-report.html"}
    page = (folder / "orphan-analysis-report.html").read_text()
    assert digest[1] in page
    assert len(page.encode()) < 300_000


def test_a_plan_leaves_no_secret_behind(repair: Commands, pair: Pair) -> None:
    """Neither password of the databases stands in what is printed or written."""
    done = repair("plan")
    written = [path.read_text() for path in repair.reports.rglob("*.*") if path.is_file()]
    for dsn in (pair.v1, pair.repair):
        password = dsn.partition("://")[2].partition("@")[0].partition(":")[2]
        assert len(password) > 10
        assert not any(password in text for text in (done.out, done.err, *written))


def test_a_pair_must_be_named(nowhere: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    """No command takes a pair for granted; those that there are, are named, writable ones as such."""
    monkeypatch.delenv("CUTOVER_ENVIRONMENT", raising=False)
    done = nowhere("plan")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("repair-no-environment: ")
    assert "standing (V2 can be repaired)" in done.err


def test_an_unknown_pair_names_the_nearest(nowhere: Commands) -> None:
    """A typing error costs one look."""
    done = nowhere("plan", "--environment=standin")
    assert (done.code, done.out) == (2, "")
    assert "'standing'" in done.err


@pytest.mark.parametrize("name", ["", "  ", "two\nlines", "a" * 101, "\x1b[31mred"])
def test_nobody_acts_without_a_name(nowhere: Commands, name: str) -> None:
    """What stands in every entry of the log must say who it was, in a line."""
    done = nowhere("constrain", "--by", name, "--environment=standing")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("repair-nobody: ")


def test_a_pair_that_does_not_answer_is_told_in_a_line(pair: Pair, repair: Commands) -> None:
    """Exit 3: nobody can tell; no traceback, and nothing written."""
    pair.change(database="host=127.0.0.1 port=9 dbname=none user=reader")
    try:
        done = repair("plan")
    finally:
        pair.change(database=pair.v2.partition("?")[0])
    assert (done.code, done.out) == (3, "")
    assert "Traceback" not in done.err
    assert len(done.err.splitlines()) <= 3


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_shows_examples(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """With its options and exit codes, in lines that fit a terminal."""
    with pytest.raises(SystemExit) as ended:
        main(["repair", command, "--help"])
    said = capsys.readouterr().out
    assert ended.value.code == 0
    assert f"  cutover repair {command} " in said
    assert "Exit codes: 0 " in said
    assert all(len(line) <= 110 for line in said.splitlines())


def test_a_foreign_key_is_not_added_where_rows_point_at_nothing(repair: Commands) -> None:
    """Exit 1, each reference with its reason; one without orphans is added, a second call adds none."""
    done = repair("constrain", "user.agent_id", "listing.agent_id", "--by", "Ada")
    assert done.code == 1
    assert "✕ user.agent_id: 9 rows point at nothing: repair them first" in done.out
    assert "foreign keys: 1 added, 0 there already, 1 left" in done.out
    assert re.search(r"cutover repair restore \S+ --by NAME --environment=small", done.out)
    again = repair("constrain", "listing.agent_id", "--by", "Ada")
    assert (again.code, again.out) == (0, "foreign keys: 0 added, 1 there already, 0 left\n")


def test_an_unknown_reference_names_the_nearest(repair: Commands) -> None:
    """And nothing is added."""
    done = repair("constrain", "user.agentid", "--by", "Ada")
    assert (done.code, done.out) == (2, "")
    assert "Nearest name: 'user.agent_id'" in done.err
