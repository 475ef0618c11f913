"""The requests per second that a system grants: one pace for all workers of a run together."""

from __future__ import annotations

import asyncio
import os
import struct
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from time import monotonic

try:
    import fcntl
except ImportError:  # Windows has no such locks: there each worker keeps to its share
    fcntl = None  # type: ignore[assignment]

SHARED = fcntl is not None
"""Whether processes of this machine can keep one pace together."""
LOOK = 0.2
"""Seconds between two questions whether requests are still held."""
LONGEST = 600.0
"""Seconds after which a request counts as over whose process has died."""


def share(per_second: float | None, workers: int) -> float | None:
    """One worker's part of a system's budget where workers cannot share it; None is no limit."""
    return None if per_second is None else per_second / max(workers, 1)


class Moments:
    """A few moments in seconds of the monotonic clock, all 0 at first.

    With a `path` they stand in that file, for all processes of one machine: their clock is the same.
    """

    def __init__(self, count: int, path: Path | None) -> None:
        self._form = struct.Struct(f"{count}d")
        self._content = bytes(self._form.size)
        self._file = None if path is None else os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    @contextmanager
    def held(self) -> Iterator[list[float]]:
        """Give the moments, keep them from everybody else for an instant, and write what became of them."""
        if self._file is None or fcntl is None:
            moments = list(self._form.unpack(self._content))
            yield moments
            self._content = self._form.pack(*moments)
            return
        fcntl.flock(self._file, fcntl.LOCK_EX)
        try:
            content = os.pread(self._file, self._form.size, 0).ljust(self._form.size, b"\0")
            moments = list(self._form.unpack(content))
            yield moments
            os.pwrite(self._file, self._form.pack(*moments), 0)
        finally:
            fcntl.flock(self._file, fcntl.LOCK_UN)

    def close(self) -> None:
        """Let go of the file."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


class Budget:
    """Lets requests through at an even pace, of which no second sees more than `per_second`.

    A request reaches the system somewhere between its leaving and its answer. So it counts from the one until
    a second after the other, however late either of them is: at most `per_second` count at a time. Below one
    a second, one counts for as long as it takes to grant the next. With a `pace`, the file of one system, all
    processes that were given the same count together. For as long as somebody says that requests are `held`,
    none leaves.
    """

    def __init__(
        self,
        per_second: float | None,
        pace: Path | None = None,
        clock: Callable[[], float] = monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
        held: Callable[[], bool] | None = None,
    ) -> None:
        slots = 0 if per_second is None else max(int(per_second), 1)
        self._gap = 0.0 if per_second is None else 1 / per_second
        self._window = max(1.0, self._gap)
        # The first moment is when the next one may leave, the others are when each slot is free again.
        self._moments = Moments(1 + slots, pace)
        self._clock = clock
        self._sleep = sleep
        self._held = held
        self._queue = asyncio.Lock()
        self._wanted = 0.0

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Begin when the next request may leave; end when its answer has come."""
        # One waits at a time, so that turns are taken in the order in which they were asked for.
        async with self._queue:
            while self._held is not None and self._held():
                await self._sleep(LOOK)
            while (slot := self._take()) < 0:
                await self._sleep(self._wanted)
        try:
            yield
        finally:
            if slot:
                with self._moments.held() as moments:
                    moments[slot] = self._clock() + self._window

    def pause(self, seconds: float) -> None:
        """Let nobody's request leave for so long."""
        with self._moments.held() as moments:
            moments[0] = max(moments[0], self._clock() + seconds)

    def close(self) -> None:
        """Let go of the pace."""
        self._moments.close()

    def _take(self) -> int:
        """Take a free slot if the moment has come, 0 where there is no limit; else say when to look again."""
        with self._moments.held() as moments:
            now = self._clock()
            slot = min(range(1, len(moments)), key=moments.__getitem__, default=0)
            first = max(moments[0], moments[slot])
            if now < first:
                # Whoever is under way may end at any time, and then its slot is free a second later.
                self._wanted = min(first - now, self._window)
                return -1
            moments[0] = now + self._gap
            if slot:
                moments[slot] = now + LONGEST
            return slot
