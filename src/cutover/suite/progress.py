"""How far a run has come, as one line."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from cutover.evidence import Evidence, Outcome
from cutover.suite.past import Past
from cutover.suite.text import MARKS

BAR = 16
LONG = 20.0
"""Seconds after which what is running is named."""


@dataclass
class Progress:
    """Counts what has arrived and what runs; knows an end only where the last run gives one."""

    checks: frozenset[str]
    past: Past
    workers: int
    clock: Callable[[], float] = time.monotonic
    done: set[str] = field(default_factory=set)
    failed: int = 0
    unknown: int = 0
    running: dict[str, float] = field(default_factory=dict)
    began: float = 0.0
    alike: bool = field(default=False, kw_only=True)
    """True where each check takes about as long as the next: what is done tells what is left."""

    def __post_init__(self) -> None:
        self.began = self.clock()

    def starts(self, check: str) -> None:
        """Note that a worker has begun a check."""
        self.running[check] = self.clock()

    def ends(self, evidence: Evidence) -> None:
        """Note that a check has its evidence."""
        self.running.pop(evidence.check, None)
        self.done.add(evidence.check)
        self.failed += evidence.outcome is Outcome.FAILED
        self.unknown += MARKS[evidence.outcome] == "?"

    @property
    def share(self) -> float:
        """The part that is done, 0 to 1."""
        return len(self.done) / len(self.checks) if self.checks else 1.0

    def left(self) -> float | None:
        """Seconds until the end by the last run's durations; None where they are not known."""
        rest = self.past.expected(self.checks - self.done, self.workers)
        before = self.past.expected(self.done, self.workers)
        if rest is None:
            if not (self.alike and self.done):
                return None
            return (self.clock() - self.began) * len(self.checks - self.done) / len(self.done)
        pace = (self.clock() - self.began) / before if before else 1.0
        # A few early checks say little about the machine of today.
        trust = min(1.0, self.share * 4)
        return rest * (trust * max(0.25, min(4.0, pace)) + (1 - trust))

    def line(self, bar: bool = True) -> str:
        """Render the line: count, bar, ✕, ?, time left, and what has been running for long."""
        parts = [f"{len(self.done):,}/{len(self.checks):,}"]
        if bar:
            filled = round(self.share * BAR)
            parts.append("█" * filled + "░" * (BAR - filled))
        parts.append(f" ✕ {self.failed}  ? {self.unknown} ")
        return " " + " ".join(parts) + " · ".join([self._left(), *self._long()])

    def _left(self) -> str:
        left = self.left()
        return f" {seconds(left)} left" if left is not None else " time unknown yet"

    def _long(self) -> Iterable[str]:
        now = self.clock()
        oldest = min(self.running.items(), key=lambda entry: entry[1], default=None)
        if oldest is not None and now - oldest[1] >= LONG:
            yield f"longest {oldest[0]} {seconds(now - oldest[1])}"


def seconds(duration: float) -> str:
    """Write a duration as a person says it: ``9 s``, ``2 min 5 s``."""
    whole = max(1, round(duration))
    return f"{whole} s" if whole < 100 else f"{whole // 60} min {whole % 60} s"
