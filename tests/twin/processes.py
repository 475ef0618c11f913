"""Processes: the twin's commands as a user starts them, and what is left of them afterwards."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).parents[2] / "src"


@dataclass(frozen=True)
class Command:
    """A command that runs: its process, and the folder of its cache."""

    process: subprocess.Popen[str]

    def facts(self, patience: float = 30) -> dict[str, Any]:
        """Return its first line, which is JSON."""
        assert self.process.stdout is not None
        if not select.select([self.process.stdout], [], [], patience)[0]:
            raise AssertionError("nothing was printed")
        line = self.process.stdout.readline()
        assert line, self.errors()
        return dict(json.loads(line))

    def end(self) -> int:
        """End its standard input and return its exit status."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        return self.process.wait(timeout=60)

    def errors(self) -> str:
        """Return all it said on standard error; it has ended."""
        assert self.process.stderr is not None
        return self.process.stderr.read()


@contextmanager
def command(cache: Path, *arguments: str, **environment: str) -> Iterator[Command]:
    """Start `python -m twin …` with a cache folder of its own, and end it after the block."""
    with started([sys.executable, "-m", "twin", *arguments], cache, **environment) as process:
        yield Command(process)


@contextmanager
def script(cache: Path, text: str) -> Iterator[Command]:
    """Run a piece of Python beside the test, with the twin importable."""
    with started([sys.executable, "-c", text], cache) as process:
        yield Command(process)


@contextmanager
def started(words: Sequence[str], cache: Path, **environment: str) -> Iterator[subprocess.Popen[str]]:
    """Start a program with pipes to it, and kill it after the block if it is still there."""
    process = subprocess.Popen(
        words,
        env=os.environ | {"PYTHONPATH": str(SOURCE), "TWIN_CACHE": str(cache)} | environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout, process.stderr):
            assert pipe is not None
            pipe.close()


def run(cache: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `python -m twin …` to its end."""
    return subprocess.run(
        [sys.executable, "-m", "twin", *arguments],
        env=os.environ | {"PYTHONPATH": str(SOURCE), "TWIN_CACHE": str(cache)} | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )


@dataclass(frozen=True)
class Listed:
    """A process that lives: its id, its parent's, and its command line."""

    pid: int
    parent: int
    line: str


def listed() -> list[Listed]:
    """Return every process that lives; `ps` is only asked where there is no /proc."""
    if not Path("/proc/self/stat").exists():
        words = ["ps", "-A", "-ww", "-o", "pid=,ppid=,args="]
        lines = subprocess.run(words, capture_output=True, text=True, check=True).stdout.splitlines()
        found = [line.split(None, 2) for line in lines]
        return [Listed(int(pid), int(parent), line) for pid, parent, line in found]
    return [each for folder in Path("/proc").glob("[0-9]*") if (each := _read(folder)) is not None]


def _read(folder: Path) -> Listed | None:
    try:
        after_name = (folder / "stat").read_text().rpartition(")")[2].split()
        line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return None  # it ended just now
    return Listed(int(folder.name), int(after_name[1]), line)


def living(folder: Path) -> list[Listed]:
    """Return the processes that name a folder in their command line."""
    return [each for each in listed() if f"{folder}/" in each.line]


def comes_true(condition: Callable[[], object], patience: float = 10) -> bool:
    """Return whether a condition holds before the patience, in seconds, is over."""
    until = time.monotonic() + patience
    while time.monotonic() < until:
        if condition():
            return True
        time.sleep(0.03)
    return False
