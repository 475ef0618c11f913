"""Causes: what is behind a gate that is not green, the graver first, so that a reader need not guess.

Ten endpoints that fail with 503 are one cause, and so are a slow 95th percentile and ten slow endpoints.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from cutover.evidence import Outcome, worst
from cutover.load.answers import Tail, outage_of
from cutover.load.criterion import TIRED, Cause, GateCriterion, counted, milliseconds, share
from cutover.load.failure import ALL, GATEWAY, Failure
from cutover.load.ordered import percentile
from cutover.load.per_endpoint import EndpointFigures
from cutover.load.resources import exhausted, growths, leak
from cutover.load.samples import Samples, Seconds
from cutover.load.standstill import standstill
from cutover.load.watched import Watched
from cutover.manifest.load import Stage

_NAMES = {
    Failure.RATE_LIMITED: "rate limit",
    Failure.TIMED_OUT: "time-outs",
    Failure.CONNECTION: "closed connections",
    Failure.CUT: "cut bodies",
    Failure.REFUSED: "answers that say success: false",
    Failure.NONSENSE: "answers that are nonsense",
    Failure.SERVER_ERROR: "errors of the server",
    Failure.CLIENT_ERROR: "refused requests",
}
_ALONE = 0.9
"""The share of all failures at one endpoint from which on it is that endpoint's own affair."""
_MANY = 5
"""Endpoints below which one of them is not one of many."""
_WEIGHS = 0.1
"""The least share of all failures that one kind must have to be a cause."""
_WHOLE = 0.9
"""The share of the time from which on an outage is no event but how V2 is."""
_STILL = 0.02
"""The share of the time that a system must have stood still to be slow because of it."""


@dataclass(frozen=True)
class Seen:
    """What causes are told from; `samples` are V2's, as they were due, `ordered` its answers' times."""

    stage: Stage
    samples: Samples
    ordered: Seconds
    figures: Sequence[EndpointFigures]
    users: Tail
    probe: Tail
    watched: Watched
    lasted: float


def causes_of(criteria: Sequence[GateCriterion], seen: Seen) -> tuple[Cause, ...]:
    """Name what is behind each criterion that is not *passed*; a run that is green has no cause."""
    red = {each.name for each in criteria if each.outcome is Outcome.FAILED}
    found: list[Cause] = []
    if "pool" in red:  # what waits for a connection is late or fails because of that
        found.append(Cause("pool exhausted", exhausted(seen.watched)))
    if red & {"errors", "gateway", "time-outs", "outage", "each endpoint"}:
        found += _failing(seen, red)
    if red & {"users' p95", "probe's p95", "each endpoint"}:
        found += _slow(seen, red)
    if "memory" in red:
        grown = growths(seen.watched).items()
        found += [Cause("memory leak", leak(name, each)) for name, each in grown if each.grows]
    # What is too small to tell is of interest where nothing graver is known.
    unclear = worst(each.outcome for each in criteria) is Outcome.INCONCLUSIVE
    for each in criteria:
        if each.why == TIRED:  # the generator speaks for itself
            continue
        if each.outcome is Outcome.ERROR or (unclear and each.outcome is Outcome.INCONCLUSIVE):
            found.append(Cause(each.name, each.why or each.now))
    return tuple(
        {each.name: each for each in reversed(found)}[name] for name in dict.fromkeys(c.name for c in found)
    )


def _failing(seen: Seen, red: set[str]) -> Iterator[Cause]:
    samples, failed = seen.samples, seen.samples.where(seen.samples.failed)
    if not len(failed):
        return
    out = outage_of(samples) if "outage" in red else None
    if out is not None and out.ended - out.began < _WHOLE * seen.lasted:
        span = f"for {out.ended - out.began:.1f} s from second {out.began:.0f} of {seen.lasted:.0f} on"
        yield Cause("outage", f"V2 answered nobody {span}: {counted(out.failed, 'request')} in a row failed")
        failed = failed.where((failed.due < out.began) | (failed.due > out.ended))
    for failure in _by_number(failed):
        some = failed.where(failed.of(failure))
        bad = {
            each.endpoint
            for each in seen.figures
            if each.outcome is Outcome.FAILED and failure in each.failures
        }
        if not (_counts(failure, some, seen, red) or bad):
            continue
        says = f"{share(len(some) / len(samples))} of the requests ({len(some):,} of {len(samples):,})"
        place, most = _place(some)
        if most >= _ALONE and len(seen.figures) >= _MANY and place in bad:
            its = next(each.requests for each in seen.figures if each.endpoint == place)
            named = _NAMES.get(failure, str(failure))
            yield Cause("one endpoint", f"{place} alone: {named} in {share(len(some) / its)} of its requests")
        else:
            yield Cause(_NAMES.get(failure, str(failure)), f"{says}, most at {place}")


def _counts(failure: Failure, some: Samples, seen: Seen, red: set[str]) -> bool:
    """Whether a kind of failure is one that may never be, or weighs in what is too many."""
    if failure in (*GATEWAY, Failure.TIMED_OUT):
        return True
    return "errors" in red and len(some) >= _WEIGHS * int(np.count_nonzero(seen.samples.failed))


def _by_number(failed: Samples) -> list[Failure]:
    """The kinds of failure, the most frequent first."""
    numbers: dict[Failure, int] = {each: int(np.count_nonzero(failed.of(each))) for each in ALL[1:]}
    return sorted((each for each in numbers if numbers[each]), key=lambda each: -numbers[each])


def _place(samples: Samples) -> tuple[str, float]:
    """The endpoint of most of these requests, and the share of them that it has."""
    numbers = np.bincount(samples.endpoint, minlength=len(samples.endpoints))
    most = int(np.argmax(numbers))
    return samples.endpoints[most], float(numbers[most] / len(samples))


def _slow(seen: Seen, red: set[str]) -> Iterator[Cause]:
    limit = seen.stage.p95_ms / 1000
    overall = bool(red & {"users' p95", "probe's p95"})
    slow = [each for each in seen.figures if each.outcome is Outcome.FAILED and "took up to" in each.why]
    if not overall and not slow:
        return
    still = standstill(seen.samples, seen.lasted)
    if overall and still is not None and still.share >= _STILL:
        often = "once" if still.times == 1 else f"{still.times} times"
        yield Cause(
            "freeze",
            f"V2 answered nobody {often}, for {still.longest:.1f} s at most and {share(still.share)} of the "
            f"time: users, who wait, saw {milliseconds(seen.users.p95)}, and requests at fixed times "
            f"{milliseconds(seen.probe.p95)}",
        )
        return
    if why := exhausted(seen.watched):
        yield Cause("pool exhausted", why)
        return
    if slow and len(seen.figures) >= _MANY and len(slow) <= max(1, len(seen.figures) // 5):
        for each in slow:
            yield Cause("one endpoint", f"{each.endpoint} alone: {each.why}")
        return
    yield _tail(seen, limit)


def _tail(seen: Seen, limit: float) -> Cause:
    late = 1 - float(np.searchsorted(seen.ordered, limit)) / len(seen.ordered)
    middle = percentile(seen.ordered, 0.5)
    slow = f"{share(late)} of the answers take {milliseconds(limit)} or longer"
    says = f"{slow}, half take {milliseconds(middle)} at most"
    return Cause("slow throughout" if middle >= limit / 2 else "slow tail", says)
