"""V1's documents and V2's typed rows, compared field by field in the database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

import psycopg

from cutover.compare.catalogue import Connection, has_index_on
from cutover.compare.chunk import Chunk, Span
from cutover.compare.join import Join, v2_condition
from cutover.compare.sqltext import relation

CHUNK = 20_000
CHUNK_WITHOUT_INDEX = 400_000
KEYS, SAMPLES = 20, 5
GUARDS_SINCE = 160_000


class CannotCompare(Exception):
    """A table that cannot be compared as declared; `code` is stable, the text says what to do."""

    def __init__(self, code: str, what: str) -> None:
        super().__init__(f"{code}: {what}")
        self.code = code


@dataclass(frozen=True, slots=True)
class ColumnDifference:
    """How often a V2 column differs among matched rows, and how often V1's value cannot be cast at all."""

    name: str
    count: int
    unparseable: int = 0
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """One field of one row: V1's value as V2 would hold it (None is NULL), V2's value, V1's own text."""

    column: str
    v1: str | None
    v2: str | None
    raw: str | None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class RowDifference:
    """One row that differs: `kind` is differs, missing (in V2) or extra (in V2)."""

    key: str
    kind: str
    fields: tuple[FieldDifference, ...] = ()


@dataclass(frozen=True, slots=True)
class TableDifference:
    """What a V2 table differs in from its V1 source, or from all its sources together.

    `rows_v1` are the rows that V1 makes expect, `rows_v2` those that belong to the sources. `missing` have
    no V2 row, `extra` no V1 row; `duplicates` are rows beyond the first of a key, on either side. `unowned`
    are V2 rows that no source claims, `contested` those that several claim. `absent` are mapped columns
    that V2 does not have. `columns` holds the columns that differ, worst first; `samples` the first few rows
    of each kind with both sides' values; `keys` the first twenty keys.
    """

    rows_v1: int = 0
    rows_v2: int = 0
    missing: int = 0
    extra: int = 0
    duplicates: int = 0
    unowned: int = 0
    contested: int = 0
    absent: tuple[str, ...] = ()
    columns: tuple[ColumnDifference, ...] = ()
    keys: tuple[str, ...] = ()
    samples: tuple[RowDifference, ...] = ()

    @property
    def same(self) -> bool:
        """Whether nothing differs at all."""
        rows = self.missing + self.extra + self.duplicates + self.unowned + self.contested
        return rows == 0 and not self.columns and not self.absent

    @property
    def vacuous(self) -> bool:
        """Whether there was no row to compare."""
        return self.rows_v1 == self.rows_v2 == 0


def compare_table(connection: Connection, joins: Sequence[Join]) -> TableDifference:
    """Compare one V2 table with all its V1 sources, where both stand in one database.

    Several sources share a table by `owns`; rows that no source claims, or several do, are told.
    """
    tally = _Tally()
    for joined in joins:
        _compare(connection, joined, tally)
    compared = tally.difference()
    if len(joins) == 1 and joins[0].target.owns is None:
        return compared
    claims = " + ".join(f"({v2_condition(each)} is true)::integer" for each in joins)
    unowned, contested = _numbers(
        connection,
        "select count(*) filter (where n = 0), count(*) filter (where n > 1)"
        f" from (select {claims} as n from {relation(joins[0].v2)} as v2) as claimed",
    )
    return replace(compared, unowned=unowned, contested=contested)


def compare_source(connection: Connection, joined: Join) -> TableDifference:
    """Compare one V1 source with the V2 rows it owns: an exact FULL JOIN in ranges of V1's row id.

    The casts run unguarded; a range in which one fails is asked again with guards, which tell the values
    that cannot be cast. Raises `CannotCompare` where that takes a newer PostgreSQL or a key column is
    absent, and psycopg's errors for everything else.
    """
    tally = _Tally()
    _compare(connection, joined, tally)
    return tally.difference()


