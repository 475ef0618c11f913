"""Nothing passes on nothing: more than fifty ways of measuring too little, each made of a run that passes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from math import inf, nan

import numpy as np
import pytest
from tests.load.simulated import ENDPOINTS, WORKFLOWS, Run, run, sometimes, stage, watching

from cutover.evidence import Outcome
from cutover.load.failure import ALL, Failure
from cutover.load.observed import GeneratorHealth
from cutover.load.samples import PROBE, Samples
from cutover.load.watched import Watched

WHOLE = run(
    of=stage(id="gate-10", memory=True, pool=True, duration=timedelta(seconds=60)),
    watched=watching(65),
    both=True,
)
SAMPLES, STARTED, HEALTH = WHOLE.samples, WHOLE.started, WHOLE.health[0]


def _only(which: np.ndarray) -> Run:
    """The run of these requests, whose generators sent no others."""
    return WHOLE.but(samples=SAMPLES.where(which)).counting()


def _column(**columns: object) -> Run:
    """The run with other values in some columns."""
    whole = {name: np.broadcast_to(np.asarray(value), len(SAMPLES)).copy() for name, value in columns.items()}
    return WHOLE.but(
        samples=replace(
            SAMPLES, **{name: each.astype(getattr(SAMPLES, name).dtype) for name, each in whole.items()}
        )
    )


def _once(column: str, value: float) -> Run:
    values = getattr(SAMPLES, column).copy()
    values[100] = value
    return _column(**{column: values})


def _health(**changes: object) -> Run:
    return WHOLE.but(health=(replace(HEALTH, **changes),))  # type: ignore[arg-type]


def _watched(**changes: object) -> Run:
    return WHOLE.but(watched=replace(WHOLE.watched, **changes))  # type: ignore[arg-type]


def _failing(failure: Failure) -> Run:
    return _column(failure=failure.number)


def _without(workflow: str) -> dict[str, int]:
    return {name: number for name, number in STARTED.wanted.items() if name != workflow}


V1, PROBED = SAMPLES.system == 1, SAMPLES.probed
LOOKS = 65
WAYS: dict[str, Callable[[], Run]] = {
    "no requests": lambda: _only(V1 & ~V1),
    "no requests, and the generators say there were": lambda: WHOLE.but(samples=Samples()),
    "requests to V1 alone": lambda: _only(V1),
    "requests of the probe alone": lambda: _only(PROBED),
    "requests of the users alone": lambda: _only(~PROBED),
    "V1 beside V2 was asked for and left out": lambda: _only(~V1),
    "V1 was asked half of its endpoints": lambda: _only(~V1 | (SAMPLES.endpoint < 15)),
    "V1 gave too few answers": lambda: _only(~V1 | (np.cumsum(V1) % 4 == 0)),
    "V1 answered errors alone": lambda: _column(
        failure=np.where(V1, Failure.SERVER_ERROR.number, SAMPLES.failure)),
    "nobody knows what V1 owes": lambda: WHOLE.but(owed_by_v1=()),
    "58 requests": lambda: _only(np.arange(len(SAMPLES)) < 58),
    "every tenth request": lambda: _only(np.arange(len(SAMPLES)) % 10 == 0),
    "one request was lost on the way": lambda: WHOLE.but(samples=SAMPLES.where(np.arange(len(SAMPLES)) > 0)),
    "more requests than were sent": lambda: WHOLE.but(requests=len(SAMPLES) - 1),
    "no generator counted a request": lambda: WHOLE.but(requests=0),
    "no request has a time": lambda: _column(took=nan),
    "one request has no time": lambda: _once("took", nan),
    "one request took for ever": lambda: _once("took", inf),
    "one request took less than nothing": lambda: _once("took", -0.01),
    "all requests took no time": lambda: _column(took=0.0),
    "one request was never due": lambda: _once("due", nan),
    "one request was due at no time": lambda: _once("due", inf),
    "a request from before the run": lambda: _once("due", -60.0),
    "a request from after the run": lambda: _once("due", 3600.0),
    "all requests before the users were there": lambda: _column(due=SAMPLES.due / 20),
    "requests in the first half alone": lambda: _only(SAMPLES.due < 33),
    "requests in the second half alone": lambda: _only(SAMPLES.due > 33),
    "half a minute without a request": lambda: _only((SAMPLES.due < 20) | (SAMPLES.due > 50)),
    "the probe stopped half-way": lambda: _only(~PROBED | (SAMPLES.due < 33)),
    "no generator says how it fared": lambda: WHOLE.but(health=()),
    "a generator's lag is unknown": lambda: _health(lag=nan),
    "a generator's lag is infinite": lambda: _health(lag=inf),
    "a generator was ahead of time": lambda: _health(lag=-1.0),
    "a generator was late": lambda: _health(lag=0.2),
    "a generator's CPU is unknown": lambda: _health(cpu=nan),
    "a generator was too busy": lambda: _health(cpu=0.97),
    "a generator crashed": lambda: _health(alive=False),
    "a generator started too few": lambda: _health(started=9),
    "one of two generators was lost": lambda: WHOLE.but(
        health=(HEALTH, GeneratorHealth("worker-2", nan, nan, 5, 5, False))),
    "no user was asked for": lambda: WHOLE.but(wanted={}),
    "no user started": lambda: WHOLE.but(started={}),
    "one user did not start": lambda: WHOLE.but(started=STARTED.started | {"admin": 1}),
    "a workflow did not start": lambda: WHOLE.but(started=_without("finance")),
    "fewer users than the stage has": lambda: WHOLE.but(
        wanted=_without("finance"), started=_without("finance")),
    "more users than the stage has": lambda: WHOLE.but(wanted=STARTED.wanted | {"more": 2}),
    "no workflow owes an endpoint": lambda: WHOLE.but(owed={}),
    "one workflow owes nothing": lambda: WHOLE.but(owed={**STARTED.owed, "admin": ()}),
    "an endpoint was never called": lambda: WHOLE.but(owed={**STARTED.owed, "admin": ("group.other",)}),
    "an endpoint was left out": lambda: _only(SAMPLES.endpoint != 3),
    "a workflow's requests were left out": lambda: _only(SAMPLES.workflow != 2),
    "requests under a wrong workflow": lambda: _column(workflow=np.where(PROBED, SAMPLES.workflow, 0)),
    "requests under wrong names": lambda: WHOLE.but(
        samples=replace(SAMPLES, endpoints=tuple(f"x{name}" for name in ENDPOINTS))),
    "workflows under wrong names": lambda: WHOLE.but(
        samples=replace(SAMPLES, workflows=(*(f"x{name}" for name in WORKFLOWS), PROBE))),
    "endpoints called too seldom": lambda: WHOLE.but(
        stage=WHOLE.stage.model_copy(update={"least_requests": 500})),
    "it lasted no time": lambda: WHOLE.but(lasted=0.0),
    "nobody knows how long it lasted": lambda: WHOLE.but(lasted=nan),
    "it lasted for ever": lambda: WHOLE.but(lasted=inf),
    "it ended half-way": lambda: _only(SAMPLES.due < 33).but(lasted=33.0),
    "somebody interrupted it": lambda: WHOLE.but(stopped="interrupted"),
    "it was shortened": lambda: WHOLE.but(
        stage=stage(memory=True, pool=True, duration=timedelta(seconds=900)).lasting(60)),
    "it still runs": lambda: WHOLE.but(running=True),
    "nothing was watched": lambda: WHOLE.but(watched=Watched()),
    "memory was not watched": lambda: _watched(memory_bytes={}),
    "memory was never seen": lambda: _watched(memory_bytes={"V2's API": (None,) * LOOKS}),
    "memory is no number": lambda: _watched(memory_bytes={"V2's API": (nan,) * LOOKS}),
    "memory was seen in its first half": lambda: _watched(
        memory_bytes={"V2's API": (10**8,) * 33 + (None,) * 32}),
    "the process is gone": lambda: _watched(memory_bytes={"V2's API": (10**8,) * 33 + (0,) * 32}),
    "connections were not watched": lambda: _watched(connections=(), pool_waiting=()),
    "connections were never seen": lambda: _watched(
        connections=(None,) * LOOKS, pool_waiting=(None,) * LOOKS),
    "nobody knows how many connections there may be": lambda: _watched(max_connections=None),
    "nobody looked at PostgreSQL's connections": lambda: _watched(connections=()),
    "nobody looked at V2's own pool": lambda: _watched(pool_waiting=()),
    "V2's own pool was seen in its first half": lambda: _watched(pool_waiting=(0,) * 33 + (None,) * 32),
    "the watcher ended half-way": lambda: WHOLE.but(watched=watching(33)),
    "the watcher looked twice": lambda: WHOLE.but(watched=watching(2)),
    **{f"nothing but: {each}": lambda each=each: _failing(each) for each in ALL[1:]},  # type: ignore[misc]
}  # fmt: skip


def test_the_whole_run_passes() -> None:
    """What is taken away below is what is missing: with it, the run passes."""
    judged = WHOLE.judged()
    assert judged.outcome is Outcome.PASSED
    assert judged.beside
    assert {each.name: each.now for each in judged.criteria}["beside V1"] == judged.beside.says


@pytest.mark.parametrize("way", WAYS)
def test_a_way_of_measuring_nothing_does_not_pass(way: str) -> None:
    """It is no pass, its sentence says so, and at least one cause is named."""
    judged = WAYS[way]().judged()
    assert judged.outcome > Outcome.NOT_RUN, judged.sentence
    assert judged.sentence != "Ready for production"
    assert judged.causes
    assert all(np.isfinite(each) for each in judged.figures.values())
    if not way.startswith("nothing but"):
        assert judged.outcome in (Outcome.ERROR, Outcome.INCONCLUSIVE), judged.causes


def test_the_half_of_the_pool_that_nobody_watched_is_named() -> None:
    """Free connections to PostgreSQL say nothing of V2's own pool, nor the other way round."""
    for changes, missing in (
        ({"pool_waiting": ()}, "not watched: V2's own pool"),
        ({"connections": ()}, "not watched: PostgreSQL's connections"),
    ):
        (pool,) = (each for each in _watched(**changes).judged().criteria if each.name == "pool")
        assert (pool.outcome, pool.why) == (Outcome.INCONCLUSIVE, missing)


def test_these_are_fifty_ways_at_least() -> None:
    """And none of them is another one's run."""
    assert len(WAYS) >= 50


def test_a_run_that_never_fails_and_never_answers_does_not_pass() -> None:
    """Nine of ten requests fail and the tenth is quick: fast nonsense makes nothing look fast."""
    judged = run(fails=sometimes(0.9, Failure.NONSENSE)).judged()
    assert judged.outcome is Outcome.FAILED
    assert judged.probe_tail.answers < 0.2 * judged.errors.requests
