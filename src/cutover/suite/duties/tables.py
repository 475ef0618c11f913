"""A table: V2's typed rows against V1's documents, field by field."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from cutover.compare import (
    UNATTENDED,
    Again,
    Course,
    Drift,
    FieldDifference,
    Join,
    RowDifference,
    Spare,
    Spot,
    TableDifference,
    compare_table,
    compare_two_servers,
    spot_check,
)
from cutover.evidence import Evidence, Outcome
from cutover.manifest import Check, V2Table
from cutover.suite.commands import psql
from cutover.suite.duties.apart import but_for
from cutover.suite.duties.seen import Absent, Shown, absence, seen
from cutover.suite.text import count, listed
from cutover.systems import Database

_KINDS = {
    "missing": "missing in V2",
    "extra": "only in V2",
    "shapeless": "no object in V1",
    "unowned": "owned by no source",
    "contested": "owned by two sources",
}
_FIELDS, _OTHERS = 12, 5
"""Differing fields that are shown, and of each other kind of difference how many lines."""


def look(
    v1: Database,
    v2: Database,
    joins: Sequence[Join],
    spare: Spare | None = None,
    at_once: int = 1,
    again: Again | None = None,
    course: Course = UNATTENDED,
) -> TableDifference | Absent:
    """Compare a V2 table with its V1 sources, in up to so many sessions at once, or tell that V2 lacks it.

    One session that sees both sides is handed over twice; two are compared as two servers.
    """
    if missing := v2.missing([str(joins[0].v2)]):
        return Absent(missing)
    if v1 is not v2:
        return compare_two_servers(v1.connection, v2.connection, joins, again, course)
    return compare_table(v1.connection, joins, spare, at_once, again, course)


def spots(
    v1: Database,
    v2: Database,
    table: V2Table,
    joins: Sequence[Join],
    found: TableDifference | Absent,
    seed: int = 0,
    notes: Callable[[int], Iterable[str]] = lambda ranges: (),
) -> tuple[Spot, ...]:
    """Spot-check the sources in scope of a table in which no row differs, be it biased.

    All rows of sources that must arrive to the row are in their checksum, of others some thousands; none is
    made where rows changed while they were compared, or some were compared at another moment.
    """
    if isinstance(found, Absent) or not replace(found, drifts=()).same or found.vacuous:
        return ()
    still = not (found.unsettled or found.fleeting or any(notes(found.ranges)))
    return tuple(
        spot_check(
            v1.connection,
            v2.connection,
            joined,
            source.v1.table,
            seed=seed,
            rows=None if source.target.counts == "exact" else found.rows_v1,
            still=still,
        )
        for source, joined in zip(table.sources, joins, strict=True)
        if source.gating
    )


def evidence(
    check: Check,
    joins: Sequence[Join],
    found: TableDifference | Absent,
    shown: Shown,
    spots: Sequence[Spot] = (),
    notes: Callable[[int], Iterable[str]] = lambda ranges: (),
) -> Evidence:
    """Say what a table differs in: the worst column with its first values, else the rows.

    `notes` says of so many ranges which are of another moment.
    """
    if isinstance(found, Absent):
        return absence(check, found)
    table = joins[0].target.name
    told = tuple(_told(found, joins, shown))
    if found.vacuous:
        none = f"all {count(found.unsettled, 'row')} are unsettled: nothing was judged"
        told = (none if found.unsettled else "0 rows on both sides: nothing was compared", *told)
    told += tuple(f"the checksums of V1 {each.source} differ" for each in spots if each.v1 != each.v2)
    outcome = Outcome.FAILED if told else Outcome.PASSED
    return seen(
        check,
        outcome,
        expected=f"{count(found.rows_v1, 'row')} of V1, each with its V2 row, all mapped columns equal",
        actual=" · ".join(told) if told else f"{count(found.rows_v2, 'row')}, all equal",
        cause=_cause(table, found),
        figures=_figures(found) | ({"differences": _differences(found, spots)} if told else {}),
        samples=[
            *_of_each_kind(found.samples, joins, shown),
            *(row for spot in spots for row in _records(spot, joins[0].key_columns, shown)),
        ],
        notes=[
            *_columns(found),
            *map(_tolerated, found.drifts),
            *_moving(found),
            *notes(found.ranges),
            *map(_checksum, spots),
        ],
        reproduce=_commands(joins, found, shown),
    )


def _told(found: TableDifference, joins: Sequence[Join], shown: Shown) -> Iterator[str]:
    rows = max(found.rows_v1, found.rows_v2)
    if differing := sorted((each for each in found.columns if each.count), key=lambda each: -each.count):
        worst = differing[0]
        first = _first(found, worst.name)
        v1, v2 = shown.pair(first.v1, first.v2, first.column, first.hidden) if first else ("", "")
        values = f"V1 {v1} → V2 {v2} · " if first else ""
        yield f"{worst.name}: {values}{worst.count:,} of {count(rows, 'row')}"
    if len(differing) > 1:
        yield f"{count(len(differing) - 1, 'more column')}"
    yield from _unreadable(found, joins, shown)
    for number, what in (
        (found.missing, "missing in V2"),
        (found.extra, "only in V2"),
        (found.twice_v1, "with a key twice in V1"),
        (found.twice_v2, "with a key twice in V2"),
        (found.unowned, "that no source owns"),
        (found.contested, "that two sources own"),
        (found.shapeless, "whose V1 document is no object"),
    ):
        if number:
            yield f"{count(number, 'row')} {what}"
    if found.absent:
        yield f"V2 has no column {listed(found.absent)}"
    yield from map(_biased, found.biased)


def _unreadable(found: TableDifference, joins: Sequence[Join], shown: Shown) -> Iterator[str]:
    """Say in which column most values are none of V2's type, how many, and how V1 writes one."""
    bad = sorted((each for each in found.columns if each.unparseable), key=lambda each: -each.unparseable)
    if not bad:
        return
    column, number = bad[0].name, bad[0].unparseable
    such = ""
    for row in found.samples:
        for field in row.fields:
            if field.unparseable and field.column == column and not such:
                key = shown.key(row.key, joins[0].key_columns)
                such = f", such as '{shown(field.raw, column, field.hidden)}' (row {key})"
    yield f"{column}: {count(number, 'value')} cannot be read as {_type(joins, column)}{such}"
    if len(bad) > 1:
        yield f"{count(len(bad) - 1, 'more column')} with such values"


