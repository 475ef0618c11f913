"""Drift: whether V2's values that deviate within a column's tolerance do so by chance, or all to one side.

A tolerance forgives single values; when they all deviate in the same direction, their sum is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from cutover.compare.coin import chance
from cutover.compare.near import allowed, exact, number
from cutover.manifest.tolerance import Tolerance

FALSE_ALARMS = 1e-4
"""How often a table whose deviations have no side is called biased, whatever the number of its columns."""
FEWEST = 20
"""Rows that must deviate before anything is said about their direction."""
MOST_PARTS = 3, 4
"""At least three of four deviating rows must stand on one side."""
NOISE = Decimal("0.001")
"""The part of what a tolerance allows below which a deviation is none."""
FIGURES = 5
"""How many numbers a column's drift is counted in."""


@dataclass(frozen=True, slots=True)
class Drift:
    """What was counted of one V2 column with a tolerance, of one of its sources.

    Of `rows` that hold two near or equal values, V2's is more than V1's in `above` and less in `below`. These
    rows deviate by `by` in sum, where the sum of V1's values, without their signs, is `of`. `sampled` tells
    that of a larger table so many rows were looked at.
    """

    column: str
    tolerance: str
    rows: int = 0
    above: int = 0
    below: int = 0
    by: Decimal = Decimal(0)
    of: Decimal = Decimal(0)
    sampled: bool = False
    biased: bool = False

    def plus(self, numbers: tuple[Decimal, ...]) -> Drift:
        """This and what was counted in one more range of rows."""
        rows, above, below, by, of = numbers
        return replace(
            self,
            rows=self.rows + int(rows),
            above=self.above + int(above),
            below=self.below + int(below),
            by=self.by + by,
            of=self.of + of,
        )

    @property
    def share(self) -> Decimal | None:
        """By which share of V1's values the deviating rows are off in sum; None where V1's are all 0."""
        return self.by / self.of if self.of else None


def judged(drifts: Iterable[Drift]) -> tuple[Drift, ...]:
    """Say of each column of a table whether its deviations have a side.

    The sign test (J. Arbuthnott 1710; W. J. Dixon and A. M. Mood, "The statistical sign test", Journal of
    the American Statistical Association 41, 1946): deviations that come by chance are as often above as
    below, so the number above is binomial with p = 1/2, and the two-sided tail beyond what was counted is how
    often chance does as much. The limit of 1 in 10,000 a table is shared out among its columns (Bonferroni).
    Besides, twenty rows must deviate, and three of four of them on one side: halves that are rounded away
    from zero make 5 of 9 go up, which a large table shows beyond any doubt and which is no fault.
    """
    listed = tuple(drifts)
    limit = FALSE_ALARMS / max(len(listed), 1)
    return tuple(replace(each, biased=_is_biased(each.above, each.below, limit)) for each in listed)


def _is_biased(above: int, below: int, limit: float) -> bool:
    rows, most = above + below, max(above, below)
    part, whole = MOST_PARTS
    return rows >= FEWEST and most * whole >= rows * part and chance(most, rows) <= limit


def figures(matched: str, value: str, held: str, type_: str, tolerance: Tolerance, differs: str) -> list[str]:
    """The numbers of a column's drift as aggregates: rows, above, below, by how much in sum, of how much.

    What differs is not counted: it is told as a difference.
    """
    v1, v2 = number(value, type_), number(held, type_)
    near = f"{matched} and ({value}) is distinct from {held} and not ({differs})"
    if tolerance.decimals is not None:
        # What rounding alone does has a side, and is what the tolerance is there for.
        near += f" and {v2} <> round({v1}, {tolerance.decimals})"
        least = exact(Decimal(1).scaleb(-tolerance.decimals) * NOISE)
    else:
        least = f"{exact(NOISE)} * {allowed(v1, tolerance)}"
    by = f"case when {near} and abs({v2} - {v1}) > {least} then {v2} - {v1} end"
    return [
        f"count(*) filter (where {matched} and {held} is not null and not ({differs}))",
        f"count(*) filter (where {by} > 0)",
        f"count(*) filter (where {by} < 0)",
        f"coalesce(sum({by}), 0)",
        f"coalesce(sum(abs({v1})) filter (where {by} is not null), 0)",
    ]
