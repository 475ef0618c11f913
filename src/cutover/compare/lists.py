"""Rows of two lists, brought side by side by their key."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from cutover.compare.alignment import NO_KEY, Aligned, by_key
from cutover.compare.order import SortKey, tie_by
from cutover.compare.tolerance import Tolerance
from cutover.compare.walk import Difference, told


def compare_rows(
    v1: Sequence[object],
    v2: Sequence[object],
    key: Sequence[str],
    tolerance: Tolerance,
    path: str,
    order: Sequence[SortKey] = (),
    ends: tuple[bool, bool] = (False, False),
) -> Iterator[Difference]:
    """Tell the differences between two lists whose rows are known by `key` (one field or several).

    Rows are aligned by key and compared; then the order of the rows that both hold is judged. A key that
    stands twice is a difference of its own kind: which row is meant would be a guess, so the first of
    each side is compared. A null is a key like any other (a group of what has none); a row that lacks the
    field is a `type` difference. Rows that are equal in all fields of `order` may change places, also with
    those of the page before and the page after, where `ends` says that there are such.
    """
    tie = tie_by(order)
    aligned = by_key(v1, v2, key, tie)
    if tie is not None and any(ends) and aligned.missing and aligned.extra:
        aligned = _within_borders(aligned, v1, v2, tie, ends)
    yield from told(aligned, tolerance, f"{path}[]", "")


def numbered(rows: Sequence[object], key: Sequence[str]) -> bool:
    """Whether the key is one field that holds a whole number, another one in each row."""
    if len(key) != 1 or "." in key[0]:
        return False
    found = [row.get(key[0]) for row in rows if isinstance(row, dict)]
    return set(map(type, found)) <= {int} and len(set(found)) == len(rows)


def rows_at(answer: object, place: str) -> list[object] | None:
    """The list that stands at a dotted path of an answer (`''`: the answer itself), or None."""
    for name in place.split(".") if place else ():
        if not isinstance(answer, dict) or name not in answer:
            return None
        answer = answer[name]
    return answer if isinstance(answer, list) else None


def _within_borders(
    aligned: Aligned,
    v1: Sequence[object],
    v2: Sequence[object],
    tie: Callable[[object], object],
    ends: tuple[bool, bool],
) -> Aligned:
    """Leave out rows for which another one stands that ties with it and with both sides' row at an open end.

    Which of them still stands on a page is chance; that none is lost, the pages united tell.
    """
    both_sides = ((tie(v1[at]), tie(v2[at])) for at, is_open in zip((0, -1), ends, strict=True) if is_open)
    borders = {one for one, other in both_sides if one == other}
    missing = Counter(each for each in (tie(row) for _, row in aligned.missing) if each in borders)
    extra = Counter(each for each in (tie(row) for _, row in aligned.extra) if each in borders)
    both = missing & extra
    return replace(
        aligned,
        missing=tuple(_left(aligned.missing, both, tie)),
        extra=tuple(_left(aligned.extra, both, tie)),
    )


def _left(
    rows: Sequence[tuple[str, object]], both: Counter[object], tie: Callable[[object], object]
) -> Iterator[tuple[str, object]]:
    open_places = Counter(both)
    for name, row in rows:
        told_by = tie(row)
        if open_places[told_by] > 0:
            open_places[told_by] -= 1
        else:
            yield name, row


__all__ = ["NO_KEY", "compare_rows", "numbered", "rows_at"]
