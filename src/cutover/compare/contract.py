"""The contract that every V2 endpoint keeps, whatever it is asked.

`enveloped` tells whether V2 owes an FP Result; the error form is then its, else any JSON.
"""

from __future__ import annotations

from cutover.compare.answers import Answer
from cutover.compare.envelope import open_envelope
from cutover.compare.leaks import leaks
from cutover.compare.strict import read_json


def good_answer(
    answer: Answer, expected_status: int | None = None, enveloped: bool = True
) -> tuple[str, ...]:
    """What is wrong with V2's answer to a proper request: a 2xx, JSON, an envelope at one with itself."""
    if answer.error:
        return (f"no answer: {answer.error}",)
    if expected_status is not None and answer.status == expected_status:
        return leaks(answer.body, answer.status)
    if expected_status is None and 200 <= answer.status < 300:
        return _form(answer, enveloped)
    wanted = "2xx" if expected_status is None else str(expected_status)
    return (f"status {answer.status}, not {wanted}", *_form(answer, enveloped))


def refused_caller(answer: Answer, enveloped: bool = True) -> tuple[str, ...]:
    """What is wrong with V2's answer to a caller without a good token: 401 in the error form, and no data."""
    return _refusal(answer, answer.status == 401, "401", enveloped)


def refused_value(answer: Answer, enveloped: bool = True) -> tuple[str, ...]:
    """What is wrong with V2's answer to a bad value: a 4xx that speaks of the request, in the error form.

    401, 403 and 429 speak of the caller and not of the value; they prove nothing about it.
    """
    return _refusal(answer, _about_value(answer), "a 4xx about the value", enveloped)


def refused_row(answer: Answer, enveloped: bool = True) -> tuple[str, ...]:
    """What is wrong with V2's answer to the id of a row that does not exist: 404 in the error form."""
    return _refusal(answer, answer.status == 404, "404", enveloped)


def refused_method(answer: Answer, enveloped: bool = True) -> tuple[str, ...]:
    """What is wrong with V2's answer to a method that its path does not have: 404 or 405, nothing done."""
    return _refusal(answer, answer.status in (404, 405), "404 or 405", enveloped)


def good_or_refused(
    answer: Answer, expected_status: int | None = None, enveloped: bool = True
) -> tuple[str, ...]:
    """What is wrong with V2's answer to an odd value that may be meant: a good answer or a refusal of it."""
    if _about_value(answer):
        return refused_value(answer, enveloped)
    if not answer.error and answer.status != expected_status and not 200 <= answer.status < 300:
        return (f"status {answer.status}, neither good nor a refusal", *_form(answer, enveloped))
    return good_answer(answer, expected_status, enveloped)


def empty_or_refused(
    answer: Answer, rows: str, expected_status: int | None = None, enveloped: bool = True
) -> tuple[str, ...]:
    """What is wrong with V2's answer beyond the last page: a refusal, or a page whose list is empty.

    `rows` is where the list stands below `data`; "" is `data` itself.
    """
    findings = good_or_refused(answer, expected_status, enveloped)
    if findings or not 200 <= answer.status < 300:
        return findings
    found = open_envelope(read_json(answer.body).value, answer.status, enveloped).data
    for name in filter(None, rows.split(".")):
        found = found.get(name) if isinstance(found, dict) else None
    if not isinstance(found, list):
        return (f"no list at '{rows or 'data'}'",)
    return (f"{len(found)} rows, neither none nor a refusal",) if found else ()


def _refusal(answer: Answer, as_agreed: bool, wanted: str, enveloped: bool) -> tuple[str, ...]:
    if answer.error:
        return (f"no answer: {answer.error}",)
    return (*(() if as_agreed else (f"status {answer.status}, not {wanted}",)), *_form(answer, enveloped))


def _about_value(answer: Answer) -> bool:
    return 400 <= answer.status < 500 and answer.status not in (401, 403, 429)


def _form(answer: Answer, enveloped: bool) -> tuple[str, ...]:
    findings = [*leaks(answer.body, answer.status)]
    kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        findings.append(f"content type '{kind or 'none'}', not application/json")
    reading = read_json(answer.body)
    findings += reading.findings
    if reading.readable:
        findings += open_envelope(reading.value, answer.status, enveloped).findings
    return tuple(findings)
