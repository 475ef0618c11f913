"""Standing: what is known of a check once several runs have spoken.

A failed result stands until a complete, sealed run of its criterion answers the check again; a partial run
can only add to what is known. Both stay listed. Of a run that was killed only the failures are believed:
whatever else it set out to do is an error.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from cutover.evidence import Evidence, Ledger, Outcome

_ANSWERS = (Outcome.PASSED, Outcome.ACCEPTED, Outcome.FAILED)


@dataclass(frozen=True)
class Result:
    """What one run said of one check."""

    run: str
    outcome: Outcome
    evidence: Evidence | None = None
    sealed: bool = True


@dataclass(frozen=True)
class Standing:
    """What is known of one check, and every result that it rests on, oldest first."""

    check: str
    outcome: Outcome = Outcome.NOT_RUN
    evidence: Evidence | None = None
    run: str = ""
    sealed: bool = True
    """Whether the run that this rests on was ended by its footer: what is not sealed accepts nothing."""
    results: tuple[Result, ...] = field(default=())

    @property
    def reason(self) -> str:
        """What was seen, or why nothing was."""
        if self.evidence is not None:
            return self.evidence.actual
        return "its run was killed before it ended" if self.outcome is Outcome.ERROR else "never run"


def standings(checks: Sequence[str], ledgers: Iterable[Ledger]) -> tuple[Standing, ...]:
    """Return what stands for each check of one criterion; ``ledgers`` are oldest first."""
    told = list(ledgers)
    runs = [_results(ledger) for ledger in told]
    complete = [
        number
        for number, (ledger, results) in enumerate(zip(told, runs, strict=True))
        if ledger.footer is not None and _tells_all(checks, results)
    ]
    return tuple(_stands(check, runs, complete) for check in checks)


def _results(ledger: Ledger) -> dict[str, Result]:
    run = ledger.header.run
    results = {entry.check: Result(run, entry.outcome, entry) for entry in ledger.evidence}
    if ledger.footer is not None:
        return results
    # Nothing seals what stands in it: of such a run only what speaks against V2 is believed.
    lost = {check: Result(run, Outcome.ERROR) for check in ledger.header.selected}
    failed = {check: result for check, result in results.items() if result.outcome is Outcome.FAILED}
    return lost | {check: replace(result, sealed=False) for check, result in failed.items()}


def _tells_all(checks: Sequence[str], results: dict[str, Result]) -> bool:
    told = (*_ANSWERS, Outcome.NOT_RUN)
    return all(check in results and results[check].outcome in told for check in checks)


def _stands(check: str, runs: Sequence[dict[str, Result]], complete: Sequence[int]) -> Standing:
    # A complete run replaces what was known of a check only where it answered that check itself.
    since = [number for number in complete if runs[number][check].outcome in _ANSWERS][-1:] or [0]
    results = [results[check] for results in runs[since[0] :] if check in results]
    said = [result for result in results if result.outcome is not Outcome.NOT_RUN]
    if not said:
        return Standing(check, results=tuple(results))
    failed = [result for result in said if result.outcome is Outcome.FAILED]
    last = (failed or said)[-1]
    return Standing(check, last.outcome, last.evidence, last.run, last.sealed, tuple(results))
