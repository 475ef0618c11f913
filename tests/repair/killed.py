"""An apply in a process of its own, which stands still at a place until it is killed; run as a command."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Literal, cast

Where = Literal["border", "inside"]
"""Between two batches; within one, when all is written and nothing committed."""


def killed(folder: Path, environment: str, reports: Path, digest: str, batch: int, where: Where) -> bool:
    """Apply, kill -9 the process at its `batch`-th batch; whether it came so far."""
    told = {
        "folder": str(folder),
        "environment": environment,
        "reports": str(reports),
        "digest": digest,
        "batch": batch,
        "where": where,
    }
    command = [sys.executable, "-m", "killed", json.dumps(told)]
    root = Path(__file__).resolve().parents[2]
    paths = os.pathsep.join(each for each in (str(root / "src"), os.environ.get("PYTHONPATH")) if each)
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parent,
        env=os.environ | {"PYTHONPATH": paths},
    ) as process:
        assert process.stdout is not None
        there = process.stdout.readline().strip() == "here"
        if there:
            os.kill(process.pid, signal.SIGKILL)
    assert there or process.returncode == 0, "the repair failed by itself"
    return there


class Border:
    """Stands where a pause file's path is asked for before each batch."""

    def __init__(self, batch: int) -> None:
        self.batch = batch
        self.sealed = 0

    def exists(self) -> bool:
        """There is no pause; after so many batches this process waits for its end."""
        if self.sealed == self.batch:
            stand_still()
        return False


def stand_still() -> None:
    """Say that the place is reached, and wait to be killed."""
    print("here", flush=True)
    sys.stdin.read()


def main() -> None:
    """Apply, and stand still where told."""
    from cutover.repair import archive
    from cutover.repair.apply import apply
    from cutover.repair.opening import Choice, open_pair
    from cutover.repair.planfile import find_plan

    told, seal = json.loads(sys.argv[1]), archive.seal
    border = Border(told["batch"] if told["where"] == "border" else -1)

    def sealed(connection: archive.Connection, batch: int, run: str, step: str, seconds: float) -> None:
        seal(connection, batch, run, step, seconds)
        border.sealed += 1
        if told["where"] == "inside" and border.sealed == told["batch"]:
            stand_still()

    archive.seal = sealed
    with open_pair(Choice(Path(told["folder"]), told["environment"])) as opened:
        plan = find_plan(Path(told["reports"]), told["digest"])
        apply(opened, plan, told["digest"], "Ada", pause=cast(Path, border))


if __name__ == "__main__":
    main()
