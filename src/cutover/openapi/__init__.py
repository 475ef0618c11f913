"""Reads OpenAPI documents: a pure reader that imports and comparisons share. It judges nothing."""

from cutover.openapi.lookup import Lookup, as_list, as_mapping, is_null, types_of
from cutover.openapi.paths import METHODS, base_of, plain_name, plain_path, shape
from cutover.openapi.published import (
    NotOpenApi,
    Published,
    PublishedOperation,
    PublishedParameter,
    Route,
    read_published,
)

__all__ = [
    "METHODS",
    "Lookup",
    "NotOpenApi",
    "Published",
    "PublishedOperation",
    "PublishedParameter",
    "Route",
    "as_list",
    "as_mapping",
    "base_of",
    "is_null",
    "plain_name",
    "plain_path",
    "read_published",
    "shape",
    "types_of",
]
