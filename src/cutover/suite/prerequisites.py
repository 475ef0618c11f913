"""Prerequisites: no phase is begun before those that it needs have passed their gates, on the same pair."""

from dataclasses import dataclass
from datetime import UTC, datetime

from cutover.manifest import Migration
from cutover.suite.options import Options
from cutover.suite.trouble import CannotBegin

_OVERRIDE = "Or say why it is begun all the same: --override=REASON, which is written into the evidence."


@dataclass(frozen=True)
class Prerequisites:
    """What was found of the phases that are needed: why they are not met, or of which pair they are."""

    phase: str
    closed: str = ""
    pair: str = ""
    reason: str = ""
    """Why the phase is begun all the same."""

    def override(self, pair: str) -> str:
        """Return why a run of a pair is begun although it should not be; empty where it may.

        Raises CannotBegin where the needed phases are of another pair and nobody says why.
        """
        if self.closed or self.pair in ("", pair):
            return self.reason if self.closed else ""
        if not self.reason:
            raise CannotBegin(
                "phase-of-another-pair",
                f"--phase={self.phase}: what it needs was signed of {self.pair!r}, and this is {pair!r}.",
                "Sign off the needed phases of this pair.",
                _OVERRIDE,
            )
        return self.reason


def prerequisites(migration: Migration, options: Options) -> Prerequisites | None:
    """Ask the gates of all phases that the chosen one needs; None where none is chosen, or it needs none.

    Raises CannotBegin where one is closed and nobody says why it is begun all the same.
    """
    reason = " ".join(options.override.split())
    phase = migration.phase(options.phase) if options.phase else None
    if phase is None or not phase.needs:
        if reason:
            what = "--override: nothing is overridden: no phase is chosen that needs another one."
            raise CannotBegin("override-of-nothing", what, "Leave it out, or choose the phase: --phase=N.")
        return None
    from cutover.signoff.gate import judge_gate  # its templates are wanted where a phase is chosen only

    gates = [judge_gate(migration, options.reports, need, datetime.now(UTC)) for need in phase.needs]
    refused = [step for gate in gates for step in gate.refusals]
    if not refused:
        return Prerequisites(phase.id, pair=gates[0].pair, reason=reason)
    first = refused[0]
    closed = f"phase {first.phase.id} is {first.word}: {first.refused}"
    if not reason:
        needed = f"phase {first.phase.id}, which phase {phase.id} needs, is {first.word}."
        hints = (*str(first.refused).splitlines(), f"See: cutover gate {first.phase.id}")
        raise CannotBegin("phase-not-open", f"--phase={phase.id}: {needed}", *hints, _OVERRIDE)
    return Prerequisites(phase.id, closed, reason=reason)
