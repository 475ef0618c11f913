"""Sequence: the steps of a plan one after the other, and what each finds when its turn comes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from cutover.compare.known import types_of
from cutover.compare.sqltext import literal
from cutover.manifest.migration import Migration
from cutover.repair.ground import Ground
from cutover.repair.origin import Key
from cutover.repair.plan import Loss, Step

KINDS = ("missing", "orphans", "surplus")
"""What comes first within a domain: rows that others point at, then these, then what goes."""


def in_order(migration: Migration, steps: Sequence[Step]) -> tuple[Step, ...]:
    """The steps in the order of their domains, but what others point at before these.

    Steps of one address, which several rows' quarantine may ask for, become one.
    """
    ranks = _ranks(migration, steps)
    parents = _parents(migration)
    depth = {each: _depth(each, parents, frozenset()) for each in {step.table for step in steps}}
    places = sorted(
        range(len(steps)),
        key=lambda n: (
            ranks[n],
            KINDS.index(steps[n].kind),
            depth[steps[n].table] if steps[n].kind == "missing" else 0,
            n,
        ),
    )
    found: dict[str, Step] = {}
    for step in (steps[n] for n in places):
        found[step.id] = _joined(found[step.id], step) if step.id in found else step
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


def _ranks(migration: Migration, steps: Sequence[Step]) -> list[int]:
    """Each step's domain by its place in the order; of what an earlier domain points at, that one's."""
    order = {each: n for n, each in enumerate(migration.repair.order)}
    ranks = [order.get(step.domain, len(order)) for step in steps]
    parents = _parents(migration)
    moved = True
    while moved:
        moved = False
        for n, step in enumerate(steps):
            if step.kind == "surplus" or step.action not in ("restore", "re-point"):
                continue
            for m, above in enumerate(steps):
                needed = above.kind == "missing" and above.table in parents.get(step.table, ())
                if needed and ranks[m] > ranks[n]:
                    ranks[m], moved = ranks[n], True
    return ranks


def _parents(migration: Migration) -> Mapping[str, frozenset[str]]:
    """The tables that rows of each table point at."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for each in migration.references:
        found[each.child].add(each.parent)
    return {child: frozenset(above) for child, above in found.items()}


def _depth(table: str, parents: Mapping[str, frozenset[str]], seen: frozenset[str]) -> int:
    """How many tables lie above one; those that point at each other do not count."""
    above = parents.get(table, frozenset()) - seen - {table}
    return max((1 + _depth(each, parents, seen | {table}) for each in above), default=0)


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
