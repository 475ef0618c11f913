"""Links: references in physical names, and how the values of a child are compared with its parent's keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import psycopg

from cutover.compare.catalogue import Connection
from cutover.compare.join import Names
from cutover.compare.sqltext import Rows, literal, name
from cutover.manifest.reference import Reference

GUARDS_SINCE = 160_000
"""The server version that can say whether a text is valid for a type."""
_NUMBERS = ("smallint", "integer", "bigint")

_TYPES = """
with recursive step(attname, full_type, type, sorted) as (
    select attname, format_type(atttypid, atttypmod), atttypid, attcollation from pg_attribute
    where attrelid = to_regclass(%s) and attnum > 0 and not attisdropped
    union all
    select attname, full_type, typbasetype, sorted from step join pg_type on oid = type where typtype = 'd'
)
select attname, full_type, format_type(type, null), quote_ident(nspname) || '.' || quote_ident(collname)
from step join pg_type on pg_type.oid = type
left join pg_collation on pg_collation.oid = sorted
left join pg_namespace on pg_namespace.oid = collnamespace
where typtype <> 'd'
"""


@dataclass(frozen=True, slots=True)
class Link:
    """A reference in physical names: the child's columns, and the parent's that they must be found in.

    `deleted` is the parent's column that is filled once a row counts as deleted.
    """

    child: str | Rows
    columns: tuple[str, ...]
    parent: str | Rows
    parent_columns: tuple[str, ...] = ("id",)
    deleted: str | None = None


@dataclass(frozen=True, slots=True)
class Typed:
    """A column's type: in `full`, as ``numeric(14,2)``; without length, below a domain; and its collation."""

    full: str
    type: str
    collation: str | None


@dataclass(frozen=True, slots=True)
class Pair:
    """One column of a link as SQL: what the child `c` holds, the same as the parent's type, and the parent's
    key over `p`. `native` tells that the key is the parent's own column, which an index may hold."""

    held: str
    value: str
    key: str
    native: bool = True


def link_of(reference: Reference, names: Names) -> Link:
    """Bring a manifest's reference and V2's physical names together; KeyError for a name not there."""
    return Link(
        names.v2[reference.child],
        reference.columns,
        names.v2[reference.parent],
        reference.parent_columns,
        reference.deleted,
    )


def types_of(connection: Connection, table: str | Rows) -> Mapping[str, Typed]:
    """The types of a table's columns; empty for rows and for a table that is not there."""
    if isinstance(table, Rows):
        return {}
    rows = connection.execute(_TYPES.encode(), (name(table),)).fetchall()
    return {
        str(column): Typed(str(full), str(base), None if collation is None else str(collation))
        for column, full, base, collation in rows
    }


def pairs_of(connection: Connection, link: Link) -> tuple[Pair, ...]:
    """How each column of a link is compared with the parent's; unlike types as the parent's, where they can.

    A value that cannot be read as the parent's type becomes NULL, and so equals no key.
    """
    child, parent = types_of(connection, link.child), types_of(connection, link.parent)
    return tuple(
        _pair(connection, f"c.{name(column)}", child.get(column), f"p.{name(key)}", parent.get(key))
        for column, key in zip(link.columns, link.parent_columns, strict=True)
    )


def filled(pairs: tuple[Pair, ...]) -> str:
    """The condition that no column is NULL: with one that is, a row points at nothing."""
    return " and ".join(f"{pair.held} is not null" for pair in pairs)


def has_parent(link: Link, pairs: tuple[Pair, ...], parent: str) -> str:
    """The condition that a parent's row is there. NOT IN would find no orphan once a key is NULL."""
    equal = " and ".join(f"{pair.key} = {pair.value}" for pair in pairs)
    return f"exists (select from {parent} p where {equal})"


def is_filled(value: str) -> str:
    """The condition that a mark of deletion is set: a moment, a day, true; 0, '' and false are none."""
    return f"coalesce({value}::text not in ('', '0', 'false', 'f'), false)"


def _pair(connection: Connection, held: str, child: Typed | None, key: str, parent: Typed | None) -> Pair:
    if child is None or parent is None:
        return Pair(held, held, key)
    if child.type == parent.type or {child.type, parent.type} <= {*_NUMBERS}:
        if child.collation == parent.collation:
            return Pair(held, held, key)
    elif not _comparable(connection, child.type, parent.type):
        return _unlike(connection, held, key, parent)
    by = f" collate {parent.collation}" if child.collation and parent.collation else ""
    return Pair(held, f"{held}{by if child.collation != parent.collation else ''}", key)


def _comparable(connection: Connection, one: str, other: str) -> bool:
    try:
        with connection.transaction():
            connection.execute(f"select null::{one} = null::{other}".encode())
    except psycopg.ProgrammingError:
        return False
    return True


def _unlike(connection: Connection, held: str, key: str, parent: Typed) -> Pair:
    text = f"{held}::text"
    if parent.type in ("text", "character varying"):
        return Pair(held, f'{text} collate "C"', key)
    if connection.info.server_version < GUARDS_SINCE:
        return Pair(held, text, f"{key}::text", native=False)
    valid = f"pg_input_is_valid({text}, {literal(parent.type)})"
    return Pair(held, f"case when {valid} then {text}::{parent.type} end", key)
