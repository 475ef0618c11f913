"""The gate gives each kind of load the verdict that it deserves, and names the cause."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import orjson
import pytest
from tests.load.simulated import (
    Codes,
    Fails,
    Generator,
    Numbers,
    Run,
    Took,
    never,
    quick,
    run,
    sometimes,
    stage,
    watching,
)

from cutover.evidence import Outcome
from cutover.load.failure import ALL, Failure
from cutover.load.observed import GeneratorHealth
from cutover.load.samples import merged
from cutover.load.watched import Watched
from cutover.manifest.load import Stage

LONG = stage(id="gate-50", users=50, duration=timedelta(minutes=15), memory=True, pool=True)
DENSE = stage(probe_per_second=120.0)
SHORT = stage()


def _tail(share: float, seconds: float) -> Took:
    return lambda random, due, endpoint: np.where(
        random.random(len(due)) < share, seconds, quick(random, due, endpoint)
    )


def _frozen(random: Generator, due: Numbers, endpoint: Codes) -> Numbers:
    """For the first 2 of every 20 seconds nothing is answered."""
    return quick(random, due, endpoint) + np.maximum(0, 2 - due % 20)


def _down(began: float, ended: float, failure: Failure) -> Fails:
    return lambda random, due, endpoint: np.where((due >= began) & (due < ended), failure.number, 0)


def _at(number: int, chance: float, failure: Failure) -> Fails:
    return lambda random, due, endpoint: np.where(
        (endpoint == number) & (random.random(len(due)) < chance), failure.number, 0
    )


def _limited(random: Generator, due: Numbers, endpoint: Codes) -> Codes:
    """15 requests of each second are answered, and what comes beyond them is refused."""
    second = due.astype(np.int64)
    place = np.arange(len(due)) - np.searchsorted(second, second)
    return np.where(place >= 15, Failure.RATE_LIMITED.number, 0)


def _slower(seconds: float, endpoint: int | None = None) -> Took:
    return lambda random, due, which: (
        quick(random, due, which) + np.where((which == endpoint) | (endpoint is None), seconds, 0)
    )


def _leaking(seed: int) -> Watched:
    """100 kB more each second, in a noise of 2 MB."""
    random = np.random.default_rng(seed)
    return watching(925, list(120e6 + 1e5 * np.arange(925) + 2e6 * random.standard_normal(925)))


def _warming(seed: int) -> Watched:
    """Memory that grows by a third while the system warms up, and wanders a little for ever."""
    random = np.random.default_rng(seed)
    wandering = 6e4 * np.cumsum(random.standard_normal(925))
    return watching(925, list(120e6 + 40e6 * (1 - np.exp(-np.arange(925) / 60)) + wandering))


@dataclass(frozen=True)
class Load:
    """What is done to a run."""

    took: Took = quick
    fails: Fails = never
    of: Stage = SHORT
    watched: Callable[[int], Watched] = lambda seed: watching(925)

    def run(self, seed: int) -> Run:
        """One run of it."""
        return run(seed, self.took, self.fails, of=self.of, watched=self.watched(seed))


GOOD = {
    "healthy": Load(),
    "120 ms on everything": Load(_slower(0.12)),
    "a tail of 800 ms at 4 %": Load(_tail(0.04, 0.8), of=LONG),
    "memory that warms up": Load(of=LONG, watched=_warming),
}
BAD = {
    "502 at 5 %": (Load(fails=sometimes(0.05, Failure.BAD_GATEWAY)), "502"),
    "503 at 1 %": (Load(fails=sometimes(0.01, Failure.UNAVAILABLE)), "503"),
    "one 504": (Load(fails=_down(30.0, 30.05, Failure.GATEWAY_TIMEOUT)), "504"),
    "time-outs at 1 %": (Load(fails=sometimes(0.01, Failure.TIMED_OUT)), "time-outs"),
    "a tail of 800 ms at 6 %": (Load(_tail(0.06, 0.8), of=DENSE), "slow tail"),
    "600 ms on everything": (Load(_slower(0.6)), "slow throughout"),
    "frozen 10 % of the time": (Load(_frozen), "freeze"),
    "success: false at 5 %": (
        Load(fails=sometimes(0.05, Failure.REFUSED)), "answers that say success: false"),
    "nonsense at 5 %": (Load(fails=sometimes(0.05, Failure.NONSENSE)), "answers that are nonsense"),
    "one of thirty fails": (Load(fails=_at(7, 0.3, Failure.SERVER_ERROR)), "one endpoint"),
    "one of thirty is slow": (Load(_slower(0.9, 7)), "one endpoint"),
    "rate limit": (Load(fails=_limited), "rate limit"),
    "late outage": (Load(fails=_down(58, 65, Failure.CONNECTION)), "outage"),
    "4 s of 15 minutes": (Load(fails=_down(900, 904, Failure.CONNECTION), of=LONG), "outage"),
    "closed connections at 5 %": (Load(fails=sometimes(0.05, Failure.CONNECTION)), "closed connections"),
    "cut bodies at 5 %": (Load(fails=sometimes(0.05, Failure.CUT)), "cut bodies"),
    "all answers are errors": (Load(fails=sometimes(1.0, Failure.SERVER_ERROR)), "errors of the server"),
    "a leak of 0.1 MB/s": (Load(of=LONG, watched=_leaking), "memory leak"),
    "a pool that is used up": (
        Load(of=LONG, watched=lambda seed: watching(925, waiting=[0, 3, 7, 0, 12] * 185)), "pool exhausted"),
    "connections at their maximum": (
        Load(of=LONG, watched=lambda seed: watching(925, connections=97)), "pool exhausted"),
}  # fmt: skip


@pytest.mark.parametrize("name", GOOD)
def test_what_is_good_passes(name: str) -> None:
    """Five runs of five pass, without a cause."""
    for seed in range(5):
        judged = GOOD[name].run(seed).judged()
        assert judged.outcome is Outcome.PASSED, (seed, judged.sentence, judged.causes)
        assert judged.sentence == "Ready for production"
        assert judged.causes == ()


@pytest.mark.parametrize("name", BAD)
def test_what_is_bad_fails_and_its_cause_is_named(name: str) -> None:
    """Five runs of five fail, and the first cause is what was done to them."""
    load, cause = BAD[name]
    for seed in range(5):
        judged = load.run(seed).judged()
        assert judged.outcome is Outcome.FAILED, (seed, judged.sentence, judged.causes)
        assert judged.sentence == "Needs optimisation"
        assert judged.causes[0].name == cause, judged.causes


def test_a_generator_that_cannot_keep_up_makes_times_worth_nothing() -> None:
    """Slow answers seen by a tired generator are an error of the run; a 502 is V2's whoever sees it."""
    slow, health = run(took=_slower(0.6)), (GeneratorHealth("one", 0.4, 0.99, 10, 10, True),)
    judged = slow.but(health=health).judged()
    timed = {each.name: each.outcome for each in judged.criteria}
    assert timed["users' p95"] is timed["probe's p95"] is timed["each endpoint"] is Outcome.ERROR
    assert judged.outcome is Outcome.ERROR
    assert judged.sentence.startswith("Invalid")
    refusing = run(fails=sometimes(0.05, Failure.BAD_GATEWAY)).but(health=health).judged()
    assert refusing.outcome is Outcome.FAILED


