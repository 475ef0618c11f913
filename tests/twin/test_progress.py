"""The progress: lines that are true, and a time left that is not made up."""

from __future__ import annotations

import io
from dataclasses import dataclass, field

from twin.progress import Progress


@dataclass
class Clock:
    """A clock that is set by hand, in seconds."""

    now: float = 0.0

    def __call__(self) -> float:
        """Return what it was set to."""
        return self.now


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """Return that it is one."""
        return True


@dataclass
class Building:
    """A progress over four steps of equal weight, with its clock and its stream."""

    stream: io.StringIO = field(default_factory=io.StringIO)
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        self.told: list[int] = []
        self.progress = Progress([25] * 4, self.stream, clock=self.clock, tell=self.told.append)

    def step(self, name: str, seconds: float) -> None:
        """Run one step that takes so many seconds."""
        with self.progress.step(name, 25):
            self.clock.now += seconds


def test_the_time_left_is_unknown_at_first() -> None:
    """Before something is done no time is named; afterwards it follows from what was done."""
    building = Building()
    assert building.progress.line() == "building the twin: 0 % · time unknown yet"
    building.step("user rows", 10)
    assert building.progress.line() == "building the twin: 25 % · about 30 s left"


def test_the_heaviest_running_step_is_named() -> None:
    """The line ends with what runs now."""
    building = Building()
    with building.progress.step("user rows", 5), building.progress.step("participant rows", 20):
        assert building.progress.line().endswith(" · participant rows")


def test_a_running_step_counts_by_the_speed_of_the_done_ones() -> None:
    """Half its expected time into a step, half of it counts; never more than nine tenths."""
    building = Building()
    building.step("first", 10)
    with building.progress.step("second", 25):
        building.clock.now += 5
        assert building.progress.fraction() == 0.375
        building.clock.now += 500
        assert building.progress.fraction() == 0.475


def test_a_step_that_fails_is_not_done() -> None:
    """A failure leaves the fraction where it was."""
    building = Building()
    try:
        with building.progress.step("first", 25):
            raise ValueError
    except ValueError:
        pass
    assert building.progress.fraction() == 0


def test_lines_come_once_a_tenth() -> None:
    """Without a terminal there is one line for each tenth that is reached, and none that moves."""
    building = Building()
    for number in range(4):
        building.step(f"step {number}", 10)
    lines = building.stream.getvalue().splitlines()
    assert lines == [
        "building the twin: 0 % · time unknown yet · step 0",
        "building the twin: 25 % · about 30 s left",
        "building the twin: 50 % · about 20 s left",
        "building the twin: 75 % · about 10 s left",
        "building the twin: 100 % · about 1 s left",
    ]
    assert building.told == [0, 25, 50, 75, 100]


def test_a_terminal_shows_a_bar_and_clears_it() -> None:
    """On a terminal the bar moves in one line, which is cleared before the last one is written."""
    building = Building(stream=Terminal())
    with building.progress.shown():
        building.step("user rows", 10)
    shown = building.stream.getvalue()
    assert "\rbuilding the twin ██████░░░░░░░░░░░░░░░░░░ 25 % · about 30 s left\x1b[K" in shown
    assert shown.endswith("\r\x1b[Kbuilding the twin: done in 10 s\n")
