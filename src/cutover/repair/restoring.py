"""Restoring: V1's rows as V2 would hold them, as JSON that V2 reads by `jsonb_populate_record`."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import TypeVar

from cutover.compare.catalogue import Connection
from cutover.compare.chunk import Chunk, Ids
from cutover.compare.sqltext import literal, name
from cutover.repair.origin import Key, Origin, ask_v1, demand_values
from cutover.repair.plan import Step, ids_of

T = TypeVar("T")

AT_ONCE = 1_000
"""Rows of V1 that are held at once."""

GONE = "V1 does not hold it any more"
UNREADABLE = "V1 holds what V2's column cannot"
STANDS = "V2 holds a row by its key already"


@dataclass(frozen=True, slots=True)
class Restored:
    """A row that V2 is to get: `row` is a JSON object whose names are the columns of the INSERT.

    A column that is not among them gets what V2 gives it by itself. Where there is nothing to insert, `row`
    is None and `why` says why.
    """

    key: Key
    row: str | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """What V1 holds of some rows: `digest` is sha256 over those that V2 can hold, in their order.

    `bad` are the others, with why.
    """

    digest: str
    bad: dict[Key, str]


@dataclass(frozen=True, slots=True)
class _Read:
    """A row as V1's server made it: its key in V2 and all of it, as JSON; `bad` columns cannot be cast."""

    id: Key
    key: str
    row: str
    bad: str


@dataclass
class _Numbers:
    """The numbers of new rows, which follow the highest that V2 holds when the first one is taken."""

    v2: Connection
    origin: Origin
    last: int | None = None

    def take(self, count: int) -> int:
        """Take so many; the number before the first of them."""
        if self.last is None:
            column = name(str(self.origin.numbered))
            row = self.v2.execute(
                f"select coalesce(max({column}), 0) from {name(self.origin.relation)}".encode()
            ).fetchone()
            self.last = int(str(row[0])) if row else 0
        before = self.last
        self.last += count
        return before


@dataclass
class _Giving:
    """One batch of rows for V2: what it was given of each key so far counts as held."""

    v1: Connection
    v2: Connection
    origin: Origin
    numbers: _Numbers | None
    given: Counter[str] = field(default_factory=Counter)

    def rows(self, keys: Sequence[Key]) -> Iterator[Restored]:
        read = _read(self.v1, self.origin, keys)
        wanted = [read[key] for key in keys if key in read and not read[key].bad]
        new = self._not_held(Counter(each.key for each in read.values()), wanted)
        rows = dict(zip((each.id for each in new), self._whole(new), strict=True))
        for key in keys:
            yield Restored(key, rows.get(key), "" if key in rows else _why(read.get(key)))

    def _not_held(self, in_v1: Counter[str], wanted: Sequence[_Read]) -> list[_Read]:
        held = standing(self.v2, self.origin, [each.key for each in wanted])
        new = []
        for each in wanted:
            if held[each.key] + self.given[each.key] < in_v1[each.key]:
                self.given[each.key] += 1
                new.append(each)
        return new

    def _whole(self, new: Sequence[_Read]) -> list[str]:
        """The rows with what V2 alone can say: their numbers, and the columns that repair.yaml fills."""
        origin, own = self.origin, []
        if self.numbers is not None and origin.numbered is not None:
            own.append((origin.numbered, f"{self.numbers.take(len(new))} + n"))
        own += [(column, f"({sql})") for column, sql in origin.fill]
        if not own or not new:
            return [each.row for each in new]
        listed = ", ".join(f"{literal(column)}, {sql}" for column, sql in own)
        query = f"select jsonb_build_object({listed})::text from generate_series(1, {len(new)}) as g(n)"
        values = (str(row[0]) for row in self.v2.execute(query.encode()).fetchall())
        return [_merged(each.row, more) for each, more in zip(new, values, strict=True)]


def keys_of(step: Step) -> Iterator[Key]:
    """Yield the keys of all rows that a step restores, in its order."""
    yield from (row.key for row in step.rows)
    yield from ((str(each),) for each in ids_of(step.ranges))


def rows_of(
    v1: Connection, v2: Connection, origin: Origin, keys: Iterable[Key], numbered: bool = True
) -> Iterator[Restored]:
    """Yield V1's rows of these keys, in their order, as V2 would hold them.

    `v2` is the session that inserts them, and one call is one batch: what V2 holds by then is not given
    again, and the numbers of new rows follow the highest that it holds; without `numbered` V2 is left to
    give them. Raises RepairRefused where V2 demands a value that nobody gives, or V1's server cannot tell
    which of its values cannot be cast.
    """
    if numbered:
        demand_values(origin)
    giving = _Giving(v1, v2, origin, _Numbers(v2, origin) if numbered else None)
    for some in in_batches(keys):
        yield from giving.rows(some)


