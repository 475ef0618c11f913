"""An origin: one V1 table that a V2 table is made of, and what V2 gives a new row by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

import psycopg

from cutover.compare import CannotCompare
from cutover.compare.catalogue import Connection, has_large_rows, primary_key
from cutover.compare.counting import beyond_guards, demand_guards
from cutover.compare.join import Join, Names, join
from cutover.compare.own_types import with_base_types
from cutover.compare.sqltext import name
from cutover.manifest.migration import Migration
from cutover.manifest.table import Source
from cutover.repair.refusal import RepairRefused

Key = tuple[str, ...]
"""Of a row of V2 its primary key; of one that V1 holds its row id, and the element's position in an array."""

INTEGERS = ("smallint", "integer", "bigint")

_COLUMNS = """
select a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
       a.atthasdef or a.attidentity <> '' or t.typdefault is not null, a.attgenerated <> '',
       pg_get_serial_sequence(%(table)s, a.attname)
from pg_attribute a join pg_type t on t.oid = a.atttypid
where a.attrelid = to_regclass(%(table)s) and a.attnum > 0 and not a.attisdropped order by a.attnum
"""


@dataclass(frozen=True, slots=True)
class Held:
    """A column of V2 as its catalogue has it; `sequence` is what numbers it, if anything does."""

    type: str
    demanded: bool
    given: bool
    """Whether V2 gives it a value where an INSERT does not."""
    generated: bool
    sequence: str


@dataclass(frozen=True, slots=True)
class Origin:
    """One V1 table and one V2 table that it becomes.

    `key` is V2's primary key. A new row's `numbered` column gets the highest number plus one, and the columns
    of `fill` what their SQL says; all other columns without a source get what V2 gives them by itself.
    """

    source: str
    join: Join
    key: tuple[str, ...]
    held: Mapping[str, Held]
    numbered: str | None = None
    fill: tuple[tuple[str, str], ...] = ()

    @property
    def table(self) -> str:
        """The V2 table, in words."""
        return self.join.target.name

    @property
    def relation(self) -> str:
        """The V2 table's physical name."""
        assert isinstance(self.join.v2, str), "a repair knows tables alone"
        return self.join.v2

    @property
    def id(self) -> str:
        """What a step calls it: ``audit_logs.audit_logs``."""
        return f"{self.source}.{self.table}"

    @property
    def each(self) -> bool:
        """Whether V1's rows are elements of an array, so that a key has a position too."""
        return self.join.target.each is not None


def origin_of(v1: Connection, v2: Connection, migration: Migration, names: Names, source: Source) -> Origin:
    """Look an origin up on both servers. Raises RepairRefused where V2's table has no primary key."""
    table, relation = source.target.name, names.v2[source.target.name]
    held = columns_of(v2, relation)
    types = {column: each.type for column, each in held.items()}
    joined = with_base_types(v2, join(source, names, types))
    joined = replace(joined, large=has_large_rows(v1, joined.v1))
    key = demand_key(v2, table, relation)
    fills = dict(_fills(migration, source))
    return Origin(
        source.v1.table,
        joined,
        key,
        held,
        _numbered(v2, relation, joined, held, key, fills),
        tuple(fills.items()),
    )


def origins_of(
    v1: Connection, v2: Connection, migration: Migration, names: Names, table: str
) -> tuple[Origin, ...]:
    """All origins of a V2 table; KeyError where the manifest does not know the table."""
    return tuple(origin_of(v1, v2, migration, names, each) for each in migration.v2_table(table).sources)


def origin_named(
    v1: Connection, v2: Connection, migration: Migration, names: Names, source: str, table: str
) -> Origin:
    """The origin of a V2 table in one V1 table, both in words; KeyError where the manifest has none."""
    found = {each.v1.table: each for each in migration.v2_table(table).sources}
    return origin_of(v1, v2, migration, names, found[source])


