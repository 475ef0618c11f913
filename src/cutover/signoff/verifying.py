"""Verifying: what the stand-alone verifier leaves open: the page, and whether the verdict follows."""

from datetime import datetime
from pathlib import Path

from cutover.evidence import Ledger, LedgerError, read_ledger
from cutover.manifest import Migration
from cutover.signoff import sheet
from cutover.signoff.archive import Archive
from cutover.signoff.attesting import attested_in
from cutover.signoff.document import FILE, PAGE, Document, DocumentError, read_signoff
from cutover.signoff.filing import about_waivers
from cutover.signoff.grounds import Grounds
from cutover.signoff.stating import state
from cutover.signoff.trust import trust_of
from cutover.signoff.verdict import verdicts
from cutover.signoff.verifier import Refused, Verified, verify
from cutover.signoff.verifier.chain import READY
from cutover.signoff.verifier.plain import moment

FOLLOWS = (
    "migration", "phase", "approvers", "verdict", "criteria", "tiles", "to_become_ready", "runs",
    "started_by", "pair", "fresh_until", "waivers", "findings", "attestations", "issues", "traceability",
)  # fmt: skip
"""What of a statement follows from the manifest and the evidence alone, at the moment that it names."""


def verify_whole(folder: Path, phase: str, migration: Migration, now: datetime) -> Verified:
    """Return a sign-off that can be believed at ``now``: signatures, files, page and verdict.

    Raises Refused for the first thing that is wrong with it.
    """
    found = verify(folder, phase, trust_of(migration), now)
    try:
        document = read_signoff(folder / FILE)
    except DocumentError as error:
        raise Refused(error.code, error.message) from None
    if sheet.render(document.statement, document.signed).encode() != (folder / PAGE).read_bytes():
        what = f"{PAGE} does not say what was signed."
        raise Refused("signoff-page", what, "Another version of cutover wrote it, or it was edited.")
    # A READY that does not follow would be a lie; that something is missing anybody may say.
    if found.statement["verdict"] == READY:
        _demand_follows(document, folder, phase, migration)
    return found


def _demand_follows(document: Document, folder: Path, phase: str, migration: Migration) -> None:
    """Raise Refused unless judging the evidence beside a sign-off again gives what it says."""
    told = document.statement
    at = moment(told.stated_at, "stated_at")
    attested, complaints = attested_in(migration, _attestations(document, folder), told.pair.identity, at)
    if complaints:
        raise Refused("signoff-verdict", complaints[0])
    archive = Archive(signed_ledgers(document, folder))
    phases = verdicts(migration, archive.ledgers, at, (), attested)
    judged = next(each for each in phases if each.phase.id == phase)
    ledgers = {run.run: run.ledger for run in told.runs}
    found = about_waivers(migration, judged, at)
    grounds = Grounds(
        migration, archive, phases, judged, at, attested=attested, ledgers=ledgers, findings=found
    )
    again = state(grounds)
    for name in FOLLOWS:
        if getattr(again, name) != getattr(told, name):
            what = f"{name} of phase {phase} does not follow from the evidence beside its sign-off."
            raise Refused("signoff-verdict", what, f"State it anew: cutover signoff {phase}")


def signed_ledgers(document: Document, folder: Path) -> tuple[Ledger, ...]:
    """Read the ledgers that were signed, oldest first; their bytes are known to be those.

    Raises Refused for one that is none.
    """
    wanted = {run.ledger for run in document.statement.runs}
    paths = [folder / file.path for file in document.statement.files if file.sha256 in wanted]
    try:
        ledgers = [read_ledger(path) for path in paths]
    except LedgerError as error:
        raise Refused("evidence-cut", str(error)) from None
    return tuple(sorted(ledgers, key=lambda ledger: ledger.header.run))


def _attestations(document: Document, folder: Path) -> dict[str, Path]:
    wanted = {each.digest for each in document.statement.attestations}
    return {file.path: folder / file.path for file in document.statement.files if file.sha256 in wanted}
