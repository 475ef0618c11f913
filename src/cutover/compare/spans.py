"""The ranges that a table is compared in: of row ids, each about as large as half a second's work."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from threading import Lock

from cutover.compare.catalogue import Connection, has_index_on, pages
from cutover.compare.chunk import Span
from cutover.compare.course import UNATTENDED, Course
from cutover.compare.join import Join
from cutover.compare.sqltext import relation

INTEGERS = ("integer", "bigint", "smallint")
WANTED_SECONDS = 0.5
STEP = 2_500
"""V1 rows of the smallest range."""
FIRST, MOST = 4, 16
"""Steps of the first range and of the largest: a range's documents are held in memory to be joined."""
STEP_WITHOUT_INDEX = 400_000
GROWTH = 2.0
COUNTED_PAGES, SAMPLED = 4_000, 50
"""Pages up to which a table's rows are counted for its steps; of a larger one, one page in so many."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A range of row ids, as a number of steps from the first one on."""

    first: int
    steps: int
    span: Span


class Allotment:
    """Hands a table's ranges out, to several threads where there are several, and learns from their times.

    What is `done` already, as first step and number of steps, is not handed out.
    """

    def __init__(
        self, borders: Sequence[int], first: int = FIRST, done: Iterable[tuple[int, int]] = ()
    ) -> None:
        self._borders = borders
        self._steps = first
        self._left = deque(_gaps(sorted(done), len(borders) + 1))
        self._lock = Lock()

    @property
    def least(self) -> int:
        """How many ranges there are at the least."""
        return 1 + len(self._borders) // MOST

    def take(self) -> Piece | None:
        """The next range; None where all are handed out."""
        with self._lock:
            if not self._left:
                return None
            first, left = self._left.popleft()
            steps = min(self._steps, left)
            if steps < left:
                self._left.appendleft((first + steps, left - steps))
            return self.piece(first, steps)

    def took(self, piece: Piece, seconds: float) -> None:
        """Learn from a range's time; the next ones grow by half again at most, and shrink at once."""
        with self._lock:
            wanted = piece.steps * min(WANTED_SECONDS / max(seconds, 1e-6), GROWTH)
            self._steps = max(1, min(MOST, int(wanted)))

    def timed_out(self, piece: Piece) -> bool:
        """Hand a range out again in two halves; False where it cannot be cut any smaller."""
        if piece.steps == 1:
            return False
        half = -(-piece.steps // 2)
        with self._lock:
            self._steps = half
            self._left.extendleft([(piece.first + half, piece.steps - half), (piece.first, half)])
        return True

    def piece(self, first: int, steps: int) -> Piece:
        """The range of so many steps from the first one on."""
        low = self._borders[first - 1] if first else None
        last = first + steps - 1
        high = self._borders[last] if last < len(self._borders) else None
        return Piece(first, steps, Span(low, high))


def _gaps(done: Sequence[tuple[int, int]], steps: int) -> list[tuple[int, int]]:
    """The steps that are left, as ranges of first step and number of steps."""
    starts = [0, *(first + number for first, number in done)]
    ends = [*(first for first, _ in done), steps]
    return [(start, end - start) for start, end in zip(starts, ends, strict=True) if start < end]


def allot(
    connection: Connection, joined: Join, v1_type: str, course: Course = UNATTENDED, source: int = 0
) -> Allotment:
    """Cut a table into steps that are about equally full; into one where its key holds no row id.

    Where its course knows of ranges that are done, these are left out, and the cuts are the earlier ones.
    """
    row_key = joined.row_key
    if row_key is None or not is_numbered(joined, v1_type):
        indexed, cuts = True, course.cuts(source, tuple)
    else:
        indexed = has_index_on(connection, joined.v2, row_key.column)
        step = STEP if indexed else STEP_WITHOUT_INDEX
        cuts = course.cuts(source, lambda: _borders(connection, joined, step))
    done = ((part.first, part.steps) for part in course.done(source))
    return Allotment(cuts, FIRST if indexed else 1, done)


def is_numbered(joined: Join, v1_type: str) -> bool:
    """Whether rows are known by V1's row id on both sides, and it is a whole number."""
    row_key = joined.row_key
    return row_key is not None and joined.types[row_key.column] in INTEGERS and v1_type in INTEGERS


def _borders(connection: Connection, joined: Join, step: int) -> tuple[int, ...]:
    """Row ids with about a step's rows between each two: of a large table, by a sample of its pages."""
    rows, table = f"{relation(joined.v1)} as v1", joined.v1
    if isinstance(table, str) and pages(connection, table) > COUNTED_PAGES:
        rows += f" tablesample system ({100 / SAMPLED}) repeatable (1)"
        step = -(-step // SAMPLED)
    numbered = f"select id, row_number() over (order by id) as n from {rows}"
    found = connection.execute(f"select id from ({numbered}) as v1 where n % {step} = 0 order by id".encode())
    return tuple(dict.fromkeys(int(str(row[0])) for row in found.fetchall() if row[0] is not None))
