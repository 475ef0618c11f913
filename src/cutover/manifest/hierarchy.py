"""A hierarchy: rows of V2 that stand below one another, and what must hold of them."""

from typing import Annotated, Self

from pydantic import model_validator

from cutover.manifest.value import Keyed, Name, Slug, Value, mistake


class Agreement(Value):
    """A column of a row that must equal a column of the row above it."""

    column: Name
    above: Name


class Hierarchy(Value):
    """Rows of one V2 table, each of which names the row `above` it by its `key`, or nobody.

    `depth` and `downline` are columns in which a row says itself how deep it stands and how many stand below
    it. `agrees` says what a row has in common with the row above it.

    With `of` and `level` the rows are a record of chains instead: who stands `above` the row `of` the
    hierarchy that it `follows`, one row a level, the nearest being level 1.
    """

    name: Slug
    table: Name
    key: Name = "id"
    above: Name
    depth: Name | None = None
    downline: Name | None = None
    agrees: Annotated[tuple[Agreement, ...], Keyed("column", short="above", wrap=True)] = ()
    of: Name | None = None
    level: Name | None = None
    follows: Slug | None = None

    @property
    def check(self) -> str:
        """The id of its check."""
        return f"references/hierarchy-{self.name}"

    @property
    def is_record(self) -> bool:
        """Whether its rows are a record of another hierarchy's chains."""
        return self.follows is not None

    @property
    def compared(self) -> tuple[tuple[str, str], ...]:
        """The keys of the file and the V2 columns that are read of V1's rows as well."""
        if self.is_record:
            return (("of", str(self.of)), ("level", str(self.level)), ("above", self.above))
        stated = (("depth", self.depth), ("downline", self.downline))
        return (
            ("key", self.key),
            ("above", self.above),
            *((key, column) for key, column in stated if column is not None),
        )

    @property
    def columns(self) -> tuple[tuple[str, str], ...]:
        """The keys of the file and all V2 columns that they name."""
        both = ((each.column, each.above) for each in self.agrees)
        return (*self.compared, *(("agrees", column) for pair in both for column in pair))

    @model_validator(mode="after")
    def _is_one_kind(self) -> Self:
        record = (self.of, self.level, self.follows)
        tree = (self.depth, self.downline, self.agrees or None)
        if (
            (any(record) and not all(record))
            or (any(record) and any(tree))
            or (any(record) and self.key != "id")
        ):
            raise mistake(
                "manifest-hierarchy",
                f"Hierarchy {self.name!r} is neither rows below one another nor a record of chains.",
                "Write {table: …, above: …}, or {table: …, of: …, level: …, above: …, follows: <hierarchy>}.",
            )
        return self
