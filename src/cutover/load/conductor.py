"""Conductor: one run of a stage after the other, in the one process that judges them."""

import os
import secrets
import traceback
from collections.abc import Callable, Mapping
from time import perf_counter, time
from typing import Protocol

import gevent

from cutover.evidence import Evidence, Redactor, new_id, secrets_in
from cutover.load.book import Book, broken, code_of, command_of, conclude, evidence_of, header_of, secrets_of
from cutover.load.choice import Choice
from cutover.load.closing import closing
from cutover.load.gate import judge
from cutover.load.gather import Gathering
from cutover.load.judgement import GateJudgement
from cutover.load.observed import Started
from cutover.load.opened import Opened
from cutover.load.permission import left_out
from cutover.load.refusal import CannotLoad
from cutover.load.run import Run
from cutover.load.sending import probe_at_most
from cutover.load.watched import Watched
from cutover.load.watching import Watching, target
from cutover.manifest import Stage

HOPELESS = 200
"""After so many requests of which none was answered well the run is stopped."""
LAST_REPORTS = 15.0
"""Seconds in which every sender must have told its last samples."""
AGAIN = 1.0
"""Seconds after which those who have not are told once more that it is over."""


class HarnessBroke(Exception):
    """A sender could not make out an answer, for a reason of its own."""


class Senders(Protocol):
    """The processes that send: this one alone, or Locust's workers."""

    def begin(self, stage: Stage) -> Mapping[str, int]:
        """Let them begin; return the name of each with the users it is to run."""

    def close(self) -> None:
        """Let them end, and tell what they have not told yet; it may be said again."""

    def tell(self) -> None:
        """Let them tell now what they would tell sooner or later."""

    def lost(self) -> str:
        """Say which of them is lost; '' where all are there."""

    def users(self) -> int:
        """Return how many users there are now."""


