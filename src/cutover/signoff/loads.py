"""Loads: what stands of every load test, with the curves that the site shows of it."""

from dataclasses import dataclass

from cutover.manifest import Migration
from cutover.signoff.chart import Chart
from cutover.signoff.known import Known
from cutover.signoff.load_report import name_of
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

    @property
    def page(self) -> str:
        """Its own page; '' where nothing was run."""
        return name_of(self.stage) if self.standing.evidence else ""


def loads(migration: Migration, known: Known) -> tuple[Load, ...]:
    """Return every load test that is owed or was run, by name."""
    limits = {stage.check: float(stage.p95_ms) for stage in migration.stages}
    return tuple(Load(each, _curves(each, limits.get(each.check))) for each in known.areas.get("load", ()))


def _curves(standing: Standing, limit: float | None) -> tuple[Chart, ...]:
    evidence = standing.evidence
    if evidence is None:
        return ()
    charts = loaded(standing.outcome, standing.reason, evidence.figures, evidence.detail, limit).charts
    return tuple(charts[name] for name in CURVES if name in charts)
