"""A document: one YAML file that still knows on which line each of its values stands."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

import yaml

from cutover.manifest.problem import Problem, nearest

Place = tuple[str | int, ...]
"""The way to a value: keys of mappings, numbers of list items; a number in a mapping counts its entries."""

_LONGEST = 200_000
"""How many values a file may hold once its aliases are followed."""

_TAG = "tag:yaml.org,2002:"
_CONSTANTS = {"true": True, "false": False, "null": None, "~": None, "": None}
_PARSER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_PARSER):  # type: ignore[misc]  # the compiled parser where PyYAML has it
    """A YAML reader with few plain types, so that `no`, `on`, 012 and days stay text."""

    yaml_implicit_resolvers = {  # noqa: RUF012  # the name and shape are PyYAML's
        **{first: [(_TAG + "bool", re.compile("true|false"))] for first in "tf"},
        **{first: [(_TAG + "null", re.compile("null|~|"))] for first in ("n", "~", "")},
        **{
            first: [
                (_TAG + "int", re.compile(r"[-+]?(?:0|[1-9]\d*)$")),
                (_TAG + "float", re.compile(r"[-+]?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$")),
            ]
            for first in "-+0123456789"
        },
    }


@dataclass(frozen=True)
class Document:
    """One file as plain values (dict, tuple, str, int, float, bool, None) and the lines that they stand on.

    `file` is the path to show. `data` is None where the file could not be read; `problems` says why.
    """

    file: str
    root: yaml.Node | None
    data: object = None
    problems: tuple[Problem, ...] = ()

    def line(self, place: Place) -> int:
        """Return the line of a value, counted from 1; of what stands nearest above it where there is none."""
        line, node = 1, self.root
        if node is not None:
            line = node.start_mark.line + 1
        for step in place:
            found = _step(node, step)
            if found is not None:
                node, line = found[1], found[2]
        return line

    def problem(
        self, code: str, place: Place, what: str, fix: str = "", wrong: object = "", known: Iterable[str] = ()
    ) -> Problem:
        """Return a problem at a value; the nearest of the `known` names to `wrong` is added."""
        return Problem(self.file, self.line(place), code, what, nearest(wrong, known), fix)

    def without(self, places: Collection[Place]) -> "Document":
        """Return the document as if some values were not written in it; all lines stay as they are."""
        pruned = _pruned(self.root, {self.numbered(place) for place in places})
        return replace(self, root=pruned, data=_Conversion(self.file).value(pruned) if pruned else None)

    def exists(self, place: Place) -> bool:
        """Whether a value is written at exactly this place."""
        node = self.root
        for step in place:
            found = _step(node, step)
            if found is None:
                return False
            node = found[1]
        return node is not None

    def numbered(self, place: Place) -> tuple[int, ...]:
        """Return a place in numbers alone, as far as it is written: the one form that two places share."""
        numbers, node = [], self.root
        for step in place:
            found = _step(node, step)
            if found is not None:
                numbers.append(found[0])
                node = found[1]
        return tuple(numbers)


def read_document(path: Path, shown: str) -> Document:
    """Read one YAML file. Never raises for what stands in it: mistakes are the document's problems."""
    try:
        text = path.read_bytes().decode("utf-8")
        loader = _Loader(text)
        root = loader.get_single_node()
        conversion = _Conversion(shown)
        data = conversion.value(root) if root is not None else None
    except OSError as error:
        return _unreadable(
            shown, 0, f"The file cannot be opened: {error.strerror}.", "Check that it exists and may be read."
        )
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        return _unreadable(shown, line, "The file is not UTF-8 text.", "Save it as UTF-8.")
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        return _unreadable(
            shown,
            line,
            f"This is not YAML: {error.problem}.",
            "Check indentation, colons, quotes and brackets near this line.",
        )
    except yaml.YAMLError as error:
        return _unreadable(
            shown,
            1,
            f"This is not YAML: {str(error).splitlines()[0]}.",
            "Remove characters that are not printable.",
        )
    except (RecursionError, OverflowError):
        return _unreadable(
            shown, 1, "The file nests too deeply or refers to itself.", "Write the values out."
        )
    if data is None:
        return _unreadable(shown, 0, "The file is empty.", "Write its keys, or remove the file.")
    return Document(shown, _pruned(root, conversion.refused), data, tuple(conversion.problems))


