"""Causes: failures that are one story are told once, the worst first."""

from collections.abc import Iterable, Set
from dataclasses import dataclass

from cutover.evidence import Evidence, Ledger, Outcome
from cutover.signoff.verdict import PhaseVerdict


@dataclass(frozen=True)
class Cause:
    """One reason and everything that it turned red."""

    says: str
    outcome: Outcome
    evidence: tuple[Evidence, ...]
    forgiven: bool = False
    """Whether every criterion that asks for it has passed all the same, by its rate."""

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


def forgiven(phases: Iterable[PhaseVerdict]) -> frozenset[str]:
    """Return the checks that are shown wrong and that a pass rate forgives wherever they are asked for."""
    asked: dict[str, bool] = {}
    for phase in phases:
        for result in phase.criteria:
            for stands in result.standings:
                if not stands.outcome.proves:
                    asked[stands.check] = asked.get(stands.check, True) and result.outcome.proves
    return frozenset(check for check, forgives in asked.items() if forgives)


def causes(evidence: Iterable[Evidence], forgiven: Set[str]) -> tuple[Cause, ...]:
    """Group what did not pass by outcome and cause: failed before error, more checks before fewer.

    What stands in nobody's way, as ``forgiven`` names it, comes last.
    """
    groups: dict[tuple[Outcome, str, bool], list[Evidence]] = {}
    for entry in evidence:
        if not entry.outcome.proves:
            key = (entry.outcome, entry.cause or entry.actual, entry.check in forgiven)
            groups.setdefault(key, []).append(entry)
    found = [Cause(says, outcome, tuple(each), past) for (outcome, says, past), each in groups.items()]
    return tuple(
        sorted(found, key=lambda cause: (cause.forgiven, -cause.outcome.severity, -len(cause.evidence)))
    )
