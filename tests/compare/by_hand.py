"""V1's values read slowly and obviously in Python, and what hypothesis makes of them."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

MISSING, CANNOT = object(), object()
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TYPES = {
    "id": "integer", "i": "integer", "b": "bigint", "n": "numeric(14,2)", "d": "integer", "f": "boolean",
    "g": "boolean", "t": "text", "u": "text", "w": "timestamp with time zone", "l": "text[]", "j": "jsonb",
    "r": "double precision", "e": "date", "q": "uuid", "k": "integer[]",
}  # fmt: skip
EMPTY: dict[str, Any] = {"d": 0, "g": False, "u": "none"}
"""Columns with a default for what is empty."""


def as_text(value: Any) -> str | None:
    """What `->>` gives: a text as it is, everything else as JSON writes it."""
    if value is MISSING or value is None:
        return None
    return value if isinstance(value, str) else json.dumps(value)


def integer(limit: int) -> Callable[[Any], Any]:
    """An integer below a limit."""

    def read(value: Any) -> Any:
        text = as_text(value)
        if not text:
            return None
        digits = text.strip(" ").removeprefix("-")
        if not (digits.isascii() and digits.isdigit()) or not -limit <= int(text) < limit:
            return CANNOT
        return int(text)

    return read


def numeric(value: Any) -> Any:
    """Two decimals, halves away from zero, twelve digits before them."""
    text = as_text(value)
    if not text:
        return None
    try:
        rounded = Decimal(text.strip(" ")).quantize(Decimal("0.01"), ROUND_HALF_UP)
    except ArithmeticError:
        return CANNOT
    return rounded if abs(rounded) < 10**12 else CANNOT


def boolean(value: Any) -> Any:
    """Two words, or two values."""
    return {None: None, "": None, "true": True, "false": False}.get(as_text(value), CANNOT)


def moment(value: Any) -> Any:
    """Milliseconds since 1970."""
    text = as_text(value)
    if not text:
        return None
    try:
        return EPOCH + timedelta(milliseconds=int(text))
    except ValueError:
        return CANNOT


def texts(value: Any) -> Any:
    """A list of texts."""
    if value is MISSING or value in (None, ""):
        return None
    return [as_text(each) for each in value] if isinstance(value, list) else CANNOT


def document(value: Any) -> Any:
    """A document; null and '' are none."""
    return None if value is MISSING or value in (None, "") else value


def double(value: Any) -> Any:
    """A number of eight bytes."""
    text = as_text(value)
    if not text:
        return None
    try:
        number = float(text)
    except ValueError:
        return CANNOT
    return CANNOT if math.isinf(number) else number


def day(value: Any) -> Any:
    """A day as ISO writes it."""
    text = as_text(value)
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return CANNOT


def unique(value: Any) -> Any:
    """A UUID, with or without dashes, in letters of any size."""
    text = as_text(value)
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        return CANNOT


def numbers(value: Any) -> Any:
    """A list of integers; one element that is none spoils all of it."""
    if value is MISSING or value in (None, ""):
        return None
    if not isinstance(value, list):
        return CANNOT
    read = [None if each is None else _element(each) for each in value]
    return CANNOT if CANNOT in read else read


def _element(value: Any) -> Any:
    return CANNOT if value == "" else integer(2**31)(value)


CASTS: dict[str, Callable[[Any], Any]] = {
    "i": integer(2**31), "b": integer(2**63), "n": numeric, "d": integer(2**31), "f": boolean, "g": boolean,
    "t": as_text, "u": lambda value: as_text(value) or None, "w": moment, "l": texts, "j": document,
    "r": double, "e": day, "q": unique, "k": numbers,
}  # fmt: skip

characters = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=4)
nothing = st.sampled_from([MISSING, None, ""])
integers = st.integers(-(2**64), 2**64) | st.integers(-5, 5)
amounts = st.decimals(-(10**13), 10**13, places=4, allow_nan=False).map(str)
words = st.sampled_from(["true", "false", True, False, "yes", "TRUE", "t", 1, 0, "x", "1.5", " 7", "-0"])
scalars = nothing | integers | integers.map(str) | words | amounts | characters
times = nothing | st.integers(-(10**13), 10**13) | st.integers(-(10**13), 10**13).map(str) | st.just("soon")
plain = st.none() | st.booleans() | st.integers(-9, 9) | characters
documents = (
    nothing | st.dictionaries(characters, plain | st.lists(plain, max_size=2), max_size=2) | st.lists(plain)
)
reals = nothing | st.floats(allow_nan=False, allow_infinity=False) | integers
reals |= st.sampled_from(["0.1", "-0", "1e-300", "x", "1e999", "1,5"])
days = nothing | st.dates().map(str) | st.sampled_from(["2023-02-30", "soon", "2024-02-29"])
uuids = nothing | st.uuids().map(str) | st.uuids().map(lambda each: each.hex.upper()) | st.just("x")
lists = nothing | st.lists(
    st.none() | st.integers(-3, 3) | st.sampled_from(["1", "x", "", 1.5, True]), max_size=3
)
VALUES = dict.fromkeys(CASTS, scalars) | {
    "w": times, "l": documents | st.lists(plain, max_size=3), "j": documents,
    "r": reals, "e": days, "q": uuids, "k": lists | st.sampled_from(["1", {}]),
}  # fmt: skip


def right(name: str, raw: Any) -> Any:
    """What a right V2 holds; NULL for what cannot be cast."""
    value = CASTS[name](raw)
    value = None if value is CANNOT else value
    return EMPTY.get(name) if value is None else value


def others(name: str) -> st.SearchStrategy[Any]:
    """What V2 may hold in a column, whatever V1 has."""
    return VALUES[name].map(lambda raw: right(name, raw))


def same(left: Any, right: Any) -> bool:
    """Whether two values are equal; a truth is no number."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    return bool(left == right)
