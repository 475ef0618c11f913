"""A page: what one page of the frontend asks for, and the figures that it shows."""

import re
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from cutover.manifest.value import Keyed, Scalar, Text, Value, mistake

Measured = Literal["count", "measure", "money"]
"""How two figures are compared: as they are, within the tolerance of measures, to the cent."""

TAKE = re.compile(r"(?P<path>\w+(?:\.\w+)*)|sum\((?P<summed>\w+(?:\.\w+)*)\)|(?P<counted>count\(\))")
"""The forms of `take`: a path such as `cap.cap_paid`, `sum(amount)` and `count()` over an answer's rows."""


class Where(Value):
    """A field that the rows which are added up or counted have in common."""

    field: Text
    equals: Scalar


class Figure(Value):
    """One number that a page shows, taken from an answer to a case of an endpoint, the first unless told.

    `take` is a path, or `sum(field)` or `count()` over the rows of the answer, all of them or those `where`
    fields have these values.
    """

    name: Text
    endpoint: Text
    case: Text | None = None
    take: Text
    where: Annotated[tuple[Where, ...], Keyed("field", short="equals", wrap=True)] = ()
    kind: Measured = Field(default="count", alias="is")

    @property
    def summed(self) -> str | None:
        """The path that is added up over the rows; None where nothing is."""
        return self._part("summed")

    @property
    def counts(self) -> bool:
        """Whether the rows are counted."""
        return self._part("counted") is not None

    @property
    def over_rows(self) -> bool:
        """Whether the figure is made of rows, and not found at a path."""
        return self._part("path") is None

    @property
    def field(self) -> str:
        """The last name of what is taken; '' where rows are counted."""
        return (self.summed or self._part("path") or "").rpartition(".")[2]

    def _part(self, name: str) -> str | None:
        found = TAKE.fullmatch(self.take)
        return found[name] if found else None

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        if TAKE.fullmatch(self.take) is None:
            raise mistake(
                "manifest-figure",
                f"{self.take!r} is no way to take a figure.",
                "Write a path (cap.cap_paid), sum(field) or count().",
                "take",
            )
        if self.where and not self.over_rows:
            raise mistake(
                "manifest-figure",
                f"Figure {self.name!r} chooses rows, but {self.take!r} is taken from none.",
                "Write sum(field) or count(), or remove `where`.",
                "where",
            )
        return self


class Page(Value):
    """One page, by its name, the ids of the endpoints behind it, and the figures that it shows."""

    name: Text
    endpoints: tuple[Text, ...]
    figures: tuple[Figure, ...] = ()

    @property
    def id(self) -> str:
        """The page's address: its name in small letters, words joined by -."""
        return "-".join(self.name.lower().split())


class PagesFile(Value):
    """The file `pages.yaml`."""

    pages: tuple[Page, ...]
