"""The ranges that a table is compared in: of row ids, each about as large as half a second's work."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock

from cutover.compare.catalogue import Connection, has_index_on
from cutover.compare.chunk import Span
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


@dataclass(frozen=True, slots=True)
class Piece:
    """A range of row ids, as a number of steps from the first one on."""

    first: int
    steps: int
    span: Span


class Allotment:
    """Hands a table's ranges out, to several threads where there are several, and learns from their times."""

    def __init__(self, borders: Sequence[int], first: int = FIRST) -> None:
        self._borders = borders
        self._steps = first
        self._at = 0
        self._again: deque[tuple[int, int]] = deque()
        self._lock = Lock()

    @property
    def least(self) -> int:
        """How many ranges there are at the least."""
        return 1 + len(self._borders) // MOST

    def take(self) -> Piece | None:
        """The next range; None where all are handed out."""
        with self._lock:
            if self._again:
                return self._piece(*self._again.popleft())
            left = len(self._borders) + 1 - self._at
            if left <= 0:
                return None
            piece = self._piece(self._at, min(self._steps, left))
            self._at += piece.steps
            return piece

    def took(self, piece: Piece, seconds: float) -> None:
        """Learn from a range's time; the next ones grow by half again at most, and shrink at once."""
        with self._lock:
            wanted = piece.steps * min(WANTED_SECONDS / max(seconds, 1e-6), GROWTH)
            self._steps = max(1, min(MOST, int(wanted)))

    def timed_out(self, piece: Piece) -> bool:
        """Hand a range out again in two halves; False where it cannot be cut any smaller."""
        if piece.steps == 1:
            return False
        half = piece.steps // 2
        with self._lock:
            self._steps = half
            self._again += [(piece.first, half), (piece.first + half, piece.steps - half)]
        return True

    def _piece(self, first: int, steps: int) -> Piece:
        low = self._borders[first - 1] if first else None
        last = first + steps - 1
        high = self._borders[last] if last < len(self._borders) else None
        return Piece(first, steps, Span(low, high))


def allot(connection: Connection, joined: Join, v1_type: str) -> Allotment:
    """Cut a table into steps that are about equally full; into one where its key holds no row id."""
    row_key = joined.row_key
    if row_key is None or joined.types[row_key.column] not in INTEGERS or v1_type not in INTEGERS:
        return Allotment(())
    indexed = has_index_on(connection, joined.v2, row_key.column)
    step = STEP if indexed else STEP_WITHOUT_INDEX
    numbered = f"select id, row_number() over (order by id) as n from {relation(joined.v1)} as v1"
    rows = connection.execute(f"select id from ({numbered}) as v1 where n % {step} = 0 order by id".encode())
    borders = dict.fromkeys(int(str(row[0])) for row in rows.fetchall() if row[0] is not None)
    return Allotment(tuple(borders), FIRST if indexed else 1)
