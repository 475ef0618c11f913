"""A trace: what a write has left behind, by what a read answered before and after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import orjson

from cutover.compare.answers import Answer
from cutover.compare.envelope import open_envelope
from cutover.compare.functions import same
from cutover.compare.strict import read_json
from cutover.manifest import Trace


@dataclass(frozen=True, slots=True)
class Traced:
    """What is wrong with a trace; `untold` where the read shows nothing about the write."""

    findings: tuple[str, ...] = ()
    untold: bool = False


def judge_trace(trace: Trace, before: Answer, after: Answer, enveloped: bool = True) -> Traced:
    """Judge a write by the answers of its trace's read before and after; what was so before shows nothing.

    `enveloped` says whether that read answers in an FP Result.
    """
    for answer in (before, after):
        if _value(answer, trace.at, enveloped) is _Nothing:
            why = answer.error or f"status {answer.status}"
            return Traced((f"{trace.seen_in} shows no {trace.at}: {why}",), untold=True)
    old, new = (_value(answer, trace.at, enveloped) for answer in (before, after))
    if same(old, trace.becomes):
        return Traced((f"{trace.at} was {_text(old)} before, so nothing shows the write",), untold=True)
    if same(new, trace.becomes):
        return Traced()
    sent = "" if trace.times == 1 else f" sent {trace.times} times"
    wanted = f"{trace.at} is {_text(new)} after the write{sent}, not {_text(trace.becomes)}"
    return Traced((f"{wanted}; before it was {_text(old)}",))


class _Nothing:
    """Stands where no value does."""


def _value(answer: Answer, path: str, enveloped: bool) -> object:
    """What stands at a path below the data; _Nothing where the answer is none or has no such member."""
    if answer.error or not 200 <= answer.status < 300:
        return _Nothing
    found: object = open_envelope(read_json(answer.body).value, answer.status, enveloped).data
    for name in path.split("."):
        if not isinstance(found, Mapping) or name not in found:
            return _Nothing
        found = found[name]
    return found


def _text(value: object) -> str:
    return orjson.dumps(value, default=str).decode()
