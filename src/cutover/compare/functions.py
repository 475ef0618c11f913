"""A function's answer: whether the worker succeeded, and answered what the manifest says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from cutover.compare.answers import Answer
from cutover.compare.contract import good_answer
from cutover.compare.envelope import open_envelope
from cutover.compare.strict import read_json
from cutover.manifest import Function

CLASSES: Mapping[int, str] = {
    400: "functions that refuse their own example (400, input validation)",
    404: "functions that V2 does not have (404)",
    500: "functions whose worker fails (500)",
    502: "functions that time out (502)",
}
"""What a status says of a function, so that those which fail alike stand together."""

OTHERWISE = "functions that answer something else"
NO_RESULT = "functions whose answer is no FP Result"

_KINDS = {"object": dict, "list": list, "text": str, "number": int | float, "boolean": bool}


@dataclass(frozen=True, slots=True)
class Ran:
    """What a function's answer shows: the findings, none if it is right, and the class that they are of."""

    findings: tuple[str, ...] = ()
    kind: str = ""


def judge_function(function: Function, answer: Answer) -> Ran:
    """Judge the answer to a function's example; an answer without a status is not for here."""
    if not 200 <= answer.status < 300:
        said = CLASSES.get(answer.status, f"functions that V2 answers with {answer.status}")
        return Ran((f"status {answer.status}{_why(answer)}",), said)
    form = good_answer(answer)
    if form:
        return Ran(form, NO_RESULT)
    findings = tuple(_wrong(function, open_envelope(read_json(answer.body).value, answer.status).data))
    return Ran(findings, OTHERWISE if findings else "")


def _why(answer: Answer) -> str:
    """What V2 says of its failure, where it says it in the error form."""
    value = read_json(answer.body).value
    error = value.get("error") if isinstance(value, dict) else None
    message = error.get("message") if isinstance(error, dict) else error
    return f": {message}" if isinstance(message, str) and message else ""


def _wrong(function: Function, data: object) -> Iterator[str]:
    if function.is_exact:
        if not same(data, function.equals):
            yield "another answer than the manifest's"
        return
    if not _is_a(data, function.answers or ""):
        yield f"the answer is {_kind(data)}, not {_article(function.answers or '')}"
    elif function.keys:
        rows = data if isinstance(data, list) else [data]
        if not rows:
            yield "the list is empty, so nothing shows what its rows hold"
        for name in function.keys:
            lacking = sum(not isinstance(row, dict) or name not in row for row in rows)
            if lacking:
                yield f"'{name}' is missing" + (f" in {lacking} of {len(rows)} rows" if data is rows else "")


def same(one: object, other: object) -> bool:
    """Tell whether two JSON values are the same: numbers by value, true never 1, keys in any order."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, int | float) and isinstance(other, int | float):
        return Decimal(str(one)) == Decimal(str(other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[name], other[name]) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and one == other


def _is_a(data: object, kind: str) -> bool:
    return isinstance(data, _KINDS[kind]) and (kind == "boolean" or not isinstance(data, bool))


def _kind(data: object) -> str:
    if data is None:
        return "null"
    return next(_article(kind) for kind in ("boolean", *_KINDS) if _is_a(data, kind))


def _article(kind: str) -> str:
    return f"an {kind}" if kind == "object" else f"a {kind}"
