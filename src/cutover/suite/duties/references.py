"""A reference: V2's rows and the rows that they point at."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import psycopg

from cutover.compare import (
    Declared,
    Names,
    Orphans,
    count_orphans,
    find_declared,
    link_of,
    values_without_parent,
    why_absent,
)
from cutover.evidence import Evidence, Outcome
from cutover.manifest import Check, Migration, Reference
from cutover.suite.commands import psql
from cutover.suite.duties.seen import Absent, Shown, absence, seen
from cutover.suite.sessions import Sessions
from cutover.suite.text import count, listed
from cutover.systems import Database, DatabaseFailed

ASKED = 10_000
"""Values without a parent that V1 is asked about; of more, the most frequent."""
UNTOLD = "V1 cannot tell"
"""The word for a parent whose key V2 gives itself, or whose row the manifest leaves out."""


@dataclass(frozen=True)
class Why:
    """Why parents are absent: by value the word, and how many orphans each word stands for.

    `silent` says why V1 was not asked, or not about all.
    """

    words: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, int] = field(default_factory=dict)
    silent: str = ""


@dataclass(frozen=True)
class Looked:
    """What V2 holds of a reference, the foreign key that it declares, and what V1 says of absent parents."""

    orphans: Orphans
    declared: Declared | None = None
    why: Why = Why()


class Children:
    """The references of a migration, counted child by child: all that start at one table in one pass."""

    def __init__(self, migration: Migration, names: Names) -> None:
        self._migration = migration
        self._names = names
        self._found: dict[str, Orphans | Absent] = {}

    def look(self, reference: Reference, sessions: Sessions) -> Looked | Absent:
        """Tell what V2 holds of a reference and, where there are orphans, what V1 says of their parents; or
        what V2 lacks of its tables and columns."""
        with sessions.v2() as v2:
            if reference.id not in self._found:
                self._count(v2, reference.child)
            found = self._found[reference.id]
            if isinstance(found, Absent) or not found.count:
                return found if isinstance(found, Absent) else Looked(found)
            declared = find_declared(v2.connection, link_of(reference, self._names))
        try:
            with sessions.either() as (v1, v2):
                why = explained(v1, v2, self._migration, reference, self._names)
        except (psycopg.Error, DatabaseFailed) as error:
            # A V1 that cannot say changes no verdict on V2; what an error says may hold anything.
            why = Why(silent=f"V1 could not be asked: {type(error).__name__}")
        return Looked(found, declared, why)

    def _count(self, database: Database, child: str) -> None:
        own = [each for each in self._migration.references if each.child == child]
        links = {each.id: link_of(each, self._names) for each in own}
        for reference in own:
            if lacking := self._lacking(database, reference):
                self._found[reference.id] = Absent(tuple(lacking))
                del links[reference.id]
        if links:
            found = count_orphans(database.connection, tuple(links.values()))
            self._found |= dict(zip(links, found, strict=True))

    def _lacking(self, database: Database, reference: Reference) -> list[str]:
        child, parent = self._names.v2[reference.child], self._names.v2[reference.parent]
        if missing := database.missing((child, parent)):
            return list(missing)
        deleted = (reference.deleted,) if reference.deleted else ()
        ends = ((child, reference.columns), (parent, (*reference.parent_columns, *deleted)))
        return [
            f"{table}.{column}"
            for table, columns in ends
            for column in columns
            if column not in database.columns(table)
        ]


def explained(
    v1: Database | None, v2: Database, migration: Migration, reference: Reference, names: Names
) -> Why:
    """Ask V1 why the parents of a reference's orphans are absent."""
    if v1 is None:
        return Why(silent="V1 has no database in this environment")
    link = link_of(reference, names)
    new = reference.parent in {table.name for table in migration.new_tables}
    sources = () if new else migration.v2_table(reference.parent).sources
    held = values_without_parent(v2.connection, link, ASKED)
    words = why_absent(v1.connection, v2.connection, link, sources, names, [values for values, _ in held])
    rows: Counter[str] = Counter()
    for values, number in held:
        rows[words[values] or UNTOLD] += number
    told = {", ".join(values): word or UNTOLD for values, word in words.items()}
    silent = f"V1 was asked about the {ASKED:,} most frequent values" if len(held) == ASKED else ""
    return Why(told, dict(rows.most_common()), silent)


