"""What was not checked: said beside the verdict, never left to be guessed."""

from collections import Counter
from collections.abc import Iterator

from cutover.signoff.grounds import Grounds
from cutover.signoff.plain import plain
from cutover.signoff.statement import UncheckedStated
from cutover.signoff.verdict import CriterionResult

_NAMED = 3
_FIGURES = {
    "unsettled": "rows that were still moving: counted, not judged",
    "unseen": "parts of workers' scripts that could not be read",
    "details not added up": "details that were too many to be added up",
    "vacuous": "cases that were empty on both sides",
}
"""Figures of evidence that count what a check left out."""
_TABLES = ("counts", "tables", "schema", "coverage")


def not_checked(grounds: Grounds) -> tuple[UncheckedStated, ...]:
    """Return what a reader might take for checked and is not."""
    return tuple(
        UncheckedStated(what=plain(what), why=plain(why))
        for told in (_silent(grounds), _left_out(grounds), _out_of_scope(grounds))
        for what, why in told
    )


def _silent(grounds: Grounds) -> Iterator[tuple[str, str]]:
    for result in grounds.verdict.criteria:
        if result.criterion.attested is not None:
            continue
        if result.nothing_to_judge:
            yield result.criterion.id, f"nothing to judge: {result.criterion.nothing_to_judge}"
        yield from _of(result)


def _of(result: CriterionResult) -> Iterator[tuple[str, str]]:
    silent = [standing for standing in result.standings if standing.evidence is None]
    if silent:
        yield f"{result.criterion.id}: {_listed([each.check for each in silent])}", silent[0].reason
    skipped = [
        standing
        for standing in result.standings
        if standing.evidence is not None
        and not standing.outcome.proves
        and str(standing.outcome) == "not run"
    ]
    if skipped:
        yield f"{result.criterion.id}: {_listed([each.check for each in skipped])}", skipped[0].reason
    lacking = result.owed - len(result.standings)
    if lacking > 0:
        yield f"{result.criterion.id}: {lacking:,} checks", "they are owed, and no suite does them yet"


def _left_out(grounds: Grounds) -> Iterator[tuple[str, str]]:
    counts: Counter[str] = Counter()
    for standing in grounds.standings.values():
        for name in _FIGURES:
            number = standing.evidence.figures.get(name) if standing.evidence else None
            counts[name] += number if isinstance(number, int) else 0
    for name, why in _FIGURES.items():
        if counts[name]:
            yield f"{counts[name]:,}", why


def _out_of_scope(grounds: Grounds) -> Iterator[tuple[str, str]]:
    """Tell the tables that are not judged, by their reason; only to phases that judge tables."""
    if not any(check.partition("/")[0] in _TABLES for check in grounds.standings):
        return
    reasons: dict[str, list[str]] = {}
    for file in grounds.migration.tables:
        if file.out_of_scope is not None:
            reasons.setdefault(file.out_of_scope, []).append(file.v1.table)
    for reason, tables in reasons.items():
        yield f"V1 table{'s' if len(tables) > 1 else ''} {_listed(tables)}", f"out of scope: {reason}"


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more
