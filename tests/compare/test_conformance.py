"""An answer beside its published schema: what it breaks, where, and in which words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutover.compare import AnswerSchemas
from cutover.openapi import read_published

ROW = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {
        "id": {"type": "integer"},
        "name": {"type": "string", "nullable": True},
        "on": {"type": "string", "format": "date"},
        "kind": {"type": "string", "enum": ["a", "b"], "nullable": True},
        "share": {"type": "number", "minimum": 0, "exclusiveMinimum": True},
        "owner": {"nullable": True, "allOf": [{"$ref": "#/components/schemas/Owner"}]},
    },
    "additionalProperties": False,
}
OWNER = {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}}


def schemas(schema: object, version: str = "3.0.0") -> AnswerSchemas:
    """Publish one schema, as the answer of GET /api:x/rows."""
    responses = {"2XX": {"content": {"application/json": {"schema": schema}}}}
    document = {
        "openapi": version,
        "paths": {"/rows": {"get": {"responses": responses}}},
        "components": {"schemas": {"Owner": OWNER}},
    }
    return AnswerSchemas(read_published(document, "/api:x"))


def said(answer: object, schema: object = ROW, version: str = "3.0.0") -> list[str]:
    """Say what an answer breaks."""
    found = schemas(schema, version).violations(("GET", "/api:x/rows"), 200, answer)
    assert found is not None
    return [str(each) for each in found]


GOOD = {"id": 1, "name": None}


@pytest.mark.parametrize(
    "answer",
    [
        GOOD,
        {"id": 1, "name": "x", "on": "2026-02-28", "kind": "a", "share": 0.5, "owner": {"id": 2}},
        {**GOOD, "kind": None, "owner": None},
    ],
)
def test_what_the_schema_says_is_right(answer: object) -> None:
    """Null where it may be null, and whatever need not be there."""
    assert said(answer) == []


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ([], "the answer is array, and the schema says object"),
        ({"id": 1}, "name is missing, and the schema requires it"),
        ({**GOOD, "id": "1"}, "id is text, and the schema says integer"),
        ({**GOOD, "id": 1.5}, "id is number, and the schema says integer"),
        ({**GOOD, "id": True}, "id is boolean, and the schema says integer"),
        ({**GOOD, "id": None}, "id is null, and the schema says integer"),
        ({**GOOD, "name": 3}, "name is integer, and the schema says text or null"),
        ({**GOOD, "password": "x"}, "password is not in the schema, which allows no others"),
        ({**GOOD, "on": "2026-02-30"}, "on breaks the schema's format: date"),
        ({**GOOD, "kind": "c"}, "kind breaks the schema's enum: ['a', 'b', None]"),
        ({**GOOD, "share": 0}, "share breaks the schema's exclusiveMinimum: 0"),
        ({**GOOD, "owner": {}}, "owner is object, which fits none of the schema's choices"),
    ],
)
def test_what_it_denies_is_told(answer: object, expected: str) -> None:
    """Path, kind and rule, but never the value."""
    assert said(answer) == [expected]


def test_rows_that_break_one_rule_are_told_once() -> None:
    """The first one's value stands beside the number of places."""
    rows = [{"id": 1, "name": 2}, GOOD, {"id": 3, "name": 4}]
    found = schemas({"type": "array", "items": ROW}).violations(("GET", "/api:x/rows"), 200, rows)
    assert found is not None
    (violation,) = found
    assert (violation.path, violation.field, violation.value, violation.count) == ("[].name", "name", 2, 2)
    assert str(violation).endswith("in 2 places")


def test_a_schema_of_3_1_is_taken_as_it_is() -> None:
    """There null is a type, and `nullable` means nothing."""
    schema = {"type": ["integer", "null"]}
    assert said(None, schema, "3.1.0") == []
    assert said("x", schema, "3.1.0") == ["the answer is text, and the schema says integer or null"]
    assert said(None, {"type": "integer", "nullable": True}, "3.1.0") != []


def test_what_has_no_schema_is_not_judged() -> None:
    """Another status, another route, a schema that is none: no verdict, which is no pass."""
    published = schemas(ROW)
    assert published.violations(("GET", "/api:x/rows"), 404, GOOD) is None
    assert published.violations(("GET", "/api:x/others"), 200, GOOD) is None
    assert schemas({"type": "nonsense"}).violations(("GET", "/api:x/rows"), 200, GOOD) is None


FLOATS = st.floats(allow_nan=False, allow_infinity=False)
SIMPLE = st.none() | st.booleans() | st.integers() | FLOATS | st.text()

KINDS = {"integer": int, "number": (int, float), "string": str, "boolean": bool}


@given(st.sampled_from(sorted(KINDS)), st.booleans(), SIMPLE)
def test_a_type_takes_its_own_values_and_no_others(kind: str, nullable: bool, value: object) -> None:
    """null where it is nullable; true is no number, and a whole float is an integer, as in JSON."""
    fits = isinstance(value, KINDS[kind]) and (kind == "boolean" or not isinstance(value, bool))
    fits = fits or (kind == "integer" and isinstance(value, float) and value.is_integer())
    expected = fits or (nullable and value is None)
    assert (said(value, {"type": kind, "nullable": nullable}) == []) is expected
