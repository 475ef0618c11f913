"""How far two numbers may stand apart, which depends on what they measure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import isfinite
from typing import TypeGuard

# Below this share of the value a deviation is the noise of binary arithmetic, not a bias.
NOISE = 1e-6
ENOUGH_FOR_BIAS = 8


@dataclass(frozen=True, slots=True)
class Tolerance:
    """Which fields are measures or money, by the last element of their path.

    `measure` is a share of V1's value (0.001 is 0.1 %), `cent` the smallest unit of money.
    """

    measures: frozenset[str] = frozenset()
    money: frozenset[str] = frozenset()
    measure: float = 0.001
    cent: Decimal = Decimal("0.01")

    def judges(self, field: str) -> bool:
        """Whether numbers of this field are compared by value and not by type and digits."""
        return field in self.measures or field in self.money

    def holds(self, field: str, v1: float, v2: float) -> bool:
        """Whether V2's number is near enough to V1's for this field."""
        if v1 == v2:
            return True
        if not (isfinite(v1) and isfinite(v2)):
            return False
        if field in self.money:
            return same_money(v1, v2, self.cent)
        return abs(_exact(v1) - _exact(v2)) <= Fraction(Decimal(repr(self.measure))) * abs(_exact(v1))


def same_money(v1: float, v2: float, cent: Decimal) -> bool:
    """Whether two amounts are the same to the cent: neither rounds away further than half a cent.

    Rounding to the cent moves an amount by half a cent at most, so an unrounded sum equals its rounded
    self, whereas a truncated cent does not hide.
    """
    return abs(_exact(v1) - _exact(v2)) <= Fraction(cent) / 2


def biased(pairs: Iterable[tuple[float, float]]) -> bool:
    """Whether every one of at least eight pairs deviates, and all in the same direction.

    Deviations that each stay within a tolerance are still wrong when they all point one way.
    """
    directions = [_direction(v1, v2) for v1, v2 in pairs if v1 or v2]
    return len(directions) >= ENOUGH_FOR_BIAS and abs(sum(directions)) == len(directions)


def is_number(value: object) -> TypeGuard[int | float]:
    """Whether a JSON value is a number; a boolean is none."""
    return type(value) in (int, float)


def _direction(v1: float, v2: float) -> int:
    if abs(v2 - v1) <= NOISE * abs(v1):
        return 0
    return 1 if v2 > v1 else -1


def _exact(value: float) -> Fraction:
    # The decimal that was written, not the binary neighbour that holds it: 0.1 means one tenth.
    return Fraction(Decimal(repr(value)))
