"""Running the suites against a twin of their own, at a small scale, in a process of their own."""

import os
import subprocess
import sys
from pathlib import Path

from cutover.evidence import Evidence, Ledger, Outcome, read_ledger
from cutover.manifest import NEVER_REPAIRED, load_migration, plan

ROOT = Path(__file__).resolve().parents[2]
SCALE = os.environ.get("CAST_SCALE", "0.02")
"""The documented scale is a long run: ``CAST_SCALE=1 pytest tests/cast``."""
UNUSED = ("cacheprovider", "locust", "hypothesispytest", "anyio")
"""Plugins that no check needs, and that take long to load where they happen to be installed."""
OWED = {
    check.id
    for check in plan(load_migration(ROOT / "migration"))
    if check.area not in ("attested", "latency", "load")
}
"""What a plain run does: all that is planned, but what people state and what is measured alone."""


def run(reports: Path, *options: str) -> tuple[Ledger, str]:
    """Run all checks; return the ledger and what the terminal showed."""
    unused = [word for name in UNUSED for word in ("-p", f"no:{name}")]
    command = [sys.executable, "-m", "pytest", "-n", "0", "-q", *unused]
    done = subprocess.run(
        [*command, f"--reports={reports}", f"--twin-scale={SCALE}", *options],
        cwd=ROOT, capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    output = done.stdout + done.stderr
    paths = list(reports.glob("runs/*/ledger.jsonl"))
    assert paths, f"the run wrote no ledger:\n{output}"
    return read_ledger(paths[0]), output


def red(ledger: Ledger) -> set[str]:
    """The checks that did not pass; of a V2 that was never repaired there is nothing to say."""
    return {entry.check for entry in ledger.evidence if not entry.outcome.proves and not never(entry)}


def never(entry: Evidence) -> bool:
    """Whether a check looked for a repair and found that none was ever made."""
    return entry.outcome is Outcome.NOT_RUN and entry.cause == NEVER_REPAIRED
