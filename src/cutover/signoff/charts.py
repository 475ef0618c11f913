"""Charts: numbers over time as inline SVG, with a limit line, a band and the same numbers as a table.

A chart is a value; the macro `chart` of ``templates/chart.html`` draws it. Lines are stretched to whatever
width the page has, and all words stand beside them as text, which a phone shows as large as a desk does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil, floor, isfinite, log10

WIDE, HIGH = 600, 160
"""The drawing's own units; what the page makes of them is the style's."""
MOST_ROWS = 30
"""Rows of the table: more is read by nobody, and each tells the largest of its stretch."""

Values = Sequence[float | int | None]


@dataclass(frozen=True)
class Tick:
    """A word beside an axis and its place, in percent from the left or from the top."""

    label: str
    at: float


@dataclass(frozen=True)
class Drawn:
    """One line: its name, its place in the legend and the path that draws it."""

    name: str
    number: int
    path: str


@dataclass(frozen=True)
class Chart:
    """All that a template needs; `rows` are the numbers, a column for `along` and one for each line."""

    title: str
    says: str
    along: str
    unit: str
    lines: tuple[Drawn, ...]
    up: tuple[Tick, ...]
    across: tuple[Tick, ...]
    rows: tuple[tuple[str, ...], ...]
    limit: Tick | None = None
    band: str = ""
    band_name: str = ""
    columns: tuple[str, ...] = field(default=())

    def __bool__(self) -> bool:
        """Whether there is anything to draw."""
        return bool(self.rows)


@dataclass(frozen=True)
class Limit:
    """A line that values must stay below, and what it is called."""

    value: float
    name: str = "limit"


@dataclass(frozen=True)
class Band:
    """What another system did at the same times: from `lower` to `upper`."""

    name: str
    lower: Values
    upper: Values


def chart(
    title: str,
    x: Sequence[float],
    lines: Mapping[str, Values],
    *,
    unit: str = "",
    along: str = "second",
    limit: Limit | None = None,
    band: Band | None = None,
    labels: Sequence[str] = (),
) -> Chart:
    """Draw lines over `x`, one value for each, None where there is none.

    `labels` name each x where it is no number of seconds. A value that is not finite counts as none.
    """
    known = {name: _finite(values) for name, values in lines.items()}
    edges = (_finite(band.lower), _finite(band.upper)) if band else ((), ())
    every = [value for values in (*known.values(), *edges) for value in values if value is not None]
    if not x or not every:
        return Chart(title, "", along, unit, (), (), (), ())
    steps = _steps(max([*every, limit.value if limit else 0.0]))
    scale = _Scale(x[0], x[-1], steps[-1])
    words = labels or [f"{each:g}" for each in x]
    return Chart(
        title=title,
        says=_says(title, known, unit, limit),
        along=along,
        unit=unit,
        lines=tuple(
            Drawn(name, number, scale.path(x, values)) for number, (name, values) in enumerate(known.items())
        ),
        up=tuple(Tick(_number(step), round(100 - 100 * step / steps[-1], 2)) for step in steps),
        across=_across(x, words, scale, bool(labels)),
        rows=_rows(words, [*known.values(), *(edges if band else ())]),
        limit=Tick(f"{limit.name} {_number(limit.value)} {unit}".strip(), scale.down(limit.value))
        if limit
        else None,
        band=scale.area(x, *edges) if band else "",
        band_name=band.name if band else "",
        columns=(*known, *((f"{band.name}, lower", f"{band.name}, upper") if band else ())),
    )


@dataclass(frozen=True)
class _Scale:
    first: float
    last: float
    most: float

    def right(self, x: float) -> float:
        """The share of the width, in percent."""
        return round(100 * (x - self.first) / (self.last - self.first), 2) if self.last > self.first else 50.0

    def down(self, y: float) -> float:
        """The share of the height, in percent from the top."""
        return round(100 - 100 * y / self.most, 2)

    def point(self, x: float, y: float) -> str:
        return f"{self.right(x) * WIDE / 100:.1f} {self.down(y) * HIGH / 100:.1f}"

    def path(self, x: Sequence[float], values: Values) -> str:
        """Connect neighbours; where a value is missing there is a hole, and a value alone is a dot."""
        words: list[str] = []
        drawing = False
        for at, value in zip(x, values, strict=True):
            if value is None:
                drawing = False
                continue
            words.append(f"{'L' if drawing else 'M'}{self.point(at, value)}")
            if not drawing:
                words.append("h0")
            drawing = True
        return "".join(words)

    def area(self, x: Sequence[float], lower: Values, upper: Values) -> str:
        """Close the band between two lines, over the places where both are known."""
        both = [
            (at, a, b) for at, a, b in zip(x, lower, upper, strict=True) if a is not None and b is not None
        ]
        if not both:
            return ""
        there = [self.point(at, b) for at, _, b in both]
        back = [self.point(at, a) for at, a, _ in reversed(both)]
        return "M" + "L".join([*there, *back]) + "Z"


def _finite(values: Values) -> tuple[float | None, ...]:
    return tuple(float(each) if each is not None and isfinite(each) else None for each in values)


def _steps(most: float) -> list[float]:
    """Give three to five round numbers from 0 to the first that is not below `most`."""
    if most <= 0:
        return [0.0, 1.0]
    raw = most / 4
    power = 10.0 ** floor(log10(raw))
    step = next(power * each for each in (1, 2, 2.5, 5, 10) if power * each >= raw * 0.999)
    return [step * number for number in range(ceil(most / step * 0.999) + 1)]


def _across(x: Sequence[float], words: Sequence[str], scale: _Scale, labelled: bool) -> tuple[Tick, ...]:
    if labelled:
        return tuple(Tick(word, scale.right(at)) for word, at in zip(words, x, strict=True))
    span = x[-1] - x[0]
    steps = [x[0] + span * part / 4 for part in range(5)] if span > 0 else [x[0]]
    return tuple(Tick(_clock(each), scale.right(each)) for each in steps)


def _clock(seconds: float) -> str:
    """Write seconds as a reader counts them: 45 s, 12:30."""
    whole = round(seconds)
    return f"{whole} s" if whole < 120 else f"{whole // 60}:{whole % 60:02d}"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 or value == int(value) else f"{value:.3g}"


def _rows(words: Sequence[str], columns: Sequence[Values]) -> tuple[tuple[str, ...], ...]:
    step = -(-len(words) // MOST_ROWS)
    return tuple(
        (words[first], *(_largest(column[first : first + step]) for column in columns))
        for first in range(0, len(words), step)
    )


def _largest(values: Values) -> str:
    known = [each for each in values if each is not None]
    return _number(round(max(known), 2)) if known else "–"


def _says(title: str, lines: Mapping[str, Values], unit: str, limit: Limit | None) -> str:
    told = []
    for name, values in lines.items():
        known = [each for each in values if each is not None]
        if known:
            told.append(f"{name}: {_number(min(known))} to {_number(max(known))} {unit}".rstrip())
    below = f" The {limit.name} is {_number(limit.value)} {unit}." if limit else ""
    return f"{title}. {'; '.join(told)}.{below}"
