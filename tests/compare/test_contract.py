"""V2's contract is judged from its answers."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from cutover.compare import (
    empty_or_refused,
    good_answer,
    good_or_refused,
    open_envelope,
    refused_caller,
    refused_method,
    refused_row,
    refused_value,
)


@dataclass(frozen=True)
class Said:
    """An answer as V2 gives it."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(
        default_factory=lambda: {"content-type": "application/json; charset=utf-8"}
    )
    seconds: float = 0.0
    error: str | None = None


def said(status: int, success: object, data: object, error: object) -> Said:
    """An enveloped answer."""
    return Said(status, json.dumps({"success": success, "data": data, "error": error}).encode())


REFUSAL = {"code": "ERROR_CODE_UNAUTHORIZED", "message": "No token."}

ENVELOPES = {
    "success": ((True, 1, None), 200, None),
    "failure with a text": ((False, None, "no"), 404, None),
    "failure with an object": ((False, None, REFUSAL), 401, None),
    "success as text": (("true", 1, None), 200, "'success' is 'true', not true or false"),
    "failure over 200": ((False, 1, None), 200, "status 200, but 'success' is false"),
    "success with an error": ((True, 1, "x"), 200, "'success' is true, but 'error' is not null"),
    "success over 500": ((True, None, "broken"), 500, "status 500, but 'success' is true"),
    "silent failure": ((False, None, ""), 400, "status 400, but 'error' does not say why"),
    "failure with data": ((False, 1, "no"), 400, "status 400, but 'data' is not null"),
}


@pytest.mark.parametrize(("parts", "status", "finding"), ENVELOPES.values(), ids=ENVELOPES)
def test_envelopes_agree_with_their_status(
    parts: tuple[object, object, object], status: int, finding: str | None
) -> None:
    """Each contradiction between envelope and status is one finding."""
    answer = dict(zip(("success", "data", "error"), parts, strict=True))
    assert open_envelope(answer, status).findings == ((finding,) if finding else ())


def test_an_envelope_has_three_keys() -> None:
    """A key that is absent or unknown is a finding, and so is a bare answer."""
    assert open_envelope([1], 200).findings == ("the answer is no FP Result: it has no 'success'",)
    assert open_envelope({"success": True, "error": None}, 200).findings == ("the envelope has no 'data'",)
    more = {"success": True, "data": 1, "error": None, "meta": 1}
    assert open_envelope(more, 200).findings == ("the envelope has an unknown key 'meta'",)


def test_a_good_answer_keeps_the_contract() -> None:
    """A 2xx with a true envelope has no findings; a page, a failure or silence has."""
    assert good_answer(said(200, True, [], None)) == ()
    assert good_answer(Said(200, b"<p>", {"content-type": "text/html"}))
    assert good_answer(said(500, False, None, "broken"))
    assert good_answer(Said(0, b"", error="timeout: 1 s")) == ("no answer: timeout: 1 s",)
    assert good_answer(Said(502, b"<p>"), expected_status=502) == ()
    assert good_answer(said(200, True, [], None), expected_status=502) == ("status 200, not 502",)


def test_a_caller_without_a_good_token_is_refused() -> None:
    """Nothing but a 401 in the error form will do."""
    assert refused_caller(said(401, False, None, REFUSAL)) == ()
    assert refused_caller(said(200, True, [1], None)) == ("status 200, not 401",)
    assert refused_caller(said(403, False, None, REFUSAL)) == ("status 403, not 401",)
    assert refused_caller(said(401, False, [1], REFUSAL)) == ("status 401, but 'data' is not null",)
    assert refused_caller(Said(0, b"", error="timeout: 1 s")) == ("no answer: timeout: 1 s",)


@pytest.mark.parametrize("status", [200, 401, 403, 429, 500])
def test_a_bad_value_is_refused_for_what_it_is(status: int) -> None:
    """Only a 4xx about the value proves that the value was looked at."""
    assert refused_value(said(400, False, None, "page must be at least 1")) == ()
    assert refused_value(said(status, status < 400, None, None if status < 400 else "no"))


def test_a_row_and_a_method_that_are_not_there_have_a_status_of_their_own() -> None:
    """404 for a row; 404 or 405 for a method; a 2xx says that it was done."""
    missing, other = said(404, False, None, "no such row"), said(405, False, None, "another method")
    assert refused_row(missing) == refused_method(missing) == refused_method(other) == ()
    assert refused_row(other) == ("status 405, not 404",)
    assert refused_method(said(200, True, {"deleted": 1}, None)) == ("status 200, not 404 or 405",)
    page = Said(405, b"Method Not Allowed", {"content-type": "text/plain"})
    assert "content type 'text/plain', not application/json" in refused_method(page)


def test_an_odd_value_is_answered_or_refused() -> None:
    """A filter may match nothing and a value be refused; neither a 500 nor a 401 is an answer to it."""
    assert good_or_refused(said(200, True, [], None)) == ()
    assert good_or_refused(said(400, False, None, "too long")) == ()
    assert good_or_refused(said(502, False, None, "batch"), expected_status=502) == ()
    assert good_or_refused(said(500, False, None, "broken")) == ("status 500, neither good nor a refusal",)
    assert good_or_refused(said(401, False, None, REFUSAL)) == ("status 401, neither good nor a refusal",)
    assert good_or_refused(Said(0, b"", error="timeout: 1 s")) == ("no answer: timeout: 1 s",)
    assert good_or_refused(Said(200, b"[]", {"content-type": "text/html"}))


def test_beyond_the_last_page_there_is_nothing() -> None:
    """An empty list or a refusal; rows there are the first page once more."""
    assert empty_or_refused(said(200, True, {"items": []}, None), "items") == ()
    assert empty_or_refused(said(200, True, [], None), "") == ()
    assert empty_or_refused(said(400, False, None, "page must be at least 1"), "items") == ()
    full = empty_or_refused(said(200, True, {"items": [1, 2]}, None), "items")
    assert full == ("2 rows, neither none nor a refusal",)
    assert empty_or_refused(said(200, True, {}, None), "items") == ("no list at 'items'",)
    assert empty_or_refused(said(500, False, None, "broken"), "items")
