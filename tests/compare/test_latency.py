"""Latency is judged right as often as its docstring promises, whatever the noise looks like."""

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from cutover.compare import LatencyJudgement, Margin, judge_latency, next_look

ENDPOINTS = 324
RUNS = 300
RECORDED = Path(__file__).with_name("twin_pairs.csv")
"""300 pairs of V1 beside itself, in seconds; docs/latency.md says how they were recorded."""


def _even(random: np.random.Generator, pairs: int) -> np.ndarray:
    return np.exp(0.1 * random.standard_normal(pairs))


def _heavy(random: np.random.Generator, pairs: int) -> np.ndarray:
    """A long tail, and now and then a pause of three times the usual."""
    pauses = (random.random(pairs) < 0.02) * random.exponential(3, pairs)
    return 1 + 0.1 * np.abs(random.standard_t(2.5, pairs)) + pauses


def _lasting(random: np.random.Generator, pairs: int) -> np.ndarray:
    """Neighbours in time resemble each other, on each side by itself."""
    fading = 0.7 ** np.arange(60)
    return np.exp(np.convolve(0.15 * random.standard_normal(pairs), fading)[:pairs])


def _looked(v1: np.ndarray, v2: np.ndarray) -> LatencyJudgement:
    """The pairs as a run judges them: looking again and again until it is settled."""
    pairs = look = 0
    while True:
        pairs, look = min(next_look(pairs), len(v1)), look + 1
        seen = judge_latency(v1[:pairs], v2[:pairs], look=look, endpoints=ENDPOINTS)
        if seen.verdict != "inconclusive" or pairs == len(v1):
            return seen


def _timed(random, noise, slower: float, most: int, base: float = 0.05) -> LatencyJudgement:
    """One endpoint as a run times it, over a machine that drifts."""
    drift = base * np.exp(np.cumsum(0.01 * random.standard_normal(most)))
    return _looked(drift * noise(random, most), slower * drift * noise(random, most))


def _verdicts(noise, slower: float, runs: int = RUNS, most: int = 300) -> Counter[str]:
    random = np.random.default_rng(20261121)
    return Counter(_timed(random, noise, slower, most).verdict for _ in range(runs))