def _type(joins: Sequence[Join], column: str) -> str:
    return next((each.types[column] for each in joins if column in each.types), "V2's type")


def _biased(drift: Drift) -> str:
    """Say how far a column is off, of which each value is near enough."""
    share = drift.share
    off = f"{float(100 * share):+.2g} %" if share is not None else f"{drift.by:+f}"
    rows = f"{max(drift.above, drift.below):,} of {count(drift.rows, 'row')}"
    looked = " looked at" if drift.sampled else ""
    return f"{drift.column}: {off} in {rows}{looked}, each within {drift.tolerance}: biased"


def _cause(table: str, found: TableDifference) -> str:
    if found.columns:
        worst = found.columns[0]
        wrong = "is not V1's" if worst.count else "cannot hold all of V1's values"
        return f"{table}.{worst.name} {wrong}"
    if found.missing:
        return f"rows missing from {table}"
    if found.extra or found.unowned:
        return f"rows too many in {table}"
    if found.shapeless:
        return f"documents of V1 that are no objects, beside {table}"
    if found.absent:
        return f"columns missing from {table}"
    if found.biased:
        return f"{table}.{found.biased[0].column} deviates one way"
    return f"keys not unique in {table}" if found.duplicates or found.contested else "nothing to compare"


def _differences(found: TableDifference, spots: Sequence[Spot]) -> int:
    """Count all that differs: values, rows, columns, checksums."""
    values = sum(each.count + each.unparseable for each in found.columns)
    rows = found.missing + found.extra + found.twice_v1 + found.twice_v2 + found.duplicates
    others = found.unowned + found.contested + found.shapeless + len(found.absent) + len(found.biased)
    return values + rows + others + sum(each.v1 != each.v2 for each in spots)


def _figures(found: TableDifference) -> dict[str, int]:
    figures = {
        "v1": found.rows_v1,
        "v2": found.rows_v2,
        "missing": found.missing,
        "extra": found.extra,
        "duplicates": found.duplicates,
        "twice in V1": found.twice_v1,
        "twice in V2": found.twice_v2,
        "unowned": found.unowned,
        "contested": found.contested,
        "unparseable": sum(each.unparseable for each in found.columns),
        "no object": found.shapeless,
        "unsettled": found.unsettled,
        "fleeting": found.fleeting,
        "biased": len(found.biased),
    }
    return {name: number for name, number in figures.items() if number or name in ("v1", "v2")}


