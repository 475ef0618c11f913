"""The outcome of a check: a closed union, ordered by severity."""

from collections.abc import Iterable
from enum import StrEnum


class Outcome(StrEnum):
    """What came of a check; the later in this list, the worse.

    *error* says that the harness could not tell, *failed* that V2 is shown wrong.
    """

    PASSED = "passed"
    ACCEPTED = "accepted"
    NOT_RUN = "not run"
    INCONCLUSIVE = "inconclusive"
    ERROR = "error"
    FAILED = "failed"

    @property
    def severity(self) -> int:
        """The place in the order, 0 for *passed*."""
        return _SEVERITIES[self]

    @property
    def proves(self) -> bool:
        """True where a criterion may count the check as shown right."""
        return self.severity <= Outcome.ACCEPTED.severity

    # A StrEnum would compare by spelling, which puts "accepted" before "passed".
    def __lt__(self, other: str) -> bool:
        return self.severity < Outcome(other).severity

    def __le__(self, other: str) -> bool:
        return self.severity <= Outcome(other).severity

    def __gt__(self, other: str) -> bool:
        return self.severity > Outcome(other).severity

    def __ge__(self, other: str) -> bool:
        return self.severity >= Outcome(other).severity


_SEVERITIES = {str(outcome): place for place, outcome in enumerate(Outcome)}
"""Asked for millions of times where ten thousand checks are summed up."""


def worst(outcomes: Iterable[Outcome]) -> Outcome:
    """Give a parent its worst child; of no children nothing is known, so *not run*."""
    return max(outcomes, key=lambda outcome: outcome.severity, default=Outcome.NOT_RUN)
