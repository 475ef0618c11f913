"""Coverage: the keys of a V1 table that reach nothing, and the V2 columns that come from nowhere."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cutover.compare import Filled, Join, Keys, filled_in_v1, filled_in_v2, find_unknown, known_keys
from cutover.evidence import Evidence, Outcome
from cutover.manifest import Check, Migration, TableFile
from cutover.suite.commands import psql
from cutover.suite.duties.seen import Absent, Shown, absence, seen
from cutover.suite.text import count, listed
from cutover.systems import Database

_SHOWN = 12


@dataclass(frozen=True)
class Reach:
    """What a V1 table holds, and for each V2 table that it becomes which columns are ever filled."""

    keys: Keys
    filled: tuple[tuple[Filled, Filled], ...]
    """V1's and V2's side, one pair a V2 table."""


def look(v1: Database, v2: Database, file: TableFile, joins: Sequence[Join]) -> Reach | Absent:
    """Read every key of a V1 table and look for what never arrives, or tell that V2 lacks a table of it."""
    if missing := v2.missing([str(joined.v2) for joined in joins]):
        return Absent(missing)
    keys = find_unknown(v1.connection, str(joins[0].v1), known_keys(file))
    filled = ((filled_in_v1(v1.connection, each), filled_in_v2(v2.connection, each)) for each in joins)
    return Reach(keys, tuple(filled))


def evidence(
    check: Check, migration: Migration, joins: Sequence[Join], found: Reach | Absent, shown: Shown
) -> Evidence:
    """Say which keys nobody accounts for, which columns nobody declared, and what is never filled."""
    if isinstance(found, Absent):
        return absence(check, found)
    file = migration.v1_table(check.subject)
    nowhere = tuple(_nowhere(migration, joins))
    told = tuple(_told(found, joins, nowhere, shown))
    columns = sum(len(joined.types) for joined in joins)
    fields = len(file.mapped_fields)
    figures = {"rows": found.keys.rows, "mapped": fields, "dropped": len(file.dropped), "columns": columns}
    keys = f"{count(fields, 'field')} mapped, {len(file.dropped)} dropped"
    return seen(
        check,
        Outcome.FAILED if told else Outcome.PASSED,
        expected=f"no key beyond the {keys}; {count(columns, 'V2 column')}, each with a source",
        actual=" · ".join(told) if told else f"{count(found.keys.rows, 'row')}: {keys}, no other key",
        cause=_cause(check.subject, found, nowhere),
        figures=figures | {"unknown keys": len(found.keys.unknown)},
        samples=[*_unknown(found.keys, shown), *({"V2 column": each} for each in nowhere)][:_SHOWN],
        notes=tuple(_idle(found, joins)),
        reproduce=_commands(joins[0], found.keys),
    )


def _told(found: Reach, joins: Sequence[Join], nowhere: tuple[str, ...], shown: Shown) -> Iterator[str]:
    keys = found.keys
    if keys.rows == 0:
        yield "0 rows in V1: no key occurs"
    if keys.unknown:
        first = keys.unknown[0]
        more = f", and {count(len(keys.unknown) - 1, 'more key')}" if len(keys.unknown) > 1 else ""
        yield f"key {shown(first.path)} in {count(first.count, 'row')} reaches nothing{more}"
    if keys.shapeless:
        yield f"{count(keys.shapeless, 'document')} that {'is' if keys.shapeless == 1 else 'are'} no object"
    if nowhere:
        yield f"V2 column {listed(nowhere)} comes from nowhere"
    for joined, (v1, v2) in zip(joins, found.filled, strict=True):
        yield from _one_sided(joined, v1, v2)


def _one_sided(joined: Join, v1: Filled, v2: Filled) -> Iterator[str]:
    """Name the columns that hold something on one side alone; a default out of `empty` is not V1's."""
    table = joined.target.name
    if v1.rows and not v2.rows:
        yield f"V2 {table} holds no row of it"
        return
    present = [each for each in joined.target.columns if each.name in joined.types]
    lost = tuple(each.name for each in present if each.name in v1.columns - v2.columns)
    unruled = {each.name for each in present if each.empty is None and not each.states}
    made = tuple(each.name for each in present if each.name in unruled & (v2.columns - v1.columns))
    if lost and v2.rows:
        yield f"never filled in V2 {table}: {listed(lost)}"
    if made and v1.rows:
        yield f"filled in V2 {table}, never in V1: {listed(made)}"


def _nowhere(migration: Migration, joins: Sequence[Join]) -> Iterator[str]:
    """Name the columns that V2 has and no source maps, matches or declares new."""
    for joined in joins:
        known = migration.v2_table(joined.target.name).columns
        yield from (f"{joined.target.name}.{column}" for column in joined.types if column not in known)


def _cause(table: str, found: Reach, nowhere: tuple[str, ...]) -> str:
    if found.keys.unknown:
        return f"keys of V1 {table} reach nothing"
    if found.keys.shapeless:
        return f"documents of V1 {table} are no objects"
    return f"columns made of V1 {table} come from nowhere" if nowhere else f"V1 {table} does not arrive"


def _unknown(keys: Keys, shown: Shown) -> Iterator[Mapping[str, object]]:
    for each in keys.unknown:
        yield {"V1 key": shown(each.path), "occurs": each.count, "first in row": shown(each.row)}


def _idle(found: Reach, joins: Sequence[Join]) -> Iterator[str]:
    """Say of which columns nothing was seen: equal on both sides, for want of any value."""
    for joined, (v1, v2) in zip(joins, found.filled, strict=True):
        mapped = (each.name for each in joined.target.columns if each.source is not None)
        idle = tuple(name for name in mapped if name not in v1.columns | v2.columns)
        if idle and v1.rows and v2.rows:
            yield f"{joined.target.name}: never filled on either side: {listed(idle, 8)}"


def _commands(joined: Join, keys: Keys) -> list[str]:
    if not keys.unknown or not keys.unknown[0].row.lstrip("-").isdigit():
        return []
    return [psql("V1", f"select id, xdo from {joined.v1} where id = {keys.unknown[0].row}")]
