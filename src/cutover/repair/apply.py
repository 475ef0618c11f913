"""Apply: an approved plan, step by step; stopped or killed anywhere, it is taken up where it was left."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import orjson
import psycopg

from cutover.repair import archive
from cutover.repair.batches import do_step
from cutover.repair.demands import demand_approved, demand_content, demand_fresh, relations_of
from cutover.repair.fingerprint import fingerprints
from cutover.repair.opening import Opened
from cutover.repair.outcome import Applied, done_before, orphans_of, outcome_of
from cutover.repair.pace import told
from cutover.repair.plan import Plan, Step, canonical
from cutover.repair.progress import Tell, silent
from cutover.repair.refusal import RepairRefused
from cutover.repair.session import Writer, connect_writer
from cutover.repair.sums import explain_totals, note_totals, unexplained
from cutover.repair.work import Work

LOOK = 0.2
"""Seconds between two looks for the pause file."""


def apply(
    opened: Opened, plan: Plan, approved: str, by: str, tell: Tell = silent, pause: Path | None = None
) -> Applied:
    """Do what a plan says, which `by` answers for, and nothing else; done once, it does nothing more.

    While the file `pause` exists no new batch is begun. Raises RepairRefused, and then nothing was written;
    RepairStopped midway, and then whole batches are.
    """
    demand_approved(opened, plan, approved, by)
    if not plan.rows:
        return Applied("", 0)
    with connect_writer(opened, relations_of(plan, opened.names)) as writer:
        return _Applying(opened, writer, plan, approved, by.strip(), tell, pause).go()


@dataclass
class _Applying:
    opened: Opened
    writer: Writer
    plan: Plan
    approved: str
    by: str
    tell: Tell
    pause: Path | None
    orphans: dict[str, int] = field(default_factory=dict)
    """Of each reference, as they were counted last."""
    sums: dict[str, dict[str, object]] = field(default_factory=dict)
    """What no entry explained before the step that is at work: in a living V2 others write too."""

    def go(self) -> Applied:
        connection = self.writer.connection
        archive.take_turn(connection)
        before = self._before()
        done = done_before(connection, before.run) if before is not None else {}
        if before is not None and before.state == "done":
            return outcome_of(connection, self.plan, before.run, 0, sum(done.values()))
        if before is None:
            run = self._begin()
        else:
            run = before.run
            for step in self._undone(done):
                demand_content(self.opened, connection, step)
            archive.note(connection, run, state="running", ended=None)
        try:
            rows = self._steps(run)
            self._end(run)
        except KeyboardInterrupt:
            self._stop(run)
            raise self._work(run).stopped("repair-interrupted", "the repair was interrupted.", "") from None
        except psycopg.Error as error:
            self._stop(run)
            code, what, hint = told(error)
            raise self._work(run).stopped(code, what, hint) from error
        except BaseException:
            self._stop(run)
            raise
        return outcome_of(connection, self.plan, run, rows, sum(done.values()))

    def _stop(self, run: str) -> None:
        """Write down that the run stopped, where V2 still takes it: else it is taken for killed."""
        with suppress(psycopg.Error):
            archive.note(self.writer.connection, run, state="stopped", ended=datetime.now(UTC))

    def _before(self) -> archive.Run | None:
        """The run that is to be taken up, or that did all of it already."""
        runs = archive.runs(self.writer.connection)
        for each in runs:
            if each.kind == "restore" and each.state in ("running", "stopped"):
                raise RepairRefused(
                    "repair-restore-unfinished",
                    f"the restore of run {each.undoes} was not finished.",
                    f"Finish it: cutover repair restore {each.undoes}",
                )
        own = [each for each in runs if each.kind == "apply" and each.plan == self.plan.digest]
        return own[-1] if own and own[-1].state != "restored" else None

    def _begin(self) -> str:
        """Look whether the data are as they were planned, then make the archive and write the run down."""
        connection, opened = self.writer.connection, self.opened
        demand_fresh(opened, connection, self.plan)
        self.tell("before", 0, 0)
        state = fingerprints(opened.pair.v2, opened.names.v2)
        orphans = orphans_of(connection, opened)
        archive.create_archive(connection, self.writer.reader)
        for relation in relations_of(self.plan, opened.names):
            archive.keep_typed(connection, relation, self.writer.reader)
        run = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"
        with connection.transaction():
            archive.begin_run(
                connection,
                run,
                "apply",
                self.by,
                plan=self.plan.digest,
                document=orjson.loads(canonical(self.plan)),
                approved=self.approved,
                pair=self.plan.pair,
                manifest=self.plan.manifest,
                before=state,
                orphans={"before": orphans},
            )
            note_totals(connection, opened.migration, opened.names, run)
            archive.let_read(connection, self.writer.reader)
        return run

    def _steps(self, run: str) -> int:
        work = self._work(run)
        self.orphans = orphans_of(work.connection, self.opened)
        rows = 0
        for step in self.plan.steps:
            self.sums = self._unexplained(work, step)
            rows += do_step(work, step)
        return rows

    def _unexplained(self, work: Work, step: Step) -> dict[str, dict[str, object]]:
        """The sums of a step's table that do not hold; of money alone, since it takes a look at all rows."""
        if not (step.changes and step.table in self.opened.migration.repair.financial):
            return {}
        return unexplained(work.connection, self.opened.migration, self.opened.names, work.run, step.table)

    def _work(self, run: str) -> Work:
        opened = self.opened
        return Work(
            self.writer.connection,
            opened.v1.connection,
            opened.migration,
            opened.names,
            run,
            self.by,
            self.tell,
            self._hold,
            self._look,
        )

    def _hold(self) -> None:
        while self.pause is not None and self.pause.exists():
            self.tell(f"paused while {self.pause} is there", 0, 0)
            time.sleep(LOOK)

    def _look(self, work: Work, step: Step, changed: int) -> None:
        """After a step's first rows: no reference may have more orphans, its own has fewer; totals hold.

        But for orphans whose parents a later step restores: two tables' rows may point at each other.
        """
        later = self.plan.steps[self.plan.steps.index(step) + 1 :]
        restored = {each.table for each in later if each.kind == "missing"}
        waiting = {each.id for each in self.opened.migration.references if each.parent in restored}
        now = orphans_of(work.connection, self.opened, (step.table,))
        allowed = self.orphans | {
            reference: count - changed
            for reference, count in self.orphans.items()
            if step.kind == "orphans" and reference == step.subject
        }
        worse = [
            f"{name}: {count}" for name, count in now.items() if count > allowed[name] and name not in waiting
        ]
        self.orphans |= now
        if worse:
            raise work.stopped(
                "repair-first-rows",
                f"{step.id}: after its first {changed} rows there are more orphans than there may be"
                f" ({', '.join(worse)}).",
                "Look at these rows; V2 may also have written orphans by itself meanwhile.",
            )
        sums = self._unexplained(work, step)
        moved = [f"{name}: {told['groups']}" for name, told in sums.items() if told != self.sums.get(name)]
        if moved:
            raise work.stopped(
                "repair-first-rows",
                f"{step.id}: after its first {changed} rows totals of money moved by more than was written"
                f" down ({', '.join(moved)}).",
                "Look at these rows; V2 may also have written some by itself meanwhile.",
            )

    def _undone(self, done: Mapping[str, int]) -> list[Step]:
        """The steps that restore rows, and of which not all are there."""
        return [
            step
            for step in self.plan.steps
            if step.kind == "missing" and step.changes and done.get(step.id, 0) < step.count
        ]

    def _end(self, run: str) -> None:
        connection, opened = self.writer.connection, self.opened
        self.tell("after", 0, 0)
        now = orphans_of(connection, opened)
        state = fingerprints(opened.pair.v2, opened.names.v2)
        archive.add(connection, run, "orphans", "after", now)
        sums = explain_totals(connection, opened.migration, opened.names, run)
        archive.note(connection, run, after=state, sums=sums, state="done", ended=datetime.now(UTC))
