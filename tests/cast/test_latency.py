"""The cast's slow answers: red where they are timed, and nowhere else."""

import subprocess
import sys
from pathlib import Path

import pytest
from tests.cast.running import ROOT, SCALE

from cutover.evidence import Ledger, Outcome, read_ledger
from twin.cast import CAST

BESIDE = {
    "slow-answer": ("transactions.totals", "transactions.by_status", "home.kpis"),
    "slower-by-15-per-cent": ("home.goals", "home.kpis"),
}
"""The slow endpoint and a few of its neighbours: all of them take minutes."""


def _timed(reports: Path, endpoints: tuple[str, ...], *options: str) -> tuple[Ledger, int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "cutover.cli", "latency", *endpoints, "--reports", str(reports),
         "--twin-scale", SCALE, "--pairs", "300", *options],
        cwd=ROOT, capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    output = done.stdout + done.stderr
    (path,) = reports.glob("runs/*/ledger.jsonl")
    return read_ledger(path), done.returncode, output


@pytest.mark.parametrize("name", BESIDE)
def test_a_slow_answer_fails_and_its_neighbours_do_not(tmp_path: Path, name: str) -> None:
    """Three hundred pairs show that one endpoint is slower, and nothing of the kind about the others."""
    fault, beside = CAST[name], BESIDE[name]
    ledger, code, output = _timed(tmp_path, beside, f"--twin-fault={name}")
    outcomes = {entry.check: entry.outcome for entry in ledger.evidence}
    assert set(outcomes) == {f"latency/{each}" for each in beside}
    slow = {outcomes.pop(check) for check in fault.must_fail}
    # On a busy machine what is open stays open, which is no pass; three times as slow is seen on any.
    assert slow <= ({Outcome.FAILED} if name == "slow-answer" else {Outcome.FAILED, Outcome.INCONCLUSIVE}), (
        output
    )
    assert code == (1 if slow == {Outcome.FAILED} else 3), output
    assert set(outcomes.values()) <= {Outcome.PASSED, Outcome.INCONCLUSIVE}, output


def test_every_fault_in_pace_is_timed() -> None:
    """None of those that timing alone shows is left out."""
    slow = {each.name for each in CAST.values() if all(c.startswith("latency/") for c in each.must_fail)}
    assert slow == set(BESIDE)


def test_what_is_as_slow_on_both_sides_does_not_fail(tmp_path: Path) -> None:
    """An answer that takes 70 ms longer everywhere is no slower in V2."""
    ledger, _, output = _timed(tmp_path, ("home.goals",), "--twin-fault=slow-alike")
    assert {entry.outcome for entry in ledger.evidence} <= {Outcome.PASSED, Outcome.INCONCLUSIVE}, output
