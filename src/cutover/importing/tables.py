"""An import of both catalogues: tables, their columns and references, drafted and kept."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from cutover.importing.catalogue import Catalogue, Table
from cutover.importing.changes import Changes
from cutover.importing.endpoints import Imported
from cutover.importing.matching import NUMBERED, Proposal, propose, source_of
from cutover.importing.refusal import ImportRefused
from cutover.importing.sheet import Flow, Keys, Sheet, write_sheets
from cutover.importing.standing import Standing, read_standing
from cutover.manifest import UNDECIDED
from cutover.manifest.reference import address


def known_names(folder: Path) -> tuple[dict[int, str], dict[int, str]]:
    """Return the names in words that the manifest gives to V1's and V2's tables, by their numbers."""
    standing = read_standing(folder)
    v1 = {sheet.at("v1", "id"): name for name, sheet in standing.files.items()}
    v2 = {
        _get(each, "id"): name for sheet in standing.files.values() for name, each in _items(sheet.at("v2"))
    } | {_get(each, "id"): name for name, each in _items(standing.new.at("tables"))}
    return (
        {number: name for number, name in v1.items() if isinstance(number, int)},
        {number: name for number, name in v2.items() if isinstance(number, int)},
    )


def import_catalogues(v1: Catalogue, v2: Catalogue, folder: Path, *, dry: bool = False) -> Imported:
    """Bring both catalogues into a manifest's folder. Raises ImportRefused: nothing is written."""
    _refuse_same(v1, v2)
    standing, changes = read_standing(folder), Changes()
    changes.findings = [*v1.findings, *v2.findings]
    proposals = _new_tables(v1, v2, standing, changes)
    by_name = {table.name: table for table in v1.tables}
    for table in v2.tables:
        _columns(table, by_name, standing, changes)
    _own_types(v2, standing, changes)
    for table in v1.tables:
        _fields(table, proposals, standing, changes)
    _references(v2, standing, changes)
    _gone(v1, v2, standing, changes)
    return Imported(changes, write_sheets(standing.sheets(), dry=dry))


def _refuse_same(v1: Catalogue, v2: Catalogue) -> None:
    shared = v1.oids.keys() & v2.oids.keys() if v1.server == v2.server else set()
    if shared:
        table = v1.oids[min(shared)]
        raise ImportRefused(
            "import-same-tables",
            table,
            f"V1 and V2 would share this table, and {len(shared) - 1:,} others.",
            "Say how each side's tables are called: --v1-tables 'old.{table}' --v2-tables 'new.{table}'.",
        )


def _new_tables(v1: Catalogue, v2: Catalogue, standing: Standing, changes: Changes) -> Mapping[str, Proposal]:
    """Propose a source for each V2 table that no file knows; those without become tables to decide."""
    proposals: dict[str, Proposal] = {}
    for table in v2.tables:
        if table.name in standing.sources or standing.new.at("tables", table.name) is not None:
            continue
        proposal, nearest = propose(table, v1.tables)
        sheet = standing.files.get(proposal.v1) if proposal else None
        if proposal is not None and (sheet is None or isinstance(sheet.at("v2"), dict)):
            proposals[table.name] = proposal
            if sheet is not None:
                _add_target(sheet, table, proposal)
                standing.sources[table.name] = [proposal.v1]
                changes.added.append(f"{sheet.path}: {table.name}, made of V1 {proposal.v1}")
            continue
        said = Flow({} if table.id is None else {"id": table.id})
        said["reason"] = UNDECIDED
        standing.new.add(("tables", table.name), said, nearest)
        changes.added.append(f"{standing.new.path}: {table.name}, without a sure source ({nearest})")
    _new_files(v1, v2, proposals, standing, changes)
    return proposals


