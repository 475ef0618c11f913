"""Beside: V1 under the same load in the same run, and whether there is enough of it to compare V2 with."""

from collections.abc import Sequence

import numpy as np

from cutover.evidence import Outcome
from cutover.load.bounds import FEWEST_ANSWERS
from cutover.load.criterion import GateCriterion, counted
from cutover.load.judgement import Beside
from cutover.load.observed import Started
from cutover.load.samples import Samples

NAME = "beside V1"


def beside_criterion(beside: Beside, v1: Samples, started: Started) -> GateCriterion:
    """V1 is asked whatever it owes, often enough to be compared with; how quick it is gates nothing."""
    limit = f"V1 is asked the same beside V2, with {FEWEST_ANSWERS} answers or more"
    if not len(v1):
        outcome = Outcome.INCONCLUSIVE if started.running else Outcome.ERROR
        return GateCriterion(NAME, limit, counted(0, "request"), outcome, "V1 was not asked")
    asked = {v1.endpoints[number] for number in np.unique(v1.endpoint)}
    if not started.owed_by_v1:
        return GateCriterion(NAME, limit, beside.says, Outcome.ERROR, "V1 owes no endpoint")
    if missing := sorted(set(started.owed_by_v1) - asked):
        return GateCriterion(NAME, limit, beside.says, Outcome.INCONCLUSIVE, _not_asked(missing))
    few = FEWEST_ANSWERS - beside.tail.answers
    if few > 0:
        why = f"V1 gave {counted(beside.tail.answers, 'answer')} with all users there"
        return GateCriterion(NAME, limit, beside.says, Outcome.INCONCLUSIVE, why, few)
    return GateCriterion(NAME, limit, beside.says, Outcome.PASSED)


def _not_asked(missing: Sequence[str]) -> str:
    more = f" and {len(missing) - 3} more" if len(missing) > 3 else ""
    return f"V1 was not asked {', '.join(missing[:3])}{more}"
