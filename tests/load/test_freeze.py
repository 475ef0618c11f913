"""A server that stands still shows in the open-loop probe, and not in users who wait for it."""

import numpy as np
import pytest
from tests.load.simulated import Generator, Numbers, quick, run

from cutover.evidence import Outcome
from cutover.load.standstill import standstill

LASTED = 65.0


def _waits(due: Numbers, every: float, length: float, phase: float) -> Numbers:
    """How long a request waits where the server stands still for `length` of each `every` seconds."""
    return np.maximum(0, length - (due + phase) % every)


def _truth(random: Generator, every: float, length: float) -> float:
    """The 95th percentile of a million requests at any time whatever."""
    due = random.uniform(0, 1000 * every, 1_000_000)
    took = quick(random, due, np.zeros(0, np.int64)) + _waits(due, every, length, 0.0)
    return float(np.quantile(took, 0.95))


def _closed_loop(random: Generator, every: float, length: float, phase: float) -> list[float]:
    """What ten users see, each of whom waits for an answer before pausing and asking again."""
    seen = []
    for _ in range(10):
        now = random.uniform(0, 1)
        while now < LASTED:
            one = np.array([now])
            took = float((quick(random, one, np.zeros(0, np.int64)) + _waits(one, every, length, phase))[0])
            seen.append(took)
            now += took + random.uniform(0.1, 0.5)
    return seen


@pytest.mark.parametrize(("every", "length"), [(10.0, 1.0), (15.0, 1.5), (20.0, 2.0), (30.0, 3.0)])
def test_the_probe_is_within_a_tenth_of_the_open_loop_truth(every: float, length: float) -> None:
    """Frozen 10 % of the time, whenever that begins, the probe's p95 is the truth; users see a fraction."""
    random = np.random.default_rng(7)
    truth = _truth(random, every, length)
    users = []
    for seed in range(10):
        phase = random.uniform(0, every)
        judged = run(
            seed, lambda r, due, e, p=phase: quick(r, due, e) + _waits(due, every, length, p)
        ).judged()
        assert judged.probe_tail.p95 == pytest.approx(truth, rel=0.10)
        assert judged.outcome is not Outcome.PASSED
        users.append(np.quantile(_closed_loop(random, every, length, phase), 0.95))
    assert np.median(users) < 0.2 * truth


def test_a_standstill_is_told_as_it_was() -> None:
    """How often, how long and what share: two times of 3 s in 65 s are found, and none in a healthy run."""
    frozen = run(took=lambda r, due, e: quick(r, due, e) + _waits(due, 30.0, 3.0, 25.0)).samples
    found = standstill(frozen.where(np.argsort(frozen.due)), LASTED)
    assert found is not None
    assert found.times == 2
    assert found.longest == pytest.approx(3.0, abs=0.1)
    assert found.share == pytest.approx(6 / 65, rel=0.05)
    for seed in range(20):
        healthy = run(seed).samples
        assert standstill(healthy.where(np.argsort(healthy.due)), LASTED) is None
