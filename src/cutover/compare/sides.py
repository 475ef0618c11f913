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
from cutover.compare.hashes import Hash, Hashed, any_of, row_id
from cutover.compare.join import Join
from cutover.compare.sqltext import Rows, name, relation

Sums = tuple[int, str, str]
"""How many rows, and the two sums of their hashes."""
NOTHING: Sums = (0, "0", "0")


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

    def sums(self, region: Region, by: str) -> dict[int | None, Sums]:
        """Count and sums of the hashes in a region, grouped by an expression over the identity."""
        rows = self.read(region, lambda hashed, condition: hashed.summed(by, condition))
        return {
            None if key is None else int(str(key)): (int(str(number)), str(one), str(two))
            for key, number, one, two in rows
        }

    def read(self, region: Region, question: Callable[[Hashed, str], str]) -> list[tuple[object, ...]]:
        """Ask about the rows of a region; V1 once more, with guards, where a value cannot be cast."""
        if self.old and not self.guarded:
            try:
                return self.ask(self._put(region, question))
            except psycopg.DataError:
                demand_guards(self.connection, self.join)
                self.guarded = True
        with beyond_guards(self.join):
            return self.ask(self._put(region, question))

    def ask(self, query: str) -> list[tuple[object, ...]]:
        """Ask anything; what fails does not harm the transaction."""
        with self.connection.transaction():
            return self.connection.execute(query.encode()).fetchall()

    def _put(self, region: Region, question: Callable[[Hashed, str], str]) -> str:
        join, column = self.join, self.column
        indexed = region.only is not None and self.indexed
        if column is None or not (indexed or region.only is None):
            hashed = self.hashed(join)
            return question(hashed, region.condition(hashed.identity, indexed=False))
        part = Rows(f"select * from {relation(self._table)} as t where {region.condition(column, indexed)}")
        cut = replace(join, v1=part) if self.old else replace(join, v2=part)
        return question(self.hashed(cut), "true")

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


def batches(numbers: Iterable[int], size: int) -> Iterator[list[int]]:
    """Cut numbers into lists of at most so many."""
    listed = list(numbers)
    return (listed[n : n + size] for n in range(0, len(listed), size))
