"""A reference: V2's rows and the rows that they point at."""

from cutover.compare import Names, Orphans, find_orphans
from cutover.evidence import Evidence, Outcome
from cutover.manifest import Check, Reference
from cutover.suite.commands import psql
from cutover.suite.duties.seen import Absent, absence, seen
from cutover.suite.text import count, listed
from cutover.systems import Database


def look(database: Database, reference: Reference, names: Names) -> Orphans | Absent:
    """Count the orphans of a reference in V2, or tell which of its tables V2 lacks."""
    child, parent = names.v2[reference.child], names.v2[reference.parent]
    if missing := database.missing((child, parent)):
        return Absent(missing)
    return find_orphans(database.connection, child, reference.columns, parent, reference.parent_columns)


def evidence(check: Check, reference: Reference, names: Names, orphans: Orphans | Absent) -> Evidence:
    """Say what a reference holds; a column without a single value was not judged, which is no pass."""
    if isinstance(orphans, Absent):
        return absence(check, orphans)
    child, parent = names.v2[reference.child], names.v2[reference.parent]
    if orphans.vacuous:
        outcome, actual = Outcome.FAILED, f"nothing to judge: {count(orphans.rows, 'row')}, none with a value"
        cause = f"no value in {reference.id}"
    elif orphans.count:
        keys = tuple(key for key, _ in orphans.sample)
        outcome, actual = (
            Outcome.FAILED,
            f"{count(orphans.count, 'orphan')} · {'id' if orphans.count == 1 else 'ids'} {listed(keys)}",
        )
        cause = f"orphans in {reference.id}"
    else:
        outcome, actual, cause = Outcome.PASSED, f"0 orphans among {count(orphans.filled, 'row')}", ""
    pairs = tuple(zip(reference.columns, reference.parent_columns, strict=True))
    anti_join = (
        f"select c.* from {child} c where {' and '.join(f'c.{each} is not null' for each, _ in pairs)}"
        f" and not exists (select 1 from {parent} p"
        f" where {' and '.join(f'p.{key} = c.{each}' for each, key in pairs)})"
    )
    return seen(
        check,
        outcome,
        expected=f"0 orphans among at least 1 row of {reference.child} that has a {reference.column}",
        actual=actual,
        cause=cause,
        figures={"orphans": orphans.count, "rows": orphans.rows, "without a value": orphans.nulls},
        samples=({"row": key, reference.column: value} for key, value in orphans.sample),
        reproduce=[psql("V2", anti_join)],
    )