def _unreadable(shown: str, line: int, what: str, fix: str) -> Document:
    return Document(shown, None, None, (Problem(shown, line, "manifest-syntax", what, "", fix),))


@dataclass
class _Conversion:
    """The state of turning nodes into plain values: what was refused, and how much was read."""

    file: str
    problems: list[Problem] = field(default_factory=list)
    refused: set[tuple[int, ...]] = field(default_factory=set)
    count: int = 0

    def value(self, node: yaml.Node, place: tuple[int, ...] = ()) -> object:
        """Return a node's plain value; the first of two equal keys counts."""
        self.count += 1
        if self.count > _LONGEST:
            raise OverflowError
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, place)
        if isinstance(node, yaml.SequenceNode):
            return tuple(self.value(item, (*place, number)) for number, item in enumerate(node.value))
        return self._scalar(node)

    def _mapping(self, node: yaml.MappingNode, place: tuple[int, ...]) -> dict[object, object]:
        values: dict[object, object] = {}
        lines: dict[object, int] = {}
        for number, (key_node, value_node) in enumerate(node.value):
            here = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self._refuse(
                    (*place, number),
                    here,
                    "manifest-wrong-type",
                    "A key is a list or a mapping.",
                    "Write a plain name; put text that starts with [ or { in quotes.",
                )
                continue
            key = self._scalar(key_node)
            if key in values:
                self._refuse(
                    (*place, number),
                    here,
                    "manifest-duplicate-key",
                    f"Key {key_node.value!r} stands here a second time; line {lines[key]} has it already.",
                    "Keep one of the two.",
                )
                continue
            lines[key] = here
            values[key] = self.value(value_node, (*place, number))
        return values

    def _scalar(self, node: yaml.Node) -> object:
        tag, text = node.tag.removeprefix(_TAG), str(node.value)
        if tag in ("bool", "null"):
            return _CONSTANTS.get(text, text)
        if tag in ("int", "float"):
            try:
                return int(text) if tag == "int" else float(text)
            except ValueError:
                return text
        if tag != "str":
            self._refuse(
                None,
                node.start_mark.line + 1,
                "manifest-wrong-type",
                f"The tag {node.tag!r} is not used in a manifest.",
                "Remove it; put text that starts with ! in quotes.",
            )
        return text

    def _refuse(self, place: tuple[int, ...] | None, line: int, code: str, what: str, fix: str) -> None:
        self.problems.append(Problem(self.file, line, code, what, "", fix))
        if place is not None:
            self.refused.add(place)


def _step(node: yaml.Node | None, step: str | int) -> tuple[int, yaml.Node, int] | None:
    """Go one step down: the number of the entry, its value, and its line."""
    if isinstance(node, yaml.SequenceNode):
        if isinstance(step, int) and step < len(node.value):
            return step, node.value[step], node.value[step].start_mark.line + 1
    elif isinstance(node, yaml.MappingNode):
        for number, (key, value) in enumerate(node.value):
            if number == step if isinstance(step, int) else key.value == step:
                return number, value, key.start_mark.line + 1
    return None


def _pruned(node: yaml.Node | None, places: Collection[tuple[int, ...]]) -> yaml.Node | None:
    """Return a copy of a tree without the entries at some places."""
    if not places or node is None:
        return node
    if () in places:
        return None
    inner: dict[int, set[tuple[int, ...]]] = {}
    for first, *rest in places:
        inner.setdefault(first, set()).add(tuple(rest))
    if isinstance(node, yaml.SequenceNode):
        items = (_pruned(item, inner.get(number, ())) for number, item in enumerate(node.value))
        return yaml.SequenceNode(
            node.tag, [item for item in items if item is not None], node.start_mark, node.end_mark
        )
    if isinstance(node, yaml.MappingNode):
        pairs = (
            (key, _pruned(value, inner.get(number, ()))) for number, (key, value) in enumerate(node.value)
        )
        return yaml.MappingNode(
            node.tag, [pair for pair in pairs if pair[1] is not None], node.start_mark, node.end_mark
        )
    return node
