"""Orphans: rows whose parent does not exist."""

from __future__ import annotations

from dataclasses import dataclass

from cutover.compare.catalogue import Connection, primary_key
from cutover.compare.sqltext import Rows, name, relation

SAMPLE = 20


@dataclass(frozen=True, slots=True)
class Orphans:
    """What one reference holds.

    `rows` are the child's rows, `filled` those with a value in the column, `count` the orphans among them,
    `sample` (key of the child row, value without a parent) of the first twenty in the key's order.
    """

    rows: int
    filled: int
    count: int
    sample: tuple[tuple[str, str], ...]

    @property
    def nulls(self) -> int:
        """Rows without a value."""
        return self.rows - self.filled

    @property
    def vacuous(self) -> bool:
        """Whether there was no value to judge."""
        return self.filled == 0


def find_orphans(
    connection: Connection, child: str | Rows, column: str, parent: str | Rows, parent_column: str = "id"
) -> Orphans:
    """Count the rows of `child` whose `column` has no row in `parent`; physical names.

    An anti-join by NOT EXISTS: NOT IN finds nothing once a parent key is NULL, and a constraint marked as
    validated proves nothing.
    """
    table, value, above = relation(child), f"c.{name(column)}", relation(parent)
    orphaned = (
        f"from {table} c where {value} is not null"
        f" and not exists (select 1 from {above} p where p.{name(parent_column)} = {value})"
    )
    rows, filled = _numbers(connection, f"select count(*), count({value}) from {table} c")
    (count,) = _numbers(connection, f"select count(*) {orphaned}")
    return Orphans(rows, filled, count, _sample(connection, child, value, orphaned) if count else ())


def _sample(
    connection: Connection, child: str | Rows, value: str, orphaned: str
) -> tuple[tuple[str, str], ...]:
    keys = [f"c.{name(each)}" for each in primary_key(connection, child)] or ["c.ctid"]
    shown = " || ', ' || ".join(f"{key}::text" for key in keys)
    query = f"select {shown}, {value}::text {orphaned} order by {', '.join(keys)} limit {SAMPLE}"
    return tuple((str(key), str(found)) for key, found in connection.execute(query.encode()).fetchall())


def _numbers(connection: Connection, query: str) -> tuple[int, ...]:
    row = connection.execute(query.encode()).fetchone()
    return tuple(int(str(each)) for each in row or ())
