"""A line chart: series over one axis, a limit line, and the same numbers for a table; drawn as inline SVG.

Pure: numbers in, places out. ``templates/chart.html`` draws it with ``{{ chart(...) }}``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, isfinite, log10

WIDE, HIGH = 344, 190
"""The drawing's size in its own units: one unit is one pixel on a phone."""
LEFT, RIGHT, TOP, BOTTOM = 44, 8, 14, 24
"""What is kept free for the labels."""
TOLD = 30
"""So many rows has the table of the numbers at most."""
_TICKS = 4

DASHES = ("", "6 3", "2 3", "9 3 2 3")
"""How the lines differ without their colours, in the order of the series."""


@dataclass(frozen=True)
class Series:
    """One line: its name and a value for each place on the axis, None where nothing was measured.

    ``tone`` is a class of the page's style: ``ready``, ``not-ready``, ``not-proven``, or '' for plain ink.
    """

    name: str
    values: Sequence[float | None]
    tone: str = ""


@dataclass(frozen=True)
class Band:
    """The area between two lines, behind all others: what another system did at the same time."""

    name: str
    lower: Series
    upper: Series


@dataclass(frozen=True)
class Line:
    """A series as it is drawn."""

    name: str
    tone: str
    dash: str
    path: str
    dots: tuple[tuple[float, float], ...]
    """Values that stand alone between gaps: a line through one point would not be seen."""


@dataclass(frozen=True)
class Chart:
    """The drawing: lines, both axes' ticks with their places, the limit, and rows of numbers."""

    title: str
    unit: str
    along: str
    summary: str
    """What the drawing shows, in a sentence, for whoever does not see it."""
    lines: tuple[Line, ...]
    across: tuple[tuple[str, float], ...]
    up: tuple[tuple[str, float], ...]
    limit: tuple[str, float] | None
    band: tuple[str, str] | None
    """Its name and its outline."""
    names: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    left_out: int
    """How many rows the table leaves out between those that it shows."""
    width: int = WIDE
    height: int = HIGH
    left: int = LEFT
    right: int = WIDE - RIGHT
    top: int = TOP
    bottom: int = HIGH - BOTTOM


def chart(
    title: str,
    at: Sequence[float],
    series: Sequence[Series],
    *,
    unit: str = "",
    along: str = "s",
    limit: float | None = None,
    band: Band | None = None,
) -> Chart:
    """Lay a chart out: ``at`` are the places along the axis, rising, one for each value of every series.

    A limit is always within the drawing. Of no value at all it is an empty chart, which says so.
    """
    counted = (*series, *((band.lower, band.upper) if band else ()))
    told = [value for each in counted for value in each.values if value is not None and _is_number(value)]
    most = max([*told, limit or 0.0, 0.0]) or 1.0
    steps = ticks(most)
    first, last = (at[0], at[-1]) if at else (0.0, 1.0)
    places = _Places(first, last if last > first else first + 1.0, steps[-1])
    every = max(1, ceil(len(at) / TOLD))
    return Chart(
        title=title,
        unit=unit,
        along=along,
        summary=_summary(counted, unit, limit),
        lines=tuple(_line(number, each, at, places) for number, each in enumerate(series)),
        across=tuple((number(each), places.x(each)) for each in _across(first, last)),
        up=tuple((number(each), places.y(each)) for each in steps),
        limit=None if limit is None else (number(limit), places.y(limit)),
        band=None if band is None else (band.name, _area(band, at, places)),
        names=tuple(each.name for each in counted),
        rows=tuple(
            (number(at[n]), tuple(_cell(each, n) for each in counted)) for n in range(0, len(at), every)
        ),
        left_out=len(at) - len(range(0, len(at), every)),
    )


def ticks(most: float) -> tuple[float, ...]:
    """Return round steps from 0 to at least ``most``, about four of them."""
    raw = most / _TICKS
    size = 10.0 ** floor(log10(raw))
    step = next(each * size for each in (1, 2, 2.5, 5, 10) if each * size >= raw * 0.999)
    return tuple(round(step * n, 10) for n in range(ceil(most / step * 0.999) + 1))


def number(value: float) -> str:
    """Write a number as short as it is read: ``1,200``, ``0.25``."""
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.3g}"


@dataclass(frozen=True)
class _Places:
    first: float
    last: float
    most: float

    def x(self, value: float) -> float:
        return round(LEFT + (WIDE - LEFT - RIGHT) * (value - self.first) / (self.last - self.first), 1)

    def y(self, value: float) -> float:
        return round(HIGH - BOTTOM - (HIGH - TOP - BOTTOM) * value / self.most, 1)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and isfinite(value)


def _line(place: int, series: Series, at: Sequence[float], places: _Places) -> Line:
    parts = tuple(_parts(series, at, places))
    path = "".join("M" + "L".join(f"{x:g} {y:g}" for x, y in part) for part in parts if len(part) > 1)
    dots = tuple(part[0] for part in parts if len(part) == 1)
    return Line(series.name, series.tone, DASHES[place % len(DASHES)], path, dots)


def _area(band: Band, at: Sequence[float], places: _Places) -> str:
    """Return the outline of the band over the places where both of its lines are known."""
    edges = zip(at, band.lower.values, band.upper.values, strict=False)
    both = [(where, low, high) for where, low, high in edges if low is not None and high is not None]
    there = [f"{places.x(where):g} {places.y(high):g}" for where, _, high in both]
    back = [f"{places.x(where):g} {places.y(low):g}" for where, low, _ in reversed(both)]
    return f"M{'L'.join((*there, *back))}Z" if both else ""


def _parts(series: Series, at: Sequence[float], places: _Places) -> Iterable[list[tuple[float, float]]]:
    """Yield the points from gap to gap: what was not measured is not bridged."""
    part: list[tuple[float, float]] = []
    for where, value in zip(at, series.values, strict=False):
        if value is not None and _is_number(value):
            part.append((places.x(where), places.y(max(0.0, value))))
        elif part:
            yield part
            part = []
    if part:
        yield part


def _across(first: float, last: float) -> tuple[float, ...]:
    span = last - first
    if span <= 0:
        return (first,)
    return tuple(first + each for each in ticks(span) if each <= span * 1.001)


def _cell(series: Series, place: int) -> str:
    value = series.values[place] if place < len(series.values) else None
    return number(value) if value is not None and _is_number(value) else "–"


def _summary(series: Sequence[Series], unit: str, limit: float | None) -> str:
    parts = []
    for each in series:
        told = [value for value in each.values if value is not None and _is_number(value)]
        if told:
            behind = f" {unit}" if unit else ""
            parts.append(f"{each.name} from {number(min(told))} to {number(max(told))}{behind}")
    if not parts:
        return "Nothing was measured."
    told_limit = f"; the limit is {number(limit)}{f' {unit}' if unit else ''}" if limit is not None else ""
    return "; ".join(parts) + told_limit + "."
