"""How many rows V1 makes expect, and how many of them V2 holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from cutover.compare.catalogue import Connection
from cutover.compare.join import Join, elements, v1_condition, v2_condition
from cutover.compare.settled import young_document, young_row
from cutover.compare.sqltext import Rows, relation

Level = Literal["good", "warning", "critical"]
LEVELS: tuple[Level, ...] = ("good", "warning", "critical")

# A share of V1's rows and a number of rows, good and tolerable, as the migration's validators judge a lag.
GOOD_RATIO, TOLERABLE_RATIO = 0.99, 0.95
GOOD_DELTA, TOLERABLE_DELTA = 100, 1000


@dataclass(frozen=True, slots=True)
class Lag:
    """Rows expected out of V1 and rows held by V2, and how bad the difference is.

    `exact` counts are good only when equal. `unsettled` rows of V1 and of V2 changed too lately to be judged:
    a young row of V1 may have arrived or not, and a young row of V2 may have a V1 row or not.
    """

    v1: int
    v2: int
    exact: bool = False
    queries: tuple[str, str] = field(default=("", ""), compare=False)
    """What was asked of V1 and of V2."""

    unsettled: tuple[int, int] = (0, 0)

    @property
    def right(self) -> tuple[int, int]:
        """The least and the most rows of V2 that are no lag at all."""
        return self.v1 - self.unsettled[0], self.v1 + self.unsettled[1]

    @property
    def delta(self) -> int:
        """How many rows V2 lacks; negative where it holds more."""
        least, most = self.right
        return least - self.v2 if self.v2 < least else min(most - self.v2, 0)

    @property
    def ratio(self) -> float | None:
        """V2's share of the rows that it should hold; None where V1 has none."""
        return self.v2 / (self.v2 + self.delta) if self.v1 and self.v2 + self.delta else None

    @property
    def vacuous(self) -> bool:
        """Whether there was nothing to judge on either side."""
        return (self.v1, self.v2) == self.unsettled

    @property
    def level(self) -> Level:
        """The worse of ratio and delta; only critical is wrong."""
        if self.exact:
            return "good" if self.delta == 0 else "critical"
        if self.v1 == 0:
            return "good" if self.delta == 0 else "warning"
        if self.delta <= 0:
            return self._surplus()
        share = self.v2 / (self.v2 + self.delta)
        ratio = 0 if share >= GOOD_RATIO else 1 if share >= TOLERABLE_RATIO else 2
        delta = 0 if self.delta < GOOD_DELTA else 1 if self.delta <= TOLERABLE_DELTA else 2
        return LEVELS[max(ratio, delta)]

    def _surplus(self) -> Level:
        # V2 syncs by itself and may rightly hold more, but not beyond 5 % of V1; a few rows are no share.
        if -self.delta < GOOD_DELTA:
            return "good"
        share = (self.v2 + self.delta) / self.v2
        return "good" if share >= GOOD_RATIO else "warning" if share >= TOLERABLE_RATIO else "critical"


def count_rows(v1: Connection, joined: Join, v2: Connection | None = None) -> Lag:
    """Count one V1 source against the V2 rows that belong to it; without `v2` both stand in one database."""
    queries = expected_rows(joined), held_rows(joined)
    (expected, *young), (held, *new) = _numbers(v1, queries[0]), _numbers(v2 or v1, queries[1])
    unsettled = sum(young), sum(new)
    return Lag(expected, held, joined.target.counts == "exact", queries, unsettled)


def count_table(connection: Connection, table: str | Rows) -> tuple[int, str]:
    """Count all rows of one table; returns the number and the query."""
    query = f"select count(*) from {relation(table)} as v1"
    return _numbers(connection, query)[0], query


def expected_rows(joined: Join) -> str:
    """Ask how many V2 rows a V1 source stands for: rows, those where `when` is filled, or elements.

    Where the table says when it is settled, a second number counts those of them that are too young.
    """
    each = joined.target.each
    length = f"jsonb_array_length({elements('xdo', each)})" if each else "1"
    young = young_document(joined, "xdo")
    return _counted(length, young, f"{relation(joined.v1)} as v1 where {v1_condition(joined)}")


def held_rows(joined: Join) -> str:
    """Ask how many V2 rows belong to the source, and where need be how many of them are too young."""
    return _counted("1", young_row(joined, "v2"), f"{relation(joined.v2)} as v2 where {v2_condition(joined)}")


def _counted(length: str, young: str, rows: str) -> str:
    counted = "count(*)" if length == "1" else f"coalesce(sum({length}), 0)"
    also = f", coalesce(sum({length}) filter (where {young}), 0)" if young != "false" else ""
    return f"select {counted}{also} from {rows}"


def _numbers(connection: Connection, query: str) -> tuple[int, ...]:
    row = connection.execute(query.encode()).fetchone()
    return tuple(int(str(each)) for each in row or (0,))
