"""Links: references in physical names, and how the values of a child are compared with its parent's keys."""

from __future__ import annotations

from dataclasses import dataclass

import psycopg

from cutover.compare.catalogue import Connection
from cutover.compare.join import Names
from cutover.compare.known import Tables, Typed
from cutover.compare.spans import INTEGERS
from cutover.compare.sqltext import Rows, literal, name
from cutover.manifest.reference import Reference

GUARDS_SINCE = 160_000
"""The server version that can say whether a text is valid for a type."""


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


def pairs_of(connection: Connection, link: Link, tables: Tables | None = None) -> tuple[Pair, ...]:
    """How each column of a link is compared with the parent's; unlike types as the parent's, where they can.

    A value that cannot be read as the parent's type becomes NULL, and so equals no key.
    """
    tables = tables or Tables(connection)
    child, parent = tables.types(link.child), tables.types(link.parent)
    return tuple(
        _pair(connection, f"c.{name(column)}", child.get(column), f"p.{name(key)}", parent.get(key))
        for column, key in zip(link.columns, link.parent_columns, strict=True)
    )


def holds_key(tables: Tables, link: Link, pairs: tuple[Pair, ...]) -> str:
    """The condition that the child holds one of the parent's keys, told without looking at the parent: where
    both are whole numbers and the keys lie close together; '' elsewhere."""
    if len(pairs) > 1 or not tables.is_unique(link.parent, link.parent_columns):
        return ""
    child, parent = tables.types(link.child), tables.types(link.parent)
    held, key = child[link.columns[0]].type, parent[link.parent_columns[0]].type
    keys = tables.keys(link.parent, link.parent_columns[0]) if {held, key} <= {*INTEGERS} else None
    return keys.holds(pairs[0].held, held) if keys is not None else ""


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
    if child.type == parent.type or {child.type, parent.type} <= {*INTEGERS}:
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
