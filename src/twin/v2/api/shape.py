"""Shape: what the data of an answer look like, declared in words beside the route that answers it.

Each property has its type: `id integer, email text?, owner {id integer, name text}?, tags [text]`.
A `?` says that the value may be null; braces hold an object, brackets the items of a list.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Schema = dict[str, Any]

TYPES: Mapping[str, Schema] = {
    "integer": {"type": "integer", "format": "int64"},
    "number": {"type": "number"},
    "text": {"type": "string"},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "moment": {"type": "integer", "format": "int64", "description": "epoch milliseconds"},
    "iso": {"type": "string", "format": "date-time"},
    "object": {"type": "object"},
    "json": {"anyOf": [{"type": kind} for kind in ("object", "array", "string", "number", "boolean")]},
}

TOKEN = re.compile(r"\s*(?:(\w+)|([{}\[\],?]))")


@dataclass(frozen=True)
class Shape:
    """The schema of an answer's data, as OpenAPI 3.0 writes it."""

    schema: Mapping[str, Any]


def one(line: str) -> Shape:
    """Declare one object."""
    return Shape(_fields(line))


def rows(line: str) -> Shape:
    """Declare a list of objects."""
    return Shape({"type": "array", "items": _fields(line)})


def page(line: str) -> Shape:
    """Declare a page of objects, with the figures that say where it stands."""
    figures = _fields(
        "itemsReceived integer, curPage integer, nextPage integer?, prevPage integer?, offset integer,"
        " perPage integer, itemsTotal integer, pageTotal integer, items [object]"
    )
    figures["properties"]["items"] = {"type": "array", "items": _fields(line)}
    return Shape(figures)


def anything() -> Shape:
    """Declare data of any kind, null too: what is answered depends on what was asked for."""
    return Shape({**TYPES["json"], "nullable": True})


def _fields(line: str) -> Schema:
    words = [found[1] or found[2] for found in TOKEN.finditer(line)]
    schema = _object(words)
    if words:
        raise ValueError(f"a declaration ends at {words[0]!r}: {line}")
    return schema


def _object(words: list[str]) -> Schema:
    """Read properties up to a closing brace or the end."""
    properties: dict[str, Schema] = {}
    while words and words[0] != "}":
        name = words.pop(0)
        properties[name] = _type(words)
        if words and words[0] == ",":
            words.pop(0)
    return {
        "type": "object",
        "required": list(properties),
        "properties": properties,
        "additionalProperties": False,
    }


def _type(words: list[str]) -> Schema:
    word = words.pop(0)
    if word == "{":
        schema = _object(words)
        words.pop(0)
    elif word == "[":
        schema = {"type": "array", "items": _type(words)}
        words.pop(0)
    else:
        schema = dict(TYPES[word])
    if words and words[0] == "?":
        words.pop(0)
        schema["nullable"] = True
    return schema
