"""V1's documents and V2's typed rows, compared field by field in the database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, replace
from decimal import Decimal
from time import perf_counter, sleep

import psycopg

from cutover.compare.catalogue import Connection, Documents, documents, has_large_rows, is_unique
from cutover.compare.chunk import Chunk, Span
from cutover.compare.counting import FEW, Way, count_range, first_again, numbers, only
from cutover.compare.course import UNATTENDED, Course, Part
from cutover.compare.difference import (
    CLAIMS,
    KEYS,
    KINDS,
    SAMPLES,
    Found,
    RowDifference,
    TableDifference,
    Tally,
    with_twice,
)
from cutover.compare.join import Join, v2_condition
from cutover.compare.own_types import with_base_types
from cutover.compare.problem import CannotCompare
from cutover.compare.spans import INTEGERS, Allotment, Piece, allot, is_numbered
from cutover.compare.sqltext import name, relation

WORTH_ANOTHER = 8
"""Ranges a connection, below which opening one more does not pay."""
UNFIT = (
    psycopg.errors.CannotCoerce,
    psycopg.errors.UndefinedFunction,
    psycopg.errors.DatatypeMismatch,
    psycopg.errors.SyntaxError,
)

MOST_AGAIN = 1_000
"""Rows that are read again; where more differ, it is no passing state."""

Spare = Callable[[], AbstractContextManager[Connection]]
"""Opens one more session in the same snapshot, for as long as its block runs."""


@dataclass(frozen=True, slots=True)
class Again:
    """How rows that differ are read again: seconds to wait, and a session in a snapshot of its own; V2's
    too, where it is another database."""

    pause: float
    fresh: Spare
    fresh_v2: Spare | None = None


def compare_table(
    connection: Connection,
    joins: Sequence[Join],
    spare: Spare | None = None,
    at_once: int = 1,
    again: Again | None = None,
    course: Course = UNATTENDED,
) -> TableDifference:
    """Compare one V2 table with all its V1 sources, where both stand in one database.

    Several sources share a table by `owns`; rows that no source claims, or several do, are told. A table
    that is large enough is shared out among up to `at_once` sessions, those beyond the first from `spare`.
    With `again`, a few rows that differ are read once more, and only those that still differ count. Ranges
    that the `course` knows to be done are not compared again; rows of them that are shown are read anew.
    """
    tally = Tally()
    for source, joined in enumerate(joins):
        _compare(connection, joined, tally, spare, at_once, course, source)
    found = tally.difference()
    course.hold()
    if again is not None and tally.wrong:
        found = if_in_time(found, lambda: _persisting(connection, tally.wrong, found, again))
    return with_claims(connection, joins, found)


def if_in_time(found: TableDifference, read_again: Callable[[], TableDifference]) -> TableDifference:
    """What persists; all that was found, told as read once, where a database ends the second reading."""
    try:
        return read_again()
    except psycopg.errors.QueryCanceled:
        return replace(found, read_once=True)


def _persisting(
    connection: Connection, wrong: Sequence[Chunk], found: TableDifference, again: Again
) -> TableDifference:
    """Read the rows that differ again, a while later and in another snapshot; too many stay as they are."""
    columns = [each.name for each in found.columns]
    ids: dict[int, tuple[Join, set[int]]] = {}
    for chunk in wrong:
        row_key = chunk.join.row_key
        if row_key is None or chunk.join.types[row_key.column] not in INTEGERS:
            return found
        told = ids.setdefault(id(chunk.join), (chunk.join, set()))[1]
        with connection.transaction():
            rows = connection.execute(chunk.ids(_present(chunk, columns), MOST_AGAIN + 1).encode()).fetchall()
        told.update(int(str(row[0])) for row in rows if row[0] is not None)
        if any(row[0] is None for row in rows) or sum(len(each) for _, each in ids.values()) > MOST_AGAIN:
            return found
    sleep(again.pause)
    tally, still = Tally(), 0
    with again.fresh() as fresh:
        for joined, told in ids.values():
            _compare(fresh, only(joined, told), tally, None, 1)
        for chunk in tally.wrong:
            query = chunk.ids(_present(chunk, list(tally.columns | tally.unparseable)), MOST_AGAIN + 1)
            still += len(fresh.execute(query.encode()).fetchall())
    now = tally.difference()
    return replace(
        found,
        missing=now.missing,
        extra=now.extra,
        shapeless=now.shapeless,
        columns=now.columns,
        keys=now.keys,
        samples=with_twice(now.samples, found.samples),
        fleeting=sum(len(each) for _, each in ids.values()) - still,
    )


def _present(chunk: Chunk, columns: Sequence[str]) -> list[str]:
    return [each for each in columns if each in chunk.columns]


def with_claims(v2: Connection, joins: Sequence[Join], compared: TableDifference) -> TableDifference:
    """Add how many V2 rows no source claims, and how many several claim, and the first keys of each."""
    if len(joins) == 1 and joins[0].target.owns is None:
        return compared
    claims = " + ".join(f"({v2_condition(each)} is true)::integer" for each in joins)
    key = " || ', ' || ".join(f"coalesce(v2.{name(each)}::text, 'null')" for each in joins[0].key_columns)
    rows = f"(select {claims} as n, {key} as key from {relation(joins[0].v2)} as v2) as claimed"
    conditions = "n = 0", "n > 1"
    counted = ", ".join(f"count(*) filter (where {each})" for each in conditions)
    found = numbers(v2, f"select {counted} from {rows}")
    claimed: list[RowDifference] = []
    for kind, number, condition in zip(CLAIMS, found, conditions, strict=True):
        if number:
            query = f"select key from {rows} where {condition} order by length(key), key limit {SAMPLES}"
            claimed += [RowDifference(str(key), kind) for (key,) in v2.execute(query.encode())]
    keys = (*compared.keys, *(each.key for each in claimed))[:KEYS]
    samples = (*compared.samples, *claimed)
    return replace(compared, unowned=found[0], contested=found[1], keys=keys, samples=samples)


def compare_source(connection: Connection, joined: Join) -> TableDifference:
    """Compare one V1 source with the V2 rows it owns: an exact FULL JOIN in ranges of V1's row id.

    The casts run unguarded; a range in which one fails is asked again with guards, which tell the values
    that cannot be cast. Raises `CannotCompare` where that takes a newer PostgreSQL, where V1's table is not
    there or no table of documents, where a key column is absent or of a type that V1's value can never be;
    and psycopg's errors for everything else.
    """
    tally = Tally()
    _compare(connection, joined, tally, None, 1)
    return tally.difference()


def _compare(
    connection: Connection,
    joined: Join,
    tally: Tally,
    spare: Spare | None,
    at_once: int,
    course: Course = UNATTENDED,
    source: int = 0,
) -> None:
    course.hold()
    shape = demand(connection, joined)
    prepare(joined, tally)
    joined = with_base_types(connection, replace(joined, large=has_large_rows(connection, joined.v1)))
    single = keys_are_single(joined, shape) and is_unique(connection, joined.v2, joined.key_columns)
    ranges = allot(connection, joined, shape.columns["id"], course, source)
    more = min(at_once - 1, ranges.least // WORTH_ANOTHER) if spare is not None else 0
    try:
        with ExitStack() as opened:
            others = [opened.enter_context(spare()) for _ in range(more) if spare is not None]
            numbered = is_numbered(joined, shape.columns["id"])
            whole = Chunk(joined, Span(), unique=shape.unique, single=single, numbered=numbered)
            found = _resumed(connection, whole, ranges, course, source)
            found += _shared(
                (connection, *others), whole, ranges, course, source, [each for _, each in found]
            )
    except UNFIT as error:
        raise unfit(joined, error) from None
    for _, each in sorted(found, key=lambda numbered: numbered[0]):
        tally.add(each)


def unfit(joined: Join, error: psycopg.Error) -> CannotCompare:
    """What it means that the database knows no way from V1's value to V2's."""
    what = f"V1's {joined.v1} cannot be laid beside V2's {joined.v2}: {error.diag.message_primary}."
    return CannotCompare("not-comparable", f"{what} Fix the column's type or its mapping.")


def prepare(joined: Join, tally: Tally) -> None:
    """Note what is known before any row is read; raises CannotCompare where V2 lacks a key column."""
    for column in joined.key_columns:
        if column not in joined.types:
            what = f"V2's {joined.target.name} ({joined.v2}) has no column '{column}'. Fix its `match`."
            raise CannotCompare("key-column-absent", what)
    tally.begin(joined)
    tally.absent.update((each.name, None) for each in joined.target.columns if each.name not in joined.types)


def count_chunk(connection: Connection, chunk: Chunk, tally: Tally) -> None:
    """Compare one range of V1's row ids; once more, with guards, where a value cannot be cast."""
    tally.add(count_range(connection, chunk, tally.wanted))


