"""Batches: one step of a plan, a few rows first, then as many at once as their time allows.

A repair that is killed anywhere leaves whole batches, and what has no entry yet is what is left to do.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice

import psycopg

from cutover.compare import trail
from cutover.repair.changing import number_on
from cutover.repair.doing import Doing
from cutover.repair.entries import Connection, Left
from cutover.repair.pace import adapted, halved, refusal_of, told, trouble
from cutover.repair.plan import Row, Step
from cutover.repair.restoring import keys_of
from cutover.repair.work import Work, forget_left, leave


def do_step(work: Work, step: Step) -> int:
    """Do what a step has left to do, and return how many rows it changed, those that went along left out.

    Raises RepairStopped where it cannot go on: then its last batch is undone, and all before it are whole.
    """
    if not step.changes:
        return 0
    doing = Doing(work, step)
    handled, waiting = _waiting(work, step)
    size, changed = _Size(step), 0
    work.tell(step.id, handled, step.count)
    while True:
        work.hold()
        rows = waiting.take(size.now)
        if not rows:
            break
        began = time.monotonic()
        try:
            done = doing.batch(rows)
        except psycopg.Error as error:
            waiting.put_back(rows)
            handled += _after_trouble(work, step, error, size, waiting, len(rows))
            continue
        is_first, changed, handled = size.first, changed + done, handled + len(rows)
        size.after(time.monotonic() - began)
        work.tell(step.id, handled, step.count)
        if is_first:
            work.looked(work, step, done)
    if step.action == "restore":
        number_on(work.connection, doing.target)
    return changed


@dataclass
class _Waiting:
    """The rows of a step that are still to be done, in order."""

    rows: Iterator[Row]

    def take(self, count: int) -> list[Row]:
        return list(islice(self.rows, count))

    def put_back(self, rows: Iterable[Row]) -> None:
        self.rows = chain(rows, self.rows)


class _Size:
    """How many rows are tried at once.

    `usual` is where it returns to after a row was looked for that V2 refuses; `alone` while that goes on.
    """

    def __init__(self, step: Step) -> None:
        self.pace = step.pace
        self.now = self.usual = step.pace.first
        self.first = True
        self.alone = False
        self.tried = 0

    def after(self, seconds: float) -> None:
        """A batch went well."""
        if self.first:
            self.usual = self.pace.batch
        if self.alone:
            self.now = min(self.now * 2, self.usual)
        else:
            self.now = self.pace.batch if self.first else adapted(self.now, seconds, self.pace)
        self.alone = self.alone and self.now < self.usual
        self.usual = self.usual if self.alone else self.now
        self.first, self.tried = False, 0


def _waiting(work: Work, step: Step) -> tuple[int, _Waiting]:
    """How many rows an earlier try has done, and the others."""
    of_step = f"from {trail.CHANGES} where run = %s and step = %s"
    if step.ranges:
        # They are done in order and whole: what stands behind the last one is what is left.
        last = _one(work.connection, f"select max((planned->>0)::bigint) {of_step}", work.run, step.id)
        done = -1 if last is None else int(str(last))
        handled = sum(1 for key in keys_of(step) if int(key[0]) <= done)
        return handled, _Waiting(Row(key) for key in keys_of(step) if int(key[0]) > done)
    forget_left(work.connection, work.run, step.id)
    query = f"select distinct planned {of_step}".encode()
    found = work.connection.execute(query, (work.run, step.id)).fetchall()
    before = {tuple(each) for (each,) in found if isinstance(each, list)}
    rows = step.rows or tuple(Row(key) for key in keys_of(step))
    left = [row for row in rows if row.key not in before]
    return len(rows) - len(left), _Waiting(iter(left))


def _after_trouble(
    work: Work, step: Step, error: psycopg.Error, size: _Size, waiting: _Waiting, count: int
) -> int:
    """Try fewer rows, wait, or give one up; the number of rows that are handled by that."""
    kind = trouble(error)
    if kind == "refused" and count > 1:
        size.alone, size.now = True, count // 2
        return 0
    if kind == "refused":
        (row,) = waiting.take(1)
        leave(work.connection, work.run, step.id, [Left(row.key, refusal_of(error))])
        return 1
    smaller = halved(count, step.pace)
    if kind == "busy" and smaller < count:
        size.now = size.usual = smaller
        return 0
    if kind == "busy" and size.tried < len(work.waits):
        time.sleep(work.waits[size.tried])
        size.tried += 1
        return 0
    code, what, hint = told(error)
    raise work.stopped(code, f"{step.id}: {what}", hint) from error


def _one(connection: Connection, query: str, *values: object) -> object:
    row = connection.execute(query.encode(), values).fetchone()
    return row[0] if row else None
