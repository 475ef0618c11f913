"""What a reader meets of a check: marks, one line, and the text of a failure."""

from collections.abc import Iterator, Mapping

from cutover.evidence import Evidence, Outcome

MARKS: Mapping[Outcome, str] = {
    Outcome.PASSED: "✓",
    Outcome.ACCEPTED: "✓",
    Outcome.NOT_RUN: "?",
    Outcome.INCONCLUSIVE: "?",
    Outcome.ERROR: "?",
    Outcome.FAILED: "✕",
}
FIRST_LINE = 60
"""Characters that are read of a line before it is cut off."""

_LABEL = 11
_SAMPLES = 5


def failure_text(evidence: Evidence) -> str:
    """Render duty → expected → actual → first differing rows → commands that reproduce it.

    The first line is what happened, whole: it is all that short summaries show.
    """
    return "\n".join(_lines(evidence))


def arrival(evidence: Evidence, width: int = 32) -> str:
    """Render the line that appears as soon as a check has not passed."""
    return f"{MARKS[evidence.outcome]} {evidence.check + ' ':<{width}} {first_line(evidence.actual)}"


def silence(side: str, error: str) -> str:
    """Say why a side did not answer, without codes: ``login: V2: user 60: connect: V2 cannot be reached``."""
    for code in ("connect: ", "timeout: ", "protocol: ", "too-large: ", "login: "):
        if code in error:
            told = error.rpartition(code)[2]
            return told if side in told else f"{side}: {told}"
    return f"{side}: {error}"


def first_line(text: str) -> str:
    """Give the first line of a text."""
    return text.strip().partition("\n")[0]


def shortened(text: str, length: int) -> str:
    """Cut a text to a length, and show that it was cut."""
    return text if len(text) <= length else text[: length - 1] + "…"


def count(number: int, one: str, many: str = "") -> str:
    """Give a number with its noun: ``1 orphan``, ``1,022 orphans``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(values: tuple[object, ...], most: int = 3) -> str:
    """Give the first few of many: ``812, 814, 901, …``."""
    return ", ".join(str(value) for value in values[:most]) + (", …" if len(values) > most else "")


def _lines(evidence: Evidence) -> Iterator[str]:
    yield first_line(evidence.actual)
    yield ""
    yield from _block("duty", evidence.duty)
    yield from _block("expected", evidence.expected)
    yield from _block("actual", evidence.actual)
    for number, sample in enumerate(evidence.samples[:_SAMPLES]):
        yield from _block("" if number else "first", _sample(sample))
    if len(evidence.samples) > _SAMPLES:
        yield from _block("", f"and {len(evidence.samples) - _SAMPLES} more in the ledger")
    for number, note in enumerate(evidence.notes):
        yield from _block("" if number else "note", note)
    for number, command in enumerate(evidence.reproduce):
        yield from _block("" if number else "reproduce", command)


def _block(label: str, text: str) -> Iterator[str]:
    for number, line in enumerate(text.splitlines() or [""]):
        yield f"  {'' if number else label:<{_LABEL}}{line}"


def _sample(sample: Mapping[str, object]) -> str:
    return " · ".join(f"{name} {value}" for name, value in sample.items())
