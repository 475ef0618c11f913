"""Forest: how much slower V2 is, endpoint by endpoint with bounds, the slowest first; drawn as a plot."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log
from pathlib import Path

from cutover.evidence import Evidence, Ledger, Outcome
from cutover.manifest import Migration
from cutover.signoff.pages import environment, write_whole
from cutover.signoff.verdict import PhaseVerdict

STATISTICS = ("median", "p95")
TICKS = (0.1, 0.2, 0.5, 0.8, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0)

ROW, APART, TOP, BOTTOM = 36, 13, 34, 10
LEFT, WIDE, RIGHT = 230, 520, 210
"""Heights and widths of the plot's parts, in its own units."""

PANEL = 24
"""Rows that stand under one axis: what fits on a printed page."""

_LEAST, _MOST = 0.5, 2.0
_FARTHEST = 20.0
"""The axis shows at least 0.5 to 2, at most 0.05 to 20; what lies beyond ends at the border."""


@dataclass(frozen=True)
class Whisker:
    """One statistic of one endpoint: a ratio V2 ÷ V1 with its bounds and limit, and where each is drawn."""

    name: str
    ratio: float
    lower: float
    upper: float
    limit: float
    v1: float
    v2: float
    y: float
    at: Mapping[str, float]
    """The places of ratio, lower, upper and limit from the left."""


@dataclass(frozen=True)
class Row:
    """One endpoint."""

    check: str
    endpoint: str
    outcome: Outcome
    pairs: int
    needed: int | None
    y: float
    whiskers: tuple[Whisker, ...]


@dataclass(frozen=True)
class Panel:
    """The rows under one axis."""

    rows: tuple[Row, ...]
    height: int


@dataclass(frozen=True)
class Forest:
    """The whole plot, and the checks of latency that no times are known of."""

    panels: tuple[Panel, ...]
    ticks: tuple[tuple[str, float], ...]
    one: float
    """Where V2 is as fast as V1."""
    width: int
    untimed: tuple[Evidence, ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        """Every row, the slowest first."""
        return tuple(row for panel in self.panels for row in panel.rows)

    def first(self, most: int) -> Panel:
        """The slowest few of them, under an axis of their own."""
        rows = self.panels[0].rows[:most] if self.panels else ()
        return Panel(rows, TOP + ROW * len(rows) + BOTTOM)

    def __bool__(self) -> bool:
        """Whether anything was timed, or tried."""
        return bool(self.rows or self.untimed)


def forest(phases: Sequence[PhaseVerdict], newest: Ledger | None) -> Forest:
    """Plot what stands for each check of latency; the same evidence gives the same plot."""
    known = sorted(_evidence(phases, newest), key=lambda entry: (-_slowest(entry), entry.check))
    timed = [entry for entry in known if _statistics(entry)]
    axis = _Axis.of(timed)
    panels = tuple(_panel(timed[first : first + PANEL], axis) for first in range(0, len(timed), PANEL))
    ticks = tuple((f"{tick:g}", axis.at(tick)) for tick in TICKS if axis.least <= tick <= axis.most)
    untimed = tuple(entry for entry in known if not _statistics(entry))
    return Forest(panels, ticks, axis.at(1.0), LEFT + WIDE + RIGHT, untimed)


def write_latencies(
    migration: Migration, phases: Sequence[PhaseVerdict], newest: Ledger | None, reports: Path
) -> Path | None:
    """Write ``latency.html`` where anything was timed, and return its path."""
    plot = forest(phases, newest)
    if not plot:
        return None
    page = environment().get_template("latency.html").render(migration=migration, forest=plot)
    return write_whole(reports / "latency.html", page)


@dataclass(frozen=True)
class _Axis:
    """A logarithmic axis, so that half as fast and twice as fast lie equally far from 1."""

    least: float
    most: float

    @staticmethod
    def of(timed: Iterable[Evidence]) -> "_Axis":
        figures = [
            float(entry.figures[f"{name} {which}"])
            for entry in timed
            for name in _statistics(entry)
            for which in ("ratio", "lower", "upper", "limit")
        ]
        least = max(1 / _FARTHEST, min([_LEAST, *(each / 1.05 for each in figures)]))
        return _Axis(least, min(_FARTHEST, max([_MOST, *(each * 1.05 for each in figures)])))

    def at(self, ratio: float) -> float:
        within = min(max(ratio, self.least), self.most)
        return round(LEFT + WIDE * log(within / self.least) / log(self.most / self.least), 1)


def _evidence(phases: Sequence[PhaseVerdict], newest: Ledger | None) -> Iterator[Evidence]:
    """What stands for the checks that are owed, then what the newest run timed beyond them."""
    standing = {
        stands.check: stands.evidence
        for phase in phases
        for result in phase.criteria
        for stands in result.standings
        if stands.evidence is not None and stands.check.startswith("latency/")
    }
    beyond = newest.evidence if newest is not None else ()
    yield from standing.values()
    for entry in beyond:
        if entry.check.startswith("latency/") and entry.check not in standing:
            yield entry


def _statistics(entry: Evidence) -> tuple[str, ...]:
    return tuple(name for name in STATISTICS if f"{name} ratio" in entry.figures)


def _slowest(entry: Evidence) -> float:
    return max((float(entry.figures[f"{name} ratio"]) for name in _statistics(entry)), default=0.0)


def _panel(timed: Sequence[Evidence], axis: _Axis) -> Panel:
    rows = tuple(_row(entry, number, axis) for number, entry in enumerate(timed))
    return Panel(rows, TOP + ROW * len(rows) + BOTTOM)


def _row(entry: Evidence, number: int, axis: _Axis) -> Row:
    y = TOP + ROW * number + ROW / 2
    names = _statistics(entry)
    whiskers = tuple(
        _whisker(entry.figures, name, y + (place - (len(names) - 1) / 2) * APART, axis)
        for place, name in enumerate(names)
    )
    needed = entry.figures.get("pairs needed")
    return Row(
        check=entry.check,
        endpoint=entry.check.partition("/")[2],
        outcome=entry.outcome,
        pairs=int(entry.figures.get("pairs", 0)),
        needed=None if needed is None else int(needed),
        y=y,
        whiskers=whiskers,
    )


def _whisker(figures: Mapping[str, int | float], name: str, y: float, axis: _Axis) -> Whisker:
    told = {which: float(figures[f"{name} {which}"]) for which in ("ratio", "lower", "upper", "limit")}
    return Whisker(
        name=name,
        v1=float(figures[f"{name} V1 ms"]),
        v2=float(figures[f"{name} V2 ms"]),
        y=y,
        at={which: axis.at(value) for which, value in told.items()},
        **told,
    )
