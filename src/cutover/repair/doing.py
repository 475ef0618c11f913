"""One batch: rows of a step changed in one transaction, with what they were, their entries and their link."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from cutover.compare import link_of
from cutover.compare.links import has_parent, pairs_of
from cutover.compare.sqltext import name
from cutover.repair import archive
from cutover.repair.cascade import closure
from cutover.repair.changing import insert, set_column, unlike
from cutover.repair.deleting import Going, Member, Place, delete, look
from cutover.repair.entries import Batch, Key, Left, Target
from cutover.repair.origin import Origin, origin_named
from cutover.repair.plan import Row, Step
from cutover.repair.restoring import rows_of
from cutover.repair.work import Work, leave

UNKNOWN = "rows point at it of which the plan knows nothing"

Outcome = tuple[int, list[Left]]
"""How many rows were changed, those that went along left out, and which were left."""


@dataclass(frozen=True)
class Doing:
    """A step at work: what it needs to know of V2 is looked up once."""

    work: Work
    step: Step

    @cached_property
    def target(self) -> Target:
        """The table that the step changes."""
        return self.work.target(self.step.table)

    @cached_property
    def others(self) -> dict[str, Target]:
        """The tables of the rows that go along."""
        tables = {each.table for row in self.step.rows for each in row.cascade}
        return {table: self.work.target(table) for table in sorted(tables)}

    @cached_property
    def origin(self) -> Origin:
        """Where the rows come from that the step restores."""
        work, step = self.work, self.step
        return origin_named(work.v1, work.connection, work.migration, work.names, step.source, step.table)

    @cached_property
    def planned(self) -> frozenset[Place]:
        """All rows that the step takes away."""
        along = {(each.table, each.key) for row in self.step.rows for each in row.cascade}
        return frozenset(along | {(self.step.table, row.key) for row in self.step.rows})

    @cached_property
    def conditions(self) -> tuple[str, str]:
        """The SQL by which an orphan is none any more, and by which a row's new parent is there."""
        work, step = self.work, self.step
        if step.kind != "orphans":
            return "false", "true"
        reference = work.migration.reference(step.subject)
        link = link_of(reference, work.names)
        parent = name(work.names.v2[reference.parent])
        there = has_parent(link, pairs_of(work.connection, link), parent)
        if step.action != "re-point":
            return there, "true"
        above = self.work.target(reference.parent)
        goal = next(
            f"exists (select from {parent} p where p.{name(key)} = w.value::{above.types[key]})"
            for column, key in zip(link.columns, link.parent_columns, strict=True)
            if column == step.column
        )
        return there, goal

    def batch(self, rows: Sequence[Row]) -> int:
        """Change rows in one transaction, and return how many; those that are left are written down.

        Raises psycopg.Error, and RepairStopped where something else changes what is written: then nothing of
        the batch is there.
        """
        work, step, began = self.work, self.step, time.monotonic()
        unknown = self._unknown(rows) if step.action == "quarantine" else frozenset()
        with work.connection.transaction():
            timeout = int(step.pace.timeout * 1000)
            work.connection.execute(f"set local statement_timeout = {timeout}".encode())
            number = archive.next_batch(work.connection)
            reason = "; ".join(each for each in (step.absence, step.reason) if each)
            batch = Batch(number, work.run, step.id, work.actor, step.action, step.subject, reason)
            changed, left = self._change(batch, rows, unknown)
            if changed:
                self._verify(batch)
                archive.seal(work.connection, number, work.run, step.id, time.monotonic() - began)
            leave(work.connection, work.run, step.id, left)
        return changed

    def _change(self, batch: Batch, rows: Sequence[Row], unknown: frozenset[Key]) -> Outcome:
        if self.step.action == "restore":
            return self._restore(batch, rows)
        if self.step.action == "quarantine":
            return self._quarantine(batch, rows, unknown)
        left = set_column(self.work.connection, batch, self.target, self.step.column, rows, *self.conditions)
        return len(rows) - len(left), list(left)

    def _restore(self, batch: Batch, rows: Sequence[Row]) -> Outcome:
        work = self.work
        given = list(rows_of(work.v1, work.connection, self.origin, [row.key for row in rows]))
        left = [Left(each.key, each.why) for each in given if each.row is None]
        new = [(each.key, each.row) for each in given if each.row is not None]
        taken = insert(work.connection, batch, self.target, new) if new else ()
        return len(new) - len(taken), [*left, *taken]

    def _quarantine(self, batch: Batch, rows: Sequence[Row], unknown: frozenset[Key]) -> Outcome:
        work, going = self.work, [self._going(row) for row in rows]
        own = look(work.connection, work.run, [each.row for each in going], True, self.conditions[0])
        along = look(work.connection, work.run, [member for each in going for member in each.along], True)
        unknown |= self._unknown(rows) if work.has_constraints(self.target) else frozenset()
        fit, left = [], []
        for each in going:
            if each.row.place not in own:
                continue  # it has gone along with another one
            found = [(member, along[member.place]) for member in each.along if member.place in along]
            wrong = (f"{each.told}, which goes along: {why}" for each, why in found if why)
            why = own[each.row.place] or (UNKNOWN if each.row.key in unknown else next(wrong, ""))
            if why:
                left.append(Left(each.row.key, why))
            else:
                fit.append(Going(each.planned, each.row, tuple(member for member, _ in found)))
        delete(work.connection, batch, fit)
        return len(fit), left

    def _going(self, row: Row) -> Going:
        along = (
            Member(self.others[each.table], each.key, each.fingerprint, each.reference)
            for each in row.cascade
        )
        return Going(row, Member(self.target, row.key, row.fingerprint), tuple(along))

    def _unknown(self, rows: Sequence[Row]) -> frozenset[Key]:
        """The rows at which others point by now that the plan does not take along."""
        work = self.work
        keys = [row.key for row in rows]
        found = closure(work.connection, work.migration, work.names, self.step.table, keys)
        return frozenset(
            key
            for key, each in found.items()
            if each.loosened or any((one.table, one.key) not in self.planned for one in each.cascade)
        )

    def _verify(self, batch: Batch) -> None:
        """Stop where rows are not as their entries say: something else changes them too."""
        work = self.work
        for target in (self.target, *self.others.values()):
            if found := unlike(work.connection, batch.number, target):
                raise work.stopped(
                    "repair-not-as-planned",
                    f"{self.step.id}: {found} rows of '{target.table}' are not what was written: a trigger"
                    " or a rule of V2 changes them too. The batch was undone.",
                    "Look which triggers the table has.",
                )
