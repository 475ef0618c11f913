"""Loaded: what a load run's evidence holds, as values for pages; the same evidence gives the same values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cutover.evidence import Outcome
from cutover.signoff.chart import Band, Chart, Series, chart

MEGABYTE = 1_000_000
SLOWEST = 5
"""So many endpoints stand on top of the page; all of them stand below."""


@dataclass(frozen=True)
class Asked:
    """One criterion, in words."""

    name: str
    limit: str
    now: str
    outcome: Outcome
    why: str
    needed: int | None


@dataclass(frozen=True)
class Endpoint:
    """One endpoint's figures; times in milliseconds, None where no answer came."""

    name: str
    requests: int
    errors: int
    failures: Mapping[str, int]
    p50: float | None
    p95: float | None
    slowest: float | None
    outcome: Outcome
    why: str


@dataclass(frozen=True)
class Loaded:
    """A load run as a page shows it."""

    outcome: Outcome
    sentence: str
    criteria: tuple[Asked, ...]
    causes: tuple[str, ...]
    endpoints: tuple[Endpoint, ...]
    charts: Mapping[str, Chart]
    figures: Mapping[str, int | float]
    gaps: tuple[str, ...]
    beside: str

    @property
    def open(self) -> tuple[Asked, ...]:
        """The criteria that are not shown to hold, the worst first."""
        wrong = [each for each in self.criteria if not each.outcome.proves]
        return tuple(sorted(wrong, key=lambda each: -each.outcome.severity))

    @property
    def held(self) -> tuple[Asked, ...]:
        """The criteria that are."""
        return tuple(each for each in self.criteria if each.outcome.proves)

    @property
    def slowest(self) -> tuple[Endpoint, ...]:
        """The slowest endpoints: those that never answered before those that took longest."""
        known = sorted(self.endpoints, key=lambda each: (each.p95 is not None, -(each.p95 or 0.0), each.name))
        return tuple(known[:SLOWEST])

    @property
    def failures(self) -> tuple[tuple[str, int, str], ...]:
        """Each class of error: its name, how often, and where most of it was."""
        counts = Counter[str]()
        for endpoint in self.endpoints:
            counts.update(endpoint.failures)
        found = []
        for name, number in counts.most_common():
            most = max(self.endpoints, key=lambda each: each.failures.get(name, 0))
            found.append((name, number, f"{most.name} ({most.failures.get(name, 0):,})"))
        return tuple(found)


def loaded(
    outcome: Outcome,
    said: str,
    figures: Mapping[str, int | float],
    detail: Mapping[str, Any],
    p95_ms: float | None = None,
) -> Loaded:
    """Read a load run's figures and detail; what is missing or malformed is left out.

    `said` is the verdict where the detail has none, as where nothing could be measured; `p95_ms` is the
    stage's limit.
    """
    watched = _mapping(detail.get("watched"))
    return Loaded(
        outcome=outcome,
        sentence=str(detail.get("sentence") or said),
        criteria=tuple(_asked(each) for each in _rows(detail.get("criteria"))),
        causes=tuple(
            f"{each.get('name', '')}: {each.get('says', '')}" for each in _rows(detail.get("causes"))
        ),
        endpoints=tuple(_endpoint(each) for each in _rows(detail.get("endpoints"))),
        charts=dict(_charts(detail, watched, p95_ms)),
        figures=figures,
        gaps=tuple(str(each) for each in _list(watched.get("gaps"))),
        beside=str(_mapping(detail.get("beside")).get("says", "")),
    )


