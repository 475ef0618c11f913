"""Rules for the final report: its criteria exist, its weights add up to 100, and 100 means everything."""

from collections.abc import Iterator, Sequence

from cutover.manifest.document import Document
from cutover.manifest.draft import Draft, Names
from cutover.manifest.phase import Phase
from cutover.manifest.problem import Problem
from cutover.manifest.report import FinalReport


def problems(draft: Draft, names: Names) -> Iterator[Problem]:
    """Find criteria that do not exist, weights that are not 100, and what the score leaves out."""
    document, value = draft.phases.document, draft.phases.value
    if value is None or value.report is None:
        return
    report = value.report
    if report.phase not in names.phases:
        yield document.problem(
            "manifest-unknown-phase",
            ("report", "phase"),
            f"The report is of phase {report.phase!r}, which does not exist.",
            f"Use one of: {', '.join(names.phases)}.",
            report.phase,
            names.phases,
        )
        return
    known = tuple(f"{phase.id}/{criterion.id}" for phase in value.phases for criterion in phase.criteria)
    yield from _unknown(document, report, known)
    yield from _weights(document, report)
    yield from _gaps(document, report, value.phases)


def _unknown(document: Document, report: FinalReport, known: Sequence[str]) -> Iterator[Problem]:
    named = (
        *((("score", number), part.criteria) for number, part in enumerate(report.score)),
        *((("sections", number), section.criteria) for number, section in enumerate(report.sections)),
    )
    for place, criteria in named:
        for index, criterion in enumerate(criteria):
            if criterion not in known:
                yield document.problem(
                    "manifest-unknown-criterion",
                    ("report", *place, "criteria", index),
                    f"{criterion!r} is no criterion of any phase.",
                    "Write the phase's number and the criterion's id: 5/references.",
                    criterion,
                    known,
                )


def _weights(document: Document, report: FinalReport) -> Iterator[Problem]:
    total = sum(part.weight for part in report.score)
    if total != 100:
        yield document.problem(
            "manifest-score",
            ("report", "score"),
            f"The weights add up to {total}.",
            "Let them add up to 100: the score is shown in percent.",
        )


def _gaps(document: Document, report: FinalReport, phases: Sequence[Phase]) -> Iterator[Problem]:
    """Find what the phase and those that it needs owe, and the score does not count, or counts twice."""
    told = [criterion for part in report.score for criterion in part.criteria]
    for number, part in enumerate(report.score):
        for index, criterion in enumerate(part.criteria):
            if told.count(criterion) > 1:
                yield document.problem(
                    "manifest-score",
                    ("report", "score", number, "criteria", index),
                    f"{criterion} counts more than once.",
                    "Keep it in one part of the score.",
                )
    owed = _needed(report.phase, {phase.id: phase for phase in phases})
    missing = [f"{phase.id}/{each.id}" for phase in owed for each in phase.criteria]
    missing = [criterion for criterion in missing if criterion not in told]
    if missing:
        yield document.problem(
            "manifest-score",
            ("report", "score"),
            f"No part of the score counts {', '.join(missing)}.",
            "Add them to a part: 100 % must mean everything that the phase and its needs owe.",
        )


def _needed(goal: str, phases: dict[str, Phase]) -> tuple[Phase, ...]:
    found: dict[str, Phase] = {}
    waiting = [goal]
    while waiting:
        name = waiting.pop()
        if name in phases and name not in found:
            found[name] = phases[name]
            waiting.extend(phases[name].needs)
    return tuple(found[name] for name in phases if name in found)
