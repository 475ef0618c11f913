"""The JSON Schema of every kind of file, made from the values themselves."""

from typing import Any

from pydantic.json_schema import models_json_schema

from cutover.manifest.approver import ApproversFile
from cutover.manifest.columns import SchemaFile
from cutover.manifest.endpoint import EndpointsFile
from cutover.manifest.environment import Environment
from cutover.manifest.function import FunctionsFile
from cutover.manifest.load import LoadFile
from cutover.manifest.migration import MigrationFile
from cutover.manifest.page import PagesFile
from cutover.manifest.reference import ReferencesFile
from cutover.manifest.repairing import RepairFile
from cutover.manifest.report import PhasesFile
from cutover.manifest.table import NewTablesFile, TableFile
from cutover.manifest.waiver import WaiversFile
from cutover.manifest.worker import WorkersFile

_KINDS = (
    MigrationFile,
    TableFile,
    NewTablesFile,
    SchemaFile,
    ReferencesFile,
    EndpointsFile,
    FunctionsFile,
    PagesFile,
    PhasesFile,
    WaiversFile,
    ApproversFile,
    WorkersFile,
    LoadFile,
    RepairFile,
    Environment,
)


def json_schema() -> dict[str, Any]:
    """Return one document with a definition for each kind of file; a file is one of them."""
    references, document = models_json_schema([(kind, "validation") for kind in _KINDS], by_alias=True)
    definitions = {name: _without_defaults(definition) for name, definition in document["$defs"].items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A file of a cutover manifest",
        "anyOf": [references[(kind, "validation")] for kind in _KINDS],
        "$defs": definitions,
    }


def _without_defaults(definition: Any) -> Any:
    """Leave the defaults out: they are those of the values in Python, not of the file's own form."""
    if isinstance(definition, dict):
        # A property may be called `title` itself: that is a definition, not a text.
        kept = {
            key: value
            for key, value in definition.items()
            if key != "default" and not (key == "title" and isinstance(value, str))
        }
        return {key: _without_defaults(value) for key, value in kept.items()}
    if isinstance(definition, list):
        return [_without_defaults(value) for value in definition]
    return definition
