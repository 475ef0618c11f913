"""Answered: whether V2's answers under load were right, in time, and came at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, inf, log

import numpy as np

from cutover.evidence import Outcome
from cutover.load.bounds import (
    at_least,
    at_most,
    lower_place,
    more_for_quantile,
    more_for_share,
    share_at_least,
    share_at_most,
    upper_place,
)
from cutover.load.criterion import GateCriterion, counted, milliseconds, share
from cutover.load.failure import GATEWAY, Failure
from cutover.load.ordered import QUANTILE, percentile
from cutover.load.samples import Samples, Seconds
from cutover.manifest.load import Stage

PASSING_ERRORS = 0.05
"""How sure a share of errors is below its limit: 299 requests without one show that fewer than 1 % fail."""
LEVEL = 0.0002
"""How often any other bound may be wrong. A run at the very limit is neither fast nor slow: it is open."""

_BREAKING = (*GATEWAY, Failure.SERVER_ERROR, Failure.TIMED_OUT, Failure.CONNECTION, Failure.CUT)
_ROW = 5
"""So many failures in a row are the least that is called an outage."""


@dataclass(frozen=True)
class Errors:
    """How many of so many requests failed, and the most that this says of all requests."""

    requests: int
    failed: int
    at_most: float

    @property
    def share(self) -> float:
        """The share that was seen; 0 of nothing."""
        return self.failed / self.requests if self.requests else 0.0


@dataclass(frozen=True)
class Tail:
    """A 95th percentile in seconds with its bounds, of so many answers; infinite where no answer came."""

    answers: int
    over: int
    """Answers that took as long as the limit or longer."""
    p95: float
    at_least: float
    at_most: float


@dataclass(frozen=True)
class Outage:
    """A stretch in which nothing but failures came back."""

    failed: int
    began: float
    ended: float


def errors_of(samples: Samples) -> Errors:
    """Count what failed."""
    requests, failed = len(samples), int(np.count_nonzero(samples.failed))
    return Errors(requests, failed, share_at_most(failed, requests, PASSING_ERRORS) if requests else 1.0)


def tail_of(ordered: Seconds, limit: float) -> Tail:
    """The 95th percentile of raw times from the fastest to the slowest, with its bounds."""
    n = len(ordered)
    upper, lower = upper_place(n, QUANTILE, LEVEL), lower_place(n, QUANTILE, LEVEL)
    return Tail(
        n,
        n - int(np.searchsorted(ordered, limit)),
        percentile(ordered, QUANTILE),
        float(ordered[lower - 1]) if lower is not None else 0.0,
        float(ordered[upper - 1]) if upper is not None else inf,
    )


def error_criterion(stage: Stage, errors: Errors) -> GateCriterion:
    """Fewer requests than the limit fail, and so many were sent that this is no luck."""
    limit = f"fewer than {share(stage.error_share)} of the requests fail"
    if not errors.requests:
        return GateCriterion("errors", limit, "no request", Outcome.INCONCLUSIVE, "nothing was asked", None)
    least = share_at_least(errors.failed, errors.requests, LEVEL)
    now = f"{share(errors.share)} ({errors.failed:,} of {errors.requests:,}), {share(errors.at_most)} at most"
    if least > stage.error_share:
        return GateCriterion("errors", limit, now, Outcome.FAILED, f"at least {share(least)} fail")
    if errors.at_most < stage.error_share:
        return GateCriterion("errors", limit, now, Outcome.PASSED)
    needed = more_for_share(errors.failed, errors.requests, stage.error_share, PASSING_ERRORS)
    why = "too many fail for any number of requests" if needed is None else _more(needed)
    return GateCriterion("errors", limit, now, Outcome.INCONCLUSIVE, why, needed)


def tail_criterion(name: str, whose: str, limit: float, tail: Tail) -> GateCriterion:
    """95 % of answers take less than `limit` seconds, and so many came that this is no luck."""
    says = f"95 % of {whose} take less than {milliseconds(limit)}"
    if not tail.answers:
        return GateCriterion(name, says, "no answer", Outcome.INCONCLUSIVE, "nothing was answered")
    now = f"{milliseconds(tail.p95)} of {counted(tail.answers, 'answer')}"
    if tail.at_least >= limit:
        why = f"at least {milliseconds(tail.at_least)}"
        return GateCriterion(name, says, f"{now}, {why}", Outcome.FAILED, why)
    if tail.at_most < limit:
        return GateCriterion(name, says, f"{now}, {milliseconds(tail.at_most)} at most", Outcome.PASSED)
    needed = more_for_quantile(tail.answers, QUANTILE, LEVEL) or _more_for_tail(tail)
    why = "it lies at the limit" if needed is None else _more(needed)
    return GateCriterion(name, says, now, Outcome.INCONCLUSIVE, why, needed)


def never_criteria(samples: Samples) -> Iterator[GateCriterion]:
    """A gateway that answers for V2, and an answer that never came, are one too many each."""
    counts = {each: int(np.count_nonzero(samples.of(each))) for each in (*GATEWAY, Failure.TIMED_OUT)}
    seen = ", ".join(f"{each}: {counts[each]:,}" for each in GATEWAY if counts[each])
    yield _never("gateway", "no 502, 503 or 504", seen, len(samples))
    late = f"{counts[Failure.TIMED_OUT]:,}" if counts[Failure.TIMED_OUT] else ""
    yield _never("time-outs", "no request times out", late, len(samples))


def outage_criterion(samples: Samples) -> GateCriterion:
    """At no time does V2 answer nobody, however short that is beside the whole run."""
    limit = "at no time every request fails"
    if not len(samples):
        return GateCriterion("outage", limit, "no request", Outcome.INCONCLUSIVE, "nothing was asked")
    found = outage_of(samples)
    if found is None:
        return GateCriterion("outage", limit, "none", Outcome.PASSED)
    lasted = f"{found.ended - found.began:.1f} s from second {found.began:.0f} on"
    why = f"{counted(found.failed, 'request')} in a row failed"
    return GateCriterion("outage", limit, lasted, Outcome.FAILED, why)


def outage_of(samples: Samples) -> Outage | None:
    """The longest row of broken requests; None where chance makes one so long.

    `samples` are in the order in which they were due.
    """
    broken = samples.of(*_BREAKING)
    if not broken.any():
        return None
    edges = np.flatnonzero(np.diff(np.concatenate(([False], broken, [False])).astype(np.int8)))
    begins, ends = edges[::2], edges[1::2]
    longest = int(np.argmax(ends - begins))
    begin, end = int(begins[longest]), int(ends[longest])
    if end - begin < _by_chance(len(samples), float(broken.mean())):
        return None
    ended = np.max(samples.due[begin:end] + samples.took[begin:end])
    return Outage(end - begin, float(samples.due[begin]), float(ended))


def _by_chance(requests: int, failing: float) -> int:
    """How long a row of failures is that chance makes in fewer than LEVEL of runs, where so many fail."""
    if failing >= 1:
        return _ROW
    return max(_ROW, ceil(log(requests / LEVEL) / -log(failing)))


def _never(name: str, limit: str, seen: str, requests: int) -> GateCriterion:
    if not requests:
        return GateCriterion(name, limit, "no request", Outcome.INCONCLUSIVE, "nothing was asked")
    return GateCriterion(name, limit, seen or "none", Outcome.FAILED if seen else Outcome.PASSED)


def _more(needed: int) -> str:
    return f"{counted(needed, 'more request')} needed"


def _more_for_tail(tail: Tail) -> int | None:
    """How many more answers, as slow as these, show on which side of the limit the percentile lies."""
    slow, limit = tail.over / tail.answers, 1 - QUANTILE
    total = tail.answers
    while total < _MOST:
        total = ceil(total * 1.25)
        over = round(slow * total)
        if at_least(over, total, limit) <= LEVEL or at_most(over, total, limit) <= LEVEL:
            return total - tail.answers
    return None


_MOST = 10_000_000
"""Answers beyond which more of them are no advice."""
