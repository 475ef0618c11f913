"""Repairing: by which rules V2's orphans, missing and surplus rows are put right."""

from datetime import timedelta
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from cutover.manifest.fragment import demand_fragment
from cutover.manifest.relation import FieldOf
from cutover.manifest.value import Duration, Keyed, Name, Slug, Text, Value, mistake

Action = Literal["restore", "re-point", "set-null", "quarantine", "leave"]
"""What can be done about a row, the best first; `leave` says that a person decided to leave it."""

Batch = Annotated[int, Field(ge=1, le=100_000)]


class MissingTable(Value):
    """A V1 table whose rows V2 lacks: `first` so many, then batches that fall to `smallest` on a time-out."""

    source: Name
    domain: Slug
    reason: Text
    first: Batch = 10
    batch: Batch = 1_000
    smallest: Batch = 100
    timeout: Duration = timedelta(seconds=120)


class SurplusTable(Value):
    """One V2 table whose rows that no V1 row stands for are quarantined, and why."""

    table: Name
    domain: Slug
    reason: Text


class Decision(Value):
    """What a person decided of one orphan, instead of what is proposed; `to` is the new parent's key."""

    key: Text
    action: Action
    to: Text | None = None
    reason: Text
    by: Text

    @model_validator(mode="after")
    def _says_where_to(self) -> Self:
        if (self.action == "re-point") != (self.to is not None):
            has = "says nothing of what it points at then" if self.to is None else "has no use for `to`"
            raise mistake(
                "manifest-decision",
                f"The decision about {self.key!r} is {self.action!r} and {has}.",
                "Write {action: re-point, to: <the parent's key>, …}, or another action without `to`.",
            )
        return self


class Decisions(Value):
    """The decisions about orphans of one reference, by the row's key."""

    reference: Text
    rows: Annotated[tuple[Decision, ...], Keyed("key")]


class Sum(Value):
    """A total that a repair must explain to the cent: `measure` of `table`, for each of `per`.

    `per` are columns of the table, or of the row that one of them points at (``agent_id.team_id``); ``month
    of`` and ``year of`` a moment stand for it.
    """

    name: Slug
    table: Name
    measure: Name
    per: tuple[FieldOf, ...] = ()


def path_of(per: str) -> tuple[str, tuple[str, ...]]:
    """Part what a sum is grouped by into its unit (month, year or ''), and the columns that lead to it."""
    unit, _, path = per.rpartition(" of ")
    return unit, tuple(path.split("."))


class Fill(Value):
    """What a new V2 column, ``table.column``, holds in a row that is restored: SQL, such as now()."""

    column: Text
    sql: Text

    @model_validator(mode="after")
    def _has_whole_sql(self) -> Self:
        demand_fragment(self.sql, "fill", f"column {self.column!r}", frozenset())
        return self


class RepairFile(Value):
    """The file `repair.yaml`, which a manifest need not have.

    `order` is that of the references' domains. Each orphan of a `financial` table carries a decision. `first`
    rows are changed before all others and looked at; then batches grow and shrink towards `target`.
    """

    order: tuple[Slug, ...] = ()
    financial: tuple[Name, ...] = ()
    first: Batch = 10
    batch: Batch = 1_000
    target: Duration = timedelta(milliseconds=500)
    lock_timeout: Duration = timedelta(milliseconds=200)
    missing: Annotated[tuple[MissingTable, ...], Keyed("source")] = ()
    surplus: Annotated[tuple[SurplusTable, ...], Keyed("table")] = ()
    fill: Annotated[tuple[Fill, ...], Keyed("column", short="sql", wrap=True)] = ()
    sums: Annotated[tuple[Sum, ...], Keyed("name")] = ()
    decisions: Annotated[tuple[Decisions, ...], Keyed("reference", short="rows", wrap=True)] = ()
