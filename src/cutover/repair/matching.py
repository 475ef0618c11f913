"""Matching: which row of V1 an orphan is, and what V1 says that it points at.

An orphan whose own key is whole is found by it. Where the reference is a part of the key, the key is lost:
then it is one of V1's rows that no row of V2 stands for, the one that holds the same in every other column.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from cutover.compare.chunk import Chunk, Ids, Span
from cutover.compare.fetching import compared_types
from cutover.compare.handshake import shake_hands
from cutover.compare.join import v2_condition
from cutover.compare.problem import CannotCompare
from cutover.compare.sqltext import literal, name
from cutover.manifest.table import ROW_ID
from cutover.repair.ground import AT_ONCE, Ground
from cutover.repair.origin import Key, Origin, ask_v1
from cutover.repair.pairing import alone
from cutover.repair.refusal import RepairRefused
from cutover.repair.restoring import in_batches

Values = tuple[str | None, ...]
"""What the columns of a reference hold, as texts; None is NULL."""


@dataclass(frozen=True, slots=True)
class Said:
    """What V1 says of an orphan: the `values` of its reference's columns.

    `source` and `row` are the V1 table and the key of its row, as a plan writes it. It was found by its key
    where `alike` is 0; else by what it holds in `columns` other columns: so many rows of V1 that V2 lacks
    hold the same.
    """

    values: Values
    source: str
    row: Key
    alike: int = 0
    columns: int = 0


def says(origin: Origin, columns: Sequence[str]) -> bool:
    """Whether V1 says something of all these columns of V2's table."""
    mapped = {each.name for each in origin.join.target.columns}
    return {*columns} <= {*origin.join.key_columns, *mapped}


def said_of(ground: Ground, origin: Origin, columns: Sequence[str], keys: Sequence[Key]) -> dict[Key, Said]:
    """What V1 says of V2's rows of these primary keys that the origin owns; of rows it does not know nothing.

    Of rows whose key is lost too, `said_by_content` tells.
    """
    shown = [f"c.{name(each)}::text" for each in origin.join.key_columns]
    partners: defaultdict[Key, list[Key]] = defaultdict(list)
    for key, held in ground.at(origin.table, keys, shown, v2_condition(origin.join)):
        if None not in held:
            partners[tuple(map(str, held))].append(key)
    found: dict[Key, Said] = {}
    for row, own, values in rows_where(ground, origin, origin.join.key_columns, columns, tuple(partners)):
        found |= {key: Said(values, origin.source, row) for key in partners[own]}
    return found


def said_by_content(
    ground: Ground, origin: Origin, columns: Sequence[str], keys: Sequence[Key], taken: Collection[Key] = ()
) -> tuple[dict[Key, Said], list[Key]]:
    """What V1 says of V2's rows of these primary keys, each found by what it holds beside these columns.

    Of V1's rows that no row of V2 stands for, but for those `taken` already, each is found once, in the order
    of their keys; those that hold the same are as good as each other. A column that may differ a little (a
    tolerance that is a distance) does not count. Returns the other ones of these V1 rows too.
    """
    content = _Content(ground, origin, columns)
    wanting: defaultdict[str, deque[Key]] = defaultdict(deque)
    for key, (digest,) in ground.at(origin.table, keys, [content.in_v2], v2_condition(origin.join)):
        wanting[str(digest)].append(key)
    if not wanting:
        return {}, []
    unclaimed = [
        each
        for each in alone(ground.v1, ground.v2, origin)
        if each.side == "v1" and not each.nameless and each.key not in taken
    ]
    free = [each.key for each in unclaimed]
    alike: Counter[str] = Counter()
    found: dict[Key, tuple[str, Said]] = {}
    for row, values, digest in content.in_v1(free):
        alike[digest] += 1
        if wanting.get(digest) and None not in values:
            found[wanting[digest].popleft()] = digest, Said(values, origin.source, row, 1, content.width)
    met = {said.row for _, said in found.values()}
    # A row of V1 that changed only now may still be on its way into V2.
    others = [each.key for each in unclaimed if each.key not in met and not each.young]
    return {key: replace(said, alike=alike[digest]) for key, (digest, said) in found.items()}, others


def rows_where(
    ground: Ground, origin: Origin, by: Sequence[str], columns: Sequence[str], wanted: Sequence[Key]
) -> Iterator[tuple[Key, Key, Values]]:
    """Yield V1's rows whose `by`, columns of V2's table, is wanted, as texts.

    Of each its key, what it was found by, and the values of `columns`.
    """
    for some in in_batches(wanted, AT_ONCE):
        for own, values, *key in ask_v1(ground.v1, origin, partial(_where, origin, by, columns, some)):
            yield tuple(map(str, key)), tuple(map(str, _texts(own))), _texts(values)