def test_what_is_too_small_says_how_much_is_missing() -> None:
    """An open criterion says how many more requests are likely to settle it."""
    asked = stage(duration=timedelta(seconds=10), probe_per_second=5.0)
    judged = run(of=asked, per_user=0.5).judged()
    assert judged.outcome is Outcome.INCONCLUSIVE
    needed = {each.name: each.needed for each in judged.criteria if each.outcome is Outcome.INCONCLUSIVE}
    assert needed["errors"] == 299 - judged.errors.requests
    assert needed["probe's p95"] == 167 - judged.probe_tail.answers


def test_a_shortened_gate_proves_nothing() -> None:
    """However well it went, it says that it is shortened."""
    judged = run(of=stage(duration=timedelta(minutes=15)).lasting(60)).judged()
    assert judged.outcome is Outcome.INCONCLUSIVE
    assert "shortened to 60 s of 900 s" in judged.sentence


def test_a_run_that_goes_on_is_judged_so_far() -> None:
    """What V2 did wrong stands at once; what is not there yet is open and no error."""
    whole = run()
    few = dict.fromkeys(whole.started.wanted, 1)
    sofar = whole.but(samples=whole.samples.where(whole.samples.due < 3), health=(), running=True)
    sofar = sofar.but(lasted=3.0, requests=0, started=few)
    assert sofar.judged().outcome is Outcome.INCONCLUSIVE
    assert (
        run(fails=sometimes(0.05, Failure.BAD_GATEWAY)).but(running=True).judged().outcome is Outcome.FAILED
    )


