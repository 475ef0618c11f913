"""Helper: a pure function with a name and the parameters that it reads out of its input."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

import orjson

from twin.v2.api.parameters import Parameter, read_all

LARGEST = Decimal(10) ** 12


@dataclass(frozen=True)
class Helper:
    """A function over values that were read from an input; `name` stands behind `Helpers/`."""

    name: str
    function: Callable[..., object]
    parameters: tuple[Parameter, ...]

    def run(self, given: Mapping[str, object]) -> bytes:
        """Return the answer as JSON. Raises BadInput."""
        return orjson.dumps(self.function(**read_all(self.parameters, given)), default=_number)


def _number(value: object) -> float:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"{type(value).__name__} is no JSON")


def words(name: str) -> Parameter:
    """Declare a text that must be given; it may be empty."""

    def read(raw: object) -> str:
        if not isinstance(raw, str) or len(raw) > 2000:
            raise ValueError("a text of at most 2000 characters")
        return raw

    return Parameter(name, read, required=True, schema={"type": "string", "maxLength": 2000})


def amount(name: str) -> Parameter:
    """Declare a number that must be given, written as a number or as text, below a trillion."""

    def read(raw: object) -> Decimal:
        try:
            value = Decimal(str(raw)) if isinstance(raw, int | float | str) else None
        except InvalidOperation:
            value = None
        if value is None or isinstance(raw, bool) or not value.is_finite() or abs(value) > LARGEST:
            raise ValueError("a number")
        return value

    return Parameter(name, read, required=True)


def items(name: str) -> Parameter:
    """Declare a list that must be given."""

    def read(raw: object) -> list[object]:
        if not isinstance(raw, list):
            raise ValueError("a list")
        return raw

    return Parameter(name, read, required=True, schema={"type": "string", "maxLength": 2000})


def amounts(name: str) -> Parameter:
    """Declare a list of numbers that must be given and is not empty."""
    one = amount(name)

    def read(raw: object) -> list[object]:
        if not isinstance(raw, list) or not raw:
            raise ValueError("a list of numbers")
        return [one.read(each) for each in raw]

    return Parameter(name, read, required=True)


def rows(name: str) -> Parameter:
    """Declare a list of objects that must be given."""

    def read(raw: object) -> list[object]:
        if not isinstance(raw, list) or not all(isinstance(each, dict) for each in raw):
            raise ValueError("a list of objects")
        return raw

    return Parameter(name, read, required=True)


def fields(name: str) -> Parameter:
    """Declare an object that must be given."""

    def read(raw: object) -> dict[str, object]:
        if not isinstance(raw, dict):
            raise ValueError("an object")
        return raw

    return Parameter(name, read, required=True)
