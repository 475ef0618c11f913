"""`cutover repair` from the first look to the last, and what it refuses before it opens anything."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from .commands import Commands, Done
from .small import MANIFEST, Pair

COMMANDS = ("plan", "apply", "restore", "constrain", "log", "export", "verify")


@pytest.fixture(scope="module")
def repair(pair: Pair, tmp_path_factory: pytest.TempPathFactory) -> Commands:
    """The commands on this file's pair."""
    return Commands(pair.folder, tmp_path_factory.mktemp("reports"))


@pytest.fixture
def nowhere(tmp_path: Path) -> Commands:
    """The commands without a pair."""
    return Commands(MANIFEST, tmp_path / "reports", environment="")


@pytest.fixture(scope="module")
def planned(repair: Commands) -> Done:
    """What was planned before anything was changed."""
    return repair("plan")


def digest_of(planned: Done) -> str:
    """The digest that a plan ends with."""
    found = re.search(r"--approved ([0-9a-f]{64}) --by NAME --environment=small", planned.out)
    assert found, planned.err
    return found[1]


def test_a_plan_ends_with_the_command_that_approves_it(repair: Commands, planned: Done) -> None:
    """The page and the file lie there, and the digest is that of the file."""
    assert (planned.code, "Traceback" in planned.err) == (0, False)
    *_, last = planned.out.splitlines()
    assert "1,022 orphans" in planned.out.splitlines()[0]
    assert last.startswith("  cutover repair apply --approved ")
    assert f"--reports={repair.reports}" in last
    digest = digest_of(planned)
    folder = repair.reports / "repair" / digest[:12]
    assert {path.name for path in folder.iterdir()} == {"plan.json", "orphan-analysis-report.html"}
    page = (folder / "orphan-analysis-report.html").read_text()
    assert digest in page
    assert len(page.encode()) < 300_000


def test_a_plan_leaves_no_secret_behind(repair: Commands, planned: Done, pair: Pair) -> None:
    """Neither password of the databases stands in what is printed or written."""
    written = [path.read_text() for path in repair.reports.rglob("*.*") if path.is_file()]
    for dsn in (pair.v1, pair.repair):
        password = dsn.partition("://")[2].partition("@")[0].partition(":")[2]
        assert len(password) > 10
        assert not any(password in text for text in (planned.out, planned.err, *written))


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
def test_every_command_shows_examples(nowhere: Commands, command: str) -> None:
    """With its options and exit codes, in lines that fit a terminal."""
    done = nowhere(command, "--help")
    assert done.code == 0
    assert f"  cutover repair {command} " in done.out
    assert "Exit codes: 0 " in done.out
    assert all(len(line) <= 110 for line in done.out.splitlines())


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


def test_nothing_is_applied_that_nobody_approved(repair: Commands, planned: Done) -> None:
    """Without a digest, or with one that no plan has: the plans that there are, are named."""
    for words, code in (((), "repair-no-approval"), (("--approved", "0" * 64), "repair-digest-unknown")):
        done = repair("apply", "--by", "Ada", *words)
        assert (done.code, done.out) == (2, "")
        assert done.err.startswith(f"{code}: ")
        assert digest_of(planned)[:12] in done.err


def test_a_pause_that_nobody_could_make_is_refused(repair: Commands) -> None:
    """Before anything is opened."""
    done = repair("apply", "--by", "Ada", "--approved", "0" * 64, "--pause-file=/no/such/folder/hold")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("option-unknown-value: --pause-file: ")


def test_what_was_approved_is_done_once(repair: Commands, planned: Done) -> None:
    """Orphans become none, and the way back is told; a second call finds nothing to do."""
    words = ("apply", "--by", "Ada Lovelace", "--approved", digest_of(planned))
    done = repair(*words)
    assert done.code == 0, done.err
    assert "1,022 before, 0 now" in done.out
    assert re.search(r"changed +5,270 rows of 5,270 in .* rows/s\)", done.out)
    assert re.search(r"\n  cutover repair restore \S+ --by NAME --environment=small", done.out)
    second = repair(*words)
    assert second.code == 0
    assert "nothing: the plan was done before" in second.out


def test_where_all_is_right_there_is_nothing_to_approve(repair: Commands) -> None:
    """After the repair a plan has no step, and names no command."""
    done = repair("plan")
    assert (done.code, "Nothing to repair" in done.out, "--approved" in done.out) == (0, True, False)


def test_who_changed_what_is_told(repair: Commands) -> None:
    """The runs, and of one its changes with who, what and why; the chain is whole."""
    done = repair("log")
    assert done.code == 0
    run = re.findall(r"^(\S+)  apply by Ada Lovelace", done.out, re.MULTILINE)[0]
    assert "the chain is unbroken" in done.out
    of_run = repair("log", run[:-2], "--table=agent_hierarchy")
    assert of_run.code == 0, of_run.err
    assert of_run.out.count("Ada Lovelace  re-point  agent_hierarchy id ") == 12
    assert "agent_hierarchy.agent_id · " in of_run.out


def test_what_was_done_is_put_back(repair: Commands) -> None:
    """Row for row, told by sha256 over every table; a second call changes nothing."""
    run = re.findall(r"^(\S+)  apply by Ada Lovelace", repair("log").out, re.MULTILINE)[0]
    done = repair("restore", run, "--by", "Ben")
    assert done.code == 0, done.err
    assert re.search(r"put back +5,270 rows in .* rows/s\)", done.out)
    assert "every table, by sha256" in done.out
    second = repair("restore", run, "--by", "Ben")
    assert (second.code, "nothing was changed" in second.out) == (0, True)
