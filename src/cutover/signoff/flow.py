"""Flow: the phases and their gates as a drawing, once from left to right and once from top to bottom.

A gate stands before every phase that needs others. It is open when `cutover gate` lets through all of them:
what is READY only as it was measured opens none.
"""

import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cutover.signoff.verdict import PhaseVerdict, Verdict

BOX, HIGH, ACROSS, DOWN = 194, 104, 48, 22
"""A box's width and height, and what is free between two, in units of the drawing."""
NAMED = 4
"""So many phases that shut a gate are named; of more there is a number."""
TALL_BOX, TALL_HIGH, LANE = 264, 76, 18
"""The same from top to bottom: every box in a row of its own, the arrows in lanes beside them."""


@dataclass(frozen=True)
class Box:
    """A phase as it is drawn."""

    verdict: PhaseVerdict
    x: float
    y: float
    width: float
    height: float
    name: tuple[str, ...]
    """The phase's name, in lines that fit."""
    proven: int
    owed: int
    gate: str
    """'' where nothing is needed, else 'open', 'not signed yet', or which phases shut it."""
    opens: bool
    """Whether its own gate lets through; READY without is measured only."""


@dataclass(frozen=True)
class Arrow:
    """What one phase needs of another."""

    path: str
    open: bool


@dataclass(frozen=True)
class Flow:
    """Boxes and the arrows between them."""

    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    width: float
    height: float


def wide(phases: Sequence[PhaseVerdict], opened: frozenset[str]) -> Flow:
    """Lay the phases out from left to right, each as late as what needs it allows; ``opened`` are gates."""
    levels = _levels(phases)
    columns: dict[int, list[PhaseVerdict]] = {}
    for phase in phases:
        columns.setdefault(levels[phase.phase.id], []).append(phase)
    most = max(map(len, columns.values()), default=1)
    height = most * HIGH + (most - 1) * DOWN
    boxes = {}
    for level, column in columns.items():
        top = (height - len(column) * HIGH - (len(column) - 1) * DOWN) / 2
        for row, phase in enumerate(column):
            place = (level * (BOX + ACROSS) + 1, top + row * (HIGH + DOWN) + 1)
            boxes[phase.phase.id] = _box(phase, phases, opened, place, (BOX, HIGH), 19)
    arrows = tuple(
        Arrow(_bent(boxes[need], boxes[phase.phase.id]), boxes[need].opens) for phase, need in _needs(phases)
    )
    width = (max(columns, default=0) + 1) * (BOX + ACROSS) - ACROSS
    return Flow(tuple(boxes[phase.phase.id] for phase in phases), arrows, width + 2, height + 2)


def tall(phases: Sequence[PhaseVerdict], opened: frozenset[str]) -> Flow:
    """Lay the phases out from top to bottom; what fans out runs on the left, what meets on the right."""
    edges = [(need, phase.phase.id) for phase, need in _needs(phases)]
    row = {phase.phase.id: number for number, phase in enumerate(_in_order(phases))}
    single = {end for _, end in edges if sum(other == end for _, other in edges) == 1}
    left, right = _Lanes(row), _Lanes(row)
    for start, end in edges:
        if end in single and (row[end] - row[start] > 1 or _fans(start, edges)):
            left.take(start, row[start], row[end])
        elif end not in single:
            right.take(end, row[start], row[end])
    margin = LANE * (left.count + 1)
    boxes = {
        phase.phase.id: _box(phase, phases, opened, (margin, top), (TALL_BOX, TALL_HIGH), 30)
        for phase in phases
        for top in [row[phase.phase.id] * (TALL_HIGH + DOWN) + 1]
    }
    arrows = []
    for start, end in edges:
        one, other = boxes[start], boxes[end]
        if start in left.lanes and end in single:
            path = _beside(one.x, other.x, margin - LANE * (left.lanes[start] + 1) + 4, one, other)
        elif end in right.lanes:
            edge = one.x + one.width
            path = _beside(edge, edge, edge + LANE * (right.lanes[end] + 1) - 4, one, other)
        else:
            x = one.x + one.width / 2
            path = f"M{x:g} {one.y + one.height:g}V{other.y - 3:g}"
        arrows.append(Arrow(path, one.opens))
    width = margin + TALL_BOX + LANE * (right.count + 1)
    return Flow(
        tuple(boxes[phase.phase.id] for phase in phases),
        tuple(arrows),
        width,
        len(phases) * (TALL_HIGH + DOWN) - DOWN + 2,
    )


