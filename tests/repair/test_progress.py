"""What is seen of a long repair: rows, speed and time left, and few lines where nobody looks on."""

import io
from itertools import count

import pytest

from cutover.repair.progress import Course, shown, spoken


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        """Say so."""
        return True


def test_a_step_is_told_with_its_speed_and_the_time_that_is_left() -> None:
    """Before two seconds have passed the time is unknown; it is never made up."""
    clock = Clock()
    course = Course(clock)
    course.tell("missing/audit_logs", 0, 48_600)
    assert course.line() == "missing/audit_logs: 0 of 48,600 rows · time unknown yet"
    clock.now += 10
    course.tell("missing/audit_logs", 5_000, 48_600)
    assert course.line() == "missing/audit_logs: 5,000 of 48,600 rows · 500 rows/s · about 87 s left"
    course.tell("missing/audit_logs", 48_600, 48_600)
    assert course.line().endswith("48,600 of 48,600 rows · 4,860 rows/s")


def test_a_step_that_is_taken_up_is_timed_from_there() -> None:
    """What an earlier run did makes this one no faster."""
    clock = Clock()
    course = Course(clock)
    course.tell("step", 900, 1_000)
    clock.now += 10
    course.tell("step", 950, 1_000)
    assert course.line() == "step: 950 of 1,000 rows · 5 rows/s · about 10 s left"


def test_steps_whose_rows_are_known_are_one_course() -> None:
    """Speed and time left are of all of them; what an earlier run did of a step makes it no faster."""
    clock = Clock()
    course = Course(clock, {"one": 100, "two": 900})
    course.tell("before", 0, 0)
    assert course.line() == "noting how every table is before it"
    course.tell("one", 60, 100)
    clock.now += 4
    course.tell("one", 100, 100)
    assert course.line() == "one: 100 of 1,000 rows in all · 10 rows/s · about 90 s left"
    course.tell("two", 500, 900)
    assert course.line() == "two: 600 of 1,000 rows in all · 10 rows/s · about 40 s left"


def test_a_total_that_is_not_known_is_not_told() -> None:
    """Rows alone; and a total that proved too low grows with what is done."""
    course = Course(Clock())
    course.tell("reading", 70, 0)
    assert course.line() == "reading: 70 rows"
    course.tell("reading", 70, 60)
    assert course.tenth == 10


def test_without_a_terminal_a_line_comes_with_each_tenth_at_most_one_a_second() -> None:
    """A thousand tellings of a step of twenty seconds are ten lines; short steps are none."""
    clock, stream = Clock(), io.StringIO()
    with shown(stream, clock=clock) as tell:
        for step in range(30):
            tell(f"short {step}", 10, 10)
            clock.now += 0.01
        for done in range(1_001):
            tell("long", done, 1_000)
            clock.now += 0.02
    lines = stream.getvalue().splitlines()
    assert len(lines) == 10
    assert lines[4].startswith("long: 5")
    assert "\r" not in stream.getvalue()


def test_without_a_terminal_silence_does_not_last() -> None:
    """A step that hardly moves says so every thirty seconds."""
    clock, stream = Clock(), io.StringIO()
    with shown(stream, clock=clock) as tell:
        for done in range(1, 62):
            tell("slow", done, 100_000)
            clock.now += 1
    assert len(stream.getvalue().splitlines()) == 2


def test_without_a_terminal_a_pause_is_told_once() -> None:
    """However often whoever waits looks for the file, and again when it is there again."""
    clock, stream = Clock(), io.StringIO()
    with shown(stream, {"one": 100}, clock) as tell:
        tell("one", 10, 100)
        for _ in range(100):
            clock.now += 0.2
            tell("paused while hold is there", 0, 0)
        for done in range(11, 41):
            clock.now += 0.5
            tell("one", done, 100)
    lines = stream.getvalue().splitlines()
    assert lines[0] == "paused while hold is there"
    assert lines.count(lines[0]) == 1
    assert lines[1] == "one: 20 of 100 rows in all · 2 rows/s · about 40 s left"


def test_on_a_terminal_one_line_moves_and_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bar is there while it works; a step's name is no markup."""
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "100")
    ticks = count()
    stream = Terminal()
    with shown(stream, clock=lambda: next(ticks)) as tell:
        tell("orphans/user.agent_id[bold]", 40, 99)
        tell("orphans/user.agent_id[bold]", 80, 99)
    text = stream.getvalue()
    assert "80 of 99 rows" in text
    assert "· orphans/user.agent_id[bold]" in text
    assert text.rstrip().endswith("\x1b[2K")


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.2, "1 s"), (99, "99 s"), (125, "2 min 5 s"), (11_400, "3 h 10 min")]
)
def test_a_duration_is_said_as_a_person_says_it(seconds: float, words: str) -> None:
    """Seconds, then minutes, then hours."""
    assert spoken(seconds) == words
