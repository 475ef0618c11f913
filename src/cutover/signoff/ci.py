"""What CI shows of a gate: a summary in Markdown, a few annotations, and the last lines."""

import html
import re
from collections.abc import Iterator

from cutover.signoff.gate import Gate, Step

MOST_ANNOTATIONS = 10
LARGEST_SUMMARY = 900_000
"""Bytes: the forge drops the whole of a larger summary."""

_MARKS = {"READY": "✓", "NOT READY": "✕", "REFUSED": "✕"}
_ISSUES = 100
_HIDING = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


def annotations(gate: Gate) -> Iterator[str]:
    """Yield workflow commands: an error for each obstacle, ten at most, then how many more there are."""
    told = list(_obstacles(gate))
    for title, what in told[:MOST_ANNOTATIONS]:
        yield f"::error title={escape_property(title)}::{escape(what)}"
    if len(told) > MOST_ANNOTATIONS:
        yield f"::error title=more::{escape(f'and {len(told) - MOST_ANNOTATIONS:,} more, in the summary')}"


def escape(text: str) -> str:
    """Give a text in the form in which it can hold no workflow command of its own."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def escape_property(text: str) -> str:
    """Give a text as the property of a workflow command."""
    return escape(text).replace(":", "%3A").replace(",", "%2C")


def summary(gate: Gate) -> str:
    """Return the summary: the verdict first, then each phase, then what stands in the way; under 900 KB."""
    lines = [f"# {_mark(gate)} {closing(gate)[-1]}", "", *_table(gate), ""]
    size = sum(len(line.encode()) + 1 for line in lines)
    told = list(_obstacles(gate))
    for number, (title, what) in enumerate(told):
        line = f"- **{_inert(title)}** {_inert(what)}"
        size += len(line.encode()) + 1
        if size > LARGEST_SUMMARY - 100:
            lines.append(f"- and {len(told) - number:,} more, in the sign-offs")
            break
        lines.append(line)
    return "\n".join(lines) + "\n"


def closing(gate: Gate) -> tuple[str, ...]:
    """Return the last lines: what is wrong with each phase, then the answer."""
    asked = gate.steps[-1].phase
    lines = [_hidden(f"phase {step.phase.id} {step.word}: {step.refused}") for step in gate.refusals]
    passed = len(gate.steps) - len(gate.refusals)
    word = {0: "open", 1: "closed", 3: "not open yet"}[gate.code]
    return (*lines, f"gate {asked.id} is {word} · {passed} of {len(gate.steps)} phases pass")


def _obstacles(gate: Gate) -> Iterator[tuple[str, str]]:
    """Yield what stands in the way, the reason of each phase before the checks behind it."""
    for step in gate.refusals:
        yield f"phase {step.phase.id} {step.word}", str(step.refused)
    for step in gate.refusals:
        statement = step.found.statement if step.found else {}
        for issue in statement.get("issues", ())[:_ISSUES]:
            yield f"{issue['check']} {issue['outcome']}", f"{issue['duty']}: {issue['actual']}"


def _table(gate: Gate) -> Iterator[str]:
    yield "| | phase | verdict | fresh until | approved by |"
    yield "|---|---|---|---|---|"
    for step in gate.steps:
        mark = _MARKS.get(step.word, "?")
        yield f"| {mark} | {_inert(_name(step))} | {step.word} | {_until(step)} | {_by(step)} |"


def _name(step: Step) -> str:
    return f"{step.phase.id} {step.phase.name}"


def _until(step: Step) -> str:
    return _inert(str(step.found.statement["fresh_until"])) if step.found else "–"


def _by(step: Step) -> str:
    entries = step.found.document["approvals"] if step.found else ()
    return _inert(", ".join(f"{each['by']} ({each['role']})" for each in entries)) or "–"


def _mark(gate: Gate) -> str:
    return {0: "✓", 1: "✕", 3: "?"}[gate.code]


def _inert(text: str) -> str:
    """Give a text that is text in Markdown too: no markup, no link, no mention, no new line."""
    found = html.escape(_hidden(" ".join(text.split())), quote=False)
    return re.sub(r"([\\`*_{}\[\]()#+!|~@:-])", lambda sign: f"&#{ord(sign[0])};", found)


def _hidden(text: str) -> str:
    """Write out what cannot be seen, but for the new lines of our own messages."""
    return _HIDING.sub(lambda sign: "\n" if sign[0] == "\n" else f"\\u{ord(sign[0]):04x}", text)
