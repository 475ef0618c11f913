"""Planning: everything that is to be repaired, as one plan, each row of V2 once, in the order of domains."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from cutover.manifest.migration import Migration
from cutover.manifest.reference import Reference
from cutover.repair.choice import Chosen, Claims
from cutover.repair.ground import Ground
from cutover.repair.lacking import plan_lacking
from cutover.repair.missing import Part
from cutover.repair.opening import Opened
from cutover.repair.orphans import choose
from cutover.repair.plan import Plan, Step
from cutover.repair.progress import Tell, silent
from cutover.repair.proposing import propose, shortened
from cutover.repair.restoring import keys_of
from cutover.repair.sequence import as_left_before, in_order
from cutover.repair.surplus import children_first, gone_after, plan_surplus


def make_plan(opened: Opened, tell: Tell = silent) -> Plan:
    """Plan to put right all that the manifest's references, `missing` and `surplus` are broken in.

    Reads both databases in the snapshots that are open, and writes nothing. Raises RepairRefused where a
    decision of repair.yaml cannot be carried out, or where rows cannot be told apart.
    """
    ground = Ground(opened.migration, opened.names, opened.v1.connection, opened.v2.connection)
    now = datetime.now(UTC)
    found = plan_rows(ground, tell, now)
    return Plan(
        pair=opened.identity,
        database=opened.database,
        manifest=opened.migration.digest,
        made=now.isoformat(timespec="seconds"),
        steps=found.steps,
        found=dict(found.found),
        waived=dict(found.waived),
        left=dict(found.left),
    )


@dataclass
class Rows:
    """What a plan says of rows: its steps, and what they are counted by."""

    steps: tuple[Step, ...] = ()
    found: dict[str, int] = field(default_factory=dict)
    waived: dict[str, int] = field(default_factory=dict)
    left: dict[str, str] = field(default_factory=dict)

    def add(self, part: Part) -> None:
        """Put a part of the plan behind the others."""
        self.steps += part.steps
        self.found |= part.found
        self.left |= part.left

    def leave(self, what: str, why: str) -> None:
        """Note why something is left, beside what is left of it already."""
        self.left[what] = "; ".join(filter(None, (self.left.get(what), why)))


def plan_rows(ground: Ground, tell: Tell = silent, now: datetime | None = None) -> Rows:
    """Plan what is to be done to rows, in its order."""
    today = (now or datetime.now(UTC)).date()
    claims, rows = Claims(), Rows()
    chosen = [choose(ground, each, claims, tell, today) for each in by_domain(ground.migration)]
    for each in chosen:
        _count(rows, each)
    parts, needs = plan_lacking(ground, chosen, claims, tell)
    for part in parts:
        rows.add(part)
    for each in chosen:
        rows.steps += tuple(propose(ground, _able(rows, each), gone_after(rows.steps)))
    _quarantine(ground, rows, chosen, tell)
    _without_gone(ground, rows)
    rows.steps = as_left_before(ground, in_order(ground.migration, rows.steps, needs))
    return rows


def by_domain(migration: Migration) -> tuple[Reference, ...]:
    """The references in the order in which a repair follows them."""
    order = {each: place for place, each in enumerate(migration.repair.order)}
    return tuple(sorted(migration.references, key=lambda each: order.get(each.domain, len(order))))


def _count(rows: Rows, chosen: Chosen) -> None:
    name = f"orphans/{chosen.reference.id}"
    if chosen.found:
        rows.found[name] = chosen.found
    if chosen.waived:
        rows.waived[name] = chosen.waived
    if chosen.left:
        rows.leave(name, chosen.left)


def _quarantine(ground: Ground, rows: Rows, chosen: Sequence[Chosen], tell: Tell) -> None:
    """Plan what V1 knows nothing of, but for orphans, which have a step already."""
    migration = ground.migration
    for rule in children_first(migration, migration.repair.surplus):
        tell(f"surplus/{rule.table}", 0, 0)
        kept = {
            choice.orphan.key
            for each in chosen
            for choice in each.choices
            if each.reference.child == rule.table and choice.action not in ("quarantine", "restore")
        }
        gone = gone_after(rows.steps)
        rows.add(plan_surplus(ground.v1, ground.v2, migration, ground.names, rule, kept, gone))


def _able(rows: Rows, chosen: Chosen) -> Chosen:
    """Without the orphans for which something must be restored that cannot be; they are left."""
    wanted = {lost.origin.id for choice in chosen.choices for lost in choice.lost}
    restored = {
        (step.subject, key)
        for step in rows.steps
        if step.kind == "missing" and step.subject in wanted
        for key in keys_of(step)
    }
    able = tuple(each for each in chosen.choices if {lost.id for lost in each.lost} <= restored)
    if stuck := len(chosen.choices) - len(able):
        why = f"{stuck:,}: what they are to point at is in V1 and cannot be restored"
        rows.leave(f"orphans/{chosen.reference.id}", why)
    return replace(chosen, choices=able)


def _without_gone(ground: Ground, rows: Rows) -> None:
    """Change no row that another step takes away, and point none at such a one."""
    gone = gone_after(rows.steps)
    references = {each.id: each for each in ground.migration.references}
    kept = []
    for step in rows.steps:
        if step.action != "quarantine" and step.kind != "missing":
            left = tuple(row for row in step.rows if (step.table, row.key) not in gone)
            if step.action == "re-point":
                parent, columns = references[step.subject].parent, references[step.subject].parent_columns
                known = columns == ground.key(parent)
                sure = tuple(row for row in left if not known or (parent, (row.after or "",)) not in gone)
                if stranded := len(left) - len(sure):
                    why = f"{stranded:,}: what V1 says that they point at goes into quarantine"
                    rows.leave(f"orphans/{step.subject}", why)
                left = sure
            step = shortened(step, left)
        if step.count:
            kept.append(step)
    rows.steps = tuple(kept)
