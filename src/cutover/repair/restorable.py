"""Runs that can be put back: which one is meant, and what must hold before it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from pydantic import TypeAdapter

from cutover.compare import trail
from cutover.compare.audit import find_breaks
from cutover.compare.reversible import find_unkept
from cutover.manifest import nearest
from cutover.repair import archive
from cutover.repair.entries import Connection
from cutover.repair.pace import REFUSED
from cutover.repair.plan import Plan
from cutover.repair.refusal import RepairRefused

_PLAN = TypeAdapter(Plan)


def named(runs: Sequence[archive.Run], run: str) -> archive.Run:
    """The run that a name or the beginning of one means."""
    found = [each for each in runs if each.run == run] or [
        each for each in runs if run and each.run.startswith(run)
    ]
    if len(found) == 1 and found[0].kind != "restore":
        return found[0]
    if not runs:
        what, hint = "V2 holds no archive: no repair was ever made.", "There is nothing to put back."
    elif len(found) == 1:
        what = f"run {found[0].run} is a restore itself."
        hint = "To repair again, plan and apply again: cutover repair plan"
    elif found:
        what, hint = f"'{run}' may be {', '.join(each.run for each in found[:3])}.", "Write more of it."
    else:
        close = nearest(run, [each.run for each in runs])
        what, hint = (
            f"there is no run '{run}'.",
            f"Nearest name: '{close}'." if close else "cutover repair log lists them.",
        )
    raise RepairRefused("repair-run-unknown", what, hint)


def demand_whole(connection: Connection, undone: archive.Run) -> None:
    """Refuse to put back what somebody may have made up, or a run of which the archive lost a row."""
    if breaks := (*find_breaks(connection), *find_unkept(connection, undone.run)):
        what = "; ".join(map(str, breaks))
        hint = "cutover repair log shows it; nothing was written. Put the archive back as it was first."
        raise RepairRefused("repair-archive-broken", f"the archive was altered: {what}.", hint)


def demand_last(connection: Connection, undone: archive.Run) -> None:
    """Refuse while a later run, which was not put back, has changed the same rows."""
    rows = connection.execute(
        (
            f"select r.run, count(distinct c.key) from {trail.CHANGES} c join {trail.CHANGES} l"
            " on l.relation = c.relation and l.key = c.key and l.number > c.number"
            f" join {trail.RUNS} r on r.run = l.run and r.kind = 'apply' and r.state <> 'restored'"
            " where c.run = %s and l.run <> c.run and c.action <> 'constraint' group by r.run, r.began"
            " order by r.began desc"
        ).encode(),
        (undone.run,),
    ).fetchall()
    if rows:
        run, count = rows[0]
        raise RepairRefused(
            "repair-later-run",
            f"run {run} changed {count:,} of the same rows after run {undone.run}.",
            f"Put that one back first: cutover repair restore {run}",
        )


def relations_of(connection: Connection, undone: archive.Run) -> tuple[str, ...]:
    """The physical tables whose rows a run changed."""
    rows = connection.execute(
        f"select distinct relation from {trail.CHANGES} where run = %s and action <> 'constraint'".encode(),
        (undone.run,),
    ).fetchall()
    return tuple(sorted(str(relation) for (relation,) in rows))


def tables_left(connection: Connection, undone: archive.Run) -> frozenset[str]:
    """The tables, in words, of which others had changed rows when a run came to them: it left these out."""
    if undone.kind != "apply":
        return frozenset()
    row = connection.execute(
        f"select document, left_out from {trail.RUNS} where run = %s".encode(), (undone.run,)
    ).fetchone()
    document, left_out = cast(tuple[object, list[dict[str, Any]]], row or ({}, []))
    left = {(each["step"], tuple(each["key"])) for each in left_out if not each["why"].startswith(REFUSED)}
    if not left:
        return frozenset()
    steps = _PLAN.validate_python(document).steps
    along = (
        each.table
        for step in steps
        for row in step.rows
        if row.cascade and (step.id, row.key) in left
        for each in row.cascade
    )
    named = {step for step, _ in left}
    return frozenset(step.table for step in steps if step.id in named).union(along)
