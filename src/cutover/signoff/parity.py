"""Parity: one row a group of endpoints, one column a question that is asked of them."""

from dataclasses import dataclass

from cutover.evidence import Outcome, worst
from cutover.manifest import Migration
from cutover.signoff.known import Group, Known

QUESTIONS = (
    ("answers", "answers as V1"),
    ("latency", "no slower"),
    ("contract", "keeps its contract"),
    ("mapping", "is mapped"),
)
"""The areas whose checks are about endpoints, and what each asks."""


@dataclass(frozen=True)
class Row:
    """One group of endpoints: what stands of each question; a group nobody asks that of has no standings."""

    name: str
    endpoints: int
    cells: tuple[Group, ...]

    @property
    def outcome(self) -> Outcome:
        """The worst of its cells."""
        return worst(cell.outcome for cell in self.cells if cell.standings)


@dataclass(frozen=True)
class Parity:
    """The whole matrix: what is open first, and what is proven in every way."""

    questions: tuple[str, ...]
    open: tuple[Row, ...]
    proven: tuple[Row, ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        """Every row."""
        return (*self.open, *self.proven)


def parity(migration: Migration, known: Known) -> Parity:
    """Return the matrix; a question that is asked of no endpoint has no column."""
    asked = [(area, told) for area, told in QUESTIONS if area in known.areas]
    groups: dict[str, list[str]] = {}
    for endpoint in migration.endpoints:
        groups.setdefault(endpoint.group, []).append(endpoint.id)
    rows = [
        Row(name, len(found), tuple(Group(told, tuple(known.of(area, found))) for area, told in asked))
        for name, found in groups.items()
    ]
    rows.sort(key=lambda row: -row.outcome.severity)
    return Parity(
        tuple(told for _, told in asked),
        tuple(row for row in rows if not row.outcome.proves),
        tuple(row for row in rows if row.outcome.proves),
    )
