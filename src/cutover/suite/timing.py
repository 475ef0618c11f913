"""Timing: the same request to V1 and V2 in turn, pair by pair, until it is clear who is slower."""

import asyncio
import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from time import monotonic

from cutover.compare import CaseJudgement, LatencyJudgement, Margin, judge, judge_latency, next_look
from cutover.compare.latency import MOST
from cutover.manifest import Endpoint, Tolerances
from cutover.suite.asked import Unaskable
from cutover.suite.asking import Asking
from cutover.systems import Answer

WARM_UPS = 3
"""Times that each request is sent to both sides before it counts: connections, tokens, plans and caches."""

COLUMNS = (
    "pair", "user", "case", "first", "v1_seconds", "v2_seconds", "v1_status", "v2_status", "warm_up",
)  # fmt: skip

Keep = Callable[[Sequence[object]], object]


@dataclass(frozen=True)
class Want:
    """One request: whose, which case, with which values."""

    user: int
    case: str
    values: Mapping[str, object]


@dataclass(frozen=True)
class Broken:
    """The pair that ended the timing, because one side gave no good answer."""

    want: Want
    judgement: CaseJudgement


@dataclass(frozen=True)
class Timed:
    """What came of timing one endpoint; no ``judgement`` where nothing could be timed to the end."""

    wants: int
    unasked: tuple[str, ...]
    samples: str
    """The file that holds every pair, within the run's folder."""
    pairs: int = 0
    judgement: LatencyJudgement | None = None
    broken: Broken | None = None
    commands: tuple[str, ...] = ()


class Timing:
    """Times one endpoint after the other, each within its part of the budget.

    ``endpoints`` is how many this run times, ``family`` how many the bounds are corrected for.
    """

    def __init__(
        self,
        asking: Asking,
        folder: Path,
        tolerances: Tolerances,
        *,
        pairs: int | None,
        minutes: float | None,
        endpoints: int,
        family: int,
        seed: int,
    ) -> None:
        self._asking = asking
        self._folder = folder
        self._tolerances = tolerances
        self._margin = Margin(tolerances.slower, tolerances.slower_floor_ms / 1000)
        self._pairs = min(pairs or MOST, MOST)
        self._end = None if minutes is None else monotonic() + 60 * minutes
        self._waiting = endpoints
        self._family = family
        self._seed = seed

    def __call__(self, endpoint: Endpoint) -> Timed:
        """Time an endpoint; every pair is on disk before the next one is asked."""
        until = self._share()
        name = f"latency/{endpoint.id}.csv"
        with _kept(self._folder / name) as keep:
            return self._asking.run(self._time(endpoint, until, name, keep))

    def _share(self) -> float | None:
        """When this endpoint's part of what is left of the minutes is over."""
        waiting, self._waiting = max(self._waiting, 1), self._waiting - 1
        return None if self._end is None else monotonic() + max(0.0, self._end - monotonic()) / waiting

    async def _time(self, endpoint: Endpoint, until: float | None, name: str, keep: Keep) -> Timed:
        wants, unasked = await self._wants(endpoint)
        if not wants:
            return Timed(0, unasked, name)
        commands = tuple(self._asking.command(side, endpoint, wants[0].values) for side in ("V1", "V2"))
        random = Random(f"{self._seed}:{endpoint.id}")
        for want in wants * WARM_UPS:
            v1, v2 = await self._pair(endpoint, want, random, keep, 0)
            if (broken := self._broken(endpoint, want, v1, v2)) is not None:
                return Timed(len(wants), unasked, name, 0, None, broken, commands)
        times: tuple[list[float], list[float]] = ([], [])
        look = 0
        while True:
            wanted = min(next_look(len(times[0])), self._pairs)
            while len(times[0]) < wanted and (until is None or monotonic() < until):
                want = random.choice(wants)
                v1, v2 = await self._pair(endpoint, want, random, keep, len(times[0]) + 1)
                if (broken := self._broken(endpoint, want, v1, v2)) is not None:
                    return Timed(len(wants), unasked, name, len(times[0]), None, broken, commands)
                times[0].append(v1.seconds)
                times[1].append(v2.seconds)
            look += 1
            seen = judge_latency(*times, look=look, endpoints=self._family, margin=self._margin)
            over = len(times[0]) >= self._pairs or (until is not None and monotonic() >= until)
            if over or seen.verdict != "inconclusive":
                return Timed(len(wants), unasked, name, len(times[0]), seen, None, commands)

    async def _wants(self, endpoint: Endpoint) -> tuple[list[Want], tuple[str, ...]]:
        """The requests that V1 gives examples for, and what is left out."""
        wants, unasked = [], []
        for user in self._asking.users_of(endpoint):
            for case in (case for case in endpoint.written_cases if case.refused is None):
                try:
                    wants.append(Want(user, case.name, await self._asking.values(endpoint, case, user)))
                except Unaskable as reason:
                    unasked.append(f"user {user}, case {case.name}: {reason}")
        return wants, tuple(unasked)

    async def _pair(
        self, endpoint: Endpoint, want: Want, random: Random, keep: Keep, number: int
    ) -> tuple[Answer, Answer]:
        """Ask both sides once, in random order; number 0 is a warm-up."""
        first = random.random() < 0.5
        if first:
            v1 = await self._asking.v1(endpoint, want.values, want.user)
            v2 = await self._asking.v2(endpoint, want.values, want.user)
        else:
            v2 = await self._asking.v2(endpoint, want.values, want.user)
            v1 = await self._asking.v1(endpoint, want.values, want.user)
        side = "V1" if first else "V2"
        times = (f"{answer.seconds:.6f}" for answer in (v1, v2))
        keep((number, want.user, want.case, side, *times, v1.status, v2.status, int(not number)))
        # Whatever the answers left to be done is done before the next one is timed.
        await asyncio.sleep(0)
        return v1, v2

    def _broken(self, endpoint: Endpoint, want: Want, v1: Answer, v2: Answer) -> Broken | None:
        """A pair of which one side gave no answer, or a refusal: its time says nothing."""
        if all(not answer.error and 200 <= answer.status < 300 for answer in (v1, v2)):
            return None
        return Broken(want, judge(endpoint, want.case, v1, v2, self._tolerances))


@contextmanager
def _kept(path: Path) -> Iterator[Keep]:
    """A file of samples, each line of it on disk as soon as it is written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)

        def keep(row: Sequence[object]) -> None:
            writer.writerow(row)
            file.flush()

        keep(COLUMNS)
        yield keep
