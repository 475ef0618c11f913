"""Loads: what stands of every load test, with the curves that it recorded, drawn."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cutover.signoff.chart import Chart, Series, chart
from cutover.signoff.known import Known
from cutover.signoff.standing import Standing


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
    return tuple(Load(each, tuple(_charts(each))) for each in known.areas.get("load", ()))


def _charts(standing: Standing) -> Iterator[Chart]:
    detail: Mapping[str, Any] = standing.evidence.detail if standing.evidence else {}
    curve = detail.get("curve")
    if not isinstance(curve, Mapping):
        return
    at = [each for each in _numbers(curve.get("second")) if each is not None]
    if not at:
        return
    p95 = Series("95th percentile", _numbers(curve.get("p95_ms")))
    yield chart("Latency", at, (p95,), unit="ms", limit=_limit(detail))
    series = (
        Series("requests", _numbers(curve.get("requests"))),
        Series("errors", _numbers(curve.get("errors")), "not-ready"),
        Series("users", _numbers(curve.get("users")), "not-proven"),
    )
    yield chart("Requests and errors a second, users", at, series)


def _numbers(value: object) -> Sequence[float | None]:
    if not isinstance(value, list | tuple):
        return ()
    return [each if isinstance(each, int | float) else None for each in value]


def _limit(detail: Mapping[str, Any]) -> float | None:
    """Return the limit of the 95th percentile, as the gate judged it."""
    criteria = detail.get("criteria")
    for each in criteria if isinstance(criteria, list | tuple) else ():
        if isinstance(each, Mapping) and "p95" in str(each.get("name", "")):
            limit = each.get("limit")
            return float(limit) if isinstance(limit, int | float) else None
    return None
