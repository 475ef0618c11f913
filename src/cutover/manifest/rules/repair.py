"""Rules for repair.yaml: what it names is there and can be repaired, and the order has every domain."""

import re
from collections.abc import Collection, Iterator, Mapping

from cutover.manifest.document import Document, Place
from cutover.manifest.draft import Draft, Names, accounted_in
from cutover.manifest.problem import Problem
from cutover.manifest.reference import Reference
from cutover.manifest.repairing import RepairFile, Sum, path_of

NUMBERS = ("smallint", "integer", "bigint", "numeric", "real", "double precision", "money")
"""The types that can be added up."""
MOMENTS = ("date", "timestamp with time zone", "timestamp without time zone")


def problems(draft: Draft, names: Names) -> Iterator[Problem]:
    """Find tables, columns, domains and references that are not there, and what nobody could repair."""
    document, value = draft.repair.document, draft.repair.value
    if value is None or not draft.repair.data:
        return
    sure = draft.references.data is not None and not draft.references.problems
    known = draft.references.value.references if draft.references.value else ()
    references = {each.id: each for each in known}
    yield from _order(document, value, known if sure else None)
    if names.tables_complete:
        yield from _missing(document, value, draft, names)
        yield from _surplus(document, value, names)
        for number, table in enumerate(value.financial):
            if table not in names.v2:
                yield _no_table(document, ("financial", number), table, names.v2)
        yield from _fill(document, value, draft, names)
        yield from _sums(document, value, draft, names, known if sure else None)
    if sure:
        yield from _domains(draft.references.document, value, known)
        yield from _decisions(document, value, references)


def _order(
    document: Document, value: RepairFile, references: Collection[Reference] | None
) -> Iterator[Problem]:
    """Find domains that stand twice, that nothing belongs to, or that the order leaves out.

    Without `references` nobody can say which domains they have.
    """
    ruled = [("missing", each.source, each.domain) for each in value.missing]
    ruled += [("surplus", each.table, each.domain) for each in value.surplus]
    wrong = [(part, name, domain) for part, name, domain in ruled if domain not in value.order]
    used = {each.domain for each in references or ()} | {domain for *_, domain in ruled}
    for number, domain in enumerate(value.order):
        if domain in value.order[:number]:
            yield document.problem(
                "manifest-name-twice",
                ("order", number),
                f"Domain {domain!r} stands in the order a second time.",
                "Remove one of the two.",
            )
        elif domain not in used and not wrong and references is not None:
            yield document.problem(
                "manifest-unknown-domain",
                ("order", number),
                f"No reference, and nothing in this file, is of domain {domain!r}.",
                "Fix the name, or remove it.",
                domain,
                used - {*value.order},
            )
    for part, name, domain in wrong:
        yield document.problem(
            "manifest-unknown-domain",
            (part, name, "domain"),
            f"Domain {domain!r} is not in the order.",
            "Fix the name, or add it to `order`.",
            domain,
            value.order,
        )


def _domains(document: Document, value: RepairFile, references: Collection[Reference]) -> Iterator[Problem]:
    """Find references whose domain the order of repairs leaves out."""
    told: set[str] = {*value.order}
    for number, each in enumerate(references):
        if each.domain not in told:
            told.add(each.domain)
            yield document.problem(
                "manifest-unknown-domain",
                ("references", number, "domain"),
                f"Domain {each.domain!r} is not in the order of repair.yaml.",
                "Fix the name, or add it to `order` there.",
                each.domain,
                value.order,
            )


def _missing(document: Document, value: RepairFile, draft: Draft, names: Names) -> Iterator[Problem]:
    left = {parsed.value.v1.table: parsed.value for parsed in draft.tables if parsed.value is not None}
    for rule in value.missing:
        place = ("missing", rule.source)
        if rule.source not in names.v1:
            yield document.problem(
                "manifest-unknown-table",
                place,
                f"V1 has no table {rule.source!r}.",
                "Write the name of a V1 table, as its file in tables/ has it.",
                rule.source,
                names.mapped,
            )
        elif rule.source not in names.mapped:
            yield _nothing(document, place, f"V1 table {rule.source!r} becomes no V2 table.")
        elif rule.source in left and left[rule.source].out_of_scope is not None:
            yield _nothing(document, place, f"V1 table {rule.source!r} is out of scope.")
        if rule.smallest > rule.batch:
            yield document.problem(
                "manifest-wrong-value",
                (*place, "smallest"),
                f"The smallest batch of {rule.source!r} has {rule.smallest} rows, a usual one {rule.batch}.",
                "Write at most as many as in `batch`.",
            )


def _surplus(document: Document, value: RepairFile, names: Names) -> Iterator[Problem]:
    for rule in value.surplus:
        if rule.table not in names.v2:
            yield _no_table(document, ("surplus", rule.table), rule.table, names.columns)
        elif rule.table in names.new:
            what = f"V2 table {rule.table!r} is new: V1 has a row for none of its rows."
            yield _nothing(document, ("surplus", rule.table), what)