def count_drifts(connection: Connection, chunk: Chunk, tally: Tally, sampled: bool) -> None:
    """Count the drifts alone of a chunk's rows."""
    tally.add_drifts(count_range(connection, chunk, frozenset()).drifts, sampled)


def keys_are_single(joined: Join, shape: Documents) -> bool:
    """Whether no two of V1's rows can have one key: it holds their row id, and an element's place."""
    numbered = any(match.field == "position" for match in joined.target.match)
    return shape.unique and joined.row_key is not None and (joined.target.each is None or numbered)


def demand(connection: Connection, joined: Join) -> Documents:
    """Raise CannotCompare where there is nothing that could be compared."""
    shape = documents(connection, joined.v1)
    if not shape.columns:
        what = f"V1 has no table {joined.v1} that may be read. Fix its id, or the rights of the role."
        raise CannotCompare("v1-table-absent", what)
    if missing := [each for each in ("id", "xdo") if each not in shape.columns]:
        what = f"V1's {joined.v1} has no column '{missing[0]}': it is no table of documents."
        raise CannotCompare("v1-no-documents", what)
    if shape.columns["xdo"] != "jsonb":
        what = f"V1's {joined.v1}.xdo is {shape.columns['xdo']}, not jsonb: it is no table of documents."
        raise CannotCompare("v1-no-documents", what)
    return shape


