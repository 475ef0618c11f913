"""What the controller hands over to a worker: everything it needs, in memory only.

It holds credentials, so it travels through xdist's pipe and is never printed, logged or stored.
"""

import pickle
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from zlib import crc32

from cutover.manifest import Check, Environment, Migration
from cutover.systems import Pair

KEY = "cutover"
"""Where it lies in xdist's ``workerinput``."""


@dataclass(frozen=True)
class Handover:
    """A run as a worker sees it."""

    migration: Migration
    environment: Environment
    pair: Pair = field(repr=False)
    checks: tuple[Check, ...]
    """What may be collected."""
    snapshots: tuple[str, str]
    """What V1's and V2's sessions join; the same where both stand in one database, '' where there is none."""
    personal_key: bytes = field(repr=False)
    secrets: tuple[str, ...] = field(repr=False)
    workers: int = 1
    run: str = ""
    started: str = ""
    key: Mapping[str, str] = field(default_factory=dict)
    """Which pair is compared with which manifest, by which version: what else is no part of this run."""
    pace: str = ""
    """The folder by which all workers keep one pace towards each system; "" where each keeps its own."""

    @property
    def seed(self) -> int:
        """By what chance chooses: the run's own, which its name tells."""
        return crc32(self.run.encode())

    def among(self, workers: int) -> "Handover":
        """Give the hand-over for one of so many workers."""
        return replace(self, workers=max(workers, 1))

    def packed(self) -> bytes:
        """Pack it for the pipe between two processes of this run."""
        return pickle.dumps(self, protocol=pickle.HIGHEST_PROTOCOL)


def unpacked(content: bytes) -> Handover:
    """Unpack what the controller of this very run has packed."""
    handover = pickle.loads(content)
    assert isinstance(handover, Handover)
    return handover
