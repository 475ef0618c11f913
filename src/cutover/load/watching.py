"""Watching: the watcher's process as whoever started it holds it."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterable
from dataclasses import asdict

import orjson

from cutover.load.looking import Target
from cutover.load.watched import Reading, Watched, watched
from cutover.systems import System
from cutover.systems.ending import end

PATIENCE = 3.0


def target(system: System) -> Target:
    """Say what of a side can be watched."""
    return Target(
        name=system.name,
        conninfo=system.conninfo,
        without_database=system.side.without_database,
        health=system.health,
        paths=system.side.watch.paths.model_dump(exclude_none=True),
        processes=dict(system.processes),
        database_processes=dict(system.database_processes),
    )


class Watching:
    """A watcher that runs; `close` ends it, as does our own end. Its looks are gathered as they come."""

    def __init__(self, what: Target, every: float = 1.0) -> None:
        self._what = what
        self._closing = False
        self._readings: list[Reading] = []
        self._process = subprocess.Popen(
            [sys.executable, "-m", "cutover.load.watcher"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is ours to answer
        )
        assert self._process.stdin is not None
        self._process.stdin.write(orjson.dumps({"target": asdict(what), "every": every}) + b"\n")
        self._process.stdin.flush()
        self._thread = threading.Thread(target=self._gather, daemon=True)
        self._thread.start()

    @property
    def pid(self) -> int:
        """The watcher's process id."""
        return self._process.pid

    def watched(self, began: float) -> Watched:
        """Give what was seen since the load began, in seconds since 1970; can be asked while it goes on."""
        caches = tuple(self._what.database_processes or ())
        return watched(tuple(self._readings), began, self._gaps(), caches)

    def close(self) -> None:
        """End the watcher."""
        self._closing = True
        end(self._process, PATIENCE)
        self._thread.join(PATIENCE)

    def _gather(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._readings.append(Reading(**orjson.loads(line)))

    def _gaps(self) -> Iterable[str]:
        code = self._process.poll()
        if code is not None and not self._closing:
            yield f"the watcher ended by itself (exit status {code}), so nothing was seen after that"
        if not self._what.processes and "memory_bytes" not in (self._what.paths or {}):
            name = self._what.name
            yield (
                f"{name}'s memory: no process of it is known on this machine, and no health URL tells it"
                f" ({name.lower()}.watch of the environment)"
            )
