"""Ending: how a command that stays is told to end: a signal, or the end of the pipe it was started with."""

from __future__ import annotations

import os
import signal
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


@contextmanager
def told_to_end() -> Iterator[threading.Event]:
    """Raise KeyboardInterrupt in the main thread at the first signal, or when an input that is a pipe ends.

    Later signals change nothing, so that what is being put away is put away; the event is then set.
    """
    ended = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        del number, frame
        if not ended.is_set():
            ended.set()
            raise KeyboardInterrupt

    before = {number: signal.signal(number, stop) for number in SIGNALS}
    if _is_pipe(0):
        threading.Thread(target=_read_to_the_end, args=(ended,), daemon=True).start()
    try:
        yield ended
    finally:
        ended.set()
        for number, handler in before.items():
            signal.signal(number, handler)


def _is_pipe(handle: int) -> bool:
    try:
        mode = os.fstat(handle).st_mode
    except OSError:
        return False
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)


def _read_to_the_end(ended: threading.Event) -> None:
    while os.read(0, 4096):
        pass
    if not ended.is_set():
        os.kill(os.getpid(), signal.SIGTERM)
