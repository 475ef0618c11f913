"""Causes: failures that are one story are told once, the worst first."""

from collections.abc import Iterable
from dataclasses import dataclass

from cutover.evidence import Evidence, Ledger, Outcome
from cutover.signoff.verdict import PhaseVerdict


@dataclass(frozen=True)
class Cause:
    """One reason and everything that it turned red."""

    says: str
    outcome: Outcome
    evidence: tuple[Evidence, ...]

    @property
    def checks(self) -> tuple[str, ...]:
        """The ids of the checks, in the order of the run."""
        return tuple(entry.check for entry in self.evidence)

    @property
    def first_command(self) -> str:
        """The command that shows it again, or nothing."""
        return next((command for entry in self.evidence for command in entry.reproduce[:1]), "")


def unproven(newest: Ledger, phases: Iterable[PhaseVerdict]) -> tuple[Evidence, ...]:
    """Return what is not shown right: by the newest run, and by earlier runs whose word still stands."""
    seen = {entry.check for entry in newest.evidence}
    standing = {
        stands.check: stands.evidence
        for phase in phases
        for result in phase.criteria
        for stands in result.standings
        if stands.evidence is not None and stands.check not in seen and not stands.outcome.proves
    }
    return (*(entry for entry in newest.evidence if not entry.outcome.proves), *standing.values())


def causes(evidence: Iterable[Evidence]) -> tuple[Cause, ...]:
    """Group what did not pass by outcome and cause: failed before error, more checks before fewer."""
    groups: dict[tuple[Outcome, str], list[Evidence]] = {}
    for entry in evidence:
        if not entry.outcome.proves:
            groups.setdefault((entry.outcome, entry.cause or entry.actual), []).append(entry)
    found = [Cause(says, outcome, tuple(entries)) for (outcome, says), entries in groups.items()]
    return tuple(sorted(found, key=lambda cause: (-cause.outcome.severity, -len(cause.evidence))))
