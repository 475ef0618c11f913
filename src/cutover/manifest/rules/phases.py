"""Rules for phases: they need each other in an order, and their criteria ask for checks that can exist."""

from collections.abc import Iterator
from fnmatch import fnmatchcase

from cutover.manifest.check import AREAS, LATER, PLANNED
from cutover.manifest.document import Document, Place
from cutover.manifest.draft import Draft, Names
from cutover.manifest.phase import Criterion, Phase
from cutover.manifest.problem import Problem


def problems(draft: Draft, names: Names) -> Iterator[Problem]:
    """Find phases and criteria that stand twice, ask for the unknown, or wait for each other."""
    document, value = draft.phases.document, draft.phases.value
    if value is None:
        return
    yield from _needs(document, value.phases, names.phases)
    checks = names.checks()
    yield from _statements(document, value.phases)
    seen: set[str] = set()
    for number, phase in enumerate(value.phases):
        if phase.id in seen:
            yield document.problem(
                "manifest-name-twice",
                ("phases", number, "id"),
                f"Phase {phase.id!r} stands here a second time.",
                "Give each phase a number of its own.",
            )
        seen.add(phase.id)
        criteria: set[str] = set()
        for index, criterion in enumerate(phase.criteria):
            place = ("phases", number, "criteria", index)
            if criterion.id in criteria:
                yield document.problem(
                    "manifest-name-twice",
                    (*place, "id"),
                    f"Phase {phase.id} has criterion {criterion.id!r} already.",
                    "Give each criterion of a phase an id of its own.",
                )
            criteria.add(criterion.id)
            yield from _checks(document, place, criterion, checks, names.complete)


def _needs(document: Document, phases: tuple[Phase, ...], known: tuple[str, ...]) -> Iterator[Problem]:
    needs = {phase.id: phase.needs for phase in phases}
    for number, phase in enumerate(phases):
        for index, need in enumerate(phase.needs):
            place = ("phases", number, "needs", index)
            if need not in known:
                yield document.problem(
                    "manifest-unknown-phase",
                    place,
                    f"Phase {phase.id} needs phase {need!r}, which does not exist.",
                    f"Use one of: {', '.join(known)}.",
                    need,
                    known,
                )
            elif _reaches(need, phase.id, needs):
                yield document.problem(
                    "manifest-phase-cycle",
                    place,
                    f"Phase {phase.id} needs {need}, which needs {phase.id}.",
                    "Remove one of the two needs: no phase of the circle could ever begin.",
                )


def _statements(document: Document, phases: tuple[Phase, ...]) -> Iterator[Problem]:
    """Find statements that two phases ask for in different words, or of different people."""
    asked: dict[str, tuple[str, tuple[str | None, tuple[str, ...]]]] = {}
    for number, phase in enumerate(phases):
        for index, criterion in enumerate(phase.criteria):
            if criterion.attested is None:
                continue
            this = (criterion.says, phase.signers(criterion))
            first, other = asked.setdefault(criterion.attested, (phase.id, this))
            if this != other:
                yield document.problem(
                    "manifest-statement-twice",
                    ("phases", number, "criteria", index, "attested"),
                    f"Phase {phase.id} asks for {criterion.attested!r} of other people or in other words"
                    f" than phase {first}.",
                    "One statement is signed once: give it the same `says` and `signed_by`, or another name.",
                )


def _reaches(start: str, goal: str, needs: dict[str, tuple[str, ...]]) -> bool:
    seen, waiting = set[str](), [start]
    while waiting:
        phase = waiting.pop()
        if phase == goal:
            return True
        if phase not in seen:
            seen.add(phase)
            waiting.extend(needs.get(phase, ()))
    return False


def _checks(
    document: Document, above: Place, criterion: Criterion, checks: frozenset[str], complete: bool
) -> Iterator[Problem]:
    for index, check in enumerate(criterion.checks):
        place = (*above, "checks", index)
        area, slash, subject = check.partition("/")
        if area not in AREAS or not slash or not subject:
            yield document.problem(
                "manifest-unknown-area",
                place,
                f"{check!r} is not a check's id: it has no known area.",
                f"Write area/subject; the areas are {', '.join(AREAS)}.",
                area,
                AREAS,
            )
        elif area == "attested":
            yield document.problem(
                "manifest-unknown-area",
                place,
                f"{check!r} is an attestation, which no check measures.",
                f"Write attested: {subject} instead of `checks`.",
            )
        elif (
            area in PLANNED
            and complete
            and not check.startswith(LATER)
            and subject != "*"
            and not _any(checks, check)
        ):
            yield document.problem(
                "manifest-unknown-check",
                place,
                f"{check!r} is none of the manifest's checks.",
                "Fix the id: it is the area and the subject's name.",
                check,
                checks,
            )


def _any(checks: frozenset[str], pattern: str) -> bool:
    return any(fnmatchcase(check, pattern) for check in checks)
