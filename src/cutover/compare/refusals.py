"""Errors: whether V2 refuses what V1 refuses, in the form that is declared for V1's error."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cutover.compare.envelope import open_envelope
from cutover.compare.strict import read_json
from cutover.compare.walk import Difference
from cutover.manifest.differs import ErrorForm, ErrorRule
from cutover.manifest.endpoint import Endpoint


@dataclass(frozen=True, slots=True)
class Error:
    """What an answer says went wrong; None where it does not say."""

    status: int
    code: str | None
    message: str | None


def error_of(status: int, body: bytes) -> Error:
    """Read an error that stands at the top of an answer, or under `error`, there also as a plain text."""
    value = read_json(body).value
    if isinstance(value, dict) and "error" in value:
        value = value["error"]
    if isinstance(value, str):
        return Error(status, None, value)
    said = value if isinstance(value, dict) else {}
    code, message = (
        each if isinstance(each := said.get(name), str) else None for name in ("code", "message")
    )
    return Error(status, code, message)


def form_findings(endpoint: Endpoint, status: int, body: bytes) -> tuple[str, ...]:
    """Where V2's envelope contradicts an error: success over it, data beside it, no reason given."""
    opened = open_envelope(read_json(body).value, status, endpoint.enveloped)
    return tuple(f"V2: {each}" for each in opened.findings) if opened.enveloped else ()


def compare_errors(endpoint: Endpoint, v1: Error, v2: Error) -> Iterator[Difference]:
    """Tell where V2's error is not what V1's becomes: its status, its code, its message."""
    wanted = becomes(endpoint.errors, v1)
    if v2.status != wanted.status:
        yield Difference("status", "value", wanted.status, v2.status)
    if v2.code != wanted.code:
        yield Difference("error.code", "value", wanted.code, v2.code)
    if v2.message != wanted.message:
        yield Difference("error.message", "value", wanted.message, v2.message)


def becomes(rules: tuple[ErrorRule, ...], v1: Error) -> Error:
    """What V1's error becomes in V2 by the first rule for it; without one it stays what it is."""
    rule = rule_for(rules, v1)
    if rule is None:
        return v1
    return Error(rule.v2.status, rule.v2.code or v1.code, rule.v2.message or v1.message)


def rule_for(rules: tuple[ErrorRule, ...], v1: Error) -> ErrorRule | None:
    """The first rule for V1's error; None without one."""
    return next((rule for rule in rules if _is(rule.v1, v1)), None)


def _is(form: ErrorForm, error: Error) -> bool:
    return (
        form.status == error.status
        and form.code in (None, error.code)
        and form.message in (None, error.message)
    )
