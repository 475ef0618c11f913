"""Published: one OpenAPI 3 document for each API group, made of what the routes declare."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from twin.v2.api.call import Endpoint
from twin.v2.api.parameters import ID, Parameter
from twin.v2.api.shape import Schema, Shape

GROUPS = {"4psV7fp6": "Tasks", "4UsTtl3m": "Workers", "LIdBL1AN": "System", "2kCRUYxG": "Seeding"}
"""What the API groups are called; one that is not named here goes by its id."""

PATH = re.compile(r"/api:(?P<group>[^/]+)(?P<rest>/.*)")
PLACEHOLDER = re.compile(r"{(\w+)}")
REFUSALS = {
    400: "An input is missing or cannot be read",
    401: "The token is missing or not known",
    404: "There is no such record for this viewer",
}

ERROR: Schema = {
    "type": "object",
    "required": ["code", "message"],
    "properties": {name: {"type": "string"} for name in ("code", "message", "param")},
    "additionalProperties": False,
}


@dataclass(frozen=True)
class Operation:
    """One method of one path, as it is published; `is_open` needs no token."""

    path: str
    method: str
    summary: str
    parameters: tuple[Parameter, ...]
    answers: Shape | None
    refuses: Mapping[int, str] = field(default_factory=dict)
    is_open: bool = False

    @property
    def group(self) -> str:
        """The id of its API group."""
        return _split(self.path)[0]


def operation(endpoint: Endpoint) -> Operation:
    """Return what is published of a route."""
    told = inspect.getdoc(endpoint.handler) if inspect.isroutine(endpoint.handler) else None
    summary = (told or endpoint.function or endpoint.path).partition(". ")[0].splitlines()[0].rstrip(".")
    given = endpoint.parameters
    return Operation(endpoint.path, endpoint.method, summary, given, endpoint.answers, endpoint.refuses)


def document(group: str, operations: Iterable[Operation], address: str) -> dict[str, Any] | None:
    """Return the document of one API group, None where it has no operation; `address` is that of the API."""
    paths: dict[str, dict[str, Any]] = {}
    for each in operations:
        if each.group == group:
            paths.setdefault(_split(each.path)[1], {})[each.method.lower()] = _written(each)
    if not paths:
        return None
    return {
        "openapi": "3.0.0",
        "info": {"title": GROUPS.get(group, group), "version": "0.0.1"},
        "servers": [{"url": f"{address.rstrip('/')}/api:{group}"}],
        "paths": paths,
        "components": {
            "schemas": {"Failure": _envelope(success=False, data={"nullable": True, "enum": [None]})},
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        },
    }


def _split(path: str) -> tuple[str, str]:
    found = PATH.fullmatch(path)
    if found is None:
        raise ValueError(f"{path} belongs to no API group")
    return found["group"], found["rest"]


def _written(each: Operation) -> dict[str, Any]:
    said: dict[str, Any] = {"summary": each.summary}
    if not each.is_open:
        said["security"] = [{"bearer": []}]
    in_path = [_parameter(ID.schema, name, "path", required=True) for name in PLACEHOLDER.findall(each.path)]
    in_query: list[Schema] = []
    if each.method == "GET":
        in_query = [_parameter(_schema(p), p.name, "query", required=p.required) for p in each.parameters]
    elif each.parameters:
        body = {
            "type": "object",
            "required": [p.name for p in each.parameters if p.required],
            "properties": {p.name: _schema(p) for p in each.parameters},
        }
        if not body["required"]:  # OpenAPI 3.0 knows no empty list here
            del body["required"]
        said["requestBody"] = _json(body)
    if in_path or in_query:
        said["parameters"] = [*in_path, *in_query]
    said["responses"] = _responses(each)
    return said


def _parameter(schema: Mapping[str, Any], name: str, place: str, *, required: bool) -> Schema:
    return {"name": name, "in": place, "required": required, "schema": dict(schema)}


def _schema(parameter: Parameter) -> Schema:
    default = {} if parameter.default is None else {"default": parameter.default}
    return {**parameter.schema, **default}


def _responses(each: Operation) -> dict[str, Any]:
    answers = each.answers
    content = {} if answers is None else _json(_envelope(success=True, data=answers.schema))
    refusals = {
        str(status): {"description": says, **_json({"$ref": "#/components/schemas/Failure"})}
        for status, says in {**REFUSALS, **each.refuses}.items()
    }
    return {"200": {"description": "Success", **content}, **refusals}


def _envelope(*, success: bool, data: Mapping[str, Any]) -> Schema:
    error: Schema = {"nullable": True, "enum": [None]} if success else ERROR
    return {
        "type": "object",
        "required": ["success", "data", "error"],
        "properties": {
            "success": {"type": "boolean", "enum": [success]},
            "data": dict(data),
            "error": error,
        },
        "additionalProperties": False,
    }


def _json(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}
