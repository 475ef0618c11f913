"""The migration: everything that the manifest claims, as one value."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Annotated

from cutover.manifest.apigroup import ApiGroup
from cutover.manifest.approver import Approver
from cutover.manifest.columns import SchemaFile
from cutover.manifest.differs import ErrorRule
from cutover.manifest.endpoint import Endpoint, Envelope, Numbers
from cutover.manifest.function import Function
from cutover.manifest.hierarchy import Hierarchy
from cutover.manifest.load import Stage, Workflow
from cutover.manifest.page import Page
from cutover.manifest.phase import Phase
from cutover.manifest.reference import Reference
from cutover.manifest.relation import Paging
from cutover.manifest.repairing import RepairFile
from cutover.manifest.report import FinalReport
from cutover.manifest.table import NewTable, TableFile, V2Table, group_by_v2
from cutover.manifest.tolerances import Tolerances
from cutover.manifest.uncovered import NotCovered
from cutover.manifest.user import User
from cutover.manifest.value import Keyed, Text, Value
from cutover.manifest.waiver import Waiver
from cutover.manifest.worker import Worker


class MigrationFile(Value):
    """The file `migration.yaml`; `published` are the API groups of which V2 publishes a document.

    `envelope` is what V2's answers are wrapped in, and `numbers` whether 1 and 1.0 differ, unless an endpoint
    says. `errors` is what V1's errors become in V2. `paging` is how lists are paged whose endpoints take its
    two parameters and say nothing else.
    """

    name: Text
    envelope: Envelope = "fp_result"
    numbers: Numbers = "by_type"
    errors: tuple[ErrorRule, ...] = ()
    tolerances: Tolerances = Tolerances()
    paging: Paging | None = None
    users: tuple[User, ...]
    published: Annotated[tuple[ApiGroup, ...], Keyed("name")] = ()


_NOTHING_DECLARED = SchemaFile.model_validate({"tables": {}})
_NO_RULES = RepairFile()


@dataclass(frozen=True)
class Migration:
    """What is claimed about V1, V2 and what must hold between them.

    `digest` is "sha256:…" over the bytes of all files but environments, approvers and waivers: evidence of
    another manifest does not count. `errors` are migration.yaml's; each endpoint holds them after its own.
    """

    name: str
    folder: Path
    digest: str
    tolerances: Tolerances
    users: tuple[User, ...] = ()
    tables: tuple[TableFile, ...] = ()
    new_tables: tuple[NewTable, ...] = ()
    schema: SchemaFile = _NOTHING_DECLARED
    references: tuple[Reference, ...] = ()
    not_covered: tuple[NotCovered, ...] = ()
    hierarchies: tuple[Hierarchy, ...] = ()
    endpoints: tuple[Endpoint, ...] = ()
    functions: tuple[Function, ...] = ()
    pages: tuple[Page, ...] = ()
    phases: tuple[Phase, ...] = ()
    report: FinalReport | None = None
    waivers: tuple[Waiver, ...] = ()
    people: tuple[Approver, ...] = ()
    workers: tuple[Worker, ...] = ()
    published: tuple[ApiGroup, ...] = ()
    errors: tuple[ErrorRule, ...] = ()
    stages: tuple[Stage, ...] = ()
    workflows: tuple[Workflow, ...] = ()
    repair: RepairFile = _NO_RULES

    def v2_tables(self) -> tuple[V2Table, ...]:
        """Return the V2 tables with all their sources, sorted by name; `new_tables` have none."""
        return tuple(self._v2_tables.values())

    def v2_table(self, name: str) -> V2Table:
        """Return one V2 table; KeyError if no file declares it."""
        return self._v2_tables[name]

    @cached_property
    def _v2_tables(self) -> Mapping[str, V2Table]:
        return {table.name: table for table in group_by_v2(self.tables)}

    def types(self, table: str) -> Mapping[str, str]:
        """Return the declared columns of a V2 table with their types; KeyError if there is no such table."""
        return self.schema.types()[table]

    def v1_table(self, name: str) -> TableFile:
        """Return the file of one V1 table; KeyError if there is none."""
        return {file.v1.table: file for file in self.tables}[name]

    def endpoint(self, identifier: str) -> Endpoint:
        """Return one endpoint by its id; KeyError if there is none."""
        return self._endpoints[identifier]

    @cached_property
    def _endpoints(self) -> Mapping[str, Endpoint]:
        return {endpoint.id: endpoint for endpoint in self.endpoints}

    def function(self, identifier: str) -> Function:
        """Return one function by its id; KeyError if there is none."""
        return self._functions[identifier]

    @cached_property
    def _functions(self) -> Mapping[str, Function]:
        return {function.id: function for function in self.functions}

    def reference(self, identifier: str) -> Reference:
        """Return one reference by its id; KeyError if there is none."""
        return {reference.id: reference for reference in self.references}[identifier]

    def hierarchy(self, identifier: str) -> Hierarchy:
        """Return one hierarchy by its name; KeyError if there is none."""
        return {hierarchy.name: hierarchy for hierarchy in self.hierarchies}[identifier]

    def page(self, identifier: str) -> Page:
        """Return one page by its id; KeyError if there is none."""
        return {page.id: page for page in self.pages}[identifier]

    def phase(self, identifier: str) -> Phase:
        """Return one phase by its number; KeyError if there is none."""
        return {phase.id: phase for phase in self.phases}[identifier]

    def worker(self, identifier: str) -> Worker:
        """Return one worker by its name without the folder; KeyError if there is none."""
        return {worker.id: worker for worker in self.workers}[identifier]

    def stage(self, identifier: str) -> Stage:
        """Return one stage of load by its name; KeyError if there is none."""
        return {stage.id: stage for stage in self.stages}[identifier]

    def api_group(self, name: str) -> ApiGroup:
        """Return one API group by its name; KeyError if there is none."""
        return {group.name: group for group in self.published}[name]

    def api_group_of(self, endpoint: Endpoint) -> ApiGroup | None:
        """Return the API group that holds an endpoint; None where the manifest names no groups."""
        return next((group for group in self.published if group.holds(endpoint)), None)

    def users_of(self, endpoint: Endpoint) -> tuple[User, ...]:
        """Return in whose name an endpoint is asked: its own list, else everyone."""
        return tuple(user for user in self.users if endpoint.users is None or user.id in endpoint.users)

    def of_itself(self) -> "Migration":
        """Return the migration in which V2 is V1: its addresses, no envelope, no difference that is meant."""
        same = {"envelope": "none", "differs": (), "errors": (), "expected_status": None}
        endpoints = (each.model_copy(update={"v2": each.v1, **same}) for each in self.endpoints)
        return replace(self, endpoints=tuple(endpoints))

    def hidden_names(self) -> frozenset[str]:
        """Return the V1 fields' and V2 columns' names whose values evidence may show only as keyed hashes."""
        columns = (
            column for file in self.tables for target in file.v2 for column in target.columns if column.hidden
        )
        return frozenset(name for column in columns for name in (column.name, *column.path[-1:]))
