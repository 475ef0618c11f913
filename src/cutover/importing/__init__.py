"""Writes drafts of the manifest from what a team has: OpenAPI documents. A human's edit always stays."""

from cutover.importing.changes import Changes
from cutover.importing.endpoints import Imported, import_operations
from cutover.importing.openapi import OpenApi, read_openapi
from cutover.importing.refusal import ImportRefused
from cutover.importing.source import read_source, shown

__all__ = [
    "Changes",
    "ImportRefused",
    "Imported",
    "OpenApi",
    "import_operations",
    "read_openapi",
    "read_source",
    "shown",
]