@dataclass(slots=True)
class _Tally:
    rows: Counter[str] = field(default_factory=Counter)
    columns: Counter[str] = field(default_factory=Counter)
    unparseable: Counter[str] = field(default_factory=Counter)
    hidden: set[str] = field(default_factory=set)
    absent: dict[str, None] = field(default_factory=dict)
    samples: dict[str, list[RowDifference]] = field(default_factory=dict)

    @property
    def wants_samples(self) -> bool:
        return any(len(self.samples.get(kind, ())) < KEYS for kind in ("differs", "missing", "extra"))

    def difference(self) -> TableDifference:
        worst = sorted(self.columns | self.unparseable, key=lambda c: -self.columns[c] - self.unparseable[c])
        columns = tuple(
            ColumnDifference(each, self.columns[each], self.unparseable[each], each in self.hidden)
            for each in worst
        )
        found = [row for rows in self.samples.values() for row in rows]
        return TableDifference(
            **self.rows,
            absent=tuple(self.absent),
            columns=columns,
            keys=tuple(row.key for row in found[:KEYS]),
            samples=tuple(row for rows in self.samples.values() for row in rows[:SAMPLES]),
        )


def _compare(connection: Connection, joined: Join, tally: _Tally) -> None:
    for column in joined.key_columns:
        if column not in joined.types:
            what = f"V2's {joined.target.name} ({joined.v2}) has no column '{column}'. Fix its `match`."
            raise CannotCompare("key-column-absent", what)
    tally.hidden.update(each.name for each in joined.target.columns if each.hidden)
    tally.absent.update((each.name, None) for each in joined.target.columns if each.name not in joined.types)
    for span in _spans(connection, joined):
        chunk = Chunk(joined, span)
        try:
            with connection.transaction():
                _count(connection, chunk, tally)
        except psycopg.DataError:
            if connection.info.server_version < GUARDS_SINCE:
                what = f"a value in {joined.v1} cannot be cast; to tell which takes PostgreSQL 16 or later."
                raise CannotCompare("postgresql-too-old", what) from None
            _count(connection, Chunk(joined, span, guarded=True), tally)


def _count(connection: Connection, chunk: Chunk, tally: _Tally) -> None:
    names = tuple(chunk.columns)
    found = _numbers(connection, chunk.counts())
    rows_v1, rows_v2, missing, extra = found[:4]
    columns = dict(zip(names, found[4 : 4 + len(names)], strict=True))
    unparseable = dict(zip(names, found[4 + len(names) :], strict=False))
    duplicates = sum(_numbers(connection, chunk.duplicates()))
    if duplicates:
        rows_v1, rows_v2 = _numbers(connection, chunk.rows())
    told = [each for each in names if columns[each] or unparseable.get(each)]
    rows = _first(connection, chunk, told) if (told or missing or extra) and tally.wants_samples else ()
    tally.rows.update(rows_v1=rows_v1, rows_v2=rows_v2, missing=missing, extra=extra, duplicates=duplicates)
    tally.columns.update({each: columns[each] for each in told})
    tally.unparseable.update({each: unparseable[each] for each in told if unparseable.get(each)})
    for row in rows:
        kept = tally.samples.setdefault(row.kind, [])
        if len(kept) < KEYS:
            kept.append(row)


def _first(connection: Connection, chunk: Chunk, columns: Sequence[str]) -> tuple[RowDifference, ...]:
    hidden = {each.name for each in chunk.join.target.columns if each.hidden}
    rows = connection.execute(chunk.first(columns, KEYS).encode()).fetchall()
    found = ((str(key), str(kind), _fields(columns, values, hidden)) for kind, key, *values in rows)
    return tuple(RowDifference(key, kind, tuple(fields)) for key, kind, fields in found)


def _fields(columns: Sequence[str], values: Sequence[object], hidden: set[str]) -> Iterator[FieldDifference]:
    for column, found in zip(columns, values, strict=True):
        if isinstance(found, list):
            v1, v2, raw = found
            yield FieldDifference(column, v1, v2, raw, column in hidden)


def _spans(connection: Connection, joined: Join) -> tuple[Span, ...]:
    """Ranges of V1's row ids, about equally full; one open range where the key holds no row id."""
    row_key = joined.row_key
    if row_key is None or joined.types[row_key.column] not in ("integer", "bigint", "smallint"):
        return (Span(),)
    size = CHUNK if has_index_on(connection, joined.v2, row_key.column) else CHUNK_WITHOUT_INDEX
    numbered = f"select id, row_number() over (order by id) as n from {relation(joined.v1)} as v1"
    rows = connection.execute(f"select id from ({numbered}) as v1 where n % {size} = 0 order by id".encode())
    borders = [int(str(row[0])) for row in rows.fetchall()]
    return tuple(Span(low, high) for low, high in zip([None, *borders], [*borders, None], strict=True))


def _numbers(connection: Connection, query: str) -> tuple[int, ...]:
    row = connection.execute(query.encode()).fetchone()
    return tuple(int(str(each)) for each in row or ())
