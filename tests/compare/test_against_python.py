"""The comparison in SQL against a slow and obvious one in Python, over generated documents and rows."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.types.json import Jsonb

from cutover.compare import Join, compare_table
from cutover.manifest.table import Target

MISSING, CANNOT = object(), object()
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TYPES = {
    "id": "integer", "i": "integer", "b": "bigint", "n": "numeric(14,2)", "d": "integer", "f": "boolean",
    "g": "boolean", "t": "text", "u": "text", "w": "timestamp with time zone", "l": "text[]", "j": "jsonb",
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


CASTS: dict[str, Callable[[Any], Any]] = {
    "i": integer(2**31), "b": integer(2**63), "n": numeric, "d": integer(2**31), "f": boolean, "g": boolean,
    "t": as_text, "u": lambda value: as_text(value) or None, "w": moment, "l": texts, "j": document,
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
VALUES = dict.fromkeys(CASTS, scalars) | {
    "w": times, "l": documents | st.lists(plain, max_size=3), "j": documents,
}  # fmt: skip


@st.composite
def pairs(draw: st.DrawFn) -> list[tuple[dict[str, Any] | None, dict[str, Any] | None]]:
    """Rows: V1's document and V2's row, either of which may be missing; each value equal or perhaps not."""
    found: list[tuple[dict[str, Any] | None, dict[str, Any] | None]] = []
    for _ in range(draw(st.integers(1, 5))):
        raw = {name: draw(VALUES[name]) for name in CASTS}
        held = {name: draw(st.just(_held(name, raw[name])) | _others(name)) for name in CASTS}
        which = draw(st.sampled_from(["both"] * 5 + ["v1", "v2"]))
        found.append((raw if which != "v2" else None, held if which != "v1" else None))
    return found


def _held(name: str, raw: Any) -> Any:
    """What a right V2 holds; NULL for what cannot be cast."""
    value = CASTS[name](raw)
    value = None if value is CANNOT else value
    return EMPTY.get(name) if value is None else value


def _others(name: str) -> st.SearchStrategy[Any]:
    return VALUES[name].map(lambda raw: _held(name, raw))


def by_hand(rows: list[tuple[dict[str, Any] | None, dict[str, Any] | None]]) -> tuple[object, ...]:
    """Missing, extra, and per column what differs and what cannot be cast."""
    differs: Counter[str] = Counter()
    cannot: Counter[str] = Counter()
    for raw, held in rows:
        if raw is None:
            continue
        for name in CASTS:
            if CASTS[name](raw[name]) is CANNOT:
                cannot[name] += 1
            elif held is not None and not _same(_held(name, raw[name]), held[name]):
                differs[name] += 1
    missing = sum(held is None for _, held in rows)
    extra = sum(raw is None for raw, _ in rows)
    return missing, extra, dict(differs), dict(cannot)


def _same(left: Any, right: Any) -> bool:
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(_same, left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(_same(left[key], right[key]) for key in left)
    return bool(left == right)


@pytest.fixture(scope="module")
def tables(dsn: str) -> Iterator[psycopg.Connection]:
    """One session with both tables, emptied for each example."""
    with psycopg.connect(dsn) as connection:
        connection.execute("set timezone = 'UTC'")
        connection.execute("create temporary table old (id int primary key, xdo jsonb not null)")
        columns = ", ".join(f"{name} {kind}" for name, kind in TYPES.items())
        connection.execute(f"create temporary table new ({columns}, primary key (id))")
        yield connection
        connection.rollback()


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows=pairs())
def test_sql_and_python_agree(tables: psycopg.Connection, rows: Any) -> None:
    """Over every type, with and without defaults: the same rows, the same columns, the same numbers."""
    tables.execute("truncate old, new")
    for number, (raw, held) in enumerate(rows, 1):
        if raw is not None:
            filled = {name: value for name, value in raw.items() if value is not MISSING}
            tables.execute("insert into old values (%s, %s)", (number, Jsonb(filled)))
        if held is not None:
            held = {**held, "j": None if held["j"] is None else Jsonb(held["j"])}
            places = ", ".join(["%s"] * (len(held) + 1))
            tables.execute(
                f"insert into new (id, {', '.join(held)}) values ({places})", (number, *held.values())
            )
    columns = {name: {"from": name} | ({"empty": EMPTY[name]} if name in EMPTY else {}) for name in CASTS}
    target = Target.model_validate({"name": "new", "id": 1, "columns": columns})
    found = compare_table(tables, [Join(target, "old", "new", TYPES)])
    assert (
        found.missing,
        found.extra,
        {each.name: each.count for each in found.columns if each.count},
        {each.name: each.unparseable for each in found.columns if each.unparseable},
    ) == by_hand(rows)
