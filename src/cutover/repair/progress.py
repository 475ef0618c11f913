"""How far a long command has come: whoever works tells, whoever looks on is shown."""

from __future__ import annotations

from typing import Protocol


class Tell(Protocol):
    """Is told of each step how many of its `total` rows are `done`; a total of 0 is not known yet."""

    def __call__(self, step: str, done: int, total: int) -> None:
        """Take it down; never raises, and takes no time worth measuring."""
        ...


def silent(step: str, done: int, total: int) -> None:
    """Tell nobody."""
