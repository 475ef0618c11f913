"""Validity: whether a measurement is one at all: everything there that was owed, and nothing of it broken.

What is wrong here is no fault of V2's, so it never says *failed*: *error* where the measurement is not to be
believed, *inconclusive* where it is too small or not over.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isfinite, isnan

import numpy as np

from cutover.evidence import Outcome
from cutover.load.criterion import GateCriterion, counted, share
from cutover.load.observed import GeneratorHealth, Started
from cutover.load.samples import PROBE, Samples
from cutover.manifest.load import Stage

LAG = 0.1
"""Seconds that a generator may be late, in 99 of 100 cases: more would show in what is judged."""
CPU = 0.9
"""The share of a core beyond which a generator waits for itself."""
_PROBED = 0.95
"""The least share of the probe's requests that must have been sent, and of the time that must have passed."""
_CLOCKS = 2.0
"""Seconds by which a worker's clock, or the end of the run, may differ."""
_SILENCE = 15.0
"""Seconds without a request under way or due: longer than any user pauses."""


def validity(
    stage: Stage, samples: Samples, health: Sequence[GeneratorHealth], started: Started
) -> Iterator[GateCriterion]:
    """Everything that must be so before V2's answers are worth judging; `samples` are of both systems."""
    v2 = samples.to("v2")
    yield _samples(samples, v2, started)
    yield _users(stage, started)
    yield _workflows(stage, v2, started)
    yield _probe(stage, v2, started)
    yield _generator(stage, health, started)
    yield _duration(stage, v2, started)


def generator_fits(criteria: Sequence[GateCriterion]) -> bool:
    """True where the generator was fast enough for times to be V2's own."""
    return all(each.outcome is not Outcome.ERROR for each in criteria if each.name == "generator")


def _samples(samples: Samples, v2: Samples, started: Started) -> GateCriterion:
    name, limit = "samples", "every request that was sent is there, and says when and how long"
    now = counted(len(v2), "request")
    if not len(v2):
        outcome = Outcome.INCONCLUSIVE if started.running else Outcome.ERROR
        return GateCriterion(name, limit, now, outcome, "nothing was measured")
    # Asked this way round, so that NaN is broken too. Nothing answers in no time.
    timed = np.isfinite(samples.due) & np.isfinite(samples.took) & (samples.took > 0)
    if broken := int(np.count_nonzero(~timed)):
        return GateCriterion(name, limit, now, Outcome.ERROR, f"{counted(broken, 'request')} without a time")
    outside = int(np.count_nonzero((samples.due < -_CLOCKS) | ~(samples.due <= started.lasted + _CLOCKS)))
    if outside:
        why = f"{counted(outside, 'request')} before the load began or after its end"
        return GateCriterion(name, limit, now, Outcome.ERROR, why)
    if started.requests != len(samples) and not started.running:
        why = f"the generators sent {started.requests:,}, and {len(samples):,} arrived here"
        return GateCriterion(name, limit, now, Outcome.ERROR, why)
    return GateCriterion(name, limit, now, Outcome.PASSED)


def _users(stage: Stage, started: Started) -> GateCriterion:
    limit = f"{counted(stage.users, 'user')}, all started"
    wanted, there = sum(started.wanted.values()), sum(started.started.values())
    now = f"{there:,} of {stage.users:,}"
    if wanted != stage.users:
        return GateCriterion("users", limit, now, Outcome.ERROR, f"{counted(wanted, 'user')} were asked for")
    late = [
        f"{name}: {started.started.get(name, 0)} of {number}"
        for name, number in started.wanted.items()
        if started.started.get(name, 0) < number
    ]
    if late:
        outcome = Outcome.INCONCLUSIVE if started.running else Outcome.ERROR
        return GateCriterion("users", limit, now, outcome, " · ".join(late))
    return GateCriterion("users", limit, now, Outcome.PASSED)


def _workflows(stage: Stage, v2: Samples, started: Started) -> GateCriterion:
    """Every endpoint that a workflow owes is called often enough by it."""
    name, limit = (
        "workflows",
        f"each endpoint of each workflow is called {stage.least_requests:,} times or more",
    )
    owed = [(workflow, endpoint) for workflow, endpoints in started.owed.items() for endpoint in endpoints]
    idle = [workflow for workflow in started.wanted if not started.owed.get(workflow)]
    if not owed or idle:
        why = f"{', '.join(idle)} owes no endpoint" if idle else "no workflow owes an endpoint"
        return GateCriterion(name, limit, "nothing is owed", Outcome.ERROR, why)
    numbers = _calls(v2)
    short = {each: numbers.get(each, 0) for each in owed if numbers.get(each, 0) < stage.least_requests}
    now = f"{len(owed) - len(short)} of {len(owed)}"
    if not short:
        return GateCriterion(name, limit, now, Outcome.PASSED)
    few = [f"{workflow} → {endpoint}: {number}" for (workflow, endpoint), number in list(short.items())[:3]]
    why = " · ".join(few) + (f" · and {len(short) - 3} more" if len(short) > 3 else "")
    needed = sum(stage.least_requests - number for number in short.values())
    return GateCriterion(name, limit, now, Outcome.INCONCLUSIVE, why, needed)


