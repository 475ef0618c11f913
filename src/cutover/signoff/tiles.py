"""Tiles: seven numbers of the whole migration, each proven of owed, as its owners count them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cutover.evidence import Outcome, worst
from cutover.manifest import CATALOGUE, Migration
from cutover.signoff.known import Group, Known
from cutover.signoff.standing import Standing


@dataclass(frozen=True)
class Tile:
    """One number: how many subjects are proven in all that is asked of them."""

    name: str
    says: str
    """What makes one of them count, in a few words."""
    proven: int
    owed: int
    outcome: Outcome
    first: str
    """The check to look at first."""
    page: str = ""
    """The page that tells more; '' where the checks themselves do."""
    enough: int | None = None
    """How many suffice, where not all are demanded."""


def tiles(migration: Migration, known: Known) -> tuple[Tile, ...]:
    """Return the tiles; what the manifest names nothing of has none."""
    return tuple(tile for tile in _tiles(migration, known) if tile.owed)


def _tiles(migration: Migration, known: Known) -> Iterator[Tile]:
    pages = [page.id for page in migration.pages if page.endpoints]
    yield _tile(
        migration, "frontend", "load, with V1's figures", _each(known, pages, ("pages",)), "pages.html"
    )
    references = [reference.id for reference in migration.references]
    yield _tile(migration, "references", "without orphans", _each(known, references, ("references",)))
    tables = sorted(migration.schema.types())
    told = "as declared, rows as in V1"
    yield _tile(migration, "tables", told, _each(known, tables, ("schema", "tables")), "tables.html")
    functions = [function.id for function in migration.functions]
    yield _tile(migration, "functions", "answer their example", _each(known, functions, ("functions",)))
    endpoints = [endpoint.id for endpoint in migration.endpoints]
    told = "mapped, wired and answering as V1"
    areas = ("contract", "mapping", "answers")
    yield _tile(migration, "endpoints", told, _each(known, endpoints, areas), "answers.html")
    yield _records(known)
    workers = {worker.id: Group(worker.id, ()) for worker in migration.workers}
    for standing in known.areas.get("workers", ()):
        name = standing.check.partition("/")[2].rpartition(".")[0]
        if name in workers and standing.check != f"workers/{CATALOGUE}":
            workers[name] = Group(name, (*workers[name].standings, standing))
    yield _tile(migration, "workers", "as documented", workers.values(), "workers.html")


def _each(known: Known, subjects: Iterable[str], areas: Iterable[str]) -> list[Group]:
    """Return a group for each subject: what stands of it in all of the areas."""
    return [
        Group(subject, tuple(standing for area in areas for standing in known.of(area, [subject])))
        for subject in subjects
    ]


def _tile(migration: Migration, name: str, says: str, found: Iterable[Group], page: str = "") -> Tile:
    groups = [group for group in found if group.standings]
    every = tuple(standing for group in groups for standing in group.standings)
    proven = sum(group.outcome.proves for group in groups)
    enough = _enough(migration, every)
    outcome = Group(name, every).outcome
    if enough is not None and proven >= enough and outcome in (Outcome.FAILED, Outcome.PASSED):
        outcome = Outcome.PASSED
    return Tile(name, says, proven, len(groups), outcome, Group(name, every).first, page, enough)


def _enough(migration: Migration, every: tuple[Standing, ...]) -> int | None:
    """Return how many must pass where a criterion over all of these says so."""
    for phase in migration.phases:
        for criterion in phase.criteria:
            if (
                criterion.passing is not None
                and every
                and all(criterion.matches(each.check) for each in every)
            ):
                return criterion.passing
    return None


def _records(known: Known) -> Tile:
    """Rows that arrived of rows that are owed, over every table in scope whose rows were counted."""
    counted = tuple(each for each in known.areas.get("counts", ()) if each.check not in known.shown_only)
    owed = arrived = 0
    for standing in counted:
        figures = standing.evidence.figures if standing.evidence else {}
        if "v1" in figures and "v2" in figures:
            owed += int(figures["v1"])
            arrived += int(min(figures["v1"], figures["v2"]))
    outcome = worst(standing.outcome for standing in counted)
    return Tile("records", "rows counted in V1 are in V2", arrived, owed, outcome, Group("", counted).first)
