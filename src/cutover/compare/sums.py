"""Sums: what a grouping counts and adds up is what its details hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isfinite

from cutover.compare.fields import as_text, value_at
from cutover.compare.lists import rows_at
from cutover.compare.said import Finding, Said, found
from cutover.manifest.endpoint import Endpoint
from cutover.manifest.predicates import is_number
from cutover.manifest.relation import AskedFor, Condition, Sums

CENT = Fraction(1, 200)
"""Half of one: sums may be rounded to the cent."""
BINARY = Fraction(1, 10**9)
"""The share of a sum by which binary numbers may miss it."""

Group = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Details:
    """What a grouping adds up, as one side shows it to one user.

    `rows` is the whole list, None where it is too long to be read; `total` is its length, where it is told.
    """

    rows: Sequence[object] | None
    total: int | None


def unequal(endpoint: Endpoint, said: Said, details: Details) -> Iterator[Finding]:
    """Where groups do not agree with their details; with their number, where these are too many to read."""
    sums = endpoint.sums
    if sums is None or _narrows_otherwise(endpoint, sums, said):
        return
    groups = _groups(endpoint, sums, said)
    if groups is None:
        return
    if details.rows is None:
        yield from _number(sums, said, groups, details.total)
        return
    known = (row for row in details.rows if all(value_at(row, field) is not None for field in sums.given))
    kept = [row for row in known if _meets(row, sums.where, said)]
    held = _grouped(sums, kept, _tells_empty(groups))
    for group, rows in held.items():
        if group not in groups:
            what = f"{_called(sums, group)} has {len(rows)} details and is no group of the answer"
            yield found("sums", said, what, _called(sums, group))
    for group, answer in groups.items():
        yield from _figures(sums, said, group, answer, held.get(group, []))


def _number(sums: Sums, said: Said, groups: Mapping[Group, object], total: int | None) -> Iterator[Finding]:
    for each in sums.count:
        if total is None or each.where or sums.where or sums.given:
            continue
        told = (value_at(row, each.name) for row in groups.values())
        counted = sum(value for value in told if is_number(value))
        if counted != total:
            what = f"{each.name} of all groups is {counted} together, there are {total} details"
            yield found("sums", said, what, each.name)


def _figures(
    sums: Sums, said: Said, group: Group, answer: object, rows: Sequence[object]
) -> Iterator[Finding]:
    called = _called(sums, group)
    for counted in sums.count:
        right = sum(_meets(row, counted.where, said) for row in rows)
        told = value_at(answer, counted.name)
        if told != right:
            what = f"{counted.name} of {called} is {_shown(told)}, its details are {right}"
            yield found("sums", said, what, f"{called} {counted.name}")
    for added in sums.total:
        values = (value_at(row, added.field) for row in rows)
        exact = sum((_exact(each) for each in values if is_number(each) and isfinite(each)), Fraction(0))
        told = value_at(answer, added.name)
        if not (is_number(told) and _near(told, exact)):
            what = f"{added.name} of {called} is {_shown(told)}, its details add up to {float(exact):.10g}"
            yield found("sums", said, what, f"{called} {added.name}")
    for highest in sums.highest:
        known = [value for row in rows if (value := value_at(row, highest.field)) is not None]
        told = value_at(answer, highest.name)
        if told != (max(known, key=_rank) if known else None):
            what = f"{highest.name} of {called} is not the highest {highest.field} of its details"
            yield found("sums", said, what, f"{called} {highest.name}")


def _near(told: float, exact: Fraction) -> bool:
    return isfinite(told) and abs(_exact(told) - exact) <= CENT + abs(exact) * BINARY


def _rank(value: object) -> tuple[bool, float, str]:
    return (True, value, "") if is_number(value) else (False, 0, str(value))


def _exact(value: float) -> Fraction:
    return Fraction(repr(value)) if isinstance(value, float) else Fraction(value)


def _shown(value: object) -> str:
    return f"{value:.10g}" if isinstance(value, float) else repr(value) if is_number(value) else "no number"


def _groups(endpoint: Endpoint, sums: Sums, said: Said) -> dict[Group, object] | None:
    if not sums.by:
        return {(): said.data} if isinstance(said.data, dict) else None
    rows = rows_at(said.data, endpoint.rows or "")
    if rows is None:
        return None
    return {tuple(_name(value_at(row, each.name)) for each in sums.by): row for row in rows}


def _tells_empty(groups: Mapping[Group, object]) -> bool:
    """Whether the empty text is a group of its own; else it belongs to what has none."""
    return any("" in group for group in groups)


def _grouped(sums: Sums, rows: Sequence[object], empty: bool) -> dict[Group, list[object]]:
    """The details by group; one with a list, such as tags, stands in a group for each of its elements."""
    held: dict[Group, list[object]] = {}
    for row in rows:
        groups: list[Group] = [()]
        for each in sums.by:
            value = value_at(row, each.field)
            names = [_name(inner) for inner in (value if isinstance(value, list) else (value,))]
            names = [name or (name if empty else None) for name in names]
            groups = [(*group, name) for group in groups for name in names]
        for group in groups:
            held.setdefault(group, []).append(row)
    return held


def _name(value: object) -> str | None:
    """A group's name as a text; None for what has none."""
    return None if value is None else as_text(value)


def _called(sums: Sums, group: Group) -> str:
    names = ("null" if name is None else name for name in group)
    named = (f"{each.name} {name}" for each, name in zip(sums.by, names, strict=True))
    return ", ".join(named) or "the answer"


def _meets(row: object, conditions: Sequence[Condition], said: Said) -> bool:
    for each in conditions:
        wanted = each.value
        if isinstance(wanted, AskedFor):
            wanted = said.values.get(wanted.parameter, wanted.otherwise)  # type: ignore[assignment]
            if wanted is None:
                continue
        value = value_at(row, each.field)
        if value is None or as_text(value) != as_text(wanted):
            return False
    return True


def _narrows_otherwise(endpoint: Endpoint, sums: Sums, said: Said) -> bool:
    """Whether a question gives a parameter of which the declaration does not say what it narrows."""
    conditions = (*sums.where, *(each for counted in sums.count for each in counted.where))
    known = {each.value.parameter for each in conditions if isinstance(each.value, AskedFor)}
    return any(name not in known for name in said.values)
