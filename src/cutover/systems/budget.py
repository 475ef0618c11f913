"""The requests per second that a system grants, shared by all workers."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic


def share(per_second: float | None, workers: int) -> float | None:
    """One worker's part of a system's budget; None is no limit."""
    return None if per_second is None else per_second / max(workers, 1)


class Budget:
    """Lets requests through at an even pace that is never exceeded, not even after a pause."""

    def __init__(
        self,
        per_second: float | None,
        clock: Callable[[], float] = monotonic,
        sleep: Callable[[float], Awaitable[object]] = asyncio.sleep,
    ) -> None:
        self._gap = 0.0 if per_second is None else 1 / per_second
        self._clock = clock
        self._sleep = sleep
        self._next = 0.0

    async def wait(self) -> None:
        """Return when the next request may leave."""
        if not self._gap:
            return
        now = self._clock()
        # The turn is taken before sleeping, so that waiting requests never share one.
        turn = max(now, self._next)
        self._next = turn + self._gap
        if turn > now:
            await self._sleep(turn - now)