def _fill(document: Document, value: RepairFile, draft: Draft, names: Names) -> Iterator[Problem]:
    new: dict[str, set[str]] = {}
    for parsed in draft.tables:
        for target in parsed.value.v2 if parsed.value is not None else ():
            new.setdefault(target.name, set()).update(each.name for each in target.new)
    columns = {f"{table}.{column}" for table, found in new.items() for column in found}
    mistaken = {table for parsed in draft.tables if parsed.problems for table in accounted_in(parsed)}
    for fill in value.fill:
        table = fill.column.rpartition(".")[0]
        if fill.column not in columns and table not in mistaken:
            yield document.problem(
                "manifest-unknown-column",
                ("fill", fill.column),
                f"No file of tables/ declares {fill.column!r} new.",
                "Write table.column of a column that stands under `new`; what is mapped is V1's.",
                fill.column,
                columns,
            )


def _sums(
    document: Document, value: RepairFile, draft: Draft, names: Names, known: Collection[Reference] | None
) -> Iterator[Problem]:
    types = draft.schema.value.types() if draft.schema.value is not None else {}
    for rule in value.sums:
        place = ("sums", rule.name)
        if rule.table not in names.v2:
            yield _no_table(document, (*place, "table"), rule.table, names.v2)
            continue
        if rule.measure not in names.v2[rule.table]:
            yield _no_column(document, (*place, "measure"), rule.table, rule.measure, names)
        elif not _is(types, rule.table, rule.measure, NUMBERS):
            yield document.problem(
                "manifest-wrong-value",
                (*place, "measure"),
                f"{rule.table}.{rule.measure} is {types[rule.table][rule.measure]}, no number.",
                "Name a column that can be added up.",
            )
        for number, per in enumerate(rule.per):
            yield from _per(document, rule, (number, per), types, names, known)


def _per(
    document: Document,
    rule: Sum,
    numbered: tuple[int, str],
    types: Mapping[str, Mapping[str, str]],
    names: Names,
    known: Collection[Reference] | None,
) -> Iterator[Problem]:
    """Follow what a sum is grouped by, from reference to reference."""
    (number, per), table = numbered, rule.table
    place: Place = ("sums", rule.name, "per", number)
    unit, columns = path_of(per)
    for step, column in enumerate(columns):
        if column not in names.v2.get(table, ()):
            yield _no_column(document, place, table, column, names)
            return
        if step == len(columns) - 1:
            break
        if known is None:
            return
        pointing = {each.columns: each.parent for each in known if each.child == table}
        if (column,) not in pointing:
            yield document.problem(
                "manifest-unknown-reference",
                place,
                f"{per!r} leads through {table}.{column}, which is no reference.",
                "Write a column that references.yaml has, and behind the dot one of its parent's.",
                column,
                [each[0] for each in pointing if len(each) == 1],
            )
            return
        table = pointing[(column,)]
    if unit and not _is(types, table, columns[-1], MOMENTS):
        yield document.problem(
            "manifest-wrong-value",
            place,
            f"{table}.{columns[-1]} is {types[table][columns[-1]]}, which has no {unit}.",
            "Name a date or a moment, or leave out the unit.",
        )


def _is(types: Mapping[str, Mapping[str, str]], table: str, column: str, kinds: Collection[str]) -> bool:
    """Whether a column is of one of these kinds; of one that schema.yaml does not know nobody can say."""
    type_ = types.get(table, {}).get(column)
    return type_ is None or re.sub(r"\(.*?\)", "", type_) in kinds


def _decisions(
    document: Document, value: RepairFile, references: Mapping[str, Reference]
) -> Iterator[Problem]:
    for decisions in value.decisions:
        place = ("decisions", decisions.reference)
        if decisions.reference not in references:
            yield document.problem(
                "manifest-unknown-reference",
                place,
                f"references.yaml has no reference {decisions.reference!r}.",
                "Write child.column of one that it has.",
                decisions.reference,
                references,
            )
            continue
        for row in decisions.rows:
            if row.action == "set-null" and not references[decisions.reference].nullable:
                yield document.problem(
                    "manifest-decision",
                    (*place, row.key, "action"),
                    f"{decisions.reference} may not be NULL, which is decided about {row.key!r}.",
                    "Decide otherwise, or say nullable: true of the reference, where that is so.",
                )


def _no_table(document: Document, place: Place, table: str, known: Collection[str]) -> Problem:
    return document.problem(
        "manifest-unknown-table",
        place,
        f"V2 has no table {table!r}.",
        "Fix the name, or declare the table under `v2` of a file in tables/.",
        table,
        known,
    )


def _no_column(document: Document, place: Place, table: str, column: str, names: Names) -> Problem:
    return document.problem(
        "manifest-unknown-column",
        place,
        f"V2 table {table!r} has no column {column!r}.",
        "Fix the name, or declare the column where the table is declared.",
        column,
        names.v2.get(table, ()),
    )


def _nothing(document: Document, place: Place, what: str) -> Problem:
    return document.problem(
        "manifest-nothing-to-repair", place, what, "Remove it here, or fix the name or the table's file."
    )