def rows_at(
    ground: Ground, origin: Origin, columns: Sequence[str], keys: Sequence[Key]
) -> Iterator[tuple[Key, Values]]:
    """Yield what V1's rows of these keys say of columns of V2's table."""
    for some in in_batches(keys, AT_ONCE):
        ids, asked = Ids(tuple(sorted({int(key[0]) for key in some}))), {*some}
        for values, *key in ask_v1(ground.v1, origin, partial(_at, origin, columns, ids)):
            assert isinstance(values, list), "the statement gives an array"
            if (found := tuple(map(str, key))) in asked:
                yield found, _texts(values)


class _Content:
    """What rows hold beside the columns of a reference, as a digest that is the same on both servers."""

    def __init__(self, ground: Ground, origin: Origin, columns: Sequence[str]) -> None:
        self._ground, self._origin, self._columns = ground, origin, columns
        join = origin.join
        self._types = compared_types(join)
        near = {
            each.name
            for each in join.target.columns
            if each.tolerance and not (each.tolerance.truncated or each.tolerance.decimals is not None)
        }
        mapped = (each.name for each in join.target.columns if each.name in join.types)
        told = dict.fromkeys((*join.key_columns, *mapped))
        self._told = [each for each in told if each not in (*columns, *near)]
        try:
            self._hash = shake_hands(ground.v1, ground.v2, self._types.values())
        except CannotCompare as error:
            raise RepairRefused(f"repair-{error.code}", str(error).partition(": ")[2]) from None

    @property
    def width(self) -> int:
        """How many columns it holds."""
        return len(self._told)

    @property
    def in_v2(self) -> str:
        """The digest over V2's row `c`, as SQL."""
        return self._digest({each: f"c.{name(each)}::{self._types[each]}" for each in self._told}, old=False)

    def in_v1(self, keys: Sequence[Key]) -> Iterator[tuple[Key, Values, str]]:
        """Yield V1's rows of these keys: the key, the values of the reference's columns, the digest."""
        for some in in_batches(keys, AT_ONCE):
            asked, found = {*some}, {}
            ids = Ids(tuple(sorted({int(key[0]) for key in some})))
            question = partial(self._question, ids)
            for values, digest, *key in ask_v1(self._ground.v1, self._origin, question):
                found[tuple(map(str, key))] = _texts(values), str(digest)
            yield from ((key, *found[key]) for key in some if key in found and key in asked)

    def _question(self, ids: Ids, guarded: bool) -> str:
        chunk = Chunk(self._origin.join, ids, guarded)
        digest = self._digest({each: _value(chunk, each) for each in self._told}, old=True)
        told = f"{_array(chunk, self._columns)}, {digest}, {_row(self._origin)}"
        return f"select {told} from {chunk.v1_rows} as v1"

    def _digest(self, values: Mapping[str, str], old: bool) -> str:
        limits = {each.name: each.tolerance for each in self._origin.join.target.columns}
        parts = [*self._hash.values("''::text", "text")]  # there may be nothing else to hold
        for column, value in values.items():
            parts += self._hash.values(value, self._types[column], limits.get(column), old)
        return f"({self._hash.row(parts)})::text"


def _at(origin: Origin, columns: Sequence[str], ids: Ids, guarded: bool) -> str:
    chunk = Chunk(origin.join, ids, guarded)
    return f"select {_array(chunk, columns)}, {_row(origin)} from {chunk.v1_rows} as v1 order by v1.id"


def _where(
    origin: Origin, by: Sequence[str], columns: Sequence[str], wanted: Sequence[Key], guarded: bool
) -> str:
    chunk = Chunk(origin.join, _span(origin, by, wanted), guarded)
    own = [f"({_value(chunk, each)})::text" for each in by]
    listed = ", ".join(f"({', '.join(map(literal, each))})" for each in wanted)
    return (
        f"select array[{', '.join(own)}], {_array(chunk, columns)}, {_row(origin)} from {chunk.v1_rows} as v1"
        f" where ({', '.join(own)}) in ({listed}) order by v1.id"
    )


def _span(origin: Origin, by: Sequence[str], wanted: Sequence[Key]) -> Span | Ids:
    """V1's row ids where the wanted values hold them; else all of them."""
    numbered = {match.column for match in origin.join.target.match if match.field == ROW_ID}
    place = next((n for n, each in enumerate(by) if each in numbered), None)
    if place is None:
        return Span()
    return Ids(tuple(sorted({int(each[place]) for each in wanted if each[place].lstrip("-").isdecimal()})))


def _value(chunk: Chunk, column: str) -> str:
    """V1's value for a column of V2's table, as SQL over `v1`."""
    keys = chunk.join.key_columns
    if column in keys:
        return f"v1.k{keys.index(column)}"
    found = chunk.columns[column]
    return found.guarded if chunk.guarded else found.plain


def _array(chunk: Chunk, columns: Sequence[str]) -> str:
    return f"array[{', '.join(f'({_value(chunk, each)})::text' for each in columns)}]::text[]"


def _row(origin: Origin) -> str:
    return "v1.id, v1.position" if origin.each else "v1.id"


def _texts(values: object) -> Values:
    assert isinstance(values, list), "the statement gives an array"
    return tuple(None if each is None else str(each) for each in values)
