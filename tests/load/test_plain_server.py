"""The gate judges a plain HTTP server that is not ours: nginx, where it is installed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

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
