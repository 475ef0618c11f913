"""Spot checks: a checksum of each side, and a few records at random, every field beside its other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from cutover.compare.catalogue import Connection
from cutover.compare.chunk import Chunk, Span
from cutover.compare.difference import FieldDifference, RowDifference
from cutover.compare.hashes import Hash
from cutover.compare.join import Join, v1_condition
from cutover.compare.sqltext import Rows, name, relation

RECORDS = 10
_HASH = Hash("record")


@dataclass(frozen=True, slots=True)
class Spot:
    """One V1 source beside its V2 rows: how many, a checksum of each side, and records with all fields."""

    source: str
    rows: int
    columns: int
    v1: str
    v2: str
    records: tuple[RowDifference, ...] = ()


def spot_check(connection: Connection, joined: Join, source: str, seed: int = 0) -> Spot:
    """Sum up both sides and look at ten records, chosen by the hash of their id; the same seed, the same ten.

    For rows that are known by V1's row id, and after a comparison that read every value.
    """
    chunk = Chunk(joined, Span())
    hashed = tuple(_hashed(chunk))
    rows, v1 = _sum(connection, f"{chunk.v1} as v1", [(old, type_) for old, _, type_ in hashed])
    _, v2 = _sum(connection, f"{chunk.v2} as v2", [(new, type_) for _, new, type_ in hashed])
    return Spot(source, rows, len(hashed), v1, v2, _records(connection, joined, seed))


def _hashed(chunk: Chunk) -> Iterator[tuple[str, str, str]]:
    """Each value as V1 and V2 hold it, and its type; with the key, so that no two rows can change places."""
    for number, column in enumerate(chunk.join.key_columns):
        yield f"v1.k{number}", f"v2.{name(column)}", chunk.join.types[column]
    tolerant = {each.name for each in chunk.join.target.columns if each.tolerance is not None}
    for column, found in chunk.columns.items():
        if column not in tolerant:
            yield f"({found.plain})", f"v2.{name(column)}", chunk.join.types[column]


def _sum(connection: Connection, rows: str, values: list[tuple[str, str]]) -> tuple[int, str]:
    parts = [part for value, type_ in values for part in _HASH.values(value, type_)]
    first, second = (f"coalesce(sum({each}), 0)" for each in _HASH.sums)
    query = f"select count(*), {first}, {second} from (select {_HASH.row(parts)} as h from {rows}) as hashed"
    row = connection.execute(query.encode()).fetchone()
    number, *totals = row or (0, 0, 0)
    return int(str(number)), "".join(f"{int(str(total)) % 2**64:016x}" for total in totals)


def _records(connection: Connection, joined: Join, seed: int) -> tuple[RowDifference, ...]:
    if joined.row_key is None or joined.target.each is not None:
        return ()
    chosen = (
        f"select id, xdo from {relation(joined.v1)} as v1 where {v1_condition(joined)}"
        f" order by hashint8extended(id, {seed}), id limit {RECORDS}"
    )
    chunk = Chunk(replace(joined, v1=Rows(chosen)), Span())
    columns = tuple(chunk.columns)
    hidden = {each.name for each in joined.target.columns if each.hidden}
    rows = connection.execute(chunk.side_by_side().encode()).fetchall()
    return tuple(
        RowDifference(str(key), "spot", tuple(_fields(columns, found, hidden))) for key, *found in rows
    )


def _fields(columns: Sequence[str], found: Sequence[object], hidden: set[str]) -> Iterator[FieldDifference]:
    for column, values in zip(columns, found, strict=True):
        assert isinstance(values, list), "the statement gives an array a column"
        v1, v2, raw = map(_text, values)
        yield FieldDifference(column, v1, v2, raw, column in hidden)


def _text(value: object) -> str | None:
    return None if value is None else str(value)
