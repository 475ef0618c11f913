"""What a table differs in: columns, fields and rows, the tally of its ranges, and all of it together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from cutover.compare.chunk import Chunk
from cutover.compare.drift import Drift, judged
from cutover.compare.join import Join, tolerances

KEYS, SAMPLES = 20, 5
TWICE = ("twice in V1", "twice in V2")
KINDS = ("differs", "unparseable", "shapeless", "extra", "missing", *TWICE)
CLAIMS = ("unowned", "contested")


@dataclass(frozen=True, slots=True)
class ColumnDifference:
    """How often a V2 column differs among matched rows, and how often V1's value cannot be cast at all."""

    name: str
    count: int
    unparseable: int = 0
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """One field of one row: V1's value as V2 would hold it (None is NULL), V2's value, V1's own text.

    `unparseable` tells that the text cannot be cast at all: `v1` is None then, though V1 holds a value.
    """

    column: str
    v1: str | None
    v2: str | None
    raw: str | None
    hidden: bool = False
    unparseable: bool = False


@dataclass(frozen=True, slots=True)
class RowDifference:
    """One row that differs: `kind` is one of `KINDS` (missing in V2, extra in V2, …) or of `CLAIMS`."""

    key: str
    kind: str
    fields: tuple[FieldDifference, ...] = ()


def with_twice(
    now: tuple[RowDifference, ...], before: tuple[RowDifference, ...]
) -> tuple[RowDifference, ...]:
    """What still differs when it is read again, and the keys that stood twice, which are not."""
    return tuple(dict.fromkeys((*now, *(each for each in before if each.kind in TWICE))))


@dataclass(frozen=True, slots=True)
class TableDifference:
    """What a V2 table differs in from its V1 source, or from all its sources together.

    `rows_v1` are the rows that V1 makes expect, `rows_v2` those that belong to the sources. `missing` have
    no V2 row, `extra` no V1 row; `twice_v1` and `twice_v2` are rows beyond the first of a key. `unowned`
    are V2 rows that no source claims, `contested` those that several claim. `shapeless` are V1 rows whose
    document is no object, so that it holds no field. `unsettled` rows changed too short a time ago to be
    judged; `fleeting` ones differed and no longer did when they were read again. `absent` are mapped
    columns that V2 does not have.
    `drifts` tell of each column with a tolerance how V2's values deviate within it, and whether all one way.
    `columns` holds the columns that differ, worst first; `samples` the first few rows of each kind with both
    sides' values; `keys` the first twenty keys. `read_once` tells that
    a statement time-out ended the second reading of what differs. `ranges` says in how many ranges of row
    ids it was compared.
    """

    rows_v1: int = 0
    rows_v2: int = 0
    missing: int = 0
    extra: int = 0
    twice_v1: int = 0
    twice_v2: int = 0
    unowned: int = 0
    contested: int = 0
    shapeless: int = 0
    unsettled: int = 0
    fleeting: int = 0
    absent: tuple[str, ...] = ()
    columns: tuple[ColumnDifference, ...] = ()
    keys: tuple[str, ...] = ()
    samples: tuple[RowDifference, ...] = ()
    drifts: tuple[Drift, ...] = ()
    read_once: bool = False
    ranges: int = field(default=0, compare=False)

    @property
    def duplicates(self) -> int:
        """Rows beyond the first of a key, on either side."""
        return self.twice_v1 + self.twice_v2

    @property
    def same(self) -> bool:
        """Whether nothing differs at all."""
        rows = self.missing + self.extra + self.duplicates + self.unowned + self.contested + self.shapeless
        return rows == 0 and not self.columns and not self.absent and not self.biased

    @property
    def biased(self) -> tuple[Drift, ...]:
        """The columns whose values deviate one way."""
        return tuple(each for each in self.drifts if each.biased)

    @property
    def vacuous(self) -> bool:
        """Whether there was no row to judge."""
        return max(self.rows_v1, self.rows_v2) <= self.unsettled


