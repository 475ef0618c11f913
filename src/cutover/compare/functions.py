"""A function's answer: whether the worker succeeded, and answered what the manifest says."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from cutover.compare.answers import Answer
from cutover.compare.contract import good_answer
from cutover.compare.envelope import open_envelope
from cutover.compare.lists import rows_at
from cutover.compare.strict import read_json
from cutover.compare.tolerance import Tolerance
from cutover.compare.walk import cluster, walk
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


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a function's answer: its resolved input, its second run, its endpoint's answer.

    `enveloped` says whether V2 answers in an FP Result.
    """

    given: Mapping[str, object] = field(default_factory=dict)
    again: Answer | None = None
    endpoint: Answer | None = None
    enveloped: bool = True


ALONE = Beside()
"""An answer that nothing was asked beside."""


def judge_function(function: Function, answer: Answer, beside: Beside = ALONE) -> Ran:
    """Judge the answer to a function's example; an answer without a status is not for here."""
    wanted = function.expected_status.status if function.expected_status is not None else None
    if answer.status != wanted and not 200 <= answer.status < 300:
        said = CLASSES.get(answer.status, f"functions that V2 answers with {answer.status}")
        return Ran((f"status {answer.status}{_why(answer)}",), said)
    form = good_answer(answer, wanted, beside.enveloped)
    if form or wanted is not None:
        return Ran(form, NO_RESULT if form else "")
    data = data_of(answer, beside)
    findings = tuple(_wrong(function, data, beside)) or tuple(_unlike(function, data, beside))
    return Ran(findings, OTHERWISE if findings else "")


def data_of(answer: Answer, beside: Beside = ALONE) -> object:
    """Return what an answer says, without its envelope where V2 owes one."""
    return open_envelope(read_json(answer.body).value, answer.status, beside.enveloped).data


def _why(answer: Answer) -> str:
    """What V2 says of its failure, where it says it in the error form."""
    value = read_json(answer.body).value
    error = value.get("error") if isinstance(value, dict) else None
    message = error.get("message") if isinstance(error, dict) else error
    return f": {message}" if isinstance(message, str) and message else ""


def _wrong(function: Function, data: object, beside: Beside) -> Iterator[str]:
    if function.is_exact:
        if not same(data, function.equals):
            yield "another answer than the manifest's"
    elif not _is_a(data, function.answers or ""):
        yield f"the answer is {_kind(data)}, not {_article(function.answers or '')}"
    else:
        yield from _lacking(function, data)
        if isinstance(data, dict):
            yield from _held(function, data, beside)


def _lacking(function: Function, data: object) -> Iterator[str]:
    """Tell what is not there: rows, or fields of them."""
    if not function.keys and function.rows is None:
        return
    listed = isinstance(data, list) or function.rows is not None
    rows = rows_at(data, function.rows or "") if listed else [data]
    if rows is None:
        yield f"'{function.rows}' holds no list"
        return
    if not rows:
        yield "the list is empty, so nothing shows what its rows hold"
    for name in function.keys:
        lacking = sum(not isinstance(row, dict) or name not in row for row in rows)
        if lacking:
            yield f"'{name}' is missing" + (f" in {lacking} of {len(rows)} rows" if listed else "")


def _held(function: Function, data: Mapping[str, object], beside: Beside) -> Iterator[str]:
    """Tell which fields hold another value than they must."""
    for held in function.fields:
        if held.name not in data or not any(same(data[held.name], value) for value in held.one_of):
            wanted = " or ".join(json.dumps(value, ensure_ascii=False) for value in held.one_of)
            yield f"'{held.name}' is not {wanted}"
    if function.repeats_input is not None:
        repeated = data.get(function.repeats_input)
        for name, value in beside.given.items():
            if not isinstance(repeated, dict) or name not in repeated or not same(repeated[name], value):
                yield f"'{function.repeats_input}' does not hold {name!r} as it was given"
    new = function.new_each_time
    if new is not None:
        second = data_of(beside.again, beside) if beside.again is not None else None
        if not isinstance(second, dict) or data.get(new) is None or second.get(new) is None:
            yield f"'{new}' is missing, or a second run has none, so nothing shows that each run is its own"
        elif same(data[new], second[new]):
            yield f"'{new}' is the same in a second run, which did nothing of its own"


def _unlike(function: Function, data: object, beside: Beside) -> Iterator[str]:
    """Tell where the endpoint of a function answers otherwise; one that fails shows nothing."""
    other = beside.endpoint
    if other is None:
        return
    if form := good_answer(other, None, beside.enveloped):
        yield f"its endpoint gives no answer to hold this one against: {form[0]}"
        return
    for place in cluster(walk(data_of(other, beside), data, Tolerance())):
        where = f"'{place.path}'" if place.path else "the answer"
        yield f"{where} is not what its endpoint answers, in {_places(place.count)}"


def _places(number: int) -> str:
    return "1 place" if number == 1 else f"{number} places"


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
