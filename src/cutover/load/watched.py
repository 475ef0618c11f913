"""Watched: the system under load, as it was seen from outside once a second."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

MOST_POINTS = 300
"""So many points of a curve are kept in evidence: a page is no wider."""
PATIENCE = 5.0
"""Seconds without a word of a source after which that is told as a gap."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One look: `at` in seconds since 1970; None and absent is what could not be seen, `trouble` says why.

    `pool_*` is what the health URL tells of V2's own pool of connections; memory is in bytes and is each
    process's own, without what it shares; CPU is in cores (0.5: half of one).
    """

    at: float
    connections: int | None = None
    max_connections: int | None = None
    waiting_locks: int | None = None
    pool_used: int | None = None
    pool_size: int | None = None
    pool_waiting: int | None = None
    memory_bytes: Mapping[str, int] = field(default_factory=dict)
    cpu: Mapping[str, float] = field(default_factory=dict)
    trouble: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Watched:
    """The same, over time: each series has one entry a second that was looked at, None where it was not seen.

    `seconds` count from the start of the load. `gaps` says what was not seen, when, and why; nothing at all
    was watched where `seconds` is empty.
    """

    seconds: tuple[float, ...] = ()
    connections: tuple[int | None, ...] = ()
    max_connections: int | None = None
    waiting_locks: tuple[int | None, ...] = ()
    pool_used: tuple[int | None, ...] = ()
    pool_size: int | None = None
    pool_waiting: tuple[int | None, ...] = ()
    memory_bytes: Mapping[str, tuple[int | None, ...]] = field(default_factory=dict)
    cpu: Mapping[str, tuple[float | None, ...]] = field(default_factory=dict)
    gaps: tuple[str, ...] = ()
    caches: tuple[str, ...] = ()
    """Processes whose memory grows by right: what a database's sessions have seen they keep."""

    def detail(self) -> dict[str, object]:
        """Give plain JSON, at most MOST_POINTS points a curve: of each stretch the worst is kept."""
        step = -(-len(self.seconds) // MOST_POINTS) or 1
        return {
            "seconds": [round(each, 1) for each in self.seconds[::step]],
            "connections": _worst(self.connections, step),
            "max_connections": self.max_connections,
            "waiting_locks": _worst(self.waiting_locks, step),
            "pool_used": _worst(self.pool_used, step),
            "pool_size": self.pool_size,
            "pool_waiting": _worst(self.pool_waiting, step),
            "memory_bytes": {name: _worst(series, step) for name, series in self.memory_bytes.items()},
            "cpu": {name: _worst(series, step) for name, series in self.cpu.items()},
            "gaps": list(self.gaps),
        }


def watched(
    readings: Sequence[Reading], began: float, gaps: Iterable[str] = (), caches: Sequence[str] = ()
) -> Watched:
    """Put looks in a row, without those before the load began, at `began` in seconds since 1970.

    `gaps` are those that the looks themselves cannot tell, such as a watcher that ended.
    """
    looks = [each for each in readings if each.at >= began]
    found = (*_troubles(looks, began), *_silences(looks, began), *gaps)
    if not looks:
        return Watched(gaps=found or ("nothing was watched",))
    processes = list(dict.fromkeys(name for each in looks for name in each.memory_bytes))
    running = list(dict.fromkeys(name for each in looks for name in each.cpu))
    return Watched(
        seconds=tuple(each.at - began for each in looks),
        connections=_series(looks, lambda each: each.connections),
        max_connections=_last(each.max_connections for each in looks),
        waiting_locks=_series(looks, lambda each: each.waiting_locks),
        pool_used=_series(looks, lambda each: each.pool_used),
        pool_size=_last(each.pool_size for each in looks),
        pool_waiting=_series(looks, lambda each: each.pool_waiting),
        memory_bytes={name: tuple(each.memory_bytes.get(name) for each in looks) for name in processes},
        cpu={name: tuple(each.cpu.get(name) for each in looks) for name in running},
        gaps=tuple(dict.fromkeys(found)),
        caches=tuple(caches),
    )


def _series(looks: Sequence[Reading], of: Callable[[Reading], int | None]) -> tuple[int | None, ...]:
    """Give one series, or nothing where no look saw any of it."""
    found = tuple(of(each) for each in looks)
    return found if any(each is not None for each in found) else ()


def _last(values: Iterable[int | None]) -> int | None:
    return next((each for each in reversed(tuple(values)) if each is not None), None)


def _troubles(looks: Sequence[Reading], began: float) -> Iterable[str]:
    """Say of each source why it was not seen, and between which seconds."""
    spans: dict[str, list[float]] = {}
    for each in looks:
        for source, why in each.trouble.items():
            spans.setdefault(f"{source}: {why}", []).append(each.at - began)
    for what, times in spans.items():
        if len(times) == len(looks):
            yield what
        else:
            when = f"from second {times[0]:.0f} to {times[-1]:.0f}"
            yield f"{what} ({len(times)} of {len(looks)} looks, {when})"


def _silences(looks: Sequence[Reading], began: float) -> Iterable[str]:
    before = began
    for each in looks:
        if each.at - before > PATIENCE:
            yield f"nobody looked from second {before - began:.0f} to {each.at - began:.0f}"
        before = each.at


def _worst(series: Sequence[int | float | None], step: int) -> list[int | float | None]:
    """Give the largest of each stretch of `step` entries."""
    stretches = (series[first : first + step] for first in range(0, len(series), step))
    return [max((each for each in stretch if each is not None), default=None) for stretch in stretches]
