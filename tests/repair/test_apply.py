"""An approved plan is applied: all of it, nothing else, once, by one at a time, and written down."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from cutover.compare import trail
from cutover.repair.apply import apply
from cutover.repair.archive import take_turn
from cutover.repair.fingerprint import fingerprints, unlike
from cutover.repair.opening import Opened, again
from cutover.repair.outcome import Applied
from cutover.repair.plan import Plan
from cutover.repair.refusal import RepairRefused

from .planned import of_everything, orphans, plan_of
from .small import Pair

EVERYTHING = (
    "agent_commission",
    "network_hierarchy",
    "network_member",
    "transaction_logs",
    "user",
    "user_settings",
)


@dataclass(frozen=True)
class Done:
    """A plan of everything, applied: what came of it, how V2 was before, and what was told."""

    plan: Plan
    applied: Applied
    before: dict[str, str]
    told: list[tuple[str, int, int]]


@pytest.fixture(scope="module")
def done(pair: Pair) -> Done:
    """Apply a plan of everything."""
    told: list[tuple[str, int, int]] = []
    with pair.opened() as opened:
        plan = of_everything(opened)
        before = fingerprints(opened.pair.v2, opened.names.v2)
        applied = apply(opened, plan, plan.digest, " Ada ", lambda *each: told.append(each))
    return Done(plan, applied, before, told)


def test_all_of_it_is_done_and_nothing_else(pair: Pair, done: Done) -> None:
    """Each planned row is changed, the tables that the plan names alone, and fewer orphans are left."""
    plan, applied = done.plan, done.applied
    with pair.opened() as opened:
        assert unlike(done.before, fingerprints(opened.pair.v2, opened.names.v2)) == EVERYTHING
    assert (applied.rows, applied.left, applied.unexplained) == (plan.rows, (), ())
    fewer = {name: was - now for name, (was, now) in applied.orphans.items() if was != now}
    assert fewer == {"user.agent_id": 5, "agent_commission.agent_id": 5, "user_settings.user_id": 5}
    assert pair.value("select count(*) from mvpw5_723") == 25


def test_a_second_time_does_nothing(pair: Pair, done: Done) -> None:
    """The same digest names the same run, which has changed all there was to change."""
    plan, applied = done.plan, done.applied
    changes = pair.value(f"select count(*) from {trail.CHANGES}")
    with pair.opened() as opened:
        now = fingerprints(opened.pair.v2, opened.names.v2)
        second = apply(opened, plan, plan.digest[:12], "Bob")
        assert (second.run, second.rows) == (applied.run, 0)
        assert unlike(now, fingerprints(opened.pair.v2, opened.names.v2)) == ()
    assert pair.value(f"select count(*) from {trail.CHANGES}") == changes
    assert pair.value(f"select string_agg(actor, ',') from {trail.RUNS}") == "Ada"


def test_every_change_is_written_down(pair: Pair, done: Done) -> None:
    """Numbers without a gap, who and why, the row as it was, typed too; batches are chained."""
    plan, applied = done.plan, done.applied
    along = sum(len(row.cascade) for step in plan.steps for row in step.rows)
    assert along == 10
    assert pair.value(f"select count(*) from {trail.CHANGES}") == plan.rows + along
    assert pair.value(f"select max(number) from {trail.CHANGES}") == plan.rows + along
    wrong = f"hash <> {trail.change_hash()} or actor <> 'Ada' or reason = '' or reference = ''"
    assert pair.value(f"select count(*) from {trail.CHANGES} where {wrong}") == 0
    of_batch = trail.batch_hash("b.previous", "b.run", "b.step", trail.hashes_of("b.number"))
    assert pair.value(f"select count(*) from {trail.BATCHES} b where hash <> {of_batch}") == 0
    counted = f"select action, count(*) as n from {trail.CHANGES} group by 1"
    actions = {"set-null": 5, "re-point": 5, "quarantine": 15, "cascade": 10, "restore": 25}
    assert pair.value(f"select jsonb_object_agg(action, n) from ({counted}) as a") == actions
    typed = trail.typed("mvpw5_667")
    kept = f"""select count(*) from {trail.CHANGES} c join {typed} t on t.cutover_number = c.number
        where to_jsonb(t) - 'cutover_number' = c.before"""
    assert pair.value(kept) == 5
    assert pair.value(f"select state from {trail.RUNS} where run = '{applied.run}'") == "done"


def test_every_sum_is_explained(pair: Pair, done: Done) -> None:
    """Commissions moved to the agent that five rows were pointed at, and not a cent is lost."""
    sums = pair.value(f"select sums from {trail.RUNS} where run = '{done.applied.run}'")
    assert isinstance(sums, dict)
    with pair.opened() as opened:
        assert set(sums) == {each.name for each in opened.migration.repair.sums}
    assert {name for name, told in sums.items() if not told["explained"]} == set()
    assert {name for name, told in sums.items() if told["moved"]} >= {"commission-per-agent"}
    assert {name for name, told in sums.items() if told["before"] != told["after"]} == set()


def test_it_is_told_step_by_step(
    done: Done,
) -> None:
    """Each step is told from its first row to its last."""
    for step in done.plan.steps:
        own = [(count, total) for name, count, total in done.told if name == step.id]
        assert own[0] == (0, step.count)
        assert own[1] == (step.pace.first, step.count)
        assert own[-1] == (step.count, step.count)
        assert own == sorted(own)


def test_a_plan_of_nothing_makes_nothing(pair: Pair) -> None:
    """Where there is nothing to change, no run is written down."""
    with pair.opened() as opened:
        plan = plan_of(opened)
        assert apply(opened, plan, plan.digest, "Ada") == Applied("", 0)
    assert pair.value(f"select count(*) from {trail.RUNS} where plan = '{plan.digest}'") == 0


def test_nothing_is_begun_while_the_pause_file_is_there(pair: Pair, tmp_path: Path) -> None:
    """The run is written down and waits; it goes on as soon as the file is gone."""
    file = tmp_path / "pause"
    file.touch()
    with pair.opened() as opened:
        plan = plan_of(opened, orphans(opened, "user_roles.user_id", "quarantine", 3))
        seen: list[object] = []

        def release() -> None:
            query = f"select count(*) from {trail.RUNS} where plan = '{plan.digest}'"
            while not pair.value(query):
                time.sleep(0.05)
            time.sleep(0.3)
            seen.append(pair.value(f"select count(*) from {trail.CHANGES} where step = '{plan.steps[0].id}'"))
            file.unlink()

        other = threading.Thread(target=release)
        other.start()
        applied = apply(opened, plan, plan.digest, "Ada", pause=file)
        other.join()
    assert (seen, applied.rows) == ([0], 3)


def test_only_one_applies_at_a_time(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    """While another session has the turn a repair is refused, and changes nothing."""
    monkeypatch.setattr("cutover.repair.archive.PATIENCE", 0.1)
    with pair.opened() as opened, psycopg.connect(pair.repair, autocommit=True) as other:
        take_turn(other)
        plan = plan_of(opened, orphans(opened, "user_roles.user_id", "quarantine", 2))
        with pytest.raises(RepairRefused, match="repair-running"):
            apply(opened, plan, plan.digest, "Ada")
    assert pair.value(f"select count(*) from {trail.RUNS} where plan = '{plan.digest}'") == 0


def test_a_restored_run_may_be_applied_again(pair: Pair) -> None:
    """Its rows are as they were planned, so that the same plan and digest make a new run."""
    with pair.opened() as first:
        plan = plan_of(first, orphans(first, "agent.user_id", "set-null", 3))
        applied = apply(first, plan, plan.digest, "Ada")
        undo(pair, first, applied.run)
        with again(first) as opened:
            second = apply(opened, plan, plan.digest, "Ada")
    assert (applied.rows, second.rows) == (3, 3)
    assert applied.run != second.run


def undo(pair: Pair, opened: Opened, run: str) -> None:
    """Put back what a run set NULL, as a restore does."""
    relation = opened.names.v2["agent"]
    pair.plant(
        f"update {relation} a set user_id = (c.before->>'user_id')::int from {trail.CHANGES} c"
        f" where c.run = '{run}' and a.id = (c.key->>'id')::int",
        f"update {trail.RUNS} set state = 'restored' where run = '{run}'",
    )
