"""Obstacles: what stands in the way of a phase, told as few stories, and each issue in full."""

import shlex
from collections.abc import Mapping, Set

from cutover.evidence import Evidence, Outcome
from cutover.manifest import plan
from cutover.signoff.causes import Cause, causes, forgiven
from cutover.signoff.grounds import Grounds, first_seen, line_of
from cutover.signoff.pages import columns
from cutover.signoff.plain import plain
from cutover.signoff.standing import Standing
from cutover.signoff.statement import CauseStated, IssueStated
from cutover.signoff.verdict import CriterionResult

_ROWS, _COLUMNS, _CELL = 5, 8, 200
_NOTES, _COMMANDS = 5, 3
_SAID = 300
SHOWN = 40
ROOM = 100_000
"""So many checks are told in full at most, and in so many characters together; the ledgers hold the rest."""
_TWIN = "twin"
"""The environment that a command needs no word for."""
_ALONE = {"latency": "cutover latency"}
"""What measures an area that no plain run measures."""


def stories(grounds: Grounds) -> tuple[CauseStated, ...]:
    """Return every reason why the phase is not READY, the worst first; failures with one cause are one.

    What a pass rate forgives comes last, as it stands in nobody's way.
    """
    since = first_seen(grounds.archive.ledgers)
    owner = plain(grounds.phase.owner)
    planned = frozenset(check.id for check in plan(grounds.migration))
    found = causes(_wrong(grounds).values(), forgiven((grounds.verdict,)))
    seen = [_cause(cause, since, owner) for cause in found if not cause.forgiven]
    last = [_cause(cause, since, owner) for cause in found if cause.forgiven]
    unseen = [
        told
        for result in grounds.verdict.criteria
        if not result.outcome.proves and (told := _never_run(result, grounds, planned)) is not None
    ]
    late = [_late(result, each, owner) for result in grounds.verdict.criteria for each in result.late]
    return (*sorted((*seen, *late, *unseen), key=lambda cause: -cause.outcome.severity), *last)


def issues_of(grounds: Grounds) -> tuple[tuple[IssueStated, ...], int]:
    """Return what is shown wrong or could not be told, the worst first, and how many more there are."""
    lines = {ledger.header.run: line_of(ledger) for ledger in grounds.runs}
    wrong = sorted(_wrong(grounds).values(), key=lambda entry: -entry.outcome.severity)
    told: list[IssueStated] = []
    room = ROOM
    for entry in wrong[:SHOWN]:
        issue = _issue(entry, grounds.standings[entry.check], lines)
        room -= len(issue.model_dump_json())
        if told and room < 0:
            break
        told.append(issue)
    return tuple(told), len(wrong) - len(told)


def _wrong(grounds: Grounds) -> Mapping[str, Evidence]:
    return {
        check: standing.evidence
        for check, standing in grounds.standings.items()
        if standing.evidence is not None and not standing.outcome.proves and not check.startswith("attested/")
    }


def _cause(cause: Cause, since: Mapping[str, str], owner: str) -> CauseStated:
    return CauseStated(
        says=plain(cause.says, _SAID) + (", which a pass rate forgives" if cause.forgiven else ""),
        outcome=cause.outcome,
        checks=len(cause.checks),
        first=plain(cause.checks[0]),
        since=min((since[check] for check in cause.checks if check in since), default=""),
        owner=owner,
        command=plain(cause.first_command),
    )


def _late(result: CriterionResult, says: str, owner: str) -> CauseStated:
    """Tell a waiver that is past its date: no check has to fail for it to stand in the way."""
    return CauseStated(
        says=plain(f"{result.criterion.id}: {says}; renew it or take it out", _SAID),
        outcome=Outcome.FAILED,
        checks=len(result.standings),
        first=plain(result.standings[0].check) if result.standings else "",
        since="",
        owner=owner,
        command="cutover check",
    )


def _never_run(result: CriterionResult, grounds: Grounds, planned: Set[str]) -> CauseStated | None:
    """Tell what a criterion owes and no run that counts has a word on; None where there is nothing."""
    silent = [
        standing.check
        for standing in result.standings
        if not standing.outcome.proves and standing.evidence is None
    ]
    lacking = max(0, result.owed - len(result.standings))
    if not silent and not lacking:
        return None
    attested = result.criterion.attested
    known = not silent or silent[0] in planned
    why = "never run, or too long ago" if known else "no suite does it yet"
    return CauseStated(
        says=plain(f"{result.criterion.id}: {'; '.join(result.reasons) if attested else why}", _SAID),
        outcome=Outcome.NOT_RUN,
        checks=len(silent) + lacking,
        first=plain(silent[0]) if silent else "",
        since="",
        owner=plain(grounds.phase.owner),
        command=f"cutover attest {attested}" if attested else _command(silent, grounds) if known else "",
    )


def _command(silent: list[str], grounds: Grounds) -> str:
    area, _, subject = (silent[0] if silent else "").partition("/")
    last = grounds.runs[-1].header.environment if grounds.runs else _TWIN
    where = "" if last == _TWIN else f" --environment={shlex.quote(last)}"
    if subject.startswith("gate-") and area == "load":
        return f"cutover load {subject.removeprefix('gate-')}{where}"
    # A phase that needs others is not begun by itself before they have passed.
    narrowed = "" if grounds.phase.needs else f" --phase={grounds.phase.id}"
    return _ALONE.get(area, f"pytest -n auto{narrowed}") + where


def _issue(entry: Evidence, standing: Standing, lines: Mapping[str, Mapping[str, int]]) -> IssueStated:
    rows = entry.samples[:_ROWS]
    names = columns(rows)[:_COLUMNS]
    return IssueStated(
        check=plain(entry.check),
        outcome=standing.outcome,
        duty=plain(entry.duty),
        expected=plain(entry.expected),
        actual=plain(entry.actual),
        notes=tuple(plain(note) for note in entry.notes[:_NOTES]),
        columns=tuple(plain(name, _CELL) for name in names),
        samples=tuple(tuple(plain(row.get(name, ""), _CELL) for name in names) for row in rows),
        commands=tuple(plain(command) for command in entry.reproduce[:_COMMANDS]),
        run=standing.run,
        line=lines.get(standing.run, {}).get(entry.check, 0),
    )