@dataclass(frozen=True, slots=True)
class Found:
    """What one range differs in."""

    rows: dict[str, int]
    columns: dict[str, int]
    unparseable: dict[str, int]
    samples: tuple[RowDifference, ...] = ()
    chunk: Chunk | None = None
    """Where to find what differs: the range itself, or the rows of it that may; None where nothing does."""
    drifts: Mapping[str, tuple[Decimal, ...]] = field(default_factory=dict)
    """The figures of each column's drift."""
    odd: bool = False
    """Whether V1 holds a text that is no value of V2's type, or '' where V2 holds something."""

    @property
    def differing(self) -> int:
        """How many rows and values of it differ."""
        rows = sum(self.rows.get(each, 0) for each in ("missing", "extra", "shapeless"))
        return rows + sum(self.columns.values()) + sum(self.unparseable.values())


@dataclass(slots=True)
class Tally:
    """What has been found of a table so far."""

    rows: Counter[str] = field(default_factory=Counter)
    columns: Counter[str] = field(default_factory=Counter)
    unparseable: Counter[str] = field(default_factory=Counter)
    hidden: set[str] = field(default_factory=set)
    absent: dict[str, None] = field(default_factory=dict)
    samples: dict[str, list[RowDifference]] = field(default_factory=dict)
    ranges: int = 0
    wrong: list[Chunk] = field(default_factory=list)
    sources: int = 0
    drifts: dict[tuple[int, str], Drift] = field(default_factory=dict)
    """By the source's number and the column: sources may deviate in opposite directions."""

    @property
    def wanted(self) -> frozenset[str]:
        """The kinds of difference that have too few rows to show."""
        return frozenset(kind for kind in KINDS if len(self.samples.get(kind, ())) < KEYS)

    def keep(self, row: RowDifference) -> None:
        """Keep a row to show, unless there are enough of its kind."""
        kept = self.samples.setdefault(row.kind, [])
        if len(kept) < KEYS:
            kept.append(row)

    def add(self, found: Found) -> None:
        """Add what was found in one range."""
        self.ranges += 1
        if found.chunk is not None:
            self.wrong.append(found.chunk)
        self.rows.update(found.rows)
        self.columns.update(found.columns)
        self.unparseable.update(found.unparseable)
        for row in found.samples:
            self.keep(row)
        self.add_drifts(found.drifts)

    def begin(self, joined: Join) -> None:
        """Begin with a source."""
        self.sources += 1
        self.hidden.update(each.name for each in joined.target.columns if each.hidden)
        for column, tolerance in tolerances(joined).items():
            self.drifts[self.sources, column] = Drift(column, str(tolerance))

    def add_drifts(self, drifts: Mapping[str, tuple[Decimal, ...]], sampled: bool = False) -> None:
        """Add the figures of drifts in one range of the latest source, or in a sample of it."""
        for column, numbers in drifts.items():
            known = self.drifts[self.sources, column]
            self.drifts[self.sources, column] = replace(known.plus(numbers), sampled=sampled)

    def difference(self) -> TableDifference:
        """All of it, the worst column first."""
        worst = sorted(self.columns | self.unparseable, key=lambda c: -self.columns[c] - self.unparseable[c])
        columns = tuple(
            ColumnDifference(each, self.columns[each], self.unparseable[each], each in self.hidden)
            for each in worst
        )
        kinds = [self.samples.get(kind, []) for kind in KINDS]
        found = [row for rows in kinds for row in rows]
        return TableDifference(
            **self.rows,
            absent=tuple(self.absent),
            columns=columns,
            keys=tuple(row.key for row in found[:KEYS]),
            samples=tuple(row for rows in kinds for row in rows[:SAMPLES]),
            drifts=judged(self.drifts.values()),
            read_once=False,
            ranges=self.ranges,
        )
