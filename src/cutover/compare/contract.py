"""The contract that every V2 endpoint keeps, whatever it answers."""

from __future__ import annotations

from cutover.compare.answers import Answer
from cutover.compare.envelope import open_envelope
from cutover.compare.strict import read_json


def good_answer(answer: Answer, expected_status: int | None = None) -> tuple[str, ...]:
    """What is wrong with V2's answer to a proper request: a 2xx, JSON, an envelope at one with itself."""
    if answer.error:
        return (f"no answer: {answer.error}",)
    if expected_status is not None and answer.status == expected_status:
        return ()
    if not 200 <= answer.status < 300:
        wanted = "2xx" if expected_status is None else str(expected_status)
        return (f"status {answer.status}, not {wanted}", *_form(answer))
    if expected_status is not None:
        return (f"status {answer.status}, not {expected_status}", *_form(answer))
    return _form(answer)


def without_token(answer: Answer) -> tuple[str, ...]:
    """What is wrong with V2's answer to a request without a token: 401 in the error form, and no data."""
    if answer.error:
        return (f"no answer: {answer.error}",)
    wrong = () if answer.status == 401 else (f"status {answer.status} without a token, not 401",)
    return (*wrong, *_form(answer))


def bad_parameter(answer: Answer, parameter: str) -> tuple[str, ...]:
    """What is wrong with V2's answer to a bad value: a 4xx that speaks of the request, in the error form.

    401, 403 and 429 speak of the caller and not of the value; they prove nothing about it.
    """
    if answer.error:
        return (f"no answer: {answer.error}",)
    about_value = 400 <= answer.status < 500 and answer.status not in (401, 403, 429)
    wrong = (
        () if about_value else (f"status {answer.status} for a bad '{parameter}', not a 4xx about the value",)
    )
    return (*wrong, *_form(answer))


def _form(answer: Answer) -> tuple[str, ...]:
    findings = []
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        findings.append(f"content type '{kind or 'none'}', not application/json")
    reading = read_json(answer.body)
    findings += reading.findings
    if reading.readable:
        findings += open_envelope(reading.value, answer.status).findings
    return tuple(findings)
