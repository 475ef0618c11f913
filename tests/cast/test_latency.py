"""The cast's slow answer: red where it is timed, and nowhere else."""

import subprocess
import sys
from pathlib import Path

from tests.cast.running import ROOT, SCALE

from cutover.evidence import Ledger, Outcome, read_ledger
from twin.cast import CAST

FAULT = CAST["slow-answer"]
BESIDE = ("transactions.totals", "transactions.by_status", "home.kpis")
"""The slow endpoint and a few of its neighbours: all of them take minutes."""


def _timed(reports: Path, *options: str) -> tuple[Ledger, int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "cutover.cli", "latency", *BESIDE, "--reports", str(reports),
         "--twin-scale", SCALE, "--pairs", "300", *options],
        cwd=ROOT, capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    output = done.stdout + done.stderr
    (path,) = reports.glob("runs/*/ledger.jsonl")
    return read_ledger(path), done.returncode, output


def test_a_slow_answer_fails_and_its_neighbours_do_not(tmp_path: Path) -> None:
    """Three hundred pairs show that one endpoint is slower, and nothing of the kind about the others."""
    ledger, code, output = _timed(tmp_path, f"--twin-fault={FAULT.name}")
    failed = {entry.check for entry in ledger.evidence if entry.outcome is Outcome.FAILED}
    assert failed == set(FAULT.must_fail), output
    assert code == 1
    assert {entry.check for entry in ledger.evidence} == {f"latency/{name}" for name in BESIDE}
    # On a busy machine the others may stay open, which is no failure and no pass.
    assert {entry.outcome for entry in ledger.evidence if entry.check not in failed} <= {
        Outcome.PASSED,
        Outcome.INCONCLUSIVE,
    }
