"""Story: what becomes of a V1 table: the V2 tables that it is split into, with the rows of each."""

from collections.abc import Iterator
from dataclasses import dataclass

from cutover.manifest import Migration, TableFile, Target
from cutover.signoff.known import Group, Known


@dataclass(frozen=True)
class Part:
    """One V2 table of a V1 table: how many rows are owed and held, and what stands of both."""

    table: str
    columns: int
    owed: int | None
    held: int | None
    whole: Group
    shared: tuple[str, ...]
    """The other V1 tables that it is made of."""


@dataclass(frozen=True)
class Told:
    """One V1 table and what it becomes."""

    table: str
    fields: int
    """How many of its fields are mapped."""
    dropped: int
    rows: int | None
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Story:
    """The tables that are split, in full; the others as numbers."""

    told: tuple[Told, ...]
    one: int
    """V1 tables that become one V2 table."""
    none: int
    """V1 tables that become none: dropped with a reason, or out of scope."""
    v2: int
    """V2 tables that are made of V1."""


def story(migration: Migration, known: Known) -> Story:
    """Return the story; tables that become more parts come first."""
    split = sorted(
        (file for file in migration.tables if len(file.v2) > 1),
        key=lambda file: (-len(file.v2), file.v1.table),
    )
    sources = {table.name: [each.v1.table for each in table.sources] for table in migration.v2_tables()}
    return Story(
        told=tuple(_told(file, known, sources) for file in split),
        one=sum(len(file.v2) == 1 for file in migration.tables),
        none=sum(not file.v2 for file in migration.tables),
        v2=len(sources),
    )


def _told(file: TableFile, known: Known, sources: dict[str, list[str]]) -> Told:
    name = file.v1.table
    coverage = next(known.of("coverage", [name]), None)
    evidence = coverage.evidence if coverage else None
    rows = evidence.figures.get("rows") if evidence else None
    return Told(
        table=name,
        fields=len(file.mapped_fields),
        dropped=len(file.dropped),
        rows=None if rows is None else int(rows),
        parts=tuple(_parts(file, known, sources)),
    )


def _parts(file: TableFile, known: Known, sources: dict[str, list[str]]) -> Iterator[Part]:
    for target in file.v2:
        counted = tuple(known.of("counts", [f"{file.v1.table}.{target.name}"]))
        figures = counted[0].evidence.figures if counted and counted[0].evidence else {}
        yield Part(
            table=target.name,
            columns=_columns(target),
            owed=int(figures["v1"]) if "v1" in figures else None,
            held=int(figures["v2"]) if "v2" in figures else None,
            whole=Group(target.name, (*known.of("tables", [target.name]), *counted)),
            shared=tuple(each for each in sources.get(target.name, ()) if each != file.v1.table),
        )


def _columns(target: Target) -> int:
    return len(target.columns)
