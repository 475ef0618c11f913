"""Orphans: rows whose parent does not exist."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from uuid import uuid4

from cutover.compare.catalogue import Connection, primary_key
from cutover.compare.known import Tables
from cutover.compare.links import Link, Pair, filled, has_parent, holds_key, is_filled, pairs_of
from cutover.compare.sqltext import Rows, name, relation

SAMPLE = 20
FETCHED = 2_000
"""Orphans that are held in memory at once where all are asked for."""


@dataclass(frozen=True, slots=True)
class Orphans:
    """What one reference holds.

    `rows` are the child's rows, `filled` those with a value in every column, `count` the orphans among them,
    `sample` (key of the child row, value without a parent) of the first twenty in the key's order. `partly`
    have a value in some columns of several, and point at nothing; `deleted` point at a parent that is there
    and counts as deleted. `key` names the columns of the child's key, where a sample was taken.
    """

    rows: int
    filled: int
    count: int
    sample: tuple[tuple[str, str], ...] = ()
    partly: int = 0
    deleted: int = 0
    key: tuple[str, ...] = field(default=(), compare=False)

    @property
    def nulls(self) -> int:
        """Rows without a value."""
        return self.rows - self.filled

    @property
    def vacuous(self) -> bool:
        """Whether there was no value to judge."""
        return self.filled == 0


@dataclass(frozen=True, slots=True)
class Orphan:
    """One row without its parent: its primary key (its place, where it has none) and its values, as texts.

    `fingerprint` is md5 of the row's ``to_jsonb(…)::text``: another one once the row has changed.
    """

    key: tuple[str, ...]
    values: tuple[str, ...]
    fingerprint: str


def find_orphans(
    connection: Connection,
    child: str | Rows,
    column: str | tuple[str, ...],
    parent: str | Rows,
    parent_column: str | tuple[str, ...] = "id",
) -> Orphans:
    """Count the rows of `child` whose `column` has no row in `parent`; physical names."""
    link = Link(child, _several(column), parent, _several(parent_column))
    return count_orphans(connection, (link,))[0]


def count_orphans(
    connection: Connection, links: Sequence[Link], tables: Tables | None = None
) -> tuple[Orphans, ...]:
    """Count the orphans of all links of one child in one pass over it, and sample those of each.

    A constraint that is marked as validated proves nothing, so none is believed. Columns of unlike types are
    compared as the parent's type. `tables` keeps what is known of tables from one child to the next; the
    session must see one snapshot then.
    """
    tables = tables or Tables(connection)
    counted = [_Counted(tables, link, n) for n, link in enumerate(links)]
    figures = ", ".join(figure for each in counted for figure in each.figures)
    joins = " ".join(each.join for each in counted)
    query = f"select count(*), {figures} from {relation(links[0].child)} c {joins}"
    ((all_rows, *found),) = _asked(connection, query)
    rows = tables.rows[links[0].child] = int(str(all_rows))
    told = []
    for n, each in enumerate(counted):
        matched, partly, deleted, given = (int(str(figure)) for figure in found[n * 4 : n * 4 + 4])
        # Where nobody counted the rows with a value, those without a parent tell how many there are.
        count, sample = _sample(tables, each) if matched < given else (0, ())
        key = tables.primary_key(each.link.child) if count else ()
        told.append(Orphans(rows, matched + count, count, sample, partly, deleted, key))
    return tuple(told)


def count_all(connection: Connection, links: Mapping[str, Link]) -> dict[str, Orphans]:
    """Count the orphans of all links, by name, each child in one pass; the session sees one snapshot."""
    tables = Tables(connection)
    tables.learn({table for link in links.values() for table in (link.child, link.parent)})
    parents = {link.parent for link in links.values()}
    found: dict[str, Orphans] = {}
    # A parent's rows, once they are counted as a child's, need not be counted again.
    for child in sorted(dict.fromkeys(link.child for link in links.values()), key=lambda c: c not in parents):
        own = {name: link for name, link in links.items() if link.child == child}
        found |= zip(own, count_orphans(connection, tuple(own.values()), tables), strict=True)
    return {name: found[name] for name in links}


def stream_orphans(connection: Connection, link: Link) -> Iterator[Orphan]:
    """Yield every orphan of a link in the order of its key; a few thousand are in memory at once.

    Within the session's transaction; close the iterator if it is not read to its end.
    """
    pairs = pairs_of(connection, link)
    keys = key_columns(connection, link.child)
    held = [pair.held for pair in pairs]
    query = (
        f"select array[{_texts(keys)}], array[{_texts(held)}], md5(to_jsonb(c)::text)"
        f" {_orphaned(link, pairs)} order by {', '.join(keys)}"
    )
    with closing(connection.cursor(f"orphans_{uuid4().hex}")) as cursor:
        cursor.itersize = FETCHED
        for key, values, fingerprint in cursor.execute(query.encode()):
            yield Orphan(_several(key), _several(values), str(fingerprint))


def values_without_parent(
    connection: Connection, link: Link, limit: int
) -> tuple[tuple[tuple[str, ...], int], ...]:
    """The values that no row of the parent has, each with its number of rows: the most frequent first."""
    pairs = pairs_of(connection, link)
    held = _texts([pair.held for pair in pairs])
    query = (
        f"select array[{held}], count(*) {_orphaned(link, pairs)} group by 1 order by 2 desc, 1 limit {limit}"
    )
    return tuple(
        (tuple(map(str, values)), int(str(rows)))
        for values, rows in _asked(connection, query)
        if isinstance(values, list)
    )


def key_columns(connection: Connection, child: str | Rows) -> tuple[str, ...]:
    """The child's primary key as SQL over `c`; its rows' place where it has none."""
    return _shown_by(primary_key(connection, child))


def _shown_by(key: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"c.{name(each)}" for each in key) or ("c.ctid",)


class _Counted:
    """One of several links as part of the statement that counts them all."""

    def __init__(self, tables: Tables, link: Link, number: int) -> None:
        self.link, self.pairs = link, pairs_of(tables.connection, link, tables)
        self._alias = f"p{number}"
        self._alone = all(pair.native for pair in self.pairs) and tables.is_unique(
            link.parent, link.parent_columns
        )
        self._held = holds_key(tables, link, self.pairs) if self._alone and link.deleted is None else ""

    @property
    def join(self) -> str:
        """The parent's keys beside the child, each once: a key that stands twice counts no row twice."""
        if self._held:
            return ""
        keys = [name(each) if self._alone else f"k{n}" for n, each in enumerate(self.link.parent_columns)]
        equal = " and ".join(
            f"{self._alias}.{key} = {pair.value}" for key, pair in zip(keys, self.pairs, strict=True)
        )
        return f"left join {self._parent} as {self._alias} on {equal}"

    @property
    def figures(self) -> tuple[str, str, str, str]:
        """Rows with a parent, with some of several values, with a parent that counts as deleted, and at most
        so many with a value: exactly so many, but where those without a parent are found as fast."""
        if self._held:
            return f"count(*) filter (where {self._held})", "0", "0", "count(*)"
        if len(self.pairs) == 1:
            given, partly = f"count({self.pairs[0].held})", "0"
        else:
            some = " or ".join(f"{pair.held} is not null" for pair in self.pairs)
            given = f"count(*) filter (where {filled(self.pairs)})"
            partly = f"count(*) filter (where ({some}) and not ({filled(self.pairs)}))"
        matched = name(self.link.parent_columns[0]) if self._alone else "k0"
        gone = "0"
        if self.link.deleted is not None:
            mark = f"{self._alias}.{name(self.link.deleted) if self._alone else 'gone'}"
            gone = f"count(*) filter (where {is_filled(mark)})"
        return f"count({self._alias}.{matched})", partly, gone, given

    @property
    def orphaned(self) -> str:
        """The child's rows without a parent, from FROM on."""
        if not self._held:
            return _orphaned(self.link, self.pairs)
        return f"from {relation(self.link.child)} c where not ({self._held})"

    @property
    def _parent(self) -> str:
        if self._alone:
            return relation(self.link.parent)
        keys = ", ".join(f"{pair.key} as k{n}" for n, pair in enumerate(self.pairs))
        places = ", ".join(str(n + 1) for n in range(len(self.pairs)))
        deleted = self.link.deleted
        gone = f", bool_and({is_filled(f'p.{name(deleted)}')}) as gone" if deleted is not None else ""
        return f"(select {keys}{gone} from {relation(self.link.parent)} p group by {places})"


