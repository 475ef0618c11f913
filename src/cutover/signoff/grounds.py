"""The grounds of a statement: everything that it is made from, gathered before anything is said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from cutover.evidence import Ledger
from cutover.manifest import Migration, Phase
from cutover.signoff.archive import Archive, fresh, speaking
from cutover.signoff.attested import Attested
from cutover.signoff.document import Document
from cutover.signoff.standing import Standing
from cutover.signoff.statement import FileStated, FindingStated
from cutover.signoff.verdict import PhaseVerdict


@dataclass(frozen=True)
class Grounds:
    """What a statement about one phase is made from; ``now`` has a zone."""

    migration: Migration
    archive: Archive
    phases: tuple[PhaseVerdict, ...]
    """Every phase, as it is judged at ``now``."""
    verdict: PhaseVerdict
    """The phase that is stated."""
    now: datetime
    commit: str = ""
    attested: Sequence[Attested] = ()
    needs: Mapping[str, Document] = field(default_factory=dict)
    """The sign-offs of the phases that this one needs, as far as they are there."""
    before: Document | None = None
    """The sign-off of this phase that is replaced."""
    files: tuple[FileStated, ...] = ()
    ledgers: Mapping[str, str] = field(default_factory=dict)
    """sha256 of the ledger of each run that counts."""
    findings: tuple[FindingStated, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def phase(self) -> Phase:
        """The phase that is stated."""
        return self.verdict.phase

    @cached_property
    def runs(self) -> tuple[Ledger, ...]:
        """The runs that count for this phase: fresh, of the pair, with a word on one of its checks."""
        return runs_of(self.verdict, self.migration.digest, self.archive.ledgers, self.now)

    @cached_property
    def standings(self) -> Mapping[str, Standing]:
        """What stands for each check that the phase owes, by its id."""
        return {standing.check: standing for result in self.verdict.criteria for standing in result.standings}


def runs_of(
    verdict: PhaseVerdict, manifest: str, ledgers: Sequence[Ledger], now: datetime
) -> tuple[Ledger, ...]:
    """Return the ledgers that have a word on a check of the phase, oldest first."""
    owed = {standing.check for result in verdict.criteria for standing in result.standings}
    young = fresh(speaking(ledgers, manifest), now, verdict.phase.fresh_for)
    return tuple(
        ledger
        for ledger in young
        if not owed.isdisjoint(ledger.header.selected)
        or any(entry.check in owed for entry in ledger.evidence)
    )


def line_of(ledger: Ledger) -> Mapping[str, int]:
    """Return each check's line in its ledger's file, counted from 1; the header is the first."""
    return {entry.check: number for number, entry in enumerate(ledger.evidence, start=2)}


def first_seen(ledgers: Sequence[Ledger]) -> Mapping[str, str]:
    """Return since when each check has not been shown right, in an unbroken line of runs (oldest first)."""
    since: dict[str, str] = {}
    for ledger in ledgers:
        for entry in ledger.evidence:
            if entry.outcome.proves:
                since.pop(entry.check, None)
            else:
                since.setdefault(entry.check, ledger.header.started)
    return since


def fresh_until(phase: Phase, runs: Sequence[Ledger], attested: Sequence[Attested]) -> datetime | None:
    """Return when the oldest of all that counts stops counting; None where nothing does."""
    moments = [datetime.fromisoformat(ledger.header.started) for ledger in runs]
    moments += [each.at for each in attested]
    return min(moments) + phase.fresh_for if moments else None
