"""Repairs: what the archive in V2 tells of them, beside what V2 holds."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from cutover.compare import Names
from cutover.compare.audit import Finding, Trail, find_breaks, find_trail
from cutover.compare.links import link_of
from cutover.compare.new_orphans import find_new_orphans, find_risen
from cutover.compare.reversible import find_lost, prove
from cutover.compare.trail import SCHEMA
from cutover.evidence import Evidence, Outcome
from cutover.manifest import NEVER_REPAIRED, Check, Migration
from cutover.suite.commands import psql
from cutover.suite.duties.seen import seen
from cutover.suite.text import count, listed
from cutover.systems import Database


@dataclass(frozen=True)
class Looked:
    """What was found; `trail` is None where V2 was never repaired, `doubts` are what cannot be told."""

    trail: Trail | None
    findings: tuple[Finding, ...] = ()
    doubts: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()
    figures: Mapping[str, int] = field(default_factory=dict)


def look(check: Check, database: Database, migration: Migration, names: Names) -> Looked:
    """Look the archive up, and judge it as the check asks."""
    trail = find_trail(database.connection)
    if trail is None or trail.lacking:
        return Looked(trail)
    return _LOOKS[check.id](trail, database, migration, names)


def evidence(check: Check, looked: Looked) -> Evidence:
    """Say what the archive shows; a V2 without one was never repaired, which is no pass."""
    trail = looked.trail
    if trail is None:
        actual = f"{NEVER_REPAIRED}: V2 holds no archive"
        return seen(check, Outcome.NOT_RUN, expected=_EXPECTED[check.id], actual=actual, cause=NEVER_REPAIRED)
    if trail.lacking:
        return _not_whole(check, trail)
    wrong = looked.findings or looked.doubts
    outcome = Outcome.FAILED if looked.findings else Outcome.INCONCLUSIVE if wrong else Outcome.PASSED
    return seen(
        check,
        outcome,
        expected=_EXPECTED[check.id],
        actual=" · ".join(map(str, wrong)) if wrong else _PASSED[check.id](looked),
        cause=_CAUSES[check.id],
        figures={
            "runs": trail.runs,
            "changes": trail.changes,
            "batches": trail.batches,
            "findings": sum(each.count for each in wrong),
            **looked.figures,
        },
        samples=({"what": each.kind, "which": which} for each in wrong for which in each.sample),
        notes=(*looked.notes, f"the last batch's hash is {trail.head}"),
        reproduce=["cutover repair log", psql("V2", f"select * from {SCHEMA}.changes order by number")],
    )


def _not_whole(check: Check, trail: Trail) -> Evidence:
    tables = listed(trail.lacking)
    if trail.unreadable:
        actual = f"V2's archive has {tables}, which the reading role may not read"
        hint = f"grant usage on schema {SCHEMA}, and select on all tables in it, to the role of v2.database"
        return seen(
            check, Outcome.ERROR, expected=_EXPECTED[check.id], actual=actual, notes=[hint], reproduce=[]
        )
    actual = f"V2's archive has no table {tables}"
    return seen(check, Outcome.FAILED, expected=_EXPECTED[check.id], actual=actual, cause=_CAUSES[check.id])


def _no_new_orphans(trail: Trail, database: Database, migration: Migration, names: Names) -> Looked:
    found, skipped = list[Finding](), list[str]()
    for each in migration.references:
        if database.missing((names.v2[each.child], names.v2[each.parent])):
            skipped.append(each.id)
            continue
        made = find_new_orphans(database.connection, link_of(each, names))
        found += (Finding(f"{one.kind} ({each.id})", one.count, one.sample) for one in made)
    notes = (f"not looked at, as V2 lacks a table of it: {listed(tuple(skipped))}",) if skipped else ()
    judged = {"references": len(migration.references) - len(skipped)}
    return Looked(trail, tuple(found), find_risen(database.connection), notes, judged)


def _audit_trail(trail: Trail, database: Database, migration: Migration, names: Names) -> Looked:
    return Looked(trail, find_breaks(database.connection, names.v2.values()))


def _reversible(trail: Trail, database: Database, migration: Migration, names: Names) -> Looked:
    proof, more = prove(database.connection, names.v2)
    figures = {"tables changed": proof.tables, "tables proved": proof.proved, "tables moved on": proof.moved}
    note = (
        f"of {count(proof.tables, 'table')} that run {proof.run} changed, {proof.proved:,} would be as before"
        " it by sha256; of those that others have written since, only rows are judged"
    )
    notes = (note,) if proof.tables else ()
    return Looked(trail, (*find_lost(database.connection), *more), (), notes, figures)


_Look = Callable[[Trail, Database, Migration, Names], Looked]
_LOOKS: Mapping[str, _Look] = {
    "repair/no-new-orphans": _no_new_orphans,
    "repair/audit-trail": _audit_trail,
    "repair/reversible": _reversible,
}
_EXPECTED = {
    "repair/no-new-orphans": "0 rows that point at nothing because of a repair",
    "repair/audit-trail": "an entry for every change, none altered, in an unbroken chain",
    "repair/reversible": "every changed row kept as it was, and as the repair left it in V2",
}
_PASSED: Mapping[str, Callable[[Looked], str]] = {
    "repair/no-new-orphans": lambda looked: f"0 new orphans by {_work(looked.trail)}",
    "repair/audit-trail": lambda looked: f"{_work(looked.trail)}, each with its entry, the chain unbroken",
    "repair/reversible": lambda looked: f"{_work(looked.trail)}, all of which can be put back",
}
_CAUSES = {
    "repair/no-new-orphans": "a repair made new orphans",
    "repair/audit-trail": "the log of repairs is not whole",
    "repair/reversible": "a repair cannot be put back row for row",
}


def _work(trail: Trail | None) -> str:
    return (
        f"{count(trail.changes, 'change')} in {count(trail.batches, 'batch', 'batches')}"
        if trail
        else "nothing"
    )
