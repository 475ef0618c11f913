"""One side's rows as hashes: what is hashed of each type, and the sums by which whole ranges are compared.

PostgreSQL's own hashes are made for joins, where a collision costs a second look; here it would cost a
difference. They leave out a numeric's sign, fold eight bytes into four, take NaN or 0 for NULL and `{}` for
`[]`, and read an array without its borders. So what they would lose is hashed as the value's bytes or text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from cutover.compare.chunk import Chunk
from cutover.compare.join import Join
from cutover.compare.near import FLOATS, buckets
from cutover.compare.own_types import TEXTS
from cutover.compare.sqltext import name
from cutover.manifest.tolerance import Tolerance

INTEGERS = ("smallint", "integer", "bigint")
SEED = 8_031_417_523
"""Not 0: the hash of NULL is 0, and that of a float's 0 is the seed."""
WHOLE = (*FLOATS, "boolean", "smallint", "integer", "date", "uuid")
"""Types whose hash function sees the whole value."""
BYTES = {
    "bigint": "int8send",
    "numeric": "numeric_send",
    "timestamp with time zone": "timestamptz_send",
    "timestamp without time zone": "timestamp_send",
    "time without time zone": "time_send",
}
"""Types that are hashed by the bytes of their wire format, and the function that gives them."""
FUNCTIONS = {
    "boolean": "hashboolextended",
    "smallint": "hashint2extended",
    "integer": "hashint4extended",
    "date": "hashdateextended",
    "uuid": "uuid_hash_extended",
    "real": "hashfloat4extended",
    "double precision": "hashfloat8extended",
}
"""The functions of the types that are hashed whole."""
PLACE = "\0"
"""Stands for the seed of a value's place in the row; no statement holds that character otherwise."""


@dataclass(frozen=True, slots=True)
class Hash:
    """A way to hash a row, the same on both servers.

    `mixed` is what PostgreSQL's own functions give for each value, with a seed for each place in the row, all
    taken together by exclusive or; from PostgreSQL 18 on, which hashes bytes. `record` is PostgreSQL's own
    hash of a record, which takes longer; `md5` and `sha256` digest a text in which each value
    stands behind its length, for servers whose own hashes differ.

    Values that are not equal must not have one hash; equal ones that are written differently may have two.
    With `loose` it is the other way round, for sums that are to be the same wherever the values are.
    """

    name: str
    loose: bool = False

    def row(self, values: Sequence[str]) -> str:
        """The hash of a row's values as SQL; `sums` says what is added up of it."""
        if self.name == "mixed":
            placed = (each.replace(PLACE, str(_chosen("seed", n))) for n, each in enumerate(values))
            return " # ".join(f"coalesce({each}, {_chosen('null', n)})" for n, each in enumerate(placed))
        if self.name == "record":
            return f"hash_record_extended(row({', '.join(values)}), {SEED})"
        text = " || ".join(f"coalesce(length({each})::text || ':' || {each}, '-')" for each in values)
        if self.name == "md5":
            return f"md5(convert_to({text}, 'UTF8'))"
        return f"encode(sha256(convert_to({text}, 'UTF8')), 'hex')"

    def number(self, values: Sequence[str]) -> str:
        """The hash of a few values as one bigint."""
        row = self.row(values)
        return f"({row})" if self.native else f"('x' || left({row}, 16))::bit(64)::bigint"

    @property
    def native(self) -> bool:
        """Whether a row's hash is a number that PostgreSQL's own functions give."""
        return self.name in ("mixed", "record")

    @property
    def sums(self) -> tuple[str, str]:
        """Two numbers of a row's hash `h`, to be added up over rows.

        A record's hash is a sum over its columns, so that two rows that swap a value would cancel out, and
        little better is an exclusive or: each is hashed once more. That folds it in half, so its upper half
        is hashed by itself as well.
        """
        if self.native:
            return "hashint8extended(h, 0)", "hashint4extended((h >> 32)::integer, 1)"
        return "('x' || left(h, 16))::bit(64)::bigint", "('x' || right(h, 16))::bit(64)::bigint"

    def values(
        self, value: str, type_: str, tolerance: Tolerance | None = None, old: bool = False
    ) -> tuple[str, ...]:
        """What is hashed of a value of a V2 column's type: equal only where the values are.

        With a tolerance: equal only where they are near enough; `old` tells that the value is V1's.
        """
        if tolerance is None:
            return (self._value(value, base_of(type_), type_),)
        parts = buckets(value, type_, tolerance, old)
        return tuple(self._value(each, base_of(kind), kind) for each, kind in parts)

    def flag(self, number: str) -> str:
        """What is hashed of an integer that says what kind of row it is."""
        if self.name == "mixed":
            return f"hashint4extended({number}, {PLACE})"
        return number if self.name == "record" else f"({number})::text"

    def _value(self, value: str, base: str, type_: str) -> str:
        told = self._told(value, base, type_)
        if self.name != "mixed":
            return told
        function = "hashbyteaextended" if base in BYTES else FUNCTIONS.get(base, "hashtextextended")
        return f"{function}({told}, {PLACE})"

    def _told(self, value: str, base: str, type_: str) -> str:
        if base == "numeric" and type_ == base:
            value = f"trim_scale({value})"  # 1.0 and 1.00 are equal
        if base == "json":
            value = f"({value})::jsonb"
        if self.native and base in WHOLE:
            return value
        if self.name == "record" and self.loose and is_ambiguous(base):
            return value
        if self.native and base in BYTES:
            return f"{BYTES[base]}({value})"
        if base in FLOATS:
            value = f"({value}) + 0"  # -0 is 0
        return f'({value})::text collate "C"'


