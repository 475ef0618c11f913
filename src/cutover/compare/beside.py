"""Two answers beside each other: aligned lines around what differs, what is alike folded away."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final, Literal

import orjson

from cutover.compare.tolerance import Tolerance
from cutover.compare.walk import walk

Mark = Literal["same", "near", "differs", "only v1", "only v2", "folded"]

CONTEXT = 2
"""So many lines are kept on each side of one that differs."""
MOST_ROWS = 3
"""So many rows that differ are shown of one list."""
WINDOW = 400
"""So many rows of each side are aligned, from the first that differs on."""
ONE_SIDED = 6
"""So many fields are shown of a row that only one side has."""
MOST_LINES = 120
"""No document has more lines than these; the rest is counted."""


class Absent:
    """What a side does not have at all, null included."""

    def __repr__(self) -> str:
        return "absent"


ABSENT: Final = Absent()


@dataclass(frozen=True, slots=True)
class Line:
    """One line of both sides: a field with its values, or the beginning of what stands deeper.

    `path` is written as a difference's. `field` is the nearest name above: a row's element is known by its
    list's. `v1` and `v2` are scalars, ABSENT, or of an object or a list that is not opened the thing itself;
    `opens` says which of {} and [] follows deeper. A folded line counts what is alike in `count`.
    """

    depth: int
    name: str
    path: str
    field: str
    v1: object
    v2: object
    mark: Mark
    opens: str = ""
    count: int = 0

    @property
    def tells(self) -> bool:
        """Whether the line is one that somebody looks for."""
        return self.differs or self.mark == "near" or bool(self.opens)

    @property
    def differs(self) -> bool:
        """Whether the sides do not say the same here."""
        return self.mark in ("differs", "only v1", "only v2")


def beside(
    v1: object, v2: object, rules: Tolerance, rows: str | None = None, key: Sequence[str] = ()
) -> tuple[Line, ...]:
    """Align two parsed answers, V2's without its envelope; never raises, bounded however large they are.

    The list at `rows` is aligned by `key`, every other one by what its rows hold.
    """
    lines = list(_Aligned(rules, rows, tuple(key)).lines(v1, v2, "", "", "", 0))
    if len(lines) > MOST_LINES:
        rest = _fold(0, "lines more", len(lines) - MOST_LINES)
        lines = [*lines[:MOST_LINES], rest]
    return tuple(lines)


@dataclass(frozen=True)
class _Aligned:
    """How two documents are brought side by side."""

    rules: Tolerance
    rows: str | None
    key: tuple[str, ...]

    def lines(self, v1: object, v2: object, path: str, name: str, field: str, depth: int) -> Iterator[Line]:
        for kind, opens in ((dict, "{}"), (list, "[]")):
            if isinstance(v1, kind) and isinstance(v2, kind):
                mark = self.mark(v1, v2, path)
                if mark in ("same", "near"):
                    yield Line(depth, name, path, field, v1, v2, mark)
                    return
                yield Line(depth, name, path, field, ABSENT, ABSENT, "same", opens)
                if isinstance(v1, dict) and isinstance(v2, dict):
                    fields = list(self.fields(v1, v2, path, depth + 1))
                    is_row = self.rows is not None and path == f"{self.rows}[]"
                    yield from _folded(fields, depth + 1, self.key if is_row else ())
                elif isinstance(v1, list) and isinstance(v2, list):
                    yield from self.elements(v1, v2, path, field, depth + 1)
                return
        yield Line(depth, name, path, field, v1, v2, self.mark(v1, v2, path))

    def mark(self, v1: object, v2: object, path: str) -> Mark:
        if v1 is ABSENT or v2 is ABSENT:
            return "only v2" if v1 is ABSENT else "only v1"
        if _bytes(v1) == _bytes(v2):
            return "same"
        return "near" if next(walk(v1, v2, self.rules, path), None) is None else "differs"

    def fields(self, v1: dict[str, object], v2: dict[str, object], path: str, depth: int) -> Iterator[Line]:
        for name in dict.fromkeys((*v1, *v2)):
            inner = f"{path}.{name}" if path else name
            yield from self.lines(v1.get(name, ABSENT), v2.get(name, ABSENT), inner, name, name, depth)

    def elements(
        self, v1: list[object], v2: list[object], path: str, field: str, depth: int
    ) -> Iterator[Line]:
        """Pair rows, tell a few that differ, and count those that are alike and those left out."""
        alike = shown = left_out = 0
        for left, right in self.paired(v1, v2, path):
            mark = self.mark(left, right, f"{path}[]")
            if mark in ("same", "near"):
                alike += 1
                continue
            if shown == MOST_ROWS:
                left_out += 1
                continue
            if alike:
                yield _fold(depth, "rows alike", alike)
                alike = 0
            shown += 1
            if left is ABSENT or right is ABSENT:
                yield from self.one_sided(left, right, f"{path}[]", field, depth)
            else:
                yield from self.lines(left, right, f"{path}[]", "", field, depth)
        for count, what in ((alike, "rows alike"), (left_out, "rows more")):
            if count:
                yield _fold(depth, what, count)

    def one_sided(self, v1: object, v2: object, path: str, field: str, depth: int) -> Iterator[Line]:
        """A row that only one side has: its first fields, so that a reader knows which it is."""
        row = v1 if v2 is ABSENT else v2
        mark = self.mark(v1, v2, path)
        if not isinstance(row, dict):
            yield Line(depth, "", path, field, v1, v2, mark)
            return
        yield Line(depth, "", path, field, ABSENT, ABSENT, mark, "{}")
        for name in list(row)[:ONE_SIDED]:
            left, right = (row[name], ABSENT) if v2 is ABSENT else (ABSENT, row[name])
            yield Line(depth + 1, name, f"{path}.{name}", name, left, right, mark)
        if len(row) > ONE_SIDED:
            rest = len(row) - ONE_SIDED
            yield _fold(depth + 1, "fields more", rest)

    def paired(self, v1: list[object], v2: list[object], path: str) -> Iterator[tuple[object, object]]:
        keyed = bool(self.key) and path == self.rows
        left, right = ([self.name(row, keyed) for row in rows] for rows in (v1, v2))
        start = next((n for n, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), len(left))
        start = min(start, len(right))
        yield from zip(v1[:start], v2[:start], strict=True)
        a, b = slice(start, start + WINDOW), slice(start, start + WINDOW)
        matcher = SequenceMatcher(None, left[a], right[b], autojunk=False)
        for what, i, j, k, m in matcher.get_opcodes():
            ours, theirs = v1[a][i:j], v2[b][k:m]
            if what == "replace" and keyed:
                yield from ((row, ABSENT) for row in ours)
                yield from ((ABSENT, row) for row in theirs)
            else:
                for n in range(max(len(ours), len(theirs))):
                    yield (
                        ours[n] if n < len(ours) else ABSENT,
                        theirs[n] if n < len(theirs) else ABSENT,
                    )

    def name(self, row: object, keyed: bool) -> bytes:
        """What a row is known by: its key where the list has one, else all that it holds."""
        if not keyed:
            return _bytes(row)
        parts: list[object] = []
        for path in self.key:
            value = row
            for name in path.split("."):
                value = value.get(name) if isinstance(value, dict) else None
            parts.append(value)
        return _bytes(parts)


def _fold(depth: int, what: str, count: int) -> Line:
    return Line(depth, what, "", "", ABSENT, ABSENT, "folded", count=count)


def _folded(lines: list[Line], depth: int, key: Sequence[str]) -> Iterator[Line]:
    """Keep what tells, what stands near it, and what the row is known by; count the rest."""
    telling = [number for number, line in enumerate(lines) if line.tells]
    near = {n for number in telling for n in range(number - CONTEXT, number + CONTEXT + 1)}
    near |= {number for number, line in enumerate(lines) if line.depth == depth and line.name in key}
    alike = 0
    for number, line in enumerate(lines):
        if number in near or line.depth > depth:
            if alike:
                yield _fold(depth, "fields alike", alike)
                alike = 0
            yield line
        else:
            alike += 1
    if alike:
        yield _fold(depth, "fields alike", alike)


def _bytes(value: object) -> bytes:
    """A value's canonical bytes; 1, 1.0 and true stay apart."""
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except (TypeError, ValueError, RecursionError):
        return repr(value).encode("utf-8", "backslashreplace")
