"""How far a long command has come: whoever works tells, whoever looks on is shown.

On a terminal one line moves; elsewhere a line comes now and then, so that a log stays short. A time that is
left is said once the speed is known, and never made up.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol, TextIO

QUIET = 1.0
"""Seconds that pass between two lines where no terminal is, however fast the tenths go by."""
SILENCE = 30.0
"""Seconds after which a line comes there although no tenth went by."""
KNOWN = 2.0
"""Seconds of a step after which its speed is known."""


PHASES = {
    "before": "noting how every table is before it",
    "after": "noting how every table is after it",
}
"""What steps are that are no rows."""


class Tell(Protocol):
    """Is told of each step how many of its `total` rows are `done`; a total of 0 is not known yet."""

    def __call__(self, step: str, done: int, total: int) -> None:
        """Take it down; never raises, and takes no time worth measuring."""
        ...


def silent(step: str, done: int, total: int) -> None:
    """Tell nobody."""


@dataclass
class Course:
    """What is at work: how much of it is done, how fast, and what that leaves.

    `whole` tells how many rows each step has, where that is known beforehand: then all steps are one course.
    """

    clock: Callable[[], float] = time.monotonic
    whole: Mapping[str, int] = field(default_factory=dict)
    step: str = ""
    done: int = 0
    total: int = 0
    first: int = 0
    """How much was done when it was first told of: a run that is taken up does not begin at none."""
    timed: str = ""
    """What the speed is of: a step, or `whole`."""
    parts: dict[str, int] = field(default_factory=dict)
    began: float = field(init=False)

    def __post_init__(self) -> None:
        self.began = self.clock()

    def tell(self, step: str, done: int, total: int) -> None:
        """Take it down."""
        self.step, timed, before = step, step, 0
        if step in self.whole:
            timed, before = "whole", 0 if step in self.parts else done
            self.parts[step] = done
            done, total = sum(self.parts.values()), sum(self.whole.values())
        if timed != self.timed:
            self.timed, self.first, self.began = timed, done, self.clock()
        else:
            self.first += before
        self.done, self.total = done, max(done, total) if total else 0

    @property
    def tenth(self) -> int:
        """How many tenths are done."""
        return 10 * self.done // self.total if self.total else 0

    @property
    def speed(self) -> float | None:
        """Rows a second; None where it is not known yet."""
        passed = self.clock() - self.began
        return (self.done - self.first) / passed if passed >= KNOWN and self.done > self.first else None

    def line(self) -> str:
        """Say it: ``orphans/user.agent_id: 40 of 99 rows · 12 rows/s · about 5 s left``."""
        if not self.total and not self.done:
            return PHASES.get(self.step, self.step)
        count = f"{self.done:,} of {self.total:,} rows" if self.total else f"{self.done:,} rows"
        parts = [f"{self.step}: {count}{' in all' if self.timed == 'whole' else ''}"]
        if self.speed is not None:
            parts.append(f"{self.speed:,.0f} rows/s")
        if self.done < self.total:
            left = (self.total - self.done) / self.speed if self.speed else None
            parts.append(f"about {spoken(left)} left" if left is not None else "time unknown yet")
        return " · ".join(parts)


def spoken(duration: float) -> str:
    """Write a duration as a person says it: ``9 s``, ``2 min 5 s``, ``3 h 10 min``."""
    whole = max(1, round(duration))
    if whole < 100:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    return f"{minutes} min {rest} s" if minutes < 100 else f"{minutes // 60} h {minutes % 60} min"


@contextmanager
def shown(
    stream: TextIO, whole: Mapping[str, int] | None = None, clock: Callable[[], float] = time.monotonic
) -> Iterator[Tell]:
    """Show what is told, for the time of the block: a bar on a terminal, few lines elsewhere.

    `whole` tells how many rows each step has, where that is known beforehand.
    """
    course = Course(clock, whole or {})
    with _bar(stream, course) if stream.isatty() else _lines(stream, course) as tell:
        yield tell


@contextmanager
def _bar(stream: TextIO, course: Course) -> Iterator[Tell]:
    from rich.console import Console  # a tenth of a second that no command without a bar has to wait
    from rich.progress import BarColumn, Progress, TextColumn
    from rich.table import Column

    lock = threading.Lock()
    text = TextColumn("{task.description}", markup=False, table_column=Column(no_wrap=True, ratio=1))
    with Progress(BarColumn(16), text, console=Console(file=stream), transient=True, expand=True) as bar:
        task = bar.add_task("", total=None)

        def tell(step: str, done: int, total: int) -> None:
            with lock:
                course.tell(step, done, total)
                name, _, numbers = course.line().partition(": ")
                words = " · ".join(filter(None, (numbers, name)))  # a narrow terminal cuts the end off
                bar.update(task, description=words, completed=course.done, total=course.total or None)

        yield tell


@contextmanager
def _lines(stream: TextIO, course: Course) -> Iterator[Tell]:
    lock, timed, told, tenth, said = threading.Lock(), "", course.clock(), 0, ""

    def tell(step: str, done: int, total: int) -> None:
        nonlocal timed, told, tenth, said
        with lock:
            course.tell(step, done, total)
            if course.timed != timed:
                timed, tenth = course.timed, course.tenth
            passed = course.clock() - told
            news = course.tenth > tenth or (not course.total and step != said)
            if passed >= SILENCE or (passed >= QUIET and news):
                told, tenth, said = course.clock(), course.tenth, step
                stream.write(course.line() + "\n")
                stream.flush()

    yield tell
