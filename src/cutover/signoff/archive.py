"""The archive: every run's ledger under ``reports/runs``, and which of them may speak for the present."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cutover.evidence import Ledger, LedgerError, read_ledger


@dataclass(frozen=True)
class Archive:
    """The ledgers that could be read, oldest first, and a complaint for each that could not."""

    ledgers: tuple[Ledger, ...] = ()
    unreadable: tuple[str, ...] = ()

    @property
    def newest(self) -> Ledger | None:
        """The run that ended, or was killed, last."""
        return self.ledgers[-1] if self.ledgers else None


def read_archive(reports: Path) -> Archive:
    """Read all ledgers below a reports folder; a broken one is named, never skipped silently."""
    ledgers, complaints = [], []
    for path in sorted((reports / "runs").glob("*/ledger.jsonl")):
        try:
            ledgers.append(_own_ledger(path))
        except LedgerError as error:
            complaints.append(str(error))
    return Archive(tuple(sorted(ledgers, key=lambda ledger: ledger.header.run)), tuple(complaints))


def _own_ledger(path: Path) -> Ledger:
    """Read a run's ledger where it was written; raises LedgerError for one that was put there."""
    if path.is_symlink() or path.parent.is_symlink():
        what = f"{path} is reached by a symbolic link; put the run itself there, or remove it"
        raise LedgerError("ledger-linked", what)
    ledger = read_ledger(path)
    if ledger.header.run != path.parent.name:
        what = f"{path} is of run {ledger.header.run}; put it back into a folder of that name, or remove it"
        raise LedgerError("ledger-misplaced", what)
    _demand_times(ledger)
    return ledger


def _demand_times(ledger: Ledger) -> None:
    """Refuse a ledger whose times cannot be: freshness hangs on them."""
    started, ended = ledger.header.started, ledger.footer.ended if ledger.footer else ledger.header.started
    try:
        backwards = datetime.fromisoformat(started) > datetime.fromisoformat(ended)
        zoned = datetime.fromisoformat(started).tzinfo is not None
    except (ValueError, TypeError):  # no moment at all, or one of the two without a zone
        backwards, zoned = False, False
    if not zoned:
        what = f"{ledger.path} says that it began at {started!r}, which is no moment with a zone"
        raise LedgerError("ledger-unreadable", what)
    if backwards:
        what = f"{ledger.path} ended at {ended}, before it began at {started}: a clock was set back meanwhile"
        raise LedgerError("ledger-clock", f"{what}; run the checks again and remove this run")


def speaking(ledgers: Iterable[Ledger], manifest: str) -> tuple[Ledger, ...]:
    """Return the ledgers of the pair that was compared last, made with this manifest, oldest first.

    A self-test compares a system with itself, so it never speaks.
    """
    real = [
        ledger for ledger in ledgers if not ledger.header.self_test and ledger.header.manifest == manifest
    ]
    reached = [ledger for ledger in real if _identity(ledger)]
    if not reached:
        return tuple(real)
    last = reached[-1]
    # A run that reached no system speaks for its environment: it replaces nothing, and it proves nothing.
    return tuple(
        ledger
        for ledger in real
        if ledger.header.environment == last.header.environment and _identity(ledger) in ("", _identity(last))
    )


def fresh(ledgers: Iterable[Ledger], now: datetime, fresh_for: timedelta) -> tuple[Ledger, ...]:
    """Return the ledgers young enough to count; one from the future is of a wrong clock and does not."""
    return tuple(ledger for ledger in ledgers if timedelta() <= now - _started(ledger) <= fresh_for)


def from_the_future(ledgers: Iterable[Ledger], now: datetime) -> tuple[Ledger, ...]:
    """Return the ledgers that began after ``now``: a clock was set back, or is wrong."""
    return tuple(ledger for ledger in ledgers if _started(ledger) > now)


def _started(ledger: Ledger) -> datetime:
    return datetime.fromisoformat(ledger.header.started)


def _identity(ledger: Ledger) -> str:
    return ledger.header.pair.get("identity", "")
