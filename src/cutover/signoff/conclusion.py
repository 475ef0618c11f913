"""The conclusion: every verdict, the pages that state it, and the last lines of the terminal."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cutover.evidence import Ledger
from cutover.manifest import Migration
from cutover.signoff.answered import write_answers
from cutover.signoff.archive import read_archive
from cutover.signoff.attesting import read_attested
from cutover.signoff.catalogue import write_catalogue
from cutover.signoff.closing import closing
from cutover.signoff.figures import write_figures
from cutover.signoff.forest import write_latencies
from cutover.signoff.known import known
from cutover.signoff.load_report import write_loads
from cutover.signoff.matrix import write_matrix
from cutover.signoff.proofs import write_proofs
from cutover.signoff.site import write_site
from cutover.signoff.stamps import stamps
from cutover.signoff.verdict import PhaseVerdict, Verdict, overall, verdicts


@dataclass(frozen=True)
class Conclusion:
    """What the reports folder says at one moment."""

    word: Verdict
    phases: tuple[PhaseVerdict, ...]
    page: Path
    lines: tuple[str, ...]
    """The last lines of a run, plain text."""
    newest: Ledger | None


def conclude(migration: Migration, reports: Path, now: datetime) -> Conclusion:
    """Read every ledger in ``reports``, judge each phase at ``now`` (with a zone), write the pages."""
    archive = read_archive(reports)
    attested, _ = read_attested(migration, reports, now)
    phases = verdicts(migration, archive.ledgers, now, archive.unreadable, attested)
    write_catalogue(migration, archive, reports)
    write_latencies(migration, phases, archive.newest, reports)
    write_loads(migration, archive, reports)
    write_answers(migration, archive, reports)
    write_figures(migration, archive, reports)
    write_matrix(migration, archive, reports)
    stands = known(migration, archive, phases)
    write_proofs(migration, stands, reports)
    signed = stamps(migration, reports, now)
    page = write_site(migration, archive, phases, stands, signed, reports)
    lines = closing(migration, archive, phases, page)
    return Conclusion(overall(phases), phases, page, lines, archive.newest)
