"""V2's rows, fetched and laid beside V1's documents in the statement that compares within one server."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from cutover.compare.catalogue import Documents
from cutover.compare.chunk import Chunk, Span
from cutover.compare.hashes import base_of, row_id
from cutover.compare.join import Join
from cutover.compare.sides import Batches, Region, Side
from cutover.compare.sqltext import Rows, any_of, literal, name, relation
from cutover.compare.tables import demand


def compared_types(joined: Join) -> dict[str, str]:
    """The types of the columns that are compared; every kind of text is text."""
    wanted = (*joined.key_columns, *(each.name for each in joined.target.columns))
    types = {each: joined.types[each] for each in wanted if each in joined.types}
    return {each: "text" if base_of(type_) == "text" else type_ for each, type_ in types.items()}


def beside(old: Side, new: Side, ids: Sequence[int], among: str) -> Chunk:
    """V1's documents of these row ids, which are `among` v1's, beside V2's rows, which are fetched."""
    if row_id(old.join):
        identities = list(ids)
    else:
        rows = old.read(Region(), lambda hashed, _: hashed.identities(among))
        identities = [int(str(row[0])) for row in rows]
    return Fetching(old, new, old.join, demand(old.connection, old.join)).beside(identities)


@dataclass
class Fetching:
    """Rows of one V1 source beside V2's, which travel to V1's server as they are wanted."""

    old: Side
    new: Side
    join: Join
    shape: Documents
    batches: Batches | None = None
    """How many rows may travel at once; None until it is asked for."""

    @property
    def parts(self) -> bool:
        """Whether rows can be judged in any parts: elements known by their own key alone come with all others
        of their document."""
        return self.join.target.each is None or self.join.row_key is not None

    def rows(self, most: int) -> int:
        """How many rows to fetch at once: at most so many, and of wide ones fewer."""
        if self.batches is None:
            self.batches = Batches(self.new.row_bytes(compared_types(self.join)))
        return self.batches.rows(most)

    def beside(self, identities: Sequence[int]) -> Chunk:
        """V1's rows of these identities beside V2's, which are written into the statement."""
        documents, identities = self._documents(identities)
        held = any_of("id", documents)
        old = Rows(f"select id, xdo from {relation(self.join.v1)} as t where {held}")
        target = self.join.target.model_copy(update={"owns": None})
        joined = replace(
            self.join, target=target, v1=old, v2=self._fetched(identities), types=compared_types(self.join)
        )
        return Chunk(joined, Span(), unique=self.shape.unique)

    def _documents(self, identities: Sequence[int]) -> tuple[Sequence[int], Sequence[int]]:
        """The ids of V1's documents that hold these identities, and all identities that they hold."""
        if row_id(self.join):
            return identities, identities
        region = Region(only=tuple(identities))
        rows = self.old.read(region, lambda hashed, condition: hashed.documents(condition))
        documents = [int(str(row[0])) for row in rows]
        if self.join.target.each is None or self.join.row_key:
            return documents, identities
        within = any_of("v1.id", documents)
        rows = self.old.read(Region(), lambda hashed, _: hashed.identities(within))
        return documents, sorted({*identities, *(int(str(row[0])) for row in rows)})

    def _fetched(self, identities: Sequence[int]) -> Rows:
        """V2's rows of these identities, as they can stand in a statement."""
        types = compared_types(self.join)
        region = Region(only=tuple(identities))
        ((*columns,),) = self.new.read(region, lambda hashed, condition: hashed.arrays(types, condition))
        if self.batches is not None:
            self.batches.fetched(len(identities), sum(len(str(each)) for each in columns))
        arrays = ", ".join(f"{literal(each)}::text[]" for each in columns)
        aliases = ", ".join(f"c{n}" for n in range(len(types)))
        listed = ", ".join(f"c{n}::{type_} as {name(each)}" for n, (each, type_) in enumerate(types.items()))
        return Rows(f"select {listed} from unnest({arrays}) as fetched({aliases})")
