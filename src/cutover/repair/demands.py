"""Demands: what must hold before a plan is applied. Nothing is written before all of it does.

RepairRefused
    code ``repair-no-approval``, ``repair-digest-wrong``, ``repair-no-name``, ``repair-plan-format``,
    ``repair-other-pair``, ``repair-other-database``, ``repair-other-manifest``, ``repair-plan-unknown``,
    ``repair-plan-older``
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from cutover.compare import Names
from cutover.manifest.migration import Migration
from cutover.repair.deleting import Member, Place, look
from cutover.repair.entries import Connection, Key, look_up
from cutover.repair.opening import Opened
from cutover.repair.origin import Origin, origin_named
from cutover.repair.outcome import tables_of
from cutover.repair.plan import FORMAT, Plan, Step
from cutover.repair.refusal import RepairRefused
from cutover.repair.restoring import content_of, in_batches, keys_in_v2, keys_of, standing

SHORT = 12
"""How many digits of a digest are an approval at least."""
SHOWN = 5
AT_ONCE = 5_000

_AGAIN = "Plan again, look at the new plan and approve it: cutover repair plan. Nothing was written."


def demand_approved(opened: Opened, plan: Plan, approved: str, by: str) -> None:
    """Raise RepairRefused unless somebody with a name approved this plan, and it is of this pair."""
    given = approved.strip().lower().removeprefix("sha256:")
    if not given:
        raise RepairRefused(
            "repair-no-approval",
            "nobody approved the plan: its digest is not given.",
            f"Look at the plan, and name its digest: --approved {plan.digest[:SHORT]}",
        )
    if not re.fullmatch(rf"[0-9a-f]{{{SHORT},64}}", given) or not plan.digest.startswith(given):
        what = f"what was approved ({given[:64]}) is not this plan, whose digest is {plan.digest}."
        raise RepairRefused("repair-digest-wrong", what, _AGAIN)
    if not by.strip():
        raise RepairRefused(
            "repair-no-name", "nobody answers for the repair.", 'Say who you are: --by "Ada Lovelace"'
        )
    if plan.format != FORMAT:
        what = f"the plan is written as {plan.format!r}; this version reads {FORMAT!r}."
        raise RepairRefused("repair-plan-format", what, _AGAIN)
    demand_same(opened, plan)
    _demand_known(plan, opened.migration, opened.names)


def demand_same(opened: Opened, plan: Plan) -> None:
    """Raise RepairRefused where a plan was made for another pair, another database or another manifest."""
    _demand_same("repair-other-pair", "pair", plan.pair, opened.identity)
    _demand_same("repair-other-database", "V2 database", plan.database, opened.database)
    _demand_same("repair-other-manifest", "manifest", plan.manifest, opened.migration.digest)


def demand_fresh(opened: Opened, connection: Connection, plan: Plan) -> None:
    """Raise RepairRefused where rows are no longer as the plan found them, in V2 or in V1."""
    wrong: list[str] = []
    seen: set[Place] = set()
    for step in plan.steps:
        if not step.changes:
            continue
        if step.action == "restore":
            wrong += _older_content(opened, connection, step)
        else:
            wrong += _changed(opened.names, connection, step, seen)
    if wrong:
        more = f" and {len(wrong) - SHOWN:,} more" if len(wrong) > SHOWN else ""
        what = f"the plan is older than the data: {'; '.join(wrong[:SHOWN])}{more}."
        raise RepairRefused("repair-plan-older", what, _AGAIN)


def demand_content(opened: Opened, connection: Connection, step: Step) -> None:
    """Raise RepairRefused where V1 no longer holds what a step was approved to restore."""
    origin = _origin(opened, connection, step)
    found = content_of(opened.v1.connection, origin, keys_of(step))
    if found.digest != step.content or found.bad:
        what = f"V1 no longer holds what {step.id} was approved to restore; what was restored before stays."
        raise RepairRefused("repair-plan-older", what, "Plan again for the rest: cutover repair plan.")


def relations_of(plan: Plan, names: Names) -> tuple[str, ...]:
    """The physical names of all tables that a plan changes."""
    return tuple(sorted(names.v2.get(table, table) for table in tables_of(plan)))


def _demand_same(code: str, what: str, planned: str, found: str) -> None:
    if planned != found:
        raise RepairRefused(code, f"the plan was made for another {what}: {planned}, not {found}.", _AGAIN)


def _demand_known(plan: Plan, migration: Migration, names: Names) -> None:
    """Refuse steps that name what the manifest does not know, or rows of money that nobody decided about:
    somebody wrote them by hand."""
    unknown = [step.id for step in plan.steps if not _is_known(step, migration, names)]
    old = set(names.v1.values())
    unknown += [table for table in sorted(tables_of(plan)) if table not in names.v2 and table in old]
    if unknown:
        raise RepairRefused(
            "repair-plan-unknown", f"the manifest does not know what {unknown[0]} is about.", _AGAIN
        )
    undecided = next((step.id for step in plan.steps if not _is_decided(step, migration)), "")
    if undecided:
        what = f"{undecided} changes rows of money, and not each of them carries a decision."
        raise RepairRefused("repair-plan-unknown", what, _AGAIN)


def _is_decided(step: Step, migration: Migration) -> bool:
    """Whether each row of money carries a decision; the manifest says what money is, not the plan."""
    if not step.changes or not (step.financial or step.table in migration.repair.financial):
        return True
    return len(step.rows) == step.count and all(row.decision.strip() for row in step.rows)


def _is_known(step: Step, migration: Migration, names: Names) -> bool:
    if step.kind == "surplus" and step.action == "quarantine":
        return step.table in {each.table for each in migration.repair.surplus}
    if step.kind == "surplus":
        return True  # V2's own constraints may lead to tables that no manifest names
    if step.table not in names.v2:
        return False
    if step.kind == "missing":
        return step.source in {each.v1.table for each in migration.v2_table(step.table).sources}
    references = {each.id: each for each in migration.references}
    found = references.get(step.subject)
    if found is None or found.child != step.table:
        return False
    return step.action not in ("re-point", "set-null") or step.column in found.columns


def _older_content(opened: Opened, connection: Connection, step: Step) -> Iterator[str]:
    origin = _origin(opened, connection, step)
    found = content_of(opened.v1.connection, origin, keys_of(step))
    if found.digest != step.content or found.bad:
        yield f"V1 holds other rows for {step.subject} than were approved"
    elif held := sum(
        _standing(opened.v1.connection, connection, origin, some)
        for some in in_batches(keys_of(step), AT_ONCE)
    ):
        yield f"V2 holds {held} rows of {step.subject} by now"


def _standing(v1: Connection, v2: Connection, origin: Origin, keys: Sequence[Key]) -> int:
    """How many rows V2 holds by these keys; elements of arrays may share one, so they are not looked at."""
    if origin.each:
        return 0
    return standing(v2, origin, keys_in_v2(v1, origin, keys).values()).total()


def _origin(opened: Opened, connection: Connection, step: Step) -> Origin:
    v1 = opened.v1.connection
    return origin_named(v1, connection, opened.migration, opened.names, step.source, step.table)


def _changed(names: Names, connection: Connection, step: Step, seen: set[Place]) -> Iterator[str]:
    """The rows of a step that have changed; those that an earlier step changes are its matter."""
    tables = {step.table, *(each.table for row in step.rows for each in row.cascade)}
    targets = {table: look_up(connection, table, names.v2.get(table, table)) for table in sorted(tables)}
    found = (
        Member(targets[table], key, fingerprint)
        for row in step.rows
        for table, key, fingerprint in (
            (step.table, row.key, row.fingerprint),
            *((each.table, each.key, each.fingerprint) for each in row.cascade),
        )
    )
    if step.column and step.column not in targets[step.table].types:
        yield f"V2's {step.table} has no column {step.column}"
        return
    for some in in_batches((each for each in found if each.place not in seen), AT_ONCE):
        states = look(connection, "", some, lock=False)
        seen |= {each.place for each in some}
        yield from (f"{table} {'/'.join(key)}: {why}" for (table, key), why in states.items() if why)
