"""Writes drafts of the manifest from what a team has. A human's edit always stays."""

from cutover.importing.catalogue import Catalogue, read_v1, read_v2, rule_pattern
from cutover.importing.changes import Changes
from cutover.importing.endpoints import Imported, import_operations
from cutover.importing.fields import import_fields
from cutover.importing.mapping import MappingFile, read_mapping
from cutover.importing.openapi import OpenApi, read_openapi
from cutover.importing.paths import import_paths
from cutover.importing.refusal import ImportRefused
from cutover.importing.source import read_source, shown
from cutover.importing.tables import import_catalogues, known_names

__all__ = [
    "Catalogue",
    "Changes",
    "ImportRefused",
    "Imported",
    "MappingFile",
    "OpenApi",
    "import_catalogues",
    "import_fields",
    "import_operations",
    "import_paths",
    "known_names",
    "read_mapping",
    "read_openapi",
    "read_source",
    "read_v1",
    "read_v2",
    "rule_pattern",
    "shown",
]
