"""Keys: which whole numbers a unique column holds, as a range and what it lacks.

To ask whether a number lies in a range costs a tenth of looking for it among another table's rows.
"""

from __future__ import annotations

from dataclasses import dataclass

from cutover.compare.catalogue import Connection
from cutover.compare.sqltext import Rows, name, relation

MOST_GAPS = 1_000
"""Numbers that keys may lack between the lowest and the highest."""
MOST_ROWS = 200_000
"""Rows of a table whose gaps are looked for; to find those of a larger one costs more than joining it."""


LARGEST = {"smallint": 2**15 - 1, "integer": 2**31 - 1}


@dataclass(frozen=True, slots=True)
class KeyRange:
    """The whole numbers from `low` to `high`, but for the `gaps`; none where `low` is above `high`."""

    low: int
    high: int
    gaps: tuple[int, ...] = ()

    def holds(self, column: str, type_: str) -> str:
        """The condition that a column of whole numbers, of this type, holds one of the keys."""
        among = f"{column} between {self.low} and {self.high}"
        if not self.gaps:
            return among
        # An array of the column's own type is looked up by hash, one of another type is read to its end.
        whole = type_ if self.high <= LARGEST.get(type_, self.high) else "bigint"
        return f"{among} and {column} <> all('{{{','.join(map(str, self.gaps))}}}'::{whole}[])"


def find_key_range(
    connection: Connection, table: str | Rows, column: str, rows: int | None = None
) -> KeyRange | None:
    """Find the numbers that a unique column holds, if they leave few out; `rows` where they are counted.

    A column whose numbers lie far apart, or that holds NULLs, gives None.
    """
    key = name(column)
    low, high = _numbers(connection, f"select min({key}), max({key}) from {relation(table)} as t")
    if low is None or high is None:
        return None
    if rows is None:
        (rows,) = _numbers(connection, f"select count({key}) from {relation(table)} as t")
    lacking = high - low + 1 - (rows or 0)
    if lacking == 0:
        return KeyRange(low, high)
    if not 0 < lacking <= MOST_GAPS or (rows or 0) > MOST_ROWS:
        return None
    neighbours = f"select {key} + 1 as low, lead({key}) over (order by {key}) - 1 as high"
    beside = f"({neighbours} from {relation(table)} as t) as t"
    gaps = f"select n from {beside} cross join generate_series(low, high) as n where low <= high"
    found = tuple(int(str(number)) for (number,) in connection.execute(gaps.encode()).fetchall())
    return KeyRange(low, high, found) if len(found) == lacking else None


def _numbers(connection: Connection, query: str) -> tuple[int | None, ...]:
    row = connection.execute(query.encode()).fetchone() or ()
    return tuple(None if each is None else int(str(each)) for each in row)
