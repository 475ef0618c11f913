"""Run: one run of a stage, from its first user to its judgement."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter, time

from cutover.evidence import Evidence
from cutover.load.book import Book
from cutover.load.gather import Gathering
from cutover.load.judgement import GateJudgement
from cutover.load.watched import Watched
from cutover.load.watching import Watching
from cutover.manifest import Stage


@dataclass
class Run:
    """What is known of a run; `judgement` and `watched` are its last word, when it has `ended`."""

    stage: Stage
    id: str
    folder: Path
    command: str
    book: Book
    gathering: Gathering
    watching: Watching
    senders: Mapping[str, int]
    began: float = field(default_factory=perf_counter)
    began_at: float = field(default_factory=time)
    users: list[tuple[float, int]] = field(default_factory=list)
    stopped: str = ""
    lasted: float | None = None
    ended: bool = False
    heard: bool = False
    """True when everything has been told that counts."""
    evidence: Evidence | None = None
    """What is written down of it, when it is."""
    judgement: GateJudgement | None = None
    watched: Watched | None = None

    @property
    def now(self) -> float:
        """Seconds since the start, at most those that it lasted."""
        return perf_counter() - self.began if self.lasted is None else self.lasted

    @property
    def whole(self) -> float:
        """Seconds that it is to last, ramp and all."""
        return self.stage.ramp + self.stage.seconds
