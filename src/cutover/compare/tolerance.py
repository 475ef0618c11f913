"""How far two numbers may stand apart, which depends on what they measure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from math import isfinite
from typing import Literal, Protocol

from cutover.compare.moments import same_when_cut
from cutover.manifest.differs import FieldTolerance
from cutover.manifest.predicates import is_number
from cutover.manifest.relation import ListRule


class Declared(Protocol):
    """A declared difference of one field, which sees both values."""

    def told(self, v1: object, v2: object, tolerance: Tolerance) -> Literal["declared", "value", "type"]:
        """Say whether V2's value is what is declared, or by what kind it differs."""

    def absent_from(self, side: Literal["V1", "V2"]) -> bool:
        """Say whether the field is declared not to be there on a side."""


@dataclass(frozen=True, slots=True)
class Tolerance:
    """The terms of a comparison: which fields are measures or money, by the last element of their path.

    `measure` is a share of V1's value (0.001 is 0.1 %), `cent` the smallest unit of money. `fields` have a
    tolerance of their own. With `by_value` 1 and 1.0 are the same number everywhere. `declared` are the
    differences that are meant, by their path in V1. `lists` says how the elements of nested lists are brought
    side by side.
    """

    measures: frozenset[str] = frozenset()
    money: frozenset[str] = frozenset()
    measure: float = 0.001
    cent: Decimal = Decimal("0.01")
    fields: Mapping[str, FieldTolerance] = field(default_factory=dict)
    by_value: bool = False
    declared: Mapping[str, Declared] = field(default_factory=dict)
    lists: tuple[ListRule, ...] = ()

    def list_at(self, path: str) -> ListRule | None:
        """How the list at a path aligns; None where nothing is declared."""
        return next((rule for rule in self.lists if rule.path == path), None)

    def judges(self, field: str) -> bool:
        """Whether numbers of this field are compared by value and not by type and digits."""
        return self.by_value or field in self.measures or field in self.money or field in self.fields

    def holds(self, field: str, v1: float, v2: float) -> bool:
        """Whether V2's number is near enough to V1's for this field."""
        if v1 == v2:
            return True
        if not (isfinite(v1) and isfinite(v2)):
            return False
        if field in self.money:
            return same_money(v1, v2, self.cent)
        if field in self.measures:
            return _within_share(v1, v2, self.measure)
        return field in self.fields and _holds(self.fields[field], v1, v2)

    def agrees(self, field: str, v1: object, v2: object) -> bool:
        """Whether both are numbers that are near enough, or moments that are the same once they are cut."""
        if is_number(v1) and is_number(v2):
            return self.judges(field) and self.holds(field, v1, v2)
        own = self.fields.get(field) if self.fields else None
        return own is not None and own.truncated is not None and same_when_cut(v1, v2, own.truncated)


def _holds(own: FieldTolerance, v1: float, v2: float) -> bool:
    if own.relative is not None:
        return _within_share(v1, v2, own.relative)
    if own.absolute is not None:
        return abs(_exact(v1) - _exact(v2)) <= Fraction(Decimal(repr(own.absolute)))
    if own.decimals is not None:
        # Whatever way a half is rounded, both lie within half a unit of the last place.
        return abs(_exact(v1) - _exact(v2)) <= Fraction(1, 2 * 10**own.decimals)
    return own.truncated is not None and same_when_cut(v1, v2, own.truncated)


def _within_share(v1: float, v2: float, share: float) -> bool:
    return abs(_exact(v1) - _exact(v2)) <= Fraction(Decimal(repr(share))) * abs(_exact(v1))


def same_money(v1: float, v2: float, cent: Decimal) -> bool:
    """Whether two amounts are the same to the cent: neither rounds away further than half a cent.

    Rounding to the cent moves an amount by half a cent at most, so an unrounded sum equals its rounded
    self, whereas a truncated cent does not hide.
    """
    return abs(_exact(v1) - _exact(v2)) <= Fraction(cent) / 2


def _exact(value: float) -> Fraction:
    # The decimal that was written, not the binary neighbour that holds it: 0.1 means one tenth.
    return Fraction(Decimal(repr(value)))
