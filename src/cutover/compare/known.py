"""What is known of tables: types, uniqueness and keys, each asked for once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cutover.compare.catalogue import Connection, is_unique, primary_key
from cutover.compare.keys import KeyRange, find_key_range
from cutover.compare.sqltext import Rows, name

_TYPES = """
with recursive step(given, attname, full_type, type, sorted) as (
    select given, attname, format_type(atttypid, atttypmod), atttypid, attcollation
    from unnest(%s::text[]) as given join pg_attribute on attrelid = to_regclass(given)
    where attnum > 0 and not attisdropped
    union all
    select given, attname, full_type, typbasetype, sorted
    from step join pg_type on oid = type where typtype = 'd'
)
select given, attname, full_type, format_type(type, null),
    quote_ident(nspname) || '.' || quote_ident(collname)
from step join pg_type on pg_type.oid = type
left join pg_collation on pg_collation.oid = sorted
left join pg_namespace on pg_namespace.oid = collnamespace
where typtype <> 'd'
"""


@dataclass(frozen=True, slots=True)
class Typed:
    """A column's type: in `full`, as ``numeric(14,2)``; without length, below a domain; and its collation."""

    full: str
    type: str
    collation: str | None


def types_of(connection: Connection, table: str | Rows) -> Mapping[str, Typed]:
    """The types of a table's columns; empty for rows and for a table that is not there."""
    return _types(connection, [table])[table]


def _types(connection: Connection, tables: Iterable[str | Rows]) -> dict[str | Rows, dict[str, Typed]]:
    """The types of many tables' columns, asked for at once."""
    found: dict[str | Rows, dict[str, Typed]] = {table: {} for table in tables}
    given = {name(table): table for table in found if not isinstance(table, Rows)}
    rows = connection.execute(_TYPES.encode(), (list(given),)).fetchall() if given else ()
    for table, column, full, base, collation in rows:
        typed = Typed(str(full), str(base), None if collation is None else str(collation))
        found[given[str(table)]][str(column)] = typed
    return found


class Tables:
    """What is known of the tables of one session, whose snapshot must not move meanwhile."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.rows: dict[str | Rows, int] = {}
        """How many rows a table has, where somebody has counted them."""
        self._types: dict[str | Rows, Mapping[str, Typed]] = {}
        self._primary: dict[str | Rows, tuple[str, ...]] = {}
        self._unique: dict[tuple[str | Rows, tuple[str, ...]], bool] = {}
        self._keys: dict[tuple[str | Rows, str], KeyRange | None] = {}

    def learn(self, tables: Iterable[str | Rows]) -> None:
        """Ask for the types of many tables at once."""
        self._types |= _types(self.connection, tables)

    def types(self, table: str | Rows) -> Mapping[str, Typed]:
        """The types of a table's columns; empty for rows and for a table that is not there."""
        if table not in self._types:
            self._types[table] = types_of(self.connection, table)
        return self._types[table]

    def primary_key(self, table: str | Rows) -> tuple[str, ...]:
        """The columns of a table's primary key, none where it has none."""
        if table not in self._primary:
            self._primary[table] = primary_key(self.connection, table)
        return self._primary[table]

    def is_unique(self, table: str | Rows, columns: tuple[str, ...]) -> bool:
        """Whether no two rows of a table share the columns, as a valid unique index shows."""
        if (table, columns) not in self._unique:
            self._unique[table, columns] = is_unique(self.connection, table, columns)
        return self._unique[table, columns]

    def keys(self, table: str | Rows, column: str) -> KeyRange | None:
        """The numbers that a unique column of whole numbers holds; None where they are no short list."""
        if (table, column) not in self._keys:
            self._keys[table, column] = find_key_range(self.connection, table, column, self.rows.get(table))
        return self._keys[table, column]
