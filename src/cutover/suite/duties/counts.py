"""A count: the rows that V1 makes expect, and those that V2 holds."""

from cutover.compare import Join, Lag, count_rows
from cutover.evidence import Evidence, Outcome
from cutover.manifest import Check
from cutover.suite.commands import psql
from cutover.suite.duties.seen import Absent, absence, seen
from cutover.suite.text import count
from cutover.systems import Database

_SHOWN_ONLY = "out of scope: counted and shown, never judged"
_LIMITS = "at least 95 % of them and at most 1,000 fewer"


def look(v1: Database, v2: Database, joined: Join) -> Lag | Absent:
    """Count both sides, or tell that V2 lacks the table."""
    if missing := v2.missing([str(joined.v2)]):
        return Absent(missing)
    return count_rows(v1.connection, joined, v2.connection)


def evidence(check: Check, joined: Join, lag: Lag | Absent) -> Evidence:
    """Say what was counted; out of scope is shown and never fails, 0 = 0 is no pass."""
    if isinstance(lag, Absent):
        return absence(check, lag)
    table = joined.target.name
    notes = []
    if lag.vacuous:
        outcome, cause = Outcome.FAILED, "nothing to count"
        actual = "0 rows on both sides: nothing was compared"
        if lag.v1 or lag.v2:
            actual = "all rows are unsettled: nothing was judged"
    else:
        outcome = Outcome.FAILED if lag.level == "critical" else Outcome.PASSED
        cause = f"rows missing from {table}" if lag.delta > 0 else f"rows too many in {table}"
        actual = _told(lag)
    if lag.level == "warning":
        notes.append("a warning: within the limits, and not good (below 99 %, or 100 rows or more)")
    if any(lag.unsettled):
        young, new = (f"{number:,}" for number in lag.unsettled)
        least, most = (f"{number:,}" for number in lag.right)
        notes.append(
            f"{young} rows of V1 and {new} of V2 changed too lately to be judged: counted as unsettled,"
            f" {least} to {most} rows in V2 are right"
        )
    if not check.gating and outcome is Outcome.FAILED:
        outcome = Outcome.ACCEPTED
        notes.append(_SHOWN_ONLY)
    return seen(
        check,
        outcome,
        expected=f"{lag.v1:,} rows in V2 {table}" + ("" if lag.exact else f", or {_LIMITS}"),
        actual=actual,
        cause=cause,
        figures={"v1": lag.v1, "v2": lag.v2, **_unsettled(lag)},
        notes=notes,
        reproduce=[psql(side, query) for side, query in zip(("V1", "V2"), lag.queries, strict=True)],
    )


def _unsettled(lag: Lag) -> dict[str, int]:
    numbers = zip(("unsettled in V1", "unsettled in V2"), lag.unsettled, strict=True)
    return {name: number for name, number in numbers if any(lag.unsettled)}


def alone(check: Check, rows: int, query: str) -> Evidence:
    """Say how many rows stay in V1: accepted at best, since nothing was compared with them."""
    return seen(
        check,
        Outcome.ACCEPTED,
        expected=f"the rows of V1 {check.subject}, as many as there are",
        actual=f"V1 {count(rows, 'row')}, no V2 table" if rows else "0 rows in V1: nothing to count",
        cause="out of scope",
        figures={"v1": rows},
        notes=[_SHOWN_ONLY],
        reproduce=[psql("V1", query)],
    )


def _told(lag: Lag) -> str:
    told = f"V1 {lag.v1:,} → V2 {lag.v2:,}"
    if lag.delta == 0:
        return told
    told += f" · {abs(lag.delta):,} {'missing' if lag.delta > 0 else 'too many'}"
    return told if lag.ratio is None else f"{told} · {100 * lag.ratio:.2f} %"
