"""Closing lines: what a run shows last on the terminal: each criterion, why it failed, the verdict."""

from collections.abc import Iterator, Mapping

from cutover.evidence import Evidence, Outcome
from cutover.load.criterion import GateCriterion
from cutover.load.run import Run

MARKS: Mapping[Outcome, str] = {Outcome.PASSED: "✓", Outcome.FAILED: "✕"}
"""All others cannot be told: ?"""


def closing(evidence: Evidence, run: Run) -> Iterator[str]:
    """Yield the lines; the verdict is the last one."""
    judgement = run.judgement
    if judgement is not None:
        yield ""
        yield from (_criterion(each) for each in judgement.criteria)
        if evidence.outcome is Outcome.FAILED:
            yield from (f"   {cause.says}" for cause in judgement.causes)
    yield f"{MARKS.get(evidence.outcome, '?')} {evidence.check} {evidence.outcome}: {evidence.actual}"


def _criterion(each: GateCriterion) -> str:
    why = f" · {each.why}" if each.why else ""
    return f" {MARKS.get(each.outcome, '?')} {each.name + ' ':<16} {each.now} (limit: {each.limit}){why}"
