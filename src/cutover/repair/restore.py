"""Restore: a run undone row for row, the newest change first; killed anywhere, it is taken up where it was.

It is itself a run, archived and chained like any other. Foreign keys that repairs added go first, since what
they forbid comes back. Rows that others have changed since stay as they are, and are listed.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import orjson
import psycopg

from cutover.compare import trail
from cutover.compare.links import link_of
from cutover.repair import archive
from cutover.repair.constraints import drop_added
from cutover.repair.entries import Batch, Left, Target, look_up
from cutover.repair.fingerprint import fingerprints, unlike
from cutover.repair.opening import Opened
from cutover.repair.outcome import LeftOut, orphans_of
from cutover.repair.pace import adapted, halved, refusal_of, told, trouble
from cutover.repair.plan import Pace
from cutover.repair.progress import Tell, silent
from cutover.repair.refusal import RepairRefused, RepairStopped
from cutover.repair.restorable import demand_last, demand_whole, named, relations_of, tables_left
from cutover.repair.session import Writer, connect_writer
from cutover.repair.undoing import (
    NOBODY,
    Change,
    Stays,
    alike,
    bereaving,
    count_standing,
    standing,
    undo,
    unequal,
)
from cutover.repair.work import WAITS, leave

LOOK = 0.2
"""Seconds between two looks for the pause file."""
STEP = "restore"


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did: `rows` it put back now, `left` stayed because others have changed them since.

    `run` is "" where there was nothing to do. `dropped` counts foreign keys. `unlike` are tables that are not
    as before the run that was undone; of those, `moved` were written by others: since, or (`meanwhile`) while
    that run was at work. A row that is left has its table for a step.
    """

    undoes: str
    run: str = ""
    rows: int = 0
    left: tuple[LeftOut, ...] = ()
    dropped: int = 0
    unlike: tuple[str, ...] = ()
    moved: tuple[str, ...] = ()
    meanwhile: tuple[str, ...] = ()


def restore(opened: Opened, run: str, by: str, tell: Tell = silent, pause: Path | None = None) -> Restored:
    """Undo a run, which `by` answers for; what is undone is undone once.

    While the file `pause` exists no new batch is begun. Raises RepairRefused, and then nothing was written;
    RepairStopped midway, and then whole batches are.
    """
    if not by.strip():
        raise RepairRefused(
            "repair-no-name", "nobody answers for the restore.", 'Say who: --by "Ada Lovelace"'
        )
    with connect_writer(opened) as writer:
        relations = relations_of(writer.connection, named(archive.runs(writer.connection), run))
    with connect_writer(opened, relations) as writer:
        archive.take_turn(writer.connection)
        undone = named(archive.runs(writer.connection), run)
        demand_whole(writer.connection, undone)
        demand_last(writer.connection, undone)
        return _Restoring(opened, writer, undone, by.strip(), relations, tell, pause).go()


