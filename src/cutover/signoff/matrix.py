"""The matrix: one page over all V2 tables, and a page for each that has rows to show."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from cutover.evidence import Evidence, Outcome, worst
from cutover.manifest import Migration, V2Table
from cutover.signoff.archive import Archive
from cutover.signoff.pages import environment, remove_others, write_whole

NAME = "tables.html"
FOLDER = "tables"
SHOWN_NOTES = 3
"""So many remarks stand in a table's line; its own page has the others."""
MOST_NOTES = 200
"""So many remarks stand on a table's own page; the others are in the ledger."""


@dataclass(frozen=True)
class Line:
    """One V2 table: what its comparison counted, and what came of its counts and its sources' coverage."""

    name: str
    sources: tuple[str, ...]
    compared: Evidence | None
    counted: Outcome
    covered: Outcome

    @property
    def rows(self) -> int:
        """The rows of the larger side."""
        figures = self.compared.figures if self.compared else {}
        return int(max(figures.get("v1", 0), figures.get("v2", 0)))

    @property
    def outcome(self) -> Outcome:
        """What came of the comparison."""
        return self.compared.outcome if self.compared else Outcome.NOT_RUN

    @property
    def rate(self) -> int | None:
        """Rows a second; None where nothing was timed."""
        seconds = self.compared.seconds if self.compared else 0.0
        return round(self.rows / seconds) if seconds and self.rows else None

    @property
    def spots(self) -> Mapping[str, list[Mapping[str, object]]]:
        """The records that were looked at, with their fields, by V1 table."""
        found: dict[str, list[Mapping[str, object]]] = {}
        for each in self.compared.samples if self.compared else ():
            if "spot check" in each:
                found.setdefault(str(each["spot check"]), []).append(each)
        return found

    @property
    def differing(self) -> list[Mapping[str, object]]:
        """The rows that are shown of what differs, each with its key."""
        samples = self.compared.samples if self.compared else ()
        return [each for each in samples if "row" in each and "spot check" not in each]

    @property
    def shown(self) -> bool:
        """Whether there is more to show than its line does."""
        notes = self.compared.notes if self.compared else ()
        return bool(self.differing or self.spots or len(notes) > len(self.noted))

    @property
    def noted(self) -> tuple[str, ...]:
        """What its line says of it; of a table that is equal its own page says it, and the line stays low."""
        return () if self.outcome.proves or not self.compared else self.compared.notes[:SHOWN_NOTES]

    @property
    def records(self) -> int:
        """How many records were looked at."""
        return sum(map(len, self.spots.values()))

    @property
    def biased(self) -> str:
        """How many columns deviate one way within their tolerance, in words; '' where none does."""
        number = self.figure("biased")
        return f"{number} column{'' if number == 1 else 's'} biased" if number else ""

    def figure(self, name: str) -> int:
        """A number that the comparison counted; 0 where it counted none."""
        return int(self.compared.figures.get(name, 0)) if self.compared else 0


def write_matrix(migration: Migration, archive: Archive, reports: Path) -> Path:
    """Write the page over all tables and a page for each that has rows to show; return the first's path."""
    found = lines(migration, archive)
    made = environment()
    single = made.get_template("table.html")
    pages = {f"{line.name}.html": line for line in found if line.shown}
    for name, line in pages.items():
        text = single.render(migration=migration, line=line, most=MOST_NOTES, Outcome=Outcome)
        write_whole(reports / FOLDER / name, text)
    remove_others(reports / FOLDER, pages)
    text = made.get_template(NAME).render(
        migration=migration, run=archive.newest, lines=found, totals=totals(found), Outcome=Outcome
    )
    return write_whole(reports / NAME, text)


def lines(migration: Migration, archive: Archive) -> tuple[Line, ...]:
    """Return a line for each V2 table that is compared: the worst first, then the largest."""
    newest = archive.newest
    found = {entry.check: entry for entry in newest.evidence} if newest else {}
    tables = [_line(table, found) for table in migration.v2_tables() if table.gating]
    return tuple(sorted(tables, key=lambda line: (-line.outcome.severity, -line.rows, line.name)))


def totals(found: Sequence[Line]) -> Mapping[str, int]:
    """Return the sums over all lines."""
    names = ("v1", "v2", "missing", "extra", "twice in V1", "twice in V2", "unparseable")
    return {name: sum(line.figure(name) for line in found) for name in names}


def _line(table: V2Table, found: Mapping[str, Evidence]) -> Line:
    sources = tuple(source.v1.table for source in table.sources if source.gating)
    return Line(
        table.name,
        sources,
        found.get(f"tables/{table.name}"),
        _outcome(found, (f"counts/{source}.{table.name}" for source in sources)),
        _outcome(found, (f"coverage/{source}" for source in sources)),
    )


def _outcome(found: Mapping[str, Evidence], checks: Iterable[str]) -> Outcome:
    return worst(found[each].outcome if each in found else Outcome.NOT_RUN for each in checks)
