"""The final report: the migration in one page, and its score with how it is made."""

from collections.abc import Mapping
from fractions import Fraction

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
from cutover.signoff.verdict import CriterionResult, Verdict

READY = "PRODUCTION READY"


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
        word=READY if _is_ready(grounds) else "",
        score=score(report.score, results),
        sections=tuple(_section(section, results) for section in report.sections),
    )


def score(parts: tuple[ScorePart, ...], results: Mapping[str, CriterionResult]) -> ScoreStated:
    """Add up the parts: each is worth its weight times the proven share, and nothing is rounded up."""
    points = [(part, *_counted(part, results)) for part in parts]
    total = sum((_points(part, proven, owed) for part, proven, owed in points), Fraction())
    return ScoreStated(
        percent=int(total),
        parts=tuple(
            PartStated(
                name=part.name,
                weight=part.weight,
                proven=proven,
                owed=owed,
                points=_two_places(_points(part, proven, owed)),
            )
            for part, proven, owed in points
        ),
    )


def _is_ready(grounds: Grounds) -> bool:
    """Whether the phase and every phase before it is READY; who approved it stands on the page."""
    needed = [grounds.needs.get(phase) for phase in grounds.phase.needs]
    return grounds.verdict.word is Verdict.READY and all(
        document is not None and document.statement.verdict is Verdict.READY for document in needed
    )


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


def _points(part: ScorePart, proven: int, owed: int) -> Fraction:
    return Fraction(part.weight * proven, owed) if owed else Fraction()


def _two_places(points: Fraction) -> str:
    cents = int(points * 100)
    return f"{cents // 100}.{cents % 100:02}"


def _section(section: ReportSection, results: Mapping[str, CriterionResult]) -> SectionStated:
    return SectionStated(
        name=section.name,
        note=section.says or "",
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
