"""A load run from the first key to the last line, against a twin of its own."""

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from cutover.evidence import Ledger, Outcome, read_ledger

ROOT = Path(__file__).resolve().parents[2]
SECONDS = os.environ.get("LOAD_SECONDS", "5")
"""How long the shared run lasts; 60 is the gate itself: ``LOAD_SECONDS=60 pytest tests/load``."""


class Ran(NamedTuple):
    """One run: how it ended, what it showed, and what it wrote."""

    code: int
    shown: str
    reports: Path

    @property
    def ledger(self) -> Ledger:
        """Its one ledger."""
        (path,) = self.reports.glob("runs/*/ledger.jsonl")
        return read_ledger(path)


def cutover(reports: Path, *arguments: str, **variables: str) -> Ran:
    """Run `cutover load` as a user does."""
    done = subprocess.run(
        [sys.executable, "-m", "cutover.cli", "load", f"--reports={reports}", *arguments],
        cwd=ROOT, capture_output=True, text=True, timeout=180, check=False, env={**os.environ, **variables},
    )  # fmt: skip
    return Ran(done.returncode, done.stdout + done.stderr, reports)


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """One short run, which all tests of this file look at."""
    reports = tmp_path_factory.mktemp("reports")
    return cutover(reports, "10", f"--duration={SECONDS}", "--twin-scale=0.02")


def test_every_answer_of_the_healthy_twin_is_right(ran: Ran) -> None:
    """All users come, all answers are right, and nothing breaks in the harness."""
    (evidence,) = ran.ledger.evidence
    assert evidence.check == "load/gate-10"
    figures = evidence.figures
    assert (figures["users"], figures["errors"]) == (10, 0), ran.shown
    assert figures["requests"] > 40
    criteria = {each["name"]: each["outcome"] for each in evidence.detail["criteria"]}  # type: ignore[attr-defined]
    assert criteria["users"] == criteria["samples"] == criteria["gateway"] == "passed", ran.shown


@pytest.mark.skipif(SECONDS == "60", reason="it is not shortened")
def test_a_shortened_gate_proves_nothing(ran: Ran) -> None:
    """It says so, is never passed, and ends with exit code 3."""
    (evidence,) = ran.ledger.evidence
    # On a busy machine the generator itself comes too late, which makes the run invalid besides.
    assert evidence.outcome in (Outcome.INCONCLUSIVE, Outcome.ERROR), ran.shown
    assert ran.code == 3
    assert f"shortened to {SECONDS} s of 60 s" in ran.shown


def test_the_ledger_is_sealed_and_holds_the_whole_plan(ran: Ran) -> None:
    """It lies beside those of the suites, of the same pair and manifest."""
    ledger = ran.ledger
    assert ledger.footer is not None
    assert ledger.header.selected == ("load/gate-10",)
    assert {"load/gate-10", "load/gate-50", "load/stress-100"} <= {check for check, _ in ledger.header.plan}
    assert (ledger.path.parent / "load" / "gate-10.samples").stat().st_size > 1000
    assert (ran.reports / "index.html").is_file()


def test_the_last_line_is_the_verdict(ran: Ran) -> None:
    """Without a terminal the progress is a line now and then, and no colour is written."""
    lines = ran.shown.rstrip().splitlines()
    assert lines[-1].startswith(("? load/gate-10 inconclusive: ", "? load/gate-10 error: ")), ran.shown
    assert any("of 10 users" in line and line.endswith("left") for line in lines)
    assert "\x1b" not in ran.shown


def test_no_secret_stands_in_what_was_written(ran: Ran) -> None:
    """Neither the passwords nor the logins' tokens."""
    for path in ran.reports.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert b"keener-60" not in content, path
            assert b"Bearer" not in content, path
    assert "keener-60" not in ran.shown


def test_wrong_use_is_told_in_one_message(tmp_path: Path) -> None:
    """Exit code 2, nothing is started and nothing is written."""
    ran = cutover(tmp_path, "11")
    assert (ran.code, ran.shown.splitlines()[0]) == (2, "load-unknown-stage: there is no stage '11'.")
    assert "Nearest name: '10'." in ran.shown
    assert not list(tmp_path.iterdir())
