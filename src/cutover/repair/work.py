"""Work: what a step of a repair is done with, and where it writes down what it left."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from psycopg.types.json import Jsonb

from cutover.compare import Names, trail
from cutover.compare.sqltext import literal, name
from cutover.manifest.migration import Migration
from cutover.repair.entries import Connection, Left, Target, look_up
from cutover.repair.plan import Step
from cutover.repair.progress import Tell, silent
from cutover.repair.refusal import RepairStopped

WAITS = (0.1, 0.2, 0.4, 0.8, 1.6, 2.0, 2.0, 2.0)
"""Seconds between tries of the smallest batch while others hold its rows."""


@dataclass(frozen=True)
class Work:
    """What a step is done with: V2, writable; V1; the run that it belongs to, and who does it.

    `hold` returns as soon as the next batch may begin. `looked` is called after a step's first batch with the
    number of its changes, and raises RepairStopped where they are not what they must be.
    """

    connection: Connection
    v1: Connection
    migration: Migration
    names: Names
    run: str
    actor: str
    tell: Tell = silent
    hold: Callable[[], None] = lambda: None
    looked: Callable[[Work, Step, int], None] = lambda work, step, changed: None
    waits: Sequence[float] = WAITS

    def target(self, table: str) -> Target:
        """A V2 table by its name in words, or by its own where the manifest does not know it."""
        return look_up(self.connection, table, self.names.v2.get(table, table))

    def has_constraints(self, target: Target) -> bool:
        """Whether V2 itself declares that rows point at a table's: then it may take rows along by itself."""
        query = (
            "select exists (select from pg_constraint where contype = 'f' and confrelid = to_regclass(%s))"
        )
        row = self.connection.execute(query, (name(target.relation),)).fetchone()
        return bool(row and row[0])

    def stopped(self, code: str, what: str, hint: str) -> RepairStopped:
        """Tell why the run stops, and how it is taken up or undone."""
        return RepairStopped(
            code,
            what,
            f"{hint} What is done stays and is written down: the same command takes the rest up,"
            f" and `cutover repair restore {self.run}` undoes it.",
        )


def leave(connection: Connection, run: str, step: str, left: Sequence[Left]) -> None:
    """Write down which rows were not changed, and why."""
    if left:
        told = [{"step": step, "key": list(each.key), "why": each.why} for each in left]
        connection.execute(
            f"update {trail.RUNS} set left_out = left_out || %s where run = %s".encode(), (Jsonb(told), run)
        )


def forget_left(connection: Connection, run: str, step: str) -> None:
    """A step that is taken up looks again at the rows that it left."""
    each = "jsonb_array_elements(left_out) with ordinality as l(e, n)"
    kept = f"select jsonb_agg(e order by n) from {each} where e->>'step' <> {literal(step)}"
    others = f"coalesce(({kept}), '[]')"
    connection.execute(
        f"update {trail.RUNS} set left_out = {others} where run = %s and left_out <> '[]'".encode(), (run,)
    )
