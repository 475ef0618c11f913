"""A schema: the columns and types that a V2 table has, beside those that the manifest declares."""

from collections.abc import Iterator, Mapping

from cutover.compare import Names, SchemaDifference, compare_schema
from cutover.evidence import Evidence, Outcome
from cutover.manifest import Check
from cutover.suite.commands import psql
from cutover.suite.duties.seen import Absent, absence, seen
from cutover.suite.text import count, listed
from cutover.systems import Database


def look(
    database: Database, table: str, names: Names, declared: Mapping[str, str]
) -> SchemaDifference | Absent:
    """Compare a V2 table's columns and types with the declared ones, or tell that V2 lacks the table."""
    physical = names.v2[table]
    if missing := database.missing([physical]):
        return Absent(missing)
    return compare_schema(declared, database.columns(physical))


def evidence(check: Check, table: str, names: Names, found: SchemaDifference | Absent) -> Evidence:
    """Say which columns are missing, which nobody declared, and which have another type."""
    if isinstance(found, Absent):
        return absence(check, found)
    told = tuple(_told(found))
    return seen(
        check,
        Outcome.PASSED if found.same else Outcome.FAILED,
        expected=f"the {count(found.declared, 'column')} of schema.yaml, each with its type, and no other",
        actual=" · ".join(told) if told else f"{count(found.found, 'column')}, all as declared",
        cause=f"{table} has not the declared columns",
        figures={"declared": found.declared, "found": found.found},
        samples=_samples(found),
        reproduce=[psql("V2", _CATALOGUE.format(names.v2[table]))],
    )


# Dollars instead of quotes: the shell's quotes stand around it.
_CATALOGUE = (
    "select attname, format_type(atttypid, atttypmod) from pg_attribute"
    " where attrelid = to_regclass($${}$$) and attnum > 0 and not attisdropped order by attnum"
)


def _told(found: SchemaDifference) -> Iterator[str]:
    if found.missing:
        yield f"V2 has no column {listed(found.missing)}"
    if found.retyped:
        column, declared, kind = found.retyped[0]
        yield f"{column} is {kind}, declared {declared}"
    if len(found.retyped) > 1:
        yield f"{count(len(found.retyped) - 1, 'more type differs', 'more types differ')}"
    if found.extra:
        yield f"nobody declared {listed(found.extra)}"


def _samples(found: SchemaDifference) -> Iterator[Mapping[str, object]]:
    for column in found.missing:
        yield {"column": column, "is": "missing in V2"}
    for column, declared, kind in found.retyped:
        yield {"column": column, "declared": declared, "V2": kind}
    for column in found.extra:
        yield {"column": column, "is": "only in V2"}
