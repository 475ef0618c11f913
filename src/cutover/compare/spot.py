"""Spot checks: a checksum of each side, and a few records at random, every field beside its other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from random import Random

import psycopg

from cutover.compare.catalogue import Connection, documents, has_large_rows
from cutover.compare.chunk import Chunk, Span
from cutover.compare.difference import FieldDifference, RowDifference
from cutover.compare.fetching import beside, compared_types
from cutover.compare.handshake import LOOSE, pin, shake_hands
from cutover.compare.hashes import Hash, base_of, is_ambiguous, row_id
from cutover.compare.join import Join, elements, tolerances, v1_condition
from cutover.compare.own_types import with_base_types
from cutover.compare.sides import NOTHING, Region, Side, Sums, both
from cutover.compare.spans import INTEGERS
from cutover.compare.sqltext import Rows, any_of, literal, name, relation

RECORDS = 10
SUMMED = 2_000
"""Rows of a table of which a checksum is made where not all of them must be in it."""
SHIFT, MOST_BUCKETS = 6, 500
"""Row ids of a bucket, as a power of two; buckets that are summed up at most."""
HASH_SHIFT = 50
"""The same where identities are hashes: 2**14 buckets hold all."""
TRIED = 20
"""Documents that are looked at for one whose array holds elements."""


@dataclass(frozen=True, slots=True)
class Spot:
    """One V1 source beside its V2 rows: a checksum of each side, and records with all fields.

    `rows` of V1, `whole` or chosen by chance, are in the checksums, with `columns` values each: all that are
    compared exactly. The checksums are empty where none was made. `seed` is by what chance chose.
    """

    source: str
    rows: int
    columns: int
    v1: str
    v2: str
    records: tuple[RowDifference, ...] = ()
    whole: bool = True
    seed: int = 0
    late: bool = False
    """Whether a database's statement time-out ended it, so that nothing was looked at."""


def spot_check(
    v1: Connection,
    v2: Connection,
    joined: Join,
    source: str,
    *,
    seed: int = 0,
    rows: int | None = None,
    still: bool = True,
) -> Spot:
    """Sum up both sides and look at ten records; the same seed, the same ten.

    After a comparison that read every value. Of a source of `rows` rows, if that is told, at most about two
    thousand are in the checksum, in ranges of row ids that chance chooses; none is made of rows that are not
    `still`. V1's connection is V2's where one database holds both. One that takes longer than a statement
    may is `late`, and no error: what was compared stands.
    """
    try:
        with v1.transaction():
            return _checked(v1, v2, joined, source, seed, rows, still)
    except psycopg.errors.QueryCanceled:
        return Spot(source, 0, 0, "", "", seed=seed, late=True)


def _checked(
    v1: Connection, v2: Connection, joined: Join, source: str, seed: int, rows: int | None, still: bool
) -> Spot:
    with ExitStack() as stack:
        if v1 is not v2:
            for connection in (v1, v2):
                stack.enter_context(connection.transaction())
                pin(connection)
        few = rows is not None and rows <= SUMMED
        joined = with_base_types(v2, replace(joined, large=few or has_large_rows(v1, joined.v1)))
        apart = v1 is not v2
        found = shake_hands(v1, v2, compared_types(joined).values(), loose=True) if apart else LOOSE[0]
        hash_ = replace(found, loose=True)
        kept = tuple(each for each in joined.target.columns if _is_summed(joined, each.name, hash_))
        exact = replace(joined, target=joined.target.model_copy(update={"columns": kept}))
        old, new = Side(v1, exact, hash_, old=True), Side(v2, exact, hash_, old=False)
        region = _region(old, new, Random(f"{seed} {source} {joined.target.name}"), rows)
        sums, others = _sums(old, new, region) if still else (NOTHING, NOTHING)
        if region.only and still and not sums[0]:  # a source of few rows among many of others
            region = Region()
            sums, others = _sums(old, new, region)
        columns = len(joined.key_columns) + sum(each.name in joined.types for each in kept)
        ids = _chosen(old, joined, region, seed)
        if len(ids) < RECORDS and region.only:
            ids = _chosen(old, joined, Region(), seed)
        records = _records(old, new, joined, ids)
        made = (_text(sums), _text(others)) if still else ("", "")
        return Spot(source, sums[0], columns, *made, records, region.only is None, seed)


