"""A check: one question about one subject; the plan: all checks that a run owes."""

from collections.abc import Iterator
from dataclasses import dataclass

from cutover.manifest.apigroup import PUBLISHED, ApiGroup
from cutover.manifest.endpoint import Endpoint
from cutover.manifest.function import Function
from cutover.manifest.hierarchy import Hierarchy
from cutover.manifest.load import Stage
from cutover.manifest.migration import Migration
from cutover.manifest.page import Page
from cutover.manifest.reference import Reference
from cutover.manifest.table import Source, TableFile, V2Table
from cutover.manifest.worker import CATALOGUE, Worker

AREAS = (
    "references", "counts", "schema", "tables", "coverage", "answers", "pages", "latency",
    "contract", "mapping", "functions", "workers", "load", "repair", "attested",
)  # fmt: skip
"""Every area that a check can belong to."""

PLANNED = (
    "tables", "coverage", "counts", "references", "repair", "schema", "answers", "pages", "latency",
    "contract", "mapping", "workers", "functions", "load", "attested",
)  # fmt: skip
"""The areas whose checks follow from the manifest alone, in the order of running."""

REPAIR = {
    "repair/no-new-orphans": "no row points at nothing because of a repair",
    "repair/audit-trail": "every change of a repair has its entry in the archive, and the chain is unbroken",
    "repair/reversible": "every repair can be put back row for row: the archive holds all that it changed",
}
"""The checks of what repairs have done to V2, with their duties; planned where a criterion asks for them."""

NEVER_REPAIRED = "no repair was ever made"
"""Why a check of `REPAIR` is not run on a V2 that holds no archive: the one cause that is no omission."""

DISCOVERY = "references/discovery"
"""The check that no reference was forgotten."""

LATER = ("pages/scenario-", "pages/workflow-", "load/parallel-run", "load/cutover", "load/first-week")
"""How checks begin that criteria ask for before any suite plans them: they stay not run."""


@dataclass(frozen=True)
class Check:
    """One check: its address, and in one sentence what must hold. If not `gating`, it is only shown."""

    id: str
    duty: str
    gating: bool = True

    @property
    def area(self) -> str:
        """The suite that answers the check: what stands before the slash."""
        return self.id.partition("/")[0]

    @property
    def subject(self) -> str:
        """What the check is about: what stands behind the slash."""
        return self.id.partition("/")[2]


def plan(migration: Migration) -> tuple[Check, ...]:
    """Return every check that the manifest owes, in the order of running: heavy tables first.

    Pure: the same manifest gives the same plan, whatever the systems hold.
    """
    return (
        *_tables(migration),
        *_coverage(migration),
        *(_count(source) for table in _by_weight(migration) for source in table.sources),
        *(_count_alone(file) for file in migration.tables if file.stays_in_v1),
        *(_reference(reference) for reference in migration.references),
        *_discovery(migration),
        *(_hierarchy(hierarchy) for hierarchy in migration.hierarchies),
        *_repairs(migration),
        *(_schema(table) for table in sorted(migration.schema.types())),
        *(_answer(endpoint) for endpoint in migration.endpoints if endpoint.reads),
        *(_page(page) for page in migration.pages if page.endpoints),
        *_latencies(migration),
        *(_contract(endpoint) for endpoint in migration.endpoints),
        *(_published(group) for group in migration.published),
        *(_mapping(endpoint) for endpoint in migration.endpoints),
        *(_function(function) for function in migration.functions),
        *(check for worker in migration.workers for check in _worker(worker)),
        *_catalogue(migration),
        *(_load(stage) for stage in migration.stages),
        *_attested(migration),
    )


def _by_weight(migration: Migration) -> list[V2Table]:
    """V2 tables, the heaviest first: rows times columns where the rows are stated, else the columns alone."""

    def weight(table: V2Table) -> int:
        return sum((source.v1.rows or 1) * (len(source.target.columns) + 1) for source in table.sources)

    return sorted(migration.v2_tables(), key=lambda table: (-weight(table), table.name))


def _tables(migration: Migration) -> Iterator[Check]:
    for table in _by_weight(migration):
        sources = [source.v1.table for source in table.sources if source.gating]
        if sources:
            yield Check(
                f"tables/{table.name}",
                f"every mapped column of every V2 {table.name} row equals its V1 {_and(sources)} row",
            )


def _coverage(migration: Migration) -> Iterator[Check]:
    """One check a V1 table that is judged and not dropped whole, the heaviest first."""
    files = (file for file in migration.tables if file.v2 and file.out_of_scope is None)
    for file in sorted(files, key=lambda file: (-(file.v1.rows or 1), file.v1.table)):
        table = file.v1.table
        duty = f"every key of V1 {table} is mapped or dropped with a reason, every V2 column has a source"
        yield Check(f"coverage/{table}", duty)


def _count(source: Source) -> Check:
    v1, target = source.v1.table, source.target
    rows = f"row of V1 {v1}"
    if target.each is not None:
        rows = f"element of {target.each} in V1 {v1}"
    elif target.when is not None:
        rows = f"row of V1 {v1} that has {target.when}"
    limit = "exactly" if target.counts == "exact" else "but for a lag below the critical limit"
    duty = f"V2 {target.name} holds one row for each {rows}, {limit}"
    if source.file.out_of_scope is not None:
        duty += f" (shown only: {source.file.out_of_scope})"
    return Check(f"counts/{v1}.{target.name}", duty, gating=source.gating)