def evidence(
    check: Check, reference: Reference, names: Names, found: Looked | Absent, shown: Shown
) -> Evidence:
    """Say what a reference holds; a column without a single value was not judged, which is no pass."""
    if isinstance(found, Absent):
        return absence(check, found)
    orphans = found.orphans
    if orphans.vacuous:
        outcome, actual = Outcome.FAILED, f"nothing to judge: {count(orphans.rows, 'row')}, none with a value"
        cause = f"no value in {reference.id}"
    elif orphans.count:
        outcome, actual = Outcome.FAILED, _told(orphans, shown)
        cause = f"orphans in {reference.id}"
    else:
        outcome, actual, cause = Outcome.PASSED, f"0 orphans among {count(orphans.filled, 'row')}", ""
    return seen(
        check,
        outcome,
        expected=f"0 orphans among at least 1 row of {reference.child} that has a {reference.column}",
        actual=actual,
        cause=cause,
        figures=_figures(found),
        samples=_samples(reference, found, shown),
        notes=_notes(reference, found),
        reproduce=[psql("V2", _anti_join(reference, names))],
        detail={"domain": reference.domain},
    )


def _told(orphans: Orphans, shown: Shown) -> str:
    keys = tuple(shown.key(key, orphans.key) for key, _ in orphans.sample)
    return f"{count(orphans.count, 'orphan')} · {'id' if orphans.count == 1 else 'ids'} {listed(keys)}"


def _figures(found: Looked) -> dict[str, int]:
    orphans = found.orphans
    figures = {"orphans": orphans.count, "rows": orphans.rows, "without a value": orphans.nulls}
    figures |= {"partly without a value": orphans.partly} if orphans.partly else {}
    figures |= {"parents that count as deleted": orphans.deleted} if orphans.deleted else {}
    return figures | {f"parent: {word}": number for word, number in found.why.rows.items()}


def _samples(reference: Reference, found: Looked, shown: Shown) -> Iterator[dict[str, object]]:
    for key, value in found.orphans.sample:
        sample: dict[str, object] = {"row": shown.key(key, found.orphans.key)}
        sample[reference.column] = shown.key(value, reference.columns)
        if value in found.why.words:
            sample["parent"] = found.why.words[value]
        yield sample


def _notes(reference: Reference, found: Looked) -> Iterator[str]:
    orphans, declared = found.orphans, found.declared
    yield f"domain: {reference.domain}"
    if found.why.rows:
        words = " · ".join(f"{number:,} {word}" for word, number in found.why.rows.items())
        yield f"the absent {reference.parent}: {words}"
    if found.why.silent:
        yield f"why parents are absent is not known of all: {found.why.silent}"
    if orphans.deleted:
        rows = "1 row points" if orphans.deleted == 1 else f"{orphans.deleted:,} rows point"
        yield f"{rows} at a {reference.parent} that is there and counts as deleted ({reference.deleted})"
    if orphans.partly:
        yield f"{count(orphans.partly, 'row')} with a value in some of the columns: they point at nothing"
    if declared is not None:
        yield _promise(declared)


def _promise(declared: Declared) -> str:
    kind = f"V2's foreign key {declared.name}{' (deferrable)' if declared.deferrable else ''}"
    if declared.validated:
        return f"{kind} is marked as validated and broken all the same: rows came while its triggers were off"
    return f"{kind} is not validated: rows that were there before it have never been looked at"


def _anti_join(reference: Reference, names: Names) -> str:
    child, parent = names.v2[reference.child], names.v2[reference.parent]
    pairs = tuple(zip(reference.columns, reference.parent_columns, strict=True))
    filled = " and ".join(f"c.{each} is not null" for each, _ in pairs)
    equal = " and ".join(f"p.{key} = c.{each}" for each, key in pairs)
    return f"select c.* from {child} c where {filled} and not exists (select 1 from {parent} p where {equal})"
