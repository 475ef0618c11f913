"""What the catalogue says about a table, as far as comparing needs it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import psycopg

from cutover.compare.sqltext import Rows, name, relation

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


def is_unique(connection: Connection, table: str | Rows, columns: tuple[str, ...]) -> bool:
    """Whether a valid unique index of the table holds exactly these columns: no two rows share them.

    An index knows nothing of the rows of tables that inherit from its own.
    """
    if isinstance(table, Rows):
        return False
    row = connection.execute(
        "select 1 from pg_index i where i.indrelid = to_regclass(%s) and i.indisunique and i.indisvalid"
        " and i.indimmediate and i.indpred is null and i.indexprs is null"
        " and not exists (select from pg_inherits h join pg_class c on c.oid = h.inhparent"
        "  where h.inhparent = i.indrelid and c.relkind <> 'p')"
        " and (select array_agg(a.attname::text order by a.attname::text) from pg_attribute a"
        "  where a.attrelid = i.indrelid and a.attnum = any((i.indkey::int2[])[0:i.indnkeyatts - 1])) = %s",
        (name(table), sorted(columns)),
    ).fetchone()
    return row is not None


def has_large_rows(connection: Connection, table: str | Rows) -> bool:
    """Whether documents of the table are compressed or stored apart, as far as its first ones tell."""
    if isinstance(table, Rows):
        return True  # their constants must not be read before it is asked whether they can be
    row = connection.execute(
        "select coalesce(pg_relation_size(nullif(c.reltoastrelid, 0)), 0) > 0 from pg_class c"
        " where c.oid = to_regclass(%s) and c.relkind in ('r', 'm')",
        (name(table),),
    ).fetchone()
    if row is None or row[0]:
        return True
    first = f"select xdo from {relation(table)} as t limit 1000"
    packed = f"select 1 from ({first}) as first where pg_column_compression(xdo) is not null limit 1"
    return connection.execute(packed.encode()).fetchone() is not None


def pages(connection: Connection, table: str) -> int:
    """How many pages a table's rows fill; 0 for what is no table by itself, as a view."""
    row = connection.execute(
        "select pg_relation_size(c.oid) / current_setting('block_size')::integer from pg_class c"
        " where c.oid = to_regclass(%s) and c.relkind in ('r', 'm')",
        (name(table),),
    ).fetchone()
    return int(str(row[0])) if row else 0


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


@dataclass(frozen=True, slots=True)
class Documents:
    """A V1 table as the catalogue has it: its columns' types (none if it may not be read), whether `id` is
    unique."""

    columns: Mapping[str, str]
    unique: bool


def documents(connection: Connection, table: str | Rows) -> Documents:
    """Look a V1 table up; rows stand for what they claim to be."""
    if isinstance(table, Rows):
        return Documents({"id": "integer", "xdo": "jsonb"}, unique=True)
    rows = connection.execute(
        "select attname, format_type(atttypid, atttypmod) from pg_attribute"
        " where attrelid = to_regclass(%s) and attnum > 0 and not attisdropped"
        " and has_column_privilege(attrelid, attnum, 'select')",
        (table,),
    ).fetchall()
    unique = connection.execute(
        "select 1 from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]"
        " where i.indrelid = to_regclass(%s) and a.attname = 'id' and i.indnkeyatts = 1"
        " and i.indisunique and i.indisvalid and i.indpred is null",
        (table,),
    ).fetchone()
    return Documents({str(name): str(kind) for name, kind in rows}, unique is not None)
