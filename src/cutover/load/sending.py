"""Sending: what the users of one process share: clock, samples, pace, and what is under way."""

import random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from math import ceil, inf
from time import perf_counter

import gevent

from cutover.load.bounds import FEWEST_ANSWERS
from cutover.load.failure import Failure
from cutover.load.fitness import Fitness
from cutover.load.opened import Opened
from cutover.load.right import Owners
from cutover.load.samples import Recorder
from cutover.manifest import Stage
from cutover.systems import System

DRAIN = 2.0
"""Seconds after the end in which an answer that is under way may still come."""
PROBES_SHARE = 0.2
"""The part of a limited rate that the probe may use."""


class Pace:
    """Lets so many requests leave a second, one after the other; any number where there is no limit."""

    def __init__(self, per_second: float | None) -> None:
        self._gap = 0.0 if per_second is None else 1 / per_second
        self._next = 0.0

    def wait(self) -> None:
        """Wait for the moment at which the next request may leave."""
        if not self._gap:
            return
        now = perf_counter()
        mine = max(now, self._next)
        self._next = mine + self._gap
        if mine > now:
            gevent.sleep(mine - now)


@dataclass(frozen=True)
class Part:
    """Which part of a run this process does: one of so many senders, each with a number from 0."""

    number: int = 0
    of: int = 1


@dataclass
class UnderWay:
    """A request that has no answer yet."""

    due: float
    endpoint: str
    workflow: str
    system: str


class Sending:
    """One run of a stage as one sending process does it. Times are in seconds since its start."""

    def __init__(self, opened: Opened, stage: Stage, part: Part) -> None:
        self.opened = opened
        self.stage = stage
        self.part = part
        self.recorder = Recorder()
        self.fitness = Fitness(stage.ramp)
        self.started: dict[str, int] = {}
        self.closing = False
        self.broken = ""
        """What broke in the harness itself; '' where nothing did."""
        self.over = False
        """Whether it has ended, and nothing more is recorded."""
        sees = {user.id: user.sees for user in opened.migration.users}
        self.owners = {system: Owners(sees) for system in ("v2", "v1")}
        self.chance = random.Random(f"{opened.run}/{part.number}")
        self._under_way: dict[int, UnderWay] = {}
        self._count = 0
        self._paces = {
            (system.name.lower(), probe): Pace(_rate(system.requests_per_second, part, probe))
            for system in (opened.pair.v1, opened.pair.v2)
            for probe in (False, True)
        }
        self._began = perf_counter()

    @property
    def now(self) -> float:
        """Seconds since the start."""
        return perf_counter() - self._began

    def system(self, side: str) -> System:
        """Return the system that a side, v2 or v1, is."""
        return self.opened.pair.v1 if side == "v1" else self.opened.pair.v2

    def starts(self, workflow: str) -> int:
        """Count a user of a workflow who has started here; return how many there were before."""
        before = self.started.get(workflow, 0)
        self.started[workflow] = before + 1
        return before

    def wait(self, system: str, probe: bool = False) -> None:
        """Wait until a request to a system may leave, for ever once the run is closing."""
        self._paces[system, probe].wait()
        if self.closing:
            gevent.sleep(3600)

    @contextmanager
    def under_way(self, due: float, endpoint: str, workflow: str, system: str) -> Iterator["Told"]:
        """Keep note of a request that was due at that moment; what it came to is told within."""
        self._count += 1
        number = self._count
        self._under_way[number] = UnderWay(due, endpoint, workflow, system)
        told = Told()
        try:
            yield told
        except KeyboardInterrupt:  # we gave it up ourselves: V2 was not late
            del self._under_way[number]
            raise
        except Exception as error:
            # What we cannot judge is our own fault, and never V2's.
            self.broken = self.broken or f"{type(error).__name__}: {error}"
            del self._under_way[number]
            raise
        if self._under_way.pop(number, None) is not None:
            took = max((told.at if told.at is not None else self.now) - due, 0.0)
            self.recorder.add(due, took, endpoint, workflow, system, told.failure)

    def close(self) -> None:
        """End: nothing more leaves, what is under way may still come for a moment, the rest has timed out."""
        if self.closing:
            return
        self.closing = True
        with gevent.Timeout(DRAIN, False):
            while self._under_way:
                gevent.sleep(0.02)
        for left in self._under_way.values():
            took = self.now - left.due
            self.recorder.add(left.due, took, left.endpoint, left.workflow, left.system, Failure.TIMED_OUT)
        self._under_way.clear()
        self.fitness.close()
        self.over = True

    @property
    def probe_per_second(self) -> float:
        """How many requests a second the probe sends from here."""
        return min(self.stage.probe_per_second, probe_at_most(self.opened)) / self.part.of

    def wanted(self) -> Mapping[str, int]:
        """How many users of each workflow the whole run wants of one system."""
        return self.opened.wanted(self.stage)


@dataclass
class Told:
    """What a request came to: its failure, and when its last byte was there."""

    failure: Failure = Failure.NONE
    at: float | None = None


def probe_at_most(opened: Opened) -> float:
    """How many requests a second the probe may send, whatever the stage asks for."""
    limit = opened.pair.v2.requests_per_second
    return inf if limit is None else PROBES_SHARE * limit


def too_short(opened: Opened, stage: Stage) -> str:
    """Say how long the probe needs where the environment's limit leaves it too few requests; "" elsewhere."""
    limit, rate = opened.pair.v2.requests_per_second, probe_at_most(opened)
    if limit is None or min(rate, stage.probe_per_second) * stage.seconds >= FEWEST_ANSWERS:
        return ""
    minutes = ceil(FEWEST_ANSWERS / min(rate, stage.probe_per_second) / 60)
    return f"at {limit:g} requests a second the probe needs {minutes} min: --duration={minutes}m"


def _rate(per_second: float | None, part: Part, probe: bool) -> float | None:
    if per_second is None:
        return None
    return per_second * (PROBES_SHARE if probe else 1 - PROBES_SHARE) / part.of
