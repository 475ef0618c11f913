"""Two lists, their elements brought side by side: by key, by position, or each with its like."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import orjson

NO_KEY = "(no key)"


@dataclass(frozen=True, slots=True)
class Aligned:
    """What stands beside what, and what stands alone; each with the name that it is shown by.

    `missing` stand in V1 only, `extra` in V2 only. `repeated` are keys that stand twice, with how often on
    either side; `keyless` how many elements lack the key. `moved` are neighbours that changed places, as
    names on both sides.
    """

    pairs: tuple[tuple[str, object, object], ...] = ()
    missing: tuple[tuple[str, object], ...] = ()
    extra: tuple[tuple[str, object], ...] = ()
    repeated: tuple[tuple[str, int, int], ...] = ()
    keyless: tuple[int, int] = (0, 0)
    moved: tuple[tuple[str, str], ...] = ()


def canonical(value: object) -> bytes:
    """The bytes that two values share exactly where they are the same: 1, 1.0, true and "1" are four."""
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except (TypeError, ValueError):
        # Integers beyond 64 bits and lone surrogates, which orjson refuses.
        return json.dumps(value, sort_keys=True).encode()


def key_of(row: object, key: Sequence[str]) -> str:
    """The name of a row by its key, NO_KEY where it lacks a field of it."""
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


def by_key(
    v1: Sequence[object],
    v2: Sequence[object],
    key: Sequence[str],
    tie: Callable[[object], object] | None = None,
) -> Aligned:
    """Align by the key. Where one stands twice the first of each side are a pair: which is meant is a guess.

    Rows that both sides hold must stand in the same order; with `tie`, what it says of V1's rows must.
    """
    left = _named(v1, key)
    right = left if v2 is v1 else _named(v2, key)
    names = [name for name in left if name != NO_KEY]
    twice = (
        (name, len(left.get(name, ())), len(right.get(name, ())))
        for name in dict.fromkeys((*left, *right))
        if name != NO_KEY
    )
    return Aligned(
        pairs=tuple((name, left[name][0], right[name][0]) for name in names if name in right),
        missing=tuple((name, left[name][0]) for name in names if name not in right),
        extra=tuple((name, rows[0]) for name, rows in right.items() if name not in left and name != NO_KEY),
        repeated=tuple(each for each in twice if each[1] > 1 or each[2] > 1),
        keyless=(len(left.get(NO_KEY, ())), len(right.get(NO_KEY, ()))),
        moved=tuple(_moved(left, right, tie)),
    )


def by_position(v1: Sequence[object], v2: Sequence[object]) -> Aligned:
    """Align the first with the first; what is left over stands alone."""
    both = min(len(v1), len(v2))
    return Aligned(
        pairs=tuple((str(n), v1[n], v2[n]) for n in range(both)),
        missing=tuple((str(n), v1[n]) for n in range(both, len(v1))),
        extra=tuple((str(n), v2[n]) for n in range(both, len(v2))),
    )


def as_multiset(v1: Sequence[object], v2: Sequence[object]) -> Aligned:
    """Align each element with its like; the others stand side by side as they come, named by V1's position.

    `moved` tells the positions of the first two that should be the same: shared elements in another order.
    """
    left, right = [canonical(each) for each in v1], [canonical(each) for each in v2]
    stays = {n for n, (one, other) in enumerate(zip(left, right, strict=False)) if one == other}
    alone_left, alone_right = _alone(left, right, stays), _alone(right, left, stays)
    both = min(len(alone_left), len(alone_right))
    shared_left, shared_right = _rest(left, alone_left, stays), _rest(right, alone_right, stays)
    places = zip(shared_left, shared_right, strict=True)
    turned = next(((str(n), str(m)) for n, m in places if left[n] != right[m]), None)
    return Aligned(
        pairs=tuple(
            (str(n), v1[n], v2[m]) for n, m in zip(alone_left[:both], alone_right[:both], strict=True)
        ),
        missing=tuple((str(n), v1[n]) for n in alone_left[both:]),
        extra=tuple((str(n), v2[n]) for n in alone_right[both:]),
        moved=() if turned is None else (turned,),
    )


def _named(rows: Iterable[object], key: Sequence[str]) -> dict[str, list[object]]:
    found: dict[str, list[object]] = {}
    only = key[0] if len(key) == 1 and "." not in key[0] else None
    for row in rows:
        number = row.get(only) if only and isinstance(row, dict) else None
        # Most keys are one number, which needs no more than its digits.
        name = str(number) if type(number) is int else key_of(row, key)
        found.setdefault(name, []).append(row)
    return found


def _moved(
    left: dict[str, list[object]], right: dict[str, list[object]], tie: Callable[[object], object] | None
) -> Iterable[tuple[str, str]]:
    shared = [name for name in left if name in right]
    there = [name for name in right if name in left]
    if shared == there:
        return
    told = {name: tie(left[name][0]) if tie is not None else name for name in shared}
    for v1, v2 in zip(shared, there, strict=True):
        if told[v1] != told[v2]:
            yield v1, v2


def _alone(these: Sequence[bytes], those: Sequence[bytes], stays: set[int]) -> list[int]:
    """The positions of what the other list does not hold, or holds less often: then of the last ones."""
    held = Counter(each for position, each in enumerate(those) if position not in stays)
    found = []
    for position, each in enumerate(these):
        if position in stays:
            continue
        if held[each] > 0:
            held[each] -= 1
        else:
            found.append(position)
    return found


def _rest(these: Sequence[bytes], alone: Sequence[int], stays: set[int]) -> list[int]:
    without = {*alone, *stays}
    return [position for position in range(len(these)) if position not in without]
