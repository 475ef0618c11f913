"""Discovery: what of V2 looks like a reference, and whether the manifest accounts for it."""

from collections.abc import Iterator, Mapping

from cutover.compare import Candidate, Discovery, Names, Parent, discover
from cutover.evidence import Evidence, Outcome
from cutover.manifest import Check, Migration, NotCovered, reason_of
from cutover.suite.commands import psql
from cutover.suite.duties.seen import seen
from cutover.suite.text import count, listed
from cutover.systems import Database


def look(database: Database, migration: Migration, names: Names) -> Discovery:
    """Look for references that the manifest does not name, in the tables of V2 that are there."""
    named = {each.id: (each.parent, each.parent_columns) for each in migration.references}
    return discover(database.connection, names.v2, named)


def evidence(check: Check, left_out: tuple[NotCovered, ...], found: Discovery) -> Evidence:
    """Say what nobody named; all that is left out is shown with where it points, and why it is left out."""
    unnamed = tuple(each for each in found.candidates if reason_of(each.address, left_out) is None)
    lying = tuple(each for each in found.candidates if each.lies)
    told = tuple(_told(found, unnamed, lying))
    rest = tuple(each for each in found.candidates if each not in unnamed and each not in lying)
    looked = f"{count(found.columns, 'column')} of {count(found.tables, 'table')}"
    named = count(len(found.known), "reference")
    counted = _counted(rest)
    passed = f"{looked}: {named}, {count(len(rest), 'column')} not covered, each with a reason"
    wrong = [*unnamed, *(each for each in lying if each not in unnamed)]
    return seen(
        check,
        Outcome.FAILED if told else Outcome.PASSED,
        expected="each column called …_id and each constraint is a reference, or left out with a reason",
        actual=" · ".join(told) if told else passed,
        cause=_cause(found, unnamed, lying),
        figures={
            "tables": found.tables,
            "columns": found.columns,
            "named": len(found.known),
            "not covered": len(rest),
            "unnamed": len(unnamed),
            **counted,
        },
        samples=[*map(_sample, wrong), *(_sample(each, reason_of(each.address, left_out)) for each in rest)],
        notes=tuple(_notes(found, counted)),
        reproduce=[psql("V2", query) for query in map(_query, wrong[:3]) if query],
    )


def _told(found: Discovery, unnamed: tuple[Candidate, ...], lying: tuple[Candidate, ...]) -> Iterator[str]:
    if not found.columns:
        yield "no table of V2 could be looked at"
    if unnamed:
        first = unnamed[0]
        yield f"{listed(tuple(each.address for each in unnamed))} nobody named"
        if first.parents:
            yield f"{first.address} {_points(first)}"
    for each in lying:
        orphans = count(each.parents[0].orphans or 0, "row without a parent", "rows without a parent")
        yield f"{each.address}: V2 calls its constraint validated, and it has {orphans}"
    for child, said, declared in found.elsewhere:
        yield f"{child} points at {said} in the manifest, at {declared} in V2's constraint"


def _cause(found: Discovery, unnamed: tuple[Candidate, ...], lying: tuple[Candidate, ...]) -> str:
    if unnamed or not found.columns:
        return "references that nobody named"
    return "a constraint that does not hold" if lying else "references that V2 declares otherwise"


def _points(candidate: Candidate) -> str:
    """Say in a few words where a candidate points."""
    first = candidate.parents[0] if candidate.parents else None
    if first is None or (first.orphans is None and not first.promising):
        most = f"; {first.address} holds {first.found} of {first.tried} values tried" if first else ""
        return f"points at no key of V2{most}"
    others = " or at another" if not first.likeness and len(candidate.parents) > 1 else ""
    if first.orphans is None:
        return f"points at {first.address}{others} with {first.found} of {first.tried} values tried"
    return f"points at {first.address}{others}: {_share(candidate, first)}"


def _share(candidate: Candidate, parent: Parent) -> str:
    filled, orphans = candidate.filled or 0, parent.orphans or 0
    return f"{filled - orphans:,} of {count(filled, 'value')}"


def _sample(candidate: Candidate, reason: str | None = None) -> Mapping[str, object]:
    """One line: what it is, where it points, what else holds its values, and why it is left out."""
    others = ", ".join(
        f"{each.address} {100 * each.share:.0f} %" for each in candidate.parents[1:3] if each.promising
    )
    constraint = candidate.constraint
    pointing = _points(candidate).removeprefix("points at ")
    said: dict[str, object] = {"candidate": candidate.address, "points at": pointing}
    if constraint is not None:
        said["constraint"] = f"{constraint.name} ({constraint.traits})"
    if others:
        said["or"] = others
    if reason is not None:
        said["not covered"] = reason
    return said


def _counted(rest: tuple[Candidate, ...]) -> dict[str, int]:
    exact = [each.parents[0].orphans for each in rest if each.parents and each.parents[0].orphans is not None]
    return {"counted": len(exact), "whole": sum(orphans == 0 for orphans in exact)}


def _notes(found: Discovery, counted: Mapping[str, int]) -> Iterator[str]:
    if counted["counted"]:
        yield (
            f"of those not covered {counted['counted']} point at a key of V2, {counted['whole']} of them with"
            " every value"
        )
    if not found.known:
        yield "the manifest names no reference at all"


def _query(candidate: Candidate) -> str:
    """The rows of a candidate that have no parent, as a statement to be pasted."""
    constraint = candidate.constraint
    if constraint is None:
        return ""
    equal = " and ".join(
        f"p.{above} = c.{each}"
        for above, each in zip(constraint.parent_columns, constraint.columns, strict=True)
    )
    filled = " and ".join(f"c.{each} is not null" for each in constraint.columns)
    return (
        f"select c.* from {constraint.child_physical} c where {filled} and not exists"
        f" (select 1 from {constraint.parent_physical} p where {equal})"
    )
