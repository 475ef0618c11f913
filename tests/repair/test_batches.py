"""A step in batches: the first rows looked at, others' rows left alone, time-outs, refusals, full disks."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import psycopg
import pytest

from cutover.compare import trail
from cutover.repair.apply import apply
from cutover.repair.archive import begin_run, create_archive, keep_typed
from cutover.repair.batches import do_step
from cutover.repair.changing import CHANGED, GONE, NOWHERE, SETTLED, TAKEN
from cutover.repair.demands import relations_of
from cutover.repair.doing import UNKNOWN
from cutover.repair.opening import Opened
from cutover.repair.pace import adapted, halved
from cutover.repair.plan import Pace, Step
from cutover.repair.refusal import RepairStopped
from cutover.repair.restoring import STANDS
from cutover.repair.session import Writer, connect_writer
from cutover.repair.work import Work

from .planned import PACE, missing, orphans, plan_of, surplus
from .small import Pair

SETTINGS, COMMISSION, USER, AGENT = "mvpw5_667", "mvpw5_672", "mvpw5_664", "mvpw5_670"
LOGS = "mvpw5_723"


@dataclass
class Bench:
    """A pair that is open for writing; `do` does a step as a run of its own."""

    pair: Pair
    opened: Opened
    writer: Writer
    sizes: list[int] = field(default_factory=list)
    """How many rows each finished batch had."""

    def work(self, step: Step, run: str = "") -> Work:
        """What a step is done with; the archive is there and knows the run."""
        rest(self.opened)
        connection, run = self.writer.connection, run or f"run-{time.monotonic_ns()}"
        create_archive(connection)
        for relation in relations_of(plan_of(self.opened, step), self.opened.names):
            keep_typed(connection, relation)
        known = connection.execute(f"select 1 from {trail.RUNS} where run = %s".encode(), (run,)).fetchone()
        if not known:
            begin_run(connection, run, "apply", "Ada")
        self.sizes.clear()
        done = [0]

        def tell(_: str, now: int, total: int) -> None:
            self.sizes.append(now - done[0])
            done[0] = now

        opened = self.opened
        v1 = opened.v1.connection
        return Work(connection, v1, opened.migration, opened.names, run, "Ada", tell, waits=(0.05,) * 3)

    def do(self, step: Step, run: str = "") -> tuple[int, dict[str, str]]:
        """Do a step: how many rows it changed, and why it left others, by their keys."""
        work = self.work(step, run)
        changed = do_step(work, step)
        return changed, self.left(work.run)

    def left(self, run: str) -> dict[str, str]:
        """Why a run left rows, by their keys."""
        rows = self.pair.value(f"select left_out from {trail.RUNS} where run = '{run}'")
        assert isinstance(rows, list)
        return {"/".join(each["key"]): each["why"] for each in rows}

    def changes(self, run: str) -> object:
        """How many changes a run has written down."""
        return self.pair.value(f"select count(*) from {trail.CHANGES} where run = '{run}'")


@pytest.fixture(scope="module")
def opened_once(pair: Pair) -> Iterator[Bench]:
    """The file's pair, open for writing."""
    with pair.opened() as opened, connect_writer(opened) as writer:
        yield Bench(pair, opened, writer)


@pytest.fixture
def bench(opened_once: Bench) -> Bench:
    """The file's pair as it is now; each test takes some of its rows."""
    rest(opened_once.opened)
    return opened_once


def rest(opened: Opened) -> None:
    """Let go of what planning has read: it stands in the way of a change of V2's tables."""
    opened.v2.connection.rollback()


@contextmanager
def trigger(pair: Pair, table: str, when: str, body: str) -> Iterator[None]:
    """Let V2 do something at each write of a row."""
    pair.plant(
        f"create function spoil() returns trigger language plpgsql as $$ begin {body} end $$",
        f"create trigger spoil {when} on {table} for each row execute function spoil()",
    )
    try:
        yield
    finally:
        pair.plant(f"drop trigger spoil on {table}", "drop function spoil()")


