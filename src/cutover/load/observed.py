"""Observed: what a load run knows beside its samples: of its generators and of its users."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf


@dataclass(frozen=True)
class GeneratorHealth:
    """How one process that sent requests fared itself.

    `lag` is how late it sent what was due, in seconds, the 99th percentile; `cpu` its greatest share of one
    core over any ten seconds after the ramp. What could not be measured is NaN, which is never good enough.
    """

    process: str
    lag: float
    cpu: float
    wanted: int
    """Users that it was told to run."""
    started: int
    alive: bool
    """True where it was there until the end and handed over all of its samples."""


@dataclass(frozen=True)
class Started:
    """What was meant to run, and what did.

    `wanted` and `started` count users by workflow (the probe is none); `owed` names, by workflow, the
    endpoints that it calls. `requests` is how many requests the generators say they finished.
    """

    wanted: Mapping[str, int]
    started: Mapping[str, int]
    owed: Mapping[str, tuple[str, ...]]
    requests: int
    lasted: float
    """Seconds of load, from the first user's start until the users were stopped."""
    stopped: str = ""
    """Why it ended before its time ("interrupted", "a worker was lost"); "" where it did not."""
    users: tuple[tuple[float, int], ...] = ()
    """How many users there were from such a second on."""
    probe_at_most: float = inf
    """Requests a second that the environment's own limit leaves to the probe."""
    running: bool = False
    """True while the run goes on: what is not there yet may still come."""
    both: bool = False
    """True where V1 was asked beside V2."""
    owed_by_v1: tuple[str, ...] = ()
    """The endpoints that users call on V1 then."""
