"""Outcomes are ordered by severity, and a parent takes its worst child."""

import pytest

from cutover.evidence import Outcome, worst


def test_the_order_is_that_of_severity():
    """From *passed* to *failed* each outcome is worse than the one before, whatever their spelling."""
    spelled = ["passed", "accepted", "not run", "inconclusive", "error", "failed"]
    assert [str(outcome) for outcome in sorted(Outcome)] == spelled


@pytest.mark.parametrize(
    ("children", "parent"),
    [
        ([Outcome.PASSED], Outcome.PASSED),
        ([Outcome.PASSED, Outcome.ACCEPTED], Outcome.ACCEPTED),
        ([Outcome.NOT_RUN, Outcome.PASSED], Outcome.NOT_RUN),
        ([Outcome.FAILED, Outcome.ERROR], Outcome.FAILED),
        ([], Outcome.NOT_RUN),
    ],
)
def test_a_parent_takes_its_worst_child(children, parent):
    """The worst child decides; of no children nothing is known."""
    assert worst(children) is parent


def test_only_passed_and_accepted_prove():
    """An error, an inconclusive and a check that did not run are no proof."""
    assert [outcome for outcome in Outcome if outcome.proves] == [Outcome.PASSED, Outcome.ACCEPTED]