@contextmanager
def locked(pair: Pair, table: str, key: str) -> Iterator[Callable[[], None]]:
    """Hold a row as another writer does, until told to let go."""
    with psycopg.connect(pair.owner) as other:
        other.execute(f"update {table} set id = id where id = {key}".encode())
        yield other.rollback


def test_sizes_follow_the_time() -> None:
    """A batch grows by at most a fifth, shrinks by at most a half, and never below the smallest."""
    pace = Pace(10, 1_000, 100, 0.5)
    assert adapted(1_000, 0.05, pace) == 1_200
    assert adapted(1_000, 0.475, pace) == 1_000
    assert adapted(1_000, 0.6, pace) == 791
    assert adapted(1_000, 60, pace) == 500
    assert adapted(120, 60, pace) == 100
    assert adapted(1, 0.01, Pace()) == 2
    assert [halved(size, Pace(1_000, 5_000, 2_000)) for size in (5_000, 2_500, 2_000, 1_000)] == [
        2_500,
        2_000,
        2_000,
        1_000,
    ]


def test_first_a_few_then_more(bench: Bench) -> None:
    """A step begins with its first rows, goes on with a batch, and grows from there while it is quick."""
    step = orphans(bench.opened, "transaction_financials.transaction_id", "quarantine", 30)
    assert bench.do(step) == (30, {})
    assert bench.sizes == [0, 2, 4, 5, 6, 8, 5]


def test_rows_that_others_changed_are_left(bench: Bench) -> None:
    """A row that was changed or deleted since it was planned stays as it is, and is told."""
    step = orphans(bench.opened, "user.agent_id", "set-null", 5)
    (first, second, *_) = (row.key[0] for row in step.rows)
    bench.pair.plant(
        f"update {USER} set city = 'Elsewhere' where id = {first}", f"delete from {USER} where id = {second}"
    )
    assert bench.do(step) == (3, {first: CHANGED, second: GONE})
    assert bench.pair.value(f"select agent_id > 9000000 from {USER} where id = {first}")


def test_an_orphan_whose_parent_came_is_left(bench: Bench) -> None:
    """V2 syncs by itself: what is no orphan any more is neither set right nor taken out."""
    pointed = orphans(bench.opened, "agent_commission.agent_id", "re-point", 3, "1")
    parent = bench.pair.value(f"select min(id) from {AGENT}")
    step = replace(pointed, rows=tuple(replace(row, after=str(parent)) for row in pointed.rows))
    row = step.rows[1]
    bench.pair.plant(f"insert into {AGENT} (id) values ({row.before})")
    assert bench.do(step) == (2, {row.key[0]: SETTLED})
    gone = orphans(bench.opened, "agent_performance.agent_id", "quarantine", 3)
    one = gone.rows[2]
    value = bench.pair.value(f"select agent_id from mvpw5_673 where id = {one.key[0]}")
    bench.pair.plant(f"insert into {AGENT} (id) values ({value})")
    assert bench.do(gone) == (2, {one.key[0]: SETTLED})


def test_nothing_is_pointed_at_nothing(bench: Bench) -> None:
    """A row whose planned parent is not there stays an orphan rather than become another one."""
    step = orphans(bench.opened, "agent_commission.agent_id", "re-point", 10, "8999999")
    changed, left = bench.do(replace(step, rows=step.rows[-2:], count=2))
    assert (changed, set(left.values())) == (0, {NOWHERE})


def test_a_row_with_unknown_children_is_left(bench: Bench) -> None:
    """Rows that began to point at it since are nobody's plan; the others go."""
    (step,) = surplus(bench.opened, "network_hierarchy")
    first = step.rows[0]
    bench.pair.plant(
        f"insert into mvpw5_698 (id, network_id) select max(id) + 1, {first.key[0]} from mvpw5_698"
    )
    changed, left = bench.do(step)
    assert left == {first.key[0]: UNKNOWN}
    assert changed == step.count - 1
    assert bench.pair.value(f"select count(*) from mvpw5_684 where id = {first.key[0]}") == 1


