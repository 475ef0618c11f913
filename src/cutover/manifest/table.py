"""A table: what one V1 table becomes in V2, and what a V2 table is made of."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from cutover.manifest.fragment import demand_fragment
from cutover.manifest.tolerance import ColumnTolerance
from cutover.manifest.value import Duration, Empty, Keyed, Name, Scalar, Text, Value, mistake

ROW_ID = "id"
"""The V1 field that is not in the document but the row's own id."""


class V1Table(Value):
    """A V1 table: its name in words, and its number where the environment's rule names tables by number.

    `rows`, about how many, only puts heavy tables first.
    """

    table: Name
    id: int | None = None
    rows: int | None = None


class Column(Value):
    """One V2 column and its origin: a V1 field (`source`, dotted into objects) or a constant.

    `empty` is what V2 holds where V1 has nothing, in whichever way. `blank`, `json_null` and `missing` say it
    of one way alone: of '', of JSON's null, of a key that is not there.
    """

    name: Name
    source: Text | None = Field(default=None, alias="from")
    value: Scalar = None
    empty: Empty = None
    blank: Empty = None
    json_null: Empty = None
    missing: Empty = None
    format: Literal["epoch_ms", "iso"] | None = None
    sql: Text | None = None
    tolerance: ColumnTolerance | None = None
    secret: bool = False
    personal: bool = False

    @property
    def is_constant(self) -> bool:
        """Whether every V2 row holds the same `value`, which may be null."""
        return "value" in self.model_fields_set

    @property
    def states(self) -> Mapping[str, bool | int | float | str | tuple[()] | None]:
        """What V2 holds in each way of having nothing that has a rule of its own."""
        ways = ("missing", "json_null", "blank")
        return {each: getattr(self, each) for each in ways if each in self.model_fields_set}

    @property
    def path(self) -> tuple[str, ...]:
        """The keys that lead to the value in a V1 document; empty for a constant."""
        return tuple(self.source.split(".")) if self.source else ()

    @property
    def hidden(self) -> bool:
        """Whether evidence may show the value only as a keyed hash."""
        return self.secret or self.personal

    @model_validator(mode="after")
    def _has_one_source(self) -> Self:
        if self.is_constant == (self.source is not None):
            what = f"Column {self.name!r} has " + (
                "both `from` and `value`." if self.is_constant else "no source."
            )
            raise mistake(
                "manifest-column-source",
                what,
                "Give `from: <V1 field>` or `value: <constant>`, or list it under `new` with a reason.",
            )
        if self.sql is not None and "{value}" not in self.sql:
            raise mistake(
                "manifest-sql-without-value",
                f"The `sql` of column {self.name!r} does not contain {{value}}.",
                "Write the transform over {value}, for example lower({value}).",
                "sql",
            )
        demand_fragment(self.sql, "sql", f"column {self.name!r}", frozenset({"value"}))
        return self


class Match(Value):
    """One V2 column of the row key and the V1 field that it equals."""

    column: Name
    field: Text


class Explained(Value):
    """A field or column that is left out of the comparison, and why."""

    name: Text
    reason: Text


class Target(Value):
    """What one V1 table contributes to one V2 table."""

    name: Name
    id: int | None = None
    match: Annotated[tuple[Match, ...], Keyed("column", short="field", wrap=True)] = (
        Match(column="id", field=ROW_ID),
    )
    when: Text | None = None
    each: Text | None = None
    where: Text | None = None
    owns: Text | None = None
    counts: Literal["lag", "exact"] = "lag"
    columns: Annotated[tuple[Column, ...], Keyed("name", short="from")] = ()
    new: Annotated[tuple[Explained, ...], Keyed("name", short="reason", wrap=True)] = ()

    @model_validator(mode="after")
    def _has_whole_conditions(self) -> Self:
        demand_fragment(self.where, "where", f"V2 table {self.name!r}")
        demand_fragment(self.owns, "owns", f"V2 table {self.name!r}")
        return self

    @property
    def declared(self) -> tuple[str, ...]:
        """Every V2 column that this source speaks of, in the file's order; a column may stand in it twice."""
        return (*(m.column for m in self.match), *(c.name for c in self.columns), *(n.name for n in self.new))


