"""A draft: the files of a manifest as they were read, before anyone believes them.

A value with mistakes is left out, so that the rules still see the rest; `Names` is read from the plain data
and knows what a wrong value is called, so that one mistake is not told twice.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import PurePath
from typing import Generic, TypeVar

from pydantic import ValidationError

from cutover.manifest.approver import ApproversFile
from cutover.manifest.check import REPAIR
from cutover.manifest.columns import SchemaFile
from cutover.manifest.document import Document, Place
from cutover.manifest.endpoint import EndpointsFile
from cutover.manifest.environment import Environment
from cutover.manifest.function import FunctionsFile
from cutover.manifest.load import LoadFile
from cutover.manifest.migration import MigrationFile
from cutover.manifest.page import PagesFile
from cutover.manifest.problem import Problem
from cutover.manifest.reference import ReferencesFile, address
from cutover.manifest.repairing import RepairFile
from cutover.manifest.report import PhasesFile
from cutover.manifest.table import ROW_ID, NewTablesFile, TableFile
from cutover.manifest.translate import places_of, problems_of
from cutover.manifest.undecided import left_out, undecided, undecided_problem
from cutover.manifest.value import Value
from cutover.manifest.waiver import WaiversFile
from cutover.manifest.worker import CATALOGUE, FACETS, FACETS_OF_ALL, WorkersFile

V = TypeVar("V", bound=Value)

_ACCOUNTED = ("match", "columns", "new")
"""Where a table file accounts for a V2 column."""

_FOLLOWS = frozenset(
    {
        "manifest-column-source",
        "manifest-credential",
        "manifest-criterion-asks-nothing",
        "manifest-missing-key",
        "manifest-tolerance",
    }
)
"""Mistakes that may only follow from leaving another mistake out."""


@dataclass(frozen=True)
class Parsed(Generic[V]):
    """One file: its value as far as it is right, the document with that value's lines, and all plain data."""

    document: Document
    value: V | None
    data: object
    problems: tuple[Problem, ...]


def parse(document: Document, model: type[V]) -> Parsed[V]:
    """Turn a document into a value; where that fails, leave out what is wrong and keep the rest."""
    current, still_open = document, frozenset(place for place in undecided(document.data) if place)
    open_numbers = {document.numbered(place) for place in still_open}
    problems = (*document.problems, *(undecided_problem(document, place) for place in still_open))
    while current.data is not None:
        first = current is document
        leave_out = {left_out(place) for place in still_open} if first else set()
        try:
            value = model.model_validate(current.data, context=current.data)
            if not leave_out:
                return Parsed(current, value, document.data, problems)
        except ValidationError as error:
            found = zip(places_of(error), problems_of(error, current, model), strict=True)
            problems += tuple(
                problem
                for place, problem in found
                if (document.numbered(place) not in open_numbers if first else _is_ours(error, problem))
                and (first or problem.code not in _FOLLOWS)
            )
            leave_out.update(_removable(current, place) for place in places_of(error))
        current = current.without(leave_out)
    return Parsed(current, None, document.data, problems)


def _is_ours(error: ValidationError, problem: Problem) -> bool:
    return any(
        details["type"] == problem.code for details in error.errors(include_url=False, include_input=False)
    )


def _removable(document: Document, place: Place) -> Place:
    """Return what to leave out for a mistake: the value itself, else the item that lacks it."""
    if document.exists(place):
        return place
    last = max((number for number, step in enumerate(place) if isinstance(step, int)), default=-1)
    return place[: last + 1]