class Conductor:
    """Runs stages against one open pair. `run` is the newest run, None before the first."""

    def __init__(
        self, opened: Opened, choice: Choice, senders: Senders, say: Callable[[str], object]
    ) -> None:
        self.opened = opened
        self.choice = choice
        self.run: Run | None = None
        self.code = 3
        """The exit code of the newest run; 3 until one has been judged."""
        self.trouble = ""
        """Why the newest start came to nothing; '' where it did not, and from the next one on."""
        self._senders = senders
        self._say = say

    @property
    def running(self) -> bool:
        """Whether a run has begun and not ended."""
        return self.run is not None and not self.run.ended

    def begin(self, stage: Stage) -> Run:
        """Begin a run: ledger and watcher first, then the senders. Raises LedgerError, OSError."""
        self.trouble = ""
        run = new_id()
        folder = self.choice.reports / "runs" / run
        command = command_of(stage, self.choice)
        redactor = Redactor((*secrets_of(self.opened), *secrets_in(os.environ)), secrets.token_bytes(32))
        book = Book(folder, header_of(self.opened, run, stage, command), redactor)
        watching = Watching(target(self.opened.pair.v2))
        gathering = Gathering(folder / "load" / f"{stage.id}.samples")
        self.code = 3
        self.run = Run(stage, run, folder, command, book, gathering, watching, {})
        try:
            self.run.senders = self._senders.begin(stage)
        except CannotLoad as error:
            self._abandon(self.run, error)
            raise
        self.run.began, self.run.began_at = perf_counter(), time()
        return self.run

    def refused(self, error: Exception) -> None:
        """Keep why a start came to nothing, for whoever looks, until the next one."""
        self.trouble = str(error).partition("\n")[0]

    def _abandon(self, run: Run, error: CannotLoad) -> None:
        """Write down that a run could not begin."""
        run.ended = True
        run.watching.close()
        run.gathering.close()
        run.evidence = broken(run.stage, str(error), run.command)
        run.book.end(run.evidence, interrupted=True, code=self.code)

    def over(self) -> bool:
        """Look, once a second: whether the stage has had its time, or there is no point in going on."""
        run = self.run
        if run is None or run.ended:
            return True
        self._senders.tell()
        users = self._senders.users() // len(self.opened.systems)
        if not run.users or run.users[-1][1] != users:
            run.users.append((run.now, users))
        samples = run.gathering.samples.to("v2")
        if run.gathering.broken:
            run.stopped = f"the harness broke: {run.gathering.broken}"
        elif lost := self._senders.lost():
            run.stopped = lost
        elif len(samples) >= HOPELESS and samples.failed.all():
            run.stopped = f"none of {len(samples):,} requests was answered well"
        return bool(run.stopped) or run.now >= run.whole

    def so_far(self) -> GateJudgement | None:
        """Judge what there is: while the run goes on what is missing may still come."""
        run = self.run
        if run is None or run.judgement is not None:
            return None if run is None else run.judgement
        return self._judge(run, run.watching.watched(run.began_at), running=True)

    def finish(self, stopped: str = "") -> None:
        """End the run: let everybody tell, judge, write it down. A run that breaks here has no verdict."""
        run = self.run
        if run is None or run.ended:
            return
        run.ended = True
        run.stopped = run.stopped or stopped
        run.lasted = min(run.now, run.whole) if not run.stopped else run.now
        try:
            self._hear_the_last(run)
            run.heard = True
            run.watched = run.watching.watched(run.began_at)
            run.watching.close()
            run.judgement = self._judge(run, run.watched, running=False)
            if run.gathering.broken:
                raise HarnessBroke(run.gathering.broken)
            evidence = evidence_of(
                run.stage, run.judgement, run.watched, run.command, self._notes(run), run.lasted
            )
        except Exception as error:
            if not isinstance(error, HarnessBroke):
                traceback.print_exc()
            evidence = broken(run.stage, f"the harness broke: {error}", run.command)
        finally:
            run.gathering.close()
        self._write(run, evidence)

    def _hear_the_last(self, run: Run) -> None:
        self._senders.close()
        asked = perf_counter()
        with gevent.Timeout(LAST_REPORTS, False):
            while not run.gathering.ended >= set(run.senders) and not self._senders.lost():
                if perf_counter() - asked >= AGAIN:
                    self._senders.close()
                    asked = perf_counter()
                gevent.sleep(0.05)

    def _judge(self, run: Run, watched: Watched, running: bool) -> GateJudgement:
        started = Started(
            wanted=self.opened.wanted(run.stage),
            started=run.gathering.started("v2"),
            owed=self.opened.owed(run.stage),
            requests=run.gathering.sent,
            lasted=run.now,
            probe_at_most=probe_at_most(self.opened),
            stopped=run.stopped,
            users=tuple(run.users),
            running=running,
            both=self.opened.both,
            owed_by_v1=self.opened.owed_by_v1(),
        )
        health = run.gathering.health(run.senders, running, bool(run.stopped))
        return judge(run.stage, run.gathering.samples, health, watched, started)

    def _notes(self, run: Run) -> tuple[str, ...]:
        left = left_out(self.opened.migration, self.opened.environment)
        writes = (
            (f"not asked, as they write and nothing may be lost here: {', '.join(left)}",) if left else ()
        )
        limits = tuple(
            f"{system.name} was asked at most {system.requests_per_second:g} times a second"
            for system in self.opened.systems
            if system.requests_per_second is not None
        )
        return (*writes, *limits, f"every request is in the run's load/{run.stage.id}.samples")

    def _write(self, run: Run, evidence: Evidence) -> None:
        run.evidence = evidence
        self.code = code_of(evidence.outcome)
        run.book.end(evidence, interrupted=bool(run.stopped), code=self.code)
        for line in conclude(self.opened.migration, self.choice.reports):
            self._say(line)
        for line in closing(evidence, run):
            self._say(line)
