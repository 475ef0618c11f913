"""The statement: what a sign-off says and what is signed; the values that its page is written from.

Everything is text, a whole number, or a list of these: no floats, so that each reader writes the same bytes.
"""

import hashlib
from collections.abc import Mapping
from fractions import Fraction

from pydantic import BaseModel, ConfigDict

from cutover.evidence import Outcome
from cutover.signoff.canonical import canonical
from cutover.signoff.verdict import Verdict

FORMAT = "cutover-signoff/1"


class Stated(BaseModel):
    """A value of the document: frozen, closed to unknown keys, strict about types; no floats anywhere."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class PhaseStated(Stated):
    """The phase that is stated, as the manifest had it."""

    id: str
    name: str
    needs: tuple[str, ...]
    owner: str


class PairStated(Stated):
    """The two systems that were compared; all texts are empty where no run counts."""

    identity: str
    v1: str
    v2: str


class RunStated(Stated):
    """One run that counts, and the sha256 of its ledger."""

    run: str
    ledger: str
    started: str
    ended: str
    """Empty where the run was killed."""
    started_by: str
    checks: int
    command: str
    environment: str
    snapshot: str
    seed: str
    versions: Mapping[str, str]
    override: str = ""
    """Why the run was started although a phase that it needs was not READY; empty for all others."""


class CriterionStated(Stated):
    """One criterion: what was expected, what came, over which checks."""

    id: str
    says: str
    expected: str
    actual: str
    outcome: Outcome
    proven: int
    owed: int
    passing: int
    """So many of the owed have to be proven; as many as are owed unless the criterion has a rate."""
    checks: tuple[str, ...]
    reasons: tuple[str, ...]
    attested: str = ""
    """What a person must state, where the criterion is no measurement."""
    nothing_to_judge: str = ""
    """Why there rightly is nothing, where there is nothing."""


class CauseStated(Stated):
    """One story and all that it turned red or left open."""

    says: str
    outcome: Outcome
    checks: int
    first: str
    """The id of its first check."""
    since: str
    """When it was first seen in an unbroken line of runs, ISO 8601."""
    owner: str
    command: str


class IssueStated(Stated):
    """One check that is not shown right, in full: what a reader needs to understand and to see it again."""

    check: str
    outcome: Outcome
    duty: str
    expected: str
    actual: str
    notes: tuple[str, ...]
    columns: tuple[str, ...]
    """The names above ``samples``; each sample has a text for every one of them."""
    samples: tuple[tuple[str, ...], ...]
    commands: tuple[str, ...]
    run: str
    line: int
    """Its line in the run's ledger, counted from 1; 0 where no run has a word on it."""


class WaiverStated(Stated):
    """One accepted difference; ``names`` is a check or a class of differences."""

    names: str
    reason: str
    owner: str
    requester: str
    approver: str
    expires: str
    accepted: int
    """How many differences it accepts here."""
    most: str = ""
    """How many it may accept; empty where it says nothing."""


class FindingStated(Stated):
    """What is wrong with a waiver: over-broad, unused, expired, more than it may accept."""

    code: str
    about: str
    says: str


class UncheckedStated(Stated):
    """What was not checked, and why."""

    what: str
    why: str


class AttestationStated(Stated):
    """What a person stated, or must state; ``by``, ``at`` and ``digest`` are empty where nobody has."""

    slug: str
    says: str
    by: str
    at: str
    meaning: str
    outcome: Outcome
    digest: str
    """sha256 of the signed statement's canonical bytes."""


class NeedStated(Stated):
    """A phase that this one needs, by the digest of its sign-off; empty where there is none."""

    phase: str
    digest: str
    verdict: str
    """Empty where there is no sign-off."""


class TraceStated(Stated):
    """One check, where its word stands, and which criteria it serves."""

    check: str
    outcome: Outcome
    criteria: tuple[str, ...]
    run: str
    line: int
    """Its line in the run's ledger, counted from 1; 0 where no run has a word on it."""


class TraceabilityStated(Stated):
    """Both ways between criteria, checks and lines of ledgers."""

    checks: tuple[TraceStated, ...]
    """Every check that a criterion of this phase names, by id."""
    without_checks: tuple[str, ...]
    """Criteria that no check answers."""
    without_criterion: tuple[str, ...]
    """Planned checks that no criterion of any phase asks for; they gate nothing."""