@dataclass(frozen=True)
class Draft:
    """All files of a manifest. `today` is the day that waivers are judged on."""

    today: date
    migration: Parsed[MigrationFile]
    schema: Parsed[SchemaFile]
    references: Parsed[ReferencesFile]
    pages: Parsed[PagesFile]
    phases: Parsed[PhasesFile]
    waivers: Parsed[WaiversFile]
    new_tables: Parsed[NewTablesFile]
    load: Parsed[LoadFile]
    repair: Parsed[RepairFile]
    tables: tuple[Parsed[TableFile], ...]
    endpoints: tuple[Parsed[EndpointsFile], ...]
    functions: tuple[Parsed[FunctionsFile], ...]
    environments: tuple[Parsed[Environment], ...]
    workers: tuple[Parsed[WorkersFile], ...] = ()
    approvers: Parsed[ApproversFile] | None = None

    def problems(self) -> Iterator[Problem]:
        """Return what is wrong with each file by itself, the environments aside."""
        singles = (
            self.migration, self.schema, self.references, self.pages, self.phases, self.waivers,
            self.new_tables, self.load, self.repair,
        )  # fmt: skip
        for single in (*singles, *((self.approvers,) if self.approvers else ())):
            yield from single.problems
        for table in self.tables:
            yield from table.problems
        for group in self.endpoints:
            yield from group.problems
        for category in self.workers:
            yield from category.problems
        for kind in self.functions:
            yield from kind.problems


@dataclass(frozen=True)
class Names:
    """What the files name, right or wrong. With an unreadable file nobody can say what is unknown.

    `sourced` are the columns of a V2 table that a table file accounts for; `typed` those that schema.yaml
    declares; `new` are the tables without a source.
    """

    v1: frozenset[str]
    mapped: frozenset[str]
    sourced: Mapping[str, frozenset[str]]
    typed: Mapping[str, frozenset[str]]
    new: frozenset[str]
    counts: frozenset[str]
    references: frozenset[str]
    endpoints: Mapping[str, bool]
    workers: frozenset[str]
    served: frozenset[str]
    functions: frozenset[str]
    pages: frozenset[str]
    stages: frozenset[str]
    phases: tuple[str, ...]
    users: frozenset[int]
    tables_complete: bool
    endpoints_complete: bool
    functions_complete: bool
    complete: bool

    @cached_property
    def columns(self) -> Mapping[str, frozenset[str]]:
        """The V2 tables with a source, and the columns of each that may be pointed at."""
        return {name: accounted | {ROW_ID} for name, accounted in self.sourced.items()}

    @cached_property
    def v2(self) -> Mapping[str, frozenset[str]]:
        """The same for every V2 table, without a source too."""
        return {**{name: self.typed.get(name, frozenset({ROW_ID})) for name in self.new}, **self.columns}

    def checks(self) -> frozenset[str]:
        """Return the id of every check that the manifest plans, attestations aside."""
        reading = (name for name, reads in self.endpoints.items() if reads)
        return frozenset(
            (
                *(f"tables/{name}" for name in self.sourced),
                *(f"schema/{name}" for name in (*self.sourced, *self.new)),
                *(f"counts/{name}" for name in self.counts),
                *(f"references/{name}" for name in self.references),
                *(f"answers/{name}" for name in reading),
                *(f"functions/{name}" for name in self.functions),
                *(f"pages/{name}" for name in self.pages),
                *(f"{area}/{name}" for area in ("contract", "mapping") for name in self.endpoints),
                *(f"workers/{name}" for name in self.workers),
                *(f"load/{name}" for name in self.stages),
                *REPAIR,
            )
        )


