"""Alone: the one process that sends everything, and judges it too."""

from collections.abc import Callable, Mapping
from typing import Any

from cutover.load.gather import Report
from cutover.load.opened import Opened
from cutover.load.sender import Sender
from cutover.load.sending import Part
from cutover.manifest import Stage

NAME = "generator"


class Alone:
    """The senders of a run without workers: this process."""

    def __init__(self, environment: Any, opened: Opened, hear: Callable[[Report], object]) -> None:
        self._environment = environment
        self._sender = Sender(environment, opened)
        self._systems = len(opened.systems)
        self._hear = hear

    def begin(self, stage: Stage) -> Mapping[str, int]:
        """Begin here."""
        self._sender.begin(stage, Part(), NAME)
        return {NAME: stage.users * self._systems}

    def close(self) -> None:
        """End here, and tell the rest."""
        self._sender.close()
        self.tell()

    def tell(self) -> None:
        """Tell what came since."""
        report = self._sender.report()
        if report is not None:
            self._hear(report)

    def lost(self) -> str:
        """Nothing is lost while we are here."""
        return ""

    def users(self) -> int:
        """Return Locust's users."""
        return int(self._environment.runner.user_count)
