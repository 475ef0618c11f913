"""What the catalogue says about a table, as far as comparing needs it."""

from __future__ import annotations

import psycopg

from cutover.compare.sqltext import Rows, name

Connection = psycopg.Connection[tuple[object, ...]]


def primary_key(connection: Connection, table: str | Rows) -> tuple[str, ...]:
    """The columns of a table's primary key in its order, if it has one; rows are known by `id`."""
    if isinstance(table, Rows):
        return ("id",)
    rows = connection.execute(
        "select a.attname from pg_index i"
        " cross join lateral unnest(i.indkey) with ordinality as k(attnum, place)"
        " join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum"
        " where i.indrelid = to_regclass(%s) and i.indisprimary order by k.place",
        (name(table),),
    ).fetchall()
    return tuple(str(row[0]) for row in rows)


def has_index_on(connection: Connection, table: str | Rows, column: str) -> bool:
    """Whether a valid index of the table starts with the column."""
    if isinstance(table, Rows):
        return False
    row = connection.execute(
        "select 1 from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]"
        " where i.indrelid = to_regclass(%s) and a.attname = %s and i.indisvalid and i.indpred is null",
        (name(table), column),
    ).fetchone()
    return row is not None
