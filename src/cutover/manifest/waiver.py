"""A waiver: a registered, expiring acceptance of one known difference."""

from datetime import timedelta
from typing import Self

from pydantic import model_validator

from cutover.manifest.value import Day, Text, Value, mistake

LONGEST = timedelta(days=14)


class Waiver(Value):
    """The acceptance of one failing check until `expires` has passed. Nobody approves their own request."""

    check: Text
    reason: Text
    owner: Text
    requester: Text
    approver: Text
    expires: Day

    @model_validator(mode="after")
    def _is_approved_by_another(self) -> Self:
        if self.approver.strip().casefold() == self.requester.strip().casefold():
            raise mistake(
                "manifest-waiver-self-approved",
                f"{self.requester} requests and approves the waiver of {self.check}.",
                "Let another person approve it.",
                "approver",
            )
        return self


class WaiversFile(Value):
    """The file `waivers.yaml`."""

    waivers: tuple[Waiver, ...]