def _new_files(
    v1: Catalogue, v2: Catalogue, proposals: Mapping[str, Proposal], standing: Standing, changes: Changes
) -> None:
    """Begin a file for each V1 table that has none."""
    for table in v1.tables:
        if table.name in standing.files:
            continue
        sheet = standing.begin(table.name, table.id)
        made = {name: each for name, each in proposals.items() if each.v1 == table.name}
        targets = [each for each in v2.tables if each.name in made]
        targets.sort(key=lambda each: bool(made[each.name].match))  # the table itself before its parts
        for target in targets:
            _add_target(sheet, target, made[target.name])
            standing.sources[target.name] = [table.name]
        if not targets:
            why = "holds no documents (id, xdo jsonb)" if table.typed else "no V2 table is surely made of it"
            sheet.add(("dropped_table",), UNDECIDED, why)
        becomes = f", becomes {', '.join(made)}" if targets else ", to decide"
        changes.added.append(f"{sheet.path}: V1 {table.name}{becomes}")


def _add_target(sheet: Sheet, table: Table, proposal: Proposal) -> None:
    place: Keys = ("v2", table.name)
    entry: dict[str, object] = {} if table.id is None else {"id": table.id}
    if proposal.match:
        entry["match"] = Flow(proposal.match)
    entry["columns"] = {name: _said(value) for name, value in proposal.columns.items()}
    if proposal.new:
        entry["new"] = dict(proposal.new)
    sheet.add(place, entry)
    for name, note in proposal.notes.items():
        sheet.notes[(*place, "columns", name)] = note


def _columns(table: Table, v1: Mapping[str, Table], standing: Standing, changes: Changes) -> None:
    """Declare a V2 table's columns, and account for those that no file speaks of."""
    types = {column.name: column.type for column in table.columns}
    declared = standing.schema.at("tables", table.name)
    if declared is None:
        standing.schema.add(("tables", table.name), Flow(types))
        changes.added.append(f"{standing.schema.path}: {table.name}, {len(types)} columns")
        declared = types
    for name, kind in types.items():
        mine = declared.get(name) if isinstance(declared, dict) else kind
        where = f"{standing.schema.line('tables', table.name, name)}: {table.name}.{name}"
        if mine is None:
            standing.schema.add(("tables", table.name, name), kind)
            changes.added.append(f"{where}: {kind}")
        elif mine != kind:
            changes.differ.append(f"{where}: yours is {mine!r}, the source's is {kind!r}")
        else:
            changes.kept += 1
    for name in _mapping(declared).keys() - types.keys():
        where = standing.schema.line("tables", table.name, name)
        changes.gone.append(f"{where}: V2 column {table.name}.{name}")
    sources = [standing.files[name] for name in standing.sources.get(table.name, ())]
    accounted = {column for sheet in sources for column in _accounted(sheet, table.name)}
    for column in table.columns:
        if not sources or _open(sources[0], table.name, column.name):
            _refill(sources, table, column.name, v1, changes)
        elif column.name not in accounted:
            if column.name == "id" and column.numbered:
                sources[0].add(("v2", table.name, "new", "id"), NUMBERED)
            else:
                said, note = _source(sources[0], v1, column.name, table)
                sources[0].add(("v2", table.name, "columns", column.name), _said(said), note)
            changes.added.append(f"{sources[0].path}: {table.name}.{column.name}")


def _own_types(v2: Catalogue, standing: Standing, changes: Changes) -> None:
    """Declare the types that are V2's own, such as its enums."""
    declared = standing.schema.at("own_types") or ()
    for name in v2.own_types:
        if name in declared:
            changes.kept += 1
        else:
            standing.schema.append(("own_types",), name)
            changes.added.append(f"{standing.schema.path}: type {name}")


def _refill(
    sources: list[Sheet], table: Table, column: str, v1: Mapping[str, Table], changes: Changes
) -> None:
    """Fill in a column that was to decide, where V1 has its key by now."""
    if not sources or sources[0].document is None:
        return
    said, _ = _source(sources[0], v1, column, table)
    if said != UNDECIDED:
        place = ("v2", table.name, "columns", column)
        changes.filled.append(f"{sources[0].line(*place)}: {table.name}.{column}: {_key(said)}")
        sources[0].fill(place, _said(said))


def _source(sheet: Sheet, v1: Mapping[str, Table], column: str, table: Table) -> tuple[object, str]:
    source = v1.get(str(sheet.at("v1", "table")))
    found = next(each for each in table.columns if each.name == column)
    return source_of(found, source.keys) if source else (UNDECIDED, "")