def demand_key(v2: Connection, table: str, relation: str) -> tuple[str, ...]:
    """The columns of a table's primary key. Raises RepairRefused where it has none."""
    found = primary_key(v2, relation)
    if not found:
        what = f"V2's {table} ({relation}) has no primary key: nobody can say which of its rows is meant."
        raise RepairRefused(
            "repair-no-primary-key", what, "Give the table one, or leave it out of repair.yaml."
        )
    return found


def demand_values(origin: Origin) -> None:
    """Raise RepairRefused where V2 demands a value for a column of a new row, and nothing says which."""
    known = {*origin.join.key_columns, *(each.name for each in origin.join.target.columns)}
    known |= {origin.numbered or "", *dict(origin.fill)}
    for column, held in origin.held.items():
        if held.demanded and not held.given and not held.generated and column not in known:
            what = f"V2's {origin.table}.{column} may not be NULL, and nothing says what it is in a new row."
            hint = f"Say it in repair.yaml, as SQL: fill: {{{origin.table}.{column}: now()}}."
            raise RepairRefused("repair-column-without-value", what, hint)


def columns_of(v2: Connection, relation: str) -> dict[str, Held]:
    """A table's columns as V2's catalogue has them; empty where there is no such table."""
    rows = v2.execute(_COLUMNS.encode(), {"table": name(relation)}).fetchall()
    return {
        str(column): Held(str(kind), bool(demanded), bool(given), bool(generated), str(sequence or ""))
        for column, kind, demanded, given, generated, sequence in rows
    }


def ask_v1(v1: Connection, origin: Origin, question: Callable[[bool], str]) -> list[tuple[object, ...]]:
    """Ask V1 a question (guarded or not → SQL); with guards where a value cannot be cast without them.

    Raises RepairRefused where V1's server cannot tell which value that is.
    """
    try:
        with v1.transaction():
            return v1.execute(question(False).encode()).fetchall()
    except psycopg.DataError:
        demand_guarding(v1, origin)
    try:
        with beyond_guards(origin.join), v1.transaction():
            return v1.execute(question(True).encode()).fetchall()
    except CannotCompare as error:
        raise _refusal(error) from None


def demand_guarding(v1: Connection, origin: Origin) -> None:
    """Raise RepairRefused where V1's server cannot tell which value cannot be cast."""
    try:
        demand_guards(v1, origin.join)
    except CannotCompare as error:
        raise _refusal(error) from None


def _refusal(error: CannotCompare) -> RepairRefused:
    return RepairRefused(f"repair-{error.code}", str(error).partition(": ")[2])


def _fills(migration: Migration, source: Source) -> Iterator[tuple[str, str]]:
    """What new columns of a source hold, as SQL: those that its file declares new and repair.yaml fills."""
    new = {each.name for each in source.target.new}
    for fill in migration.repair.fill:
        table, _, column = fill.column.rpartition(".")
        if table == source.target.name and column in new:
            yield column, fill.sql


def _numbered(
    v2: Connection, relation: str, joined: Join, held: Mapping[str, Held], key: Key, fills: Mapping[str, str]
) -> str | None:
    """The column of the primary key that must be numbered here: nothing of V1 fills it, nor V2 by itself.

    A sequence that lags behind the table gives numbers that are taken.
    """
    mapped = {*joined.key_columns, *(each.name for each in joined.target.columns), *fills}
    own = [column for column in key if column not in mapped]
    if len(own) != 1 or held[own[0]].type not in INTEGERS:
        return None
    (column,) = own
    sequence = held[column].sequence
    if not held[column].given:
        return column
    return column if sequence and _lags(v2, relation, column, sequence) else None


def _lags(v2: Connection, relation: str, column: str, sequence: str) -> bool:
    allowed = v2.execute("select has_sequence_privilege(%s, 'select')", (sequence,)).fetchone()
    if not (allowed and allowed[0]):
        return False
    row = v2.execute(
        f"select (select max({name(column)}) from {name(relation)}) > s.last_value"
        f" or (not s.is_called and s.last_value <= (select max({name(column)}) from {name(relation)}))"
        f" from {sequence} as s".encode()
    ).fetchone()
    return bool(row and row[0])
