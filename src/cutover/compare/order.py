"""Order: whether rows are sorted by what was asked, each side by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

from cutover.compare.alignment import canonical
from cutover.compare.fields import value_at
from cutover.manifest.predicates import is_number
from cutover.manifest.relation import Order


@dataclass(frozen=True, slots=True)
class SortKey:
    """One field that rows are sorted by."""

    field: str
    descending: bool


@dataclass(frozen=True, slots=True)
class Unsorted:
    """Two neighbours that stand the wrong way round by `field`; `first` is the position of the upper one.

    `why` is "order", "null" (a null stands on the wrong side) or "kinds" (values that cannot be ordered);
    `others` is how many more such neighbours there are.
    """

    first: int
    field: str
    why: str
    others: int


def sort_keys(order: Order, values: Mapping[str, object]) -> tuple[SortKey, ...]:
    """The fields that the rows of a question must be sorted by; none where nothing says."""
    default = tuple(_default(each) for each in order.default)
    asked = values.get(order.by) if order.by else None
    turned = values.get(order.direction) if order.direction else None
    if asked is None:
        keys = default
    else:
        named = {each.value: each.field for each in order.fields}
        keys = (SortKey(named.get(str(asked), str(asked)), bool(default) and default[0].descending),)
    if turned is None or not keys:
        return keys
    return (SortKey(keys[0].field, str(turned).lower().startswith("d")), *keys[1:])


def tie_by(keys: Sequence[SortKey]) -> Callable[[object], object] | None:
    """What rows that may change places share: their values by all keys; None without any key."""
    return partial(_tie, keys) if keys else None


def unsorted(rows: Sequence[object], keys: Sequence[SortKey], order: Order) -> Unsorted | None:
    """Where rows are not sorted by their keys, nulls where the manifest says; None where they are."""
    if not keys:
        return None
    told = [tuple(value_at(row, key.field) for key in keys) for row in rows]
    wrong: list[tuple[int, str, str]] = []
    for position, (one, next_one) in enumerate(pairwise(told)):
        if (found := _wrong(one, next_one, keys, order)) is not None:
            wrong.append((position, *found))
    if not wrong:
        return None
    first, field, why = wrong[0]
    return Unsorted(first, field, why, len(wrong) - 1)


def _default(said: str) -> SortKey:
    field, _, direction = said.partition(" ")
    return SortKey(field, direction == "desc")


def _tie(keys: Sequence[SortKey], row: object) -> object:
    return canonical([value_at(row, key.field) for key in keys])


def _wrong(
    one: Sequence[object], two: Sequence[object], keys: Sequence[SortKey], order: Order
) -> tuple[str, str] | None:
    """By which field two neighbours stand wrongly, and why; the first field in which they differ decides."""
    for key, left, right in zip(keys, one, two, strict=True):
        if left is None and right is None:
            continue
        if left is None or right is None:
            at_its_end = (right is None) == (order.nulls == "last")
            return None if at_its_end else (key.field, "null")
        if type(left) is not type(right) and not (is_number(left) and is_number(right)):
            return key.field, "kinds"
        if left == right:
            continue
        if isinstance(left, str) and order.texts == "any":
            return None
        if not isinstance(left, (str, int, float)) or not isinstance(right, (str, int, float)):
            return key.field, "kinds"
        rising = left < right  # type: ignore[operator]  # both are texts, or both numbers
        return None if rising != key.descending else (key.field, "order")
    return None