def _of_each_kind(
    rows: Sequence[RowDifference], joins: Sequence[Join], shown: Shown
) -> Iterator[Mapping[str, object]]:
    """A few lines of each kind, so that none hides another one."""
    for kind in dict.fromkeys(row.kind for row in rows):
        told = _samples((row for row in rows if row.kind == kind), joins, shown)
        yield from islice(told, _FIELDS if kind == "differs" else _OTHERS)


def _samples(
    rows: Iterable[RowDifference], joins: Sequence[Join], shown: Shown
) -> Iterator[Mapping[str, object]]:
    for row in rows:
        key = shown.key(row.key, joins[0].key_columns)
        if not row.fields or row.kind in _KINDS:
            yield {"row": key, "is": _KINDS.get(row.kind, row.kind)}
        for field in row.fields:
            v1, v2 = shown.pair(field.v1, field.v2, field.column, field.hidden)
            if field.unparseable:
                raw, what = shown(field.raw, field.column, field.hidden), _type(joins, field.column)
                yield {
                    "row": key,
                    "column": field.column,
                    "V1": raw,
                    "V2": v2,
                    "is": f"cannot be read as {what}",
                }
                continue
            values = {"V1": v1, "V2": v2}
            if field.v1 is not None and field.v2 is not None and (like := but_for(field.v1, field.v2)):
                values["same but for"] = like
            if field.raw != field.v1:
                values["V1's text"] = shown(field.raw, field.column, field.hidden)
            yield {"row": key, "column": field.column, **values}


def _moving(found: TableDifference) -> Iterator[str]:
    """Say what was seen and not judged, because V1 and V2 are alive."""
    if found.read_once:
        yield "what differs was read once: reading it again took longer than the statement time-out"
    if found.unsettled:
        yield f"{count(found.unsettled, 'row')} changed too lately to be judged: counted as unsettled"
    if found.fleeting:
        yield f"{count(found.fleeting, 'row')} differed, and no longer did when read again"


def _records(spot: Spot, columns: Sequence[str], shown: Shown) -> Iterator[Mapping[str, object]]:
    """Each record that was looked at: of a field one value where both sides hold the same, else both."""
    for row in spot.records:
        pairs = {each.column: shown.pair(each.v1, each.v2, each.column, each.hidden) for each in row.fields}
        fields = {column: v1 if v1 == v2 else [v1, v2] for column, (v1, v2) in pairs.items()}
        yield {"spot check": spot.source, "row": shown.key(row.key, columns), "fields": fields}


def _checksum(spot: Spot) -> str:
    if spot.late:
        return f"no spot check of V1 {spot.source}: it took longer than the statement time-out"
    looked = f"{count(len(spot.records), 'record')} looked at side by side, seed {spot.seed}"
    if not spot.v1:
        return f"no checksum of V1 {spot.source}, whose rows change; {looked}"
    rows = count(spot.rows, "row") + ("" if spot.whole else " chosen by chance")
    sums = f"{spot.v1} on both sides" if spot.v1 == spot.v2 else f"V1 {spot.v1} ≠ V2 {spot.v2}"
    return f"checksum of {rows} of V1 {spot.source}, {count(spot.columns, 'value')} each: {sums}; {looked}"


def _columns(found: TableDifference) -> list[str]:
    return [
        f"{column.name}: {count(column.count, 'row')} differ{'s' if column.count == 1 else ''}"
        + (
            f", {count(column.unparseable, 'value')} cannot be read as V2's type"
            if column.unparseable
            else ""
        )
        for column in found.columns
    ]


def _tolerated(drift: Drift) -> str:
    """Say which tolerance a column was compared with, and what it forgave."""
    said = f"{drift.column}: compared within {drift.tolerance}"
    if not drift.rows:
        return said
    off = f"; V2 is above in {drift.above:,} and below in {drift.below:,} of {count(drift.rows, 'row')}"
    return f"{said}{off}{', chosen by chance' if drift.sampled else ''}"


def _commands(joins: Sequence[Join], found: TableDifference, shown: Shown) -> list[str]:
    first = joins[0]
    key = shown.key(found.samples[0].key, first.key_columns) if found.samples else ""
    if not key.lstrip("-").isdigit() or first.row_key is None:
        return []
    column = first.row_key.column
    return [
        psql("V1", f"select id, xdo from {first.v1} where id = {key}"),
        psql("V2", f"select * from {first.v2} where {column} = {key}"),
    ]


def _first(found: TableDifference, column: str) -> FieldDifference | None:
    fields = (field for row in found.samples for field in row.fields)
    return next((field for field in fields if field.column == column and not field.unparseable), None)