def _resumed(
    connection: Connection, whole: Chunk, ranges: Allotment, course: Course, source: int
) -> list[tuple[int, Found]]:
    """What is known of the ranges that are done; where rows of one were shown, they are read again."""
    found: list[tuple[int, Found]] = []
    for part in course.done(source):
        span = ranges.piece(part.first, part.steps).span
        chunk = replace(whole, span=span, guarded=part.guarded)
        course.hold()
        rows = _first_in_time(connection, chunk, part) if part.sampled else ()
        wrong = chunk if part.wrong else None
        counted = dict(part.rows), dict(part.columns), dict(part.unparseable)
        drifts = {each: tuple(map(Decimal, numbers)) for each, numbers in part.drifts.items()}
        found.append((part.first, Found(*counted, rows, wrong, drifts)))
    return found


def _first_in_time(connection: Connection, chunk: Chunk, part: Part) -> tuple[RowDifference, ...]:
    """The rows of a range that are shown; none where reading them takes longer than a statement may."""
    try:
        with connection.transaction():
            return first_again(connection, chunk, list(part.columns))
    except psycopg.errors.QueryCanceled:
        return ()


def _part(source: int, piece: Piece, found: Found) -> Part:
    return Part(
        source,
        piece.first,
        piece.steps,
        found.rows,
        found.columns,
        found.unparseable,
        guarded=found.chunk is not None and found.chunk.guarded,
        wrong=found.chunk is not None,
        sampled=bool(found.samples),
        drifts={each: tuple(map(str, numbers)) for each, numbers in found.drifts.items()},
    )


def _shared(
    connections: Sequence[Connection],
    chunk: Chunk,
    ranges: Allotment,
    course: Course,
    source: int,
    before: Sequence[Found],
) -> list[tuple[int, Found]]:
    """Compare all ranges, one at a time a connection; the first error ends all of them."""
    stopped: list[BaseException] = []
    shown = Counter(row.kind for each in before for row in each.samples)

    def work(connection: Connection) -> list[tuple[int, Found]]:
        found: list[tuple[int, Found]] = []
        seen_of, odd = Counter(shown), False
        try:
            while not stopped and (piece := ranges.take()) is not None:
                course.hold()
                wanted = frozenset(kind for kind in KINDS if seen_of[kind] < KEYS)
                much = bool(found) and found[-1][1].differing > FEW
                way: Way = "close" if much else "plain" if odd else "quick"
                if (seen := _ranged(connection, chunk, ranges, piece, wanted, way)) is not None:
                    found.append((piece.first, seen))
                    odd = odd or seen.odd
                    seen_of.update(row.kind for row in seen.samples)
                    course.keep(_part(source, piece, seen))
        except BaseException as error:
            stopped.append(error)
            raise
        return found

    if len(connections) == 1:
        return work(connections[0])
    with ThreadPoolExecutor(len(connections)) as pool:
        working = [pool.submit(work, each) for each in connections]
    if stopped:
        raise stopped[0]
    return [each for done in working for each in done.result()]


def _ranged(
    connection: Connection, chunk: Chunk, ranges: Allotment, piece: Piece, samples: Set[str], way: Way
) -> Found | None:
    """Compare one range; None where it took too long and is handed out again in halves."""
    begun = perf_counter()
    try:
        with connection.transaction():
            found = count_range(connection, replace(chunk, span=piece.span), samples, way)
    except psycopg.errors.QueryCanceled:
        if not ranges.timed_out(piece):
            raise
        return None
    ranges.took(piece, perf_counter() - begun)
    return found
