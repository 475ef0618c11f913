"""What CI shows of a gate or a sign-off: a summary in Markdown, a few annotations, and the last lines."""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cutover.signoff.gate import Gate, Step
from cutover.signoff.statement import Statement

MOST_ANNOTATIONS = 10
LARGEST_SUMMARY = 900_000
"""Bytes: the forge drops the whole of a larger summary."""

_MARKS = {"READY": "✓", "NOT READY": "✕", "REFUSED": "✕"}
_WORDS = {0: ("✓", "open"), 1: ("✕", "closed"), 3: ("?", "not open yet")}
_HIDING = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")


@dataclass(frozen=True)
class Told:
    """What is to be shown: a headline with its mark, a table, and what stands in the way, the worst first."""

    mark: str
    headline: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    obstacles: tuple[tuple[str, str], ...]


def of_gate(gate: Gate) -> Told:
    """Tell of a gate: each phase, then the reason of each that is refused, then the checks behind it."""
    columns = ("", "phase", "verdict", "fresh until", "approved by")
    obstacles = [(f"phase {step.phase.id} {step.word}", str(step.refused)) for step in gate.refusals]
    for step in gate.refusals:
        issues = step.found.statement["issues"] if step.found else ()
        obstacles += [(f"{each['check']} {each['outcome']}", _sentence(each)) for each in issues]
    mark, _ = _WORDS[gate.code]
    return Told(mark, closing(gate)[-1], columns, tuple(map(_row, gate.steps)), tuple(obstacles))


def of_statement(statement: Statement) -> Told:
    """Tell of a sign-off that nobody has sealed yet: each criterion, then what stands in the way."""
    rows = tuple(
        (_MARKS["READY"] if each.outcome.proves else "✕" if each.outcome == "failed" else "?",
         each.id, str(each.outcome), each.expected, each.actual)
        for each in statement.criteria
    )  # fmt: skip
    issues = (each.model_dump(mode="json") for each in statement.issues)
    obstacles = [(f"{each['check']} {each['outcome']}", _sentence(each)) for each in issues]
    if statement.more_issues:
        obstacles.append(("more", f"and {statement.more_issues:,} more, in the ledgers"))
    proven = statement.tiles["passed"] + statement.tiles["accepted"]
    share = f"{proven:,} of {statement.tiles['planned']:,} checks proven"
    told = f"phase {statement.phase.id} {statement.verdict} · {share}"
    columns = ("", "criterion", "outcome", "expected", "actual")
    return Told(_MARKS.get(str(statement.verdict), "?"), told, columns, rows, tuple(obstacles))


def annotations(told: Told) -> Iterator[str]:
    """Yield workflow commands: an error for each obstacle, ten at most, then how many more there are."""
    for title, what in told.obstacles[:MOST_ANNOTATIONS]:
        yield f"::error title={escape_property(_hidden(title))}::{escape(_hidden(what))}"
    if (more := len(told.obstacles) - MOST_ANNOTATIONS) > 0:
        yield f"::error title=more::and {more:,} more, in the summary"


def escape(text: str) -> str:
    """Give a text in the form in which it can hold no workflow command of its own."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def escape_property(text: str) -> str:
    """Give a text as the property of a workflow command."""
    return escape(text).replace(":", "%3A").replace(",", "%2C")


def summary(told: Told) -> str:
    """Return the summary: the verdict first, then the table, then what stands in the way; under 900 KB."""
    lines = [
        f"# {told.mark} {_inert(told.headline)}",
        "",
        _cells(told.columns),
        "|---" * len(told.columns) + "|",
    ]
    lines += [*(_cells(row) for row in told.rows), ""]
    size = sum(len(line.encode()) + 1 for line in lines)
    for number, (title, what) in enumerate(told.obstacles):
        line = f"- **{_inert(title)}** {_inert(what)}"
        size += len(line.encode()) + 1
        if size > LARGEST_SUMMARY - 100:
            lines.append(f"- and {len(told.obstacles) - number:,} more, in the sign-offs")
            break
        lines.append(line)
    return "\n".join(lines) + "\n"


def closing(gate: Gate) -> tuple[str, ...]:
    """Return the last lines: what is wrong with each phase, then the answer."""
    lines = [_hidden(f"phase {step.phase.id} {step.word}: {step.refused}") for step in gate.refusals]
    passed, (_, word) = len(gate.steps) - len(gate.refusals), _WORDS[gate.code]
    asked = gate.steps[-1].phase.id
    return (*lines, f"gate {asked} is {word} · {passed} of {len(gate.steps)} phases pass")


def _row(step: Step) -> tuple[str, ...]:
    name = f"{step.phase.id} {step.phase.name}"
    if step.found is None:
        return _MARKS.get(step.word, "?"), name, step.word, "–", "–"
    by = ", ".join(f"{each['by']} ({each['role']})" for each in step.found.document["approvals"])
    until = str(step.found.statement["fresh_until"])
    return _MARKS.get(step.word, "?"), name, step.word, until or "–", by or "–"


def _sentence(issue: dict[str, str]) -> str:
    return f"{issue['duty']}: expected {issue['expected']}, found {issue['actual']}"


def _cells(row: Sequence[str]) -> str:
    return "| " + " | ".join(map(_inert, row)) + " |"


def _inert(text: str) -> str:
    """Give a text that is text in Markdown too: no markup, no link, no mention, no new line."""
    found = html.escape(_hidden(" ".join(text.split())), quote=False)
    return re.sub(
        r"([\\`*_{}\[\]()#+!|~@])", lambda sign: f"&#{ord(sign[0])};", found.replace("://", ":&#47;/")
    )


def _hidden(text: str) -> str:
    """Write out what cannot be seen, but for the new lines of our own messages."""
    return _HIDING.sub(lambda sign: "\n" if sign[0] == "\n" else f"\\u{ord(sign[0]):04x}", text)
