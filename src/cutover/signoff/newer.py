"""The newer word: what lies beside a sign-off that does not rest on it, and shows its phase wrong."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from cutover.evidence import Ledger
from cutover.manifest import Migration
from cutover.signoff.archive import Archive, from_the_future
from cutover.signoff.attesting import FOLDER, attested_in
from cutover.signoff.document import FILE, read_signoff
from cutover.signoff.verdict import PhaseVerdict, Verdict, verdicts
from cutover.signoff.verifier import Refused, Verified
from cutover.signoff.verifier.chain import READY
from cutover.signoff.verifier.folder import listing
from cutover.signoff.verifying import signed_ledgers


def demand_not_superseded(
    found: Verified, migration: Migration, archive: Archive, reports: Path, now: datetime
) -> None:
    """Raise Refused where runs or statements beside a READY sign-off show its phase NOT READY at ``now``.

    Only what speaks against the phase closes it: a run that goes on, or was killed, proves nothing new.
    Where no runs lie beside the sign-off nobody can tell, and it is good until it has aged.
    """
    told = found.statement
    if told["verdict"] != READY:
        return
    signed = signed_ledgers(read_signoff(found.folder / FILE), found.folder)
    others = _unsigned(archive, signed, str(told["pair"]["identity"]))
    _demand_readable(archive, from_the_future(others, now))
    judged = _judged(found, migration, (*signed, *others), reports, now)
    if judged.word is not Verdict.NOT_READY:
        return
    phase, runs = told["phase"]["id"], ", ".join(ledger.header.run for ledger in others) or "no newer run"
    raise Refused(
        "signoff-superseded",
        f"phase {phase} was READY when it was stated, and is NOT READY by what is known now"
        f" ({runs}): {judged.obstacles[0]}.",
        f"Mend it, run its checks again, and state it anew: cutover signoff {phase}",
    )


def _unsigned(archive: Archive, signed: Sequence[Ledger], pair: str) -> tuple[Ledger, ...]:
    """Return the ledgers of the pair that the sign-off does not rest on, oldest first."""
    known = {ledger.sha256 for ledger in signed}
    return tuple(
        ledger
        for ledger in archive.ledgers
        if ledger.sha256 not in known and ledger.header.pair.get("identity", "") == pair
    )


def _demand_readable(archive: Archive, future: Sequence[Ledger]) -> None:
    """Raise Refused while a ledger lies there that may hold a failure, and does not count."""
    if archive.unreadable:
        what, fix = f"{archive.unreadable[0]}.", "Remove the run that it is of, and run its checks again."
        raise Refused("evidence-unreadable", what, fix, lacks=True)
    if future:
        what = f"run {future[0].header.run} began after now: a clock was set back, or this one is wrong."
        raise Refused("evidence-clock", what, "Set it right, or remove the run.", lacks=True)


def _judged(
    found: Verified, migration: Migration, ledgers: Sequence[Ledger], reports: Path, now: datetime
) -> PhaseVerdict:
    """Judge the phase over all that is known of its pair by now."""
    told = found.statement
    attested, _ = attested_in(migration, dict(listing(reports / FOLDER)), str(told["pair"]["identity"]), now)
    in_order = sorted(ledgers, key=lambda ledger: ledger.header.run)
    phases = verdicts(migration, in_order, now, (), attested)
    return next(each for each in phases if each.phase.id == told["phase"]["id"])
