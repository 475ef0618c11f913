"""The pages' figures, one page over all: every figure that a page shows, V1 beside V2, for each user."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cutover.evidence import Outcome, worst
from cutover.manifest import Figure, Migration, Page
from cutover.signoff.archive import Archive, speaking
from cutover.signoff.pages import environment, write_whole
from cutover.signoff.standing import Standing, standings

NAME = "pages.html"


@dataclass(frozen=True)
class Cell:
    """One figure as one user sees it: both numbers as text, None where there is none."""

    v1: str | None
    v2: str | None
    same: bool
    problem: str


@dataclass(frozen=True)
class Row:
    """One figure, and a cell for each user of the matrix; None where the user was not asked."""

    figure: Figure
    cells: tuple[Cell | None, ...]


@dataclass(frozen=True)
class Shown:
    """One page: its standing, the users who saw it, its figures, and what did not load."""

    page: Page
    standing: Standing
    users: tuple[int, ...]
    rows: tuple[Row, ...]
    loads: tuple[Mapping[str, Any], ...]

    @property
    def outcome(self) -> Outcome:
        """What stands of the page's check."""
        return self.standing.outcome

    def counted(self, name: str) -> int:
        """A number that the check counted; 0 where it counted none."""
        return int(self.standing.evidence.figures.get(name, 0)) if self.standing.evidence else 0

    @property
    def notes(self) -> tuple[str, ...]:
        """What the check remarked."""
        return self.standing.evidence.notes if self.standing.evidence else ()


def write_figures(migration: Migration, archive: Archive, reports: Path) -> Path | None:
    """Write the page; nothing for a manifest without pages."""
    found = shown(migration, archive)
    if not found:
        return None
    template = environment().get_template(NAME)
    text = template.render(
        migration=migration,
        run=archive.newest,
        shown=found,
        whole=worst(each.outcome for each in found),
        open=[each for each in found if not each.outcome.proves],
        figures=sum(each.counted("figures") for each in found),
        matched=sum(each.counted("matched") for each in found),
        Outcome=Outcome,
    )
    return write_whole(reports / NAME, text)


def shown(migration: Migration, archive: Archive) -> tuple[Shown, ...]:
    """Return every page that is checked, in the manifest's order."""
    pages = [page for page in migration.pages if page.endpoints]
    ledgers = speaking(archive.ledgers, migration.digest)
    stands = standings([f"pages/{page.id}" for page in pages], ledgers)
    return tuple(_shown(page, standing) for page, standing in zip(pages, stands, strict=True))


def _shown(page: Page, standing: Standing) -> Shown:
    detail = standing.evidence.detail if standing.evidence else {}
    read = _list(detail.get("figures"))
    users = tuple(sorted({each["user"] for each in read}, key=[each["user"] for each in read].index))
    cells = {
        (each["figure"], each["user"]): Cell(each["v1"], each["v2"], each["same"], each["problem"])
        for each in read
    }
    rows = tuple(
        Row(figure, tuple(cells.get((figure.name, user)) for user in users)) for figure in page.figures
    )
    return Shown(page, standing, users, rows, tuple(_list(detail.get("loads"))))


def _list(value: object) -> Sequence[Mapping[str, Any]]:
    return value if isinstance(value, list | tuple) else ()
