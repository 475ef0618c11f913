"""V2's answer in V1's terms: fields that have another name or place in V2 stand where V1 has them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from math import isfinite

from cutover.compare.rules import WORDS, Rule, key_steps, moment_of, path_of
from cutover.compare.tolerance import Tolerance
from cutover.compare.walk import Difference
from cutover.manifest.differs import Differs, Kind
from cutover.manifest.endpoint import Endpoint
from cutover.manifest.predicates import is_number

MISSING = object()


def in_v1_terms(endpoint: Endpoint, data: object) -> tuple[object, Mapping[str, int]]:
    """Return V2's data with every declared field under V1's name, and how many were found under V2's.

    The counts stand under the declarations' names. Where V2 has V1's name as well, nothing is moved: both
    are then told as differences. `data` itself is left as it is.
    """
    counts: Counter[str] = Counter()
    for each in endpoint.differs:
        if each.becomes is not None:
            data, moved = _moved(data, each)
            counts[each.name] += moved
    return data, counts


def kept_names(endpoint: Endpoint, data: object) -> list[str]:
    """Where V2's data still has V1's name of a field, and not the one that is declared; as sentences."""
    told = []
    for each in endpoint.differs:
        depth = _depth(each.place)
        row, source, aim = each.place[:depth], each.target[depth:], each.place[depth:]
        found = _rows(data, row) if each.becomes is not None else ()
        kept = sum(_at(one, source) is MISSING and _at(one, aim) is not MISSING for one in found)
        if kept:
            times = "" if kept == 1 else f" in {kept:,} rows"
            told.append(f"'{path_of(each.place)}' has its name of V1{times}, not '{path_of(each.target)}'")
    return told


def _rows(data: object, steps: Sequence[str]) -> Iterator[object]:
    """The objects that the steps of a row lead to."""
    if not steps:
        yield data
    elif steps[0] == "[]":
        for each in data if isinstance(data, list) else ():
            yield from _rows(each, steps[1:])
    elif isinstance(data, dict) and steps[0] in data:
        yield from _rows(data[steps[0]], steps[1:])


def in_v1_units(endpoint: Endpoint, data: object) -> object:
    """Return what `in_v1_terms` gave with every number of another unit in V1's."""
    for each in endpoint.differs:
        if each.factor is not None:
            data = _divided(data, each.place, Decimal(repr(each.factor)))
    return data


def _divided(data: object, steps: Sequence[str], factor: Decimal) -> object:
    if not steps:
        return float(Decimal(repr(data)) / factor) if is_number(data) and isfinite(data) else data
    if steps[0] == "[]":
        return [_divided(each, steps[1:], factor) for each in data] if isinstance(data, list) else data
    if not isinstance(data, dict) or steps[0] not in data:
        return data
    return {**data, steps[0]: _divided(data[steps[0]], steps[1:], factor)}


def with_v1_keys(
    endpoint: Endpoint, v1: list[object], v2: list[object]
) -> tuple[list[object], list[Difference]]:
    """Return V2's rows with each retyped key as V1 writes it, which rows align by; and what was retyped."""
    turned: list[Difference] = []
    rules = {each.place: Rule(each) for each in endpoint.differs if each.kind is not None}
    for steps in key_steps(endpoint):
        if steps not in rules:
            continue
        rule, inner = rules[steps], steps[_depth(steps) :]
        kind = rule.declared.kind
        told = {_told(value, kind): value for row in v1 if (value := _at(row, inner)) is not MISSING}
        rows = []
        for row in v2:
            value = _at(row, inner)
            known = told.get(_told(value, kind), MISSING)
            if known is not MISSING and rule.told(known, value, Tolerance()) == "declared":
                turned.append(Difference(path_of(steps), "declared", known, value, str(known)))
                rows.append(_with(row, inner, known))
            else:
                rows.append(row)
        v2 = rows
    return v2, turned


def _told(value: object, kind: Kind | None) -> str:
    """What two writings of one key have in common; whether they may have it, the rule says."""
    if kind in ("iso", "epoch_ms"):
        return str(moment_of(value))
    if kind == "boolean":
        return str(WORDS.get(str(value).lower(), value))
    return str(value)


def _depth(steps: Sequence[str]) -> int:
    """How many steps lead to the row that a value stands in."""
    return len(steps) - next(
        (number for number, step in enumerate(reversed(steps)) if step == "[]"), len(steps)
    )


def _moved(data: object, rule: Differs) -> tuple[object, int]:
    depth = _depth(rule.place)
    return _within(data, rule.place[:depth], rule.target[depth:], rule.place[depth:])


def _within(
    data: object, row: Sequence[str], source: Sequence[str], aim: Sequence[str]
) -> tuple[object, int]:
    """Move a value in every object that the steps of a row lead to."""
    if not row:
        value = _at(data, source)
        if value is MISSING or _at(data, aim) is not MISSING:
            return data, 0
        return _with(_lacking(data, source), aim, value), 1
    if row[0] == "[]":
        if not isinstance(data, list):
            return data, 0
        found = [_within(each, row[1:], source, aim) for each in data]
        return [each for each, _ in found], sum(count for _, count in found)
    if not isinstance(data, dict) or row[0] not in data:
        return data, 0
    inner, count = _within(data[row[0]], row[1:], source, aim)
    return {**data, row[0]: inner}, count


def _at(data: object, steps: Sequence[str]) -> object:
    for step in steps:
        if not isinstance(data, dict) or step not in data:
            return MISSING
        data = data[step]
    return data


def _with(data: object, steps: Sequence[str], value: object) -> object:
    if not steps:
        return value
    inner = data if isinstance(data, dict) else {}
    return {**inner, steps[0]: _with(inner.get(steps[0]), steps[1:], value)}


def _lacking(data: object, steps: Sequence[str]) -> object:
    """The object without a value, and without an object that held nothing else."""
    assert isinstance(data, dict)
    rest = {name: value for name, value in data.items() if name != steps[0]}
    if len(steps) > 1:
        inner = _lacking(data[steps[0]], steps[1:])
        if inner:
            rest = {**rest, steps[0]: inner}
    return rest