def _calls(samples: Samples) -> dict[tuple[str, str], int]:
    names = samples.endpoints
    pairs = samples.workflow.astype(np.int64) * len(names) + samples.endpoint
    numbers = np.bincount(pairs, minlength=len(samples.workflows) * len(names))
    each = ((workflow, endpoint) for workflow in samples.workflows for endpoint in names)
    return dict(zip(each, numbers.tolist(), strict=True))


def _probe(stage: Stage, v2: Samples, started: Started) -> GateCriterion:
    rate = min(stage.probe_per_second, started.probe_at_most)
    expected = int(rate * started.lasted) if isfinite(started.lasted) else 0
    limit = f"{rate:g} requests a second are sent at fixed times"
    sent = int(np.count_nonzero(v2.probed))
    now = f"{sent:,} of {expected:,}"
    if sent and sent >= _PROBED * expected:
        return GateCriterion(PROBE, limit, now, Outcome.PASSED)
    outcome = Outcome.INCONCLUSIVE if started.running else Outcome.ERROR
    return GateCriterion(PROBE, limit, now, outcome, "the probe did not send what was due")


def _generator(stage: Stage, health: Sequence[GeneratorHealth], started: Started) -> GateCriterion:
    limit = f"late by at most {1000 * LAG:.0f} ms in 99 of 100 cases, at most {share(CPU)} of a core"
    if not health:
        outcome = Outcome.INCONCLUSIVE if started.running else Outcome.ERROR
        return GateCriterion(
            "generator", limit, "nothing is known", outcome, "no generator told how it fared"
        )
    lag, cpu = max(each.lag for each in health), max(each.cpu for each in health)
    now = f"late by {1000 * lag:.0f} ms, {share(cpu)} of a core"
    why = " · ".join(
        f"{each.process}: {reason}" for each in health for reason in _ailing(each, started.running)
    )
    if started.running and not why and not (isfinite(lag) and isfinite(cpu)):
        return GateCriterion(
            "generator", limit, "not known yet", Outcome.INCONCLUSIVE, "it is still warming up"
        )
    return GateCriterion("generator", limit, now, Outcome.ERROR if why else Outcome.PASSED, why)


def _ailing(health: GeneratorHealth, running: bool) -> Iterator[str]:
    if not health.alive:
        yield "lost before the end"
    if health.started < health.wanted and not running:
        yield f"started {health.started} of {counted(health.wanted, 'user')}"
    # Asked this way round, so that NaN is never good enough.
    if not 0 <= health.lag <= LAG and not (running and isnan(health.lag)):
        yield f"late by {1000 * health.lag:.0f} ms"
    if not 0 <= health.cpu <= CPU and not (running and isnan(health.cpu)):
        yield f"busy for {share(health.cpu)} of a core"


def _duration(stage: Stage, v2: Samples, started: Started) -> GateCriterion:
    asked, limit = stage.asked_seconds, f"{stage.asked_seconds:g} s with all users"
    steady = started.lasted - stage.ramp
    now = f"{max(steady, 0):.0f} s" if isfinite(steady) else "unknown"
    if started.stopped:
        return GateCriterion("duration", limit, now, Outcome.INCONCLUSIVE, f"ended early: {started.stopped}")
    if started.running:
        return GateCriterion("duration", limit, now, Outcome.INCONCLUSIVE, "still running")
    if not steady >= _PROBED * stage.seconds:
        return GateCriterion("duration", limit, now, Outcome.ERROR, "it ended before its time")
    if (silent := _silence(v2, started.lasted)) > _SILENCE:
        return GateCriterion("duration", limit, now, Outcome.ERROR, f"for {silent:.0f} s nothing was asked")
    if stage.seconds < asked:
        why = f"shortened to {stage.seconds:g} s of {asked:g} s, which proves nothing to a phase"
        return GateCriterion("duration", limit, now, Outcome.INCONCLUSIVE, why)
    return GateCriterion("duration", limit, now, Outcome.PASSED)


def _silence(samples: Samples, lasted: float) -> float:
    """The longest time in which no request was due or under way, in seconds."""
    if not len(samples):
        return lasted
    order = np.argsort(samples.due, kind="stable")
    due, took = samples.due[order], samples.took[order]
    until = np.maximum.accumulate(np.concatenate(([0.0], due + took)))
    return float(np.max(np.append(due, lasted) - until))
