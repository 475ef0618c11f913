"""Rules for schema.yaml: every V2 table stands in it, and every column has a type and a source, or is new."""

from collections.abc import Iterator

from cutover.manifest.document import Document, Place
from cutover.manifest.draft import Draft, Names, accounted_in
from cutover.manifest.problem import Problem, nearest


def problems(draft: Draft, names: Names) -> Iterator[Problem]:
    """Find V2 tables and columns that only one of `tables/` and schema.yaml knows."""
    if draft.schema.data is None:
        return
    yield from _without_types(draft, names)
    if names.tables_complete:
        yield from _unknown_tables(draft, names)
        yield from _without_source(draft, names)


def _without_types(draft: Draft, names: Names) -> Iterator[Problem]:
    """Find what a table file names and schema.yaml does not; a misspelt name is told in schema.yaml."""
    told: set[tuple[str, str]] = set()
    for parsed in draft.tables:
        right = {target.name: target.declared for target in parsed.value.v2} if parsed.value else {}
        for table, columns in accounted_in(parsed).items():
            for column, part in columns.items() if table in names.typed else [("", "")]:
                if (table, column) in told or (column and column not in right.get(table, ())):
                    continue
                told.add((table, column))
                if column:
                    yield from _without_type(parsed.document, names, table, column, part)
                else:
                    yield from _without_columns(parsed.document, ("v2", table), names, table)
    for table in names.new - names.typed.keys():
        yield from _without_columns(draft.new_tables.document, ("tables", table), names, table)


def _without_columns(document: Document, place: Place, names: Names, table: str) -> Iterator[Problem]:
    if not nearest(table, names.typed.keys() - names.sourced.keys() - names.new):
        yield document.problem(
            "manifest-table-without-columns",
            place,
            f"V2 table {table!r} has no columns declared in schema.yaml.",
            f"Add it under `tables` of schema.yaml, as `{table}: {{id: integer, name: text}}`.",
        )


def _without_type(document: Document, names: Names, table: str, column: str, part: str) -> Iterator[Problem]:
    typed = names.typed[table]
    if typed and column not in typed and not nearest(column, typed - names.sourced[table]):
        yield document.problem(
            "manifest-column-without-type",
            ("v2", table, part, column) if part else ("v2", table),
            f"V2 column {table}.{column} has no type in schema.yaml.",
            f"Fix the name, or give {table!r} the column and its type in schema.yaml.",
            column,
            typed,
        )


def _unknown_tables(draft: Draft, names: Names) -> Iterator[Problem]:
    for table in names.typed.keys() - names.sourced.keys() - names.new:
        yield draft.schema.document.problem(
            "manifest-unknown-table",
            ("tables", table),
            f"No file of tables/ fills V2 table {table!r}, nor is it new.",
            "Fix the name, or declare the table in new_tables.yaml with its id and a reason.",
            table,
            (names.sourced.keys() | names.new) - names.typed.keys(),
        )


def _without_source(draft: Draft, names: Names) -> Iterator[Problem]:
    """Find columns that come from nowhere; a table file with a mistake may have named them."""
    mistaken = {table for parsed in draft.tables if parsed.problems for table in accounted_in(parsed)}
    for table, typed in names.typed.items():
        sourced = names.sourced.get(table)
        if sourced is None or table in mistaken:
            continue
        for column in typed - sourced:
            yield draft.schema.document.problem(
                "manifest-column-without-source",
                ("tables", table, column),
                f"V2 column {table}.{column} has no source.",
                "Map it in a file of tables/, or list it there under `new` with a reason.",
                column,
                sourced - typed,
            )
