"""What stands: the manifest's files of tables, columns and references, while an import adds to them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from cutover.importing.sheet import Flow, Sheet, read_sheet

_TABLE = "Drafted by an import. Replace each `to decide`, and remove what is not dropped."
_SCHEMA = "V2's tables: every column with its type, as PostgreSQL's format_type prints it."
_NEW = "V2 tables without a source in V1, and why. What has a source after all moves to tables/."
_REFERENCES = "The foreign keys of V2: columns that must point at a row that exists."


@dataclass
class Standing:
    """The files, those of tables/ by V1 table; `sources` are the V1 tables of a V2 table, by name."""

    folder: Path
    files: dict[str, Sheet]
    schema: Sheet
    new: Sheet
    references: Sheet
    sources: dict[str, list[str]] = field(default_factory=dict)

    def sheets(self) -> Iterator[Sheet]:
        """Go through all files."""
        yield from self.files.values()
        yield from (self.schema, self.new, self.references)

    def begin(self, name: str, number: int | None = None) -> Sheet:
        """Begin the file of a V1 table that has none."""
        sheet = Sheet(self.folder / "tables" / f"{name}.yaml", _TABLE)
        sheet.add(("v1",), Flow({"table": name} | ({} if number is None else {"id": number})))
        self.files[name] = sheet
        return sheet

    def v1_name(self, said: str) -> str:
        """Return the name in words of a V1 table, given by it or by a physical name with its number."""
        numbers = {sheet.at("v1", "id"): name for name, sheet in self.files.items()}
        return _named(said, set(self.files), numbers)

    def v2_name(self, said: str) -> str:
        """Return the name in words of a V2 table, likewise."""
        numbers: dict[object, str] = {}
        for sheet in self.files.values():
            numbers |= {
                each.get("id"): name
                for name, each in (sheet.at("v2") or {}).items()
                if isinstance(each, dict)
            }
        new = self.new.at("tables") or {}
        numbers |= {each.get("id"): name for name, each in new.items() if isinstance(each, dict)}
        names = {*numbers.values(), *(self.schema.at("tables") or {})}
        return _named(said, names, numbers)


def _named(said: str, names: set[str], numbers: dict[object, str]) -> str:
    found = re.search(r"(\d+)$", said)
    if said in names or not found:
        return said
    return numbers.get(int(found[1]), said)


def read_standing(folder: Path) -> Standing:
    """Read a manifest's folder, which may be empty. Raises ImportRefused where a file's form is wrong."""
    files = {path.stem: read_sheet(path) for path in sorted((folder / "tables").glob("*.yaml"))}
    standing = Standing(
        folder,
        {str(sheet.at("v1", "table") or stem): sheet for stem, sheet in files.items()},
        read_sheet(folder / "schema.yaml", _SCHEMA),
        read_sheet(folder / "new_tables.yaml", _NEW),
        read_sheet(folder / "references.yaml", _REFERENCES),
    )
    for name, sheet in standing.files.items():
        for target in sheet.at("v2") if isinstance(sheet.at("v2"), dict) else ():
            standing.sources.setdefault(target, []).append(name)
    for sheet, key, empty in ((standing.schema, "tables", {}), (standing.references, "references", [])):
        if sheet.document is None:
            sheet.add((key,), empty)
    return standing
