"""A waiver: a registered, expiring acceptance of one known difference."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Self

from pydantic import Field, model_validator

from cutover.manifest.approver import Approver, plain_name
from cutover.manifest.differs import Predicate
from cutover.manifest.value import Day, Text, Value, mistake

LONGEST = timedelta(days=14)


class Waiver(Value):
    """The acceptance of one failing check, or of one class of differences, until `expires` has passed.

    `difference` is the class as reports name it ("orphans in income.transaction_id"), whichever check finds
    it. `at_most` is how many differences are accepted in each check, and `allow` what V2's value must satisfy
    beside V1's in every one of them. Nobody approves their own request.
    """

    check: Text | None = None
    difference: Text | None = None
    at_most: Annotated[int, Field(ge=1)] | None = None
    allow: Predicate | None = None
    reason: Text
    owner: Text
    requester: Text
    approver: Text
    expires: Day

    @property
    def names(self) -> str:
        """The check, or the class of differences."""
        return self.check or self.difference or ""

    def is_about(self, check: str, cause: str) -> bool:
        """Whether a failing check is one that it speaks of."""
        return check == self.check if self.check is not None else cause == self.difference

    @model_validator(mode="after")
    def _names_one_thing(self) -> Self:
        if (self.check is None) == (self.difference is None):
            what = "neither `check` nor `difference`" if self.check is None else "`check` and `difference`"
            raise mistake(
                "manifest-waiver-names-nothing",
                f"A waiver has {what}.",
                "Give one of the two: a check's exact id, or the class of differences that a report names.",
            )
        return self

    @model_validator(mode="after")
    def _is_approved_by_another(self) -> Self:
        if plain_name(self.approver) == plain_name(self.requester):
            raise mistake(
                "manifest-waiver-self-approved",
                f"{self.requester} requests and approves the waiver of {self.names}.",
                "Let another person approve it.",
                "approver",
            )
        return self


class WaiversFile(Value):
    """The file `waivers.yaml`."""

    waivers: tuple[Waiver, ...]


@dataclass(frozen=True)
class WaiverFinding:
    """What is wrong with a waiver that is allowed all the same; it is told, and never hidden."""

    code: str
    about: str
    says: str


def waiver_findings(
    waivers: Sequence[Waiver], people: Sequence[Approver], today: date
) -> Iterator[WaiverFinding]:
    """Find waivers that have ended, that accept whatever comes, and whose approver nobody knows."""
    known = frozenset(name for person in people for name in person.names)
    for waiver in waivers:
        if waiver.expires < today:
            says = f"it ended on {waiver.expires}: renew it or take it out"
            yield WaiverFinding("waiver-expired", waiver.names, says)
        if waiver.at_most is None and waiver.allow is None:
            says = "it accepts whatever the check fails with: give at_most, or allow"
            yield WaiverFinding("waiver-broad", waiver.names, says)
        if people and plain_name(waiver.approver) not in known:
            says = f"its approver {waiver.approver!r} is nobody in approvers.yaml"
            yield WaiverFinding("waiver-unknown-approver", waiver.names, says)
