"""Loads: what stands of every load test, with the curves that the site shows of it."""

from dataclasses import dataclass

from cutover.signoff.chart import Chart
from cutover.signoff.known import Known
from cutover.signoff.loaded import loaded
from cutover.signoff.standing import Standing

CURVES = ("latency", "throughput", "errors")
"""The curves that the site shows; the test's own page has all."""


@dataclass(frozen=True)
class Load:
    """One load test: what stands of it, and its curves; none where it recorded none."""

    standing: Standing
    charts: tuple[Chart, ...]

    @property
    def stage(self) -> str:
        """Its name."""
        return self.standing.check.partition("/")[2]


def loads(known: Known) -> tuple[Load, ...]:
    """Return every load test that is owed or was run, by name."""
    return tuple(Load(each, _curves(each)) for each in known.areas.get("load", ()))


def _curves(standing: Standing) -> tuple[Chart, ...]:
    evidence = standing.evidence
    if evidence is None:
        return ()
    limit = evidence.figures.get("p95_limit_ms")
    charts = loaded(standing.outcome, standing.reason, evidence.figures, evidence.detail, limit).charts
    return tuple(charts[name] for name in CURVES if name in charts)
