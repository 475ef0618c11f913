"""Rules for references: both ends are tables and columns that some file declares."""

from collections.abc import Iterator

from cutover.manifest.document import Document
from cutover.manifest.draft import Draft, Names
from cutover.manifest.problem import Problem


def problems(draft: Draft, names: Names) -> Iterator[Problem]:
    """Find references that stand twice, or speak of what is not there."""
    document, value = draft.references.document, draft.references.value
    seen: set[str] = set()
    for number, reference in enumerate(value.references if value else ()):
        if reference.id in seen:
            yield document.problem(
                "manifest-name-twice",
                ("references", number),
                f"Reference {reference.id!r} stands here a second time.",
                "Remove one of the two.",
            )
        seen.add(reference.id)
        if names.tables_complete:
            child = (("column", each) for each in reference.columns)
            parent = [("parent_column", each) for each in reference.parent_columns]
            deleted = [("deleted", reference.deleted)] if reference.deleted else []
            yield from _end(document, names, number, ("child", reference.child), tuple(child))
            yield from _end(document, names, number, ("parent", reference.parent), (*parent, *deleted))


def _end(
    document: Document,
    names: Names,
    number: int,
    table: tuple[str, str],
    told: tuple[tuple[str, str], ...],
) -> Iterator[Problem]:
    """Find what one end says of a table and of columns, each with its key, that are not there."""
    columns = names.v2.get(table[1])
    if columns is None:
        yield document.problem(
            "manifest-unknown-table",
            ("references", number, table[0]),
            f"V2 has no table {table[1]!r}.",
            "Fix the name, or declare the table under `v2` of a file in tables/.",
            table[1],
            names.v2,
        )
        return
    for key, column in told:
        if column not in columns:
            yield document.problem(
                "manifest-unknown-column",
                ("references", number, key),
                f"V2 table {table[1]!r} has no column {column!r}.",
                "Fix the name, or declare the column where the table is declared.",
                column,
                columns,
            )