def test_a_row_goes_only_with_all_that_goes_along(bench: Bench) -> None:
    """Where a row that goes along was changed since, neither goes; one that went before is no obstacle."""
    steps = surplus(bench.opened, "transaction")
    step = next(each for each in steps if each.action == "quarantine")
    row = next(each for each in step.rows if each.cascade)
    table = bench.opened.names.v2[row.cascade[0].table]
    bench.pair.plant(f"update {table} set id = id + 1000000 where id = {row.cascade[0].key[0]}")
    alone = replace(step, rows=(row,), count=1)
    changed, left = bench.do(alone)
    assert changed == 0
    assert UNKNOWN in left[row.key[0]] or "goes along" in left[row.key[0]]


def test_restored_rows_that_came_by_themselves_are_left(bench: Bench) -> None:
    """A row that V2 got since is not inserted again, whichever way it came."""
    (step,) = missing(bench.opened, "transaction_logs")
    bench.pair.plant(f"insert into {LOGS} (id) values (7)")
    changed, left = bench.do(step)
    assert (changed, list(left)) == (24, ["7"])
    assert left["7"] in (STANDS, TAKEN)
    bench.pair.plant(f"delete from {LOGS}")


def test_a_row_that_v2_refuses_is_found_and_left(bench: Bench) -> None:
    """One row among many that breaks a rule of V2 is told without a value; the others are done."""
    (step,) = missing(bench.opened, "transaction_logs", replace(PACE, first=5, batch=20))
    rest(bench.opened)
    bench.pair.plant(f"alter table {LOGS} add constraint no_eleven check (id <> 11)")
    try:
        assert bench.do(step) == (24, {"11": "V2 refuses it (23514 no_eleven)"})
    finally:
        bench.pair.plant(f"alter table {LOGS} drop constraint no_eleven", f"delete from {LOGS}")


def test_a_sequence_goes_on_behind_restored_rows(bench: Bench) -> None:
    """Rows that are restored with their keys do not stand in the way of those that V2 numbers next."""
    (step,) = missing(bench.opened, "transaction_logs")
    rest(bench.opened)
    bench.pair.plant(
        "create sequence log_numbers",
        f"alter sequence log_numbers owner to {bench.writer.role}",
        f"alter sequence log_numbers owned by {LOGS}.id",
    )
    assert bench.do(step) == (25, {})
    assert bench.pair.value("select nextval('log_numbers')") == 26
    bench.pair.plant(f"delete from {LOGS}", "drop sequence log_numbers")


def test_a_time_out_halves_the_batch(bench: Bench) -> None:
    """A batch that takes too long is tried with half its rows, down to the smallest; the count is right."""
    pace = Pace(first=3, batch=20, smallest=3, target=0.5, timeout=0.35)
    (step,) = missing(bench.opened, "transaction_logs", pace)
    rest(bench.opened)
    with trigger(bench.pair, LOGS, "before insert", "perform pg_sleep(0.05); return new;"):
        assert bench.do(step) == (25, {})
    assert max(bench.sizes) <= 6
    assert sum(bench.sizes) == 25
    assert bench.pair.value(f"select count(*) from {LOGS}") == 25
    bench.pair.plant(f"delete from {LOGS}")


def test_a_row_that_others_hold_is_waited_for(bench: Bench) -> None:
    """A lock halves the batch until its row is alone, and then it is waited for."""
    step = orphans(bench.opened, "agent_hierarchy.agent_id", "quarantine", 8)
    work = replace(bench.work(step), waits=(0.1,) * 20)
    with locked(bench.pair, bench.opened.names.v2["agent_hierarchy"], step.rows[4].key[0]) as let_go:
        timer = threading.Timer(1.5, let_go)
        timer.start()
        assert do_step(work, step) == 8
        timer.join()
    assert 1 in bench.sizes


