"""Orphans planted in every reference, and parents taken away: one plan puts all of it right."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass

import pytest

from cutover.compare import compare_two_servers, join
from cutover.repair.apply import apply
from cutover.repair.opening import Opened, again
from cutover.repair.outcome import Applied
from cutover.repair.plan import Plan
from cutover.repair.planning import make_plan

from .small import Pair

PLANTED = int(os.environ.get("REPAIR_PLANTED", "3"))
PARENTS = {"user": "status is distinct from 'archived'", "agent": "true", "transaction": "id <= 1000"}
"""Tables of which rows are taken away, of those that V1 has."""


@dataclass(frozen=True)
class Done:
    """A plan of all that was planted, what came of it, and the plan that is made after it."""

    plan: Plan
    applied: Applied
    second: Plan
    unequal: tuple[str, ...]


@pytest.fixture(scope="module")
def done(pair: Pair) -> Done:
    """Plant, plan, apply, plan again, and compare every table that points or is pointed at with V1."""
    with pair.opened() as before:
        pair.plant(*_orphans(before), *_taken_away(before))
        with again(before) as opened:
            plan = make_plan(opened)
            applied = apply(opened, plan, plan.digest, "Ada")
        with again(before) as after:
            return Done(plan, applied, make_plan(after), _unequal(after))


def _orphans(opened: Opened) -> list[str]:
    """So many more in each of the 32, some of them rows that are orphans already by another reference."""
    chosen = "{0} < 9000000 order by md5('planted ' || id) limit {1}"
    return [
        f"update {table} set {each.column} = 9500000 + id"
        f" where id in (select id from {table} where {chosen.format(each.column, PLANTED)})"
        for each in opened.migration.references
        for table in (opened.names.v2[each.child],)
    ]


def _taken_away(opened: Opened) -> list[str]:
    return [
        f"delete from {table} where id in"
        f" (select id from {table} where {known} order by md5('taken ' || id) limit {PLANTED})"
        for parent, known in PARENTS.items()
        for table in (opened.names.v2[parent],)
    ]


def _unequal(opened: Opened) -> tuple[str, ...]:
    """The tables of the references that differ from V1."""
    names = {name for each in opened.migration.references for name in (each.child, each.parent)}
    found = []
    for name in sorted(names):
        types = opened.v2.columns(opened.names.v2[name])
        sources = opened.migration.v2_table(name).sources
        joins = [join(each, opened.names, types) for each in sources]
        if not compare_two_servers(opened.v1.connection, opened.v2.connection, joins).same:
            found.append(name)
    return tuple(found)


def test_every_reference_has_orphans_and_all_are_planned(done: Done) -> None:
    """None is left, and no reference went without."""
    found = {name: n for name, n in done.plan.found.items() if name.startswith("orphans/")}
    assert len(found) == 32
    assert min(found.values()) >= min(PLANTED, 30) - 1
    assert (done.plan.left, done.plan.waived) == ({}, {})
    actions = Counter(step.action for step in done.plan.steps if step.kind == "orphans" for _ in step.rows)
    assert actions.keys() == {"re-point", "restore", "quarantine"}
    assert actions["quarantine"] <= 1 + 2 * PLANTED, "the cap too many, and planted rows that are surplus"


def test_the_plan_can_be_carried_out_whole(done: Done) -> None:
    """No row of it is left out, and every sum stays explained."""
    assert (done.applied.rows, done.applied.left, done.applied.unexplained) == (done.plan.rows, (), ())
    assert all(after == 0 for _, after in done.applied.orphans.values())


def test_nothing_is_left_to_plan(done: Done) -> None:
    """The second plan is empty."""
    assert (done.second.steps, done.second.found) == ((), {})


def test_every_table_is_v1s_again(done: Done) -> None:
    """Each row points at what V1 says, and none is missing or too many."""
    assert done.unequal == ()
