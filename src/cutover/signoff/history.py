"""History: the last runs beside each other, the newest first, and what changed from one to the next."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from cutover.evidence import Ledger, Outcome

SHOWN = 10


@dataclass(frozen=True)
class Past:
    """One run in numbers; ``mended`` and ``broken`` against the run of the same pair before it."""

    ledger: Ledger
    passed: int
    failed: int
    waiting: int
    """Planned checks that it neither proved nor showed wrong."""
    mended: int
    broken: int
    compared: bool
    """Whether there is a run before it to compare with."""

    @property
    def planned(self) -> int:
        """How many checks were owed."""
        return max(1, self.passed + self.failed + self.waiting)


def history(ledgers: Sequence[Ledger]) -> tuple[Past, ...]:
    """Return the last runs, the newest first; ``ledgers`` are oldest first."""
    found = []
    for number, ledger in list(enumerate(ledgers))[-SHOWN:]:
        before = next((each for each in reversed(ledgers[:number]) if _same(each, ledger)), None)
        found.append(_past(ledger, before))
    return tuple(reversed(found))


def _same(one: Ledger, other: Ledger) -> bool:
    pair = one.header.pair.get("identity")
    return pair == other.header.pair.get("identity") and one.header.environment == other.header.environment


def _past(ledger: Ledger, before: Ledger | None) -> Past:
    counts = Counter(entry.outcome for entry in ledger.evidence)
    passed, failed = counts[Outcome.PASSED] + counts[Outcome.ACCEPTED], counts[Outcome.FAILED]
    earlier = {entry.check: entry.outcome for entry in before.evidence} if before else {}
    both = [(earlier[entry.check], entry.outcome) for entry in ledger.evidence if entry.check in earlier]
    return Past(
        ledger=ledger,
        passed=passed,
        failed=failed,
        waiting=max(0, len(ledger.header.plan) - passed - failed),
        mended=sum(now.proves and not then.proves for then, now in both),
        broken=sum(then.proves and not now.proves for then, now in both),
        compared=before is not None,
    )
