"""Latency: whether V2 is at most so much slower than V1, told from interleaved pairs of timings.

**What is asked.** A pair is the same request timed on both sides one after the other, in random order: t1 and
t2, in seconds. V2 may take `allowed(t) = max(1.10 · t, t + floor)` where V1 takes t. Two excesses are judged,
each a logarithm, 0 at the limit and above it where V2 is too slow:

    median:  the median over all pairs of ln(t2 / allowed(t1))
    p95:     ln(Q95(t2) / allowed(Q95(t1))), Q95 being the 95th percentile of one side

A drift over time hits t1 and t2 of a pair alike, and cancels.

**How sure.** This is a test of non-inferiority (Wellek, *Testing Statistical Hypotheses of Equivalence and
Noninferiority*, 2010, ch. 2). An excess's standard error comes from a circular block bootstrap over the pairs
(Politis and Romano 1992), because neighbours in time resemble each other; blocks hold about 2·n^⅓ pairs (the
rate is Hall, Horowitz and Jing's, 1995). The bounds are `excess ± t(α, ν) · error`, where t is Student's
quantile and ν one less than the number of blocks.

    PASS          both upper bounds ≤ 0
    FAIL          a lower bound > 0
    INCONCLUSIVE  otherwise, and always with too few pairs

**How often one may be wrong.** Looking more than once is paid for by spending α at look k as α / (k (k + 1)),
which sums to α however many looks there are (Lan and DeMets 1983 call such a plan alpha spending). A *false
alarm* of any endpoint spoils the run, so FAIL divides 5 % by the number of endpoints and by two statistics as
well (Bonferroni). A *false pass* needs every endpoint's every bound to be wrong together, since the claim is
"all of them": an intersection-union test, whose level is that of its parts (Berger 1982), so PASS divides by
the looks alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, exp, inf
from statistics import NormalDist
from typing import Literal

Verdict = Literal["pass", "fail", "inconclusive"]

LEVEL = 0.05
"""One-sided: a bound is wrong in at most 5 % of all cases."""

FEWEST, FEWEST_P95 = 100, 300
"""Pairs below which nothing is said of a median, and of a 95th percentile: 15 pairs lie beyond it then."""

MOST = 100_000
"""Pairs beyond which more of them are no advice."""

_POWER = NormalDist().inv_cdf(0.8)
"""The pairs that are still needed are told so that they suffice in four of five cases."""


@dataclass(frozen=True)
class Margin:
    """How much slower V2 may be: by a share of V1's time, or by the floor (seconds) where that is more."""

    share: float = 0.10
    floor: float = 0.005


@dataclass(frozen=True)
class Slowness:
    """One statistic of both sides in seconds, and V2's share of V1's with its bounds: 1.0 is as fast.

    `limit` is the greatest ratio that is allowed here: above 1.10 where the floor gives more. `lower` stands
    at the level of a FAIL, `upper` at that of a PASS.
    """

    v1: float
    v2: float
    ratio: float
    lower: float
    upper: float
    limit: float


@dataclass(frozen=True)
class LatencyJudgement:
    """What the pairs of one endpoint show.

    `needed` is how many more pairs are likely to settle it: 0 where it is settled, None where more than MOST
    were needed, because V2 lies at the limit.
    """

    verdict: Verdict
    pairs: int
    median: Slowness | None = None
    p95: Slowness | None = None
    needed: int | None = 0


def judge_latency(
    v1: Sequence[float],
    v2: Sequence[float],
    *,
    look: int = 1,
    endpoints: int = 1,
    margin: Margin | None = None,
    seed: int = 0,
) -> LatencyJudgement:
    """Judge the pairs (v1[i], v2[i]) of one endpoint, in the order in which they were timed.

    `look` counts how often these pairs have been judged, this time included; `endpoints` is how many are
    judged altogether; `seed` chooses the bootstrap's blocks. Raises ValueError for timings that are no pairs,
    or not above 0.
    """
    if len(v1) != len(v2):
        raise ValueError("V1's and V2's timings are no pairs")
    if not all(0 < seconds < inf for seconds in (*v1, *v2)):
        raise ValueError("a timing is above 0 seconds")
    # Only here: numpy is wanted where times are judged, and no worker of another run waits for it.
    from cutover.compare.bootstrap import excesses

    found = excesses(v1, v2, margin or Margin(), seed) if len(v1) >= FEWEST else []
    if not found:
        return LatencyJudgement("inconclusive", len(v1), needed=FEWEST_P95 - len(v1))
    spent = LEVEL / (look * (look + 1))
    quantiles = [student(spent / (2 * endpoints), each.blocks - 1) for each in found]
    passing = student(spent, found[0].blocks - 1)
    shown = [each.shown(failing, passing) for each, failing in zip(found, quantiles, strict=True)]
    median, p95 = shown[0], shown[1] if len(shown) > 1 else None
    verdict: Verdict = "inconclusive"
    if any(each.value > failing * each.error for each, failing in zip(found, quantiles, strict=True)):
        verdict = "fail"
    elif p95 is not None and all(each.value <= -passing * each.error for each in found):
        verdict = "pass"
    needed = 0 if verdict != "inconclusive" else _needed(found, len(v1), quantiles[0], passing)
    return LatencyJudgement(verdict, len(v1), median, p95, needed)


def next_look(pairs: int) -> int:
    """How many pairs to have before they are judged again: 100, 300, then twice as many each time."""
    if pairs < FEWEST:
        return FEWEST
    look = FEWEST_P95
    while look <= pairs:
        look *= 2
    return look


@dataclass(frozen=True)
class Excess:
    """ln(V2 / allowed) with its standard error over so many blocks, and the two sides' own figures."""

    value: float
    error: float
    blocks: int
    v1: float
    v2: float
    limit: float

    def shown(self, failing: float, passing: float) -> Slowness:
        """Give it as a ratio, with its bounds at so many standard errors below and above."""
        lower, upper = self.value - failing * self.error, self.value + passing * self.error
        ratio, low, high = (exp(min(each, 50.0)) * self.limit for each in (self.value, lower, upper))
        return Slowness(self.v1, self.v2, ratio, low, high, self.limit)


def _needed(found: Sequence[Excess], pairs: int, failing: float, passing: float) -> int | None:
    """How many more pairs are likely to settle it: n · ((t + z) · error / |excess|)², as errors shrink by √n.

    Where one excess lies above the limit, the one that is soonest shown; otherwise all of them have to be.
    """
    wrong = [_size(each, pairs, failing) for each in found if each.value > 0]
    total = min(wrong) if wrong else max(_size(each, pairs, passing) for each in found)
    total = max(total, float(FEWEST_P95), float(pairs + 1))
    return None if total > MOST else ceil(total) - pairs


def _size(excess: Excess, pairs: int, quantile: float) -> float:
    if excess.value == 0:
        return inf
    return pairs * ((quantile + _POWER) * excess.error / excess.value) ** 2


def student(tail: float, freedom: int) -> float:
    """Student's quantile with so much probability beyond it: Abramowitz and Stegun 26.7.5."""
    z, n = -NormalDist().inv_cdf(tail), max(freedom, 1)
    return (
        z
        + (z**3 + z) / (4 * n)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * n**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * n**3)
    )
