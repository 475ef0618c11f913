"""The progress of an environment that is being started, passed on to whoever watches."""

import re
import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import TextIO

STEP = 10
QUIET = 30.0
"""Per cent or seconds after which progress is worth another line where no line can be replaced."""

_PERCENT = re.compile(r"(\d+) ?%")


class Building:
    """Takes the lines that the environment's command writes to its standard error.

    On a terminal each line replaces the one before; elsewhere each is a line of its own, and of those that
    speak of per cent one every 10 % or 30 s. What the command says after the beginning is dropped: from then
    on its systems tell by their answers how they are.
    """

    def __init__(self, stream: TextIO | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream or sys.stderr
        self._clock = clock
        self._moving = self._stream.isatty()
        self._open = False
        self._over = False
        self._said: tuple[float, int] | None = None

    @property
    def stays(self) -> bool:
        """Whether what was shown can still be read when the command has failed."""
        return not self._moving

    def __call__(self, text: str) -> None:
        """Show one line."""
        if self._over:
            return
        for line in text.replace("\r", "\n").splitlines():
            if not line.strip() or not self._is_news(line):
                continue
            self._stream.write(f"\r\x1b[2K{line.rstrip()}" if self._moving else f"{line.rstrip()}\n")
            self._open = self._moving
        self._stream.flush()

    def __enter__(self) -> "Building":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over = True
        if self._open:
            # What went wrong is told by the error itself, with the command's last lines.
            self._stream.write("\r\x1b[2K")
            self._stream.flush()

    def _is_news(self, line: str) -> bool:
        found = _PERCENT.search(line)
        if self._moving or found is None:
            return True
        now, step = self._clock(), int(found.group(1)) // STEP
        if self._said is not None and step == self._said[1] and now - self._said[0] < QUIET:
            return False
        self._said = now, step
        return True