class Settled(Value):
    """From when on a row of a living V1 is judged: `field` holds when it last changed, in milliseconds."""

    field: Text
    older_than: Duration


class TableFile(Value):
    """One file of `tables/`: a V1 table, the V2 tables that it becomes, and what of it is dropped.

    What is `out_of_scope` is counted and shown, never judged; its rows stay in V1 where it has no `v2`.
    """

    v1: V1Table
    v2: Annotated[tuple[Target, ...], Keyed("name")] = ()
    dropped: Annotated[tuple[Explained, ...], Keyed("name", short="reason", wrap=True)] = ()
    dropped_table: Text | None = None
    out_of_scope: Text | None = None
    settled: Settled | None = None
    modelled: bool = False

    @property
    def stays_in_v1(self) -> bool:
        """Whether the table is out of scope and becomes no V2 table, so that V1's rows alone are counted."""
        return self.out_of_scope is not None and not self.v2

    @property
    def mapped_fields(self) -> frozenset[str]:
        """The top-level V1 keys that reach some V2 column, a row key, or the rows made of an array."""
        return frozenset(field.split(".")[0] for target in self.v2 for field in _fields(target)) - {ROW_ID}

    @property
    def dropped_fields(self) -> frozenset[str]:
        """The V1 keys that reach nothing, each with a reason in the file."""
        return frozenset(dropped.name for dropped in self.dropped)

    @property
    def known_fields(self) -> frozenset[str]:
        """Every V1 field that the file speaks of, mapped or dropped, dotted into objects as it is written."""
        named = (field for target in self.v2 for field in (*_fields(target), target.when) if field)
        return (frozenset(named) | self.dropped_fields) - {ROW_ID}


class NewTable(Value):
    """A V2 table that is made of nothing in V1, and why there is one."""

    name: Name
    id: int | None = None
    reason: Text


class NewTablesFile(Value):
    """The file `new_tables.yaml`, which a manifest need not have."""

    tables: Annotated[tuple[NewTable, ...], Keyed("name")] = ()


def _fields(target: Target) -> Iterator[str]:
    """The V1 fields of a target; inside `each`, `item` and `position` belong to the array's elements."""
    if target.each is not None:
        yield target.each
    own = {"item", "position"} if target.each is not None else set()
    sources = (*(m.field for m in target.match), *(c.source for c in target.columns if c.source is not None))
    yield from (source for source in sources if source.split(".")[0] not in own)


@dataclass(frozen=True)
class Source:
    """One V1 table as a source of one V2 table."""

    file: TableFile
    target: Target

    @property
    def v1(self) -> V1Table:
        """The V1 table."""
        return self.file.v1

    @property
    def gating(self) -> bool:
        """Whether the rows of this source are judged, not only counted and shown."""
        return self.file.out_of_scope is None


@dataclass(frozen=True)
class V2Table:
    """A V2 table with all the V1 tables that it is made of; none where it is new."""

    name: str
    id: int | None
    sources: tuple[Source, ...]

    @property
    def columns(self) -> frozenset[str]:
        """Every V2 column that some source maps, matches or declares new."""
        return frozenset(column for source in self.sources for column in source.target.declared)

    @property
    def gating(self) -> bool:
        """Whether some source of the table is in scope."""
        return any(source.gating for source in self.sources)


def group_by_v2(files: Iterable[TableFile]) -> tuple[V2Table, ...]:
    """Group what the files say by V2 table, sorted by name."""
    sources: dict[str, list[Source]] = {}
    for file in files:
        for target in file.v2:
            sources.setdefault(target.name, []).append(Source(file, target))
    return tuple(V2Table(name, found[0].target.id, tuple(found)) for name, found in sorted(sources.items()))
