"""V1's documents and V2's rows where they stand on two servers: hashes find what differs, rows say how.

One pass a side, both at once, sums the rows' hashes in buckets. Only buckets whose sums differ are asked for
their rows' hashes, and only rows whose hashes differ are fetched. Those are judged by the very statements
that compare within one server: V2's rows travel to V1's server inside of them. So a hash that differs for
no reason costs time, and never says that something is wrong.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from time import sleep
from typing import TypeVar

import psycopg

from cutover.compare.catalogue import Connection, Documents, has_large_rows
from cutover.compare.chunk import Span
from cutover.compare.counting import ids_again
from cutover.compare.course import UNATTENDED, Course, Part
from cutover.compare.difference import KEYS, RowDifference, TableDifference, Tally, with_twice
from cutover.compare.fetching import Fetching, compared_types
from cutover.compare.handshake import pin, shake_hands
from cutover.compare.hashes import row_id
from cutover.compare.join import Join, tolerances
from cutover.compare.own_types import with_base_types
from cutover.compare.problem import CannotCompare
from cutover.compare.sides import NOTHING, Region, Side, Sums, both
from cutover.compare.tables import (
    MOST_AGAIN,
    UNFIT,
    Again,
    count_chunk,
    count_drifts,
    demand,
    if_in_time,
    keys_are_single,
    prepare,
    unfit,
    with_claims,
)

T = TypeVar("T")

SMALLEST_BUCKET, BUCKETS = 8, 14
"""As powers of two: row ids in a bucket at least, buckets of a pass at most."""
SPAN, PASSES = 500_000, 64
"""Row ids of a pass at least; passes at most."""
LEAF, BATCH = 20_000, 5_000
"""Rows whose hashes the client holds at once; rows that are fetched and judged at once, at most."""
DRIFTING = 5_000
"""Rows in which the drift of columns with a tolerance is looked for."""


def compare_two_servers(
    v1: Connection,
    v2: Connection,
    joins: Sequence[Join],
    again: Again | None = None,
    course: Course = UNATTENDED,
) -> TableDifference:
    """Compare one V2 table with all its V1 sources, which stand on another server or in another database.

    Says what `compare_table` says of the same rows; where many differ, its samples may be others.
    Raises CannotCompare where the servers have no hash in common, or as `compare_table` does.
    With `again`, a few rows that differ are read once more, and only those that still differ count. Passes
    that the `course` knows to be done are not made again, but rows that differed in them are judged anew.
    """
    tally, compared = Tally(), []
    with _pinned(v1, v2):
        for source, joined in enumerate(joins):
            course.hold()
            shape = demand(v1, joined)
            prepare(joined, tally)
            joined = with_base_types(v2, replace(joined, large=has_large_rows(v1, joined.v1)))
            try:
                hash_ = shake_hands(v1, v2, compared_types(joined).values())
                old, new = Side(v1, joined, hash_, old=True), Side(v2, joined, hash_, old=False)
                compared.append(_Comparison(old, new, joined, shape, tally, course, source))
                compared[-1].run()
                compared[-1].sample_drifts()
            except UNFIT as error:
                raise unfit(joined, error) from None
            except psycopg.errors.UntranslatableCharacter:
                raise _unwritable(joined) from None
        found = tally.difference()
        course.hold()
        if again is not None:
            found = if_in_time(found, lambda: _persisting(compared, found, again))
        return with_claims(v2, joins, found)


def _unwritable(joined: Join) -> CannotCompare:
    what = (
        f"V2's {joined.v2} holds a character that V1's server has no code for; no value of V1 can equal it."
    )
    return CannotCompare("no-common-encoding", f"{what} Compare it within one server whose encoding is UTF8.")


@contextmanager
def _pinned(v1: Connection, v2: Connection) -> Iterator[None]:
    with ExitStack() as stack:
        for connection in dict.fromkeys((v1, v2)):
            stack.enter_context(connection.transaction())
            pin(connection)
            # psycopg would keep the last hundred statements, in which V2's rows stand, and count them.
            stack.callback(setattr, connection, "prepare_threshold", connection.prepare_threshold)
            connection.prepare_threshold = None
        yield


def _persisting(compared: Sequence[_Comparison], found: TableDifference, again: Again) -> TableDifference:
    """Read the rows that differ again, a while later and in other snapshots; too many stay as they are."""
    judged = sum(len(each.judged) for each in compared)
    known = all(row_id(each.join) and not each.without_key for each in compared)
    if not 0 < judged <= MOST_AGAIN or not known or again.fresh_v2 is None or found.same:
        return found
    differed = sum(each.count_differing(each.judged) for each in compared)
    sleep(again.pause)
    tally, still = Tally(), 0
    with again.fresh() as v1, again.fresh_v2() as v2, _pinned(v1, v2):
        for each in compared:
            sides = replace(each.old, connection=v1), replace(each.new, connection=v2)
            once_more = _Comparison(*sides, each.join, each.shape, tally)
            once_more.judge(sorted(each.judged))
            still += once_more.count_differing(each.judged)
    now = tally.difference()
    return replace(
        found,
        missing=now.missing,
        extra=now.extra,
        shapeless=now.shapeless,
        columns=now.columns,
        keys=now.keys,
        samples=with_twice(now.samples, found.samples),
        fleeting=differed - still,
    )


@dataclass
class _Comparison:
    """One V1 source beside the V2 rows that it owns; what differs goes into the tally."""

    old: Side
    new: Side
    join: Join
    shape: Documents
    tally: Tally
    course: Course = UNATTENDED
    source: int = 0
    differing: set[int] = field(default_factory=set)
    """Identities of the pass that is made, and not yet judged."""
    repeated: set[int] = field(default_factory=set)
    """The same, of V1's rows that have a key twice: V2 may have it twice too, and no sum tells."""
    many: bool = False
    """Whether so many of the pass differ that some are judged before it is finished."""
    judged: set[int] = field(default_factory=set)
    without_key: int = 0
    widest: float = float("inf")
    """Identities of a region that was not answered in time, halved: no wider one is asked about again."""

    def run(self) -> None:
        """Compare all rows, pass by pass."""
        before = self.tally.rows.copy()
        rows: Counter[str] = Counter()
        passes = self.tally.ranges
        done = {part.first: part for part in self.course.done(self.source)}
        for number, region in enumerate(self._regions()):
            passes += 1
            if number in done:
                rows.update(done[number].rows)
                self.differing |= {*done[number].ids}
            else:
                self.many = False
                self.repeated = self._repeated(region)
                seen = self._look(region)
                self.differing |= self.repeated
                rows.update(seen)
                self._keep(number, seen)
            self._judge_all()
        self.tally.ranges = passes
        self._judge_without_key(rows["missing"], rows["extra"])
        for which in ("rows_v1", "rows_v2"):
            self.tally.rows[which] = before[which] + rows[which]

    def _keep(self, number: int, rows: Mapping[str, int]) -> None:
        """Note that a pass is finished, but for one that is the whole table or in which very many differ."""
        if row_id(self.join) is not None and not self.many and len(self.differing) <= MOST_AGAIN:
            self.course.keep(Part(self.source, number, rows=rows, ids=tuple(sorted(self.differing))))

    def _look(self, region: Region) -> dict[str, int]:
        """Note which identities in a region differ; count its rows, and those without an identity."""
        rows: Counter[str] = Counter()
        for part, (found, held) in self._in_time(region, self._sums):
            rows.update(self._compare_sums(part, found, held))
        return rows

    def _sums(self, region: Region) -> tuple[dict[int | None, Sums], dict[int | None, Sums]]:
        self.course.hold()
        by = "identity" if region.only else f"identity >> {region.shift}"
        edges = self._edges if self._by_index else None
        return both(self.old, self.new, lambda side: side.sums(region, by, edges))

    def _in_time(self, region: Region, ask: Callable[[Region], T]) -> Iterator[tuple[Region, T]]:
        """Ask about a region; about its halves where a database ends the statement because it takes too long.

        Raises that error where there are none: the region is small, or a half costs as much as the whole.
        """
        wide = region.only is None and self._by_index and region.width(self._edges) > self.widest
        halves = region.halves(self._edges) if wide else ()
        if not halves:
            try:
                yield region, ask(region)
                return
            except psycopg.errors.QueryCanceled:
                halves = region.halves(self._edges) if self._by_index else ()
                if not halves:
                    raise
                if region.only is None:
                    self.widest = max(half.width(self._edges) for half in halves)
        for half in halves:
            yield from self._in_time(half, ask)

    @cached_property
    def _fetching(self) -> Fetching:
        return Fetching(self.old, self.new, self.join, self.shape)

    @property
    def _by_index(self) -> bool:
        """Whether half a region costs about half as much."""
        return row_id(self.join) is not None and self.old.indexed and self.new.indexed

    @cached_property
    def _edges(self) -> tuple[int, int]:
        """The lowest identity of both sides, and the highest."""
        borders = [each for each in (self.old.borders(), self.new.borders()) if each]
        return min((each[0] for each in borders), default=0), max((each[1] for each in borders), default=0)

    def _compare_sums(
        self, region: Region, found: dict[int | None, Sums], held: dict[int | None, Sums]
    ) -> dict[str, int]:
        rows = {"missing": found.pop(None, NOTHING)[0], "extra": held.pop(None, NOTHING)[0]}
        size = {
            each: found.get(each, NOTHING)[0] + held.get(each, NOTHING)[0] for each in unlike(found, held)
        }
        self._narrow(region, size)
        rows["rows_v1"] = rows["missing"] + sum(each[0] for each in found.values())
        rows["rows_v2"] = rows["extra"] + sum(each[0] for each in held.values())
        return rows

    def _narrow(self, region: Region, size: Mapping[int, int]) -> None:
        """Look closer at buckets that differ: at their rows, or at smaller buckets where these are many."""
        few: list[int] = []
        for bucket in sorted(size):
            if size[bucket] > LEAF and region.shift:
                low = bucket << region.shift
                span = Span(low, low + (1 << region.shift))
                self._look(Region(span, max(region.shift - BUCKETS, 0)))
                continue
            if sum(size[each] for each in few) + size[bucket] > LEAF:
                self._look_at_rows(region, few)
                few = []
            few.append(bucket)
        self._look_at_rows(region, few)

    def _look_at_rows(self, region: Region, buckets: Sequence[int]) -> None:
        if buckets:
            closer = replace(region, only=tuple(buckets))
            for _, (found, held) in self._in_time(closer, self._sums):
                self.differing |= unlike(found, held)
                if len(self.differing) > LEAF and self._fetching.parts:
                    self.many = True
                    self._judge_all()

    def _judge_all(self) -> None:
        """Judge what is known to differ, in batches, so that not all of it is held at once."""
        self.repeated -= self.differing
        left = sorted(self.differing)
        self.differing = set()
        if len(self.judged) <= MOST_AGAIN:
            self.judged.update(left[: MOST_AGAIN + 1])
        most = LEAF if row_id(self.join) is None else BATCH
        while left:
            size = self._fetching.rows(most) if self._fetching.parts else most
            self.judge(left[:size])
            del left[:size]

    def _regions(self) -> Iterator[Region]:
        """The passes: one, or ranges of row ids of about the same width."""
        if row_id(self.join) is None:
            yield Region(shift=64 - BUCKETS)
            return
        shift, *cuts = self.course.cuts(self.source, self._cut)
        for first, last in zip([None, *cuts], [*cuts, None], strict=True):
            yield Region(Span(first, last), shift)

    def _cut(self) -> Sequence[int]:
        """How wide buckets are, as a power of two; then where one pass ends and the next one begins."""
        low, high = self._edges
        shift = max(SMALLEST_BUCKET, (high - low).bit_length() - BUCKETS)
        width = -(-max(SPAN, (high - low) // PASSES) >> shift) << shift
        start = (low >> shift) << shift
        cuts = range(start + width, high + 1, width) if self.old.indexed and self.new.indexed else ()
        return shift, *cuts

    def _repeated(self, region: Region) -> set[int]:
        """The identities in a region of V1's rows that have a key twice."""
        if keys_are_single(self.join, self.shape):
            return set()
        asked = self._in_time(region, lambda part: self.old.read(part, lambda hashed, _: hashed.repeated()))
        return {int(str(row[0])) for _, rows in asked for row in rows}

    def judge(self, identities: Sequence[int]) -> None:
        """Compare V1's rows of these identities with V2's, which are written into the statement; in halves
        where that takes too long."""
        self.course.hold()
        v1 = self.old.connection
        try:
            with v1.transaction():
                count_chunk(v1, replace(self._fetching.beside(identities), drifting=False), self.tally)
        except psycopg.errors.QueryCanceled:
            if len(identities) < 2 or not self._fetching.parts:
                raise
            half = len(identities) // 2
            self.judge(identities[:half])
            self.judge(identities[half:])
        self.tally.wrong.clear()  # each holds V2's rows

    def count_differing(self, judged: Iterable[int]) -> int:
        """How many of the rows that were judged differ; a hash may differ where no value does."""
        left, number = sorted(judged), 0
        while left:
            size = self._fetching.rows(BATCH)
            chunk = self._fetching.beside(left[:size])
            told = [each for each in self.tally.columns | self.tally.unparseable if each in chunk.columns]
            number += len(ids_again(self.old.connection, chunk, told, MOST_AGAIN + 1))
            del left[:size]
        return number

    def sample_drifts(self) -> None:
        """Count the drifts of columns with a tolerance in some rows, which hashes cannot tell: by the very
        rows, all of a small table, and of a larger one so many that chance has chosen."""
        columns = tolerances(self.join, drifting=True)
        if not columns:
            return
        self.course.hold()
        wanted = {*columns, *self.join.key_columns}
        kept = tuple(each for each in self.join.target.columns if each.name in wanted)
        narrow = replace(self.join, target=self.join.target.model_copy(update={"columns": kept}))
        sides = replace(self.old, join=narrow), replace(self.new, join=narrow)
        rows = sides[0].read(Region(), lambda hashed, _: hashed.some(DRIFTING))
        chunk = Fetching(*sides, narrow, self.shape).beside([int(str(row[0])) for row in rows])
        count_drifts(self.old.connection, chunk, self.tally, sampled=len(rows) >= DRIFTING)

    def _judge_without_key(self, missing: int, extra: int) -> None:
        """Rows whose key is NULL belong to no row of the other side."""
        self.without_key = missing + extra
        self.tally.rows.update(missing=missing, extra=extra)
        for side, kind, number in ((self.old, "missing", missing), (self.new, "extra", extra)):
            if number:
                rows = side.read(Region(), lambda hashed, _: hashed.without_key(KEYS))
                for (key,) in rows:
                    self.tally.keep(RowDifference(str(key), kind))


def unlike(found: Mapping[int | None, Sums], held: Mapping[int | None, Sums]) -> set[int]:
    """Where the sums of the two sides differ, or only one side has any."""
    return {
        each for each in found.keys() | held.keys() if each is not None and found.get(each) != held.get(each)
    }
