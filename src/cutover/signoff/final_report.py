"""The final report: the migration in one page, and its score with how it is made."""

from collections.abc import Mapping

from cutover.manifest import ReportSection, ScorePart
from cutover.signoff.criteria import actual, expected
from cutover.signoff.grounds import Grounds
from cutover.signoff.plain import plain
from cutover.signoff.statement import (
    LineStated,
    PartStated,
    ReportStated,
    ScoreStated,
    SectionStated,
)
from cutover.signoff.verdict import CriterionResult


def final_report(grounds: Grounds) -> ReportStated | None:
    """Return the report; None for a phase that gives none."""
    report = grounds.migration.report
    if report is None or report.phase != grounds.phase.id:
        return None
    results = {
        f"{verdict.phase.id}/{result.criterion.id}": result
        for verdict in grounds.phases
        for result in verdict.criteria
    }
    return ReportStated(
        score=ScoreStated(parts=tuple(_part(part, results) for part in report.score)),
        sections=tuple(_section(section, results) for section in report.sections),
    )


def _part(part: ScorePart, results: Mapping[str, CriterionResult]) -> PartStated:
    proven, owed = _counted(part, results)
    return PartStated(name=plain(part.name), weight=part.weight, proven=proven, owed=owed)


def _counted(part: ScorePart, results: Mapping[str, CriterionResult]) -> tuple[int, int]:
    """Count a part's checks, each once; what a criterion demands beyond the plan is owed, too."""
    proven: dict[str, bool] = {}
    beyond = 0
    for name in part.criteria:
        result = results[name]
        beyond += result.owed - len(result.standings)
        for standing in result.standings:
            # One check in two phases is judged by the younger evidence of one of them: the worse word counts.
            proven[standing.check] = proven.get(standing.check, True) and _counts(result, standing.check)
    return sum(proven.values()), len(proven) + beyond


def _counts(result: CriterionResult, check: str) -> bool:
    return not result.in_doubt and any(
        standing.outcome.proves for standing in result.standings if standing.check == check
    )


def _section(section: ReportSection, results: Mapping[str, CriterionResult]) -> SectionStated:
    return SectionStated(
        name=plain(section.name),
        note=plain(section.says),
        lines=tuple(
            LineStated(
                name=f"{name}: {plain(results[name].criterion.says or '')}".removesuffix(": "),
                expected=expected(results[name]),
                actual=actual(results[name]),
                outcome=results[name].outcome,
            )
            for name in section.criteria
        ),
    )
