"""Standstill: times in which a system answers nobody, though it is asked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cutover.load.samples import Samples

_SHORTEST = 0.25
"""Seconds: half of what an answer may take."""
_ASKED = 3
"""So many requests at least wait meanwhile."""
_SLOWER = 10
"""So many times as long as answers are apart otherwise."""


@dataclass(frozen=True)
class Standstill:
    """How often a system stood still, how long at most and in all (seconds), for what share of the time."""

    times: int
    longest: float
    total: float
    share: float


def standstill(samples: Samples, lasted: float) -> Standstill | None:
    """Find gaps between answers, of any kind, in which requests waited; None where there is none.

    `samples` are in the order in which they were due.
    """
    if len(samples) < 2 or not lasted > 0:
        return None
    due = samples.due
    ended = np.sort(samples.due + samples.took)
    gaps = np.diff(ended)
    # Those that were sent before the gap's end, less those that were answered before its beginning.
    waiting = np.searchsorted(due, ended[1:]) - np.arange(1, len(ended))
    usual = float(np.median(gaps))
    still = gaps[(gaps >= max(_SHORTEST, _SLOWER * usual)) & (waiting >= _ASKED)]
    if not len(still):
        return None
    total = float(still.sum())
    return Standstill(len(still), float(still.max()), total, total / lasted)
