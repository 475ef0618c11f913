"""Fitness: how a process that loads fares itself: how late it is, and how busy."""

from collections import deque
from math import nan
from time import perf_counter, process_time

import gevent
import numpy as np

from cutover.load.observed import GeneratorHealth

EVERY = 0.05
"""Seconds between two looks at the clock."""
WINDOW = 10.0
"""Seconds over which being busy counts."""


class Fitness:
    """Looks at the clock again and again; `close` ends that."""

    def __init__(self, ramp: float) -> None:
        self._ramp = ramp
        self._late: list[float] = []
        self._spent: deque[tuple[float, float]] = deque()
        self._busiest = nan
        self._began = perf_counter()
        self._greenlet = gevent.spawn(self._look)

    def sent(self, late: float) -> None:
        """Note how many seconds after its time something was sent."""
        self._late.append(late)

    def health(self, process: str, wanted: int, started: int, alive: bool) -> GeneratorHealth:
        """Return how this process has fared so far."""
        lag = float(np.percentile(self._late, 99)) if self._late else nan
        return GeneratorHealth(process, lag, self._busiest, wanted, started, alive)

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
            self._measure(now)

    def _measure(self, now: float) -> None:
        """Note the greatest share of a core over ten seconds after the ramp, or over what there is."""
        if now - self._began < self._ramp:
            return
        self._spent.append((now, process_time()))
        first, spent = self._spent[0]
        if now - first < min(WINDOW, 1.0):
            return
        share = (self._spent[-1][1] - spent) / (now - first)
        if now - first >= WINDOW:
            self._busiest = share if np.isnan(self._busiest) or not self._full else max(self._busiest, share)
            self._full = True
            self._spent.popleft()
        elif not self._full:
            self._busiest = share

    _full = False
