"""Orphans: for each row whose parent is not there, what is to be done about it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from cutover.compare.references import stream_orphans
from cutover.manifest.reference import Reference
from cutover.manifest.repairing import Decision
from cutover.repair.choice import Chosen, Claims, written
from cutover.repair.choosing import Choosing
from cutover.repair.ground import Ground
from cutover.repair.progress import Tell


def choose(ground: Ground, reference: Reference, claims: Claims, tell: Tell, today: date) -> Chosen:
    """Choose for every orphan of a reference; what V1's rows are claimed is added to the claims.

    The best that is possible, in this order: what a person decided; what V1 says of this very row; the parent
    restored out of V1; the column set to NULL; the row quarantined.
    """
    step = f"orphans/{reference.id}"
    orphans = []
    for orphan in stream_orphans(ground.v2, ground.link(reference)):
        orphans.append(orphan)
        if len(orphans) % 1000 == 0:
            tell(step, 0, len(orphans))
    if not orphans:
        return Chosen(reference, 0)
    if not ground.key(reference.child):
        left = f"V2's {reference.child} has no primary key: nobody can say which of its rows is meant"
        return Chosen(reference, len(orphans), left=left)
    tell(step, 0, len(orphans))
    decisions = _decisions(ground, reference)
    waived = _is_waived(ground, reference, len(orphans), today)
    judged = [each for each in orphans if not waived or written(each.key) in decisions]
    choosing = Choosing(ground, reference, judged, decisions, claims) if judged else None
    choices = tuple(choosing.all()) if choosing else ()
    tell(step, len(orphans), len(orphans))
    staying = [each for each in choices if each.action == "leave"]
    by = ", ".join(dict.fromkeys(each.decided.by for each in staying if each.decided))
    return Chosen(
        reference,
        len(orphans),
        choices,
        len(orphans) - len(judged),
        f"{len(staying):,}: decided by {by}" if staying else "",
        choosing.instead(choices) if choosing else (),
    )


def _decisions(ground: Ground, reference: Reference) -> Mapping[str, Decision]:
    """What people decided of this reference's orphans, by the row's key."""
    given = (each for each in ground.migration.repair.decisions if each.reference == reference.id)
    return {decision.key: decision for each in given for decision in each.rows}


def _is_waived(ground: Ground, reference: Reference, count: int, today: date) -> bool:
    """Whether a waiver that has not ended accepts so many orphans of a reference."""
    return any(
        waiver.expires >= today and waiver.allow is None and count <= (waiver.at_most or count)
        for waiver in ground.migration.waivers
        if waiver.is_about(f"references/{reference.id}", f"orphans in {reference.id}")
    )
