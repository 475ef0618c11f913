"""Curve: a load run over time, a few hundred points for as many requests as there were."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, inf

import numpy as np
import numpy.typing as npt

from cutover.load.ordered import QUANTILE, grouped, in_ms, percentile
from cutover.load.samples import Samples, Seconds

MOST = 300
"""Points of a curve."""
PERCENTILES = (50.0, 75.0, 90.0, 95.0, 99.0, 99.9, 100.0)


@dataclass(frozen=True)
class Curve:
    """Equal steps of time, `second` where each begins; a percentile is None where nothing was answered."""

    second: tuple[float, ...] = ()
    requests: tuple[int, ...] = ()
    p50_ms: tuple[float | None, ...] = ()
    p95_ms: tuple[float | None, ...] = ()
    errors: tuple[int, ...] = ()
    users: tuple[int, ...] = ()


def curve_of(samples: Samples, ordered: Samples, lasted: float, users: Sequence[tuple[float, int]]) -> Curve:
    """Requests by the second in which they were due, in steps of whole seconds.

    `ordered` are the answers among the samples, from the fastest to the slowest.
    """
    if not len(samples) or not 0 < lasted < inf:
        return Curve()
    step = max(1, ceil(lasted / MOST))
    points = ceil(lasted / step)
    steps = _steps(samples.due, step, points)
    took = tuple(grouped(ordered.took, _steps(ordered.due, step, points), points))
    seconds = [float(step * point) for point in range(points)]
    return Curve(
        tuple(seconds),
        tuple(np.bincount(steps, minlength=points).tolist()),
        tuple(in_ms(percentile(each, 0.5)) for each in took),
        tuple(in_ms(percentile(each, QUANTILE)) for each in took),
        tuple(np.bincount(steps[samples.failed], minlength=points).tolist()),
        tuple(_users(users, second + step) for second in seconds),
    )


def percentiles_of(ordered: Seconds) -> tuple[tuple[float, float | None], ...]:
    """The percentiles of raw times in milliseconds."""
    return tuple((each, in_ms(percentile(ordered, each / 100))) for each in PERCENTILES)


def _steps(due: Seconds, step: int, points: int) -> npt.NDArray[np.uint16]:
    return np.clip(due / step, 0, points - 1).astype(np.uint16)


def _users(users: Sequence[tuple[float, int]], before: float) -> int:
    return next((number for second, number in reversed(users) if second < before), 0)
