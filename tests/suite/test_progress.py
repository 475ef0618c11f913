"""The line of progress counts what arrived and knows an end only where the last run gives one."""

import pytest

from cutover.evidence import Evidence, Outcome
from cutover.suite.past import Past
from cutover.suite.progress import Progress, seconds

CHECKS = tuple(f"tables/t{n}" for n in range(10))
PAST = Past(dict.fromkeys(CHECKS, 2.0), wall=10.0)


class Clock:
    """A clock that is set by hand."""

    now = 100.0

    def __call__(self) -> float:
        """Tell the time."""
        return self.now


@pytest.fixture
def clock():
    """A clock at 100 s."""
    return Clock()


def _ends(progress, check, outcome=Outcome.PASSED):
    progress.ends(Evidence(check, outcome, "duty", "expected", "actual"))


def test_the_line_counts_what_arrived(clock):
    """n of m, a bar, failures, and what could not be told."""
    progress = Progress(frozenset(CHECKS), Past(), 2, clock)
    for check, outcome in zip(CHECKS, [Outcome.PASSED, Outcome.FAILED, Outcome.ERROR], strict=False):
        _ends(progress, check, outcome)
    assert progress.line() == " 3/10 █████░░░░░░░░░░░  ✕ 1  ? 1  time unknown yet"
    assert progress.line(bar=False) == " 3/10  ✕ 1  ? 1  time unknown yet"


def test_time_left_comes_from_the_last_run(clock):
    """Ten checks that took ten seconds together, half of them done on time: five are left."""
    progress = Progress(frozenset(CHECKS), PAST, 2, clock)
    assert progress.left() == 10.0
    for check in CHECKS[:5]:
        _ends(progress, check)
    clock.now += 5
    assert progress.left() == pytest.approx(5.0)


def test_checks_that_are_alike_tell_what_is_left(clock):
    """Two of ten in 4 s leave 16 s, though no run before took the time of any."""
    progress = Progress(frozenset(CHECKS), Past(), 1, clock, alike=True)
    assert progress.left() is None
    clock.now += 4
    for check in CHECKS[:2]:
        _ends(progress, check)
    assert progress.left() == 16


def test_a_slower_machine_is_noticed(clock):
    """Twice as slow as the last run: twice as much is left."""
    progress = Progress(frozenset(CHECKS), PAST, 2, clock)
    for check in CHECKS[:5]:
        _ends(progress, check)
    clock.now += 10
    assert progress.left() == pytest.approx(10.0)


def test_no_time_is_made_up(clock):
    """Where too few checks were ever timed, nothing is said."""
    progress = Progress(frozenset(CHECKS), Past({CHECKS[0]: 2.0}, 2.0), 2, clock)
    assert progress.left() is None


def test_what_runs_for_long_is_named(clock):
    """After 20 s the longest is named, and no longer once it is done."""
    progress = Progress(frozenset(CHECKS), Past(), 2, clock)
    progress.starts("tables/t1")
    clock.now += 19
    progress.starts("tables/t2")
    assert "longest" not in progress.line()
    clock.now += 2
    assert progress.line().endswith("longest tables/t1 21 s")
    _ends(progress, "tables/t1")
    assert "longest" not in progress.line()


@pytest.mark.parametrize(("duration", "said"), [(0.2, "1 s"), (9.4, "9 s"), (99, "99 s"), (125, "2 min 5 s")])
def test_durations_are_said_as_people_do(duration, said):
    """Seconds, then minutes and seconds."""
    assert seconds(duration) == said
