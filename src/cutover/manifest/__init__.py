"""The manifest: what is claimed of V1 and V2 and must hold between them. The only parser of `migration/`."""

from cutover.manifest.apigroup import PUBLISHED, ApiGroup
from cutover.manifest.approver import SEALER, Approver, ApproversFile, Key, Moment, plain_name
from cutover.manifest.check import DISCOVERY, NEVER_REPAIRED, PLANNED, Check, latency_check, plan
from cutover.manifest.columns import TYPES, SchemaFile, TypedColumn
from cutover.manifest.differs import (
    Differs,
    ErrorForm,
    ErrorRule,
    FieldTolerance,
    Predicate,
    Unstable,
    steps_of,
)
from cutover.manifest.document import Document, Place, read_document
from cutover.manifest.endpoint import (
    Case,
    DerivedCase,
    Endpoint,
    ExpectedStatus,
    Given,
    Parameter,
    Taken,
    Trace,
)
from cutover.manifest.environment import (
    Credential,
    Environment,
    HealthPaths,
    Login,
    Side,
    Start,
    Watch,
    form_of,
    has_password,
)
from cutover.manifest.function import Function
from cutover.manifest.hierarchy import Hierarchy
from cutover.manifest.load import LOGIN, Stage, Step, Workflow, lasting, shares
from cutover.manifest.migration import Migration
from cutover.manifest.page import Figure, Page
from cutover.manifest.phase import Criterion, Phase
from cutover.manifest.problem import CODES, ManifestError, Problem, nearest
from cutover.manifest.reading import SHAPES, Reading, load_environment, load_migration, read_folder
from cutover.manifest.reference import Reference
from cutover.manifest.repairing import Action, RepairFile
from cutover.manifest.report import FinalReport, ReportSection, ScorePart
from cutover.manifest.schema import json_schema
from cutover.manifest.table import (
    Column,
    Match,
    Source,
    TableFile,
    Target,
    V2Table,
)
from cutover.manifest.tolerances import Tolerances
from cutover.manifest.uncovered import NotCovered, reason_of
from cutover.manifest.undecided import UNDECIDED
from cutover.manifest.user import User
from cutover.manifest.waiver import Waiver
from cutover.manifest.worker import CATALOGUE, CATEGORIES, GROUPS, Example, Input, Worker

__all__ = [
    "CATALOGUE",
    "CATEGORIES",
    "CODES",
    "DISCOVERY",
    "GROUPS",
    "LOGIN",
    "NEVER_REPAIRED",
    "PLANNED",
    "PUBLISHED",
    "SEALER",
    "SHAPES",
    "TYPES",
    "UNDECIDED",
    "Action",
    "ApiGroup",
    "Approver",
    "ApproversFile",
    "Case",
    "Check",
    "Column",
    "Credential",
    "Criterion",
    "DerivedCase",
    "Differs",
    "Document",
    "Endpoint",
    "Environment",
    "ErrorForm",
    "ErrorRule",
    "Example",
    "ExpectedStatus",
    "FieldTolerance",
    "Figure",
    "FinalReport",
    "Function",
    "Given",
    "HealthPaths",
    "Hierarchy",
    "Input",
    "Key",
    "Login",
    "ManifestError",
    "Match",
    "Migration",
    "Moment",
    "NotCovered",
    "Page",
    "Parameter",
    "Phase",
    "Place",
    "Predicate",
    "Problem",
    "Reading",
    "Reference",
    "RepairFile",
    "ReportSection",
    "SchemaFile",
    "ScorePart",
    "Side",
    "Source",
    "Stage",
    "Start",
    "Step",
    "TableFile",
    "Taken",
    "Target",
    "Tolerances",
    "Trace",
    "TypedColumn",
    "Unstable",
    "User",
    "V2Table",
    "Waiver",
    "Watch",
    "Worker",
    "Workflow",
    "form_of",
    "has_password",
    "json_schema",
    "lasting",
    "latency_check",
    "load_environment",
    "load_migration",
    "nearest",
    "plain_name",
    "plan",
    "read_document",
    "read_folder",
    "reason_of",
    "shares",
    "steps_of",
]
