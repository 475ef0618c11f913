"""Rules for table files: names, ids, and that each field and column is accounted for once."""

import re
from collections.abc import Collection, Iterator
from pathlib import PurePath

from cutover.manifest.document import Document, Place
from cutover.manifest.draft import Draft, Names, written
from cutover.manifest.problem import Problem
from cutover.manifest.table import TableFile, Target

_TABLE = re.compile(r"{(\w+)}")


def problems(draft: Draft, names: Names) -> Iterator[Problem]:
    """Find the mistakes within and between table files."""
    files = [(parsed.document, parsed.value) for parsed in draft.tables if parsed.value is not None]
    yield from _v1_identities(files)
    yield from _v2_identities(files)
    yield from _new_tables(draft, files)
    yield from _without_id(draft)
    to_decide = {
        parsed.document.file
        for parsed in draft.tables
        if any(written(parsed.data, key) for key in ("dropped_table", "out_of_scope"))
    }
    for document, file in files:
        if file.dropped_table or file.out_of_scope or document.file not in to_decide:
            yield from _whole_table(document, file, names)
        yield from _dropped(document, file)
        yield from _settled(document, file)
        for target in file.v2:
            yield from _columns(document, target)
            if names.tables_complete:
                yield from _named_tables(document, target, names.v1, names.v2)


def _v1_identities(files: list[tuple[Document, TableFile]]) -> Iterator[Problem]:
    ids: dict[int, str] = {}
    for document, file in files:
        name, number = file.v1.table, file.v1.id
        if PurePath(document.file).stem != name:
            yield document.problem(
                "manifest-file-name",
                ("v1", "table"),
                f"The file describes V1 table {name!r} but is not named for it.",
                f"Rename the file to {name}.yaml, or fix the table's name.",
                PurePath(document.file).stem,
                [name],
            )
        if number is not None and ids.setdefault(number, name) != name:
            yield document.problem(
                "manifest-table-id",
                ("v1", "id"),
                f"V1 id {number} is that of table {ids[number]!r} already.",
                "Look the id up in V1 and fix the wrong one.",
            )


def _v2_identities(files: list[tuple[Document, TableFile]]) -> Iterator[Problem]:
    ids: dict[str, tuple[int | None, str]] = {}
    names: dict[int, str] = {}
    for document, file in files:
        for target in file.v2:
            place = ("v2", target.name, "id")
            first, where = ids.setdefault(target.name, (target.id, document.file))
            other = names.setdefault(target.id, target.name) if target.id is not None else target.name
            if first != target.id:
                yield document.problem(
                    "manifest-table-id",
                    place,
                    f"V2 table {target.name!r} has id {target.id} here and {first} in {where}.",
                    "Look the id up in V2 and write the same one in both files.",
                )
            elif other != target.name:
                yield document.problem(
                    "manifest-table-id",
                    place,
                    f"V2 id {target.id} is that of table {other!r} already.",
                    "Look the id up in V2 and fix the wrong one.",
                )


def _new_tables(draft: Draft, files: list[tuple[Document, TableFile]]) -> Iterator[Problem]:
    """Find new V2 tables that have a source after all, or the id of another table."""
    document, value = draft.new_tables.document, draft.new_tables.value
    sources = {target.name: source.file for source, file in files for target in file.v2}
    names = {target.id: target.name for _, file in files for target in file.v2 if target.id is not None}
    for new in value.tables if value is not None else ():
        if new.name in sources:
            yield document.problem(
                "manifest-new-table-has-source",
                ("tables", new.name),
                f"V2 table {new.name!r} is new, and made of V1 in {sources[new.name]}.",
                "Remove it here, or under `v2` there.",
            )
        other = names.setdefault(new.id, new.name) if new.id is not None else new.name
        if other != new.name:
            yield document.problem(
                "manifest-table-id",
                ("tables", new.name, "id"),
                f"V2 id {new.id} is that of table {other!r} already.",
                "Look the id up in V2 and fix the wrong one.",
            )


