"""Progress: how far the building is, on a terminal as a bar, elsewhere as a line for each tenth."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TextIO

WIDTH = 24


class Progress:
    """The state of one building: the weight of all its steps, what is done, what runs.

    A running step counts as partly done, by the speed of the steps that are done. Before five seconds have
    passed and a tenth is done, the time left is not known, and is not made up.
    """

    def __init__(
        self,
        weights: Iterable[float],
        stream: TextIO,
        *,
        title: str = "building the twin",
        clock: Callable[[], float] = time.monotonic,
        tell: Callable[[int], None] = lambda percent: None,
    ) -> None:
        self._total = sum(weights) or 1.0
        self._stream = stream
        self._moving = stream.isatty()
        self._title = title
        self._clock = clock
        self._tell = tell
        self._begun = clock()
        self._done = 0.0
        self._spent = 0.0
        self._running: dict[str, tuple[float, float]] = {}
        self._shown = -1
        self._lock = threading.RLock()

    def fraction(self) -> float:
        """Return the part that is done, 0 to 1."""
        now, speed = self._clock(), self._done / self._spent if self._spent else 0.0
        partly = sum(min(0.9 * weight, speed * (now - since)) for weight, since in self._running.values())
        return min(1.0, (self._done + partly) / self._total)

    def line(self) -> str:
        """Return the state in words: `building the twin: 43 % · about 31 s left · participant rows`."""
        fraction, passed = self.fraction(), self._clock() - self._begun
        if passed < 5 or fraction < 0.1:
            left = "time unknown yet"
        else:
            left = f"about {max(1, round(passed / fraction - passed))} s left"
        names = sorted(self._running, key=lambda name: -self._running[name][0])
        return " · ".join([f"{self._title}: {int(fraction * 100)} %", left, *names[:1]])

    @contextmanager
    def step(self, name: str, weight: float) -> Iterator[None]:
        """Count a step as running for the time of the block, and as done after it."""
        since = self._clock()
        with self._lock:
            self._running[name] = weight, since
            self._show()
        try:
            yield
        except BaseException:
            with self._lock:
                del self._running[name]
            raise
        with self._lock:
            del self._running[name]
            self._done += weight
            self._spent += self._clock() - since
            self._show()

    @contextmanager
    def shown(self) -> Iterator[None]:
        """Show the progress for the time of the block, and say at its end how long it took."""
        over = threading.Event()
        thread = threading.Thread(target=self._refresh, args=(over,), daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()
            if self._moving:
                self._stream.write("\r\x1b[K")
                self._stream.flush()
        self._write(f"{self._title}: done in {self._clock() - self._begun:.0f} s")

    def _refresh(self, over: threading.Event) -> None:
        while not over.wait(0.25 if self._moving else 1.0):
            with self._lock:
                self._show()

    def _show(self) -> None:
        line, percent = self.line(), int(self.fraction() * 100)
        if self._moving:
            full = percent * WIDTH // 100
            head, _, tail = line.partition(": ")
            self._stream.write(f"\r{head} {'█' * full}{'░' * (WIDTH - full)} {tail[:60]}\x1b[K")
            self._stream.flush()
        if percent // 10 > self._shown:
            self._shown = percent // 10
            self._tell(percent)
            if not self._moving:
                self._write(line)

    def _write(self, line: str) -> None:
        self._stream.write(line + "\n")
        self._stream.flush()
