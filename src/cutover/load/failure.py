"""Failure: the ways in which an answer under load is none, apart from each other."""

from enum import StrEnum


class Failure(StrEnum):
    """What was wrong with one answer; its place in this list is the number that a sample stores."""

    NONE = ""
    BAD_GATEWAY = "502"
    UNAVAILABLE = "503"
    GATEWAY_TIMEOUT = "504"
    TIMED_OUT = "timed out"
    RATE_LIMITED = "429"
    SERVER_ERROR = "5xx"
    CLIENT_ERROR = "4xx"
    CONNECTION = "connection closed"
    """Refused, reset, or closed before an answer began."""
    CUT = "cut body"
    REFUSED = "success: false"
    NONSENSE = "nonsense"
    """Not the envelope, empty where data is owed, or another user's data."""

    @property
    def number(self) -> int:
        """Its place in the list, 0 for none."""
        return _NUMBERS[self]

    @property
    def unanswered(self) -> bool:
        """True where no whole answer came: it counts as slower than any that did."""
        return self in UNANSWERED


ALL = tuple(Failure)
_NUMBERS = {failure: number for number, failure in enumerate(ALL)}
GATEWAY = (Failure.BAD_GATEWAY, Failure.UNAVAILABLE, Failure.GATEWAY_TIMEOUT)
UNANSWERED = (Failure.TIMED_OUT, Failure.CONNECTION, Failure.CUT)
