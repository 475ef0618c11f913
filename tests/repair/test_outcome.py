"""What an apply says of itself: how many rows now, before and left, and what to do about those."""

from __future__ import annotations

import pytest

from cutover.repair.outcome import Applied, LeftOut
from cutover.repair.summary import outcome

from .plans import small_plan

LEFT = (LeftOut("orphans/user.agent_id", ("7",), "changed since"),)
CHANGED = {
    "at once": (Applied("run", 48_604), "48,604 rows of 48,604 in "),
    "taken up": (Applied("run", 48_000, before=604), "48,000 rows now, 604 before, of 48,604 in "),
    "taken up, one left": (
        Applied("run", 48_000, LEFT, before=603),
        "48,000 rows now, 603 before, 1 left, of 48,604 in ",
    ),
    "one left": (Applied("run", 48_603, LEFT), "48,603 rows now, 1 left, of 48,604 in "),
    "once more": (Applied("run", 0, before=48_604), "nothing: the plan was done before"),
    "once more, one left": (
        Applied("run", 0, LEFT, before=48_603),
        "nothing: the plan was done before, but for 1 row",
    ),
}


def said(done: Applied) -> list[str]:
    """The lines without the run's name."""
    return list(outcome(small_plan(), done, 12.0))[1:]


@pytest.mark.parametrize("case", CHANGED)
def test_every_row_of_the_plan_is_accounted_for(case: str) -> None:
    """What is changed now, was before, and is left make up the plan."""
    done, words = CHANGED[case]
    told = said(done)[0].removeprefix(f"  {'changed':14} ")
    assert told.startswith(words) if words.endswith(" ") else told == words


@pytest.mark.parametrize("case", CHANGED)
def test_rows_that_are_left_name_the_next_step(case: str) -> None:
    """A finished run does not look at them again: a new plan does."""
    done, _ = CHANGED[case]
    assert any("plan again for these: cutover repair plan" in line for line in said(done)) == bool(done.left)


def test_the_time_says_what_it_covers() -> None:
    """Opening and the two looks at every table take longer than a few rows."""
    assert (
        "in 12 s, opening and sha256 of every table included (4,050 rows/s)" in said(CHANGED["at once"][0])[0]
    )