def names_of(draft: Draft) -> Names:
    """Collect all names from the plain data."""
    sourced: dict[str, set[str]] = {}
    v1_tables, mapped, counts = set(), set(), set()
    for parsed in draft.tables:
        v1 = str(_get(parsed.data, "v1", "table"))
        v1_tables.add(v1)
        for name, _ in _items(_get(parsed.data, "v2")):
            mapped.add(v1)
            counts.add(f"{v1}.{name}")
        if _get(parsed.data, "out_of_scope") is not None and not _get(parsed.data, "v2"):
            counts.add(v1)
        for name, accounted in accounted_in(parsed).items():
            sourced.setdefault(name, set()).update(accounted)
    endpoints = {
        f"{group}.{name}": _get(endpoint, "effect") == "reads"
        for parsed in draft.endpoints
        # A group that differs from its file's name is one mistake: names in either form are known.
        for group in (_get(parsed.data, "group"), PurePath(parsed.document.file).stem)
        for name, endpoint in _items(_get(parsed.data, "endpoints"))
    }
    served = (
        str(_get(endpoint, "worker"))
        for parsed in draft.endpoints
        for _, endpoint in _items(_get(parsed.data, "endpoints"))
    )
    references = (
        address(_get(item, "child"), _get(item, "column"))
        for item in _list(_get(draft.references.data, "references"))
    )
    looked = (f"hierarchy-{name}" for name, _ in _items(_get(draft.references.data, "hierarchies")))
    users = (_get(item, "id") for item in _list(_get(draft.migration.data, "users")))
    tables_complete = all(parsed.data is not None for parsed in draft.tables)
    endpoints_complete = all(parsed.data is not None for parsed in draft.endpoints)
    functions_complete = all(parsed.data is not None for parsed in draft.functions)
    return Names(
        v1=frozenset(v1_tables),
        mapped=frozenset(mapped),
        sourced={name: frozenset(known) for name, known in sourced.items()},
        typed={
            name: frozenset(column for column, _ in _items(listed))
            for name, listed in _items(_get(draft.schema.data, "tables"))
        },
        new=frozenset(name for name, _ in _items(_get(draft.new_tables.data, "tables"))),
        counts=frozenset(counts),
        references=frozenset((*references, *looked, *(["discovery"] if draft.tables else []))),
        endpoints=endpoints,
        workers=frozenset(_worker_checks(draft)),
        served=frozenset(served),
        functions=frozenset(_functions(draft)),
        stages=frozenset(name for name, _ in _items(_get(draft.load.data, "stages"))),
        pages=frozenset(
            "-".join(str(_get(page, "name")).lower().split())
            for page in _list(_get(draft.pages.data, "pages"))
        ),
        phases=tuple(str(_get(phase, "id")) for phase in _list(_get(draft.phases.data, "phases"))),
        users=frozenset(user for user in users if isinstance(user, int)),
        tables_complete=tables_complete,
        endpoints_complete=endpoints_complete,
        functions_complete=functions_complete,
        complete=tables_complete
        and endpoints_complete
        and functions_complete
        and draft.references.data is not None
        and draft.schema.data is not None
        and draft.pages.data is not None
        and draft.load.data is not None,
    )


def _functions(draft: Draft) -> Iterator[str]:
    """Give every function's address: of those that are written out, and those that follow from endpoints."""
    for parsed in draft.functions:
        kind = _get(parsed.data, "kind")
        yield from (f"{kind}/{name}" for name, _ in _items(_get(parsed.data, "functions")))
        rule = parsed.value.derived if parsed.value is not None else None
        for group in draft.endpoints if rule is not None else ():
            if rule is not None and rule.covers(_get(group.data, "group")):
                workers = (_get(each, "worker") for _, each in _items(_get(group.data, "endpoints")))
                yield from (str(worker) for worker in workers if str(worker).startswith(f"{kind}/"))


def _worker_checks(draft: Draft) -> Iterator[str]:
    for parsed in draft.workers:
        yield CATALOGUE
        for name, worker in _items(_get(parsed.data, "workers")):
            for facet in FACETS if _get(worker, "critical") else FACETS_OF_ALL:
                yield f"{name.partition('/')[2]}.{facet}"


def accounted_in(parsed: Parsed[TableFile]) -> Mapping[str, Mapping[str, str]]:
    """Return for each V2 table of a file the columns that it accounts for, and the key each stands under.

    The key is "" for the row key `id`, which need not be written.
    """
    return {
        name: {
            **({} if _get(target, "match") is not None else {ROW_ID: ""}),
            **{column: part for part in _ACCOUNTED for column, _ in _items(_get(target, part))},
        }
        for name, target in _items(_get(parsed.data, "v2"))
    }


def written(data: object, *path: str | int) -> bool:
    """Whether anything stands at a place of plain data, right or wrong."""
    return _get(data, *map(str, path)) is not None


def _get(data: object, *path: str) -> object:
    for step in path:
        data = data.get(step) if isinstance(data, Mapping) else None
    return data


def _items(data: object) -> Iterator[tuple[str, object]]:
    if isinstance(data, Mapping):
        yield from ((str(name), value) for name, value in data.items())


def _list(data: object) -> tuple[object, ...]:
    return data if isinstance(data, tuple) else ()
