"""Ordered: answers from the fastest to the slowest, raw, and percentiles, each of which is one of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import ceil, inf

import numpy as np

from cutover.load.failure import UNANSWERED
from cutover.load.samples import Column, Samples, Seconds

QUANTILE = 0.95


def answered(samples: Samples) -> Samples:
    """The answers by the time they took.

    What was never answered is slower than anything: it took infinitely long. An answer that came and was
    wrong is left out, so that fast nonsense makes nothing look fast.
    """
    never = samples.of(*UNANSWERED)
    kept = samples.where(~samples.failed | never)
    took = np.where(never[~samples.failed | never], inf, kept.took)
    order = np.argsort(took)
    return replace(kept.where(order), took=took[order])


def percentile(ordered: Seconds, quantile: float) -> float:
    """The smallest value that at least this share does not exceed; infinite where there is none."""
    return float(ordered[ceil(quantile * len(ordered) - 1e-9) - 1]) if len(ordered) else inf


def in_ms(seconds: float) -> float | None:
    """Milliseconds, as figures show them; None where no answer came."""
    return round(1000 * seconds, 3) if seconds < inf else None


def grouped(ordered: Seconds, group: Column, groups: int) -> Iterator[Seconds]:
    """The values of each of so many groups, in the order that they have."""
    by_group = np.argsort(group, kind="stable")
    borders = np.searchsorted(group[by_group], np.arange(groups + 1))
    values = ordered[by_group]
    for number in range(groups):
        yield values[borders[number] : borders[number + 1]]
