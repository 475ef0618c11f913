"""What can keep a system from being reached.

SystemsError
├── EnvironmentFailed    the environment's own command did not get ready
├── Unresolved           a value of the environment file leads to nothing
├── DatabaseFailed       a database cannot be reached or read
├── WallBroken           a wall that keeps a system unwritten does not stand
├── SameSystem           V1 and V2 are one and the same
├── NotAnswering         a system is down, or lets nobody in
└── Refused              a request that must not be sent

Each has a stable `code`, a `message` (what happened) and a `hint` (what to do). None of them ever holds a
password, a token or a connection string.
"""

from __future__ import annotations

from collections.abc import Sequence


class SystemsError(Exception):
    """A reason why a system cannot be reached or must not be."""

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(f"{code}: {message}" + (f"\n  {hint}" if hint else ""))
        self.code = code
        self.message = message
        self.hint = hint


class EnvironmentFailed(SystemsError):
    """The environment's command ended, said no JSON, or took too long.

    `said` holds the last lines of its standard error; they are part of the text unless `brief` is asked for.
    """

    def __init__(self, code: str, message: str, hint: str = "", said: Sequence[str] = ()) -> None:
        self.brief = f"{code}: {message}\n  {hint}" if hint else f"{code}: {message}"
        quoted = "".join(f"\n  | {line}" for line in said)
        super().__init__(code, message, (hint + quoted).lstrip())
        self.said = tuple(said)


class Unresolved(SystemsError):
    """An environment variable is not set, or the started environment did not tell a value."""


class DatabaseFailed(SystemsError):
    """A connection or a statement failed."""


class WallBroken(SystemsError):
    """Something could be written where nothing may be."""


class SameSystem(SystemsError):
    """Comparing a thing with itself is a perfect match, and worth nothing."""


class NotAnswering(SystemsError):
    """A system is down, or lets a user of the environment not in."""


class Refused(SystemsError):
    """The manifest does not declare this request for this system."""
