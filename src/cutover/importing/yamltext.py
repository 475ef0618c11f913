"""The text of a draft: plain values as YAML in the manifest's form."""

import json
import re
from collections.abc import Mapping

_PLAIN = re.compile(r"[A-Za-z_/][\w/.:-]*(?: [\w/.-]+)*")
_PLAIN_PATH = re.compile(r"/[\w/.:{}%-]*")
_OTHERS = frozenset({"true", "false", "null", "yes", "no", "on", "off", "y", "n"})


def scalar(value: object, *, flow: bool = False) -> str:
    """Return one plain value as YAML; `flow` is for inside of braces and brackets."""
    if value is None or isinstance(value, bool | int | float):
        return json.dumps(value)
    text = "".join(each for each in str(value) if each.isprintable())
    plain = _PLAIN.fullmatch(text) or (not flow and _PLAIN_PATH.fullmatch(text))
    if plain and text.lower() not in _OTHERS and not text.endswith(":") and text.isascii():
        return text
    return json.dumps(text, ensure_ascii=False)


def flow(value: object) -> str:
    """Return a value on one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{scalar(k, flow=True)}: {flow(each)}" for k, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(flow(each) for each in value) + "]"
    return scalar(value, flow=True)


def block(name: str, entry: Mapping[str, object], indent: int) -> list[str]:
    """Return the lines of one entry: a key a line, a nested mapping a line for each of its keys."""
    outer, inner = " " * indent, " " * (indent + 2)
    lines = [f"{outer}{scalar(name)}:"]
    for key, value in entry.items():
        if isinstance(value, Mapping):
            lines.append(f"{inner}{key}:")
            lines += [f"{inner}  {scalar(each)}: {flow(below)}" for each, below in value.items()]
        else:
            lines.append(f"{inner}{key}: {flow(value) if isinstance(value, list | tuple) else scalar(value)}")
    return lines
