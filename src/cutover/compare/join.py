"""One V1 table beside one V2 table: physical names, column types, and which rows belong together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cutover.compare.sqltext import Rows, literal, with_tables
from cutover.manifest.environment import Side
from cutover.manifest.migration import Migration
from cutover.manifest.table import ROW_ID, Match, Settled, Source, Target
from cutover.manifest.tolerance import Tolerance


@dataclass(frozen=True, slots=True)
class Names:
    """Physical table names by the names in words, on each side."""

    v1: Mapping[str, str]
    v2: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Join:
    """One V1 source of one V2 table. `v1` and `v2` are physical names (or rows, where a
    comparer is tried), `types` the V2 columns' SQL types."""

    target: Target
    v1: str | Rows
    v2: str | Rows
    types: Mapping[str, str] = field(default_factory=dict)
    names: Names = Names({}, {})
    settled: Settled | None = None
    own: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """V2 columns that are read as `types` says, although V2 calls their type otherwise; an enum's labels."""
    large: bool = True
    """Whether V1's documents are stored compressed or apart, so that reading one is dear."""

    @property
    def row_key(self) -> Match | None:
        """The part of the key that is V1's row id, by which the tables are cut into ranges."""
        return next((match for match in self.target.match if match.field == ROW_ID), None)

    def labels(self, column: str) -> tuple[str, ...]:
        """All values of an enum that is read as text; empty for every other column."""
        return self.own.get(column, ())

    @property
    def key_columns(self) -> tuple[str, ...]:
        """The V2 columns by which a row finds its V1 row."""
        return tuple(match.column for match in self.target.match)


def physical_names(migration: Migration, v1: Side, v2: Side) -> Names:
    """The physical names of all tables of a migration, by each side's rule."""
    old = {file.v1.table: v1.physical(file.v1.table, file.v1.id) for file in migration.tables}
    new = {table.name: v2.physical(table.name, table.id) for table in migration.v2_tables()}
    new |= {table.name: v2.physical(table.name, table.id) for table in migration.new_tables}
    return Names(old, new)


def join(source: Source, names: Names, types: Mapping[str, str] | None = None) -> Join:
    """Bring a manifest's source and physical names together; KeyError for a name that is not there."""
    v1, v2 = names.v1[source.v1.table], names.v2[source.target.name]
    return Join(source.target, v1, v2, types or {}, names, source.file.settled)


def tolerances(joined: Join, drifting: bool = False) -> dict[str, Tolerance]:
    """The compared V2 columns that have a tolerance; of those alone that can drift, if told so.

    A moment that is cut off always goes one way.
    """
    return {
        each.name: each.tolerance
        for each in joined.target.columns
        if each.name in joined.types and each.tolerance is not None
        if not (drifting and each.tolerance.truncated)
    }


def v1_condition(joined: Join) -> str:
    """Which V1 rows the source takes, over the columns id and xdo: `where`, and `when` is not empty."""
    conditions = []
    if joined.target.where:
        conditions.append(f"({with_tables(joined.target.where, joined.names.v1)})")
    if joined.target.when:
        conditions.append(f"nullif({text_at('xdo', joined.target.when)}, '') is not null")
    return " and ".join(conditions) or "true"


def v2_condition(joined: Join) -> str:
    """Which V2 rows belong to the source, over the V2 table's own columns."""
    owns = joined.target.owns
    return f"({with_tables(owns, joined.names.v2)})" if owns else "true"


def elements(document: str, field_name: str) -> str:
    """The array that `each` names, as SQL; whatever is no array has no elements."""
    value = value_at(document, field_name)
    return f"case jsonb_typeof({value}) when 'array' then {value} else '[]'::jsonb end"


def text_at(document: str, path: str) -> str:
    """The text that stands at a dotted path of a document."""
    *above, last = path.split(".")
    return "->".join([document, *(literal(each) for each in above)]) + f"->>{literal(last)}"


def value_at(document: str, path: str) -> str:
    """The JSON value that stands at a dotted path of a document."""
    return "->".join([document, *(literal(each) for each in path.split("."))])
