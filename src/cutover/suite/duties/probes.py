"""Probes: the requests by which a contract is tried, each with what it changes and what V2 owes it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Literal

from cutover.compare import (
    Answer,
    empty_or_refused,
    good_answer,
    good_or_refused,
    refused_caller,
    refused_method,
    refused_row,
    refused_value,
)
from cutover.manifest import Endpoint, Parameter, Taken

UNKNOWN_ID = 2_000_000_000
"""An id that no row has and every integer column could hold."""

TOO_LARGE = 2**63
"""One more than the largest integer that a database holds."""

GOOD = "good request"
GARBAGE = "no-such-token"
SQL = "' OR 1=1 --"
NUMBER_WITH_SQL = "1 OR 1=1"
LONG = "0" * 10_000
HUGE = "0" * 1_000_000
HOSTILE: Mapping[str, str] = {
    "SQL": SQL,
    "SQL command": "1; DROP TABLE x",
    "script": "<script>alert(1)</script>",
    "NUL": "a\0b",
    "emoji": "🏡🔑",
    "right-to-left text": "\u202eשלום",
    "half a character": "\ud800",
    "long text": LONG,
}
_BAD = {
    "integer": "not-a-number",
    "number": "not-a-number",
    "boolean": "perhaps",
    "date": "not-a-date",
    "object": "not-an-object",
}
_PAGES = {"page": (0, -1), "offset": (-1,), "per_page": (0,), "limit": (0,)}
_BEYOND = {"page": 10**9, "offset": 10**9}
_LARGEST_PAGE = {"per_page": 10**6, "limit": 10**6}

Caller = Literal["user", "nobody", "garbage", "expired", "V1's user"]
Duty = Callable[[Answer, bool], tuple[str, ...]]
"""Judges an answer; the second value tells whether V2 owes an FP Result."""


@dataclass(frozen=True)
class Probe:
    """One request: the good one with one thing changed. `kind` is what several endpoints have in common."""

    kind: str
    duty: Duty
    parameter: str = ""
    value: object = None
    caller: Caller = "user"
    other_method: bool = False
    detail: str = field(default="", kw_only=True)

    @property
    def what(self) -> str:
        """Name the request: ``SQL in q``, ``page 0``, ``garbage token``."""
        return self.detail or (f"{self.kind} {self.parameter}" if self.parameter else self.kind)

    @property
    def change(self) -> Mapping[str, object]:
        """What is asked instead of the good value; None leaves the parameter out."""
        return {self.parameter: self.value} if self.parameter else {}


def probes(endpoint: Endpoint) -> Iterator[Probe]:
    """Give the requests of an endpoint's contract: six of every endpoint, the others for its parameters."""
    status = endpoint.expected_status.status if endpoint.expected_status else None
    yield Probe(GOOD, lambda answer, form: good_answer(answer, status, form))
    yield Probe("no token", refused_caller, caller="nobody")
    yield Probe("garbage token", refused_caller, caller="garbage")
    yield Probe("expired token", refused_caller, caller="expired")
    yield Probe("V1's token", refused_caller, caller="V1's user")
    yield Probe("other method", refused_method, other_method=True)
    for parameter in endpoint.parameters:
        tolerated = partial(_tolerated, status)
        yield from _of(parameter, endpoint.rows, tolerated, status)


def _tolerated(status: int | None, answer: Answer, enveloped: bool) -> tuple[str, ...]:
    return good_or_refused(answer, status, enveloped)


def _of(parameter: Parameter, rows: str | None, tolerated: Duty, status: int | None) -> Iterator[Probe]:
    name = parameter.name
    if parameter.is_required and parameter.place != "path":
        yield Probe("without", refused_value, name)
    bad = _BAD.get(parameter.type, "no-such-choice" if parameter.one_of else None)
    if bad is not None:
        yield Probe("bad", refused_value, name, bad)
        yield Probe("SQL in", refused_value, name, SQL)
        if parameter.type == "integer":
            yield Probe("number with SQL in", refused_value, name, NUMBER_WITH_SQL)
    else:
        for kind, text in HOSTILE.items():
            yield Probe(f"{kind} in", tolerated, name, text)
    if parameter.place == "body":
        if parameter.type != "object":
            yield Probe("object as", refused_value, name, {"x": 1})
        yield Probe("1 MB in", tolerated if bad is None else refused_value, name, HUGE)
        if bad is not None:
            yield Probe("NUL in", refused_value, name, HOSTILE["NUL"])
            yield Probe("half a character in", refused_value, name, HOSTILE["half a character"])
    if parameter.type == "integer" and not parameter.one_of:
        yield from _integers(parameter, rows, tolerated, status)


def _integers(parameter: Parameter, rows: str | None, tolerated: Duty, status: int | None) -> Iterator[Probe]:
    name = parameter.name
    names_a_row = parameter.place == "path" and isinstance(parameter.example, Taken)
    if names_a_row:
        yield Probe("unknown", refused_row, name, UNKNOWN_ID)

    def empty(answer: Answer, enveloped: bool) -> tuple[str, ...]:
        return empty_or_refused(answer, rows or "", status, enveloped)

    if name in _PAGES and rows is not None:
        for border in _PAGES[name]:
            yield Probe("page border", empty, name, border, detail=f"{name} {border}")
        if name in _BEYOND:
            yield Probe("page border", empty, name, _BEYOND[name], detail=f"{name} 10^9")
        if name in _LARGEST_PAGE:
            yield Probe("page border", tolerated, name, _LARGEST_PAGE[name], detail=f"{name} 10^6")
    else:
        yield Probe("negative", refused_value if names_a_row else tolerated, name, -1)
    yield Probe("2^63 as", refused_value if names_a_row else tolerated, name, TOO_LARGE)
