"""Outcome: what an apply has done and left, as the archive in V2 tells it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from cutover.compare import Link, count_orphans, link_of, trail
from cutover.repair.entries import Connection
from cutover.repair.fingerprint import unlike
from cutover.repair.opening import Opened
from cutover.repair.plan import Plan

_Kept = tuple[
    list[dict[str, Any]], dict[str, dict[str, int]], dict[str, str], dict[str, str], dict[str, dict[str, Any]]
]
"""What a run's columns of JSON hold: `left_out`, `orphans`, `before`, `after`, `sums`."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row of the plan that was not changed, and why."""

    step: str
    key: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Applied:
    """What an apply did: `rows` it changed now, those that went along left out; `left` of the whole run.

    `run` is "" where the plan holds nothing to do; `before` are the rows that it had changed when taken
    up. `orphans` are (before, after) of each reference, `unexplained` what changed although the plan says
    nothing of it: in a living V2 others write too. `sums` tells of each total of money how many of its groups
    moved, and whether what was written down explains it.
    """

    run: str
    rows: int
    left: tuple[LeftOut, ...] = ()
    orphans: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    unexplained: tuple[str, ...] = ()
    sums: Mapping[str, tuple[int, bool]] = field(default_factory=dict)
    before: int = 0


def orphans_of(connection: Connection, opened: Opened, tables: Iterable[str] | None = None) -> dict[str, int]:
    """How many orphans each reference has; those alone that touch one of the tables, if any are named."""
    chosen = None if tables is None else set(tables)
    by_child: dict[str, list[tuple[str, Link]]] = {}
    for each in opened.migration.references:
        if chosen is None or {each.child, each.parent} & chosen:
            by_child.setdefault(each.child, []).append((each.id, link_of(each, opened.names)))
    found: dict[str, int] = {}
    for own in by_child.values():
        counted = count_orphans(connection, [link for _, link in own])
        found |= {name: each.count for (name, _), each in zip(own, counted, strict=True)}
    return found


def done_before(connection: Connection, run: str) -> dict[str, int]:
    """How many rows of each step a run has changed so far, those that went along left out."""
    query = f"select step, count(distinct planned) from {trail.CHANGES} where run = %s group by step"
    found = connection.execute(query.encode(), (run,)).fetchall()
    return {str(step): int(str(count)) for step, count in found}


def outcome_of(connection: Connection, plan: Plan, run: str, rows: int, before_it: int = 0) -> Applied:
    """What a run of a plan has come to, of which this call changed so many rows, and earlier ones so many."""
    row = connection.execute(
        f"select left_out, orphans, before, after, sums from {trail.RUNS} where run = %s".encode(), (run,)
    ).fetchone()
    left, orphans, before, after, sums = cast(_Kept, row)
    was, now = orphans.get("before", {}), orphans.get("after", {})
    return Applied(
        run,
        rows,
        tuple(LeftOut(each["step"], tuple(each["key"]), each["why"]) for each in left),
        {name: (was.get(name, 0), count) for name, count in now.items()},
        (*_unexplained(plan, unlike(before, after), was, now), *_unexplained_sums(sums)),
        {name: (int(told["moved"]), bool(told["explained"])) for name, told in sums.items()},
        before_it,
    )


def tables_of(plan: Plan) -> frozenset[str]:
    """The V2 tables that a plan changes, in words."""
    tables = {step.table for step in plan.steps if step.changes}
    return frozenset(
        tables | {each.table for step in plan.steps for row in step.rows for each in row.cascade}
    )


def _unexplained(
    plan: Plan, changed: Iterable[str], before: Mapping[str, int], after: Mapping[str, int]
) -> Iterator[str]:
    for table in sorted({*changed} - tables_of(plan)):
        yield f"{table} holds other rows than before, though the plan names none of its rows"
    for name, count in after.items():
        if count > before.get(name, 0):
            yield f"references/{name}: {count} orphans, {before.get(name, 0)} before"


def _unexplained_sums(sums: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    for name, told in sums.items():
        for each in told["unexplained"][:1]:
            per = ", ".join(str(part) for part in each["per"]) or "all"
            yield (
                f"sums/{name}: {told['unexplained_groups']} totals moved by more than was written down, first"
                f" that of {per}: {each['was']} before, {each['is']} without this run"
            )