def _sample(tables: Tables, counted: _Counted) -> tuple[int, tuple[tuple[str, str], ...]]:
    """How many orphans there are, and the first of them."""
    keys = _shown_by(tables.primary_key(counted.link.child))
    shown, found = (
        " || ', ' || ".join(f"{each}::text" for each in some)
        for some in (keys, [pair.held for pair in counted.pairs])
    )
    listed = ", ".join([shown, found, "count(*) over ()", *(f"{key} as o{n}" for n, key in enumerate(keys))])
    order = ", ".join(f"o{n}" for n in range(len(keys)))
    # Sorted apart: the key's index would be followed to its end, row by row, where orphans are few.
    orphans = f"select {listed} {counted.orphaned} offset 0"
    query = f"select * from ({orphans}) as orphan(row, value, number) order by {order} limit {SAMPLE}"
    rows = _asked(tables.connection, query)
    return int(str(rows[0][2])) if rows else 0, tuple((str(key), str(value)) for key, value, *_ in rows)


def _orphaned(link: Link, pairs: tuple[Pair, ...]) -> str:
    parent = has_parent(link, pairs, relation(link.parent))
    return f"from {relation(link.child)} c where {filled(pairs)} and not {parent}"


def _texts(expressions: Sequence[str]) -> str:
    return ", ".join(f"{each}::text" for each in expressions)


def _several(found: object) -> tuple[str, ...]:
    return tuple(map(str, found)) if isinstance(found, list | tuple) else (str(found),)


def _asked(connection: Connection, query: str) -> list[tuple[object, ...]]:
    return connection.execute(query.encode()).fetchall()
