"""Resources: whether the system under load ran out of connections, or leaks memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from math import isfinite

from cutover.evidence import Outcome
from cutover.load.criterion import GateCriterion, share
from cutover.load.slope import FEWEST, Growth, growth
from cutover.load.watched import Watched
from cutover.manifest.load import Stage

FULL = 0.95
"""The share of the connections there may be beyond which there are none to spare."""
WAITING = 0.1
"""The share of looks at V2's own pool in which requests may wait for one of its connections."""
_PATIENCE = 15.0
"""Seconds that may pass without a look."""
_SEEN = 0.8
"""The share of looks that must have seen what is judged."""


def resources(stage: Stage, watched: Watched, lasted: float) -> Iterator[GateCriterion]:
    """What the stage demands of the system itself; what it does not demand is shown elsewhere."""
    criteria = [pool_criterion(watched)] if stage.pool else []
    criteria += [memory_criterion(watched)] if stage.memory else []
    unseen = _unseen(watched, lasted)
    for each in criteria:
        blind = each.outcome is Outcome.PASSED and unseen > max(_PATIENCE, (1 - _SEEN) * lasted)
        yield (
            replace(each, outcome=Outcome.INCONCLUSIVE, why=f"nobody looked for {unseen:.0f} s")
            if blind
            else each
        )


def pool_criterion(watched: Watched) -> GateCriterion:
    """Neither PostgreSQL nor V2's own pool runs out of connections."""
    limit = f"at most {share(FULL)} of the connections in use, and nobody waits for one"
    used, waits = _seen(watched, watched.connections), _seen(watched, watched.pool_waiting)
    most = watched.max_connections or 0
    now = " · ".join(_connections(watched, used, waits)) or "not seen"
    why = exhausted(watched)
    if why:
        return GateCriterion("pool", limit, now, Outcome.FAILED, why)
    seen = {"PostgreSQL's connections": bool(used and most), "V2's own pool": bool(waits)}
    if unseen := [name for name, there in seen.items() if not there]:
        why = "; ".join((f"not watched: {' and '.join(unseen)}", *watched.gaps))
        return GateCriterion("pool", limit, now, Outcome.INCONCLUSIVE, why)
    return GateCriterion("pool", limit, now, Outcome.PASSED)


def exhausted(watched: Watched) -> str:
    """How connections ran out; "" where that was not seen."""
    used = _known(watched.connections)
    if used and watched.max_connections and max(used) >= FULL * watched.max_connections:
        return f"PostgreSQL held {max(used):.0f} of {watched.max_connections} connections"
    waits = _known(watched.pool_waiting)
    waited = sum(each > 0 for each in waits)
    if len(waits) >= FEWEST // 4 and waited >= WAITING * len(waits):
        size = f"of {watched.pool_size} " if watched.pool_size else ""
        return (
            f"V2's pool {size}was used up: up to {max(waits):.0f} requests waited for a connection, "
            f"in {waited} of {len(waits)} looks"
        )
    return ""


def memory_criterion(watched: Watched) -> GateCriterion:
    """No process of the system goes on growing."""
    limit = "no process goes on growing"
    if not growths(watched):
        why = "; ".join(watched.gaps) or "memory was not watched"
        return GateCriterion("memory", limit, "not seen", Outcome.INCONCLUSIVE, why)
    grown = growths(watched)
    now = " · ".join(f"{name} {each.per_second / 1e6:+.2f} MB/s" for name, each in grown.items())
    leaks = [leak(name, each) for name, each in grown.items() if each.grows]
    if leaks:
        return GateCriterion("memory", limit, now, Outcome.FAILED, " · ".join(leaks))
    blind = [name for name, each in grown.items() if each.looks < max(FEWEST, _SEEN * len(watched.seconds))]
    if blind:
        why = f"too few looks at {', '.join(blind)}"
        return GateCriterion("memory", limit, now, Outcome.INCONCLUSIVE, why)
    return GateCriterion("memory", limit, now, Outcome.PASSED)


def growths(watched: Watched) -> dict[str, Growth]:
    """What each process gained, by its name; of a database's own nothing is asked."""
    own = {name: held for name, held in watched.memory_bytes.items() if name not in watched.caches}
    return {name: growth(watched.seconds, held) for name, held in own.items()}


def leak(name: str, grown: Growth) -> str:
    """A process that grows, as a sentence."""
    return f"{name} gains {grown.per_second / 1e6:.2f} MB a second, {grown.at_least / 1e6:.2f} at least"


def _unseen(watched: Watched, lasted: float) -> float:
    """The longest time in which nobody looked, in seconds."""
    looks = (0.0, *watched.seconds, lasted)
    return max(after - before for before, after in pairwise(looks))


def _seen(watched: Watched, series: Sequence[float | None]) -> list[float]:
    """The values of a series; none where too many looks failed."""
    values = _known(series)
    enough = len(values) >= max(FEWEST // 4, _SEEN * len(watched.seconds))
    return values if enough else []


def _known(series: Sequence[float | None]) -> list[float]:
    return [each for each in series if each is not None and isfinite(each)]


def _connections(watched: Watched, used: Sequence[float], waits: Sequence[float]) -> Iterator[str]:
    if used:
        most = f" of {watched.max_connections}" if watched.max_connections else ""
        yield f"{max(used):.0f}{most} connections"
    if waits:
        yield f"{max(waits):.0f} requests waiting"
