"""Asked: what both systems said to a case, to an endpoint, or why a case cannot be asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cutover.compare import Details
from cutover.compare.said import Side
from cutover.manifest import Case
from cutover.suite.text import silence
from cutover.systems import Answer


@dataclass(frozen=True)
class Asked:
    """One case of one user, as both sides answered it; ``values`` is what was really asked with."""

    user: int
    case: Case
    values: Mapping[str, object]
    v1: Answer
    v2: Answer
    commands: tuple[str, ...]
    again: Answer | None = None
    """What V1 said when it was asked once more, after V2; None where there was no need."""
    before: tuple[str, ...] = ()
    """Why anything was asked more than once before these answers: an example, or both sides' first ones."""

    @property
    def retried(self) -> tuple[str, ...]:
        """Why a side was asked more than once."""
        sides = [("V1", self.v1), ("V2", self.v2), *([("V1", self.again)] if self.again else [])]
        return (*self.before, *(f"{side}: {each}" for side, answer in sides for each in answer.retried))


@dataclass(frozen=True)
class Answers:
    """All that both sides said about one endpoint; ``unasked`` says which cases V1 gives no example for.

    ``details`` is what the endpoint's groups add up, as each side shows it to each user; ``retried`` says
    why any of them was asked for more than once.
    """

    asked: tuple[Asked, ...]
    unasked: tuple[str, ...]
    details: Mapping[tuple[Side, int], Details] = field(default_factory=dict)
    retried: tuple[str, ...] = ()

    def of(self, cases: Sequence[Case]) -> tuple[Asked, ...]:
        """Give what was said to these cases, and not to the pages that make a list whole."""
        return tuple(each for each in self.asked if each.case in cases)


class Unaskable(Exception):
    """An example that V1 does not give: the case cannot be asked for this user.

    ``failed`` is V1's answer where V1 has failed, None where it answered and holds nothing there.
    """

    def __init__(self, reason: str, failed: Answer | None = None) -> None:
        super().__init__(reason)
        self.failed = failed

    @property
    def cause(self) -> str:
        """What many of them have in common: V1 where it did not answer, else the example."""
        error = self.failed.error if self.failed is not None else None
        return silence("V1", error) if error else str(self)
