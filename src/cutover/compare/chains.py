"""Recorded chains: rows that say who stands above somebody, level by level, held against the tree itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cutover.compare.catalogue import Connection
from cutover.compare.hierarchy import SAMPLE, reading_v1
from cutover.compare.join import Join
from cutover.compare.ordered import Row, Side, rows_of_v2, side_by_side
from cutover.manifest.hierarchy import Hierarchy


@dataclass(frozen=True, slots=True)
class Record:
    """What a record of chains is in one system.

    `chains` is how many have one. `gapped` do not count their levels 1, 2, 3 …; `untrue` rows name another
    than the tree does, or somebody whom the tree has not.
    """

    rows: int
    chains: int = 0
    gapped: int = 0
    untrue: int = 0
    longest: int = 0


@dataclass(frozen=True)
class ChainsFound:
    """V2's record and V1's; the first chains with gaps, the first untrue rows (who, level, said, rightly).

    `unlike` chains are longer or shorter than in V1: the first of them (who, V1's length, V2's) in `lengths`.
    """

    v2: Record
    v1: Record
    gaps: tuple[tuple[str | None, ...], ...] = ()
    lies: tuple[tuple[str | None, ...], ...] = ()
    unlike: int = 0
    lengths: tuple[tuple[str, int, int], ...] = ()

    @property
    def vacuous(self) -> bool:
        """Whether nothing is recorded."""
        return self.v2.rows == 0

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong with it."""
        return not (self.vacuous or self.v2.gapped or self.v2.untrue or self.unlike)


@dataclass(frozen=True, slots=True)
class Followed:
    """The tree that a record follows: its hierarchy, its V1 sources, and V2's physical name."""

    hierarchy: Hierarchy
    joins: Sequence[Join]
    table: str

    @property
    def columns(self) -> Mapping[str, str]:
        """What of a row is needed: who it is, and who stands above."""
        return {"key": self.hierarchy.key, "above": self.hierarchy.above}


def judge_chains(
    v1: Connection, v2: Connection, hierarchy: Hierarchy, joins: Sequence[Join], table: str, tree: Followed
) -> ChainsFound:
    """Hold V2's recorded chains against V2's tree, and their length against V1's; `table` is a physical name.

    On one or two servers alike. Raises CannotCompare where a value of V1 cannot be read.
    """
    columns = dict(hierarchy.compared)
    new, nodes = Side(v2, rows_of_v2(table, columns, joins[0].types)), _nodes(v2, tree)
    above, _ = reading_v1(v1, tree.joins, tree.columns, lambda side: side.numbers(_count(side)))
    old, was = reading_v1(v1, joins, columns, lambda side: record_of(side, above))
    held = record_of(new, nodes)
    unlike, lengths = _beside(old, new)
    gaps = new.first(f"{_with(new, nodes)} {_GAPS} order by 1", SAMPLE) if held.gapped else ()
    lies = new.first(f"{_with(new, nodes)} {_LIES} order by 1, 2", SAMPLE) if held.untrue else ()
    return ChainsFound(held, was, gaps, lies, unlike, lengths)


def _nodes(connection: Connection, tree: Followed) -> Side:
    return Side(connection, rows_of_v2(tree.table, tree.columns, tree.joins[0].types))


def _count(side: Side) -> str:
    """A question that reads every value of the rows."""
    return f"select count(key), count(above) from ({side.rows}) as nodes"


def record_of(side: Side, tree: Side) -> Record:
    """Count a side's chains, their gaps, and what the side's own tree does not show."""
    rows, chains, longest = side.numbers(
        f"select count(*), count(distinct of), max(level) from ({side.rows}) as r"
    )
    (gapped,) = side.numbers(f"{_with(side, tree)} select count(*) from ({_GAPS}) as g")
    (untrue,) = side.numbers(f"{_with(side, tree)} select count(*) from ({_LIES}) as l")
    return Record(rows, chains, gapped, untrue, longest)


def _with(side: Side, tree: Side) -> str:
    return f"with r as materialized ({side.rows}), nodes as materialized ({tree.rows})"


_GAPS = (
    "select of, count(*) as rows, min(level) as first, max(level) as last from r group by of"
    " having count(level) <> count(*) or min(level) <> 1 or max(level) <> count(*)"
    " or count(distinct level) <> count(*)"
)
# Beyond a gap nobody can say who rightly stands there: the gap is told instead.
_LIES = (
    "select r.of, r.level, r.above, n.above as rightly from r"
    " left join r as before on before.of = r.of and before.level = r.level - 1"
    " left join nodes as n on n.key = case when r.level = 1 then r.of else before.above end"
    " where (r.level = 1 or before.of is not null) and (n.key is null or n.above is distinct from r.above)"
)


def _lengths(side: Side) -> Iterator[Row]:
    query = f"select of, count(*) from ({side.rows}) as r where of is not null group by of order by of"
    return side.stream(query)


def _beside(old: Side, new: Side) -> tuple[int, tuple[tuple[str, int, int], ...]]:
    unlike = 0
    samples: list[tuple[str, int, int]] = []
    for was, held in side_by_side(_lengths(old), _lengths(new)):
        key = (held or was or ("",))[0]
        left, right = (int(str(row[1])) if row else 0 for row in (was, held))
        if left != right:
            unlike += 1
            if len(samples) < SAMPLE:
                samples.append((str(key), left, right))
    return unlike, tuple(samples)