def _count_alone(file: TableFile) -> Check:
    duty = f"the rows of V1 {file.v1.table}, which stay in V1, are counted (shown only: {file.out_of_scope})"
    return Check(f"counts/{file.v1.table}", duty, gating=False)


def _reference(reference: Reference) -> Check:
    article = "an" if reference.parent[0] in "aeio" else "a"
    duty = f"every {reference.id} points at {article} {reference.parent} that exists"
    return Check(f"references/{reference.id}", duty + (", or at nothing" if reference.nullable else ""))


def _discovery(migration: Migration) -> Iterator[Check]:
    if migration.v2_tables() or migration.new_tables:
        one = "a reference of the manifest, or left out with a reason"
        yield Check(DISCOVERY, f"what looks like a reference in V2, or is a constraint, is {one}")


def _hierarchy(hierarchy: Hierarchy) -> Check:
    if hierarchy.is_record:
        chain = f"each chain that {hierarchy.table} records"
        return Check(hierarchy.check, f"{chain} is that of {hierarchy.follows}, without a gap, as in V1")
    duty = (
        f"{hierarchy.table} stands below {hierarchy.table} by {hierarchy.above} without a circle or a broken "
        "chain, as deep as in V1 and with as many below"
    )
    return Check(hierarchy.check, duty)


def _repairs(migration: Migration) -> Iterator[Check]:
    criteria = tuple(criterion for phase in migration.phases for criterion in phase.criteria)
    for check, duty in REPAIR.items():
        if any(criterion.matches(check) for criterion in criteria):
            yield Check(check, duty)


def _schema(table: str) -> Check:
    return Check(f"schema/{table}", f"V2 {table} has the declared columns and types, and no others")


def _answer(endpoint: Endpoint) -> Check:
    return Check(
        f"answers/{endpoint.id}", f"V2 answers as V1 does, for every user and case: {endpoint.title}"
    )


def _page(page: Page) -> Check:
    duty = (
        f"what the {page.name} page asks for is answered by V2 without an error, and its figures are V1's "
        "(the page's data are judged, not what a browser draws)"
    )
    return Check(f"pages/{page.id}", duty)


def _latencies(migration: Migration) -> Iterator[Check]:
    """The endpoints behind the pages, page by page, each once."""
    known = {endpoint.id: endpoint for endpoint in migration.endpoints if endpoint.reads}
    behind = dict.fromkeys(name for page in migration.pages for name in page.endpoints if name in known)
    yield from (latency_check(migration, known[name]) for name in behind)


def latency_check(migration: Migration, endpoint: Endpoint) -> Check:
    """Return the check of an endpoint's latency; the plan owes it for the endpoints behind the pages."""
    share = f"{100 * migration.tolerances.slower:g} %"
    duty = f"V2 is at most {share} slower than V1, in the median and the 95th percentile: {endpoint.title}"
    return Check(f"latency/{endpoint.id}", duty)


def _contract(endpoint: Endpoint) -> Check:
    route = f"{endpoint.method} {endpoint.v2}"
    duty = f"V2 keeps the contract of {route}: status, envelope, token, and an error for bad input"
    return Check(f"contract/{endpoint.id}", duty)


def _published(group: ApiGroup) -> Check:
    duty = (
        f"the OpenAPI document of V2's API group {group.name} has the manifest's endpoints of it, with their "
        "methods and parameters, and no others"
    )
    return Check(f"contract/{PUBLISHED}.{group.name}", duty)


def _mapping(endpoint: Endpoint) -> Check:
    duty = f"the mapping file leads {endpoint.method} {endpoint.v1} to {endpoint.v2} and {endpoint.worker}"
    return Check(f"mapping/{endpoint.id}", duty)


def _worker(worker: Worker) -> Iterator[Check]:
    yield Check(f"workers/{worker.id}.documented", f"{worker.name} is documented in full and categorised")
    static = f"the script of {worker.name} reads, answers on every path, handles errors and keeps its types"
    yield Check(f"workers/{worker.id}.static", static)
    if worker.critical is not None:
        duty = (
            f"{worker.name}, critical for {worker.critical}, tells its quirks and really answers its example"
        )
        yield Check(f"workers/{worker.id}.critical", duty)


def _catalogue(migration: Migration) -> Iterator[Check]:
    if migration.workers:
        duty = "each script of V2 belongs to a worker of the catalogue, and each worker has its script"
        yield Check(f"workers/{CATALOGUE}", duty)


def _function(function: Function) -> Check:
    duty = f"{function.id}, run by its name with its example, answers as the manifest says: {function.title}"
    return Check(f"functions/{function.id}", duty)


def _load(stage: Stage) -> Check:
    return Check(stage.check, stage.says, gating=stage.gating)


def _attested(migration: Migration) -> Iterator[Check]:
    criteria = (criterion for phase in migration.phases for criterion in phase.criteria if criterion.attested)
    duties = {
        criterion.patterns[0]: criterion.says or criterion.id for criterion in reversed(tuple(criteria))
    }
    for check, says in reversed(duties.items()):
        yield Check(check, f"a person states and signs: {says}")


def _and(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
