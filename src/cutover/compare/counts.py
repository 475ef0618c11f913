"""How many rows V1 makes expect, and how many of them V2 holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from cutover.compare.catalogue import Connection
from cutover.compare.join import Join, elements, v1_condition, v2_condition
from cutover.compare.sqltext import Rows, relation

Level = Literal["good", "warning", "critical"]
LEVELS: tuple[Level, ...] = ("good", "warning", "critical")

# A share of V1's rows and a number of rows, good and tolerable, as the migration's validators judge a lag.
GOOD_RATIO, TOLERABLE_RATIO = 0.99, 0.95
GOOD_DELTA, TOLERABLE_DELTA = 100, 1000


@dataclass(frozen=True, slots=True)
class Lag:
    """Rows expected out of V1 and rows held by V2, and how bad the difference is.

    `delta` is v1 - v2: positive where V2 lags. `exact` counts are good only when equal.
    """

    v1: int
    v2: int
    exact: bool = False
    queries: tuple[str, str] = field(default=("", ""), compare=False)
    """What was asked of V1 and of V2."""

    @property
    def delta(self) -> int:
        """How many rows V2 lacks; negative where it holds more."""
        return self.v1 - self.v2

    @property
    def ratio(self) -> float | None:
        """V2's share of V1's rows; None where V1 has none."""
        return self.v2 / self.v1 if self.v1 else None

    @property
    def vacuous(self) -> bool:
        """Whether there was nothing to count on either side."""
        return self.v1 == self.v2 == 0

    @property
    def level(self) -> Level:
        """The worse of ratio and delta; only critical is wrong."""
        if self.exact:
            return "good" if self.delta == 0 else "critical"
        if self.v1 == 0:
            return "good" if self.v2 == 0 else "warning"
        if self.delta <= 0:
            return self._surplus()
        share = self.v2 / self.v1
        ratio = 0 if share >= GOOD_RATIO else 1 if share >= TOLERABLE_RATIO else 2
        delta = 0 if self.delta < GOOD_DELTA else 1 if self.delta <= TOLERABLE_DELTA else 2
        return LEVELS[max(ratio, delta)]

    def _surplus(self) -> Level:
        # V2 syncs by itself and may rightly hold more, but not beyond 5 % of V1; a few rows are no share.
        if -self.delta < GOOD_DELTA:
            return "good"
        share = self.v1 / self.v2
        return "good" if share >= GOOD_RATIO else "warning" if share >= TOLERABLE_RATIO else "critical"


def count_rows(v1: Connection, joined: Join, v2: Connection | None = None) -> Lag:
    """Count one V1 source against the V2 rows that belong to it; without `v2` both stand in one database."""
    queries = expected_rows(joined), held_rows(joined)
    expected, held = _number(v1, queries[0]), _number(v2 or v1, queries[1])
    return Lag(expected, held, exact=joined.target.counts == "exact", queries=queries)


def count_table(connection: Connection, table: str | Rows) -> tuple[int, str]:
    """Count all rows of one table; returns the number and the query."""
    query = f"select count(*) from {relation(table)} as v1"
    return _number(connection, query), query


def expected_rows(joined: Join) -> str:
    """Ask how many V2 rows a V1 source stands for: rows, those where `when` is filled, or elements."""
    each = joined.target.each
    what = f"coalesce(sum(jsonb_array_length({elements('xdo', each)})), 0)" if each else "count(*)"
    return f"select {what} from {relation(joined.v1)} as v1 where {v1_condition(joined)}"


def held_rows(joined: Join) -> str:
    """Ask how many V2 rows belong to the source."""
    return f"select count(*) from {relation(joined.v2)} as v2 where {v2_condition(joined)}"


def _number(connection: Connection, query: str) -> int:
    row = connection.execute(query.encode()).fetchone()
    return int(str(row[0])) if row else 0
