"""Showing: what the live gate shows at one moment, as a value; whoever runs the load gives it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from cutover.evidence import Outcome
from cutover.load.judgement import GateJudgement
from cutover.load.watched import Watched
from cutover.manifest import Migration, Stage

SILENCE = timedelta(seconds=5)
"""How long nothing may come in before that is told: users pause, but the probe never does."""


@dataclass(frozen=True)
class Showing:
    """One moment of a load run. Times have a zone; `news` is when the last request came in.

    Without a stage nothing was started yet. `ended` says that the judgement is the last word; `trouble` is
    why there is none, or none that counts.
    """

    migration: Migration
    host: str
    now: datetime
    stage: Stage | None = None
    judgement: GateJudgement | None = None
    watched: Watched = field(default_factory=Watched)
    began: datetime | None = None
    news: datetime | None = None
    ended: bool = False
    report: str = ""
    """The report's path, where it is written."""
    trouble: str = ""

    @property
    def outcome(self) -> Outcome:
        """The gate's word so far; of nothing it is *not run*."""
        if self.trouble:
            return Outcome.ERROR
        return self.judgement.outcome if self.judgement else Outcome.NOT_RUN

    @property
    def verdict(self) -> str:
        """The verdict in words; while it may still change it says so."""
        if self.trouble:
            return f"Invalid: {self.trouble}"
        if self.stage is None:
            return "Not started"
        if self.judgement is None:
            return "Nothing measured" if self.ended else "Nothing measured so far"
        return self.judgement.sentence if self.ended else self._so_far(self.judgement)

    @property
    def silent_since(self) -> datetime | None:
        """Since when nothing has come in, where that is too long ago."""
        last = self.news or self.began
        late = last is not None and self.now - last > SILENCE
        return last if late and not self.ended else None

    @property
    def seconds(self) -> tuple[float, float]:
        """How many seconds of the stage are over, and how many it lasts."""
        if self.stage is None or self.began is None:
            return 0.0, 0.0
        whole = self.stage.ramp + self.stage.seconds
        return min((self.now - self.began).total_seconds(), whole), whole

    def _so_far(self, judgement: GateJudgement) -> str:
        """Say of an open run what is red already, and of one that is only unfinished what it needs."""
        if judgement.outcome is not Outcome.INCONCLUSIVE:
            word, colon, why = judgement.sentence.partition(":")
            return f"{word} so far{colon}{why}"
        needed = max((each.needed or 0 for each in judgement.criteria), default=0)
        over, whole = self.seconds
        more = f"{needed:,} more requests" if needed else f"{whole - over:.0f} s more"
        return f"Not proven so far: {more} needed"


class Live(Protocol):
    """Whoever knows how the run goes."""

    def showing(self) -> Showing:
        """Say how it goes now; cheap enough to be asked each second."""