def _open(sheet: Sheet, table: str, column: str) -> bool:
    return bool(sheet.at("v2", table, "columns", column) == UNDECIDED)


def _fields(table: Table, proposals: Mapping[str, Proposal], standing: Standing, changes: Changes) -> None:
    """Account for each key of a V1 table: what reaches no column is dropped, for a reason to decide."""
    sheet = standing.files[table.name]
    targets = _items(sheet.at("v2"))
    if sheet.at("out_of_scope") is not None or not sheet.at("v2"):
        changes.kept += 1
        return
    used = {field for _, target in targets for field in _used(target)} | set(_mapping(sheet.at("dropped")))
    used |= {field for each in proposals.values() if each.v1 == table.name for field in each.used}
    for key in table.keys:
        if "." in key.name:
            continue
        if key.name in used:
            changes.kept += 1
            continue
        kinds = " or ".join(sorted(key.kinds)) or "always empty"
        sheet.add(("dropped", key.name), UNDECIDED, f"{kinds} in {table.sampled:,} rows looked at")
        changes.added.append(f"{sheet.path}: V1 {table.name}.{key.name} reaches no column")


def _references(v2: Catalogue, standing: Standing, changes: Changes) -> None:
    declared = {
        address(_get(each, "child"), _get(each, "column")): each
        for each in standing.references.at("references") or ()
    }
    for foreign in v2.foreign:
        key = address(foreign.child, foreign.columns)
        mine = declared.get(key)
        if mine is not None:
            parent = address(_get(mine, "parent"), _get(mine, "parent_column") or "id")
            others = address(foreign.parent, foreign.parent_columns)
            if parent == others:
                changes.kept += 1
            else:
                where = standing.references.path
                changes.differ.append(f"{where}: {key}: yours points at {parent}, V2's at {others}")
            continue
        item: dict[str, object] = {
            "child": foreign.child,
            "column": _one_or_list(foreign.columns),
            "parent": foreign.parent,
        }
        if foreign.parent_columns != ("id",):
            item["parent_column"] = _one_or_list(foreign.parent_columns)
        item["domain"] = next(iter(standing.sources.get(foreign.child, ())), foreign.child)
        if foreign.nullable:
            item["nullable"] = True
        standing.references.append(("references",), item)
        changes.added.append(f"{standing.references.path}: {key} → {foreign.parent}")


def _one_or_list(columns: tuple[str, ...]) -> str | list[str]:
    return columns[0] if len(columns) == 1 else list(columns)


def _gone(v1: Catalogue, v2: Catalogue, standing: Standing, changes: Changes) -> None:
    tables = {table.name for table in v1.tables}
    for name, sheet in standing.files.items():
        if name not in tables:
            changes.gone.append(f"{sheet.line('v1')}: V1 table {name}")
    tables = {table.name for table in v2.tables}
    for name in standing.schema.at("tables") or ():
        if name not in tables:
            changes.gone.append(f"{standing.schema.line('tables', name)}: V2 table {name}")


def _accounted(sheet: Sheet, table: str) -> Iterator[str]:
    target = _mapping(sheet.at("v2", table))
    yield from ("id",) if target.get("match") is None else _mapping(target["match"])
    for part in ("columns", "new"):
        yield from _mapping(target.get(part))


def _used(target: object) -> Iterator[str]:
    """The V1 keys that a target speaks of, without what stands below them."""
    found = _mapping(target)
    if found.get("each") is not None:
        yield str(found["each"]).split(".")[0]
    yield from (str(each).split(".")[0] for each in _mapping(found.get("match")).values())
    for column in _mapping(found.get("columns")).values():
        yield _key(column).split(".")[0]


def _key(column: object) -> str:
    return str(column.get("from", "")) if isinstance(column, Mapping) else str(column)


def _said(value: object) -> object:
    return Flow(value) if isinstance(value, Mapping) else value


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _items(value: object) -> list[tuple[str, Any]]:
    return list(_mapping(value).items())


def _get(value: object, key: str) -> Any:
    return _mapping(value).get(key)
