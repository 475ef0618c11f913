"""Per endpoint: whether one of many is bad, though the whole looks well.

One bad endpoint among thirty is 3 % of the requests: too few to move the share of errors or the 95th
percentile of all. Each has few requests of its own, so nobody can show each to be good (that takes 299 of
each); but a bad one can be shown to be bad with very few: three failures of three, four slow answers of four.
So an endpoint turns the gate red when chance would not make a good one look like that, and the whole carries
the proof of being good.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import inf

import numpy as np

from cutover.evidence import Outcome
from cutover.load.answers import LEVEL
from cutover.load.bounds import at_least
from cutover.load.criterion import GateCriterion, counted, milliseconds, share
from cutover.load.failure import ALL, Failure
from cutover.load.ordered import QUANTILE, grouped, in_ms, percentile
from cutover.load.samples import Samples, Seconds
from cutover.manifest.load import Stage


@dataclass(frozen=True)
class EndpointFigures:
    """What one endpoint did under load; times in milliseconds, None where no answer came."""

    endpoint: str
    requests: int
    failures: Mapping[Failure, int]
    p50_ms: float | None
    p95_ms: float | None
    slowest_ms: float | None
    outcome: Outcome
    why: str = ""

    @property
    def failed(self) -> int:
        """How many requests failed."""
        return sum(self.failures.values())


def endpoint_figures(stage: Stage, samples: Samples, ordered: Samples) -> tuple[EndpointFigures, ...]:
    """The figures of every endpoint that was asked, the worst first, then the slowest.

    `ordered` are the answers among the samples, from the fastest to the slowest.
    """
    names = samples.endpoints
    kinds = np.zeros((len(names), len(ALL)), np.int64)
    np.add.at(kinds, (samples.endpoint, samples.failure), 1)
    took = grouped(ordered.took, ordered.endpoint, len(names))
    asked = int(np.count_nonzero(kinds.sum(axis=1)))
    # Two questions of each endpoint: Bonferroni.
    level = LEVEL / (2 * max(asked, 1))
    found = [
        _figures(stage, name, numbers, times, level)
        for name, numbers, times in zip(names, kinds.tolist(), took, strict=True)
        if sum(numbers)
    ]
    return tuple(sorted(found, key=lambda each: (-each.outcome.severity, -_slowness(each), each.endpoint)))


def endpoint_criterion(figures: Sequence[EndpointFigures]) -> GateCriterion:
    """No endpoint is shown to fail too often or to be too slow."""
    limit = "no endpoint is shown to be over a limit by itself"
    if not figures:
        return GateCriterion(
            "each endpoint", limit, "none was asked", Outcome.INCONCLUSIVE, "nothing was asked"
        )
    bad = [each for each in figures if each.outcome is Outcome.FAILED]
    if not bad:
        fewest = min(each.requests for each in figures)
        now = f"none of {len(figures)}, of at least {counted(fewest, 'request')} each"
        return GateCriterion("each endpoint", limit, now, Outcome.PASSED)
    why = " · ".join(f"{each.endpoint}: {each.why}" for each in bad[:3])
    more = f" · and {len(bad) - 3} more" if len(bad) > 3 else ""
    return GateCriterion("each endpoint", limit, f"{len(bad)} of {len(figures)}", Outcome.FAILED, why + more)


def _figures(stage: Stage, name: str, numbers: Sequence[int], took: Seconds, level: float) -> EndpointFigures:
    failures = {each: number for each, number in zip(ALL, numbers, strict=True) if each and number}
    why = " and ".join(_bad(stage, sum(numbers), failures, took, level))
    return EndpointFigures(
        name,
        sum(numbers),
        failures,
        in_ms(percentile(took, 0.5)),
        in_ms(percentile(took, QUANTILE)),
        in_ms(percentile(took, 1.0)),
        Outcome.FAILED if why else Outcome.PASSED,
        why,
    )


def _bad(
    stage: Stage, requests: int, failures: Mapping[Failure, int], took: Seconds, level: float
) -> Iterator[str]:
    failed = sum(failures.values())
    if failed and at_least(failed, requests, stage.error_share) <= level:
        kinds = ", ".join(sorted(map(str, failures), key=lambda each: -failures[Failure(each)]))
        yield f"{share(failed / requests)} of {counted(requests, 'request')} failed ({kinds})"
    over = len(took) - int(np.searchsorted(took, stage.p95_ms / 1000))
    if over and at_least(over, len(took), 1 - QUANTILE) <= level:
        p95 = milliseconds(percentile(took, QUANTILE))
        yield f"95 % of {counted(len(took), 'answer')} took up to {p95}"


def _slowness(figures: EndpointFigures) -> float:
    return inf if figures.p95_ms is None else figures.p95_ms
