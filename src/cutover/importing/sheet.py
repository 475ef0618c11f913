"""A sheet: one YAML file of the manifest, and what an import adds; every byte that stands there stays."""

import copy
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from cutover.importing.refusal import ImportRefused
from cutover.importing.writing import write_all
from cutover.importing.yamltext import flow, scalar
from cutover.manifest import UNDECIDED, Document, read_document

Keys = tuple[str, ...]
WIDTH = 110
_OURS = re.compile(
    r"  # (no key of V1 is called like it|nearest key of V1: .*|V1's .* holds .*|.* rows looked at)"
)
"""The remarks that an import leaves behind `to decide`: once it is decided they say nothing."""


class Flow(dict[str, object]):
    """A mapping that is written in braces."""


@dataclass
class Sheet:
    """One file. What is added or filled in is kept in `data` at once, and in the text when it is written.

    `head` is the comment that a new file begins with.
    """

    path: Path
    head: str = ""
    text: str = ""
    document: Document | None = None
    data: dict[str, Any] = field(default_factory=dict)
    notes: dict[Keys, str] = field(default_factory=dict)
    touched: bool = False
    _new: dict[Keys, None] = field(default_factory=dict)
    _fills: list[Keys] = field(default_factory=list)
    _items: dict[Keys, int] = field(default_factory=dict)
    _removed: dict[Keys, bool] = field(default_factory=dict)
    """Places whose lines go; False where only the key's own line does, its entries being gone already."""

    def at(self, *place: str) -> Any:
        """Return what stands at a place, None where nothing does."""
        found: Any = self.data
        for step in place:
            found = found.get(step) if isinstance(found, Mapping) else None
        return found

    def line(self, *place: str) -> str:
        """Return file and line of a value."""
        return f"{self.path}:{self.document.line(place)}" if self.document is not None else str(self.path)

    def add(self, place: Keys, value: object, note: str = "") -> None:
        """Add a key that is not there yet; mappings above it that are missing are made."""
        above: dict[str, Any] = self.data
        for depth, step in enumerate(place[:-1], 1):
            if above.get(step) is None:
                above[step] = {}
                self._begin(place[:depth])
            above = above[step]
        above[place[-1]] = value
        self._begin(place)
        self.touched = True
        if note:
            self.notes[place] = note

    def _begin(self, place: Keys) -> None:
        if not self._is_new(place):
            self._new[place] = None

    def _is_new(self, place: Keys) -> bool:
        """Whether a place, or what it stands in, is not in the file yet."""
        return any(place[:depth] in self._new for depth in range(1, len(place) + 1))

    def append(self, place: Keys, item: Mapping[str, object] | str) -> None:
        """Add an item to a list."""
        if self.at(*place) is None:
            self.add(place, [])
        self.at(*place).append(item if isinstance(item, str) else Flow(item))
        self._items[place] = self._items.get(place, 0) + 1
        self.touched = True

    def remove(self, place: Keys) -> None:
        """Take a `to decide` away; a mapping that is empty then goes too, but for the file's only one."""
        above = self.at(*place[:-1])
        del above[place[-1]]
        self._forget(place, whole=True)
        while not above and len(place) > 1 and (len(place) > 2 or len(self.data) > 1):
            place = place[:-1]
            above = self.at(*place[:-1])
            del above[place[-1]]
            self._forget(place, whole=False)

    def _forget(self, place: Keys, *, whole: bool) -> None:
        if place in self._new:
            del self._new[place]
        elif not self._is_new(place):
            self._removed[place] = whole
        self.touched = True

    def fill(self, place: Keys, value: object, note: str = "") -> None:
        """Write a value in place of `to decide`, and in place of the remark that an import left there."""
        assert self.at(*place) == UNDECIDED
        above = self.at(*place[:-1])
        above[place[-1]] = value
        if not self._is_new(place):
            self._fills.append(place)
        self.notes.pop(place, None)
        if note:
            self.notes[place] = note
        self.touched = True

    def written(self) -> str:
        """Return the file's new text."""
        if self.document is None or self.document.root is None:
            body = [line for key in self.data for line in self._lines((key,), self.data[key], 0)]
            return "\n".join([*(f"# {line}" for line in self.head.splitlines()), *body]) + "\n"
        splices = [*self._filled(), *self._added(), *self._appended(), *self._gone()]
        text = self.text
        # Of what is added behind one line the deepest comes first.
        for start, end, _, new in sorted(splices, key=lambda s: (s[0], -s[2]), reverse=True):
            text = text[:start] + new + text[end:]
        return text

    def _filled(self) -> Iterable[tuple[int, int, int, str]]:
        for place in self._fills:
            node = self._node(place)
            start, end = node.start_mark.index, node.end_mark.index
            line_end = self._end_of_line(end)
            remark = self.text[end:line_end]
            note = "".join(c for c in self.notes.get(place, "") if c.isprintable())
            if _OURS.fullmatch(remark) or (note and not remark.strip()):
                end, remark = line_end, f"  # {note}" if note else ""
            else:
                remark = ""
            yield start, end, 0, flow(self.at(*place)) + remark

    def _gone(self) -> Iterable[tuple[int, int, int, str]]:
        """Lines that go, each with the line break before it; remarks between them stay."""
        for place, whole in self._removed.items():
            node, above = self._node(place), self._node(place[:-1])
            if not isinstance(above, yaml.MappingNode) or above.flow_style:
                raise self._form(f"{'.'.join(place)} stands in braces and cannot be taken away")
            key = next(each for each, _ in above.value if each.value == place[-1])
            start = key.start_mark.index - key.start_mark.column
            end = self._line_end(node) if whole else self._end_of_line(key.end_mark.index)
            yield max(start - len(self._newline()), 0), end, 0, ""
        for name, value in self.data.items():
            if (
                value == {}
                and (name,) not in self._new
                and not getattr(self._node((name,)), "flow_style", True)
            ):
                key = next(each for each, _ in self._node(()).value if each.value == name)
                at = key.end_mark.index + 1
                yield at, at, 0, " {}"

    def _added(self) -> Iterable[tuple[int, int, int, str]]:
        """One splice for each mapping that stands there and is added to."""
        fresh = set(self._new)
        by_parent: dict[Keys, list[Keys]] = {}
        for place in self._new:
            if place[:-1] not in fresh:
                by_parent.setdefault(place[:-1], []).append(place)
        for parent, places in by_parent.items():
            node = self._node(parent)
            if not isinstance(node, yaml.MappingNode):
                raise self._form(f"{'.'.join(parent)} is no mapping")
            if node.flow_style and not node.value:
                indent = 2 * len(parent)
                lines = [line for p in places for line in self._lines(p, self.at(*p), indent)]
                start = len(self.text[: node.start_mark.index].rstrip(" "))
                yield start, node.end_mark.index, indent, self._newline() + self._newline().join(lines)
            elif node.flow_style:
                new = ", ".join(f"{scalar(p[-1], flow=True)}: {flow(self.at(*p))}" for p in places)
                at = node.end_mark.index - 1
                yield at, at, 0, (", " if node.value else "") + new
            else:
                indent = node.value[0][0].start_mark.column
                lines = [line for p in places for line in self._lines(p, self.at(*p), indent)]
                at = self._line_end(node)
                yield at, at, indent, self._newline() + self._newline().join(lines)

    def _appended(self) -> Iterable[tuple[int, int, int, str]]:
        for place, number in self._items.items():
            if self._is_new(place):
                continue
            node, items = self._node(place), self.at(*place)[-number:]
            if not isinstance(node, yaml.SequenceNode):
                raise self._form(f"{'.'.join(place)} is no list")
            if node.flow_style and node.value:
                at = node.end_mark.index - 1
                yield at, at, 0, "".join(f", {flow(item)}" for item in items)
            else:
                indent = 2 if node.flow_style else node.start_mark.column
                start = node.start_mark.index if node.flow_style else self._line_end(node)
                end = node.end_mark.index if node.flow_style else start
                new = "".join(f"{self._newline()}{' ' * indent}- {flow(item)}" for item in items)
                yield start, end, indent, new

    def _lines(self, place: Keys, value: object, indent: int) -> list[str]:
        pad, key = " " * indent, scalar(place[-1])
        note = "".join(c for c in self.notes.get(place, "") if c.isprintable())
        note = f"  # {note}" if note else ""
        if isinstance(value, Mapping) and value and not isinstance(value, Flow):
            below = [line for name in value for line in self._lines((*place, name), value[name], indent + 2)]
            return [f"{pad}{key}:{note}", *below]
        if isinstance(value, Sequence) and not isinstance(value, str) and value:
            return [f"{pad}{key}:{note}", *(f"{pad}  - {flow(item)}" for item in value)]
        if isinstance(value, Mapping | list | tuple):
            return _wrapped(f"{pad}{key}: {flow(value)}{note}", indent + 2)
        return [f"{pad}{key}: {scalar(value)}{note}"]

    def _line_end(self, node: yaml.Node) -> int:
        """Return where the last line of a block ends, the remark behind its value included."""
        while not getattr(node, "flow_style", True) and node.value:
            last = node.value[-1]
            node = last[1] if isinstance(last, tuple) else last
        at = node.end_mark.index
        if getattr(node, "style", None) in ("|", ">"):
            at = max(at - 1, 0)
        return self._end_of_line(at)

    def _end_of_line(self, at: int) -> int:
        end = self.text.find("\n", at)
        end = len(self.text) if end < 0 else end
        return end - 1 if self.text[end - 1 : end] == "\r" else end

    def _newline(self) -> str:
        return "\r\n" if "\r\n" in self.text else "\n"

    def _node(self, place: Keys) -> yaml.Node:
        node = self.document.root if self.document is not None else None
        for step in place:
            pairs = node.value if isinstance(node, yaml.MappingNode) else []
            node = next((value for key, value in pairs if key.value == step), None)
        if node is None:
            raise self._form(f"{'.'.join(place)} cannot be found again")
        return node

    def _form(self, why: str) -> ImportRefused:
        fix = "Write its entries one below the other, as `cutover import` does, and import again."
        return ImportRefused("import-file-form", str(self.path), f"Nothing can be added: {why}.", fix)


