"""Gate: whether a system holds a load, judged on raw samples, and never on nothing.

Every criterion must be shown to hold. What V2 did wrong is *failed*; a measurement that cannot be believed is
an *error*; one that is too small is *inconclusive*. How sure each is, and why: docs/load-gate.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import isfinite

import numpy as np

from cutover.evidence import Outcome, worst
from cutover.load.answers import (
    error_criterion,
    errors_of,
    never_criteria,
    outage_criterion,
    tail_criterion,
    tail_of,
)
from cutover.load.beside import beside_criterion
from cutover.load.causes import Seen, causes_of
from cutover.load.criterion import TIRED, GateCriterion, milliseconds, share
from cutover.load.curve import curve_of, percentiles_of
from cutover.load.judgement import Beside, GateJudgement
from cutover.load.observed import GeneratorHealth, Started
from cutover.load.ordered import answered
from cutover.load.per_endpoint import endpoint_criterion, endpoint_figures
from cutover.load.resources import resources
from cutover.load.samples import Samples
from cutover.load.validity import generator_fits, validity
from cutover.load.watched import Watched
from cutover.manifest.load import Stage

OF_V2_ALONE = ("gateway",)
"""Criteria that a generator which cannot keep up cannot spoil: somebody else answered for V2."""


def judge(
    stage: Stage, samples: Samples, health: Sequence[GeneratorHealth], watched: Watched, started: Started
) -> GateJudgement:
    """Judge one run of a stage, or what there is of one that goes on (`started.running`).

    `samples` are all requests to both systems; `health` has one entry for each process that sent some.
    """
    v2 = _of(samples, "v2")
    ordered = answered(v2)
    lasted = started.lasted if isfinite(started.lasted) else 0.0
    limit, steady = stage.p95_ms / 1000, ordered.due >= stage.ramp
    users = tail_of(ordered.took[steady & ~ordered.probed], limit)
    probe = tail_of(ordered.took[steady & ordered.probed], limit)
    errors, figures = errors_of(v2), endpoint_figures(stage, v2, ordered)
    valid = tuple(validity(stage, samples, health, started))
    shown: tuple[GateCriterion, ...] = (
        error_criterion(stage, errors),
        *never_criteria(v2),
        outage_criterion(v2),
        tail_criterion("users' p95", "the users' answers", limit, users),
        tail_criterion("probe's p95", "the probe's answers, from when they were due,", limit, probe),
        endpoint_criterion(figures),
        *resources(stage, watched, lasted),
    )
    if not generator_fits(valid):
        shown = tuple(each if each.name in OF_V2_ALONE else _unbelieved(each) for each in shown)
    beside = _beside(stage, samples, users.p95, lasted) if started.both else None
    compared = (beside_criterion(beside, samples.to("v1"), started),) if beside else ()
    criteria = (*shown, *valid, *compared)
    outcome = worst(each.outcome for each in criteria)
    seen = Seen(stage, v2, ordered.took, figures, users, probe, watched, lasted)
    return GateJudgement(
        outcome=outcome,
        sentence=_sentence(outcome, criteria),
        criteria=criteria,
        causes=causes_of(criteria, seen),
        endpoints=figures,
        curve=curve_of(v2, ordered, lasted, started.users),
        percentiles=percentiles_of(ordered.took[steady]),
        errors=errors,
        users_tail=users,
        probe_tail=probe,
        users=sum(started.started.values()),
        beside=beside,
    )


def _of(samples: Samples, system: str) -> Samples:
    """What was sent to one system and has a time, in the order in which it was due."""
    told = samples.to(system)
    told = told.where(np.isfinite(told.due) & np.isfinite(told.took))
    return told.where(np.argsort(told.due, kind="stable"))


def _unbelieved(criterion: GateCriterion) -> GateCriterion:
    """What a tired generator saw of V2's slowness is nobody's."""
    if criterion.outcome is not Outcome.FAILED:
        return criterion
    return replace(criterion, outcome=Outcome.ERROR, why=TIRED, needed=None)


def _sentence(outcome: Outcome, criteria: Sequence[GateCriterion]) -> str:
    """The verdict in a few words; what is open says why."""
    if outcome is Outcome.PASSED:
        return "Ready for production"
    if outcome is Outcome.FAILED:
        return "Needs optimisation"
    first = next(each for each in criteria if each.outcome is outcome)
    word = "Invalid" if outcome is Outcome.ERROR else "Not proven"
    return f"{word}: {first.why or first.now}"


def _beside(stage: Stage, samples: Samples, p95: float, lasted: float) -> Beside:
    """V1's figures under the same load; they are shown and gate nothing: the limits are V2's own."""
    v1 = _of(samples, "v1")
    ordered = answered(v1)
    steady = (ordered.due >= stage.ramp) & ~ordered.probed
    tail, errors = tail_of(ordered.took[steady], stage.p95_ms / 1000), errors_of(v1)
    says = f"95 % of V1's answers within {milliseconds(tail.p95)}, V2's within {milliseconds(p95)}"
    failing = f"; {share(errors.share)} of V1's fail" if errors.failed else ""
    curve = curve_of(v1, ordered, lasted, ())
    return Beside(errors, tail, endpoint_figures(stage, v1, ordered), curve, says + failing)
