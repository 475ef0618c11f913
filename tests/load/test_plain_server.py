"""The gate judges a plain HTTP server that is not ours: nginx, where it is installed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from benchmarks.load_trials import Trial, Tried

from cutover.evidence import Evidence, Outcome

ROOT = Path(__file__).resolve().parents[2]
NGINX = os.environ.get("NGINX_PROGRAM") or shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
TRIALS = (
    ["nginx, "]
    if os.environ.get("LOAD_TRIALS") == "all"
    else ["nginx, healthy", "nginx, 502", "nginx, closed"]
)
"""All of them are a long run: ``LOAD_TRIALS=all pytest tests/load/test_plain_server.py``."""


@pytest.mark.nginx
@pytest.mark.skipif(
    not NGINX, reason="nginx is missing (Debian: apt install nginx), or named by NGINX_PROGRAM"
)
@pytest.mark.parametrize("trial", TRIALS)
def test_a_fault_of_a_known_rate_gets_its_verdict(trial: str) -> None:
    """The verdict is right and its cause is named; on a busy machine it may be open, and never wrong."""
    done = subprocess.run(
        [sys.executable, "benchmarks/load_trials.py", "--plain", f"--only={trial}"],
        cwd=ROOT, capture_output=True, text=True, timeout=1200, check=False,
    )  # fmt: skip
    assert done.returncode in (0, 3), done.stdout + done.stderr
    assert " 0 wrong" in done.stdout, done.stdout + done.stderr


@pytest.mark.parametrize(
    "trial", [Trial("healthy"), Trial("502 at 5 %", "502")], ids=lambda trial: trial.name
)
def test_a_trial_that_crashes_is_wrong_and_never_open(trial: Trial) -> None:
    """Without a ledger nothing was tried; of errors only a generator that could not keep up is no verdict."""
    assert not _tried(trial, None).open
    assert not _tried(trial, _error()).open
    assert not _tried(trial, _error("samples")).open
    assert _tried(trial, _error("samples", "generator")).open
    assert not any(_tried(trial, each).right for each in (None, _error(), _error("generator")))


def _tried(trial: Trial, evidence: Evidence | None) -> Tried:
    return Tried(trial, evidence, "", 1.0)


def _error(*criteria: str) -> Evidence:
    """What is written down of a run in which these criteria are errors; of none, as where it broke."""
    detail = {"criteria": [{"name": name, "outcome": "error"} for name in criteria]} if criteria else {}
    return Evidence("load/gate-10", Outcome.ERROR, "it holds", "an end", "it broke", detail=detail)
