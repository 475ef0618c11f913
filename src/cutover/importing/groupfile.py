"""A group's file as it stands: its endpoints, and its text, in which an import moves no comment."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from cutover.importing.refusal import ImportRefused
from cutover.importing.yamltext import block, scalar
from cutover.manifest import UNDECIDED, Document, Place, read_document
from cutover.openapi import shape


@dataclass
class Entry:
    """One endpoint that stands in the manifest already."""

    file: "GroupFile"
    name: str
    values: Mapping[str, object]

    @property
    def id(self) -> str:
        """The endpoint's address: group and name."""
        return f"{self.file.group}.{self.name}"

    def route(self, side: str) -> tuple[str, str]:
        """Return method and shape of the path on one side."""
        return str(self.values.get("method")), shape(str(self.values.get(side)))


@dataclass
class GroupFile:
    """One file of `endpoints/`, or one that is still to be written.

    `fills` and `added` are what an import will write: values in place of `to decide`, and new entries.
    """

    path: Path
    group: str
    text: str = ""
    document: Document | None = None
    entries: dict[str, Entry] = field(default_factory=dict)
    fills: dict[Place, object] = field(default_factory=dict)
    added: dict[str, Mapping[str, object]] = field(default_factory=dict)

    def line(self, *place: str) -> int:
        """Return the line of a value in the file as it stands."""
        return self.document.line(place) if self.document is not None else 0

    def written(self) -> str:
        """Return the file's new text: every byte of the old one but for the values that were to decide."""
        if self.document is None:
            lines = [f"group: {scalar(self.group)}", "endpoints:", *self._blocks(2)]
            return "\n".join(lines) + "\n"
        splices = [self._fill(place, value) for place, value in self.fills.items()]
        if self.added:
            splices.append(self._append())
        text = self.text
        for start, end, new in sorted(splices, reverse=True):
            text = text[:start] + new + text[end:]
        return text

    def _blocks(self, indent: int) -> list[str]:
        return [line for name, entry in self.added.items() for line in block(name, entry, indent)]

    def _fill(self, place: Place, value: object) -> tuple[int, int, str]:
        node = self._node(place)
        start, end = node.start_mark.index, node.end_mark.index
        if self.text[start:end].strip("'\"") != UNDECIDED:
            raise self._form(f"the value of {'.'.join(map(str, place))} cannot be found again")
        return start, end, scalar(value, flow=len(place) > 3 or self.text[start] in "'\"")

    def _append(self) -> tuple[int, int, str]:
        node = self._node(("endpoints",))
        newline = "\r\n" if "\r\n" in self.text else "\n"
        if not isinstance(node, yaml.MappingNode):
            raise self._form("`endpoints` is no mapping")
        if not node.value:
            new = newline + newline.join(self._blocks(2))
            return node.start_mark.index, node.end_mark.index, new
        if node.flow_style:
            raise self._form("`endpoints` is written in braces")
        position = node.end_mark.index - node.end_mark.column
        before = "" if self.text[:position].endswith("\n") else newline
        if before:
            position = node.end_mark.index
        lines = self._blocks(node.value[0][0].start_mark.column)
        return position, position, before + "".join(line + newline for line in lines)

    def _node(self, place: Place) -> yaml.Node:
        node = self.document.root if self.document is not None else None
        for step in place:
            pairs = node.value if isinstance(node, yaml.MappingNode) else []
            node = next((value for key, value in pairs if key.value == step), None)
        if node is None:
            raise self._form(f"{'.'.join(map(str, place))} cannot be found again")
        return node

    def _form(self, why: str) -> ImportRefused:
        fix = "Write the endpoints one below the other, as `cutover import` does, and import again."
        return ImportRefused("import-file-form", str(self.path), f"Nothing can be added: {why}.", fix)


def read_groups(folder: Path) -> dict[str, GroupFile]:
    """Read every group's file of a manifest. Raises ImportRefused where one cannot be read."""
    return {path.stem: _read(path) for path in sorted((folder / "endpoints").glob("*.yaml"))}


def _read(path: Path) -> GroupFile:
    document = read_document(path, str(path))
    data = document.data
    if document.problems or not isinstance(data, dict) or not isinstance(data.get("endpoints"), dict):
        told = document.problems[0] if document.problems else None
        what = told.what if told else "It is no file of endpoints: `endpoints:` holds no mapping."
        fix = "Mend it first; `cutover check` tells all of its mistakes."
        raise ImportRefused(
            "import-manifest-mistaken", f"{path}:{told.line}" if told else str(path), what, fix
        )
    text = path.read_bytes().decode("utf-8")
    found = GroupFile(path, str(data.get("group") or path.stem), text, document)
    for name, values in data["endpoints"].items():
        if isinstance(values, dict):
            found.entries[str(name)] = Entry(found, str(name), values)
    return found


def entries_of(groups: Mapping[str, GroupFile]) -> Iterator[Entry]:
    """Go through every endpoint of every file."""
    for group in groups.values():
        yield from group.entries.values()
