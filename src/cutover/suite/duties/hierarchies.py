"""Hierarchies: who stands below whom in V2, without circles and broken chains, as in V1."""

from collections.abc import Iterator, Mapping

from cutover.compare import (
    ChainsFound,
    Followed,
    HierarchyFound,
    Names,
    judge_chains,
    judge_hierarchy,
)
from cutover.evidence import Evidence, Outcome
from cutover.manifest import Check, Hierarchy, Migration
from cutover.suite.commands import psql
from cutover.suite.duties.seen import Absent, absence, seen
from cutover.suite.sessions import Sessions
from cutover.suite.text import count, listed
from cutover.systems import Database

Found = HierarchyFound | ChainsFound | Absent


def look(
    v1: Database, v2: Database, migration: Migration, hierarchy: Hierarchy, names: Names, sessions: Sessions
) -> Found:
    """Look at a hierarchy on both sides, or tell which of its tables V2 lacks."""
    tree = migration.hierarchy(hierarchy.follows) if hierarchy.follows else hierarchy
    tables = names.v2[hierarchy.table], names.v2[tree.table]
    if missing := v2.missing(tables):
        return Absent(missing)
    joins = sessions.joins(v2, migration.v2_table(hierarchy.table), names)
    if tree is hierarchy:
        return judge_hierarchy(v1.connection, v2.connection, hierarchy, joins, tables[0])
    above = sessions.joins(v2, migration.v2_table(tree.table), names)
    followed = Followed(tree, above, tables[1])
    return judge_chains(v1.connection, v2.connection, hierarchy, joins, tables[0], followed)


def evidence(check: Check, hierarchy: Hierarchy, names: Names, found: Found) -> Evidence:
    """Say what is wrong with a hierarchy; one in which nobody stands below anybody was not judged."""
    if isinstance(found, Absent):
        return absence(check, found)
    if isinstance(found, ChainsFound):
        return _record(check, hierarchy, names, found)
    return _tree(check, hierarchy, names, found)


def _tree(check: Check, hierarchy: Hierarchy, names: Names, found: HierarchyFound) -> Evidence:
    told = tuple(_wrong(hierarchy, found))
    v2 = found.v2
    right = (
        f"{count(v2.linked, 'row')} of {v2.rows:,} below another, {v2.deepest} deep at most: no circle, no"
        " broken chain, as deep as in V1 and with as many below"
    )
    return seen(
        check,
        Outcome.PASSED if found.holds else Outcome.FAILED,
        expected=f"{hierarchy.table} without a circle or a broken chain, and as in V1",
        actual=" · ".join(told) if told else right,
        cause=_cause(hierarchy, found),
        figures={
            "rows": v2.rows,
            "below another": v2.linked,
            "deepest": v2.deepest,
            "in circles": v2.circling,
            "broken chains": v2.broken,
            **{f"unlike V1: {figure}": number for figure, number in found.unlike.items()},
            "in V1 alone": found.only[0],
            "in V2 alone": found.only[1],
        },
        samples=_samples(hierarchy, found),
        notes=tuple(_notes(found)),
        reproduce=[psql("V2", _query(hierarchy, names.v2[hierarchy.table], found))],
    )


def _wrong(hierarchy: Hierarchy, found: HierarchyFound) -> Iterator[str]:
    v2 = found.v2
    if found.vacuous:
        yield f"nothing to judge: {count(v2.rows, 'row')}, none with a value in {hierarchy.above}"
    if v2.doubled or found.v1.doubled:
        doubled = f"{v2.doubled:,} in V2, {found.v1.doubled:,} in V1"
        yield f"a key stands twice ({doubled}), so nobody can tell who stands below whom"
    if v2.circling:
        way = " → ".join((*found.circle[:8], found.circle[0])) if found.circle else ""
        yield f"{count(v2.circling, 'row')} on a circle or below one{f': {way}' if way else ''}"
    if v2.broken:
        first = listed(tuple(f"{row} below {above}" for row, above in found.torn), 2)
        yield f"{count(v2.broken, 'broken chain')}: {first}, who is not there"
    for column, rows in found.apart.items():
        yield f"{count(rows, 'row')} whose {column} is not that of the row above"
    for figure, rows in found.unlike.items():
        yield f"{count(rows, 'row')} unlike V1 in {figure}"


def _cause(hierarchy: Hierarchy, found: HierarchyFound) -> str:
    if found.v2.circling:
        return f"circles in {hierarchy.table}.{hierarchy.above}"
    if found.v2.broken:
        return f"broken chains in {hierarchy.table}.{hierarchy.above}"
    return f"{hierarchy.table} stands otherwise than in V1"


