"""Parameters: what a caller may ask for, declared as data and read into values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from twin.v2.api.envelope import BadInput

INT4 = range(-(2**31), 2**31)
LONGEST_TEXT = 200

INTEGER = re.compile(r"-?[0-9]{1,20}")
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class Parameter:
    """One parameter: `read` turns what was sent into a value or raises ValueError with what is wanted.

    `schema` says in OpenAPI's words what may be sent.
    """

    name: str
    read: Callable[[object], object]
    default: object = None
    required: bool = False
    schema: Mapping[str, Any] = field(default_factory=dict)


def read_all(parameters: Iterable[Parameter], sent: Mapping[str, object]) -> dict[str, Any]:
    """Return each parameter's value, its default where it was not sent. Raises BadInput."""
    return {parameter.name: _value(parameter, sent) for parameter in parameters}


def _value(parameter: Parameter, sent: Mapping[str, object]) -> object:
    raw = sent.get(parameter.name)
    if raw is None:
        if parameter.required:
            raise BadInput(f"Missing parameter: {parameter.name}.", parameter.name)
        return parameter.default
    try:
        return parameter.read(raw)
    except ValueError as wanted:
        raise BadInput(f"Parameter {parameter.name} must be {wanted}.", parameter.name) from wanted


def text(name: str, *, required: bool = False) -> Parameter:
    """Declare a text of at most 200 characters."""
    return Parameter(name, _text, required=required, schema={"type": "string", "maxLength": LONGEST_TEXT})


def choice(name: str, *values: str, default: str | None = None, required: bool = False) -> Parameter:
    """Declare a text that is one of `values`."""

    def read(raw: object) -> str:
        if raw not in values:
            raise ValueError("one of " + ", ".join(values))
        return str(raw)

    return Parameter(name, read, default, required, {"type": "string", "enum": list(values)})


def integer(
    name: str, low: int = INT4[0], high: int = INT4[-1], default: int | None = None, *, required: bool = False
) -> Parameter:
    """Declare an integer between `low` and `high`, both included."""

    def read(raw: object) -> int:
        written = str(raw) if isinstance(raw, int) and not isinstance(raw, bool) else raw
        if not isinstance(written, str) or not INTEGER.fullmatch(written) or not low <= int(written) <= high:
            raise ValueError(f"an integer from {low} to {high}")
        return int(written)

    limits = {"type": "integer", "format": "int64", "minimum": low, "maximum": high}
    return Parameter(name, read, default, required, limits)


def number(name: str) -> Parameter:
    """Declare a decimal number of at most twenty characters."""

    def read(raw: object) -> Decimal:
        if not isinstance(raw, str) or len(raw) > 20 or not NUMBER.fullmatch(raw):
            raise ValueError("a number")
        return Decimal(raw)

    return Parameter(name, read, schema={"type": "number"})


def boolean(name: str) -> Parameter:
    """Declare a boolean: true or false."""

    def read(raw: object) -> bool:
        if isinstance(raw, bool):
            return raw
        if raw not in ("true", "false"):
            raise ValueError("true or false")
        return raw == "true"

    return Parameter(name, read, schema={"type": "boolean"})


def day(name: str, *, required: bool = False) -> Parameter:
    """Declare a day of the calendar, YYYY-MM-DD."""

    def read(raw: object) -> date:
        try:
            if isinstance(raw, str) and DAY.fullmatch(raw):
                return date.fromisoformat(raw)
        except ValueError:
            pass
        raise ValueError("a date, YYYY-MM-DD")

    return Parameter(name, read, required=required, schema={"type": "string", "format": "date"})


def _text(raw: object) -> str:
    if not isinstance(raw, str) or len(raw) > LONGEST_TEXT or "\0" in raw:
        raise ValueError(f"a text of at most {LONGEST_TEXT} characters")
    return raw


YEAR = integer("year", default=2025)
ANY_YEAR = integer("year")
ORDER_DOWN = choice("order", "asc", "desc", default="desc")
ORDER_UP = choice("order", "asc", "desc", default="asc")
ID = integer("id", required=True)
