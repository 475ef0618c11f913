"""The environment's own command: started, read, ended."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import IO

from cutover.manifest.environment import Environment
from cutover.systems.ending import end
from cutover.systems.errors import EnvironmentFailed

# Seconds until a command that does not end by itself is asked to, and again until it is killed.
PATIENCE, PATIENCE_UNREADY = 20.0, 3.0
LAST_LINES = 12


class Running:
    """A started environment. `facts` is its first line, read as JSON; `close` ends it, as does our own end.

    The command holds its standard input open and ends when that does, so nothing survives us, not even
    `kill -9`.
    """

    def __init__(self, process: subprocess.Popen[str], facts: Mapping[str, object]) -> None:
        self._process = process
        self.facts = facts

    @property
    def pid(self) -> int:
        """The process id of the command."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the command still runs."""
        return self._process.poll() is None

    def close(self, patience: float = PATIENCE) -> None:
        """End the command: by closing its input, then by signals to this one process."""
        end(self._process, patience)

    def __enter__(self) -> Running:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def start(
    environment: Environment, options: Sequence[str] = (), progress: Callable[[str], object] | None = None
) -> Running | None:
    """Start the environment's command with option flags appended; None where it has none.

    `progress` is handed each line that the command writes to its standard error, before and after it is
    ready (default: our own standard error). Raises EnvironmentFailed when the command cannot be started,
    ends, says something that is no JSON object, or is not ready within its time.
    """
    if environment.start is None:
        return None
    command = [sys.executable if word == "python" else word for word in environment.start.command]
    command += options
    shown = " ".join([*environment.start.command, *options])
    try:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
            # Ctrl-C is ours to answer: the command ends with its input, after we have written what we saw.
            start_new_session=True,
        )
    except OSError as error:
        message = f"'{shown}' cannot be started: {error.strerror}."
        raise EnvironmentFailed("environment-not-startable", message, "Fix `start.command`.") from None
    try:
        return Running(
            process, _first_line(process, shown, environment.start.ready_within.total_seconds(), progress)
        )
    except BaseException:
        end(process, PATIENCE_UNREADY)
        raise


def _first_line(
    process: subprocess.Popen[str], shown: str, seconds: float, progress: Callable[[str], object] | None
) -> Mapping[str, object]:
    last: deque[str] = deque(maxlen=LAST_LINES)
    forward = _thread(_forward, process.stderr, progress or _to_stderr, last)
    lines: SimpleQueue[str] = SimpleQueue()
    _thread(_read, process.stdout, lines)
    try:
        line = lines.get(timeout=seconds)
    except Empty:
        message = f"'{shown}' was not ready within {seconds:g} s."
        hint = "Give it longer by `start.ready_within`, or run the command by hand."
        raise EnvironmentFailed("environment-too-slow", message, hint, _telling(last)) from None
    if not line:
        code = process.wait()
        forward.join(2)
        message = f"'{shown}' ended with exit code {code} before it was ready."
        said = _telling(last)
        hint = "Its last words say why." if said else "It said nothing; run the command by hand."
        raise EnvironmentFailed("environment-ended", message, hint, said)
    try:
        facts = json.loads(line)
    except ValueError:
        facts = None
    if not isinstance(facts, dict):
        hint = "The first line on standard output must be one JSON object with its addresses."
        raise EnvironmentFailed("environment-said-no-json", f"'{shown}' did not say where it is.", hint)
    return facts


def _read(stream: IO[str], lines: SimpleQueue[str]) -> None:
    lines.put(stream.readline())
    # Drained, so that a talkative command never blocks on a full pipe.
    while stream.read(65536):
        pass


def _forward(stream: IO[str], progress: Callable[[str], object], last: deque[str]) -> None:
    for line in stream:
        last.append(line.rstrip())
        progress(line)


def _to_stderr(line: str) -> None:
    sys.stderr.write(line)
    sys.stderr.flush()


def _thread(target: Callable[..., None], *arguments: object) -> threading.Thread:
    thread = threading.Thread(target=target, args=arguments, daemon=True)
    thread.start()
    return thread


def _telling(last: Sequence[str]) -> tuple[str, ...]:
    """The last lines without those of progress, unless there are no others."""
    return tuple(line for line in last if " % " not in f"{line} ") or tuple(last)
