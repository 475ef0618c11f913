"""Relations: what must hold within each side's answers, beside what they say of each other."""

from collections.abc import Sequence
from dataclasses import replace

from cutover.compare import Finding, relate
from cutover.evidence import Evidence, Outcome
from cutover.manifest import Endpoint, Migration
from cutover.suite.asked import Answers
from cutover.suite.duties.seen import Shown
from cutover.suite.said import said_in
from cutover.suite.text import count

_SAMPLES = 3
_TOLD = 12
"""Findings that are told one by one."""

CAUSES = {
    "order": "answers are not sorted as asked",
    "page": "figures beside a list are wrong",
    "pages": "pages do not add up to the list",
    "filter": "filters let wrong rows through",
    "effect": "filters change nothing",
    "sums": "groups do not add up to their details",
    "scope": "users see rows of others",
}


def related(endpoint: Endpoint, answers: Answers, migration: Migration) -> tuple[Finding, ...]:
    """Judge the relations that an endpoint declares, over all that both sides said."""
    sees = {user.id: user.sees for user in migration.users}
    return relate(endpoint, said_in(endpoint, answers.asked), sees, answers.details)


def added(
    evidence: Evidence, endpoint: Endpoint, findings: Sequence[Finding], answers: Answers, shown: Shown
) -> Evidence:
    """Add to the evidence of an endpoint's answers what its relations show.

    What V2 alone breaks fails the check. What V1 breaks too, or alone, is told: V1 is the measure. A filter
    that narrows nothing on either side is vacuous: it is counted, and is no match of anything. Details that
    came only at a second try make no clean pass, and those that are too many to be added up are counted.
    """
    evidence = _not_added_up(evidence, endpoint, answers)
    seen = _with_findings(evidence, endpoint, findings, answers, shown) if findings else evidence
    return _at_a_second_try(seen, answers) if answers.retried else seen


def _not_added_up(evidence: Evidence, endpoint: Endpoint, answers: Answers) -> Evidence:
    """Count the details of groups that are too many to be read, so that no sum of theirs was judged."""
    long = [each.total for each in answers.details.values() if each.rows is None and each.total is not None]
    if endpoint.sums is None or not long:
        return evidence
    what = f"not added up: {count(max(long), 'detail')} of {endpoint.sums.of}, too many to be read whole"
    note = f"{what}; sums, highest values and counts with a condition are not judged for them"
    figures = {**evidence.figures, "details not added up": max(long)}
    return replace(evidence, notes=(*evidence.notes, note), figures=figures)


def _at_a_second_try(evidence: Evidence, answers: Answers) -> Evidence:
    why = answers.retried[0]
    noted = replace(evidence, notes=(f"not at the first try: {why}", *evidence.notes))
    if evidence.outcome is not Outcome.PASSED:
        return noted
    return replace(
        noted,
        outcome=Outcome.INCONCLUSIVE,
        actual=f"the same answer, but not at the first try: {why}",
        cause="an answer that came only at a second try",
        reproduce=next((each.commands for each in answers.asked if each.commands), ()),
    )


def _with_findings(
    evidence: Evidence, endpoint: Endpoint, findings: Sequence[Finding], answers: Answers, shown: Shown
) -> Evidence:
    findings = [_without_names(each, endpoint, shown) for each in findings]
    wrong = [each for each in findings if each.is_v2_alone]
    told = [str(shown(each.told)) for each in (*wrong, *(each for each in findings if not each.is_v2_alone))]
    if len(told) > _TOLD:
        told = [*told[:_TOLD], f"and {count(len(told) - _TOLD, 'finding')} more"]
    counted = {**evidence.figures, "relations broken": len(wrong)}
    noted = replace(evidence, notes=(*told, *evidence.notes), figures=_without_effect(counted, findings))
    if not wrong:
        return _all_vacuous(noted) if noted.figures.get("matched") == 0 else noted
    samples = ({"user": each.user, "case": each.case, "finding": shown(each.sentence)} for each in wrong)
    noted = replace(noted, samples=(*noted.samples, *list(samples)[:_SAMPLES]))
    if evidence.outcome.severity >= Outcome.FAILED.severity:
        return noted
    actual = f"{wrong[0].told} · {count(len(wrong), 'finding')}"
    first = (wrong[0].user, wrong[0].case)
    asked = next((each for each in answers.asked if (each.user, each.case.name) == first), None)
    return replace(
        noted,
        outcome=Outcome.FAILED,
        actual=str(shown(actual)),
        cause=CAUSES[wrong[0].relation],
        reproduce=asked.commands if asked is not None else (),
    )


def _without_names(finding: Finding, endpoint: Endpoint, shown: Shown) -> Finding:
    """Leave out the sentence where rows or groups are called by a field that evidence does not show."""
    grouped = [
        name for each in (endpoint.sums.by if endpoint.sums else ()) for name in (each.name, each.field)
    ]
    fields = [field.rpartition(" ")[2].rpartition(".")[2] for field in (*endpoint.key, *grouped)]
    is_shown = shown.key("x", fields) == "x"
    return finding if is_shown else replace(finding, sentence=CAUSES[finding.relation])


def _without_effect(figures: dict[str, int | float], findings: Sequence[Finding]) -> dict[str, int | float]:
    """Count the cases that a filter without effect leaves without meaning as vacuous, and not as matched."""
    filters = [each for each in findings if each.is_vacuous]
    cases = len({case for each in filters for case in each.cases})
    moved = min(cases, figures.get("matched", 0))
    if not moved:
        return figures
    vacuous = figures.get("vacuous", 0) + moved
    return {
        **figures,
        "matched": figures["matched"] - moved,
        "vacuous": vacuous,
        "vacuous filters": len(filters),
    }


def _all_vacuous(evidence: Evidence) -> Evidence:
    """A check of which no case shows anything is no pass."""
    if evidence.outcome is not Outcome.PASSED or "vacuous filters" not in evidence.figures:
        return evidence
    what = "no case shows anything: every filter that was asked changes nothing"
    return replace(evidence, outcome=Outcome.FAILED, actual=what, cause="equal for no reason")
