"""A walk over two JSON values that tells every place where they differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

import orjson

from cutover.compare.alignment import NO_KEY, Aligned, as_multiset, by_key, by_position, canonical
from cutover.compare.tolerance import Declared, Tolerance
from cutover.manifest.predicates import is_number

Kind = Literal["value", "type", "missing", "extra", "length", "order", "bias", "duplicate", "declared"]

SAMPLES = 3
CONTAINERS = frozenset((dict, list))


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where the answers differ.

    `path` is written without indices, `items[].agent.name`, so that equal causes have equal paths; the
    row is told by `key` (the declared key's value, else its position, `''` outside of lists). `missing`
    stands in V1 only, `extra` in V2 only; the absent side is None. `declared` differs as it is meant to.
    """

    path: str
    kind: Kind
    v1: object
    v2: object
    key: str = ""


@dataclass(frozen=True, slots=True)
class Cluster:
    """All differences of one kind at one path: how many, and the first few of them."""

    path: str
    kind: Kind
    count: int
    samples: tuple[Difference, ...]


def walk(v1: object, v2: object, tolerance: Tolerance, path: str = "", key: str = "") -> Iterator[Difference]:
    """Tell the differences between two parsed JSON values, in V1's order.

    Types are kept apart: 1, 1.0, true and "1" all differ, except that numbers of a declared measure or
    money field are judged by the tolerance. Lists align as the tolerance says, else as
    multisets. A field with a declared difference is judged by that alone, also where both say the same.
    """
    declared = tolerance.declared.get(path) if tolerance.declared else None
    if declared is not None:
        yield from _declared(declared, v1, v2, tolerance, path, key)
    elif isinstance(v1, dict) and isinstance(v2, dict):
        yield from _objects(v1, v2, tolerance, path, key)
    elif isinstance(v1, list) and isinstance(v2, list):
        yield from _lists(v1, v2, tolerance, path, key)
    elif type(v1) is type(v2):
        if v1 != v2 and not _near(v1, v2, tolerance, path) and not (v1 != v1 and v2 != v2):
            yield Difference(path, "value", v1, v2, key)
    elif not _near(v1, v2, tolerance, path):
        both_numbers = is_number(v1) and is_number(v2) and tolerance.judges(field_of(path))
        yield Difference(path, "value" if both_numbers else "type", v1, v2, key)


def _declared(
    declared: Declared, v1: object, v2: object, tolerance: Tolerance, path: str, key: str
) -> Iterator[Difference]:
    if declared.absent_from("V2"):
        yield Difference(path, "extra", None, v2, key)
        return
    if declared.absent_from("V1"):
        # V1 has it all the same, so there is something to compare.
        yield from walk(v1, v2, replace(tolerance, declared={}), path, key)
        return
    told = declared.told(v1, v2, tolerance)
    if told != "declared" or type(v1) is not type(v2) or v1 != v2:
        yield Difference(path, told, v1, v2, key)


def field_of(path: str) -> str:
    """The last name of a path, which is what measures are declared by: `months[].gci` is `gci`."""
    return path.rpartition(".")[2].removesuffix("[]")


def cluster(differences: Iterable[Difference], samples: int = SAMPLES) -> tuple[Cluster, ...]:
    """Gather differences by path and kind, most frequent first; memory grows with the clusters only."""
    counts: dict[tuple[str, Kind], int] = {}
    kept: dict[tuple[str, Kind], list[Difference]] = {}
    for each in differences:
        place = (each.path, each.kind)
        counts[place] = counts.get(place, 0) + 1
        first = kept.setdefault(place, [])
        if len(first) < samples:
            first.append(each)
    ranked = sorted(counts, key=lambda place: -counts[place])
    return tuple(Cluster(path, kind, counts[path, kind], tuple(kept[path, kind])) for path, kind in ranked)


