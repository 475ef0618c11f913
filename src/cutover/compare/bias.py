"""Bias: deviations that each stay within a tolerance and together all point one way.

A sign test over all rows of an endpoint: honest deviations fall on either side like a coin. What agrees says
nothing, a row that several cases show counts once, and an endpoint without a bias is called biased in at most
`FALSE_ALARM` of all runs, however many fields are tried.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from cutover.compare.coin import chance
from cutover.compare.lists import rows_at
from cutover.compare.rules import Rule
from cutover.compare.tolerance import Tolerance
from cutover.compare.walk import field_of
from cutover.manifest.endpoint import Endpoint
from cutover.manifest.predicates import is_number

NOISE = 1e-6
"""Below this share of the value a deviation is the noise of binary arithmetic."""

FALSE_ALARM = 0.001
"""The share of runs in which an endpoint without a bias is called biased."""


@dataclass(frozen=True, slots=True)
class Deviation:
    """One measure of one row that is within its tolerance, but not V1's; V2's number in V1's unit."""

    path: str
    key: str
    v1: float
    v2: float


@dataclass(frozen=True, slots=True)
class Bias:
    """A field whose deviations point one way: how many of them are too high, and both sides' sums."""

    path: str
    high: int
    deviations: int
    v1: float
    v2: float

    @property
    def told(self) -> str:
        """The finding as a sentence."""
        many = max(self.high, self.deviations - self.high)
        way = "above" if 2 * self.high > self.deviations else "below"
        share = f", {self.v2 / self.v1 - 1:+.4%} together" if self.v1 else ""
        return f"{many:,} of {self.deviations:,} deviating values of {self.path} lie {way} V1's{share}"


def deviations(endpoint: Endpoint, v1: object, v2: object, terms: Tolerance) -> tuple[Deviation, ...]:
    """The measures that deviate between two answers that are the same within their tolerances."""
    names = terms.measures | {name for name, own in terms.fields.items() if own.relative is not None}
    if not names:
        return ()
    place = endpoint.rows
    left = rows_at(v1, place) if place is not None and endpoint.key else None
    right = rows_at(v2, place) if place is not None and endpoint.key else None
    found = list(_found(v1, v2, names, terms, "", "", place if left is not None else None))
    if place is not None and left is not None and right is not None:
        rows = {_key(row, endpoint.key): row for row in right}
        for row in left:
            key = _key(row, endpoint.key)
            found += _found(row, rows.get(key), names, terms, f"{place}[]", key, None)
    return tuple(found)


def biases(found: Iterable[Deviation]) -> tuple[Bias, ...]:
    """The fields that are biased, by all deviations of an endpoint."""
    series: dict[str, list[Deviation]] = {}
    for each in dict.fromkeys(found):
        series.setdefault(each.path, []).append(each)
    allowed = FALSE_ALARM / max(1, len(series))
    biased = []
    for path, values in series.items():
        high = sum(each.v2 > each.v1 for each in values)
        if chance(high, len(values)) <= allowed:
            sums = sum(each.v1 for each in values), sum(each.v2 for each in values)
            biased.append(Bias(path, high, len(values), *sums))
    return tuple(biased)


def _found(
    v1: object, v2: object, names: frozenset[str], terms: Tolerance, path: str, key: str, aligned: str | None
) -> Iterator[Deviation]:
    """Deviations of two values side by side; the list that is aligned by key is left out."""
    if isinstance(v1, dict) and isinstance(v2, dict):
        for name, value in v1.items():
            if name in names or isinstance(value, (dict, list)):
                where = f"{path}.{name}" if path else name
                yield from _found(value, v2.get(name), names, terms, where, key, aligned)
    elif isinstance(v1, list) and isinstance(v2, list):
        if path == aligned:
            return
        for position, (left, right) in enumerate(zip(v1, v2, strict=False)):
            inner = f"{key}/{position}"
            yield from _found(left, right, names, terms, f"{path}[]", inner, aligned)
    elif field_of(path) in names and is_number(v1):
        number = _in_v1_unit(terms.declared, path, v2)
        if (
            number is not None
            and abs(number - v1) > NOISE * abs(v1)
            and terms.agrees(field_of(path), v1, number)
        ):
            yield Deviation(path, key, v1, number)


def _in_v1_unit(declared: Mapping[str, object], path: str, value: object) -> float | None:
    rule = declared.get(path)
    if not is_number(value):
        return None
    if isinstance(rule, Rule) and rule.declared.factor is not None:
        return float(Decimal(repr(value)) / Decimal(repr(rule.declared.factor)))
    return value


def _key(row: object, key: Sequence[str]) -> str:
    values = []
    for field in key:
        value: object = row
        for name in field.split("."):
            value = value.get(name) if isinstance(value, dict) else None
        values.append(repr(value))
    return ", ".join(values)