def content_of(v1: Connection, origin: Origin, keys: Iterable[Key]) -> Content:
    """What V1 holds of these rows now: a plan whose step has another `content` is older than V1."""
    digest, bad = hashlib.sha256(), {}
    for some in in_batches(keys):
        read = _read(v1, origin, some)
        for key in some:
            found = read.get(key)
            if found is None or found.bad:
                bad[key] = _why(found)
            else:
                digest.update(f"{'/'.join(key)}\t{found.row}\n".encode())
    return Content(digest.hexdigest(), bad)


def standing(v2: Connection, origin: Origin, keys: Iterable[str]) -> Counter[str]:
    """How many rows V2 holds of each key, a JSON object of the key's columns, of whichever V1 table."""
    wanted = list(dict.fromkeys(keys))
    table = name(origin.relation)
    same = " and ".join(f"t.{name(each)} = r.{name(each)}" for each in origin.join.key_columns)
    rows = v2.execute(
        "select w.key, count(t.tableoid) from unnest(%s::text[]) as w(key)"
        f" cross join lateral jsonb_populate_record(null::{table}, w.key::jsonb) as r"
        f" left join {table} as t on {same} group by w.key".encode(),
        (wanted,),
    ).fetchall()
    return Counter({str(key): int(str(count)) for key, count in rows})


def keys_in_v2(v1: Connection, origin: Origin, keys: Sequence[Key]) -> dict[Key, str]:
    """The keys that V1's rows have in V2, as JSON objects; those that V1 does not hold are left out."""
    return {each.id: each.key for each in _read(v1, origin, keys, whole=False).values()}


def as_v1_holds(v1: Connection, origin: Origin, keys: Sequence[Key]) -> dict[Key, str]:
    """V1's rows of these keys as V2 would hold them, but for what V2 alone can say; those that it holds."""
    read = _read(v1, origin, keys)
    return {key: read[key].row for key in keys if key in read}


def in_batches(many: Iterable[T], size: int = AT_ONCE) -> Iterator[tuple[T, ...]]:
    """Yield what there is in batches of at most so many."""
    left = iter(many)
    while some := tuple(islice(left, size)):
        yield some


def _why(read: _Read | None) -> str:
    if read is None:
        return GONE
    return f"{UNREADABLE}: {read.bad}" if read.bad else STANDS


def _merged(row: str, more: str) -> str:
    """Two JSON objects as one, without reading them: a number keeps all its digits."""
    return f"{row[:-1]}, {more[1:]}" if row != "{}" else more


def _read(v1: Connection, origin: Origin, keys: Sequence[Key], whole: bool = True) -> dict[Key, _Read]:
    """V1's rows of these keys, by their keys; of an array all elements of the documents."""
    ids = tuple(dict.fromkeys(int(key[0]) for key in keys))
    rows = ask_v1(v1, origin, lambda guarded: _question(origin, ids, guarded, whole))
    found = (_Read(tuple(map(str, key)), str(held), str(row), str(bad)) for held, row, bad, *key in rows)
    return {each.id: each for each in found}


def _question(origin: Origin, ids: tuple[int, ...], guarded: bool, whole: bool) -> str:
    chunk = Chunk(origin.join, Ids(ids), guarded)
    key = [f"v1.k{n} as {name(column)}" for n, column in enumerate(origin.join.key_columns)]
    mapped = [
        column
        for column in chunk.columns
        if whole and column not in origin.join.key_columns and not origin.held[column].generated
    ]
    values = ((column, chunk.columns[column]) for column in mapped)
    row = key + [f"{each.guarded if guarded else each.plain} as {name(column)}" for column, each in values]
    bad = (f"case when {chunk.unparseable(each)} then {literal(each)} end" for each in mapped if guarded)
    told = f"concat_ws(', ', {', '.join(bad)})" if guarded and mapped else "''"
    place = ", v1.position" if origin.each else ""
    return (
        f"select {_object(key)}, {_object(row)}, {told}, v1.id{place} from {chunk.v1_rows} as v1"
        f" order by v1.id{place}"
    )


def _object(listed: list[str]) -> str:
    return f"(select to_jsonb(o) from (select {', '.join(listed)}) as o)::text"
