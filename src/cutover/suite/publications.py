"""A publication: what V2 publishes of one API group, as one worker has it."""

from dataclasses import dataclass, field
from typing import Self

from cutover.compare import AnswerSchemas, read_json
from cutover.manifest import ApiGroup
from cutover.openapi import NotOpenApi, Published, read_published
from cutover.suite.text import silence
from cutover.systems import Answer


@dataclass(frozen=True)
class Publication:
    """A document and the schemas of its answers, or the problem: why there is none that could be read.

    `silent` where V2 did not answer at all, which shows nothing about it.
    """

    group: ApiGroup
    published: Published | None = None
    schemas: AnswerSchemas | None = field(default=None, compare=False)
    problem: str = ""
    silent: bool = False

    @classmethod
    def of(cls, group: ApiGroup, answer: Answer) -> Self:
        """Read what V2 answered; never raises for what it holds."""
        if answer.error:
            return cls(group, problem=silence("V2", answer.error), silent=answer.error.startswith("connect"))
        if answer.status != 200:
            return cls(group, problem=f"V2 publishes no document: status {answer.status}")
        reading = read_json(answer.body)
        if reading.findings:
            return cls(group, problem=f"V2's document cannot be read: {reading.findings[0]}")
        try:
            published = read_published(reading.value, group.api)
        except NotOpenApi as error:
            return cls(group, problem=f"V2's document cannot be believed: {error}")
        return cls(group, published, AnswerSchemas(published))
