"""Declared differences in the evidence of an answer: what they explain, and where they are wrong."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from cutover.compare import Explained, Overall, over_all, uses
from cutover.evidence import Evidence, Outcome
from cutover.manifest import Endpoint
from cutover.manifest.differs import ErrorRule
from cutover.suite.duties.answers import Judged
from cutover.suite.duties.seen import Shown
from cutover.suite.text import count, shortened

CAUSES = {
    "bias": "deviations within the tolerance all point one way",
    "unused": "a declared difference is met in no case",
    "broad": "declared differences explain too much",
}

_WIDTH = 24


def with_declared(
    evidence: Evidence,
    endpoint: Endpoint,
    cases: Sequence[Judged],
    shown: Shown,
    shared: Sequence[ErrorRule] = (),
) -> Evidence:
    """Add to an endpoint's evidence what declarations explained, and what all cases show together.

    A bias fails the check; a declaration that is met nowhere or explains too much leaves it inconclusive,
    for then the manifest is wrong, and V2 is shown neither right nor wrong. `shared` are migration.yaml's
    rules of errors.
    """
    judgements = [case.judgement for case in cases]
    used, found = uses(judgements), over_all(endpoint, judgements, shared)
    if not used and not found and not any(each.unstable for each in judgements):
        return evidence
    notes = (*evidence.notes, *_explained(endpoint, cases, shown), *_unstable(cases, shown))
    notes += tuple(str(shown(each.told)) for each in found)
    evidence = replace(evidence, notes=notes)
    if used:
        total = sum(used.values())
        evidence = replace(evidence, figures={**evidence.figures, "declared": total})
        if evidence.outcome is Outcome.PASSED:
            evidence = replace(evidence, actual=f"{evidence.actual}, {count(total, 'declared difference')}")
    worst = next((each for each in found if each.v2_wrong), found[0] if found else None)
    return evidence if worst is None else _worse(evidence, worst, cases, shown)


def _worse(evidence: Evidence, found: Overall, cases: Sequence[Judged], shown: Shown) -> Evidence:
    outcome = Outcome.FAILED if found.v2_wrong else Outcome.INCONCLUSIVE
    if outcome <= evidence.outcome:
        return evidence
    commands = next((case.commands for case in cases if case.commands), ())
    told = str(shown(found.told))
    return replace(evidence, outcome=outcome, actual=told, cause=CAUSES[found.kind], reproduce=commands)


def _explained(endpoint: Endpoint, cases: Sequence[Judged], shown: Shown) -> Iterator[str]:
    """One line a declaration: how often it was met, the first values, and why it is declared."""
    reasons = {each.name: each.reason for each in endpoint.differs}
    reasons |= {each.name: each.reason for each in endpoint.unstable}
    used = uses(case.judgement for case in cases)
    first: dict[str, Explained] = {}
    for case in cases:
        for each in case.judgement.explained:
            if each.rule not in first or first[each.rule].sample is None:
                first[each.rule] = each
    for rule, times in used.items():
        sample = first[rule].sample
        values = ""
        if sample is not None:
            field = sample.path.rpartition(".")[2].removesuffix("[]")
            v1, v2 = (shortened(str(shown(each, field)), _WIDTH) for each in (sample.v1, sample.v2))
            values = f", first V1 {v1} → V2 {v2}"
        yield f"declared: {rule}, {count(times, 'time')}{values}: {reasons[rule]}"


def _unstable(cases: Sequence[Judged], shown: Shown) -> Iterator[str]:
    for case in cases:
        for each in case.judgement.unstable[:1]:
            field = each.path.rpartition(".")[2].removesuffix("[]")
            v1, again, v2 = (
                shortened(str(shown(value, field)), _WIDTH) for value in (each.v1, each.again, each.v2)
            )
            yield f"user {case.user}, case {case.case}: {each.told}: V1 {v1}, then {again}; V2 {v2}"
