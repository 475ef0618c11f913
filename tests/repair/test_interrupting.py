"""A repair that is told to end ends in order: it says so, and the same command takes the rest up."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from cutover.repair.planfile import write_plan

from .planned import of_everything
from .small import Pair

ROOT = Path(__file__).resolve().parents[2]
RUNNING = "select count(*) from cutover_repair.runs where state = 'running'"


def test_a_repair_that_is_told_to_end_is_taken_up(fresh: Pair, tmp_path: Path) -> None:
    """Exit 3 with the way on and the way back; without the pause the same command does all of it."""
    with fresh.opened() as opened:
        plan = of_everything(opened)
    write_plan(plan, tmp_path)
    pause = tmp_path / "pause"
    pause.touch()
    pair = [f"--migration={fresh.folder}", "--environment=small", f"--reports={tmp_path}"]
    words = ["apply", f"--approved={plan.digest}", "--by=Ada", f"--pause-file={pause}"]
    command = [sys.executable, "-m", "cutover.cli", "repair", *words, *pair]
    variables = os.environ | {"PYTHONPATH": str(ROOT / "src")}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=variables
    ) as process:
        _wait(fresh)
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=20)
    assert (process.returncode, out) == (3, "")
    assert err.splitlines()[-2].startswith("repair-interrupted: ")
    assert "the same command takes the rest up" in err
    assert "Traceback" not in err
    pause.unlink()
    done = subprocess.run(command, capture_output=True, text=True, env=variables, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    assert f"rows of {plan.rows:,} in " in done.stdout


def _wait(pair: Pair) -> None:
    """Return as soon as a run stands in the archive."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        time.sleep(0.1)
        if pair.value("select to_regclass('cutover_repair.runs') is not null") and pair.value(RUNNING):
            return
    raise AssertionError("no run was begun")