def _objects(
    v1: dict[str, object], v2: dict[str, object], tolerance: Tolerance, path: str, key: str
) -> Iterator[Difference]:
    for name, value in v1.items():
        if name in v2:
            other = v2[name]
            if not _same_scalar(value, other) or tolerance.declared:
                yield from walk(value, other, tolerance, f"{path}.{name}" if path else name, key)
        else:
            where = f"{path}.{name}" if path else name
            kind: Kind = "declared" if _absent(tolerance, where, "V2", value) else "missing"
            yield Difference(where, kind, value, None, key)
    for name, value in v2.items():
        if name not in v1:
            where = f"{path}.{name}" if path else name
            kind = "declared" if _absent(tolerance, where, "V1", value) else "extra"
            yield Difference(where, kind, None, value, key)


def _absent(tolerance: Tolerance, path: str, side: Literal["V1", "V2"], value: object) -> bool:
    """Whether a field is declared absent; never of a whole object or list, which would hide all in it."""
    declared = tolerance.declared.get(path) if tolerance.declared else None
    return declared is not None and declared.absent_from(side) and type(value) not in CONTAINERS


def _lists(
    v1: list[object], v2: list[object], tolerance: Tolerance, path: str, key: str
) -> Iterator[Difference]:
    """An undeclared list is a multiset whose order is told once; a declared one aligns as it says."""
    if not tolerance.declared and len(v1) == len(v2) and all(map(_same_scalar, v1, v2)):
        return
    rule, inner = tolerance.list_at(path), f"{path}[]"
    if rule is not None and rule.align == "position":
        if len(v1) != len(v2):
            yield Difference(inner, "length", len(v1), len(v2), key)
        aligned = replace(by_position(v1, v2), missing=(), extra=())
    elif rule is not None and rule.key:
        aligned = by_key(v1, v2, rule.key)
    elif canonical(v1) == canonical(v2):
        # Where differences are declared they are looked for, also where both say the same.
        aligned = by_position(v1, v2) if tolerance.declared else Aligned()
    else:
        aligned = as_multiset(v1, v2)
        if rule is None:
            turned = ((v1[int(n)], v2[int(m)]) for n, m in aligned.moved)
            yield from (Difference(inner, "order", left, right, key) for left, right in turned)
        aligned = replace(aligned, moved=())
    yield from told(aligned, tolerance, inner, key)


def told(aligned: Aligned, tolerance: Tolerance, inner: str, key: str) -> Iterator[Difference]:
    """Tell the differences of what stands side by side, and what stands alone, twice or elsewhere."""

    def named(name: str) -> str:
        return f"{key}/{name}" if key else name

    for name, times, other_times in aligned.repeated:
        yield Difference(inner, "duplicate", times, other_times, named(name))
    if any(aligned.keyless):
        lacking = [f"{number} rows without a key" for number in aligned.keyless]
        yield Difference(inner, "type", lacking[0], lacking[1], named(NO_KEY))
    plain = not tolerance.declared and not tolerance.lists
    for name, one, other in aligned.pairs:
        if not (_same_scalar(one, other) or (plain and same_text(one, other))) or tolerance.declared:
            yield from walk(one, other, tolerance, inner, named(name))
    for name, row in aligned.missing:
        yield Difference(inner, "missing", row, None, named(name))
    for name, row in aligned.extra:
        yield Difference(inner, "extra", None, row, named(name))
    for one_name, other_name in aligned.moved:
        yield Difference(inner, "order", one_name, other_name, named(one_name))


def _same_scalar(v1: object, v2: object) -> bool:
    """A short cut past most fields; containers are never equal here, for [1] == [True]."""
    return type(v1) is type(v2) and type(v1) not in CONTAINERS and v1 == v2


def same_text(v1: object, v2: object) -> bool:
    """A short cut past equal objects and lists; False says nothing, as another order of keys is the same."""
    if type(v1) not in CONTAINERS:
        return False
    try:
        return v1 is v2 or orjson.dumps(v1) == orjson.dumps(v2)
    except (TypeError, ValueError, RecursionError):
        return False  # huge integers have no such text


def _near(v1: object, v2: object, tolerance: Tolerance, path: str) -> bool:
    return tolerance.agrees(field_of(path), v1, v2)
