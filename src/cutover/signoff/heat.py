"""Heat: every reference in its domain's row, the hotter the larger the share of rows without a parent."""

from dataclasses import dataclass

from cutover.evidence import Outcome
from cutover.manifest import Migration, Reference
from cutover.signoff.known import Group, Known
from cutover.signoff.standing import Standing

STEPS = (0.01, 0.1)
"""Shares of orphans at which a cell grows hotter."""


@dataclass(frozen=True)
class Cell:
    """One reference."""

    reference: Reference
    standing: Standing

    @property
    def orphans(self) -> int | None:
        """How many rows have no parent; None where nobody counted them."""
        evidence = self.standing.evidence
        return int(evidence.figures["orphans"]) if evidence and "orphans" in evidence.figures else None

    @property
    def heat(self) -> str:
        """How hot the cell is: ``cold``, ``warm``, ``hot``, ``hottest``, or ``unknown``."""
        if self.standing.outcome.proves:
            return "cold"
        if self.standing.outcome is not Outcome.FAILED or not self.orphans:
            return "hot" if self.standing.outcome is Outcome.FAILED else "unknown"
        rows = int(self.standing.evidence.figures.get("rows", 0)) if self.standing.evidence else 0
        share = self.orphans / max(rows, self.orphans)
        return ("warm", "hot", "hottest")[sum(share >= step for step in STEPS)]


@dataclass(frozen=True)
class Row:
    """One domain."""

    domain: str
    cells: tuple[Cell, ...]

    @property
    def whole(self) -> Group:
        """What is proven of it."""
        return Group(self.domain, tuple(cell.standing for cell in self.cells))

    @property
    def orphans(self) -> int:
        """The orphans of the whole domain, as far as they were counted."""
        return sum(cell.orphans or 0 for cell in self.cells)


def heat(migration: Migration, known: Known) -> tuple[Row, ...]:
    """Return a row for each domain, in the manifest's order; in it the reference with most orphans first."""
    rows: dict[str, list[Cell]] = {}
    for reference in migration.references:
        for standing in known.of("references", [reference.id]):
            rows.setdefault(reference.domain, []).append(Cell(reference, standing))
    return tuple(
        Row(domain, tuple(sorted(cells, key=lambda cell: -(cell.orphans or 0))))
        for domain, cells in rows.items()
    )