def _sums(old: Side, new: Side, region: Region) -> tuple[Sums, Sums]:
    found, held = both(old, new, lambda side: side.sums(region, "0"))
    return found.get(0, NOTHING), held.get(0, NOTHING)


def _text(sums: Sums) -> str:
    """A checksum as hexadecimal digits, with the number of rows."""
    rows, *totals = sums
    return f"{rows:x}-" + "".join(f"{int(each) % 2**64:016x}" for each in totals)


def _is_summed(joined: Join, column: str, hash_: Hash) -> bool:
    """Whether a column is in the checksum: equal values of it have one hash."""
    ambiguous = is_ambiguous(base_of(joined.types.get(column, "")))
    fit = column not in tolerances(joined) and (hash_.name == "record" or not ambiguous)
    return fit or column in joined.key_columns  # by whose rules the key is read


def _region(old: Side, new: Side, chance: Random, rows: int | None) -> Region:
    """All rows, or buckets of identities that hold about as many as are wanted."""
    if rows is None or rows <= SUMMED:
        return Region()
    if documents(old.connection, old.join.v1).columns.get("id") not in INTEGERS:
        return Region()
    if row_id(old.join) is None:
        buckets = range(-(2 ** (63 - HASH_SHIFT)), 2 ** (63 - HASH_SHIFT))
        wanted = -(-SUMMED * len(buckets) // rows)
        return Region(shift=HASH_SHIFT, only=tuple(sorted(chance.sample(buckets, wanted))))
    borders = [each for each in (old.borders(), new.borders()) if each]
    if not borders:
        return Region()
    low, high = min(each[0] for each in borders) >> SHIFT, max(each[1] for each in borders) >> SHIFT
    buckets = range(low, high + 1)
    wanted = min(-(-SUMMED * len(buckets) // rows), MOST_BUCKETS, len(buckets))
    return Region(shift=SHIFT, only=tuple(sorted(chance.sample(buckets, wanted))))


def _chosen(old: Side, joined: Join, region: Region, seed: int) -> list[object]:
    """V1's row ids of the records to look at: by the hash of the id, out of the region where it is of ids."""
    within = region.condition("id", old.indexed) if row_id(joined) and region.only else "true"
    array = joined.target.each
    by_chance = f'hashtextextended(id::text collate "C", {seed}), id'
    some = (
        f"select id, xdo from {relation(joined.v1)} as v1 where {within} and {v1_condition(joined)}"
        f" order by {by_chance} limit {RECORDS * (TRIED if array else 1)}"
    )
    filled = f"jsonb_array_length({elements('xdo', array)}) > 0" if array else "true"
    return [row[0] for row in old.ask(f"select id from ({some}) as v1 where {filled} limit {RECORDS}")]


def _records(old: Side, new: Side, joined: Join, ids: Sequence[object]) -> tuple[RowDifference, ...]:
    if not ids:
        return ()
    numbers = [each for each in ids if isinstance(each, int)]
    texts = ", ".join(literal(str(each)) for each in ids)
    among = any_of("id", numbers) if numbers else f"id::text in ({texts})"
    if old.connection is new.connection:
        chosen = replace(joined, v1=Rows(f"select id, xdo from {relation(joined.v1)} as t where {among}"))
        if (key := row_id(joined)) and numbers:
            held = any_of(name(key), numbers)
            chosen = replace(chosen, v2=Rows(f"select * from {relation(joined.v2)} as t where {held}"))
        chunk = Chunk(chosen, Span())
    else:
        chunk = beside(replace(old, join=joined), replace(new, join=joined), numbers, f"v1.{among}")
    columns = tuple(chunk.columns)
    hidden = {each.name for each in joined.target.columns if each.hidden}
    rows = old.ask(chunk.side_by_side(RECORDS))
    return tuple(
        RowDifference(str(key), "spot", tuple(_fields(columns, found, hidden))) for key, *found in rows
    )


def _fields(columns: Sequence[str], found: Sequence[object], hidden: set[str]) -> Iterator[FieldDifference]:
    for column, values in zip(columns, found, strict=True):
        assert isinstance(values, list), "the statement gives an array a column"
        v1, v2, raw = (None if each is None else str(each) for each in values)
        yield FieldDifference(column, v1, v2, raw, column in hidden)