def _resampled(slower: float) -> Counter[str]:
    """The twin's own pairs, drawn anew in blocks of neighbours as often as there are runs."""
    recorded = np.loadtxt(RECORDED, delimiter=",", skiprows=1)
    random, length = np.random.default_rng(20261121), 20
    verdicts: Counter[str] = Counter()
    for _ in range(RUNS):
        starts = random.integers(0, len(recorded), size=(len(recorded) // length, 1))
        v1, v2 = recorded[((starts + np.arange(length)) % len(recorded)).ravel()].T
        verdicts[_looked(v1, slower * v2).verdict] += 1
    return verdicts


@pytest.mark.parametrize("noise", [_even, _heavy, _lasting])
def test_an_identical_v2_fails_in_at_most_one_of_a_hundred_runs(noise):
    """Under even, heavy-tailed and autocorrelated noise, while the machine drifts."""
    assert _verdicts(noise, 1.0)["fail"] <= RUNS // 100


@pytest.mark.parametrize("noise", [_even, _heavy, _lasting])
def test_one_that_is_15_per_cent_slower_passes_in_at_most_one_of_a_hundred_runs(noise):
    """Under the same noise; whatever is not shown stays inconclusive."""
    assert _verdicts(noise, 1.15)["pass"] <= RUNS // 100


def test_the_twins_own_pairs_fail_in_at_most_one_of_a_hundred_runs():
    """V1 of the twin beside itself, as `cutover latency` recorded it on a busy machine."""
    assert _resampled(1.0)["fail"] <= RUNS // 100


def test_the_twins_own_pairs_15_per_cent_slower_pass_in_at_most_one_of_a_hundred_runs():
    """The same pairs, one side 15 % slower than it was."""
    assert _resampled(1.15)["pass"] <= RUNS // 100


def test_an_identical_v2_is_passed_when_the_noise_lets_it_be_told():
    """The judge is not right by never saying anything."""
    assert _verdicts(_even, 1.0, 50)["pass"] >= 48


def test_one_that_is_30_per_cent_slower_fails_soon():
    """After a hundred pairs where the noise is even, and within three hundred under a heavy tail."""
    random = np.random.default_rng(7)
    even = [_timed(random, _even, 1.3, 100) for _ in range(20)]
    heavy = [_timed(random, _heavy, 1.3, 300) for _ in range(20)]
    assert sum(seen.verdict == "fail" for seen in even) >= 18
    assert sum(seen.verdict == "fail" for seen in heavy) >= 19


def test_a_drift_hits_both_sides_alike():
    """A machine that becomes four times slower while it is timed makes nobody slower than the other."""
    random = np.random.default_rng(3)
    ramp = np.linspace(0.02, 0.08, 300)
    seen = judge_latency(ramp * _even(random, 300), ramp * _even(random, 300), look=2, endpoints=ENDPOINTS)
    assert seen.median is not None
    assert seen.median.lower < 1 < seen.median.upper < 1.10
    assert seen.verdict != "fail"


def test_a_tail_that_is_slower_alone_fails():
    """The same median, but every tenth answer takes four times as long: only the 95th percentile knows."""
    random = np.random.default_rng(5)
    tail = np.where(random.random(1200) < 0.1, 4.0, 1.0)
    v1, v2 = 0.05 * _even(random, 1200), 0.05 * _even(random, 1200) * tail
    seen = judge_latency(v1, v2, endpoints=ENDPOINTS)
    assert seen.verdict == "fail"
    assert seen.median is not None
    assert seen.p95 is not None
    assert seen.median.upper < 1.10 < seen.p95.lower


def test_a_few_milliseconds_are_no_failure():
    """Twice 2 ms lies below the floor; the limit that was used is told."""
    random = np.random.default_rng(1)
    v1, v2 = 0.002 * _even(random, 300), 0.004 * _even(random, 300)
    seen = judge_latency(v1, v2, endpoints=ENDPOINTS)
    assert seen.verdict == "pass"
    assert seen.median is not None
    assert seen.median.limit == pytest.approx(3.5, rel=0.02)
    assert judge_latency(v1, v2, endpoints=ENDPOINTS, margin=Margin(floor=0)).verdict == "fail"


def test_too_few_pairs_never_pass():
    """Below 100 nothing is said, below 300 a pass is not; how many are lacking is."""
    same = [0.05] * 299
    assert judge_latency([], []).verdict == "inconclusive"
    assert judge_latency(same[:99], same[:99]) == LatencyJudgement("inconclusive", 99, needed=201)
    most = judge_latency(same, same)
    assert (most.verdict, most.p95, most.needed) == ("inconclusive", None, 1)
    assert judge_latency([0.05] * 300, [0.05] * 300).verdict == "pass"


def test_the_pairs_that_are_needed_suffice():
    """What is told to be enough settles it in most cases, and what lies at the limit is said to."""
    random = np.random.default_rng(11)
    settled = 0
    for _ in range(10):
        v1, v2 = (0.05 * np.exp(0.25 * random.standard_normal(4000)) for _ in range(2))
        seen = judge_latency(v1[:300], v2[:300], look=2, endpoints=ENDPOINTS)
        if seen.verdict == "inconclusive":
            assert seen.needed
            total = min(300 + seen.needed, 4000)
            seen = judge_latency(v1[:total], v2[:total], look=3, endpoints=ENDPOINTS)
        settled += seen.verdict == "pass"
    assert settled >= 6
    v1 = 0.05 * np.exp(0.5 * random.standard_normal(300))
    assert judge_latency(v1, 1.1 * v1 * np.resize([0.99, 1.01], 300), endpoints=ENDPOINTS).verdict != "pass"


def test_looking_again_costs_certainty():
    """The same pairs have wider bounds at a later look, and among more endpoints a lower lower bound."""
    random = np.random.default_rng(2)
    v1, v2 = 0.05 * _even(random, 300), 0.05 * _even(random, 300)
    first, later = (judge_latency(v1, v2, look=look).median for look in (1, 4))
    many = judge_latency(v1, v2, endpoints=ENDPOINTS).median
    assert first is not None
    assert later is not None
    assert many is not None
    assert later.lower < first.lower < first.upper < later.upper
    assert (many.lower < first.lower, many.upper) == (True, first.upper)


def test_looks_come_after_100_then_300_then_doubled():
    """Seldom enough that little certainty is spent on looking."""
    assert [next_look(pairs) for pairs in (0, 99, 100, 299, 300, 600, 700)] == [
        100, 100, 300, 300, 600, 1200, 1200,
    ]  # fmt: skip


@pytest.mark.parametrize("times", [[0.0], [-1.0], [float("nan")], [float("inf")], [0.1, 0.1]])
def test_what_is_no_timing_is_refused(times):
    """A clock that stood still, or sides of another length, are a mistake of the caller."""
    with pytest.raises(ValueError, match=r"timing"):
        judge_latency(times, [0.1])
