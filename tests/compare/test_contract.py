"""V2's contract is judged from its answers."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from cutover.compare import bad_parameter, good_answer, open_envelope, without_token


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


def test_a_request_without_a_token_is_refused() -> None:
    """Nothing but a 401 in the error form will do."""
    assert without_token(said(401, False, None, REFUSAL)) == ()
    assert without_token(said(200, True, [1], None)) == ("status 200 without a token, not 401",)
    assert without_token(said(401, False, [1], REFUSAL)) == ("status 401, but 'data' is not null",)


@pytest.mark.parametrize("status", [200, 401, 403, 429, 500])
def test_a_bad_value_is_refused_for_what_it_is(status: int) -> None:
    """Only a 4xx about the value proves that the value was looked at."""
    assert bad_parameter(said(400, False, None, "page must be at least 1"), "page") == ()
    assert bad_parameter(said(status, status < 400, None, None if status < 400 else "no"), "page")