class _Lanes:
    """Lanes beside the boxes: two buses share one where their rows do not overlap."""

    def __init__(self, rows: Mapping[str, int]) -> None:
        self.lanes: dict[str, int] = {}
        self._spans: dict[str, tuple[int, int]] = {}

    @property
    def count(self) -> int:
        return max(self.lanes.values(), default=-1) + 1

    def take(self, bus: str, first: int, last: int) -> None:
        """Let a bus reach from row to row, in the first lane that is free there."""
        before = self._spans.get(bus, (first, last))
        self._spans[bus] = span = (min(before[0], first), max(before[1], last))
        taken = {
            lane
            for other, lane in self.lanes.items()
            if other != bus and self._spans[other][0] <= span[1] and span[0] <= self._spans[other][1]
        }
        self.lanes[bus] = next(lane for lane in range(len(taken) + 1) if lane not in taken)


def _fans(start: str, edges: Iterable[tuple[str, str]]) -> bool:
    return sum(each == start for each, _ in edges) > 1


def _needs(phases: Sequence[PhaseVerdict]) -> Iterator[tuple[PhaseVerdict, str]]:
    there = {phase.phase.id for phase in phases}
    for phase in phases:
        for need in phase.phase.needs:
            if need in there:
                yield phase, need


def _levels(phases: Sequence[PhaseVerdict]) -> Mapping[str, int]:
    """The column of each phase: behind all that it needs, and where it needs nothing just before its use."""
    needs = {phase.phase.id: [need for each, need in _needs(phases) if each is phase] for phase in phases}
    levels: dict[str, int] = {}
    for phase in _in_order(phases):
        found = needs[phase.phase.id]
        levels[phase.phase.id] = 1 + max((levels[need] for need in found), default=-1)
    for phase in phases:
        used = [levels[user] for user, wanted in needs.items() if phase.phase.id in wanted]
        if not needs[phase.phase.id] and used:
            levels[phase.phase.id] = min(used) - 1
    return levels


def _in_order(phases: Sequence[PhaseVerdict]) -> Sequence[PhaseVerdict]:
    """The phases so that each stands behind what it needs, else as they are written."""
    there = {phase.phase.id for phase in phases}
    ordered: list[PhaseVerdict] = []
    waiting = list(phases)
    while waiting:
        done = {phase.phase.id for phase in ordered}
        ready = next(
            (phase for phase in waiting if not (set(phase.phase.needs) & there) - done),
            waiting[0],
        )
        ordered.append(ready)
        waiting.remove(ready)
    return ordered


def _box(
    verdict: PhaseVerdict,
    phases: Sequence[PhaseVerdict],
    opened: frozenset[str],
    place: tuple[float, float],
    size: tuple[float, float],
    letters: int,
) -> Box:
    proven = sum(result.outcome.proves for result in verdict.criteria)
    lines = textwrap.wrap(verdict.phase.name, letters, max_lines=2, placeholder=" …")
    gate, opens = _gate(verdict, phases, opened), verdict.phase.id in opened
    return Box(verdict, *place, *size, tuple(lines), proven, len(verdict.criteria), gate, opens)


def _gate(verdict: PhaseVerdict, phases: Sequence[PhaseVerdict], opened: frozenset[str]) -> str:
    if not verdict.phase.needs:
        return ""
    if opened.issuperset(verdict.phase.needs):
        return "open"
    by_id = {phase.phase.id: phase for phase in phases}
    chain: dict[str, None] = {}
    waiting = list(verdict.phase.needs)
    while waiting:
        need = waiting.pop(0)
        if need not in chain:
            chain[need] = None
            waiting += by_id[need].phase.needs if need in by_id else ()
    shut = [need for need in chain if need not in by_id or by_id[need].word is not Verdict.READY]
    told = ", ".join(sorted(shut)) if len(shut) <= NAMED else f"{len(shut)} phases"
    return f"shut by {told}" if shut else "not signed yet"


def _bent(one: Box, other: Box) -> str:
    """From the right of one box to the left of the other, bent in the middle of what is free before it."""
    start, end = (one.x + one.width, one.y + one.height / 2), (other.x - 3, other.y + other.height / 2)
    if start[1] == end[1]:
        return f"M{start[0]:g} {start[1]:g}H{end[0]:g}"
    return f"M{start[0]:g} {start[1]:g}H{other.x - ACROSS / 2:g}V{end[1]:g}H{end[0]:g}"


def _beside(start: float, end: float, lane: float, one: Box, other: Box) -> str:
    """Out of a box into a lane beside the boxes, along it, and into the other box."""
    gap = -3 if lane < end else 3
    return f"M{start:g} {one.y + one.height / 2:g}H{lane:g}V{other.y + other.height / 2:g}H{end + gap:g}"
