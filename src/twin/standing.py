"""Standing: a twin that other commands join. One at a time in a cache folder; its line is its owner's alone.

The line holds passwords, so its file is closed to others. A lock that goes with the process says whether the
twin still stands, so that the line of a killed one is never taken for a living one's.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from twin.cache import is_free, locked, readable_disk_errors
from twin.ending import Ending
from twin.errors import Refused, TwinError

Say = Callable[[str], None]
_GLANCE = 0.1
_UP = "python -m twin up --standing"


@contextmanager
def standing(root: Path) -> Iterator[Callable[[str], None]]:
    """Take the place in the cache folder `root`; gives what puts the line there. It is gone after the block.

    Raises Refused where another twin stands there.
    """
    with _alone(root):
        line = _line(root)
        with readable_disk_errors(root):
            line.unlink(missing_ok=True)  # of one that was killed

        def tell(text: str) -> None:
            part = line.with_suffix(".part")
            with readable_disk_errors(root):
                part.unlink(missing_ok=True)
                with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                    file.write(text + "\n")
                part.rename(line)

        try:
            yield tell
        finally:
            with suppress(OSError):
                line.unlink(missing_ok=True)


def joined(root: Path, ending: Ending, say: Say) -> str:
    """Return the line of the twin that stands in `root`, waited for while it is being brought up.

    Raises TwinError where none stands there.
    """
    said = False
    while not ending.told:
        if is_free(_lock(root), shared=True):
            break
        with suppress(FileNotFoundError):
            return _line(root).read_text().strip()
        if not said:
            say("the standing twin is being brought up: waiting for it")
            said = True
        time.sleep(_GLANCE)
    raise TwinError(
        "no-standing-twin", f"No twin stands in {root}.", f"Start one in another terminal: {_UP}."
    )


def stay(root: Path, ending: Ending) -> None:
    """Wait until told to end; raises TwinError where the twin that was joined ends before."""
    while not ending.told:
        if is_free(_lock(root), shared=True):
            raise TwinError("standing-ended", "The twin that was joined ended.", f"Start it again: {_UP}.")
        time.sleep(_GLANCE)


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    def taken() -> None:
        # A second look: who joins holds it for an instant, to see whether it is free.
        if not is_free(_lock(root)):
            raise Refused(
                "standing-taken",
                f"Another twin stands in {root} already.",
                "Join it (python -m twin join), end it, or name another folder with TWIN_CACHE.",
            )

    with locked(_lock(root), waiting=taken):
        yield


def _lock(root: Path) -> Path:
    return root / "standing.lock"


def _line(root: Path) -> Path:
    return root / "standing.json"
