# ruff: noqa: E501 - documents and tables of cases read as such: one line, one row
"""OpenAPI documents for tests: small, and as large as one likes."""

from typing import Any

ANSWER = {
    "200": {
        "description": "",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Page"}}},
    }
}
SCHEMAS = {
    "Page": {"type": "object", "properties": {"items": {"type": "array", "items": {"$ref": "#/components/schemas/Person"}}}},
    "Person": {"type": "object", "properties": {"id": {"type": "integer"}, "boss": {"$ref": "#/components/schemas/Person"}}},
}  # fmt: skip


def document(paths: dict[str, Any], *, base: str = "/api:v2", **more: Any) -> dict[str, Any]:
    """Return an OpenAPI 3.0 document over some paths."""
    return {
        "openapi": "3.0.3",
        "info": {"title": "Team", "version": "1"},
        "servers": [{"url": f"https://example.test{base}"}],
        "paths": paths,
        "components": {"schemas": SCHEMAS},
    } | more


def team(base: str = "/api:v2", **more: Any) -> dict[str, Any]:
    """Return the document of a small team's API."""
    status = {"name": "status", "in": "query", "schema": {"type": "string", "enum": ["on", "off"]}}
    person = {"name": "person-id", "in": "path", "required": True, "schema": {"type": "integer"}}
    body = {
        "type": "object",
        "required": ["name"],
        "properties": {"name": {"type": "string", "example": "Ada"}},
    }
    return document(
        {
            "/members": {"get": {"summary": "The members: all", "parameters": [status], "responses": ANSWER}},
            "/members/{person-id}": {"parameters": [person], "get": {"operationId": "member"}},
            "/rename": {"post": {"requestBody": {"content": {"application/json": {"schema": body}}}}},
        },
        base=base,
        **more,
    )


def many(number: int) -> dict[str, Any]:
    """Return a document of so many operations, fifty to a group."""
    return document(
        {
            f"/things{each}/{{id}}": {
                "get": {"tags": [f"Things {each // 50}"], "summary": f"Thing {each}", "responses": ANSWER}
            }
            for each in range(number)
        }
    )
