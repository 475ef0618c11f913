"""Conducted: what the live gate shows of the runs that a conductor leads."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from cutover.evidence import Outcome
from cutover.load.conductor import Conductor
from cutover.load.run import Run
from cutover.load.showing import Showing
from cutover.signoff.load_report import name_of


class Conducted:
    """Looks at the newest run."""

    def __init__(self, conductor: Conductor) -> None:
        self._conductor = conductor

    def showing(self) -> Showing:
        """Say how it goes now, or how it went."""
        conductor, run = self._conductor, self._conductor.run
        opened, now = conductor.opened, datetime.now(UTC).astimezone()
        if run is None or conductor.trouble:
            return Showing(opened.migration, opened.pair.v2.api, now, trouble=conductor.trouble)
        return Showing(
            migration=opened.migration,
            host=opened.pair.v2.api,
            now=now,
            stage=run.stage,
            judgement=conductor.so_far(),
            watched=run.watched or run.watching.watched(run.began_at),
            began=_moment(run.began_at),
            news=_news(run),
            ended=run.evidence is not None,
            report=str(Path(conductor.choice.reports, name_of(run.stage.id))),
            trouble=_trouble(run),
        )


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC).astimezone()


def _news(run: Run) -> datetime | None:
    """When the last request was answered, or given up."""
    samples = run.gathering.samples
    return _moment(run.began_at + float((samples.due + samples.took).max())) if len(samples) else None


def _trouble(run: Run) -> str:
    """Why what was judged does not count: the harness broke, and evidence of it is written."""
    written, judged = run.evidence, run.judgement
    if (
        written is None
        or written.outcome is not Outcome.ERROR
        or (judged and judged.outcome is Outcome.ERROR)
    ):
        return ""
    return written.actual
