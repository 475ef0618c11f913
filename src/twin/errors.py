"""Errors of the twin, as a user meets them.

TwinError              exit 3: the twin cannot be brought up
├── WrongUse           exit 2: a name, a port, a DSN or a folder that cannot be used as given
├── Refused            exit 1: asked for something that would end another run
└── BuildFailed        exit 3: a step of the building broke; nothing half built stays
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import ClassVar


class TwinError(Exception):
    """Something that the user can act on: a stable code, what happened, and what to do next."""

    exit_code: ClassVar[int] = 3

    def __init__(self, code: str, happened: str, *advice: str) -> None:
        self.code = code
        self.happened = happened
        self.advice = tuple(line for line in advice if line)
        super().__init__(code, happened, *self.advice)

    def __str__(self) -> str:
        return "\n  ".join((f"{self.code}: {self.happened}", *self.advice))


class WrongUse(TwinError):
    """The call itself cannot work: it names something that is not there or not free."""

    exit_code: ClassVar[int] = 2


class Refused(TwinError):
    """What was asked for would take something away from a run that is using it."""

    exit_code: ClassVar[int] = 1


class BuildFailed(TwinError):
    """A step of the building broke."""


def nearest(name: str, names: Iterable[str]) -> str:
    """Return the line that points at the name most like `name`, or an empty text."""
    found = get_close_matches(name, list(names), n=1, cutoff=0.5)
    return f"Nearest name: {found[0]!r}." if found else ""
