"""An import of a field mapping: columns that were to decide are filled in, new ones added, edits kept."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cutover.importing.changes import Changes
from cutover.importing.endpoints import Imported
from cutover.importing.mapping import FieldPair, TableMapping
from cutover.importing.sheet import Flow, Sheet, write_sheets
from cutover.importing.standing import Standing, read_standing
from cutover.manifest import UNDECIDED

_CASTS = re.compile(
    r"none|direct|copy|same|identity|as.?is|cast"
    r"|(to_?)?(int(eger)?|bigint|numeric|decimal|float|number|bool(ean)?|text|string|date|jsonb?|uuid)",
    re.IGNORECASE,
)
"""Transforms that the cast by the column's own type does already."""
_SQL: Mapping[str, str] = {
    **dict.fromkeys(("lower", "lowercase"), "lower({value})"),
    **dict.fromkeys(("upper", "uppercase"), "upper({value})"),
    "trim": "btrim({value})",
}
_FORMATS = {"epoch": "epoch_ms", "epoch_ms": "epoch_ms", "ms_to_timestamp": "epoch_ms", "iso": "iso"}
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def import_fields(tables: tuple[TableMapping, ...], folder: Path, *, dry: bool = False) -> Imported:
    """Bring a field mapping into a manifest's folder. Raises ImportRefused: nothing is written."""
    merge = _Merge(read_standing(folder), Changes())
    for table in tables:
        merge.table(table)
    return Imported(merge.changes, write_sheets(merge.standing.sheets(), dry=dry))


