"""Criteria in words: what was expected of each, and what came."""

from collections import Counter

from cutover.evidence import Outcome
from cutover.signoff.plain import plain
from cutover.signoff.statement import CriterionStated
from cutover.signoff.verdict import CriterionResult

_WORST_FIRST = sorted(Outcome, key=lambda outcome: -outcome.severity)


def stated(result: CriterionResult) -> CriterionStated:
    """Return a criterion as the document holds it."""
    criterion = result.criterion
    return CriterionStated(
        id=criterion.id,
        says=plain(criterion.says),
        expected=expected(result),
        actual=actual(result),
        outcome=result.outcome,
        proven=result.proven,
        owed=result.owed,
        passing=result.passing,
        checks=tuple(plain(standing.check) for standing in result.standings),
        reasons=tuple(plain(reason) for reason in result.reasons),
        attested=criterion.attested or "",
        nothing_to_judge=plain(criterion.nothing_to_judge) if result.nothing_to_judge else "",
    )


def expected(result: CriterionResult) -> str:
    """Say what must be there."""
    if result.nothing_to_judge:
        return "nothing to judge"
    if result.criterion.attested is not None:
        return "a signed statement"
    checks = f"{result.owed:,} check{'s' if result.owed != 1 else ''}"
    if result.passing < result.owed:
        return f"{result.passing:,} of {checks} proven, and a word on every one"
    return f"{checks} proven"


def actual(result: CriterionResult) -> str:
    """Say what is there, in "n of m"."""
    if result.nothing_to_judge:
        return plain(result.criterion.nothing_to_judge)
    if result.criterion.attested is not None:
        standing = result.standings[0]
        return plain(standing.reason) if standing.evidence else "; ".join(result.reasons)
    counts = Counter(standing.outcome for standing in result.standings)
    others = [
        f"{counts[outcome]:,} {outcome}"
        for outcome in _WORST_FIRST
        if counts[outcome] and outcome is not Outcome.PASSED
    ]
    lacking = result.owed - len(result.standings)
    others += [f"{lacking:,} not even planned"] if lacking > 0 else []
    return ", ".join((f"{result.proven:,} of {result.owed:,} proven", *others, *map(plain, result.late)))
