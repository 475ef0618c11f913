"""What went wrong, told so that a user can act on it: one message with a code, and no traceback."""

from dataclasses import dataclass

import psycopg

from cutover.compare import CannotCompare
from cutover.manifest import ManifestError
from cutover.suite.asked import Unaskable
from cutover.suite.text import first_line
from cutover.systems import SystemsError


class CannotBegin(Exception):
    """A run that must not begin: wrong use, or a system that is not as it has to be."""

    def __init__(self, code: str, message: str, *hints: str) -> None:
        super().__init__("\n".join([f"{code}: {message}", *(f"  {hint}" for hint in hints)]))
        self.code = code


@dataclass(frozen=True)
class Trouble:
    """An exception as its reader meets it."""

    message: str
    """Its first line is whole within about 60 characters."""
    cause: str
    known: bool
    """False for a mistake of the harness itself, whose traceback is wanted."""


def trouble(error: BaseException | None) -> Trouble:
    """Tell what an exception means."""
    if error is None:
        return Trouble("the test ended without a reason", "no reason", known=False)
    if isinstance(error, ManifestError):
        return Trouble(str(error), "the manifest has mistakes", known=True)
    if isinstance(error, SystemsError):
        return Trouble(str(error), error.message, known=True)
    if isinstance(error, Unaskable):
        return Trouble(str(error), error.cause, known=True)
    if isinstance(error, CannotCompare | CannotBegin):
        return Trouble(str(error), first_line(str(error)), known=True)
    if isinstance(error, OSError) and error.strerror:
        where = f"{error.filename}: " if error.filename else ""
        return Trouble(f"file-unusable: {where}{error.strerror}", str(error.strerror), known=True)
    if isinstance(error, psycopg.Error):
        return _database(error)
    return Trouble(f"{type(error).__name__}: {_one_line(error)}", type(error).__name__, known=False)


def _database(error: psycopg.Error) -> Trouble:
    """Tell what the server said, without the values that its detail may quote."""
    if isinstance(error, psycopg.errors.QueryCanceled):
        return Trouble(
            "statement-timeout: the database took longer than it may", "a statement timed out", known=True
        )
    if isinstance(error, psycopg.errors.LockNotAvailable):
        return Trouble(
            "lock-timeout: a table stayed locked for longer than is waited", "a table was locked", known=True
        )
    if error.sqlstate is None or error.sqlstate[:2] in ("08", "57"):
        return Trouble(
            "database-lost: the database's connection was lost", "the database was lost", known=True
        )
    what = type(error).__name__
    if not isinstance(error, psycopg.DataError):
        what = f"{what}: {error.diag.message_primary}"
    return Trouble(f"database-refused: {what}", f"the database refused: {what}", known=True)


def _one_line(error: BaseException) -> str:
    return " ".join(str(error).split()) or "no message"