def _samples(hierarchy: Hierarchy, found: HierarchyFound) -> Iterator[Mapping[str, object]]:
    for row, above in found.torn:
        yield {"row": row, hierarchy.above: above, "is": "missing"}
    for key, column, mine, theirs in found.differing:
        yield {"row": key, str(column): mine, "of the row above": theirs}
    for row, figure, was, held in found.samples:
        yield {"row": row, "figure": figure, "V1": was, "V2": held}


def _notes(found: HierarchyFound) -> Iterator[str]:
    v1 = found.v1
    if v1.circling or v1.broken:
        yield f"V1 itself: {v1.circling:,} rows on a circle or below one, {count(v1.broken, 'broken chain')}"
    if found.uncounted:
        yield "chains are too long to count how many stand below each row; who stands below whom was compared"


def _query(hierarchy: Hierarchy, table: str, found: HierarchyFound) -> str:
    key, above = hierarchy.key, hierarchy.above
    if found.v2.broken and not found.v2.circling:
        return (
            f"select c.{key}, c.{above} from {table} c where c.{above} is not null and not exists"
            f" (select 1 from {table} p where p.{key} = c.{above})"
        )
    rows = ", ".join(dict.fromkeys((*found.circle, *(row for row, *_ in found.samples), *("0",)))).split(", ")
    numbers = [row for row in rows if row.lstrip("-").isdigit()][:20]
    return f"select * from {table} where {key} in ({', '.join(numbers)})"


def _record(check: Check, hierarchy: Hierarchy, names: Names, found: ChainsFound) -> Evidence:
    v2 = found.v2
    told = tuple(_untrue(hierarchy, found))
    right = (
        f"{count(v2.chains, 'chain')} in {count(v2.rows, 'row')}, {v2.longest} long at most: no gap,"
        " the tree's own, as long as in V1"
    )
    return seen(
        check,
        Outcome.PASSED if found.holds else Outcome.FAILED,
        expected=f"chains without a gap, as {hierarchy.follows} has them, as long as in V1",
        actual=" · ".join(told) if told else right,
        cause=f"{hierarchy.table} records other chains than there are",
        figures={
            "rows": v2.rows,
            "chains": v2.chains,
            "longest": v2.longest,
            "with a gap": v2.gapped,
            "untrue": v2.untrue,
            "unlike V1: length": found.unlike,
        },
        samples=_of_record(hierarchy, found),
        notes=_as_in_v1(found),
        reproduce=[psql("V2", _record_query(hierarchy, names.v2[hierarchy.table], found))],
    )


def _untrue(hierarchy: Hierarchy, found: ChainsFound) -> Iterator[str]:
    v2 = found.v2
    if found.vacuous:
        yield f"nothing to judge: no row in {hierarchy.table}"
    if v2.gapped:
        yield f"{count(v2.gapped, 'chain')} with a gap: {listed(tuple(row[0] for row in found.gaps))}"
    if v2.untrue:
        who, level, said, rightly = found.lies[0]
        first = f"{who} has {said or 'nobody'} at level {level}, rightly {rightly or 'nobody'}"
        yield f"{count(v2.untrue, 'row')} untrue: {first}"
    if found.unlike:
        yield f"{count(found.unlike, 'chain')} longer or shorter than in V1"


def _of_record(hierarchy: Hierarchy, found: ChainsFound) -> Iterator[Mapping[str, object]]:
    for who, rows, first, last in found.gaps:
        yield {str(hierarchy.of): who, "levels": rows, "from": first, "to": last}
    for who, level, said, rightly in found.lies:
        yield {str(hierarchy.of): who, "level": level, hierarchy.above: said, "rightly": rightly}
    for who, was, held in found.lengths:
        yield {str(hierarchy.of): who, "levels in V1": was, "in V2": held}


def _as_in_v1(found: ChainsFound) -> tuple[str, ...]:
    v1 = found.v1
    if not (v1.gapped or v1.untrue):
        return ()
    return (f"V1 itself: {count(v1.gapped, 'chain')} with a gap, {count(v1.untrue, 'row')} untrue",)


def _record_query(hierarchy: Hierarchy, table: str, found: ChainsFound) -> str:
    told = (*found.gaps, *found.lies, *found.lengths)
    numbers = [str(row[0]) for row in told if str(row[0]).lstrip("-").isdigit()]
    some = ", ".join(dict.fromkeys(numbers[:20])) or "0"
    return (
        f"select * from {table} where {hierarchy.of} in ({some}) order by {hierarchy.of}, {hierarchy.level}"
    )
