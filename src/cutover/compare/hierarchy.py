"""A hierarchy: rows that each name the row above them; its circles and broken chains, and V1's beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import psycopg

from cutover.compare.catalogue import Connection
from cutover.compare.counting import demand_guards
from cutover.compare.join import Join
from cutover.compare.ordered import Row, Side, rows_of_v1, rows_of_v2, side_by_side
from cutover.compare.sqltext import name
from cutover.manifest.hierarchy import Hierarchy

T = TypeVar("T")

SAMPLE = 20
CLIMBED = 30_000_000
"""Steps upwards, of all rows together, beyond which nobody counts how many stand below whom."""
FIGURES = ("stands below", "depth", "downline", "depth as stated", "downline as stated")
"""What is compared of a row, in the order in which it is read behind the key."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What a hierarchy is in one system.

    `linked` rows name one above them. `circling` rows are on a circle or below one, `broken` ones name a row
    that is not there; `doubled` are rows beyond the first of their key. `climbed` is the sum of all depths.
    """

    rows: int
    linked: int = 0
    doubled: int = 0
    circling: int = 0
    broken: int = 0
    deepest: int = 0
    climbed: int = 0


@dataclass(frozen=True)
class HierarchyFound:
    """A hierarchy of V2, that of V1, and where they differ.

    `circle` are the keys of one circle, `torn` (row, the row above that is missing) of the first broken
    chains. `apart` counts rows that do not agree with the row above them, by column. `unlike` counts rows on
    both sides that differ, by figure; `only` the rows of V1 alone and of V2 alone. `uncounted` says that the
    chains were too long to count downlines.
    """

    v2: Shape
    v1: Shape
    circle: tuple[str, ...] = ()
    torn: tuple[tuple[str, str], ...] = ()
    apart: Mapping[str, int] = field(default_factory=dict)
    differing: tuple[tuple[str | None, ...], ...] = ()
    unlike: Mapping[str, int] = field(default_factory=dict)
    samples: tuple[tuple[str, str, str, str], ...] = ()
    only: tuple[int, int] = (0, 0)
    uncounted: bool = False

    @property
    def vacuous(self) -> bool:
        """Whether no row names one above it."""
        return self.v2.linked == 0

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong with it."""
        wrong = (
            self.v2.doubled,
            self.v2.circling,
            self.v2.broken,
            *self.apart.values(),
            *self.unlike.values(),
        )
        return not (self.vacuous or any(wrong))


def judge_hierarchy(
    v1: Connection, v2: Connection, hierarchy: Hierarchy, joins: Sequence[Join], table: str
) -> HierarchyFound:
    """Look at V2's hierarchy (`table` is its physical name) and hold it against V1's, read as V2's columns.

    On one or two servers alike. Raises CannotCompare where a value of V1 cannot be read.
    """
    columns, types = dict(hierarchy.compared), joins[0].types
    new = Side(v2, rows_of_v2(table, columns, types))
    old, was = reading_v1(v1, joins, columns, shape_of)
    held = shape_of(new)
    if held.doubled or was.doubled:
        return HierarchyFound(held, was)
    counted = max(held.climbed, was.climbed) <= CLIMBED
    unlike, only, samples = _beside(old, new, columns, counted)
    apart, differing = _apart(new, hierarchy, table)
    return HierarchyFound(
        held,
        was,
        _circle(new) if held.circling else (),
        _torn(new) if held.broken else (),
        apart,
        differing,
        unlike,
        samples,
        only,
        not counted,
    )


def reading_v1(
    connection: Connection, joins: Sequence[Join], columns: Mapping[str, str], look: Callable[[Side], T]
) -> tuple[Side, T]:
    """Look at V1's rows of all sources together; with guards where a value of V1 cannot be cast."""

    def side(guarded: bool) -> Side:
        selects = (rows_of_v1(each, columns, guarded) for each in joins)
        return Side(connection, " union all ".join(selects))

    try:
        return side(False), look(side(False))
    except psycopg.DataError:
        for joined in joins:
            demand_guards(connection, joined)
    return side(True), look(side(True))


def shape_of(side: Side) -> Shape:
    """Count a side's rows, and its circles and broken chains."""
    rows, keyed, keys, linked = side.numbers(
        f"select count(*), count(key), count(distinct key), count(above) from ({side.rows}) as nodes"
    )
    if keyed > keys:
        # A key that stands twice could lead round and round.
        return Shape(rows, linked, doubled=keyed - keys)
    circling, broken, deepest, climbed = side.numbers(
        f"{_tree(side)} select count(*) filter (where t.key is null),"
        " count(*) filter (where n.above is not null and p.key is null), max(t.depth), sum(t.depth)"
        f" from {_BENEATH} left join tree as t on t.key = n.key where n.key is not null"
    )
    return Shape(rows, linked, 0, circling, broken, deepest, climbed)


