"""Fields: what stands in a row under a name, as relations between rows speak of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def value_at(row: object, field: str) -> object:
    """The value of a dotted field; None where there is none. `year of f` and `month of f` read a moment."""
    if isinstance(row, dict) and field in row:
        return row[field]
    part, of, name = field.partition(" of ")
    if of and part in ("year", "month"):
        return _part(value_at(row, name), part)
    for step in field.split("."):
        if not isinstance(row, dict):
            return None
        row = row.get(step)
    return row


def shows(row: object, field: str) -> bool:
    """Whether a row has the field at all, be it null."""
    for step in field.rpartition(" of ")[2].split("."):
        if not isinstance(row, dict) or step not in row:
            return False
        row = row[step]
    return True


def as_text(value: object) -> str:
    """A value as it would be written into an address, so that 1 and "1", true and "true" are one."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def as_number(value: object) -> float | None:
    """A number, be it written as a text; None for anything else."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        return float(value)
    except (ValueError, OverflowError):
        return None


def _part(moment: object, part: str) -> object:
    """The year or month of a day in ISO form, or of epoch milliseconds in UTC."""
    if isinstance(moment, str) and len(moment) >= 7 and moment[4] == "-":
        digits = moment[:4] if part == "year" else moment[5:7]
        return int(digits) if digits.isdigit() else None
    if isinstance(moment, int) and not isinstance(moment, bool):
        try:
            day = EPOCH + timedelta(milliseconds=moment)
        except OverflowError:
            return None
        return day.year if part == "year" else day.month
    return None
