"""Simulated: load runs made of numbers, so that what is true of them is known."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta

import numpy as np
import numpy.typing as npt

from cutover.load.failure import Failure
from cutover.load.gate import judge
from cutover.load.judgement import GateJudgement
from cutover.load.observed import GeneratorHealth, Started
from cutover.load.samples import PROBE, SYSTEMS, Samples, merged
from cutover.load.watched import Watched
from cutover.manifest.load import Stage

Numbers = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]
Generator = np.random.Generator

ENDPOINTS = tuple(f"group.endpoint_{number:02}" for number in range(30))
WORKFLOWS = ("dashboard-viewer", "sales-manager", "network-builder", "finance", "admin")
OWED = {name: ENDPOINTS[6 * number : 6 * number + 6] for number, name in enumerate(WORKFLOWS)}


def stage(**changes: object) -> Stage:
    """A gate of 10 users for a minute, after a ramp of 5 s."""
    usual: dict[str, object] = {
        "id": "gate-10", "says": "10 users", "users": 10, "ramp": timedelta(seconds=5),
        "duration": timedelta(seconds=60), "probe_per_second": 20.0, "least_requests": 1,
    }  # fmt: skip
    return Stage.model_validate(usual | changes)


@dataclass(frozen=True)
class Run:
    """All that a gate is judged from."""

    stage: Stage
    samples: Samples
    started: Started
    health: tuple[GeneratorHealth, ...] = (GeneratorHealth("single", 0.004, 0.2, 10, 10, True),)
    watched: Watched = field(default_factory=Watched)

    def judged(self) -> GateJudgement:
        """What the gate says."""
        return judge(self.stage, self.samples, self.health, self.watched, self.started)

    def but(self, **changes: object) -> "Run":
        """The run with something else; a field of `started` by its name too."""
        own = {
            name: value
            for name, value in changes.items()
            if name in ("stage", "samples", "health", "watched")
        }
        rest = {name: value for name, value in changes.items() if name not in own}
        return replace(self, **own, started=replace(self.started, **rest))  # type: ignore[arg-type]

    def counting(self) -> "Run":
        """The run whose generators sent what is there."""
        return self.but(requests=len(self.samples))


Took = Callable[[Generator, Numbers, Codes], Numbers]
"""How long answers take: told when they are due and which endpoint, by its number."""
Fails = Callable[[Generator, Numbers, Codes], Codes]


def quick(random: Generator, due: Numbers, endpoint: Codes) -> Numbers:
    """12 ms in the median, 35 ms in the 95th percentile."""
    return 0.012 * np.exp(0.65 * random.standard_normal(len(due)))


def never(random: Generator, due: Numbers, endpoint: Codes) -> Codes:
    """No request fails."""
    return np.zeros(len(due), np.int64)


def sometimes(chance: float, failure: Failure) -> Fails:
    """Each request fails with this chance."""

    def fails(random: Generator, due: Numbers, endpoint: Codes) -> Codes:
        return np.where(random.random(len(due)) < chance, failure.number, 0)

    return fails


def run(
    seed: int = 7,
    took: Took = quick,
    fails: Fails = never,
    *,
    of: Stage | None = None,
    per_user: float = 1.0,
    watched: Watched | None = None,
    both: bool = False,
) -> Run:
    """A run in which each user sends so many requests a second beside the probe, whatever becomes of them."""
    random, asked = np.random.default_rng(seed), of or stage()
    lasted = asked.ramp + asked.seconds
    due = np.sort(random.uniform(0, lasted, round(asked.users * per_user * lasted)))
    probes = np.arange(0, lasted, 1 / asked.probe_per_second)
    parts = [
        _part(random, due, took, fails, PROBE if probe else "")
        for due, probe in ((due, False), (probes, True))
    ]
    if both:
        parts.append(_part(random, due, took, never, "", "v1"))
    samples = merged(parts)
    return Run(
        asked,
        samples.where(np.argsort(samples.due + samples.took, kind="stable")),
        started(asked, len(samples), lasted, both=both),
        (GeneratorHealth("single", 0.004, 0.2, asked.users, asked.users, True),),
        watched or Watched(),
    )


def started(asked: Stage, requests: int, lasted: float, *, both: bool = False) -> Started:
    """All users of all workflows, there from the ramp's end on."""
    each = {name: asked.users // len(WORKFLOWS) for name in WORKFLOWS}
    each[WORKFLOWS[0]] += asked.users - sum(each.values())
    users = ((0.0, 1), (asked.ramp, asked.users))
    return Started(
        each, each, OWED, requests, lasted, users=users, both=both, owed_by_v1=ENDPOINTS if both else ()
    )


def _part(
    random: Generator, due: Numbers, took: Took, fails: Fails, workflow: str, system: str = "v2"
) -> Samples:
    endpoint = random.permutation(np.arange(len(due)) % len(ENDPOINTS))
    workflows = np.full(len(due), len(WORKFLOWS)) if workflow == PROBE else endpoint // 6
    return Samples(
        due=due,
        took=took(random, due, endpoint),
        endpoint=endpoint.astype(np.uint16),
        workflow=workflows.astype(np.uint8),
        system=np.full(len(due), SYSTEMS.index(system), np.uint8),
        failure=fails(random, due, endpoint).astype(np.uint8),
        endpoints=ENDPOINTS,
        workflows=(*WORKFLOWS, PROBE),
    )


def watching(
    seconds: int = 65,
    memory: Sequence[float] | None = None,
    connections: int = 6,
    waiting: Sequence[int] = (),
) -> Watched:
    """A system that was looked at once a second: steady at 120 MB unless told otherwise."""
    held = memory if memory is not None else [120e6] * seconds
    return Watched(
        seconds=tuple(float(each) for each in range(seconds)),
        connections=(connections,) * seconds,
        max_connections=100,
        pool_waiting=tuple(waiting) or (0,) * seconds,
        pool_size=5,
        memory_bytes={"V2's API": tuple(int(each) for each in held)},
    )