def read_sheet(path: Path, head: str = "") -> Sheet:
    """Read one file, or begin one that is not there. Raises ImportRefused where its form is wrong."""
    if not path.exists():
        return Sheet(path, head)
    document = read_document(path, str(path))
    if document.problems or not isinstance(document.data, dict):
        told = document.problems[0] if document.problems else None
        what = told.what if told else "It holds no mapping."
        where = f"{path}:{told.line}" if told and told.line else str(path)
        fix = "Mend it first; `cutover check` tells all of its mistakes."
        raise ImportRefused("import-manifest-mistaken", where, what, fix)
    text = path.read_bytes().decode("utf-8")
    return Sheet(path, head, text, document, _lists(document.data))


def write_sheets(sheets: Iterable[Sheet], *, dry: bool) -> tuple[Path, ...]:
    """Write what was touched, all files or none, each proved to hold what it held and what was added."""
    touched = {sheet.path: sheet for sheet in sheets if sheet.touched}
    texts = {path: sheet.written() for path, sheet in touched.items()}
    if texts and not dry:
        write_all(texts, lambda path, data: _lists(data) == _lists(touched[path].data))
    return tuple(texts)


def _lists(value: Any) -> Any:
    """Return plain data with lists for tuples, all of it new."""
    if isinstance(value, Mapping):
        return {key: _lists(each) for key, each in value.items()}
    return [_lists(each) for each in value] if isinstance(value, list | tuple) else copy.copy(value)


def _wrapped(line: str, indent: int) -> list[str]:
    """Break a line in braces behind a comma where it is too long."""
    lines = []
    while len(line) > WIDTH and (at := line.rfind(", ", indent + 1, WIDTH)) > 0:
        lines.append(line[: at + 1])
        line = " " * indent + line[at + 2 :]
    return [*lines, line]