def test_a_row_that_others_keep_stops_the_run(bench: Bench) -> None:
    """After some tries the run stops; what was done is whole, and it is taken up when the row is free."""
    step = orphans(bench.opened, "team_settings.team_id", "quarantine", 6)
    work = bench.work(step)
    held = locked(bench.pair, bench.opened.names.v2["team_settings"], step.rows[4].key[0])
    with held, pytest.raises(RepairStopped, match="repair-locked"):
        do_step(work, step)
    assert bench.changes(work.run) == 4
    assert bench.do(step, work.run) == (2, {})
    assert bench.changes(work.run) == 6


def test_what_something_else_changes_too_is_undone(bench: Bench) -> None:
    """A trigger that writes the row once more makes the batch what nobody approved: it is undone."""
    step = orphans(bench.opened, "agent.user_id", "set-null", 3)
    again = f"if new.city is distinct from 'x' then update {AGENT} set city = 'x' where id = new.id; end if;"
    rest(bench.opened)
    with trigger(bench.pair, AGENT, "after update", f"{again} return null;"):
        work = bench.work(step)
        with pytest.raises(RepairStopped, match="repair-not-as-planned"):
            do_step(work, step)
    assert bench.changes(work.run) == 0
    assert bench.pair.value(f"select count(*) from {AGENT} where city = 'x'") == 0


def test_a_full_disk_stops_and_is_taken_up(fresh: Pair) -> None:
    """The batch that found no space is undone, those before stay; with space the same digest goes on."""
    full = "if new.id = 13 then raise disk_full; end if; return new;"
    with fresh.opened() as opened:
        plan = plan_of(opened, *missing(opened, "transaction_logs"))
        rest(opened)
        spoilt = trigger(fresh, LOGS, "before insert", full)
        with spoilt, pytest.raises(RepairStopped, match="repair-disk-full") as stopped:
            apply(opened, plan, plan.digest, "Ada")
        done = fresh.value(f"select count(*) from {LOGS}")
        assert isinstance(done, int)
        assert 0 < done < 13
        assert fresh.value(f"select state from {trail.RUNS}") == "stopped"
        run = fresh.value(f"select run from {trail.RUNS}")
        assert f"cutover repair restore {run}" in str(stopped.value)
        applied = apply(opened, plan, plan.digest, "Ada")
        assert (applied.run, applied.rows, applied.left) == (run, 25 - done, ())
        assert fresh.value(f"select state from {trail.RUNS}") == "done"


def test_first_rows_that_make_orphans_stop_the_run(fresh: Pair) -> None:
    """When its first rows are looked at and there are more orphans, nothing else is changed."""
    bad = f"insert into {SETTINGS} (id, user_id) values (old.id + 5000000, 8000000 + old.id); return null;"
    with fresh.opened() as opened:
        plan = plan_of(opened, orphans(opened, "user_settings.user_id", "quarantine", 20))
        rest(opened)
        spoilt = trigger(fresh, SETTINGS, "after delete", bad)
        with spoilt, pytest.raises(RepairStopped, match="repair-first-rows"):
            apply(opened, plan, plan.digest, "Ada")
    assert fresh.value(f"select count(*) from {trail.CHANGES}") == PACE.first


def test_first_rows_that_move_money_stop_the_run(fresh: Pair) -> None:
    """A cent that no entry explains stops it after its first rows; taken up, it goes on and tells of it."""
    with fresh.opened() as opened:
        table = opened.names.v2["transaction_financials"]
        cent = f"update {table} set gci = coalesce(gci, 0) + 0.01 where id = (select max(id) from {table});"
        plan = plan_of(opened, orphans(opened, "transaction_financials.transaction_id", "quarantine", 6))
        rest(opened)
        spoilt = trigger(fresh, table, "after delete", f"{cent} return null;")
        with spoilt, pytest.raises(RepairStopped, match=r"repair-first-rows.*totals of money"):
            apply(opened, plan, plan.digest, "Ada")
        assert fresh.value(f"select count(*) from {trail.CHANGES}") == PACE.first
        applied = apply(opened, plan, plan.digest, "Ada")
    assert (applied.rows, applied.before) == (4, 2)
    assert any("sums/commission-per-owner-team" in line for line in applied.unexplained)
