"""One range of a table: how many rows it has, which of them differ, and the first of these."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence, Set
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from typing import Literal

import psycopg

from cutover.compare.catalogue import Connection
from cutover.compare.chunk import Chunk, Ids
from cutover.compare.difference import KEYS, KINDS, TWICE, FieldDifference, Found, RowDifference
from cutover.compare.drift import FIGURES
from cutover.compare.glance import Glance
from cutover.compare.join import Join
from cutover.compare.problem import CannotCompare
from cutover.compare.sqltext import Rows, name, relation

GUARDS_SINCE = 160_000
FEW = 500
"""Rows that differ in a range and are looked at by themselves; more are counted with their range."""
Way = Literal["quick", "plain", "close"]
"""How a range is looked at first: at a glance that odd texts make fail, one that reads them, or closely."""
COUNTED = ("rows_v1", "rows_v2", "missing", "extra", "shapeless", "unsettled")
"""What `Chunk.counts` says first, in its order."""


def count_range(connection: Connection, chunk: Chunk, samples: Set[str], way: Way = "close") -> Found:
    """Count what differs in a range, and read the first rows of it where `samples` of their kinds are wanted.

    Where much is known to differ the range is counted column by column (`close`); else a quick look comes
    first, which finds nothing, or just a few rows to be looked at. Where a value cannot be cast, the range is
    counted once more, with guards; CannotCompare where that takes a newer PostgreSQL.
    """
    if way == "quick":
        try:
            with connection.transaction():
                return _count(connection, chunk, samples, way)
        except psycopg.DataError:
            return replace(count_range(connection, chunk, samples, "plain"), odd=True)
    try:
        with connection.transaction():
            return _count(connection, chunk, samples, way)
    except psycopg.DataError:
        demand_guards(connection, chunk.join)
    with beyond_guards(chunk.join):
        return _count(connection, replace(chunk, guarded=True), samples, "close")


def _count(connection: Connection, chunk: Chunk, samples: Set[str], way: Way) -> Found:
    # How values within a tolerance deviate is to be counted over all rows.
    closely = way == "close" or chunk.drifts
    rows, near = ({}, chunk) if closely else _glance(connection, chunk, quick=way == "quick")
    found = Found({}, {}, {}) if near is None else _closely(connection, near, samples)
    twice_v1, twice_v2 = (0, 0) if chunk.single else numbers(connection, chunk.duplicates())
    counted = {**dict.fromkeys(COUNTED, 0), **found.rows, **rows, "twice_v1": twice_v1, "twice_v2": twice_v2}
    twice: tuple[RowDifference, ...] = ()
    if twice_v1 or twice_v2:
        counted["rows_v1"], counted["rows_v2"] = numbers(connection, chunk.rows())
        twice = _repeated(connection, chunk) if samples & {*TWICE} else ()
    return replace(found, rows=counted, samples=(*found.samples, *twice))


def _repeated(connection: Connection, chunk: Chunk) -> tuple[RowDifference, ...]:
    """The first keys that stand twice on either side."""
    rows = connection.execute(chunk.repeated(KEYS).encode()).fetchall()
    return tuple(RowDifference(str(key), TWICE[int(str(side)) - 1]) for side, key in rows)


def _glance(connection: Connection, chunk: Chunk, quick: bool) -> tuple[dict[str, int], Chunk | None]:
    """How many rows a range has, and where to look closer: at nothing, at a few rows, or at all of it, where
    the closer look tells how many there are."""
    query = Glance(chunk, quick).sql(FEW + 1)
    row = connection.execute(query.encode()).fetchone() or (0, 0, 0, None)
    rows_v1, rows_v2, unsettled = (int(str(each)) for each in row[:3])
    wrong = row[3] if isinstance(row[3], list) else []
    if None in wrong or len(wrong) > FEW:
        return {}, chunk
    near = replace(chunk, span=Ids(tuple(sorted({*wrong})))) if wrong else None
    return {"rows_v1": rows_v1, "rows_v2": rows_v2, "unsettled": unsettled}, near


def _closely(connection: Connection, chunk: Chunk, samples: Set[str]) -> Found:
    """What differs in a range column by column, and the first rows of it."""
    names = tuple(chunk.columns)
    row = connection.execute(chunk.counts().encode()).fetchone() or ()
    found, drifts = _split(row, tuple(chunk.drifts))
    rows = dict(zip(COUNTED, found, strict=False))
    columns = dict(zip(names, found[len(COUNTED) :][: len(names)], strict=True))
    unparseable = dict(zip(names, found[len(COUNTED) + len(names) :], strict=False))
    told = [each for each in names if columns[each] or unparseable.get(each)]
    sums = {"differs": sum(columns.values()), "unparseable": sum(unparseable.values())}
    kinds = {kind for kind, number in {**rows, **sums}.items() if number and kind in KINDS}
    return Found(
        rows,
        {each: columns[each] for each in told},
        {each: unparseable[each] for each in told if unparseable.get(each)},
        _first(connection, chunk, told) if samples & kinds else (),
        chunk if kinds else None,
        drifts,
    )


def _split(
    counted: Sequence[object], drifts: Sequence[str]
) -> tuple[tuple[int, ...], dict[str, tuple[Decimal, ...]]]:
    """Part what was counted into numbers of rows and, behind them, the figures of each column's drift."""
    many = len(counted) - FIGURES * len(drifts)
    figures = [Decimal(str(each)) for each in counted[many:]]
    by_column = {each: tuple(figures[n * FIGURES : (n + 1) * FIGURES]) for n, each in enumerate(drifts)}
    return tuple(int(str(each)) for each in counted[:many]), by_column