def _without_id(draft: Draft) -> Iterator[Problem]:
    """Find tables without an id on a side whose other tables have one: all have it, or none has."""
    found: dict[str, list[tuple[Document, object, Place, int | None]]] = {"V1": [], "V2": []}
    for parsed in draft.tables:
        if parsed.value is not None:
            value, document, data = parsed.value, parsed.document, parsed.data
            found["V1"].append((document, data, ("v1",), value.v1.id))
            found["V2"] += [(document, data, ("v2", each.name), each.id) for each in value.v2]
    made = draft.new_tables
    for new in made.value.tables if made.value is not None else ():
        found["V2"].append((made.document, made.data, ("tables", new.name), new.id))
    for side, tables in found.items():
        if all(number is None for *_, number in tables):
            continue
        for document, data, place, number in tables:
            if number is None and not written(data, *place, "id"):
                yield document.problem(
                    "manifest-missing-key",
                    place,
                    f"A table of {side} has no 'id', and others of {side} have one.",
                    f"Look it up in {side}: a table is found by it where the environment's rule says {{id}}.",
                )


def _whole_table(document: Document, file: TableFile, names: Names) -> Iterator[Problem]:
    unmapped = file.v1.table not in names.mapped
    if unmapped and file.dropped_table is None and file.out_of_scope is None:
        yield document.problem(
            "manifest-table-goes-nowhere",
            ("v1",),
            f"V1 table {file.v1.table!r} becomes no V2 table.",
            "Name its V2 tables under `v2`, or write `dropped_table: <reason>`, or `out_of_scope: <reason>` "
            "where its rows are to be counted and shown all the same.",
        )
    if file.v2 and file.dropped_table is not None:
        yield document.problem(
            "manifest-mapped-and-dropped",
            ("dropped_table",),
            f"V1 table {file.v1.table!r} is dropped and mapped.",
            "Remove `dropped_table`, or `v2`.",
        )
    if file.out_of_scope is not None and file.dropped_table is not None:
        yield document.problem(
            "manifest-dropped-and-out-of-scope",
            ("dropped_table",),
            f"V1 table {file.v1.table!r} is dropped and out of scope.",
            "Remove `out_of_scope`, or `dropped_table` where its rows are to be counted and shown.",
        )


def _dropped(document: Document, file: TableFile) -> Iterator[Problem]:
    if not file.dropped:
        return
    whole = file.mapped_fields
    sources = {column.source: (target.name, column.name) for target in file.v2 for column in target.columns}
    paths = {source for source in sources if source is not None}
    for dropped in file.dropped:
        name = dropped.name
        if (
            name in whole
            if "." not in name
            else any(path == name or path.startswith(f"{name}.") for path in paths)
        ):
            to = next(
                (
                    " to " + ".".join(column)
                    for source, column in sources.items()
                    if source is not None and (source == name or source.startswith(f"{name}."))
                ),
                "",
            )
            yield document.problem(
                "manifest-mapped-and-dropped",
                ("dropped", name),
                f"V1 field {name!r} is dropped, and mapped{to}.",
                "Remove it from `dropped`, or from `columns`.",
            )


def _settled(document: Document, file: TableFile) -> Iterator[Problem]:
    """Find a rule that reads a field which the file neither maps nor drops: no row would ever be young."""
    if file.settled is None:
        return
    field, known = file.settled.field, file.known_fields
    if not any(field == each or field.startswith(f"{each}.") for each in known):
        yield document.problem(
            "manifest-unknown-field",
            ("settled", "field"),
            f"V1 table {file.v1.table!r} has no field {field!r} that this file maps or drops.",
            "Name the V1 field that holds when a row last changed, in milliseconds.",
            field,
            known,
        )


def _columns(document: Document, target: Target) -> Iterator[Problem]:
    """Find columns given twice; a column of the row key may be compared too, from the same field."""
    keys = {match.column: match.field for match in target.match}
    for column in target.columns:
        if column.source != keys.get(column.name, column.source):
            yield _twice(document, target, "columns", column.name)
    given = {*keys, *(column.name for column in target.columns)}
    for explained in target.new:
        if explained.name in given:
            yield _twice(document, target, "new", explained.name)


def _twice(document: Document, target: Target, part: str, column: str) -> Problem:
    return document.problem(
        "manifest-column-twice",
        ("v2", target.name, part, column),
        f"V2 column {target.name}.{column} is given twice.",
        "Keep it in one of `match`, `columns` and `new`.",
    )


def _named_tables(
    document: Document, target: Target, v1: Collection[str], v2: Collection[str]
) -> Iterator[Problem]:
    """Find filters that name a table in braces which does not exist on their side."""
    for key, text, side, known in (("where", target.where, "V1", v1), ("owns", target.owns, "V2", v2)):
        for name in _TABLE.findall(text or ""):
            if name not in known:
                yield document.problem(
                    "manifest-unknown-table",
                    ("v2", target.name, key),
                    f"{side} has no table {name!r}.",
                    f"Write the name of a {side} table in the braces.",
                    name,
                    known,
                )
