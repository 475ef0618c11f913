"""Constraints: on request V2 gets the foreign keys that the manifest claims, one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from cutover.compare.catalogue import is_unique
from cutover.compare.links import Link, link_of
from cutover.compare.references import count_orphans
from cutover.evidence import new_id
from cutover.manifest import Migration, Reference, nearest
from cutover.repair import archive
from cutover.repair.foreign_keys import OURS, Log, add, added, drop, existing, foreign_key, validate
from cutover.repair.opening import Opened
from cutover.repair.progress import Tell, silent
from cutover.repair.refusal import RepairRefused
from cutover.repair.session import Writer, connect_writer
from cutover.systems.database import Connection

REASON = "the manifest claims it, and no row breaks it"


@dataclass(frozen=True, slots=True)
class Constrained:
    """What came of a request, by the references' addresses; `run` is empty where nothing was to be done.

    `there` have a valid foreign key already, `left` have none, and why.
    """

    run: str = ""
    added: tuple[str, ...] = ()
    there: tuple[str, ...] = ()
    left: Mapping[str, str] = field(default_factory=dict)


def constrain(opened: Opened, actor: str, references: Sequence[str] = (), tell: Tell = silent) -> Constrained:
    """Add the named references' foreign keys to V2, all where none is named, in their domains' order.

    Each is written down in the archive by the transaction that adds it, so that a second call goes on where
    the first was killed. Raises RepairRefused where a reference is unknown, V2 may not be written, or another
    repair is at work.
    """
    chosen = _chosen(opened.migration, references)
    done: list[str] = []
    there: list[str] = []
    left: dict[str, str] = {}
    run = ""
    with connect_writer(opened) as writer:
        archive.take_turn(writer.connection)
        for number, reference in enumerate(chosen):
            tell("constraints", number, len(chosen))
            link = link_of(reference, opened.names)
            found = existing(writer.connection, link)
            if found is not None and found[1]:
                there.append(reference.id)
            elif why := _unfit(writer.connection, link, found):
                left[reference.id] = why
            else:
                run = run or _begun(opened, writer, actor, chosen)
                log, key = Log(run, actor, REASON), foreign_key(reference, link)
                why = "" if found else add(writer.connection, log, key)
                if why := why or validate(writer.connection, log, key):
                    left[reference.id] = why
                else:
                    done.append(reference.id)
        tell("constraints", len(chosen), len(chosen))
        if run:
            told = [{"step": f"constraint/{each}", "why": why} for each, why in left.items()]
            archive.note(writer.connection, run, state="done", ended=datetime.now(UTC), left_out=told)
    return Constrained(run, tuple(done), tuple(there), left)


def drop_added(writer: Writer, run: str, actor: str, of: str = "") -> int:
    """Drop the foreign keys that repairs added (those of one run, `of`), the newest first, as part of `run`.

    What a repair put right could not come back beneath them. Returns how many; raises RepairRefused where a
    table was never free.
    """
    gone = added(writer.connection, of)
    log = Log(run, actor, "a restore brings back what it forbids")
    for key in gone:
        if why := drop(writer.connection, log, key):
            raise RepairRefused(
                "repair-constraint-stays",
                f"The constraint {key.constraint} of {key.relation} could not be dropped: {why}.",
                "No row was changed. Let long reads of V2 end (a dump, a run of the suites), then again.",
            )
    return len(gone)


def _chosen(migration: Migration, wanted: Sequence[str]) -> tuple[Reference, ...]:
    """The references to be constrained, in the order of their domains."""
    known = {reference.id: reference for reference in migration.references}
    for each in wanted:
        if each not in known:
            close = nearest(each, known)
            raise RepairRefused(
                "reference-unknown",
                f"references.yaml has no reference '{each}'.",
                f"Nearest name: '{close}'." if close else "cutover check lists them.",
            )
    order = migration.repair.order
    place = {domain: number for number, domain in enumerate(order)}
    taken: Iterable[Reference] = (known[each] for each in wanted) if wanted else migration.references
    return tuple(sorted(taken, key=lambda reference: place.get(reference.domain, len(order))))


def _unfit(connection: Connection, link: Link, found: tuple[str, bool] | None) -> str:
    """Why a reference cannot have a foreign key now, or an empty text."""
    if found is not None and not found[0].startswith(OURS):
        return f"V2's own constraint {found[0]} is there, not validated: it is V2's to validate"
    if not is_unique(connection, link.parent, link.parent_columns):
        return f"no unique index of the parent holds {', '.join(link.parent_columns)}"
    orphans = count_orphans(connection, (link,))[0].count
    if orphans:
        return f"{orphans:,} row{'s point' if orphans > 1 else ' points'} at nothing: repair them first"
    return ""


def _begun(opened: Opened, writer: Writer, actor: str, chosen: Sequence[Reference]) -> str:
    """Begin a run in the archive, and return its id."""
    run = new_id()
    archive.create_archive(writer.connection, writer.reader)
    for each in archive.runs(writer.connection):
        if each.kind == "constrain" and each.state == "running":  # killed: we have the turn
            archive.note(writer.connection, each.run, state="stopped", ended=datetime.now(UTC))
    archive.begin_run(
        writer.connection,
        run,
        "constrain",
        actor,
        pair=opened.identity,
        manifest=opened.migration.digest,
        document={"references": [reference.id for reference in chosen]},
    )
    return run
