"""Ending: how a command that stays is told to end: a signal, or the end of the pipe it was started with."""

from __future__ import annotations

import os
import signal
import stat
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
_GLANCE = 0.1


class Ending:
    """Whether a command was told to end; a plain flag, since a signal's handler sets it.

    An Event would hang now and then: its handler wants the lock that the thread it interrupted holds, and a
    signal that comes just before a thread blocks wakes nobody.
    """

    told = False

    def wait(self) -> None:
        """Wait in short sleeps, between which a signal's handler runs, whenever the signal came."""
        while not self.told:
            time.sleep(_GLANCE)


@contextmanager
def told_to_end() -> Iterator[Ending]:
    """Raise KeyboardInterrupt in the main thread at the first signal, or when an input that is a pipe ends.

    Later signals change nothing, so that what is being put away is put away; `told` is then set.
    """
    ending = Ending()

    def stop(number: int, frame: FrameType | None) -> None:
        del number, frame
        if not ending.told:
            ending.told = True
            raise KeyboardInterrupt

    before = {number: signal.signal(number, stop) for number in SIGNALS}
    if _is_pipe(0):
        threading.Thread(target=_read_to_the_end, args=(ending,), daemon=True).start()
    try:
        yield ending
    finally:
        ending.told = True
        for number, handler in before.items():
            signal.signal(number, handler)


def _is_pipe(handle: int) -> bool:
    try:
        mode = os.fstat(handle).st_mode
    except OSError:
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)


def _read_to_the_end(ending: Ending) -> None:
    while os.read(0, 4096):
        pass
    if not ending.told:
        os.kill(os.getpid(), signal.SIGTERM)
