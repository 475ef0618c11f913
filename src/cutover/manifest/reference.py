"""A reference: a V2 column that must point at a row that exists."""

from cutover.manifest.value import Name, Slug, Value


class Reference(Value):
    """A foreign key of V2, by V2 table and column names. `domain` is whose order the repair follows."""

    child: Name
    column: Name
    parent: Name
    parent_column: Name = "id"
    nullable: bool = False
    domain: Slug

    @property
    def id(self) -> str:
        """The reference's address: child table and column."""
        return f"{self.child}.{self.column}"


class ReferencesFile(Value):
    """The file `references.yaml`."""

    references: tuple[Reference, ...]
