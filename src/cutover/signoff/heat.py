"""Heat: every reference in its domain's row, the hotter the larger the share of rows without a parent."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from cutover.evidence import Outcome
from cutover.manifest import Migration, Reference
from cutover.signoff.known import Group, Known
from cutover.signoff.standing import Standing

STEPS = (0.01, 0.1)
"""Shares of orphans at which a cell grows hotter."""


PARENT = "parent: "
"""How the figures begin that say why parents are absent."""
DELETED = "parents that count as deleted"


@dataclass(frozen=True)
class Cell:
    """One reference."""

    reference: Reference
    standing: Standing

    @property
    def orphans(self) -> int | None:
        """How many rows have no parent; None where nobody counted them."""
        return int(self.figures["orphans"]) if "orphans" in self.figures else None

    @property
    def figures(self) -> Mapping[str, int | float]:
        """What was counted of it."""
        return self.standing.evidence.figures if self.standing.evidence else {}

    @property
    def heat(self) -> str:
        """How hot the cell is: ``cold``, ``warm``, ``hot``, ``hottest``, or ``unknown``."""
        if self.standing.outcome.proves:
            return "cold"
        if self.standing.outcome is not Outcome.FAILED or not self.orphans:
            return "hot" if self.standing.outcome is Outcome.FAILED else "unknown"
        rows = int(self.figures.get("rows", 0))
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

    @property
    def nulls(self) -> int:
        """The rows that point at nothing, as far as they were counted."""
        return self._sum("without a value")

    @property
    def deleted(self) -> int:
        """The rows whose parent is there and counts as deleted."""
        return self._sum(DELETED)

    @property
    def why(self) -> tuple[tuple[str, int], ...]:
        """Why the orphans' parents are absent, and of how many: the most frequent first."""
        words: Counter[str] = Counter()
        for cell in self.cells:
            words.update(
                {
                    name.removeprefix(PARENT): int(number)
                    for name, number in cell.figures.items()
                    if name.startswith(PARENT)
                }
            )
        return tuple(words.most_common())

    def _sum(self, figure: str) -> int:
        return sum(int(cell.figures.get(figure, 0)) for cell in self.cells)


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
