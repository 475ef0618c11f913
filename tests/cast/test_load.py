"""The cast's faults under load: one real run here; `benchmarks/load_trials.py` runs each of them."""

import subprocess
import sys
from pathlib import Path

from tests.cast.running import ROOT, SCALE

from cutover.evidence import Outcome, read_ledger


def test_a_gateway_that_answers_for_v2_fails_a_load(tmp_path: Path) -> None:
    """A few seconds with 502 in 5 % of the answers are enough to fail, and the cause is named."""
    done = subprocess.run(
        [sys.executable, "-m", "cutover.cli", "load", "10", "--duration=5", "--twin-fault=load-502",
         f"--twin-scale={SCALE}", f"--reports={tmp_path}"],
        cwd=ROOT, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    (path,) = tmp_path.glob("runs/*/ledger.jsonl")
    (evidence,) = read_ledger(path).evidence
    output = done.stdout + done.stderr
    assert (evidence.check, evidence.outcome, done.returncode) == ("load/gate-10", Outcome.FAILED, 1), output
    causes = evidence.detail["causes"]
    assert causes[0]["name"] == "502", output  # type: ignore[index]