_BENEATH = "nodes as n left join nodes as p on p.key = n.above"
"""Rows and the row above each: a join, since a subquery over all rows could be asked once for each."""


def _tree(side: Side, more: str = "") -> str:
    """All rows, and the depth of those that are reached from the top: never those on a circle or below one.

    Each row has one row above it and so is reached once, which ends the descent.
    """
    return (
        f"with recursive nodes as materialized ({side.rows}), tree(key, depth) as ("
        f"select n.key, 0 from {_BENEATH} where p.key is null"
        " union all select n.key, t.depth + 1 from tree as t join nodes as n on n.above = t.key"
        f"){more}"
    )


_BELOW = (
    ", climb(above) as (select n.above from nodes as n join tree using (key) where n.above is not null"
    " union all select n.above from climb as c join nodes as n on n.key = c.above where n.above is not null"
    "), below as (select above as key, count(*) as downline from climb group by above)"
)


def _figures(side: Side, columns: Mapping[str, str], counted: bool) -> Iterator[Row]:
    """Each row's key and figures, in the order of the keys."""
    stated = (f"n.{each}" if each in columns else "null" for each in ("depth", "downline"))
    downline, joined = (
        ("coalesce(b.downline, 0)", " left join below as b on b.key = n.key") if counted else ("null", "")
    )
    return side.stream(
        f"{_tree(side, _BELOW if counted else '')}"
        f" select n.key, n.above, t.depth, {downline}, {', '.join(stated)} from nodes as n"
        f" left join tree as t on t.key = n.key{joined} where n.key is not null order by n.key"
    )


def _beside(
    old: Side, new: Side, columns: Mapping[str, str], counted: bool
) -> tuple[dict[str, int], tuple[int, int], tuple[tuple[str, str, str, str], ...]]:
    unlike: Counter[str] = Counter()
    lacking = surplus = 0
    samples: list[tuple[str, str, str, str]] = []
    for was, held in side_by_side(_figures(old, columns, counted), _figures(new, columns, counted)):
        if was is None or held is None:
            lacking, surplus = lacking + (held is None), surplus + (was is None)
            continue
        for figure, left, right in zip(FIGURES, was[1:], held[1:], strict=True):
            if left != right:
                unlike[figure] += 1
                if len(samples) < SAMPLE:
                    samples.append((str(held[0]), figure, _said(left), _said(right)))
    return {each: unlike[each] for each in FIGURES if unlike[each]}, (lacking, surplus), tuple(samples)


def _said(value: object) -> str:
    return "NULL" if value is None else str(value)


def _torn(side: Side) -> tuple[tuple[str, str], ...]:
    query = f"with nodes as materialized ({side.rows}) select n.key, n.above from {_BENEATH}"
    found = side.first(f"{query} where n.above is not null and p.key is null order by n.key", SAMPLE)
    return tuple((str(key), str(above)) for key, above in found)


def _circle(side: Side) -> tuple[str, ...]:
    """Climb from a row that nobody reaches from the top until a row comes again."""
    stray = (
        "select n.key from nodes as n left join tree as t on t.key = n.key"
        " where n.key is not null and t.key is null order by n.key limit 1"
    )
    walk = (
        f", walk(key, path) as (select key, array[key] from ({stray}) as s union all"
        " select n.above, w.path || n.above from walk as w join nodes as n on n.key = w.key"
        " where n.above <> all(w.path))"
    )
    last = "select w.path::text[], n.above::text from walk as w join nodes as n on n.key = w.key"
    with side.connection.transaction():
        query = f"{_tree(side, walk)} {last} order by cardinality(w.path) desc limit 1"
        row = side.connection.execute(query.encode()).fetchone()
    path, again = (row[0], row[1]) if row else ([], None)
    listed = [str(each) for each in path] if isinstance(path, list) else []
    return tuple(listed[listed.index(str(again)) :]) if again in listed else tuple(listed)


def _apart(
    side: Side, hierarchy: Hierarchy, table: str
) -> tuple[dict[str, int], tuple[tuple[str | None, ...], ...]]:
    """Rows that have a row above them and do not agree with it: by column, and the first of each."""
    apart: dict[str, int] = {}
    samples: list[tuple[str | None, ...]] = []
    for each in hierarchy.agrees:
        mine, theirs = f"c.{name(each.column)}", f"p.{name(each.above)}"
        found = (
            f"from {name(table)} as c join {name(table)} as p"
            f" on p.{name(hierarchy.key)} = c.{name(hierarchy.above)} where {mine} is distinct from {theirs}"
        )
        (count,) = side.numbers(f"select count(*) {found}")
        if count:
            apart[each.column] = count
            listed = f"select c.{name(hierarchy.key)}, '{each.column}', {mine}, {theirs} {found} order by 1"
            samples += side.first(listed, SAMPLE)
    return apart, tuple(samples)