@dataclass(frozen=True)
class Hashed:
    """The rows of one side of a chunk, each with its hash. A row's `identity` is a bigint.

    It is the row id that V1's and V2's rows share, where there is one: V2 rows that are elements of one
    document are compared together. Else it is a hash of the key.
    """

    chunk: Chunk
    hash: Hash
    old: bool
    """Whether these are V1's rows."""

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The columns of the key."""
        columns = self.chunk.join.key_columns
        return tuple(f"v1.k{n}" if self.old else f"v2.{name(each)}" for n, each in enumerate(columns))

    @property
    def ranges(self) -> bool:
        """Whether the identity is a number that the tables themselves hold, by which they are cut."""
        return row_id(self.chunk.join) is not None

    @cached_property
    def identity(self) -> str:
        """The identity as SQL; NULL where a part of it is."""
        join = self.chunk.join
        key = join.row_key
        places = [join.key_columns.index(key.column)] if key else range(len(self.keys))
        if self.ranges:
            return f"({self.keys[places[0]]})::bigint"
        typed = [(self.keys[place], join.types[join.key_columns[place]]) for place in places]
        number = self.hash.number([each for key, type_ in typed for each in self.hash.values(key, type_)])
        nothing = " or ".join(f"{key} is null" for key, _ in typed)
        return f"case when {nothing} then null else {number} end"

    @property
    def source(self) -> str:
        """The rows as a FROM item."""
        return f"{self.chunk.v1} as v1" if self.old else f"{self.chunk.v2} as v2"

    def rows(self, condition: str) -> str:
        """Ask for the identity and the hash `h` of each row under a condition."""
        join = self.chunk.join
        key = [
            part
            for column, key in zip(join.key_columns, self.keys, strict=True)
            for part in self.hash.values(key, join.types[column])
        ]
        values = [self._flag, *key, *(part for each in self.chunk.columns for part in self._column(each))]
        return (
            f"select {self.identity} as identity, {self.hash.row(values)} as h"
            f" from {self.source} where {condition} offset 0"
        )

    def summed(self, by: str, condition: str) -> str:
        """Ask for count and sums of the hashes, grouped by an expression over the identity."""
        return f"select {by}, {self.totals(condition)} group by 1"

    def totals(self, condition: str) -> str:
        """Count and sums of the hashes of rows under a condition: what a SELECT gives, and its FROM."""
        first, second = self.hash.sums
        return (
            f"count(*) as number, sum({first})::text, sum({second})::text"
            f" from ({self.rows(condition)}) as hashed"
        )

    def repeated(self) -> str:
        """Ask for the identities of rows whose key stands twice."""
        whole = " and ".join(f"{key} is not null" for key in self.keys)
        keys = ", ".join(f"{key} as key{n}" for n, key in enumerate(self.keys))
        by = ", ".join(f"key{n}" for n in range(len(self.keys)))
        rows = f"select {self.identity} as identity, {keys} from {self.source} where {whole}"
        return f"select min(identity) from ({rows}) as keyed group by {by} having count(*) > 1"

    def documents(self, condition: str) -> str:
        """Ask for the ids of V1's documents that hold rows under a condition."""
        return f"select distinct v1.id from {self.source} where {condition}"

    def identities(self, condition: str) -> str:
        """Ask for the identities of the rows under a condition."""
        rows = f"select {self.identity} as identity from {self.source} where {condition}"
        return f"select distinct identity from ({rows}) as identified where identity is not null"

    def some(self, limit: int) -> str:
        """Ask for at most so many identities, the same each time, chosen by chance."""
        return (
            f"select identity from ({self.identities('true')}) as all_of_them"
            f" order by hashint8extended(identity, {SEED}), identity limit {limit}"
        )

    def arrays(self, columns: Iterable[str], condition: str) -> str:
        """Ask for V2's rows under a condition: one row, an array of texts for each column."""
        listed = (f"coalesce(array_agg(v2.{name(each)}::text)::text, '{{}}')" for each in columns)
        return f"select {', '.join(listed)} from {self.source} where {condition}"

    def without_key(self, limit: int) -> str:
        """Ask for the keys of rows that lack a part of the identity, as they are shown."""
        shown = " || ', ' || ".join(f"coalesce({key}::text, 'null')" for key in self.keys)
        return f"select {shown} from {self.source} where ({self.identity}) is null limit {limit}"

    def _column(self, column: str) -> tuple[str, ...]:
        type_ = self.chunk.join.types[column]
        limit = next(each.tolerance for each in self.chunk.join.target.columns if each.name == column)
        value = f"v2.{name(column)}"
        if self.old:
            found = self.chunk.columns[column]
            value = f"({found.guarded if self.chunk.guarded else found.plain})"
        return self.hash.values(value, type_, limit, self.old)

    @property
    def _flag(self) -> str:
        """What makes a row unlike every row of the other side: it cannot be cast, or its key is not whole."""
        told = [self.chunk.unparseable(each) for each in self.chunk.columns] if self.old else []
        bad = [each for each in told if each != "false"]
        partly = [f"{key} is null" for key in self.keys] if len(self.keys) > 1 else []
        # V1 rows that are judged whatever V2 holds: no object, or too young to be judged.
        other = ["jsonb_typeof(v1.xdo) is distinct from 'object'"] if self.old else []
        other += ["v1.unsettled"] if self.old and self.chunk.join.settled else []
        kinds = ((bad, 1), (partly, 2 if self.old else 3), (other, 4))
        flags = [(" or ".join(each), n) for each, n in kinds if each]
        cases = " ".join(f"when {condition} then {n}" for condition, n in flags)
        flag = f"case {cases} else 0 end" if cases else "0"
        return self.hash.flag(flag)


def _chosen(use: str, place: int) -> int:
    """A number of 64 bits that is always the same, as by chance."""
    return int.from_bytes(sha256(f"{use} {place}".encode()).digest()[:8], signed=True)


def base_of(type_: str) -> str:
    """A type without its length; every kind of text is text."""
    base = re.sub(r"\(.*?\)", "", type_)
    return "text" if base in TEXTS else base


def is_ambiguous(base: str) -> bool:
    """Whether equal values of a type are written in several ways, and PostgreSQL hashes them alike."""
    listed = base.endswith("[]") and base != "text[]"
    return listed or base.endswith("range") or base in ("interval", "json", "jsonb")


def row_id(joined: Join) -> str | None:
    """The V2 column that holds V1's row id as a number, if there is one."""
    key = joined.row_key
    return key.column if key and joined.types[key.column] in INTEGERS else None
