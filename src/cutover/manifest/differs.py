"""Declared differences: where V2's answer is meant to differ from V1's, and in exactly which way."""

import re
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from cutover.manifest.value import Text, Value, mistake

_STEP = r"(?:\[\]|[^.\[\]*\s]+(?:\[\])*)"
FieldPath = Annotated[str, StringConstraints(pattern=rf"^{_STEP}(?:\.{_STEP})*$")]
"""Where a value stands, without indices: `items[].agent.name`, or `[].id` where the answer is a list itself.

There is no wildcard: a declaration speaks of one field.
"""

Cleaning = Literal["lower", "trim", "squeeze", "nfc"]
Kind = Literal["text", "number", "boolean", "iso", "epoch_ms"]

_STEPS = re.compile(r"\[\]|[^.\[\]]+")


def steps_of(path: str) -> tuple[str, ...]:
    """Return a path's steps, each list's items as a step `[]` of their own: `a[].b` is `a`, `[]`, `b`."""
    return tuple(_STEPS.findall(path))


class Predicate(Value):
    """What V2's value must satisfy beside V1's where it need not equal it; all that is given must hold.

    `same_format`: digits stand where V1 has digits, letters where it has letters, and so on; numbers are both
    whole or both not. `equal_after`: equal once both texts were cleaned so. `within`: numbers at most so far
    apart.
    """

    same_format: Literal[True] | None = None
    equal_after: tuple[Cleaning, ...] = ()
    within: Annotated[float, Field(gt=0)] | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.same_format is None and not self.equal_after and self.within is None:
            raise mistake(
                "manifest-difference-says-nothing",
                "A predicate asks nothing, so that every value would satisfy it.",
                "Give same_format: true, equal_after: [trim, …] or within: <number>.",
            )
        return self


class Differs(Value):
    """One declared difference. `field` is where V1 has the value.

    `becomes` (`is`) is V2's name of it beside where V1's stands, or the whole path where it moved to. `kind`
    (`as`) is what V2 writes it as, and `factor` what V1's number is multiplied by in V2. `absent` says which
    side does not have the field at all. `allow` is a predicate that V2's value must satisfy instead.
    """

    field: FieldPath
    becomes: FieldPath | None = Field(default=None, alias="is")
    kind: Kind | None = Field(default=None, alias="as")
    factor: Annotated[float, Field(gt=0)] | None = None
    absent: Literal["V1", "V2"] | None = None
    allow: Predicate | None = None
    reason: Text

    @property
    def name(self) -> str:
        """The declaration in a few words, as reports show it."""
        said = [f"is {self.becomes}"] if self.becomes else []
        said += [f"as {self.kind}"] if self.kind else []
        said += [f"times {self.factor:g}"] if self.factor is not None else []
        said += [f"absent from {self.absent}"] if self.absent else []
        said += ["by a predicate"] if self.allow else []
        return f"{self.field} {', '.join(said)}"

    @property
    def about_values(self) -> bool:
        """Whether both sides' values are looked at, and not only where they stand."""
        return bool(self.kind or self.factor is not None or self.allow)

    @property
    def place(self) -> tuple[str, ...]:
        """V1's steps."""
        return steps_of(self.field)

    @property
    def target(self) -> tuple[str, ...]:
        """V2's steps: those of `is`, which a name alone shares with `field` up to the last one."""
        if self.becomes is None:
            return self.place
        steps = steps_of(self.becomes)
        return (*self.place[:-1], *steps) if len(steps) == 1 else steps

    @model_validator(mode="after")
    def _is_one_difference(self) -> Self:
        if not (self.becomes or self.about_values or self.absent):
            raise mistake(
                "manifest-difference-says-nothing",
                f"The difference of {self.field!r} does not say what differs.",
                "Give one of: is, as, factor, absent, allow.",
            )
        if self.absent and (self.becomes or self.about_values):
            raise mistake(
                "manifest-difference-twice",
                f"{self.field!r} is called absent and compared all the same.",
                "Keep `absent`, or what V2's value is.",
                "absent",
            )
        if self.allow and (self.kind or self.factor is not None):
            raise mistake(
                "manifest-difference-twice",
                f"{self.field!r} has an exact value in V2, and a predicate instead of it.",
                "Keep `as` and `factor`, or `allow`.",
                "allow",
            )
        if self.becomes is not None:
            _stays_in_its_list(self)
        return self


def _stays_in_its_list(rule: Differs) -> None:
    """A value may move within its row, never to another list, nor can an item of a list be renamed."""
    if rule.place[-1] == "[]" or rule.target[-1] == "[]":
        what = f"{rule.field!r} is the item of a list, which has no name."
    elif _lists(rule.place) != _lists(rule.target):
        what = f"{rule.field!r} and {rule.becomes!r} do not stand in the same list."
    elif rule.place == rule.target:
        what = f"{rule.field!r} has the same place in V2."
    else:
        return
    raise mistake(
        "manifest-difference-place",
        what,
        "Give V2's name alone, or its whole path below the same list: items[].address.city.",
        "is",
    )


def _lists(steps: tuple[str, ...]) -> tuple[str, ...]:
    """The steps down to the row that a value stands in."""
    rows = [number for number, step in enumerate(steps) if step == "[]"]
    return steps[: rows[-1] + 1] if rows else ()


class Unstable(Value):
    """A field of which V1 itself says something else each time: only what `allow` says is demanded of V2.

    For an unstable field `within` is how far V2's number may lie outside of what V1 said the two times.
    """

    field: FieldPath
    allow: Predicate
    reason: Text

    @property
    def name(self) -> str:
        """The declaration in a few words, as reports show it."""
        return f"{self.field} unstable"

    @property
    def place(self) -> tuple[str, ...]:
        """The steps that lead to the field."""
        return steps_of(self.field)


class ErrorForm(Value):
    """An error as one side tells it; what is not given is not asked of V1, and is V1's in V2."""

    status: Annotated[int, Field(ge=400, le=599)]
    code: Text | None = None
    message: Text | None = None


class ErrorRule(Value):
    """What V1's error becomes in V2; without a rule V2 says the same status, code and message."""

    v1: ErrorForm
    v2: ErrorForm


class FieldTolerance(Value):
    """How far the numbers or moments of a field of this name may stand apart; exactly one is given.

    `relative` is a share of V1's number, `absolute` a distance, `decimals` the places both are rounded to;
    `truncated` cuts moments (ISO texts or epoch milliseconds) to milliseconds, seconds or the day.
    """

    field: Text
    relative: Annotated[float, Field(gt=0, lt=1)] | None = None
    absolute: Annotated[float, Field(gt=0)] | None = None
    decimals: Annotated[int, Field(ge=0, le=12)] | None = None
    truncated: Literal["ms", "s", "day"] | None = None

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        given = len(self.model_fields_set - {"field"})
        if given != 1:
            raise mistake(
                "manifest-tolerance",
                f"The tolerance of {self.field!r} is one of four, and {given} are given.",
                "Give one of: relative, absolute, decimals, truncated.",
            )
        return self
