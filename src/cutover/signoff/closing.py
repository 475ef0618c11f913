"""The closing lines of a run: what stands in the way, a line a phase, the verdict in words."""

import os
from collections.abc import Iterable, Iterator, Sequence, Set
from pathlib import Path

from cutover.evidence import Evidence, Ledger, Outcome
from cutover.manifest import Migration
from cutover.signoff.archive import Archive
from cutover.signoff.causes import causes, forgiven, unproven
from cutover.signoff.verdict import PhaseVerdict, Verdict, overall

MARKS = {Verdict.READY: "✓", Verdict.NOT_READY: "✕", Verdict.NOT_PROVEN: "?"}
_SHOWN = 5
_WIDTH = 100


def closing(
    migration: Migration, archive: Archive, phases: Sequence[PhaseVerdict], page: Path
) -> tuple[str, ...]:
    """Return the lines; the last one is the verdict with "n of m" and where the report lies."""
    newest = archive.newest
    if newest is None:
        return (*archive.unreadable, f"NOT PROVEN · nothing was run · {_near(page)}")
    if newest.header.self_test:
        return ("self-test: V1 and V2 were allowed to be one system, which never yields a verdict",)
    return (
        *archive.unreadable,
        *_causes(unproven(newest, phases), forgiven(phases)),
        *_stale(migration, newest),
        *(_phase(phase) for phase in phases),
        f"{overall(phases)} · {tally(newest)} · {_near(page)}",
    )


def tally(ledger: Ledger) -> str:
    """Say in "n of m" what the run itself came to."""
    total, ran = len(ledger.header.plan), ledger.evidence
    failed = sum(entry.outcome is Outcome.FAILED for entry in ran)
    proven = sum(entry.outcome.proves for entry in ran)
    waiting = total - failed - proven
    told = f"{failed:,} of {total:,} failed" if failed else f"{proven:,} of {total:,} passed"
    return f"{told}, {waiting:,} not proven" if waiting else told


def _causes(evidence: Iterable[Evidence], forgiven: Set[str]) -> Iterator[str]:
    found = causes(evidence, forgiven)
    for number, cause in enumerate(found[:_SHOWN], start=1):
        mark = "✕" if cause.outcome is Outcome.FAILED else "?"
        count = len(cause.evidence)
        more = ", …" if count > 1 else ""
        checks = f"{count:,} check{'s' if count > 1 else ''}"
        yield f"{number:2} {mark} {_fit(cause.says, 44):44} {checks:10} {_fit(cause.checks[0], 36)}{more}"
        if cause.forgiven:
            yield "     a pass rate forgives it"
        if cause.first_command:
            yield f"     try: {cause.first_command}"
    if len(found) > _SHOWN:
        others = len(found) - _SHOWN
        yield f"   and {others:,} more cause{'s' if others > 1 else ''}, on the page"
    if any(cause.outcome is not Outcome.FAILED for cause in found):
        yield "   hint: a check that did not run is not a pass"


def _stale(migration: Migration, ledger: Ledger) -> Iterator[str]:
    if ledger.header.manifest != migration.digest:
        yield "? the last run was made with another manifest: it proves nothing about this one"


def _phase(verdict: PhaseVerdict) -> str:
    head = f"phase {verdict.phase.id:3} {MARKS[verdict.word]} {verdict.word:10}  {verdict.phase.name}"
    obstacles = verdict.obstacles
    if not obstacles:
        return head
    more = f" · and {len(obstacles) - 1} more" if len(obstacles) > 1 else ""
    return f"{head} · {_fit(obstacles[0], _WIDTH - len(head) - len(more) - 3)}{more}"


def _fit(text: str, width: int) -> str:
    line = text.splitlines()[0] if text else ""
    return line if len(line) <= width else line[: width - 1] + "…"


def _near(page: Path) -> str:
    near = os.path.relpath(page)
    return str(page) if near.startswith("..") else near
