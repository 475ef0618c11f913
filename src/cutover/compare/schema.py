"""A schema: the columns and types that a V2 table has, beside those that it is declared to have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SchemaDifference:
    """Where a table is not as declared, in the order of its columns.

    `retyped` are (column, declared type, type found); `declared` and `found` are numbers of columns.
    """

    declared: int
    found: int
    missing: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    retyped: tuple[tuple[str, str, str], ...] = ()

    @property
    def same(self) -> bool:
        """Whether the table has exactly what is declared, which is not nothing."""
        return min(self.declared, self.found) > 0 and not (self.missing or self.extra or self.retyped)


def compare_schema(declared: Mapping[str, str], found: Mapping[str, str]) -> SchemaDifference:
    """Tell two sets of columns and their types apart; the order of the columns means nothing."""
    return SchemaDifference(
        declared=len(declared),
        found=len(found),
        missing=tuple(column for column in declared if column not in found),
        extra=tuple(column for column in found if column not in declared),
        retyped=tuple(
            (column, kind, found[column])
            for column, kind in declared.items()
            if column in found and found[column] != kind
        ),
    )
