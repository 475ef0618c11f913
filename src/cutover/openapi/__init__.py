"""Reads OpenAPI documents: a pure reader that imports and comparisons share. It judges nothing."""

from cutover.openapi.lookup import Lookup, as_list, as_mapping, types_of
from cutover.openapi.paths import METHODS, base_of, plain_path, shape
from cutover.openapi.published import (
    NotOpenApi,
    Published,
    PublishedOperation,
    Route,
    read_published,
)

__all__ = [
    "METHODS",
    "Lookup",
    "NotOpenApi",
    "Published",
    "PublishedOperation",
    "Route",
    "as_list",
    "as_mapping",
    "base_of",
    "plain_path",
    "read_published",
    "shape",
    "types_of",
]
