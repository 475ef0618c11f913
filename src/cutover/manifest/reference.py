"""A reference: V2 columns that must point at a row that exists."""

from typing import Annotated, Self

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from cutover.manifest.hierarchy import Hierarchy
from cutover.manifest.uncovered import NotCovered
from cutover.manifest.value import Keyed, Name, Slug, Value, mistake

_NAME = {"type": "string", "pattern": r"^[A-Za-z_][A-Za-z0-9_]*$"}


def _as_tuple(value: object) -> object:
    return (value,) if isinstance(value, str) else value


Columns = Annotated[
    tuple[Name, ...],
    BeforeValidator(_as_tuple),
    Field(min_length=1),
    WithJsonSchema({"anyOf": [_NAME, {"type": "array", "items": _NAME, "minItems": 1}]}),
]
"""One column, or the list of those that make a key together."""


class Reference(Value):
    """A foreign key of V2, by V2 table and column names. `domain` is whose order the repair follows.

    `column` and `parent_column` are lists where several columns make the key: a row with a NULL in one of
    them points at nothing. `deleted` is the parent's column that is filled once a row counts as deleted.
    """

    child: Name
    columns: Columns = Field(alias="column")
    parent: Name
    parent_columns: Columns = Field(default=("id",), alias="parent_column")
    nullable: bool = False
    deleted: Name | None = None
    domain: Slug

    @property
    def column(self) -> str:
        """The column; of several all their names, as a text to be shown."""
        return ", ".join(self.columns)

    @property
    def id(self) -> str:
        """The reference's address: child table and column, of several ``table.one-other``."""
        return address(self.child, self.columns)

    @model_validator(mode="after")
    def _has_pairs(self) -> Self:
        if len(self.columns) != len(self.parent_columns):
            several = len(self.columns), len(self.parent_columns)
            raise mistake(
                "manifest-reference-columns",
                f"Reference {self.id!r} has {several[0]} columns, its parent's key has {several[1]}.",
                "Give as many in `parent_column` as in `column`, in the same order.",
                "parent_column",
            )
        return self


def address(child: object, columns: object) -> str:
    """Return a reference's address, of columns as the manifest writes them: a text or several."""
    several = columns if isinstance(columns, list | tuple) else (columns,)
    return f"{child}.{'-'.join(map(str, several))}"


class ReferencesFile(Value):
    """The file `references.yaml`: references, what looks like one and is none, and hierarchies."""

    references: tuple[Reference, ...]
    not_covered: tuple[NotCovered, ...] = ()
    hierarchies: Annotated[tuple[Hierarchy, ...], Keyed("name")] = ()
