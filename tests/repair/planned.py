"""A plan of a little of everything for a small as-found pair, made by hand and quickly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cutover.compare import link_of, stream_orphans
from cutover.manifest.repairing import Action
from cutover.repair.cascade import closure
from cutover.repair.missing import plan_missing
from cutover.repair.opening import Opened
from cutover.repair.plan import Pace, Plan, Row, Step
from cutover.repair.surplus import plan_surplus

PACE = Pace(first=2, batch=4, smallest=1, target=0.5)
"""So slow that a plan of a few dozen rows has many batches."""


def orphans(
    opened: Opened, reference: str, action: Action, most: int, after: str | None = None, pace: Pace = PACE
) -> Step:
    """A step about a reference's first orphans; all are re-pointed to one parent."""
    told = opened.migration.reference(reference)
    link = link_of(told, opened.names)
    found = list(stream_orphans(opened.v2.connection, link))[:most]
    along = {}
    if action == "quarantine":
        keys = [each.key for each in found]
        along = closure(opened.v2.connection, opened.migration, opened.names, told.child, keys)
    rows = tuple(
        Row(
            each.key,
            each.fingerprint,
            None if action == "quarantine" else each.values[0],
            after,
            decision="by hand" if told.child in opened.migration.repair.financial else "",
            cascade=along[each.key].cascade if along else (),
        )
        for each in found
    )
    return Step(
        "orphans",
        reference,
        action,
        told.domain,
        told.child,
        "" if action == "quarantine" else link.columns[0],
        absence="never in V1",
        reason="by hand",
        count=len(rows),
        rows=rows,
        pace=pace,
    )


def missing(opened: Opened, source: str, pace: Pace = PACE) -> tuple[Step, ...]:
    """The steps that restore a V1 table."""
    rule = next(each for each in opened.migration.repair.missing if each.source == source)
    part = plan_missing(opened.v1.connection, opened.v2.connection, opened.migration, opened.names, rule)
    return tuple(replace(step, pace=pace) for step in part.steps)


def surplus(opened: Opened, table: str, pace: Pace = PACE) -> tuple[Step, ...]:
    """The steps that put a V2 table's surplus rows into quarantine."""
    rule = next(each for each in opened.migration.repair.surplus if each.table == table)
    part = plan_surplus(opened.v1.connection, opened.v2.connection, opened.migration, opened.names, rule)
    return tuple(replace(step, pace=pace) for step in part.steps)


def plan_of(opened: Opened, *steps: Step) -> Plan:
    """A plan of these steps for this pair."""
    return Plan(opened.identity, opened.database, opened.migration.digest, "2026-11-22T00:00:00Z", steps)


def of_everything(opened: Opened, pace: Pace = PACE) -> Plan:
    """A plan with each action: a value set NULL, one set right, rows taken out, rows brought back."""
    (parent,) = opened.v2.connection.execute("select min(id)::text from mvpw5_670").fetchone() or ("",)
    steps: Sequence[Step] = (
        orphans(opened, "user.agent_id", "set-null", 5, pace=pace),
        orphans(opened, "agent_commission.agent_id", "re-point", 5, str(parent), pace=pace),
        orphans(opened, "user_settings.user_id", "quarantine", 5, pace=pace),
        *surplus(opened, "network_hierarchy", pace),
        *missing(opened, "transaction_logs", pace),
    )
    return plan_of(opened, *steps)
