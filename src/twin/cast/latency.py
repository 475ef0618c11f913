"""Faults in V2's pace: its answers are right, and late."""

from twin.faults import AnswerFault


def _three_times(took: float) -> float:
    """Three times as long, and at least 30 ms longer: at a small scale an answer takes a moment only."""
    return max(2 * took, 0.03)


LATENCY = (
    AnswerFault(
        "slow-answer",
        "The totals of the transactions take three times as long.",
        "/api:4UsTtl3m/transactions/totals",
        wait=_three_times,
        must_fail=("latency/transactions.totals",),
    ),
)
