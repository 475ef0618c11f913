"""A page's figures: one number of each side, taken from its answers and judged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import isfinite

from cutover.compare.lists import rows_at
from cutover.compare.tolerance import Tolerance
from cutover.manifest import Endpoint, Figure, Tolerances
from cutover.manifest.predicates import is_number


class Untakable(Exception):
    """An answer that does not hold the figure; says why."""


@dataclass(frozen=True, slots=True)
class Compared:
    """Both sides' number of one figure, and whether they are the same; `problem` says why one is not there.

    Numbers are int, float, or None where the answer holds null. Whose answer lacks the figure says `lacking`.
    """

    v1: int | float | None = None
    v2: int | float | None = None
    same: bool = False
    problem: str = ""
    lacking: str = ""

    @property
    def says_nothing(self) -> bool:
        """Whether both sides agree on nothing at all: zero or null."""
        return self.same and not self.v1 and not self.v2


def compare_figure(
    figure: Figure, endpoint: Endpoint, v1: object, v2: object, tolerances: Tolerances
) -> Compared:
    """Take a figure from V1's answer and from V2's `data`, and judge V2's by its kind.

    A count must be equal in value and type, a measure within the tolerance, money the same to the cent.
    """
    try:
        left = take(figure, endpoint, v1)
    except Untakable as problem:
        return Compared(problem=str(problem), lacking="V1")
    try:
        right = take(figure, endpoint, v2)
    except Untakable as problem:
        return Compared(left, problem=str(problem), lacking="V2")
    return Compared(left, right, same_number(figure, left, right, tolerances))


def take(figure: Figure, endpoint: Endpoint, answer: object) -> int | float | None:
    """Take a figure's number from an answer; raises Untakable. Nulls among rows are left out, as SQL does."""
    if not figure.over_rows:
        return _number(_at(answer, figure.take.split("."), figure.take), figure.take)
    rows = rows_at(answer, endpoint.rows or "")
    if rows is None:
        raise Untakable(f"there is no list at '{endpoint.rows}'" if endpoint.rows else "there is no list")
    chosen = [row for row in rows if all(_holds(row, each.field, each.equals) for each in figure.where)]
    if figure.summed is None:
        return len(chosen)
    names = figure.summed.split(".")
    return _sum([_number(_at(row, names, figure.summed), figure.summed) for row in chosen])


def same_number(
    figure: Figure, v1: int | float | None, v2: int | float | None, tolerances: Tolerances
) -> bool:
    """Whether V2's number is V1's, by the figure's kind; null is equal to null alone."""
    if v1 is None or v2 is None:
        return v1 is v2
    if figure.kind == "count":
        return type(v1) is type(v2) and v1 == v2
    name = frozenset((figure.name,))
    measured = Tolerance(
        measures=name if figure.kind == "measure" else frozenset(),
        money=name if figure.kind == "money" else frozenset(),
        measure=tolerances.measure,
        cent=tolerances.money_unit,
    )
    return measured.holds(figure.name, v1, v2)


def _at(value: object, names: Sequence[str], path: str) -> object:
    for name in names:
        if not isinstance(value, dict) or name not in value:
            raise Untakable(f"there is no {path}")
        value = value[name]
    return value


def _number(value: object, path: str) -> int | float | None:
    if value is None or (is_number(value) and (isinstance(value, int) or isfinite(value))):
        return value
    raise Untakable(f"{path} is no number")


def _holds(row: object, field: str, equals: object) -> bool:
    value = row.get(field, ...) if isinstance(row, dict) else ...
    return type(value) is type(equals) and value == equals


def _sum(numbers: Sequence[int | float | None]) -> int | float:
    """Add up as one would on paper: 0.1 is one tenth, so the order of the rows changes nothing."""
    there = [number for number in numbers if number is not None]
    if all(isinstance(number, int) for number in there):
        return sum(int(number) for number in there)
    return float(sum(Fraction(Decimal(repr(number))) for number in there))
