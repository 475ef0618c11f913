"""The gate: is a phase, and every phase that it needs, READY, fresh, sealed, approved, and all of it true?

Not only by what was signed: a newer run beside it that shows the phase wrong closes it.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cutover.manifest import Migration, Phase
from cutover.signoff.archive import read_archive
from cutover.signoff.newer import demand_not_superseded
from cutover.signoff.trust import trust_of
from cutover.signoff.verifier import Refused, Verified, demand_ready, in_order
from cutover.signoff.verifier.chain import refuse_strangers
from cutover.signoff.verifying import verify_whole

_LACKING = {
    "signoff-missing": "not stated",
    "signoff-unsigned": "not sealed",
    "signoff-unapproved": "not approved",
}
"""What a phase lacks that may well be proven."""


@dataclass(frozen=True)
class Step:
    """One phase on the way: its sign-off as far as it can be believed, and what stands in the way."""

    phase: Phase
    found: Verified | None
    refused: Refused | None

    @property
    def word(self) -> str:
        """READY where nothing stands in the way, else the verdict that was signed, or what is missing."""
        if self.refused is None:
            return "READY"
        if self.refused.code == "signoff-superseded":
            return "NOT READY"
        if self.refused.lacks and self.refused.code in _LACKING:
            return _LACKING[self.refused.code]
        stated = str(self.found.statement["verdict"]) if self.found else ""
        if stated and stated != "READY":
            return stated
        return "NOT PROVEN" if self.refused.lacks else "REFUSED"


@dataclass(frozen=True)
class Gate:
    """The answer: the steps in their order, the phase that was asked for last."""

    steps: tuple[Step, ...]

    @property
    def refusals(self) -> tuple[Step, ...]:
        """The steps at which it is closed."""
        return tuple(step for step in self.steps if step.refused is not None)

    @property
    def code(self) -> int:
        """0 open; 1 closed, as something is shown wrong or forged; 3 as something is not there yet."""
        if not self.refusals:
            return 0
        return 3 if all(step.refused and step.refused.lacks for step in self.refusals) else 1

    @property
    def pair(self) -> str:
        """The pair of systems that an open gate speaks of."""
        found = next((step.found for step in self.steps if step.found), None)
        return str(found.statement["pair"]["identity"]) if found else ""


def judge_gate(migration: Migration, reports: Path, phase: str, now: datetime) -> Gate:
    """Judge a phase and all that it needs, each to the end; raises Refused for a phase that is not there."""
    trust, archive = trust_of(migration), read_archive(reports)
    believed: dict[str, Verified] = {}
    steps = []
    for name in in_order(phase, trust):
        found, refused = None, None
        try:
            found = verify_whole(reports / f"phase-{name}", name, migration, now)
            demand_not_superseded(found, migration, archive, reports, now)
            demand_ready(found, now)
            if all(need in believed for need in trust.rule(name).needs):
                believed[name] = found
                refuse_strangers(name, believed)
        except Refused as error:
            refused = error
            believed.pop(name, None)
        steps.append(Step(migration.phase(name), found, refused))
    return Gate(tuple(steps))
