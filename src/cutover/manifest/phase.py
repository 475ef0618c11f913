"""A phase: a step of the migration, what it needs and when it passes."""

from fnmatch import fnmatchcase
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from cutover.manifest.value import Duration, Slug, Text, Texts, Value, mistake

PhaseId = Annotated[str, StringConstraints(pattern=r"^\d+(\.\d+)*$")]
Count = Annotated[int, Field(ge=1)]


class Criterion(Value):
    """One thing that must hold for a phase to pass: measured by checks, or attested by a person.

    `at_least` is how many checks must count, `passing` how many of them must pass where not all need to.
    `nothing_to_judge` says why there may rightly be nothing; the sign-off shows it on its first page.
    """

    id: Slug
    says: Text | None = None
    checks: Texts = ()
    at_least: Count | None = None
    passing: Count | None = None
    nothing_to_judge: Text | None = None
    attested: Slug | None = None
    signed_by: Texts = ()
    """One signature for each role, all of different people; the phase's owner's unless it says."""

    @property
    def patterns(self) -> tuple[str, ...]:
        """The ids and patterns of the criterion's checks; an attestation is a check of its own area."""
        return self.checks if self.attested is None else (f"attested/{self.attested}",)

    @property
    def owed(self) -> tuple[str, ...]:
        """The exact ids: owed even where no suite plans them."""
        return tuple(pattern for pattern in self.patterns if not is_pattern(pattern))

    @property
    def demanded(self) -> int:
        """How many checks must count: as stated, else every exact id and at least one for each pattern."""
        return self.at_least if self.at_least is not None else len(self.patterns)

    def matches(self, check: str) -> bool:
        """Whether a check belongs to the criterion."""
        return any(fnmatchcase(check, pattern) for pattern in self.patterns)

    @model_validator(mode="after")
    def _asks_one_thing(self) -> Self:
        if bool(self.checks) == (self.attested is not None):
            what = "both `checks` and `attested`" if self.checks else "neither `checks` nor `attested`"
            raise mistake(
                "manifest-criterion-asks-nothing",
                f"Criterion {self.id!r} has {what}.",
                "Name check ids (`checks: [answers/*]`), or what a person states (`attested: backups-made`).",
            )
        if self.signed_by and self.attested is None:
            raise mistake(
                "manifest-criterion-asks-nothing",
                f"Criterion {self.id!r} is measured, and nobody signs a measurement.",
                "Remove `signed_by`, or name what a person states (`attested: backups-made`).",
                "signed_by",
            )
        if self.passing is not None and self.passing > self.demanded:
            raise mistake(
                "manifest-wrong-value",
                f"Criterion {self.id!r} wants {self.passing} passing of {self.demanded}.",
                "Lower `passing`, or raise `at_least`.",
                "passing",
            )
        return self


class Phase(Value):
    """A phase, by its number as text ("5.5"). Evidence older than `fresh_for` does not count.

    `approved_by` asks for one approval of each role, all of different people; of the owner unless it says.
    """

    id: PhaseId
    name: Text
    needs: tuple[PhaseId, ...] = ()
    owner: Text
    fresh_for: Duration
    criteria: Annotated[tuple[Criterion, ...], Field(min_length=1)]
    approved_by: Texts = ()

    @property
    def approvers(self) -> tuple[str, ...]:
        """The role of each approval that the phase needs."""
        return self.approved_by or (self.owner,)

    def signers(self, criterion: Criterion) -> tuple[str, ...]:
        """The role of each signature that an attestation of this phase needs."""
        return criterion.signed_by or (self.owner,)


def is_pattern(check: str) -> bool:
    """Whether an entry of `checks` stands for many checks."""
    return any(sign in check for sign in "*?[")
