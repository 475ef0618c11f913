"""The final report: which phase gives it, what its sections show, and what its score is made of."""

from typing import Annotated

from pydantic import Field, StringConstraints

from cutover.manifest.phase import Count, Phase, PhaseId
from cutover.manifest.value import Text, Value

CriterionAddress = Annotated[str, StringConstraints(pattern=r"^\d+(\.\d+)*/[A-Za-z0-9][A-Za-z0-9_-]*$")]
"""A criterion and its phase: 5/references."""

Criteria = Annotated[tuple[CriterionAddress, ...], Field(min_length=1)]


class ScorePart(Value):
    """A part of the score: `weight` points for everything that its criteria owe, fewer for a part of it."""

    name: Text
    weight: Count
    criteria: Criteria


class ReportSection(Value):
    """A section of the report: one line for each criterion."""

    name: Text
    says: Text | None = None
    criteria: Criteria


class FinalReport(Value):
    """The migration's final report, given with the sign-off of `phase`; the score's weights add up to 100."""

    phase: PhaseId
    score: Annotated[tuple[ScorePart, ...], Field(min_length=1)]
    sections: Annotated[tuple[ReportSection, ...], Field(min_length=1)]


class PhasesFile(Value):
    """The file `phases.yaml`."""

    phases: tuple[Phase, ...]
    report: FinalReport | None = None
