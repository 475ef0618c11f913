"""A range at a glance: the statement that tells whether any of its rows differs, and which.

It costs less than counting column by column, since a row is looked at once and not once a column. It may say
of an equal row that it differs, or fail, but never the other way round: who differs is looked at closely.
"""

from __future__ import annotations

from dataclasses import dataclass

from cutover.compare.chunk import NO_OBJECT, Chunk
from cutover.compare.expressions import says_object
from cutover.compare.sqltext import literal, name

FILLED = 4
"""Columns at most that are asked whether one holds something, before it is asked whether V1 has an object."""


@dataclass(frozen=True)
class Glance:
    """The statement for one chunk. With `quick` V2's value says how V1's text is read: not at all where it is
    NULL. So it fails for '' where V2 holds something, as for a text that is no value of V2's type."""

    chunk: Chunk
    quick: bool = True

    def sql(self, limit: int) -> str:
        """One row: V1 rows, V2 rows, unsettled rows, and where the others stand that differ at all: the first
        row ids, at most so many (NULL for a row that is known by none), or NULL where nothing differs.

        The numbers of rows hold where nothing differs, or all that does is known by its row id.
        """
        chunk = self.chunk
        row_key = chunk.join.row_key
        v1, v2 = self._here
        key = f"coalesce(v1.id, v2.{name(row_key.column)})" if chunk.numbered and row_key else "null::bigint"
        told = [f"{v1} is null", f"{v2} is null", self._shapeless, *map(self._differs, chunk.columns)]
        any_of = chunk.judged(" or ".join(f"({each})" for each in told))
        found = f"(array_agg({key}) filter (where {any_of}))[1:{literal(limit)}]"
        unsettled = f"count(*) filter (where {chunk.unsettled})" if self._living else "0"
        return f"select count({v1}), count({v2}), {unsettled}, {found} from {self._joined}"

    @property
    def _living(self) -> bool:
        """Whether some rows are too young to be judged."""
        return self.chunk.join.settled is not None

    @property
    def _joined(self) -> str:
        chunk = self.chunk
        if self._living:
            return chunk.joined
        return f"{chunk.v1_rows} as v1 full join {chunk.v2_rows} as v2 on {chunk.on}"

    @property
    def _here(self) -> tuple[str, str]:
        """What is NULL where there is no V1 row, no V2 row.

        A constant of a side would have to be added to each of its rows before they are joined. Their keys may
        be NULL as well; such a row has no partner, so that it differs, and no row id.
        """
        if self._living:
            return "v1.here", "v2.here"
        row_key = self.chunk.join.row_key
        return "v1.id", f"v2.{name(row_key.column if row_key else self.chunk.join.key_columns[0])}"

    @property
    def _shapeless(self) -> str:
        """The condition under which V1's document is no object; where V2 holds something that only an object
        can give, its column differs then, so that nobody needs to ask."""
        join = self.chunk.join
        telling = [each.name for each in join.target.columns if each.name in join.types and says_object(each)]
        empty = (f"v2.{name(each)} is null and " for each in telling[:FILLED] if join.target.each is None)
        return f"v1.id is not null and {''.join(empty)}{NO_OBJECT}"

    def _differs(self, column: str) -> str:
        """The condition under which a matched row may differ in a column."""
        chunk, held = self.chunk, f"v2.{name(column)}"
        found, type_ = chunk.columns[column], chunk.join.types[column]
        tolerant = any(each.tolerance and each.name == column for each in chunk.join.target.columns)
        if not self.quick or tolerant or found.filled is None:
            return chunk.differs(column)
        unlike = f"{found.filled} is distinct from {held}"
        if type_ == "boolean":
            unlike = f"{found.filled} is distinct from case when {held} then 'true' else 'false' end"
        # To write a day costs less than to read one, and one that is written alike is the same.
        text = f"({found.shown})"
        alike = f" when {text} = {held}::text then false" if found.filled == f"{text}::date" else ""
        return f"case when {held} is null then {text} <> ''{alike} else {unlike} end"
