"""A pause: while a file is there, nothing new is asked of either system."""

import time
from collections.abc import Callable
from pathlib import Path
from threading import Lock

import pytest

from cutover.suite.options import chosen
from cutover.suite.progress import seconds

LOOK = 0.2
"""Seconds between two looks for the file."""


class Pause:
    """Holds whoever asks while the file exists; without a file nobody ever waits."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._lock = Lock()
        self.seconds = 0.0
        """How long this process has waited."""
        self.say: Callable[[str], object] | None = None
        """Who is told when a wait begins and ends."""

    @property
    def begins(self) -> str:
        """What is said once when a pause begins."""
        return f"paused while {self._file} is there: nothing new is asked; the snapshot stays open"

    @property
    def wanted(self) -> bool:
        """Whether the file is there."""
        return self._file is not None and self._file.exists()

    def hold(self) -> None:
        """Return once the file is gone; of several threads that wait, the time counts once."""
        if self._file is None:
            return
        with self._lock:
            if not self.wanted:
                return
            self._tell(self.begins)
            began = time.monotonic()
            while self.wanted:
                time.sleep(LOOK)
            waited = time.monotonic() - began
            self.seconds += waited
            self._tell(ends(waited))

    def _tell(self, line: str) -> None:
        if self.say is not None:
            self.say(line)


def ends(waited: float) -> str:
    """What is said when a pause of so many seconds ends."""
    return f"goes on, after a pause of {seconds(waited)}"


_PAUSE = pytest.StashKey[Pause]()


def pause_of(config: pytest.Config) -> Pause:
    """The pause of this process, by its options."""
    if _PAUSE not in config.stash:
        config.stash[_PAUSE] = Pause(chosen(config).pause_file)
    return config.stash[_PAUSE]