def _charts(
    detail: Mapping[str, Any], watched: Mapping[str, Any], p95_ms: float | None
) -> Iterator[tuple[str, Chart]]:
    """Yield the charts by name; what there is no number of is not drawn."""
    curve = _mapping(detail.get("curve"))
    seconds = _list(curve.get("second"))
    if seconds:
        yield (
            "latency",
            chart(
                "95 % of the answers within",
                seconds,
                [Series("V2", _list(curve.get("p95_ms")))],
                unit="ms",
                limit=p95_ms,
                band=_band(detail),
            ),
        )
    told = [each for each in _list(detail.get("percentiles")) if isinstance(each, list | tuple)]
    if any(each[1] is not None for each in told):
        line = Series("V2", [each[1] for each in told])
        shares = [each[0] for each in told]
        yield (
            "percentiles",
            chart("This share of the answers within", shares, [line], unit="ms", along="%", limit=p95_ms),
        )
    if seconds:
        step = seconds[1] - seconds[0] if len(seconds) > 1 else 1
        # The last step is rarely a whole one.
        rate = [*(each / step for each in _list(curve.get("requests"))[:-1]), None]
        yield "throughput", chart("Requests a second", seconds, [Series("requests", rate)])
        errors = Series("errors", _list(curve.get("errors")), "not-ready")
        yield "errors", chart("Errors" if step == 1 else f"Errors in {step:g} s", seconds, [errors])
        yield "users", chart("Users", seconds, [Series("users", _list(curve.get("users")))])
    yield from _of_the_system(watched)


def _of_the_system(watched: Mapping[str, Any]) -> Iterator[tuple[str, Chart]]:
    seconds = _list(watched.get("seconds"))
    memory = [
        Series(name, [None if each is None else each / MEGABYTE for each in series])
        for name, series in _mapping(watched.get("memory_bytes")).items()
    ]
    if memory:
        yield "memory", chart("Memory", seconds, memory, unit="MB")
    if known := _list(watched.get("connections")):
        most = watched.get("max_connections")
        yield "connections", chart("Connections to PostgreSQL", seconds, [Series("open", known)], limit=most)
    pool = [
        Series(name, known)
        for name, key in (("in use", "pool_used"), ("requests waiting for one", "pool_waiting"))
        if (known := _list(watched.get(key)))
    ]
    if pool:
        size = watched.get("pool_size")
        yield "pool", chart("V2's own pool of connections", seconds, pool, limit=size)
    if known := _list(watched.get("waiting_locks")):
        yield "locks", chart("Waiting locks", seconds, [Series("waiting", known)])
    cpu = [Series(name, series) for name, series in _mapping(watched.get("cpu")).items()]
    if cpu:
        yield "cpu", chart("CPU", seconds, cpu, unit="cores")


def _band(detail: Mapping[str, Any]) -> Band | None:
    """V1 under the same load, where it was asked: from its median to its 95th percentile."""
    curve = _mapping(_mapping(detail.get("beside")).get("curve"))
    half, most = (
        Series("V1, half", _list(curve.get("p50_ms"))),
        Series("V1, 95 %", _list(curve.get("p95_ms"))),
    )
    return Band("V1, from half to 95 % of the answers", half, most) if half.values and most.values else None


def _asked(row: Mapping[str, Any]) -> Asked:
    needed = row.get("needed")
    return Asked(
        name=str(row.get("name", "")),
        limit=str(row.get("limit", "")),
        now=str(row.get("now", "")),
        outcome=Outcome(row.get("outcome", Outcome.ERROR)),
        why=str(row.get("why", "")),
        needed=needed if isinstance(needed, int) else None,
    )


def _endpoint(row: Mapping[str, Any]) -> Endpoint:
    return Endpoint(
        name=str(row.get("endpoint", "")),
        requests=int(row.get("requests", 0)),
        errors=int(row.get("errors", 0)),
        failures={str(name): int(number) for name, number in _mapping(row.get("failures")).items()},
        p50=row.get("p50_ms"),
        p95=row.get("p95_ms"),
        slowest=row.get("slowest_ms"),
        outcome=Outcome(row.get("outcome", Outcome.NOT_RUN)),
        why=str(row.get("why", "")),
    )


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: object) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else ()


def _rows(value: object) -> Sequence[Mapping[str, Any]]:
    return [each for each in _list(value) if isinstance(each, Mapping)]
