"""How a process of ours is ended: by the end of its input, which it waits for; only then by signals."""

import contextlib
import subprocess
from typing import Any


def end(process: subprocess.Popen[Any], patience: float) -> None:
    """Close a process's input, ask it to end where that does not help within `patience` s, then kill it."""
    if process.stdin and not process.stdin.closed:
        with contextlib.suppress(BrokenPipeError):
            process.stdin.close()
    for harsher in (process.terminate, process.kill):
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            harsher()
    process.wait()
