"""Judgement: what a gate says of one run, as a value, and as the figures and the detail of its evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from math import inf

from cutover.evidence import Outcome
from cutover.load.answers import Errors, Tail
from cutover.load.criterion import Cause, GateCriterion
from cutover.load.curve import Curve
from cutover.load.per_endpoint import EndpointFigures
from cutover.load.watched import Watched


@dataclass(frozen=True)
class Beside:
    """V1 under the same load, in the same run."""

    errors: Errors
    tail: Tail
    endpoints: tuple[EndpointFigures, ...]
    curve: Curve
    says: str


@dataclass(frozen=True)
class GateJudgement:
    """What a gate says of one run: *passed*, *failed*, *inconclusive*, or *error* where the run is invalid.

    `users_tail` is of the workflows' requests, closed-loop, `probe_tail` of the probe's, open-loop; both only
    of the time with all users. `errors` counts all of V2's requests.
    """

    outcome: Outcome
    sentence: str
    criteria: tuple[GateCriterion, ...]
    causes: tuple[Cause, ...]
    endpoints: tuple[EndpointFigures, ...]
    curve: Curve
    percentiles: tuple[tuple[float, float | None], ...]
    errors: Errors
    users_tail: Tail
    probe_tail: Tail
    users: int
    beside: Beside | None = None

    @property
    def figures(self) -> Mapping[str, int | float]:
        """The evidence's figures; what there is none of is left out."""
        figures: dict[str, int | float] = {
            "users": self.users,
            "requests": self.errors.requests,
            "errors": self.errors.failed,
            "error_share_at_most": round(self.errors.at_most, 6),
        }
        tails = {"": self.users_tail, "probe_": self.probe_tail}
        if self.beside is not None:
            tails["v1_"] = self.beside.tail
            figures |= {"v1_requests": self.beside.errors.requests, "v1_errors": self.beside.errors.failed}
        for name, tail in tails.items():
            for which, value in (("p95_ms", tail.p95), ("p95_at_most_ms", tail.at_most)):
                if value < inf:
                    figures[f"{name}{which}"] = round(1000 * value, 3)
        return figures

    def detail(self, watched: Watched) -> Mapping[str, object]:
        """The evidence's detail: plain JSON, bounded by the number of endpoints and 300 points a curve."""
        detail: dict[str, object] = {
            "sentence": self.sentence,
            "curve": asdict(self.curve),
            "percentiles": [list(each) for each in self.percentiles],
            "criteria": [_plain(each) for each in self.criteria],
            "causes": [asdict(each) for each in self.causes],
            "endpoints": [_row(each) for each in self.endpoints],
            "watched": watched.detail(),
        }
        if self.beside is not None:
            detail["beside"] = {
                "says": self.beside.says,
                "curve": asdict(self.beside.curve),
                "endpoints": [_row(each) for each in self.beside.endpoints],
            }
        return detail


def _plain(criterion: GateCriterion) -> dict[str, object]:
    return asdict(criterion) | {"outcome": str(criterion.outcome)}


def _row(figures: EndpointFigures) -> dict[str, object]:
    return {
        "endpoint": figures.endpoint,
        "requests": figures.requests,
        "errors": figures.failed,
        "failures": {str(failure): number for failure, number in figures.failures.items()},
        "p50_ms": figures.p50_ms,
        "p95_ms": figures.p95_ms,
        "slowest_ms": figures.slowest_ms,
        "outcome": str(figures.outcome),
        "why": figures.why,
    }
