"""Stamps: what lies below a reports folder of each phase's sign-off, and whether its gate is open."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cutover.manifest import Migration, Phase
from cutover.signoff.document import FILE, PAGE, Document, DocumentError, read_signoff
from cutover.signoff.gate import Step, judge_gate
from cutover.signoff.verifier import Refused


@dataclass(frozen=True)
class Stamp:
    """One phase's sign-off as the site shows it; ``page`` is its path from the reports folder, or ''."""

    page: str = ""
    says: str = "none yet"
    open: bool = False
    """Whether `cutover gate` lets through: this phase and all that it needs are sealed, approved and true."""


def stamps(migration: Migration, reports: Path, now: datetime) -> Mapping[str, Stamp]:
    """Return the stamp of each phase, by its id; the gate is judged as `cutover gate` judges it."""
    steps = _steps(migration, reports, now)
    return {phase.id: _stamp(phase, steps, reports) for phase in migration.phases}


def _steps(migration: Migration, reports: Path, now: datetime) -> Mapping[str, Step]:
    """Judge each phase once, with those that need it; none where nothing was ever stated."""
    steps: dict[str, Step] = {}
    for phase in reversed(migration.phases):
        if phase.id not in steps and _lies_there(phase.id, reports):
            try:
                found = judge_gate(migration, reports, phase.id, now).steps
            except Refused:  # phases that need each other open no gate
                continue
            steps |= {step.phase.id: step for step in found}
    return steps


def _stamp(phase: Phase, steps: Mapping[str, Step], reports: Path) -> Stamp:
    if not _lies_there(phase.id, reports):
        return Stamp()
    page = f"phase-{phase.id}/{PAGE}"
    try:
        document = read_signoff(reports / f"phase-{phase.id}" / FILE)
    except DocumentError as error:
        return Stamp(page, f"not to be believed: {error.code}")
    refused = steps[phase.id].refused if phase.id in steps else None
    why = f", refused: {refused.code}" if refused is not None and not refused.lacks else ""
    return Stamp(page, f"{document.statement.verdict}, {_signed(document)}{why}", _open(phase.id, steps))


def _signed(document: Document) -> str:
    if document.seal is None:
        return "not sealed"
    wanted = len(document.statement.approvers)
    if len(document.approvals) < wanted:
        return f"sealed, {len(document.approvals)} of {wanted} approvals"
    return "sealed and approved"


def _open(phase: str, steps: Mapping[str, Step]) -> bool:
    step = steps.get(phase)
    return step is not None and step.refused is None and all(_open(need, steps) for need in step.phase.needs)


def _lies_there(phase: str, reports: Path) -> bool:
    return (reports / f"phase-{phase}" / PAGE).is_file()
