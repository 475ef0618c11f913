"""Pace: how many rows at once, adapted to the time that they take, and what an error says about it."""

from __future__ import annotations

import math
from typing import Literal

import psycopg
from psycopg import errors

from cutover.repair.plan import Pace

GROWTH = 1.2
SHRINK = 0.5
EFFICIENCY = 0.95
"""The share of the target that is aimed at."""
MOST = 100_000
REFUSED = "V2 refuses it"
"""What the reason begins with why a row stays that V2 does not take."""

Trouble = Literal["busy", "refused", "stop"]
"""busy: fewer rows at once may do; refused: V2 does not take a row; stop: nothing more can be done now."""

_BUSY = (
    errors.LockNotAvailable,
    errors.QueryCanceled,
    errors.DeadlockDetected,
    errors.SerializationFailure,
)


def adapted(size: int, seconds: float, pace: Pace) -> int:
    """How many rows the next batch has after one of `size` rows took so long."""
    factor = min(max(EFFICIENCY * pace.target / max(seconds, 1e-6), SHRINK), GROWTH)
    wanted = math.ceil(size * factor) if factor > 1 else int(size * factor)
    return min(max(wanted, pace.smallest, 1), MOST)


def halved(size: int, pace: Pace) -> int:
    """How many rows are tried after a time-out: half, but never fewer than the smallest batch."""
    return max(size // 2, min(size, pace.smallest), 1)


def trouble(error: psycopg.Error) -> Trouble:
    """What an error of a batch means for the next one."""
    if isinstance(error, _BUSY):
        return "busy"
    if isinstance(error, (psycopg.IntegrityError, psycopg.DataError)):
        return "refused"
    return "stop"


def told(error: psycopg.Error) -> tuple[str, str, str]:
    """Code, what happened and what to do about an error that nothing can go on after; no value of any row."""
    state = error.sqlstate or "no answer"
    if isinstance(error, errors.DiskFull):
        return "repair-disk-full", "V2's server has no space left.", "Make room."
    if isinstance(error, errors.InsufficientPrivilege):
        what = "the role of `repair` lacks a right that it had when the repair began."
        return "repair-no-rights", what, "Give it back."
    if isinstance(error, errors.LockNotAvailable):
        return "repair-locked", "others hold rows of the next batch for too long.", "Wait until they let go."
    if isinstance(error, errors.QueryCanceled):
        return (
            "repair-too-slow",
            "the smallest batch takes longer than its time-out.",
            "Look what slows V2 down.",
        )
    if error.sqlstate is None or state[:2] in ("08", "57"):
        return "repair-connection-lost", f"the connection to V2 is gone ({state}).", "Look whether V2 is up."
    return "repair-failed", f"V2 refused a batch ({state}).", "Look into its server's log."


def refusal_of(error: psycopg.Error) -> str:
    """Why V2 does not take one row, without any value of it."""
    constraint = error.diag.constraint_name or error.diag.column_name
    named = f" {constraint}" if constraint else ""
    return f"{REFUSED} ({error.sqlstate}{named})"
