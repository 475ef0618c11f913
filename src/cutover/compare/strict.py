"""JSON, read strictly: whatever a lenient reader would silently repair is a finding."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import orjson

from cutover.compare.numbers import LARGEST, loses, may_be_beyond, may_lose

DEEPEST = 200

SPACE_AFTER_KEY = re.compile(rb'"[ \t\r\n]+:')
SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")

BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Reading:
    """A body as read: `value` when it is JSON at all, and what was wrong with its text.

    A body that could not be read has `readable` False and at least one finding.
    """

    value: object
    readable: bool
    findings: tuple[str, ...]


def read_json(body: bytes) -> Reading:
    """Read one JSON document; never raises.

    Findings, each a sentence: a byte order mark, bytes that are not UTF-8, NaN or Infinity, a key that
    stands twice in one object, an integer beyond 64 bits, a number beyond a double (by its range or its
    digits), half of a character, a document nested deeper than 200.
    Duplicate keys keep their last value, as every reader does, but are told.
    """
    quick = _flawless(body)
    return _read_closely(body) if quick is None else quick


def _flawless(body: bytes) -> Reading | None:
    """Read a body that has no flaw quickly; None where it may have one."""
    if may_lose(body):
        return None
    try:
        value = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    keys = _keys(value)
    # Each key ends in `":`, and a text may begin so too. Where there are just as many as keys were kept, no
    # key stands twice.
    if keys is None or body.count(b'":') != keys or SPACE_AFTER_KEY.search(body):
        return None
    return Reading(value, True, ())


def _read_closely(body: bytes) -> Reading:
    findings: list[str] = []
    if body.startswith(BOM):
        findings.append("the body starts with a byte order mark")
        body = body[len(BOM) :]
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        what = f"the body is not UTF-8: byte {error.start} is {error.reason}"
        return Reading(None, False, (*findings, what))
    seen: list[str] = []
    try:
        value = _decoder(seen, may_be_beyond(body)).decode(text)
    except json.JSONDecodeError as error:
        problem = f"not JSON: {error.msg} at character {error.pos}" if text.strip() else "empty"
        return Reading(None, False, (*findings, f"the body is {problem}"))
    except RecursionError:
        return Reading(None, False, (*findings, f"the body is nested deeper than {DEEPEST}"))
    if _keys(value) is None:
        return Reading(None, False, (*findings, f"the body is nested deeper than {DEEPEST}"))
    if SURROGATE.search(text):
        value, lone = _without_surrogates(value)
        seen += ["a text holds half of a character (a lone surrogate)"] if lone else []
    return Reading(value, True, (*findings, *dict.fromkeys(seen)))


def _decoder(findings: list[str], long: bool) -> json.JSONDecoder:
    def pairs(items: list[tuple[str, object]]) -> dict[str, object]:
        made = dict(items)
        if len(made) != len(items):
            names = [name for name, _ in items]
            twice = (name for name in made if names.count(name) > 1)
            findings.extend(f"the key '{name}' stands twice in one object" for name in twice)
        return made

    def integer(digits: str) -> int | float:
        if len(digits) > 18 and (len(digits) > 20 or not -LARGEST - 1 <= int(digits) <= LARGEST):
            findings.append(f"the integer {digits[:24]} is beyond 64 bits")
            # Beyond the range of floats an integer could not be compared with one.
            return int(digits) if len(digits) < 300 else float(digits)
        return int(digits)

    def fraction(digits: str) -> float:
        if loses(digits):
            findings.append(f"the number {digits[:24]} is beyond a double")
        return float(digits)

    def constant(name: str) -> float:
        findings.append(f"{name} is not JSON")
        return float(name.replace("Infinity", "inf"))

    # Called for every number it would cost more than all the rest, and most bodies hold no long ones.
    hooks: dict[str, Any] = {"parse_int": integer, "parse_float": fraction} if long else {}
    return json.JSONDecoder(object_pairs_hook=pairs, parse_constant=constant, **hooks)


def _without_surrogates(value: object) -> tuple[object, bool]:
    """The value with a mark for each lone surrogate, which no text may hold that is written anywhere."""
    if isinstance(value, str):
        clean = value.encode("utf-8", "replace").decode()
        return clean, clean != value
    if isinstance(value, list):
        items = [_without_surrogates(item) for item in value]
        return [item for item, _ in items], any(lone for _, lone in items)
    if isinstance(value, dict):
        pairs = [(_without_surrogates(name), _without_surrogates(item)) for name, item in value.items()]
        return {str(name[0]): item[0] for name, item in pairs}, any(n[1] or i[1] for n, i in pairs)
    return value, False


def _keys(value: object) -> int | None:
    """How many keys all objects of a value hold; None where it is nested too deeply."""
    keys = 0
    level: list[dict[str, object] | list[object]] = [value] if isinstance(value, (dict, list)) else []
    for _ in range(DEEPEST):
        inner = []
        for outer in level:
            items: Iterable[object] = outer
            if isinstance(outer, dict):
                keys += len(outer)
                items = outer.values()
            for each in items:
                if isinstance(each, (dict, list)):
                    inner.append(each)
        if not inner:
            return keys
        level = inner
    return None