@dataclass
class _Restoring:
    opened: Opened
    writer: Writer
    undone: archive.Run
    by: str
    relations: Sequence[str]
    tell: Tell
    pause: Path | None
    run: str = ""
    targets: dict[str, Target] = field(default_factory=dict)

    def go(self) -> Restored:
        connection, run = self.writer.connection, self.undone.run
        total = count_standing(connection, run)
        unfinished = self._unfinished()
        if (
            not total
            and unfinished is None
            and (self.undone.kind == "apply" or self.undone.state == "restored")
        ):
            archive.note(connection, run, state="restored")
            return Restored(run)
        self.run = self._taken_up(unfinished) if unfinished else self._begun()
        try:
            of = run if self.undone.kind == "constrain" else ""
            dropped = drop_added(self.writer, self.run, self.by, of)
            rows = self._batches(total)
            return self._end(rows, dropped)
        except KeyboardInterrupt:
            self._stop()
            raise self._stopped("repair-interrupted", "the restore was interrupted.") from None
        except psycopg.Error as error:
            self._stop()
            code, what, hint = told(error)
            raise self._stopped(code, what, hint) from error
        except BaseException:
            self._stop()
            raise

    def _batches(self, total: int) -> int:
        """Undo what is left, in batches that adapt to their time; returns how many rows were put back."""
        connection, pace = self.writer.connection, self._pace()
        size, usual, below, handled, left = pace.first, pace.batch, None, 0, 0
        tries = iter(WAITS)
        self.tell(STEP, 0, total)
        while changes := standing(connection, self.undone.run, below, size):
            self._hold()
            began = time.monotonic()
            try:
                stay = self._batch(changes)
            except psycopg.Error as error:
                kind, smaller = trouble(error), halved(len(changes), pace)
                if kind == "refused" and len(changes) == 1:
                    stay = [Stays(changes[0], refusal_of(error))]
                elif kind == "refused" or (kind == "busy" and smaller < len(changes)):
                    size = max(1, len(changes) // 2) if kind == "refused" else smaller
                    continue
                elif kind == "busy" and (wait := next(tries, None)) is not None:
                    time.sleep(wait)
                    continue
                else:
                    raise
            leave(
                connection,
                self.run,
                STEP,
                [Left(self._place(each.change), each.why) for each in stay],
            )
            below, handled, left = changes[-1].number, handled + len(changes), left + len(stay)
            usual = adapted(max(size, usual), time.monotonic() - began, pace) if size >= usual else usual
            size, tries = min(max(size * 2, pace.first), usual), iter(WAITS)
            self.tell(STEP, handled, total)
        return handled - left

    def _batch(self, changes: Sequence[Change]) -> list[Stays]:
        """Undo changes in one transaction, the newest first."""
        connection, stay, began = self.writer.connection, list[Stays](), time.monotonic()
        with connection.transaction():
            number = archive.next_batch(connection)
            reason = f"restore of run {self.undone.run}: undoes change"
            batch = Batch(number, self.run, STEP, self.by, "undo", "", reason)
            for some in alike(changes):
                target = self._target(some[0])
                bereaved = self._bereaved(target) if some[0].kind == "delete" else NOBODY
                stay += undo(connection, batch, target, some, bereaved)
            for target in {self._target(each).relation: self._target(each) for each in changes}.values():
                if odd := unequal(connection, number, target):
                    what = f"V2 itself changed {odd} rows of {target.table} while they were put back."
                    hint = f"Look for triggers and rules of {target.relation}; this batch was undone."
                    raise self._stopped("repair-not-as-before", what, hint)
            if len(stay) < len(changes):
                archive.seal(connection, number, self.run, STEP, time.monotonic() - began)
        return stay

    def _bereaved(self, target: Target) -> str:
        links = [link_of(each, self.opened.names) for each in self.opened.migration.references]
        return bereaving(self.writer.connection, target, links)

    def _target(self, change: Change) -> Target:
        if change.relation not in self.targets:
            self.targets[change.relation] = look_up(self.writer.connection, change.table, change.relation)
        return self.targets[change.relation]

    def _place(self, change: Change) -> tuple[str, ...]:
        """A row's table and its key's values."""
        key = orjson.loads(change.key)
        order = [*self._target(change).key, *key]
        return change.table, *(str(key[column]) for column in sorted(key, key=order.index))

    def _pace(self) -> Pace:
        rules = self.opened.migration.repair
        return Pace(rules.first, rules.batch, 1, rules.target.total_seconds())

    def _hold(self) -> None:
        while self.pause is not None and self.pause.exists():
            self.tell(f"paused while {self.pause} is there", 0, 0)
            time.sleep(LOOK)

    def _unfinished(self) -> archive.Run | None:
        own = [
            each
            for each in archive.runs(self.writer.connection)
            if each.kind == "restore"
            and each.undoes == self.undone.run
            and each.state in ("running", "stopped")
        ]
        return own[-1] if own else None

    def _taken_up(self, unfinished: archive.Run) -> str:
        archive.note(self.writer.connection, unfinished.run, state="running", ended=None, left_out=[])
        return unfinished.run

    def _begun(self) -> str:
        """Note how V2 is now, and write the restore down."""
        connection, opened, undone = self.writer.connection, self.opened, self.undone
        self.tell("before", 0, 0)
        state, orphans = fingerprints(opened.pair.v2, opened.names.v2), orphans_of(connection, opened)
        for relation in self.relations:
            archive.keep_typed(connection, relation, self.writer.reader)
        run = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"
        archive.begin_run(
            connection,
            run,
            "restore",
            self.by,
            undoes=undone.run,
            plan=undone.plan,
            approved=undone.approved,
            pair=opened.identity,
            manifest=opened.migration.digest,
            before=state,
            orphans={"before": orphans},
        )
        return run

    def _end(self, rows: int, dropped: int) -> Restored:
        """Note how V2 is afterwards, and hold it beside how it was before the run that is undone."""
        connection, opened, undone = self.writer.connection, self.opened, self.undone.run
        self.tell("after", 0, 0)
        archive.add(connection, self.run, "orphans", "after", orphans_of(connection, opened))
        state = fingerprints(opened.pair.v2, opened.names.v2)
        with connection.transaction():
            archive.note(connection, self.run, after=state, state="done", ended=datetime.now(UTC))
            archive.note(connection, undone, state="restored")
        first, last = _states(self.writer, undone)
        before, _ = _states(self.writer, self.run)
        other = unlike(first, state) if first else ()
        since = {word for word in other if last and last.get(word) != before.get(word)}
        meanwhile = ({*other} & tables_left(connection, self.undone)) - since if other else set[str]()
        return Restored(
            undone,
            self.run,
            rows,
            _left(self.writer, self.run),
            dropped,
            other,
            tuple(word for word in other if word in since | meanwhile),
            tuple(sorted(meanwhile)),
        )

    def _stop(self) -> None:
        """Write down that the restore stopped, where V2 still takes it: else it is taken for killed."""
        with suppress(psycopg.Error):
            archive.note(self.writer.connection, self.run, state="stopped", ended=datetime.now(UTC))

    def _stopped(self, code: str, what: str, hint: str = "") -> RepairStopped:
        rest = (
            f"What is put back stays and is written down: `cutover repair restore {self.undone.run}` goes on."
        )
        return RepairStopped(code, what, f"{hint} {rest}".strip())


def _states(writer: Writer, run: str) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """What a run noted of all tables before and after it."""
    row = writer.connection.execute(
        f"select before, after from {trail.RUNS} where run = %s".encode(), (run,)
    ).fetchone()
    return cast(tuple[Mapping[str, str], Mapping[str, str]], row or ({}, {}))


def _left(writer: Writer, run: str) -> tuple[LeftOut, ...]:
    row = writer.connection.execute(
        f"select left_out from {trail.RUNS} where run = %s".encode(), (run,)
    ).fetchone()
    told = cast(list[dict[str, Any]], row[0]) if row else []
    return tuple(LeftOut(each["key"][0], tuple(each["key"][1:]), each["why"]) for each in told)
