"""Sequence: the steps of a plan one after the other, and what each finds when its turn comes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from cutover.compare.known import types_of
from cutover.compare.sqltext import literal
from cutover.manifest.migration import Migration
from cutover.repair.ground import Ground
from cutover.repair.origin import Key
from cutover.repair.plan import Loss, Step

KINDS = ("missing", "orphans", "surplus")
"""What comes first within a domain: rows that others point at, then these, then what goes."""


def in_order(
    migration: Migration, steps: Sequence[Step], needs: Mapping[str, Collection[str]]
) -> tuple[Step, ...]:
    """The steps in the order of their domains, but what a step needs to be restored before it.

    `needs` tells the subjects of these by that of the step; where two need each other, one comes first. Steps
    of one address, which several rows' quarantine may ask for, become one.
    """
    order = {each: place for place, each in enumerate(migration.repair.order)}
    wanted = sorted(steps, key=lambda each: (order.get(each.domain, len(order)), KINDS.index(each.kind)))
    missing = {step.subject: step for step in wanted if step.kind == "missing"}
    found: dict[str, Step] = {}
    begun: set[int] = set()

    def put(step: Step) -> None:
        if id(step) in begun:
            return
        begun.add(id(step))
        for each in sorted(needs.get(step.subject, ()) if step.kind != "surplus" else ()):
            if each in missing:
                put(missing[each])
        found[step.id] = _joined(found[step.id], step) if step.id in found else step

    for step in wanted:
        put(step)
    return tuple(found.values())


def as_left_before(ground: Ground, steps: Sequence[Step]) -> tuple[Step, ...]:
    """The steps with the fingerprint of each row as the steps before it leave it."""
    met: defaultdict[tuple[str, Key], list[tuple[int, int]]] = defaultdict(list)
    for n, step in enumerate(steps):
        for m, row in enumerate(step.rows if step.action in ("re-point", "set-null") else ()):
            met[step.table, row.key].append((n, m))
    rows = [list(step.rows) for step in steps]
    for (table, key), places in met.items():
        changed: list[tuple[str, str | None]] = []
        for n, m in places:
            if changed:
                rows[n][m] = replace(rows[n][m], fingerprint=_fingerprint(ground, table, key, changed))
            changed.append((steps[n].column, rows[n][m].after))
    return tuple(
        step if rows[n] == list(step.rows) else replace(step, rows=tuple(rows[n]))
        for n, step in enumerate(steps)
    )


def _joined(one: Step, other: Step) -> Step:
    held = {row.key for row in one.rows}
    rows = (*one.rows, *(row for row in other.rows if row.key not in held))
    lost = Loss(one.loss.rows + other.loss.rows, one.loss.values + other.loss.values)
    return replace(one, rows=rows, count=len(rows), loss=lost)


def _fingerprint(ground: Ground, table: str, key: Key, changed: Sequence[tuple[str, str | None]]) -> str:
    """The fingerprint that a row will have once these columns hold these values."""
    types = types_of(ground.v2, ground.names.v2[table])
    held = ", ".join(
        f"{literal(column)}, {literal(after)}::{types[column].full}" for column, after in changed
    )
    told = f"md5((to_jsonb(c) || jsonb_build_object({held}))::text)"
    return next((str(value) for _, (value,) in ground.at(table, [key], [told])), "")
