"""A mapping that a team keeps by hand: fields of V1 and columns of V2, or endpoints; JSON or YAML.

The shapes are tolerant: a list of tables or an object keyed by table, fields likewise, a few names for a key.
What is not understood is a finding and never dropped without a word.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from cutover.importing.refusal import ImportRefused
from cutover.importing.source import Twice, parse_any
from cutover.manifest.problem import nearest

_V1 = ("v1", "v1_table", "v1_field", "source", "from")
_V2 = ("v2", "v2_table", "v2_tables", "v2_field", "v2_column", "target", "to", "column")
_FIELDS = ("fields", "columns", "mappings", "field_mappings")
_NOTES = ("note", "notes", "comment", "description", "reason")
_FIELD_KEYS = (*_V1, *_V2, *_NOTES, "transform", "cast", "default")
_TABLE_KEYS = (*_V1, *_V2, *_FIELDS, *_NOTES)
_ENDPOINT_KEYS = ("endpoint", "v1_equivalent", "worker", "tested", *_NOTES)
_SHAPES = (
    'Give {"tables": [{"v1": "user", "v2": "users", "fields": [{"v1": "mail", "v2": "email"}]}]}, an object'
    ' keyed by V1 table, or [{"endpoint": …, "v1_equivalent": …, "worker": …}]; see docs/import.md.'
)


@dataclass(frozen=True)
class FieldPair:
    """One V1 field and the V2 column that it becomes; one of the two may be '' (dropped, or new in V2)."""

    v1: str
    table: str
    column: str
    transform: str = ""
    default: object = None
    note: str = ""


@dataclass(frozen=True)
class TableMapping:
    """One V1 table, the V2 tables that are named for it, and its fields."""

    v1: str
    v2: tuple[str, ...]
    fields: tuple[FieldPair, ...]


@dataclass(frozen=True)
class EndpointPair:
    """One V2 path, the V1 path that it took over from, and its worker; '' where the file does not say."""

    v2: str
    v1: str
    worker: str


@dataclass(frozen=True)
class MappingFile:
    """What a file says: tables or endpoints, and what of it was not understood."""

    tables: tuple[TableMapping, ...] = ()
    endpoints: tuple[EndpointPair, ...] = ()
    findings: tuple[str, ...] = ()


def read_mapping(content: bytes, where: str) -> MappingFile:
    """Read a mapping in any of its shapes. Raises ImportRefused where it is none."""
    document = parse_any(content, where)
    findings: list[str] = []
    for name in _twice(document):
        findings.append(f"{name} stands twice: only the last is read")
    endpoints = _list_of(document, "endpoint")
    if endpoints is not None:
        pairs = tuple(
            pair for n, each in enumerate(endpoints) for pair in _endpoint(each, f"entry {n + 1}", findings)
        )
        return _some(MappingFile((), pairs, tuple(findings)), where)
    if not isinstance(document, Mapping):
        raise ImportRefused(
            "import-not-mapping", where, "This is no mapping of tables or endpoints.", _SHAPES
        )
    tables = document.get("tables", document.get("mappings", document))
    if tables is not document:
        findings += [
            f"key {key!r} at the top is not read" for key in document if key not in ("tables", "mappings")
        ]
    found = tuple(each for name, said in _named(tables) for each in _table(name, said, findings))
    return _some(MappingFile(found, (), tuple(findings)), where)


def _some(found: MappingFile, where: str) -> MappingFile:
    if found.tables or found.endpoints:
        return found
    told = f" ({found.findings[0]})" if found.findings else ""
    raise ImportRefused(
        "import-not-mapping", where, f"No table and no endpoint is mapped in it{told}.", _SHAPES
    )


def _list_of(document: object, key: str) -> list[object] | None:
    """The list of entries with a key, at the top or below one of the names that such a list has."""
    if isinstance(document, Mapping):
        lists = [document.get(name) for name in ("endpoints", "mappings", "functions")]
        document = next((each for each in lists if isinstance(each, list)), None)
    if isinstance(document, list) and any(isinstance(each, Mapping) and key in each for each in document):
        return document
    return None


def _endpoint(said: object, where: str, findings: list[str]) -> Iterator[EndpointPair]:
    if not isinstance(said, Mapping) or not str(said.get("endpoint") or "").startswith("/"):
        findings.append(f"{where} has no `endpoint` that begins with /")
        return
    _unknown(said, _ENDPOINT_KEYS, where, findings)
    v1, worker = (str(said.get(key) or "").strip() for key in ("v1_equivalent", "worker"))
    if v1 and not v1.startswith("/"):
        findings.append(f"{where}: v1_equivalent {v1!r} does not begin with /")
        v1 = ""
    yield EndpointPair(str(said["endpoint"]).strip(), v1, worker)


def _table(name: str, said: object, findings: list[str]) -> Iterator[TableMapping]:
    """Read one table: an object with its fields, or the fields alone."""
    if isinstance(said, str):  # "user": "users"
        yield TableMapping(name, (said,), ())
        return
    if not isinstance(said, Mapping):
        findings.append(f"table {name or '?'} is neither an object nor a V2 table's name")
        return
    whole = any(key in said for key in (*_FIELDS, *_V2[:3])) or not name
    v1 = _text(said, _V1) if whole and _text(said, _V1) else name
    targets = _texts(said, _V2) if whole else ()
    if not v1:
        findings.append(f"a table has no name: {', '.join(map(str, list(said)[:4]))}")
        return
    if whole:
        _unknown(said, _TABLE_KEYS, f"table {v1}", findings)
    fields = next((said[key] for key in _FIELDS if key in said), {}) if whole else said
    first = targets[0] if targets else ""
    pairs = [pair for field, each in _named(fields) for pair in _field(field, each, first, v1, findings)]
    yield TableMapping(v1, targets or tuple(dict.fromkeys(p.table for p in pairs if p.table)), tuple(pairs))


def _field(name: str, said: object, table: str, v1_table: str, findings: list[str]) -> Iterator[FieldPair]:
    """Read one field: a column's name, null for one that is dropped, or an object."""
    where = f"field {v1_table}.{name or '?'}"
    if said is None or isinstance(said, str):
        yield FieldPair(name, *_place(said or "", table))
        return
    if not isinstance(said, Mapping):
        findings.append(f"{where} is neither a column's name, null nor an object")
        return
    source, column = _text(said, _V1) or name, _text(said, _V2)
    where = f"field {v1_table}.{source or column or '?'}"
    _unknown(said, _FIELD_KEYS, where, findings)
    if not source and not column:
        findings.append(f"{where} names neither a V1 field nor a V2 column")
        return
    # `v2_table` beside `v2_field` says where the column stands.
    named = str(said.get("v2_table") or "") if _text(said, ("v2", "v2_field", "v2_column", "column")) else ""
    if named:
        column = _text(said, ("v2", "v2_field", "v2_column", "column"))
    place = _place(column, named or table)
    default = said.get("default")
    if default is not None and not isinstance(default, str | int | float | bool):
        findings.append(f"{where}: its default is no plain value")
        default = None
    transform = str(said.get("transform") or said.get("cast") or "").strip()
    yield FieldPair(source, *place, transform, default, _text(said, _NOTES))


