"""Traceability: from each criterion to its checks and their lines, and from each check back."""

import csv
import io
from collections.abc import Mapping

from cutover.manifest import plan
from cutover.signoff.grounds import Grounds, line_of
from cutover.signoff.plain import plain
from cutover.signoff.statement import TraceabilityStated, TraceStated

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def traceability(grounds: Grounds) -> TraceabilityStated:
    """Say which check serves which criterion and where its word stands."""
    serves: dict[str, list[str]] = {}
    for result in grounds.verdict.criteria:
        for standing in result.standings:
            serves.setdefault(standing.check, []).append(result.criterion.id)
    lines = {ledger.header.run: line_of(ledger) for ledger in grounds.runs}
    every = [criterion for phase in grounds.migration.phases for criterion in phase.criteria]
    return TraceabilityStated(
        checks=tuple(_trace(grounds, check, tuple(serves[check]), lines) for check in sorted(serves)),
        without_checks=tuple(
            result.criterion.id
            for result in grounds.verdict.criteria
            if not any(standing.results or standing.evidence for standing in result.standings)
        ),
        without_criterion=tuple(
            check.id
            for check in plan(grounds.migration)
            if not any(criterion.matches(check.id) for criterion in every)
        ),
    )


def as_csv(trace: TraceabilityStated, ledgers: Mapping[str, str]) -> str:
    """Return the table of all checks, for a spreadsheet: nothing in it is taken for a formula."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(("check", "outcome", "criteria", "run", "line of the ledger", "sha256 of the ledger"))
    for each in trace.checks:
        row = (each.check, each.outcome, " ".join(each.criteria), each.run, each.line or "")
        rows.writerow([_cell(value) for value in (*row, ledgers.get(each.run, ""))])
    return text.getvalue()


def _trace(
    grounds: Grounds, check: str, criteria: tuple[str, ...], lines: Mapping[str, Mapping[str, int]]
) -> TraceStated:
    standing = grounds.standings[check]
    line = lines.get(standing.run, {}).get(check, 0)
    return TraceStated(
        check=plain(check), outcome=standing.outcome, criteria=criteria, run=standing.run, line=line
    )


def _cell(value: object) -> str:
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
