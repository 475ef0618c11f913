"""The matching: which V1 table a V2 table is likely made of, and which key each of its columns comes from.

Pure: names and kinds of values in, a proposal out. What is not sure stays to decide.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache

from cutover.importing.catalogue import Column, Key, Table
from cutover.manifest import UNDECIDED

NUMBERED = "V2 numbers its rows itself"
_SECRET = re.compile(r"(^|_)(password|secret|token|api_key|access_key|private_key)(_|$)")
_PERSONAL = re.compile(
    r"(^|_)(email|e_mail|phone|mobile|first_name|last_name|full_name|birthday|birth_date|street|ssn|iban)(_|$)"
)
_KINDS: Mapping[str, frozenset[str]] = {
    "boolean": frozenset({"boolean", "string"}),
    "number": frozenset({"number", "string"}),
    "moment": frozenset({"number", "string"}),
    "text": frozenset({"string", "number", "boolean"}),
    "list": frozenset({"array"}),
    "document": frozenset({"array", "object", "string", "number", "boolean"}),
}
_FAMILIES = (
    (re.compile(r".*\[\]"), "list"),
    (re.compile(r"jsonb?"), "document"),
    (re.compile(r"boolean"), "boolean"),
    (re.compile(r"(small|big)?int(eger)?|numeric.*|real|double precision|money"), "number"),
    (re.compile(r"date|time.*"), "moment"),
)


@dataclass(frozen=True)
class Proposal:
    """What a V2 table's entry in a V1 table's file says; `notes` are remarks on its columns."""

    v1: str
    match: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, object] = field(default_factory=dict)
    new: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)

    @property
    def used(self) -> frozenset[str]:
        """The V1 keys, without what stands below them, that reach a column."""
        sources = (c.get("from") if isinstance(c, Mapping) else c for c in self.columns.values())
        return frozenset(str(each).split(".")[0] for each in sources if each != UNDECIDED)


@dataclass(frozen=True)
class _Likeness:
    """How alike a V1 and a V2 table are: by name (2 the same, 1 a part of it), and by shared columns."""

    table: Table
    named: int
    shared: int
    of: int
    owner: str = ""

    @property
    def share(self) -> float:
        return self.shared / self.of if self.of else 0.0

    @property
    def rank(self) -> tuple[int, float, int]:
        return self.named, self.share, self.shared


def propose(v2: Table, v1: tuple[Table, ...]) -> tuple[Proposal | None, str]:
    """Propose the source of a V2 table; without a sure one None, and which table comes nearest."""
    found = sorted((_likeness(table, v2) for table in v1 if not table.typed), key=lambda each: each.rank)
    found = [each for each in found if each.shared or each.named]
    if not found:
        return None, "no V1 table is like it"
    best = found[-1]
    second = max((each.share for each in found[:-1]), default=0.0)
    by_name = best.named > 0 and best.share >= 0.5
    by_columns = best.share >= 0.8 and best.shared >= 3 and second <= 0.6 * best.share and not best.named
    if not (by_name or by_columns):
        return None, f"nearest: V1 {best.table.name}, {best.shared} of {best.of} columns"
    return entry(v2, best.table, best.owner), ""


def entry(v2: Table, v1: Table, owner: str = "") -> Proposal:
    """Draft the entry of a V2 table that is made of a V1 table; `owner` is the column with V1's row id."""
    columns: dict[str, object] = {}
    new: dict[str, str] = {}
    notes: dict[str, str] = {}
    for column in v2.columns:
        if column.name == owner or (column.name == "id" and not owner):
            continue
        if column.name == "id" and column.numbered:
            new["id"] = NUMBERED
            continue
        columns[column.name], note = source_of(column, v1.keys)
        if note:
            notes[column.name] = note
    return Proposal(v1.name, {owner: "id"} if owner else {}, columns, new, notes)


def source_of(column: Column, keys: tuple[Key, ...]) -> tuple[object, str]:
    """Find the key that a column comes from: what the manifest says of it, or to decide and a remark."""
    key = _key(column.name, keys)
    if key is None:
        near = get_close_matches(column.name, [each.name for each in keys], n=1, cutoff=0.75)
        return UNDECIDED, f"nearest key of V1: {near[0]}" if near else "no key of V1 is called like it"
    family = next((name for form, name in _FAMILIES if form.fullmatch(column.type)), "text")
    if key.kinds - _KINDS[family]:
        return UNDECIDED, f"V1's {key.name} holds {' and '.join(sorted(key.kinds))}, V2 {column.type}"
    said: dict[str, object] = {"from": key.name, **_format(column, key)}
    empty = _default(column) if key.blank and not column.nullable else None
    if empty is not None:
        said["empty"] = empty
    if _SECRET.search(column.name):
        said["secret"] = True
    elif _PERSONAL.search(column.name):
        said["personal"] = True
    return (said if len(said) > 1 else key.name), ""


def _key(name: str, keys: tuple[Key, ...]) -> Key | None:
    """The one key that is called like a column: exactly, else but for case and _, else below an object."""
    for likeness in (str, _plain):
        found = [key for key in keys if "." not in key.name and likeness(key.name) == likeness(name)]
        if found:
            return found[0] if len(found) == 1 else None
    below = [key for key in keys if "." in key.name]
    found = [key for key in below if _plain(key.name) == _plain(name)]
    found = found or [key for key in below if _plain(key.name.partition(".")[2]) == _plain(name)]
    return found[0] if len(found) == 1 else None


def _format(column: Column, key: Key) -> Mapping[str, object]:
    """Say how a moment is written where it is not as the type's own rule expects it."""
    texts = key.kinds == {"string"} and key.days
    if column.type.startswith("timestamp") and texts:
        return {"format": "iso"}
    return {"format": "epoch_ms"} if column.type == "date" and key.kinds == {"number"} else {}


def _default(column: Column) -> object:
    """What V2 holds where V1 has nothing: the default of a column that cannot be empty, where it is plain."""
    if column.default in ("true", "false"):
        return column.default == "true"
    if re.fullmatch(r"-?\d{1,15}", column.default):
        return int(column.default)
    text = re.fullmatch(r"'([^']*)'::(text|character varying|bpchar|character)(\(\d+\))?", column.default)
    return text[1] if text else None


def _likeness(v1: Table, v2: Table) -> _Likeness:
    mine, theirs = _words(v1.name), _words(v2.name)
    owner = f"{'_'.join(mine)}_id"
    is_part = theirs[: len(mine)] == mine and len(theirs) > len(mine) and owner in v2.column_names
    named = 2 if mine == theirs else 1 if is_part else 0
    owner = owner if named == 1 else ""
    judged = [c for c in v2.columns if c.name not in ("id", owner)]
    shared = sum(_key(column.name, v1.keys) is not None for column in judged)
    return _Likeness(v1, named, shared, len(judged), owner)


def _words(name: str) -> tuple[str, ...]:
    """A name's words in the singular: OrderLines and order_line are the same."""
    parts = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().split("_")
    return tuple(_singular(part) for part in parts if part)


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us")) and len(word) > 3 else word


@lru_cache(maxsize=100_000)
def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())
