"""Rows of two lists, brought side by side by their key."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cutover.compare.tolerance import Tolerance
from cutover.compare.walk import Difference, walk

NO_KEY = "(no key)"


def compare_rows(
    v1: Sequence[object], v2: Sequence[object], key: Sequence[str], tolerance: Tolerance, path: str
) -> Iterator[Difference]:
    """Tell the differences between two lists whose rows are known by `key` (one field or several).

    Rows are aligned by key and compared; then the order of the rows that both hold is judged. A key that
    stands twice is a difference of its own kind: which row is meant would be a guess, so the first of
    each side is compared. A null is a key like any other (a group of what has none); a row that lacks the
    field is a `type` difference.
    """
    inner = f"{path}[]"
    left, right = _by_key(v1, key), _by_key(v2, key)
    yield from _duplicates(left, right, inner)
    for name, rows in left.items():
        if name == NO_KEY:
            continue
        if name in right:
            yield from walk(rows[0], right[name][0], tolerance, inner, name)
        else:
            yield Difference(inner, "missing", rows[0], None, name)
    for name, rows in right.items():
        if name not in left and name != NO_KEY:
            yield Difference(inner, "extra", None, rows[0], name)
    yield from _order(left, right, inner)


def rows_at(answer: object, place: str) -> list[object] | None:
    """The list that stands at a dotted path of an answer (`''`: the answer itself), or None."""
    for name in place.split(".") if place else ():
        if not isinstance(answer, dict) or name not in answer:
            return None
        answer = answer[name]
    return answer if isinstance(answer, list) else None


def _by_key(rows: Sequence[object], key: Sequence[str]) -> dict[str, list[object]]:
    found: dict[str, list[object]] = {}
    for row in rows:
        found.setdefault(_key_of(row, key), []).append(row)
    return found


def _key_of(row: object, key: Sequence[str]) -> str:
    parts = []
    for field in key:
        value: object = row
        for name in field.split("."):
            if not isinstance(value, dict) or name not in value:
                return NO_KEY
            value = value[name]
        # repr keeps 1 and "1" apart, and ("a, b",) and ("a", "b").
        parts.append(str(value) if type(value) is int else repr(value))
    return ", ".join(parts)


def _duplicates(
    left: dict[str, list[object]], right: dict[str, list[object]], path: str
) -> Iterator[Difference]:
    for name in dict.fromkeys((*left, *right)):
        v1, v2 = len(left.get(name, ())), len(right.get(name, ()))
        if name == NO_KEY:
            yield Difference(path, "type", f"{v1} rows without a key", f"{v2} rows without a key", name)
        elif v1 > 1 or v2 > 1:
            yield Difference(path, "duplicate", v1, v2, name)


def _order(left: dict[str, list[object]], right: dict[str, list[object]], path: str) -> Iterator[Difference]:
    shared = [name for name in left if name in right]
    for v1, v2 in zip(shared, (name for name in right if name in left), strict=True):
        if v1 != v2:
            yield Difference(path, "order", v1, v2, v1)
