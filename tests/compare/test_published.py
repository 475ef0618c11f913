"""What is published beside what is declared: every disagreement is one finding, and agreement none."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from cutover.compare import AnswerSchemas, compare_published
from cutover.manifest import Endpoint
from cutover.openapi import NotOpenApi, read_published

BASE = "/api:x"
GOOD = {"type": "object", "properties": {"success": {"type": "boolean"}, "data": {"type": "array"}}}


def operation(*parameters: str, schema: object = GOOD) -> dict[str, Any]:
    """Write an operation; a parameter that ends with a ! is required."""
    return {
        "parameters": [
            {"name": each.rstrip("!"), "in": "query", "required": each.endswith("!"), "schema": {}}
            for each in parameters
        ],
        "responses": {"200": {"content": {"application/json": {"schema": schema}}}},
    }


def document() -> dict[str, Any]:
    """Write the document that agrees with the endpoints below."""
    return {
        "openapi": "3.0.0",
        "servers": [{"url": "https://host/api:x"}],
        "paths": {
            "/rows": {"get": operation("page", "by!")},
            "/rows/{row_id}": {"get": operation()},
            "/login": {"post": operation()},
        },
    }


def endpoint(name: str, v2: str, **more: object) -> Endpoint:
    """Declare an endpoint."""
    said = {"name": name, "title": "t", "method": "GET", "v1": "/v1", "v2": v2, "worker": "w"}
    return Endpoint.model_validate(said | {"effect": "reads"} | more)


ENDPOINTS = (
    endpoint(
        "list",
        f"{BASE}/rows",
        parameters={
            "page": {"in": "query", "type": "integer"},
            "by": {"in": "query", "type": "text", "required": True, "example": "id"},
        },
    ),
    endpoint(
        "one", f"{BASE}/rows/{{id}}", parameters={"id": {"in": "path", "type": "integer", "example": 1}}
    ),
)


def findings(written: dict[str, Any]) -> list[str]:
    """Compare a document with the endpoints; the login may be published."""
    published = read_published(written, BASE)
    known = [("POST", f"{BASE}/login")]
    found = compare_published(published, ENDPOINTS, AnswerSchemas(published), known)
    return [str(each) for each in found]


def test_what_agrees_has_no_finding() -> None:
    """The names of placeholders are nobody's business, and neither is a login."""
    assert findings(document()) == []


Spoil = Callable[[dict[str, Any]], object]
ROWS = "GET /api:x/rows"


@pytest.mark.parametrize(
    ("spoil", "expected"),
    [
        (
            lambda paths: paths.pop("/rows"),
            [f"{ROWS}: in the manifest and not published"],
        ),
        (
            lambda paths: paths.update({"/rowz": paths.pop("/rows")}),
            [
                f"{ROWS}: in the manifest and not published (nearest: GET /api:x/rowz)",
                f"GET /api:x/rowz: published and not in the manifest (nearest: {ROWS})",
            ],
        ),
        (
            lambda paths: paths.update({"/rows": {"put": paths["/rows"]["get"]}}),
            [f"{ROWS}: published with another method: PUT"],
        ),
        (
            lambda paths: paths["/rows"]["get"]["parameters"][0].update(name="pages"),
            [f"{ROWS}: sends a parameter that is not published: page in query (nearest: pages)"],
        ),
        (
            lambda paths: paths["/rows"]["get"]["parameters"][0].update({"in": "header"}),
            [f"{ROWS}: sends a parameter that is not published: page in query"],
        ),
        (
            lambda paths: paths["/rows"]["get"]["parameters"][0].update(required=True),
            [f"{ROWS}: never sends a parameter that is published as required: page (nearest: page)"],
        ),
        (
            lambda paths: paths["/rows"]["get"]["responses"]["200"].clear(),
            [f"{ROWS}: no schema of a good answer is published"],
        ),
        (
            lambda paths: paths["/rows"].update(get=operation("page", "by!", schema={"description": "all"})),
            [f"{ROWS}: the published schema takes anything"],
        ),
        (
            lambda paths: paths["/rows"].update(
                get=operation("page", "by!", schema={"properties": {"data": {"nullable": True}}})
            ),
            [f"{ROWS}: the published schema takes anything"],
        ),
    ],
)
def test_each_disagreement_is_one_finding(spoil: Spoil, expected: list[str]) -> None:
    """It names the endpoint, what is wrong, and the nearest name on the other side."""
    written = deepcopy(document())
    spoil(written["paths"])
    assert findings(written) == expected


@pytest.mark.parametrize("schema", [{"type": "nonsense"}, {"$ref": "#/components/schemas/Nowhere"}, []])
def test_a_schema_that_is_none_is_a_finding(schema: object) -> None:
    """What cannot be compiled can deny nothing."""
    written = document()
    written["paths"]["/rows"] = {"get": operation("page", "by!", schema=schema)}
    assert [each.split(": ")[1] for each in findings(written)] == ["the published schema is none"]


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ([], "there is no `openapi`"),
        ({"swagger": "2.0", "paths": {}}, "there is no `openapi`"),
        ({"openapi": "4.0.0", "paths": {"/a": {"get": {}}}}, "OpenAPI 4.0.0"),
        ({"openapi": "3.0.0"}, "publishes no operation"),
        ({"openapi": "3.0.0", "paths": {"/a": {"summary": "nothing"}}}, "publishes no operation"),
        ({**document(), "servers": [{"url": "https://host/api:y"}]}, "the document of /api:y, not of /api:x"),
    ],
)
def test_what_is_no_document_of_the_group_is_refused(written: object, says: str) -> None:
    """Nothing agrees with nothing."""
    with pytest.raises(NotOpenApi, match=says):
        read_published(written, BASE)