def _place(column: str, table: str) -> tuple[str, str]:
    """Split `table.column`; a plain column belongs to the table that is spoken of."""
    above, dot, name = column.strip().partition(".")
    return (above, name) if dot else (table, above)


def _named(value: object) -> Iterator[tuple[str, object]]:
    """Go through an object by its keys, or through a list whose entries name themselves."""
    if isinstance(value, Mapping):
        yield from ((str(name).strip(), each) for name, each in value.items())
    elif isinstance(value, list):
        yield from (("", each) if not isinstance(each, str) else (each, each) for each in value)


def _text(said: Mapping[object, object], names: tuple[str, ...]) -> str:
    return next((str(said[name]).strip() for name in names if isinstance(said.get(name), str)), "")


def _texts(said: Mapping[object, object], names: tuple[str, ...]) -> tuple[str, ...]:
    for name in names:
        value = said.get(name)
        if isinstance(value, str):
            return (value.strip(),)
        if isinstance(value, list):
            return tuple(str(each).strip() for each in value if isinstance(each, str))
    return ()


def _unknown(said: Mapping[object, object], known: tuple[str, ...], where: str, findings: list[str]) -> None:
    for key in said:
        if key not in known:
            near = nearest(key, known)
            findings.append(
                f"{where}: key {key!r} is not read" + (f"; nearest name: {near!r}" if near else "")
            )


def _twice(value: object) -> Iterator[str]:
    if isinstance(value, Twice):
        yield from (f"key {key!r}" for key in value.keys_twice)
    if isinstance(value, Mapping):
        for each in value.values():
            yield from _twice(each)
    elif isinstance(value, list):
        for each in value:
            yield from _twice(each)
