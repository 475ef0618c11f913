"""The last run of the same pair: how long each of its checks took, and it as a whole."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from cutover.evidence import Ledger, LedgerError, read_ledger

_LOOK_BACK = 20
"""Runs that are read before the search is given up."""


@dataclass(frozen=True)
class Past:
    """What the last run took, in seconds; empty where there was none."""

    seconds: Mapping[str, float] = field(default_factory=dict)
    """Of each check."""
    wall: float | None = None
    """From its start to its end."""

    def pace(self, workers: int) -> float:
        """Wall seconds that one second of checks took then: 0.5 with two workers that were always busy."""
        spent = sum(self.seconds.values())
        return self.wall / spent if self.wall and spent else 1 / max(workers, 1)

    def expected(self, checks: Iterable[str], workers: int) -> float | None:
        """Seconds that checks will take together; None where too few of them were ever timed."""
        wanted = tuple(checks)
        timed = [self.seconds[check] for check in wanted if check in self.seconds]
        if not wanted or len(timed) < 0.8 * len(wanted):
            return None
        longest = max(timed)
        return max(longest, sum(timed) * len(wanted) / len(timed) * self.pace(workers))


def last_run(reports: Path, identity: str, checks: int) -> Past:
    """Find the newest whole run of the pair with this identity that did at least this many checks."""
    folders = sorted((reports / "runs").glob("*"), reverse=True)[:_LOOK_BACK]
    for folder in folders:
        try:
            ledger = read_ledger(folder / "ledger.jsonl")
        except LedgerError:
            continue
        if _whole(ledger) and ledger.header.pair.get("identity") == identity:
            seconds = {entry.check: entry.seconds for entry in ledger.evidence}
            if len(seconds) >= checks:
                return Past(seconds, _wall(ledger))
    return Past()


def _whole(ledger: Ledger) -> bool:
    return ledger.footer is not None and not ledger.footer.interrupted and ledger.footer.exit_code in (0, 1)


def _wall(ledger: Ledger) -> float | None:
    if ledger.footer is None:
        return None
    ended, started = (datetime.fromisoformat(text) for text in (ledger.footer.ended, ledger.header.started))
    return (ended - started).total_seconds()
