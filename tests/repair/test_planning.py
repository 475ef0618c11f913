"""The plan of the pair as it is found: every orphan, every missing and every surplus row, each once."""

from __future__ import annotations

from collections import Counter

import pytest

from cutover.repair.plan import Plan, Step
from cutover.repair.planning import make_plan

from .small import Pair

DOMAINS = ("user", "agent", "team", "transaction", "network", "listing", "other")


@pytest.fixture(scope="module")
def plan(pair: Pair) -> Plan:
    """The plan of this file's pair, which nothing changes."""
    with pair.opened() as opened:
        return make_plan(opened)


def of(plan: Plan, kind: str) -> list[Step]:
    """The steps of one kind."""
    return [step for step in plan.steps if step.kind == kind]


def test_all_1022_orphans_stand_in_steps(plan: Plan) -> None:
    """V1 says where 1,021 of them belong; the cap that is one too many goes into quarantine."""
    done = Counter(step.action for step in of(plan, "orphans") for _ in step.rows)
    assert done == {"re-point": 1021, "quarantine": 1}
    assert sum(count for name, count in plan.found.items() if name.startswith("orphans/")) == 1022
    assert [step.subject for step in of(plan, "orphans") if step.action == "quarantine"] == [
        "agent_cap_data.agent_id"
    ]
    assert (plan.waived, plan.left) == ({}, {})


def test_each_orphan_is_pointed_at_what_v1_says(plan: Plan, pair: Pair) -> None:
    """A credential whose user is lost is given back to the user whose secrets it holds."""
    step = next(each for each in plan.steps if each.subject == "user_credentials.user_id")
    with pair.opened() as opened:
        for row in step.rows:
            (password,) = opened.v2.connection.execute(
                "select password from mvpw5_665 where id = %s", row.key
            ).fetchone()
            assert opened.v1.connection.execute(
                "select xdo->>'password' from mvpw1_41 where id = %s", (row.after,)
            ).fetchone() == (password,)


def test_what_is_missing_and_surplus_stands_around_them(plan: Plan) -> None:
    """Five V1 tables are restored, four V2 tables lose what V1 does not know, and no orphan is among it."""
    missing = {step.subject: step.count for step in of(plan, "missing")}
    assert {name: missing[name] for name in missing if name.startswith("archived_users")} == dict.fromkeys(
        (
            f"archived_users.{each}"
            for each in ("user", "user_credentials", "user_subscriptions", "user_settings", "user_roles")
        ),
        296,
    )
    assert (missing["participant.participant"], missing["transaction_logs.transaction_logs"]) == (521, 25)
    assert {step.table: step.count for step in of(plan, "surplus")} == {
        "transaction": 15,
        "transaction_financials": 15,
        "network_hierarchy": 10,
        "network_member": 10,
    }


def test_no_row_stands_in_two_steps(plan: Plan) -> None:
    """Nothing is done twice, and every step has an address of its own."""
    places = Counter(
        (step.table, row.key) for step in plan.steps for row in step.rows if step.kind != "missing"
    )
    assert max(places.values()) == 1
    assert len({step.id for step in plan.steps}) == len(plan.steps)


def test_the_steps_follow_the_order_of_domains(plan: Plan) -> None:
    """User, agent, team, transaction, network, listing; in each what is missing first, what goes last."""
    places = [
        (DOMAINS.index(step.domain), ("missing", "orphans", "surplus").index(step.kind))
        for step in plan.steps
    ]
    assert places == sorted(places)


def test_every_row_of_money_carries_a_decision(plan: Plan) -> None:
    """The decision says what is done to the row, and on what grounds; other rows need none."""
    financial = [step for step in plan.steps if step.financial and step.kind != "missing"]
    assert {step.table for step in financial} == {"transaction", "transaction_financials", "income"}
    assert all(row.decision for step in financial for row in step.rows)
    income = next(row for step in financial if step.table == "income" for row in step.rows)
    assert income.decision.startswith(f"keep income {income.key[0]} (amount ")
    assert f"point it at transaction {income.after}: V1's income {income.key[0]} says so" in income.decision


def test_a_plan_of_the_same_rows_is_the_same(plan: Plan, pair: Pair) -> None:
    """Only when it was made differs."""
    with pair.opened() as opened:
        again = make_plan(opened)
    assert (again.steps, again.found, again.manifest, again.database) == (
        plan.steps,
        plan.found,
        plan.manifest,
        plan.database,
    )
