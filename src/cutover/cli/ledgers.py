"""The ledgers that a command's run wrote, and the exit code that follows from them."""

import sys
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path

from cutover.evidence import Ledger, LedgerError, Outcome, read_ledger


def ledgers_in(runs: Path) -> frozenset[Path]:
    """Return the files of all ledgers below a folder of runs."""
    return frozenset(runs.glob("*/ledger.jsonl"))


def new_ledgers(runs: Path, before: AbstractSet[Path]) -> Iterator[Ledger]:
    """Yield the ledgers that were not there before; one that cannot be read says so and is left out."""
    for path in sorted(ledgers_in(runs) - before):
        try:
            yield read_ledger(path)
        except LedgerError as error:
            print(error, file=sys.stderr)


def exit_code(told: Sequence[Ledger]) -> int:
    """Return 1 where V2 is shown wrong, 0 where all is proven by whole runs, else 3."""
    outcomes = [entry.outcome for ledger in told for entry in ledger.evidence]
    if Outcome.FAILED in outcomes:
        return 1
    whole = all(ledger.footer is not None and not ledger.footer.interrupted for ledger in told)
    return 0 if whole and outcomes and all(outcome.proves for outcome in outcomes) else 3
