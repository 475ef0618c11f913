"""Alone: the one process that sends everything, and judges it too."""

from collections.abc import Callable, Mapping
from typing import Any

from cutover.load.gather import Report
from cutover.load.opened import Opened
from cutover.load.probe import Probe
from cutover.load.sending import Part, Sending
from cutover.load.users import SENDING
from cutover.manifest import Stage

NAME = "generator"


class Sender:
    """What one process needs to send: its part of the run, the probe, and how it tells what came of it."""

    def __init__(self, environment: Any, opened: Opened, name: str) -> None:
        self._environment = environment
        self._opened = opened
        self._name = name
        self._sending: Sending | None = None
        self._probe: Probe | None = None

    def begin(self, stage: Stage, part: Part) -> None:
        """Begin a run; users and probe find it in Locust's environment."""
        self._sending = Sending(self._opened, stage, part)
        setattr(self._environment, SENDING, self._sending)
        self._probe = Probe(self._sending, self._environment.events.request)

    def close(self) -> None:
        """End the run: what is under way may still come, then nothing does."""
        if self._sending is not None:
            self._sending.close()
        if self._probe is not None:
            self._probe.close()

    def report(self, last: bool = False) -> Report | None:
        """Give what has not been told yet; None before the first run."""
        sending = self._sending
        if sending is None:
            return None
        health = sending.fitness.health(self._name, 0, 0, alive=True)
        return Report(
            process=self._name,
            samples=sending.recorder.taken(),
            sent=sending.recorder.count,
            started=dict(sending.started),
            lag=health.lag,
            cpu=health.cpu,
            broken=sending.broken,
            last=last,
        )


class Alone:
    """The senders of a run without workers: this process."""

    def __init__(self, environment: Any, opened: Opened, hear: Callable[[Report], object]) -> None:
        self._environment = environment
        self._sender = Sender(environment, opened, NAME)
        self._systems = len(opened.systems)
        self._hear = hear

    def begin(self, stage: Stage) -> Mapping[str, int]:
        """Begin here."""
        self._sender.begin(stage, Part())
        return {NAME: stage.users * self._systems}

    def close(self) -> None:
        """End here, and tell the rest."""
        self._sender.close()
        self._tell(last=True)

    def tell(self) -> None:
        """Tell what came since."""
        self._tell()

    def lost(self) -> str:
        """Nothing is lost while we are here."""
        return ""

    def users(self) -> int:
        """Return Locust's users."""
        return int(self._environment.runner.user_count)

    def _tell(self, last: bool = False) -> None:
        report = self._sender.report(last)
        if report is not None:
            self._hear(report)