def test_a_probe_that_a_limit_holds_back_owes_no_more() -> None:
    """Where the environment leaves it four requests a second, four are all that is owed."""
    slow = run(of=stage(probe_per_second=4.0))
    held = slow.but(stage=stage(probe_per_second=20.0))
    assert held.judged().outcome is Outcome.ERROR
    assert held.but(probe_at_most=4.0).judged().outcome is Outcome.PASSED


def test_v1_is_shown_beside_v2_and_gates_nothing() -> None:
    """V1's figures under the same load stand beside V2's; V1's errors are its own."""
    both = run(both=True)
    judged = both.judged()
    assert judged.outcome is Outcome.PASSED
    assert judged.beside is not None
    assert judged.figures["v1_requests"] == 650
    assert judged.beside.tail.p95 == pytest.approx(judged.users_tail.p95, rel=0.3)
    assert judged.beside.says.startswith("95 % of V1's answers within")
    assert judged.errors.requests == len(both.samples) - 650


def test_the_order_and_the_processes_of_samples_do_not_matter() -> None:
    """Shuffled, and merged from four workers, the same samples give the same judgement."""
    whole = run(fails=_down(58, 65, Failure.CONNECTION))
    random = np.random.default_rng(7)
    worker = random.integers(4, size=len(whole.samples))
    shuffled = merged(whole.samples.where(worker == each) for each in random.permutation(4))
    assert whole.but(samples=shuffled).judged() == whole.judged()


def test_evidence_is_plain_and_bounded() -> None:
    """Figures are finite numbers, detail is JSON without NaN, and a curve has at most 300 points."""
    for made in (
        run(of=LONG, watched=watching(925)),
        run(fails=sometimes(1.0, Failure.TIMED_OUT), both=True),
    ):
        judged = made.judged()
        assert all(np.isfinite(each) for each in judged.figures.values())
        detail = orjson.loads(orjson.dumps(judged.detail(made.watched)))
        assert 0 < len(detail["curve"]["second"]) <= 300
        assert len({len(series) for series in detail["curve"].values()}) == 1
        assert sum(detail["curve"]["requests"]) == judged.errors.requests
        assert sum(each["requests"] for each in detail["endpoints"]) == judged.errors.requests


def test_a_curve_counts_users_and_errors_where_they_were() -> None:
    """An outage from second 58 on shows there and nowhere else."""
    curve = run(fails=_down(58, 65, Failure.CONNECTION)).judged().curve
    assert curve.users[0] == 1
    assert curve.users[-1] == 10
    assert sum(curve.errors[:58]) == 0 < min(curve.errors[58:])
    assert curve.p95_ms[60] is None


def test_a_percentile_is_one_of_the_answers() -> None:
    """The 95th percentile of raw times is the smallest that 95 % do not exceed, wherever it lies."""
    made = run()
    took = np.sort(made.samples.took[(made.samples.due >= 5) & made.samples.probed])
    assert made.judged().probe_tail.p95 == took[int(np.ceil(0.95 * len(took))) - 1]


def test_a_hundred_thousand_requests_are_judged_in_a_moment() -> None:
    """A page can ask every two seconds: under 50 ms on a quiet machine, and here with room for a busy one."""
    made = run(of=LONG, per_user=1.7, watched=watching(925))
    assert len(made.samples) > 95_000
    seconds = []
    for _ in range(5):
        began = time.process_time()
        made.judged()
        seconds.append(time.process_time() - began)
    assert min(seconds) < 0.15


def test_each_failure_has_a_number_of_its_own() -> None:
    """A file that is kept is read by later versions: no number ever changes its meaning."""
    assert [str(each) for each in ALL] == [
        "", "502", "503", "504", "timed out", "429", "5xx", "4xx", "connection closed", "cut body",
        "success: false", "nonsense",
    ]  # fmt: skip
