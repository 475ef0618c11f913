"""Slope: whether a process's memory goes on growing, told from looks at it over time.

Looks resemble their neighbours, so a line through all of them would be far too sure of itself. The time is
cut into blocks whose means are nearly independent, the line goes through those, and its slope has Student's
bound with two degrees of freedom fewer than blocks. A server that has just started grows until it is warm,
and then stops: the first quarter is left out, and the later half must grow by itself as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cutover.compare.latency import student

LEVEL = 0.001
"""One-sided: how often a process that does not grow may be said to."""
_GOES_ON = 0.05
"""The same of the later half, which is only asked whether the growth goes on."""
FEWEST = 40
"""Looks below which nothing is said."""
_BLOCKS = 12
_WARM = 0.25
_MATTERS = 0.02
"""Growth by less than this share of the memory over the whole time is no leak that this time can show."""


@dataclass(frozen=True)
class Growth:
    """How much memory one process gained a second, with the least that this may be; both in bytes."""

    looks: int
    per_second: float
    at_least: float
    share: float
    """The least growth over the whole time, as a share of the memory at its start."""
    grows: bool

    @property
    def shown(self) -> bool:
        """True where there were looks enough to tell."""
        return self.looks >= FEWEST


def growth(seconds: Sequence[float], memory: Sequence[float | None]) -> Growth:
    """Judge one process's memory, looked at in these seconds; None, NaN and 0 are looks that failed."""
    at = np.asarray(seconds, np.float64)
    held = np.array([np.nan if each is None else each for each in memory], np.float64)
    seen = np.isfinite(at) & (held > 0)
    at, held = at[seen], held[seen]
    if len(at) < FEWEST:
        return Growth(len(at), 0.0, 0.0, 0.0, False)
    warm = at >= at[0] + _WARM * (at[-1] - at[0])
    looks, at, held = len(at), at[warm], held[warm]
    slope, error, freedom = _line(at, held, _BLOCKS)
    later = at >= (at[0] + at[-1]) / 2
    late_slope, late_error, late_freedom = _line(at[later], held[later], _BLOCKS // 2)
    least = slope - student(LEVEL, freedom) * error
    gained = least * (at[-1] - at[0]) / held[0]
    goes_on = late_slope - student(_GOES_ON, late_freedom) * late_error > 0
    return Growth(looks, slope, least, gained, bool(least > 0 and goes_on and gained >= _MATTERS))


def _line(
    at: npt.NDArray[np.float64], held: npt.NDArray[np.float64], blocks: int
) -> tuple[float, float, int]:
    """Slope and standard error of the line through the means of the blocks, and its degrees of freedom."""
    parts = [part for part in np.array_split(np.arange(len(at)), blocks) if len(part)]
    x = np.array([at[part].mean() for part in parts])
    y = np.array([held[part].mean() for part in parts])
    away = x - x.mean()
    spread = float(away @ away)
    if len(x) < 3 or spread == 0:
        return 0.0, 0.0, 1
    slope = float(away @ y) / spread
    rest = y - y.mean() - slope * away
    return slope, float(np.sqrt(float(rest @ rest) / (len(x) - 2) / spread)), len(x) - 2
