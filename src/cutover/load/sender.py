"""Sender: what a process needs to send its part of a run, and to tell what came of it."""

from typing import Any

from cutover.load.gather import Report
from cutover.load.opened import Opened
from cutover.load.probe import Probe
from cutover.load.sending import Part, Sending
from cutover.load.users import SENDING
from cutover.manifest import Stage


class Sender:
    """One process that sends: its users and its probe find the run in Locust's environment."""

    def __init__(self, environment: Any, opened: Opened) -> None:
        self._environment = environment
        self._opened = opened
        self._name = ""
        self._sending: Sending | None = None
        self._probe: Probe | None = None

    def begin(self, stage: Stage, part: Part, name: str) -> None:
        """Begin a run under a name."""
        self.close()
        self._name = name
        self._sending = Sending(self._opened, stage, part)
        setattr(self._environment, SENDING, self._sending)
        self._probe = Probe(self._sending, self._environment.events.request)

    def close(self) -> None:
        """End the run: what is under way may still come, then nothing does."""
        if self._sending is not None:
            self._sending.close()
        if self._probe is not None:
            self._probe.close()

    def breaks(self, why: str) -> None:
        """Say that what this process sends is worth nothing."""
        if self._sending is not None:
            self._sending.broken = why

    def report(self) -> Report | None:
        """Give what has not been told yet, the last report again and again; None before the first run."""
        sending = self._sending
        if sending is None:
            return None
        return Report(
            process=self._name,
            samples=sending.recorder.taken(),
            sent=sending.recorder.count,
            started=dict(sending.started),
            lag=sending.fitness.lag,
            cpu=sending.fitness.cpu,
            broken=sending.broken,
            last=sending.over,
        )
