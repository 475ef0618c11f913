"""The bootstrap behind a latency: how far V2 lies above the limit, and how sure that is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from math import ceil

import numpy as np
import numpy.typing as npt

from cutover.compare.latency import FEWEST_P95, Excess, Margin

Seconds = npt.NDArray[np.float64]
Places = npt.NDArray[np.intp]

_REPLICATES = 400
_CHUNK = 1_000_000
"""Numbers that are held at once: it bounds the memory."""


def excesses(v1: Sequence[float], v2: Sequence[float], margin: Margin, seed: int) -> list[Excess]:
    """Give the excess of the median, and of the 95th percentile where there are pairs enough."""
    t1, t2 = np.asarray(v1, dtype=np.float64), np.asarray(v2, dtype=np.float64)
    excess = np.log(t2 / _allowed(t1, margin))

    def median(picked: Places) -> Seconds:
        return _quantile(excess[picked], 0.5)

    def p95(picked: Places) -> Seconds:
        return np.log(_quantile(t2[picked], 0.95) / _allowed(_quantile(t1[picked], 0.95), margin))

    statistics: list[tuple[float, Callable[[Places], Seconds]]] = [(0.5, median)]
    if len(t1) >= FEWEST_P95:
        statistics.append((0.95, p95))
    values: list[list[Seconds]] = [[] for _ in statistics]
    for picked in _blocks(len(t1), seed):
        for (_, statistic), replicates in zip(statistics, values, strict=True):
            replicates.append(statistic(picked))
    return [
        _excess(t1, t2, share, statistic, np.concatenate(replicates), margin)
        for (share, statistic), replicates in zip(statistics, values, strict=True)
    ]


def _excess(
    t1: Seconds,
    t2: Seconds,
    share: float,
    statistic: Callable[[Places], Seconds],
    replicates: Seconds,
    margin: Margin,
) -> Excess:
    first, second = (float(_quantile(each[None, :].copy(), share)[0]) for each in (t1, t2))
    return Excess(
        value=float(statistic(np.arange(len(t1))[None, :])[0]),
        error=float(np.std(replicates, ddof=1)),
        blocks=len(t1) // _length(len(t1)),
        v1=first,
        v2=second,
        limit=float(_allowed(np.array([first]), margin)[0]) / first,
    )


def _allowed(seconds: Seconds, margin: Margin) -> Seconds:
    """What V2 may take where V1 takes so long."""
    return np.maximum(seconds * (1 + margin.share), seconds + margin.floor)


def _length(pairs: int) -> int:
    """How many neighbours a block holds."""
    return ceil(2 * float(np.cbrt(pairs)))


def _blocks(pairs: int, seed: int) -> Iterator[Places]:
    """The replicates as places in the series, some rows at a time; the same for the same seed."""
    random = np.random.default_rng(seed)
    length = _length(pairs)
    count, rows = ceil(pairs / length), max(1, min(_REPLICATES, _CHUNK // pairs))
    for first in range(0, _REPLICATES, rows):
        starts = random.integers(0, pairs, size=(min(rows, _REPLICATES - first), count, 1))
        places = starts + np.arange(length)
        places[places >= pairs] -= pairs
        yield places.reshape(len(starts), -1)[:, :pairs]


def _quantile(rows: Seconds, share: float) -> Seconds:
    """Each row's quantile: the smallest value that at least this share of the row does not exceed.

    The rows are left in another order: a copy of them all would take as long as the rest.
    """
    place = ceil(share * rows.shape[1]) - 1
    rows.partition(place, axis=1)
    return rows[:, place]
