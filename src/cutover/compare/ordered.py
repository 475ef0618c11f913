"""Two sides' rows in the order of their keys, brought side by side without holding either."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from cutover.compare.catalogue import Connection
from cutover.compare.chunk import Chunk, Span
from cutover.compare.join import Join
from cutover.compare.sqltext import name, relation

FETCHED = 5000
"""Rows that are held of a side at once."""
_WHOLE = ("smallint", "integer", "bigint")

Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """A session, and the SELECT that gives its side's rows."""

    connection: Connection
    rows: str

    def numbers(self, query: str) -> tuple[int, ...]:
        """The numbers of a statement's one row; what fails does not harm the transaction."""
        with self.connection.transaction():
            row = self.connection.execute(query.encode()).fetchone()
        return tuple(int(str(each or 0)) for each in row or ())

    def first(self, query: str, most: int) -> tuple[tuple[str | None, ...], ...]:
        """The first rows of a statement, as text."""
        with self.connection.transaction():
            rows = self.connection.execute(f"{query} limit {most}".encode()).fetchall()
        return tuple(tuple(None if each is None else str(each) for each in row) for row in rows)

    def stream(self, query: str) -> Iterator[Row]:
        """All rows of a statement, a few at a time."""
        with self.connection.cursor(name=f"cutover_{secrets.token_hex(4)}") as cursor:
            cursor.itersize = FETCHED
            cursor.execute(query.encode())
            yield from cursor


def side_by_side(v1: Iterator[Row], v2: Iterator[Row]) -> Iterator[tuple[Row | None, Row | None]]:
    """Merge rows that are ordered by their first value; None where a side has no such row."""
    old, new = next(v1, None), next(v2, None)
    while old is not None or new is not None:
        if new is None or (old is not None and _before(old, new)):
            yield old, None
            old = next(v1, None)
        elif old is None or _before(new, old):
            yield None, new
            new = next(v2, None)
        else:
            yield old, new
            old, new = next(v1, None), next(v2, None)


def _before(one: Row, other: Row) -> bool:
    return bool(one[0] < other[0])  # type: ignore[operator]  # both are whole numbers, or both texts


def rows_of_v2(table: str, columns: Mapping[str, str], types: Mapping[str, str]) -> str:
    """The SELECT of some columns of a V2 table, each under a name of ours, in a form that can be ordered."""
    listed = (f"{_plain(name(column), types[column])} as {ours}" for ours, column in columns.items())
    return f"select {', '.join(listed)} from {relation(table)} as v2"


def rows_of_v1(joined: Join, columns: Mapping[str, str], guarded: bool) -> str:
    """The same of the V1 rows of one source, read as V2's columns. KeyError for a column that V1 has not."""
    wanted = tuple(each for each in joined.target.columns if each.name in columns.values())
    reduced = replace(joined, target=joined.target.model_copy(update={"columns": wanted}), settled=None)
    chunk = Chunk(reduced, Span(), guarded)

    def value(column: str) -> str:
        if column in joined.key_columns:
            return f"v1.k{joined.key_columns.index(column)}"
        return chunk.columns[column].guarded if guarded else chunk.columns[column].plain

    listed = (f"{_plain(value(column), joined.types[column])} as {ours}" for ours, column in columns.items())
    return f"select {', '.join(listed)} from {chunk.v1_rows} as v1"


def _plain(value: str, type_: str) -> str:
    """A value as whole number or as text in the order of its code points, alike on every server."""
    return f"({value})::bigint" if type_ in _WHOLE else f'({value})::text collate "C"'