@dataclass
class _Merge:
    """The state of one import: the files, and what was found."""

    standing: Standing
    changes: Changes

    def table(self, said: TableMapping) -> None:
        name = self.standing.v1_name(said.v1)
        if not _NAME.fullmatch(name):
            self.changes.findings.append(f"V1 table {said.v1!r} has a name that the manifest cannot write")
            return
        sheet = self.standing.files.get(name)
        if sheet is None:
            sheet = self.standing.begin(name)
            self.changes.added.append(f"{sheet.path}: V1 {name}")
        for target in said.v2:
            if target:
                self._target(sheet, self.standing.v2_name(target))
        for pair in said.fields:
            self._field(sheet, pair)

    def _target(self, sheet: Sheet, table: str) -> bool:
        """See that a V2 table stands in the file of its source; False where a human says it has none."""
        if table in (sheet.at("v2") or {}):
            return True
        reason = self.standing.new.at("tables", table, "reason")
        if reason not in (None, UNDECIDED):
            where = self.standing.new.line("tables", table)
            self.changes.differ.append(f"{where}: {table} is new: {reason!r}, the source's is made of V1")
            return False
        if not _NAME.fullmatch(table):
            self.changes.findings.append(f"V2 table {table!r} has a name that the manifest cannot write")
            return False
        number = self.standing.new.at("tables", table, "id")
        entry: dict[str, object] = {} if number is None else {"id": number}
        columns = self.standing.schema.at("tables", table) or {}
        owner = f"{sheet.at('v1', 'table')}_id"
        if owner in columns:
            entry["match"] = Flow({owner: "id"})
        accounted = {"id", owner} if owner not in columns else {owner}
        entry["columns"] = {column: UNDECIDED for column in columns if column not in accounted}
        if reason == UNDECIDED:
            self.standing.new.remove(("tables", table))
        if sheet.at("dropped_table") == UNDECIDED:
            sheet.remove(("dropped_table",))
        sheet.add(("v2", table), entry)
        self.changes.added.append(f"{sheet.path}: {table}, made of V1 {sheet.at('v1', 'table')}")
        return True

    def _field(self, sheet: Sheet, pair: FieldPair) -> None:
        field, table = pair.v1, self.standing.v2_name(pair.table)
        where = f"{sheet.at('v1', 'table')}.{field}"
        if not pair.column:
            self._drop(sheet, pair)
        elif not table:
            self.changes.findings.append(f"field {where}: no V2 table is named for column {pair.column!r}")
        elif not _NAME.fullmatch(pair.column):
            self.changes.findings.append(f"field {where}: V2 column {pair.column!r} cannot be written")
        elif self._target(sheet, table):
            self._column(sheet, table, pair)

    def _column(self, sheet: Sheet, table: str, pair: FieldPair) -> None:
        place = ("v2", table, "columns", pair.column)
        target = _mapping(sheet.at("v2", table))
        matched = _mapping(target.get("match")) or {"id": "id"}
        mine = _mapping(target.get("columns")).get(pair.column)
        new = _mapping(target.get("new")).get(pair.column)
        told = f"{sheet.line(*place)}: {table}.{pair.column}"
        if not pair.v1:
            if new is None and mine in (None, UNDECIDED):
                self.changes.findings.append(f"{told} has no V1 field: list it under `new` with a reason")
            return
        said, note = _said(pair)
        if mine is None and (matched.get(pair.column) == pair.v1 or _source(mine) == pair.v1):
            self.changes.kept += 1
        elif mine is None and new is None and pair.column not in matched:
            sheet.add(place, said, note)
            self.changes.added.append(f"{sheet.path}: {table}.{pair.column}: {pair.v1}")
            self._undrop(sheet, pair.v1)
        elif mine == UNDECIDED:
            self.changes.filled.append(f"{told}: {pair.v1}")
            sheet.fill(place, said, note)
            self._undrop(sheet, pair.v1)
        elif mine is not None and _source(mine) == pair.v1:
            self.changes.kept += 1
        else:
            yours = _source(mine) if mine is not None else f"new: {new}" if new else matched.get(pair.column)
            self.changes.differ.append(f"{told}: yours is {yours!r}, the source's is {pair.v1!r}")

    def _drop(self, sheet: Sheet, pair: FieldPair) -> None:
        place = ("dropped", pair.v1)
        mine = sheet.at(*place)
        told = f"{sheet.line(*place)}: {sheet.at('v1', 'table')}.{pair.v1}"
        if mine is None and pair.v1 in _used(sheet):
            self.changes.differ.append(f"{told}: yours is mapped, the source drops it")
        elif mine is None:
            sheet.add(place, pair.note or UNDECIDED)
            self.changes.added.append(f"{told} is dropped")
        elif mine == UNDECIDED and pair.note:
            sheet.fill(place, pair.note)
            self.changes.filled.append(f"{told} is dropped: {pair.note}")
        else:
            self.changes.kept += 1

    def _undrop(self, sheet: Sheet, field: str) -> None:
        """Take away the mark of a key that reaches a column now."""
        key = field.split(".")[0]
        if sheet.at("dropped", key) == UNDECIDED:
            sheet.remove(("dropped", key))


def _said(pair: FieldPair) -> tuple[object, str]:
    """Return what the manifest says of a column, and a remark where a transform cannot be told in it."""
    said: dict[str, object] = {"from": pair.v1}
    note, transform = "", pair.transform.strip()
    if transform.lower() in _SQL:
        said["sql"] = _SQL[transform.lower()]
    elif transform.lower() in _FORMATS:
        said["format"] = _FORMATS[transform.lower()]
    elif transform and not _CASTS.fullmatch(transform):
        said["sql"] = UNDECIDED
        note = f"transform: {transform}; write it over {{value}}"
    if pair.default is not None:
        said["empty"] = pair.default
    return (Flow(said) if len(said) > 1 else pair.v1), note


def _used(sheet: Sheet) -> set[str]:
    targets = _mapping(sheet.at("v2")).values()
    columns = (column for each in targets for column in _mapping(_mapping(each).get("columns")).values())
    return {_source(column).split(".")[0] for column in columns}


def _source(column: object) -> str:
    return str(column.get("from", "")) if isinstance(column, Mapping) else str(column)


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