class PastStated(Stated):
    """One of the last runs: what it said of this phase's checks."""

    run: str
    started: str
    by: str
    pair: str
    passed: int
    accepted: int
    failed: int
    other: int
    planned: int


class ChangeStated(Stated):
    """A criterion that stands otherwise than in the sign-off before."""

    criterion: str
    before: str
    now: str


class BeforeStated(Stated):
    """The sign-off of this phase that this one replaces."""

    digest: str
    stated_at: str
    verdict: str
    changes: tuple[ChangeStated, ...]


class PartStated(Stated):
    """One part of the score: so many of the checks that its criteria owe are proven."""

    name: str
    weight: int
    proven: int
    owed: int

    @property
    def share(self) -> Fraction:
        """Its points: ``weight`` × proven ÷ owed, exactly."""
        return Fraction(self.weight * self.proven, self.owed) if self.owed else Fraction()

    @property
    def points(self) -> str:
        """The same as a text of two decimals, cut and never rounded up."""
        cents = int(self.share * 100)
        return f"{cents // 100}.{cents % 100:02}"


class ScoreStated(Stated):
    """The migration's score, as the parts that it is made of; its total is derived and never stored."""

    parts: tuple[PartStated, ...]

    @property
    def percent(self) -> int:
        """The sum of the parts, cut: 100 means everything."""
        return int(sum((part.share for part in self.parts), Fraction()))


class LineStated(Stated):
    """One line of the report: what, expected, actual."""

    name: str
    expected: str
    actual: str
    outcome: Outcome


class SectionStated(Stated):
    """A section of the final report, such as completeness; ``note`` says what it rests on."""

    name: str
    note: str
    lines: tuple[LineStated, ...]


class ReportStated(Stated):
    """The final report of the migration."""

    score: ScoreStated
    sections: tuple[SectionStated, ...]


class FileStated(Stated):
    """A file beside the document, by its path below the phase's folder."""

    path: str
    sha256: str
    size: int


class Statement(Stated):
    """What is signed: the verdict of one phase with everything that it follows from."""

    format: str
    migration: str
    phase: PhaseStated
    verdict: Verdict
    approvers: tuple[str, ...]
    """The role of each approval that the phase needs, all of different people."""
    stated_at: str
    """ISO 8601 in UTC."""
    fresh_until: str
    """When the oldest evidence or attestation that it rests on stops counting."""
    started_by: tuple[str, ...]
    """Who started the runs; none of them may approve."""
    pair: PairStated
    manifest: str
    cutover: str
    commit: str
    """Of the repository that holds the manifest; ends in ``+edited`` where files differed. May be empty."""
    tiles: Mapping[str, int]
    """``passed``, ``failed``, ``not proven``, ``accepted``, ``planned`` over the checks owed."""
    to_become_ready: tuple[str, ...]
    runs: tuple[RunStated, ...]
    criteria: tuple[CriterionStated, ...]
    causes: tuple[CauseStated, ...]
    more_causes: int
    issues: tuple[IssueStated, ...]
    more_issues: int
    waivers: tuple[WaiverStated, ...]
    findings: tuple[FindingStated, ...]
    not_checked: tuple[UncheckedStated, ...]
    attestations: tuple[AttestationStated, ...]
    needs: tuple[NeedStated, ...]
    traceability: TraceabilityStated
    history: tuple[PastStated, ...]
    before: BeforeStated | None
    report: ReportStated | None
    files: tuple[FileStated, ...]
    warnings: tuple[str, ...]
    """What makes a green page mean less; said above everything."""

    @property
    def closes_the_migration(self) -> bool:
        """Whether it is the final report, and all that it needs is READY as it is."""
        words = (str(self.verdict), *(need.verdict for need in self.needs))
        return self.report is not None and all(word == Verdict.READY for word in words)

    @property
    def canonical(self) -> bytes:
        """The statement's one form as bytes."""
        return canonical(self.model_dump(mode="json"))

    @property
    def digest(self) -> str:
        """sha256 of the canonical bytes, as hexadecimal digits."""
        return hashlib.sha256(self.canonical).hexdigest()
