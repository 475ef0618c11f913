"""Rules for hierarchies: tables and columns that are there and made of V1, and chains that follow a tree."""

from collections.abc import Iterator

from cutover.manifest.document import Document
from cutover.manifest.draft import Draft, Names
from cutover.manifest.hierarchy import Hierarchy
from cutover.manifest.problem import Problem
from cutover.manifest.table import group_by_v2


def problems(draft: Draft, names: Names) -> Iterator[Problem]:
    """Find hierarchies of what is not there, or of what V1 has nothing of."""
    document, value = draft.references.document, draft.references.value
    hierarchies = value.hierarchies if value else ()
    for hierarchy in hierarchies:
        at = ("hierarchies", hierarchy.name)
        if hierarchy.is_record:
            yield from _followed(document, at, hierarchy, hierarchies)
        if names.tables_complete:
            yield from _columns(draft, names, at, hierarchy)


def _followed(
    document: Document, at: tuple[str, ...], hierarchy: Hierarchy, known: tuple[Hierarchy, ...]
) -> Iterator[Problem]:
    trees = [each.name for each in known if not each.is_record]
    if hierarchy.follows not in trees:
        yield document.problem(
            "manifest-hierarchy",
            (*at, "follows"),
            f"There is no hierarchy {hierarchy.follows!r} whose chains could be recorded.",
            "Name one that is {table: …, above: …}.",
            str(hierarchy.follows),
            trees,
        )


def _columns(draft: Draft, names: Names, at: tuple[str, ...], hierarchy: Hierarchy) -> Iterator[Problem]:
    document = draft.references.document
    columns = names.v2.get(hierarchy.table)
    if columns is None:
        yield document.problem(
            "manifest-unknown-table",
            (*at, "table"),
            f"V2 has no table {hierarchy.table!r}.",
            "Fix the name, or declare the table under `v2` of a file in tables/.",
            hierarchy.table,
            names.v2,
        )
        return
    unknown = [(key, column) for key, column in hierarchy.columns if column not in columns]
    for key, column in unknown:
        yield document.problem(
            "manifest-unknown-column",
            (*at, key),
            f"V2 table {hierarchy.table!r} has no column {column!r}.",
            "Fix the name, or declare the column where the table is declared.",
            column,
            columns,
        )
    made = _made_of_v1(draft, hierarchy.table)
    for key, column in hierarchy.compared:
        if (key, column) not in unknown and column not in made:
            yield document.problem(
                "manifest-hierarchy",
                (*at, key),
                f"Column {column!r} of {hierarchy.table!r} is not made of V1, so V1 shows no such hierarchy.",
                "Name a column that every source of the table maps or matches.",
                column,
                made,
            )


def _made_of_v1(draft: Draft, name: str) -> frozenset[str]:
    """The columns that each source of a V2 table maps or matches."""
    files = (parsed.value for parsed in draft.tables if parsed.value)
    sources = next((table.sources for table in group_by_v2(files) if table.name == name), ())
    made = [
        {*(each.column for each in source.target.match), *(each.name for each in source.target.columns)}
        for source in sources
    ]
    return frozenset.intersection(*map(frozenset, made)) if made else frozenset()
