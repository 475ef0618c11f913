"""An apply that is killed anywhere leaves whole batches, and the same command does the rest.

REPAIR_KILLS=1 kills it within every batch too, of a plan of many.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from cutover.compare import trail
from cutover.repair.apply import apply
from cutover.repair.fingerprint import fingerprints
from cutover.repair.opening import Opened
from cutover.repair.plan import Pace, Plan
from cutover.repair.planfile import write_plan

from .killed import killed
from .planned import missing, of_everything, orphans, plan_of, surplus
from .small import Ground, Pair

LONG = bool(os.environ.get("REPAIR_KILLS"))


@dataclass(frozen=True)
class Bench:
    """A pair, its plan, and how V2 is when the plan was applied without an interruption."""

    pair: Pair
    plan: Plan
    reports: Path
    wanted: dict[str, str]

    def kill(self, where: str, batch: int = 1) -> bool:
        """Apply and kill: "border" after so many batches, "inside" the batch of that number."""
        return killed(self.pair.folder, "small", self.reports, self.plan.digest, batch, where)  # type: ignore[arg-type]

    def batches(self) -> int:
        """How many batches are there; what they hold is whole, chained, and all that was changed."""
        of_batch = trail.batch_hash("b.previous", "b.run", "b.step", trail.hashes_of("b.number"))
        whole = f"coalesce(bool_and(b.hash = {of_batch}), true)"
        assert self.pair.value(f"select {whole} from {trail.BATCHES} b")
        counted = f"select coalesce(sum(last - first + 1), 0) from {trail.BATCHES}"
        assert self.pair.value(f"select count(*) = ({counted}) from {trail.CHANGES}")
        assert self.pair.value(f"select count(*) = coalesce(max(number), 0) from {trail.CHANGES}")
        assert self.pair.value(f"select count(*) from {trail.RUNS}") == 1
        return int(str(self.pair.value(f"select count(*) from {trail.BATCHES}")))


@pytest.fixture
def bench(fresh: Pair, small: Ground, tmp_path: Path) -> Bench:
    """Two equal pairs: one where nothing happens, and one that the process is killed at."""
    with small.pair() as other, other.opened() as opened:
        plan = plan_for(opened)
        apply(opened, plan, plan.digest, "Ada")
        wanted = fingerprints(opened.pair.v2, opened.names.v2)
    with fresh.opened() as opened:
        plan = plan_for(opened)
    write_plan(plan, tmp_path)
    return Bench(fresh, plan, tmp_path, wanted)


def plan_for(opened: Opened) -> Plan:
    """Each kind of change, in four batches; in the long run in many."""
    if LONG:
        return of_everything(opened)
    steps = (
        orphans(opened, "user.agent_id", "set-null", 2),
        *surplus(opened, "network_hierarchy", Pace(10, 20)),
        *missing(opened, "transaction_logs", Pace(13, 20)),
    )
    return plan_of(opened, *(replace(step, pace=replace(step.pace, target=60.0)) for step in steps))


def test_killed_at_every_border_and_within_batches(bench: Bench) -> None:
    """Each process adds its whole batch; a batch that it was killed in is not there; the end is the same."""
    if LONG:
        assert bench.kill("border", 0)
        assert bench.batches() == 0
    done, inside = 0, (lambda n: True) if LONG else {1, 2}.__contains__
    while True:
        if inside(done) and bench.kill("inside"):
            assert bench.batches() == done, "a batch is there whose process was killed before its end"
        if not bench.kill("border"):
            break
        done += 1
        assert bench.batches() == done
    with bench.pair.opened() as opened:
        rest = apply(opened, bench.plan, bench.plan.digest, "Ada")
        assert (rest.rows, rest.left, rest.unexplained) == (0, (), ())
        assert fingerprints(opened.pair.v2, opened.names.v2) == bench.wanted
        assert apply(opened, bench.plan, bench.plan.digest, "Ada").rows == 0
    assert bench.batches() == done >= 4
    assert bench.pair.value(f"select state from {trail.RUNS}") == "done"
