"""Lists: what is unique, empty or grouped in them."""

from __future__ import annotations

from collections import Counter

import orjson

from twin.v2.api.helpers.helper import Helper, fields, items, rows, words
from twin.v2.api.parameters import integer


def unique(items: list[object]) -> list[object]:
    """Return each value once, where it stands first."""
    return [orjson.loads(text) for text in dict.fromkeys(map(orjson.dumps, items))]


def chunks(items: list[object], size: int) -> list[list[object]]:
    """Return the values in batches of a size; the last may be smaller."""
    return [items[start : start + size] for start in range(0, len(items), size)]


def without_nulls(fields: dict[str, object]) -> dict[str, object]:
    """Return an object without its empty fields: null and the empty text."""
    return {name: value for name, value in fields.items() if value is not None and value != ""}


def counted(rows: list[dict[str, object]], by: str) -> dict[str, int]:
    """Return how many rows hold each value of a field; null counts under its own name."""
    found = Counter("null" if row.get(by) is None else str(row[by]) for row in rows)
    return dict(sorted(found.items()))


HELPERS = (
    Helper("Unique", unique, (items("items"),)),
    Helper("Chunk", chunks, (items("items"), integer("size", 1, 10_000, required=True))),
    Helper("OmitEmpty", without_nulls, (fields("fields"),)),
    Helper("CountBy", counted, (rows("rows"), words("by"))),
)
