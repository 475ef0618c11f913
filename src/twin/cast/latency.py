"""Faults in V2's pace: its answers are right, and late."""

from collections.abc import Callable

from twin.faults import AnswerFault

_GOALS = "/api:4UsTtl3m/home/goals"


def _three_times(took: float) -> float:
    """Three times as long, and at least 30 ms longer: at a small scale an answer takes a moment only."""
    return max(2 * took, 0.03)


def _padded(pad: float, share: float = 0) -> Callable[[float], float]:
    """So many seconds longer, and by so much of the whole longer still.

    A share of an answer weighs only where it is more than the floor of 5 ms, which no answer of a small twin
    takes by itself.
    """
    return lambda took: pad + share * (took + pad)


def _v1_padded(pad: float) -> AnswerFault:
    """V1's goals, so many seconds later."""
    return AnswerFault("goals-padded", "V1's goals come later.", "/api:v1-home/home/goals", wait=_padded(pad))


LATENCY = (
    AnswerFault(
        "slow-answer",
        "The totals of the transactions take three times as long.",
        "/api:4UsTtl3m/transactions/totals",
        wait=_three_times,
        must_fail=("latency/transactions.totals",),
    ),
    AnswerFault(
        "slower-by-15-per-cent",
        "The goals take 150 ms and more in V1, and 15 % longer in V2.",
        _GOALS,
        wait=_padded(0.15, 0.15),
        on_v1=_v1_padded(0.15),
        must_fail=("latency/home.goals",),
    ),
)

SLOW_ALIKE = AnswerFault(
    "slow-alike",
    "The goals take 70 ms and more on both sides.",
    _GOALS,
    wait=_padded(0.07),
    on_v1=_v1_padded(0.07),
)
"""A variation that is right: V2 is as slow as V1."""
