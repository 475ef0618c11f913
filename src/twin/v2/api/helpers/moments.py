"""Moments: days, and the epoch milliseconds that Xano keeps, always in UTC."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta

from twin.v2.api.helpers.helper import Helper
from twin.v2.api.parameters import Parameter, day, integer

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FARTHEST = 253_402_300_799_999
"""The last millisecond of the year 9999."""


def moment_of(millis: int) -> datetime:
    """Return the moment of epoch milliseconds."""
    return EPOCH + timedelta(milliseconds=millis)


def epoch_to_date(millis: int) -> str:
    """Return the day of a moment."""
    return moment_of(millis).date().isoformat()


def epoch_to_iso(millis: int) -> str:
    """Return the moment as ISO 8601 writes it, to the millisecond."""
    return moment_of(millis).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def date_to_epoch(date: date) -> int:
    """Return the first millisecond of a day."""
    return (datetime(date.year, date.month, date.day, tzinfo=UTC) - EPOCH) // timedelta(milliseconds=1)


def month_of(date: date) -> dict[str, int]:
    """Return year and month of a day."""
    return {"year": date.year, "month": date.month}


def quarter_of(date: date) -> dict[str, int]:
    """Return year and quarter of a day."""
    return {"year": date.year, "quarter": (date.month + 2) // 3}


def month_range(date: date) -> dict[str, str]:
    """Return the first and the last day of the day's month."""
    last = monthrange(date.year, date.month)[1]
    return {"from": str(date.replace(day=1)), "to": str(date.replace(day=last))}


def year_to_date(date: date) -> dict[str, str]:
    """Return the days from the first of the year to the day."""
    return {"from": str(date.replace(month=1, day=1)), "to": str(date)}


def days_between(start: date, end: date) -> int:
    """Return how many days lie from one day to another; negative backwards."""
    return (end - start).days


def is_weekend(date: date) -> bool:
    """Tell whether a day is a Saturday or a Sunday."""
    return date.weekday() >= 5


def _required(parameter: Parameter) -> Parameter:
    return Parameter(parameter.name, parameter.read, required=True)


MILLIS = (integer("millis", 0, FARTHEST, required=True),)
DAY = (_required(day("date")),)

HELPERS = (
    Helper("EpochToDate", epoch_to_date, MILLIS),
    Helper("EpochToIso", epoch_to_iso, MILLIS),
    Helper("DateToEpoch", date_to_epoch, DAY),
    Helper("MonthOf", month_of, DAY),
    Helper("QuarterOf", quarter_of, DAY),
    Helper("MonthRange", month_range, DAY),
    Helper("YearToDate", year_to_date, DAY),
    Helper("DaysBetween", days_between, (_required(day("start")), _required(day("end")))),
    Helper("IsWeekend", is_weekend, DAY),
)