def _first(connection: Connection, chunk: Chunk, columns: Sequence[str]) -> tuple[RowDifference, ...]:
    hidden = {each.name for each in chunk.join.target.columns if each.hidden}
    rows = connection.execute(chunk.first(columns, KEYS).encode()).fetchall()
    found = ((str(key), str(kind), _fields(columns, values, hidden)) for kind, key, *values in rows)
    return tuple(RowDifference(key, kind, tuple(fields)) for key, kind, fields in found)


def _fields(columns: Sequence[str], values: Sequence[object], hidden: set[str]) -> Iterator[FieldDifference]:
    for column, found in zip(columns, values, strict=True):
        if isinstance(found, list):
            v1, v2, raw, bad = found
            yield FieldDifference(column, v1, v2, raw, column in hidden, bad == "true")


def numbers(connection: Connection, query: str) -> tuple[int, ...]:
    """The numbers of a statement's one row."""
    row = connection.execute(query.encode()).fetchone()
    return tuple(int(str(each)) for each in row or ())


def first_again(connection: Connection, chunk: Chunk, columns: Sequence[str]) -> tuple[RowDifference, ...]:
    """The first rows of a range that differ in these columns, without counting it."""
    told = [each for each in columns if each in chunk.columns]
    try:
        with connection.transaction():
            return _shown(connection, chunk, told)
    except psycopg.DataError:  # V1 has changed since
        demand_guards(connection, chunk.join)
        return _shown(connection, replace(chunk, guarded=True), told)


def ids_again(
    connection: Connection, chunk: Chunk, columns: Sequence[str], limit: int
) -> list[tuple[object, ...]]:
    """V1's row ids of a range's rows that differ in these columns or at all, at most so many."""
    try:
        with connection.transaction():
            return connection.execute(chunk.ids(columns, limit).encode()).fetchall()
    except psycopg.DataError:
        guarded = replace(chunk, guarded=True)
    with connection.transaction():
        return connection.execute(guarded.ids(columns, limit).encode()).fetchall()


def _shown(connection: Connection, chunk: Chunk, columns: Sequence[str]) -> tuple[RowDifference, ...]:
    twice = () if chunk.single else _repeated(connection, chunk)
    return (*_first(connection, chunk, columns), *twice)


def only(joined: Join, ids: Collection[int]) -> Join:
    """The same tables, but of these row ids alone."""
    assert joined.row_key is not None, "only rows that are known by V1's row id are read again"
    listed = f"any(array[{', '.join(map(str, sorted(ids)))}]::bigint[])"
    v1 = f"select id, xdo from {relation(joined.v1)} as t where id = {listed}"
    v2 = f"select * from {relation(joined.v2)} as t where {name(joined.row_key.column)} = {listed}"
    return replace(joined, v1=Rows(v1), v2=Rows(v2))


@contextmanager
def beyond_guards(joined: Join) -> Iterator[None]:
    """Raise CannotCompare where a value of V1 makes a transform fail, which no guard can tell beforehand."""
    try:
        yield
    except psycopg.errors.UntranslatableCharacter:
        raise
    except psycopg.DataError as error:
        columns = [each.name for each in joined.target.columns if each.sql]
        if not columns:
            raise
        what = (
            f"the `sql` of {joined.target.name}.{' or .'.join(columns)} fails for a value of V1's {joined.v1}"
        )
        fix = "Let it give NULL or the value as it is where it cannot work: case when … then … end."
        raise CannotCompare("transform-fails", f"{what} ({type(error).__name__}). {fix}") from None


def demand_guards(connection: Connection, joined: Join) -> None:
    """Raise CannotCompare where V1's server cannot tell which value cannot be cast."""
    if not connection.broken and connection.info.server_version < GUARDS_SINCE:
        what = f"a value in {joined.v1} cannot be cast; to tell which takes PostgreSQL 16 or later."
        raise CannotCompare("postgresql-too-old", what) from None
