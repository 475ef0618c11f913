"""One of two servers: what is asked of it about a range of rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cached_property

import psycopg

from cutover.compare.catalogue import Connection, has_index_on
from cutover.compare.chunk import Chunk, Span
from cutover.compare.counting import beyond_guards, demand_guards
from cutover.compare.hashes import Hash, Hashed, row_id
from cutover.compare.join import Join
from cutover.compare.sqltext import Rows, any_of, name, relation

Sums = tuple[int, str, str]
"""How many rows, and the two sums of their hashes."""
NOTHING: Sums = (0, "0", "0")
SMALLEST = 8
"""Identities in the smallest region that is not cut any more."""
BYTES = 1_500_000
"""Characters of V2's rows that are fetched at once, about: the client holds some twenty copies of them."""
BUCKET = "cutover_bucket"
"""What a bucket is called in a statement."""
SAMPLED = 200
"""Rows by which it is guessed how large V2's are."""


@dataclass(frozen=True, slots=True)
class Region:
    """The identities of `span`, in buckets of 2**shift; of `only` those buckets, where it is told."""

    span: Span = field(default_factory=Span)
    shift: int = 0
    only: tuple[int, ...] | None = None

    def condition(self, identity: str, indexed: bool) -> str:
        """The region as SQL over the identity: as ranges where an index can find them."""
        if self.only is None:
            return self.span.condition(identity)
        if self.shift == 0:
            return any_of(identity, self.only)
        if not indexed:
            return any_of(f"{identity} >> {self.shift}", self.only)
        pieces = (f"{identity} >= {low} and {identity} < {high}" for low, high in self._ranges())
        return f"({' or '.join(pieces)})"

    def width(self, edges: tuple[int, int]) -> int:
        """How many identities lie in the span, between the lowest that there is and the highest."""
        low, high = self.borders(edges)
        return high + 1 - low

    def borders(self, edges: tuple[int, int]) -> tuple[int, int]:
        """The lowest identity and the highest that may lie in the span, between those that there are."""
        low = edges[0] if self.span.low is None else self.span.low
        return low, edges[1] if self.span.high is None else self.span.high - 1

    def halves(self, edges: tuple[int, int]) -> tuple[Region, ...]:
        """The region in two, cut between buckets; of one bucket its halves. Empty where it is small.

        `edges` are the lowest identity that there is, and the highest.
        """
        if self.only is not None and len(self.only) > 1:
            middle = len(self.only) // 2
            return replace(self, only=self.only[:middle]), replace(self, only=self.only[middle:])
        if self.only is not None:
            low, high = self.only[0] << self.shift, (self.only[0] + 1) << self.shift
            if high - low <= SMALLEST:
                return ()
            shift = self.shift - 1
            return tuple(
                replace(self, shift=shift, only=(each >> shift,)) for each in (low, low + (1 << shift))
            )
        low, width = edges[0] if self.span.low is None else self.span.low, self.width(edges)
        if width <= SMALLEST:
            return ()
        shift = min(self.shift, width.bit_length() - 2)
        cut = (low + width // 2) >> shift << shift
        return Region(Span(self.span.low, cut), shift), Region(Span(cut, self.span.high), shift)

    def _ranges(self) -> Iterator[tuple[int, int]]:
        """The buckets as ranges of identities, neighbours in one."""
        buckets = sorted(self.only or ())
        starts = [each for n, each in enumerate(buckets) if n == 0 or buckets[n - 1] != each - 1]
        ends = [each for n, each in enumerate(buckets) if each == buckets[-1] or buckets[n + 1] != each + 1]
        for start, end in zip(starts, ends, strict=True):
            yield start << self.shift, (end + 1) << self.shift


@dataclass
class Side:
    """V1 or V2 (`old` or not) of one source. `guarded` is set once a value of V1 could not be cast."""

    connection: Connection
    join: Join
    hash: Hash
    old: bool
    guarded: bool = False

    @cached_property
    def column(self) -> str | None:
        """The table's own column that holds the identity, where one does."""
        held = row_id(self.join)
        return held and ("id" if self.old else name(held))

    @cached_property
    def indexed(self) -> bool:
        """Whether ranges of identities are found without reading the whole table."""
        held = "id" if self.old else row_id(self.join)
        return self.column is not None and has_index_on(self.connection, self._table, str(held))

    @property
    def _table(self) -> str | Rows:
        return self.join.v1 if self.old else self.join.v2

    def borders(self) -> tuple[int, int] | None:
        """The lowest and the highest identity of the table; None where it holds none."""
        ((low, high),) = self.ask(
            f"select min({self.column}), max({self.column}) from {relation(self._table)} as t"
        )
        return None if low is None else (int(str(low)), int(str(high)))

    def row_bytes(self, columns: Iterable[str]) -> float:
        """How many characters a row of these columns has, by the first few of the table."""
        texts = " + ".join(f"coalesce(length({name(each)}::text), 0)" for each in columns)
        some = f"select {texts} as n from {relation(self._table)} as t limit {SAMPLED}"
        ((average,),) = self.ask(f"select coalesce(avg(n), 0)::float8 from ({some}) as sampled")
        return float(str(average))

    def sums(self, region: Region, by: str, edges: tuple[int, int] | None = None) -> dict[int | None, Sums]:
        """Count and sums of the hashes in a region, grouped by an expression over the identity: bucket by
        bucket where `edges` tell the lowest identity and the highest, and an index finds them."""
        if edges is not None and self.indexed and region.only is None:
            rows = self._guarding(lambda: self._by_bucket(region, edges))
        else:
            rows = self.read(region, lambda hashed, condition: hashed.summed(by, condition))
        return {
            None if key is None else int(str(key)): (int(str(number)), str(one), str(two))
            for key, number, one, two in rows
        }

    def read(self, region: Region, question: Callable[[Hashed, str], str]) -> list[tuple[object, ...]]:
        """Ask about the rows of a region; V1 once more, with guards, where a value cannot be cast."""
        return self._guarding(lambda: self._put(region, question))

    def _guarding(self, query: Callable[[], str]) -> list[tuple[object, ...]]:
        if self.old and not self.guarded:
            try:
                return self.ask(query())
            except psycopg.DataError:
                demand_guards(self.connection, self.join)
                self.guarded = True
        with beyond_guards(self.join):
            return self.ask(query())

    def ask(self, query: str) -> list[tuple[object, ...]]:
        """Ask anything; what fails does not harm the transaction."""
        with self.connection.transaction():
            return self.connection.execute(query.encode()).fetchall()

    def _by_bucket(self, region: Region, edges: tuple[int, int]) -> str:
        """The sums of each bucket that holds rows, and of rows without an identity.

        An index gives the rows of one bucket after those of the other: none has to look for its bucket.
        """
        low, high = region.borders(edges)
        first = f"{BUCKET}.n << {region.shift}"
        within = f"{self.column} between {first} and ({first}) + {2**region.shift - 1}"
        query = (
            f"select n, summed.* from generate_series({low >> region.shift}::bigint, {high >> region.shift})"
            f" as {BUCKET}(n) cross join lateral (select {self._cut(within).totals('true')}) as summed"
            " where number > 0"
        )
        if region.span.low is None:
            without = self._cut(f"{self.column} is null").totals("true")
            query += f" union all select null, {without} having count(*) > 0"
        return query

    def _put(self, region: Region, question: Callable[[Hashed, str], str]) -> str:
        join, column = self.join, self.column
        indexed = region.only is not None and self.indexed
        if column is None or not (indexed or region.only is None):
            hashed = self.hashed(join)
            return question(hashed, region.condition(hashed.identity, indexed=False))
        return question(self._cut(region.condition(column, indexed)), "true")

    def _cut(self, condition: str) -> Hashed:
        """The rows of this side under a condition over the table's own columns."""
        part = Rows(f"select * from {relation(self._table)} as t where {condition}")
        return self.hashed(replace(self.join, v1=part) if self.old else replace(self.join, v2=part))

    def hashed(self, join: Join) -> Hashed:
        """The rows of this side, of the whole table or a part of it."""
        return Hashed(Chunk(join, Span(), self.guarded), self.hash, self.old)


def both(
    old: Side, new: Side, question: Callable[[Side], dict[int | None, Sums]]
) -> tuple[dict[int | None, Sums], dict[int | None, Sums]]:
    """Ask both sides at the same time; one after the other where both are one session."""
    if old.connection is new.connection:
        return question(old), question(new)
    with ThreadPoolExecutor(2) as pool:
        asked = pool.submit(question, old), pool.submit(question, new)
        return asked[0].result(), asked[1].result()


@dataclass
class Batches:
    """How many rows are fetched at once, so that they have about `BYTES` characters."""

    average: float
    """Characters of a row."""

    def rows(self, most: int) -> int:
        """How many identities to fetch, at least one."""
        return max(1, min(most, int(BYTES / max(self.average, 1.0))))

    def fetched(self, rows: int, characters: int) -> None:
        """Learn from a batch; large rows are not forgotten at once."""
        self.average = max(characters / max(rows, 1), self.average / 2)
