"""Fitness: how a process that loads fares itself: how late it is, and how busy."""

from collections import deque
from math import isnan, nan
from time import perf_counter, process_time

import gevent
import numpy as np

EVERY = 0.05
"""Seconds between two looks at the clock."""
WINDOW = 10.0
"""Seconds over which being busy counts."""
SHORTEST = 1.0
"""Fewer seconds say nothing of it."""


class Busy:
    """The greatest share of a core that was spent over any ten seconds, or over all where there are fewer."""

    def __init__(self) -> None:
        self.share = nan
        self._looks: deque[tuple[float, float]] = deque()
        self._whole = False
        """Whether ten seconds were seen."""

    def look(self, now: float, spent: float) -> None:
        """Note how much time of a processor was spent by now."""
        self._looks.append((now, spent))
        first, before = self._looks[0]
        seconds = now - first
        if seconds < SHORTEST:
            return
        share = (spent - before) / seconds
        if seconds < WINDOW:
            self.share = self.share if self._whole else share
            return
        self.share = max(self.share, share) if self._whole else share
        self._whole = True
        self._looks.popleft()


class Fitness:
    """Looks at the clock again and again, until `close`."""

    def __init__(self, ramp: float) -> None:
        self._late: list[float] = []
        self._ramp = ramp
        self._coming, self._steady = Busy(), Busy()
        self._began = perf_counter()
        self._greenlet = gevent.spawn(self._look)

    @property
    def lag(self) -> float:
        """How many seconds late what was due was done, the 99th percentile; NaN where nothing was due."""
        return float(np.percentile(self._late, 99)) if self._late else nan

    @property
    def cpu(self) -> float:
        """The share of a core with all users; where it did not come to that, in the ramp."""
        return self._coming.share if isnan(self._steady.share) else self._steady.share

    def sent(self, late: float) -> None:
        """Note how many seconds after its time something was done."""
        self._late.append(late)

    def close(self) -> None:
        """Look no more."""
        self._greenlet.kill(block=False)

    def _look(self) -> None:
        due = perf_counter()
        while True:
            due = max(due + EVERY, perf_counter())
            gevent.sleep(max(due - perf_counter(), 0))
            now = perf_counter()
            self.sent(now - due)
            busy = self._steady if now - self._began >= self._ramp else self._coming
            busy.look(now, process_time())
