"""Moments, as epoch milliseconds or as ISO-8601 text."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Literal

Unit = Literal["ms", "s", "day"]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
STEPS = {"ms": 1_000, "s": 1_000_000, "day": 86_400_000_000}
"""Microseconds of each unit."""


def microseconds(value: object) -> int | None:
    """The microseconds since 1970 of a whole number of milliseconds or of an ISO-8601 text; None of neither.

    A text without a zone is taken for UTC; a day stands for its first moment.
    """
    if type(value) is int:
        return value * 1_000
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    moment = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    return (moment - EPOCH) // timedelta(microseconds=1)


def same_when_cut(v1: object, v2: object, unit: Unit) -> bool:
    """Whether two moments are the same once both are cut to a unit; False where one is no moment."""
    left, right = microseconds(v1), microseconds(v2)
    return left is not None and right is not None and left // STEPS[unit] == right // STEPS[unit]
