"""The ground that a plan stands on: the manifest, and both databases in one snapshot each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from psycopg import RawCursor

from cutover.compare.catalogue import Connection, primary_key
from cutover.compare.join import Names
from cutover.compare.known import types_of
from cutover.compare.links import Link, link_of
from cutover.compare.sqltext import name, relation
from cutover.manifest.migration import Migration
from cutover.manifest.reference import Reference
from cutover.repair.origin import Key, Origin, origins_of
from cutover.repair.restoring import in_batches

AT_ONCE = 2_000
"""Rows that one statement asks about."""


@dataclass
class Ground:
    """What is read for a plan, and never written: `v1` and `v2` are sessions that may be on two servers."""

    migration: Migration
    names: Names
    v1: Connection
    v2: Connection
    _origins: dict[str, tuple[Origin, ...]] = field(default_factory=dict)

    def origins(self, table: str) -> tuple[Origin, ...]:
        """What rows of a V2 table are made of; nothing where it is new in V2, or has no primary key."""
        if table not in self._origins:
            known = {each.name for each in self.migration.v2_tables()}
            found = table in known and self.key(table)
            self._origins[table] = (
                origins_of(self.v1, self.v2, self.migration, self.names, table) if found else ()
            )
        return self._origins[table]

    def key(self, table: str) -> tuple[str, ...]:
        """The columns of a V2 table's primary key; empty where it has none."""
        return primary_key(self.v2, self.names.v2[table])

    def link(self, reference: Reference) -> Link:
        """A reference in physical names."""
        return link_of(reference, self.names)

    def at(
        self, table: str, keys: Sequence[Key], expressions: Sequence[str], condition: str = "true"
    ) -> Iterator[tuple[Key, tuple[object, ...]]]:
        """Yield what V2's rows of these primary keys hold: expressions over `c`.

        The condition, over the table's own columns, says which of the rows are wanted at all.
        """
        physical = self.names.v2[table]
        columns, types = primary_key(self.v2, physical), types_of(self.v2, physical)
        given = ", ".join(f"${n + 1}::text[]" for n in range(len(columns)))
        aliases = ", ".join(f"g{n}" for n in range(len(columns)))
        same = " and ".join(f"c.{name(each)} = g.g{n}::{types[each].full}" for n, each in enumerate(columns))
        rows = f"(select * from {relation(physical)} as t where {condition})"
        query = (
            f"select g.place, {', '.join(expressions)}"
            f" from unnest({given}) with ordinality as g({aliases}, place)"
            f" join {rows} as c on {same} order by g.place"
        )
        for some in in_batches(keys, AT_ONCE):
            arrays = [list(each) for each in zip(*some, strict=True)]
            for place, *held in RawCursor(self.v2).execute(query.encode(), arrays).fetchall():
                yield some[int(str(place)) - 1], tuple(held)
