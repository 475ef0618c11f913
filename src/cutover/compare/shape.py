"""The shape of answers: which paths occur and which JSON types stand there, never a value.

A shape depends on the data that it was taken from: what is null today may be a text tomorrow, a list may be
empty. So a shape is held against a recorded one as a part of it: nothing else may be there, and what was
always there still is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

ABSENT = "absent"
"""Among the types of a path: the object above it may do without."""
ANY = "*"
"""Instead of a name in a recorded path: whatever key stands there, as in an object that is a dictionary."""

_TYPES = ("object", "array", "text", "integer", "number", "boolean", "null", ABSENT)
_BY_CLASS = {
    dict: "object", list: "array", str: "text", int: "integer", float: "number", bool: "boolean",
    type(None): "null",
}  # fmt: skip
_OF_CHANCE = frozenset({"null", ABSENT})
"""What depends on the data: a recorded null stays allowed although none is seen."""

Types = frozenset[str]
Shape = Mapping[str, Types]
"""Paths without indices, `items[].agent.name`, each with its types; the answer itself stands under ''."""


@dataclass
class _Seen:
    """What a walk over many answers counts."""

    types: dict[str, set[str]] = field(default_factory=dict)
    times: dict[str, int] = field(default_factory=dict)
    objects: dict[str, int] = field(default_factory=dict)
    above: dict[str, str] = field(default_factory=dict)

    def add(self, value: object, path: str) -> None:
        kind = _BY_CLASS.get(type(value), "text")
        self.types.setdefault(path, set()).add(kind)
        if isinstance(value, dict):
            self.objects[path] = self.objects.get(path, 0) + 1
            for name, inner in value.items():
                at = f"{path}.{name}" if path else str(name)
                self.above[at] = path
                self.times[at] = self.times.get(at, 0) + 1
                self.add(inner, at)
        elif isinstance(value, list):
            at = f"{path}[]"
            self.above[at] = path
            for inner in value:
                self.add(inner, at)


def shape_of(answers: Iterable[object], measured: frozenset[str] = frozenset()) -> Shape:
    """Return the shape of many parsed answers; of `measured` fields an integer is a number like any other."""
    seen = _Seen()
    for answer in answers:
        seen.add(answer, "")
    for path, times in seen.times.items():
        if times < seen.objects[seen.above[path]]:
            seen.types[path].add(ABSENT)
    return {path: frozenset(_plain(path, types, measured)) for path, types in sorted(seen.types.items())}


def unlike(recorded: Shape, seen: Shape) -> Iterator[str]:
    """Tell what a seen shape has beside the recorded one (`+ path type`) and what it lacks (`− path type`).

    A path of which only null, an empty list or an empty object was recorded is not known yet: anything fits.
    """
    for path, types in seen.items():
        found = _recorded(recorded, path)
        if found is None:
            if _is_known(recorded, path):
                yield f"+ {_named(path)} {_told(types)}"
        elif found - _OF_CHANCE and (more := {each for each in types if not _fits(each, found)}):
            yield f"+ {_named(path)} {_told(frozenset(more))}"
    for path, types in recorded.items():
        if (
            path
            and path not in seen
            and not _has_any(path)
            and ABSENT not in types
            and _would_show(path, seen)
        ):
            yield f"− {_named(path)} {_told(types)}"


def widened(recorded: Shape, seen: Shape) -> Shape:
    """Return what to record: the seen shape, and of the recorded one what the data may have hidden today."""
    shape: dict[str, Types] = {}
    for path, types in seen.items():
        known = recorded.get(path, frozenset())
        kept = known & _OF_CHANCE if types - _OF_CHANCE else known
        shape[path] = frozenset(_plain(path, {*types, *kept}, frozenset()))
    for path, types in recorded.items():
        if path not in seen and (ABSENT in types or _has_any(path) or not _would_show(path, seen)):
            shape[path] = types
    return {path: types for path, types in sorted(shape.items()) if not _is_covered(recorded, path)}


def written(shape: Shape) -> dict[str, str]:
    """Return a shape as a file holds it: `text | null` by path."""
    return {path: _told(types) for path, types in shape.items()}


def read(document: Mapping[str, str]) -> Shape:
    """Return the shape that a file holds."""
    return {path: frozenset(part.strip() for part in types.split("|")) for path, types in document.items()}


def _plain(path: str, types: set[str], measured: frozenset[str]) -> set[str]:
    name = path.rpartition(".")[2].removesuffix("[]")
    if name in measured and "integer" in types:
        types = types | {"number"}
    return types - {"integer"} if "number" in types else types


def _fits(kind: str, recorded: Types) -> bool:
    return kind in recorded or (kind == "integer" and "number" in recorded)


def _recorded(recorded: Shape, path: str) -> Types | None:
    """Return the types that are recorded for a path, by its own name or by `*`."""
    if path in recorded:
        return recorded[path]
    wanted = path.split(".")
    for each, types in recorded.items():
        if _has_any(each):
            parts = each.split(".")
            if len(parts) == len(wanted) and all(map(_meets, parts, wanted)):
                return types
    return None


def _meets(part: str, wanted: str) -> bool:
    if part.rstrip("[]") != ANY:
        return part == wanted
    return part.count("[]") == wanted.count("[]")


def _has_any(path: str) -> bool:
    return any(part.rstrip("[]") == ANY for part in path.split("."))


def _is_covered(recorded: Shape, path: str) -> bool:
    """Whether a `*` says already what a path of its own would say."""
    return path not in recorded and _recorded(recorded, path) is not None


def _is_known(recorded: Shape, path: str) -> bool:
    """Whether what stands above a path was ever seen with anything inside."""
    above = _above(path)
    if above is None:
        return True
    if _recorded(recorded, above) is None:
        return False  # what stands above is told already, or not known either
    opened = f"{above}[]" if path.endswith("[]") else f"{above}." if above else ""
    return any(each != above and each.startswith(opened) for each in recorded)


def _would_show(path: str, seen: Shape) -> bool:
    """Whether a path that is not seen would have been, had it been there: something above it holds keys."""
    above = _above(path)
    if above is None or path.endswith("[]"):
        return False
    return "object" in seen.get(above, frozenset())


def _above(path: str) -> str | None:
    """Return the path of what holds a path; None of the answer itself."""
    if not path:
        return None
    if path.endswith("[]"):
        return path.removesuffix("[]")
    return path.rpartition(".")[0]


def _named(path: str) -> str:
    return path or "the answer"


def _told(types: Types) -> str:
    return " | ".join(sorted(types, key=_TYPES.index))
