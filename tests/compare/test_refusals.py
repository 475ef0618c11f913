"""A case that means to be refused is compared by its error."""

import json

import pytest
from tests.compare.test_answers import ITEMS, Said, endpoint, new, old, refusal

from cutover.compare import judge

GONE = Said(404, json.dumps({"code": "NOT_FOUND", "message": "There is none."}).encode())
OTHERWISE = Said(404, json.dumps({"code": "E1", "message": "Not Found."}).encode())
RULE = {
    "v1": {"status": 404, "code": "E1", "message": "Not Found."},
    "v2": {"status": 404, "code": "NOT_FOUND", "message": "There is none."},
}
PAGE = Said(404, b"<html>Not Found</html>")

CASES = {
    "the same error": (GONE, refusal(), [], "matched"),
    "another message": (GONE, refusal(message="Oops."), [], "mismatched"),
    "no message": (GONE, refusal(message=""), [], "mismatched"),
    "another code": (GONE, refusal(code="FATAL"), [], "mismatched"),
    "another status": (GONE, Said(403, refusal().body), [], "mismatched"),
    "success over an error": (GONE, refusal(success=True), [], "mismatched"),
    "data beside an error": (GONE, refusal(data=[]), [], "mismatched"),
    "an error page": (GONE, PAGE, [], "mismatched"),
    "an error under 200": (GONE, Said(200, refusal().body), [], "mismatched"),
    "an answer after all": (GONE, new(ITEMS), [], "mismatched"),
    "a rule for it": (OTHERWISE, refusal(), [RULE], "matched"),
    "no rule for it": (OTHERWISE, refusal(), [], "mismatched"),
    "a rule for another status": (OTHERWISE, refusal(), [{**RULE, "v1": {"status": 403}}], "mismatched"),
    "the rule's message lost": (OTHERWISE, refusal(message="gone"), [RULE], "mismatched"),
    "V1 does not refuse it": (old(ITEMS), refusal(), [], "failed"),
    "V1 fails": (Said(500), refusal(), [], "failed"),
}


@pytest.mark.parametrize(("v1", "v2", "errors", "outcome"), CASES.values(), ids=CASES)
def test_an_error_is_v1s_by_status_code_and_message(
    v1: Said, v2: Said, errors: list[object], outcome: str
) -> None:
    """Alike, or as a rule says what V1's error becomes; the envelope agrees with it."""
    told = judge(endpoint(errors=tuple(errors)), "unknown id", v1, v2, refused=404)
    assert told.outcome == outcome


def test_refused_alike_is_vacuous_where_no_refusal_is_meant() -> None:
    """The same 404 of both says nothing about a question that has an answer."""
    assert judge(endpoint(), "all", GONE, refusal()).outcome == "vacuous"
