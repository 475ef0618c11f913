"""The log: who changed what in V2, when and why, and whether the record of it is whole."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

import psycopg

from cutover.compare import trail
from cutover.compare.audit import Finding, find_breaks, find_trail
from cutover.compare.reversible import find_unkept
from cutover.manifest import nearest
from cutover.repair import archive
from cutover.repair.entries import Connection
from cutover.repair.refusal import RepairRefused
from cutover.repair.undoing import count_standing

MOST = 50
"""So many entries are told unless more are asked for."""
LONGEST = 40
"""Characters of one value that are shown."""
_GRANT = f"grant usage on schema {trail.SCHEMA}, and select on its tables, to the role of v2.database"


@dataclass(frozen=True, slots=True)
class LoggedRun:
    """One run, and how many changes of which action it made.

    `left` are those that stand although it was put back; `at_work` tells it from one that was killed.
    """

    run: archive.Run
    changes: Mapping[str, int] = field(default_factory=dict)
    left: int = 0
    at_work: bool = False

    @property
    def count(self) -> int:
        """How many changes."""
        return sum(self.changes.values())


@dataclass(frozen=True, slots=True)
class Entry:
    """One change: `key` as ``id 812``, `changed` as ``agent_id 9000335 → NULL`` where a row stayed."""

    number: int
    at: datetime
    actor: str
    action: str
    table: str
    key: str
    reference: str
    reason: str
    decision: str
    changed: str


@dataclass(frozen=True, slots=True)
class Log:
    """All runs, the oldest first; what is wrong with the record, if anything; the last batch's hash."""

    runs: tuple[LoggedRun, ...] = ()
    changes: int = 0
    batches: int = 0
    head: str = ""
    breaks: tuple[Finding, ...] = ()


def read_log(connection: Connection, relations: Collection[str] = ()) -> Log:
    """Read all runs and prove the chain; in `relations`, V2's tables, rows without an entry are looked for.

    Raises RepairRefused where the archive may not be read, or has lost a table.
    """
    found = find_trail(connection)
    if found is None:
        return Log(_runs(connection))
    if found.lacking:
        tables = ", ".join(found.lacking)
        what, hint = f"V2's archive lost {tables}.", "Put it back from a backup of V2."
        if found.unreadable:
            what, hint = f"V2's archive has {tables}, which may not be read.", _GRANT
        raise RepairRefused("repair-archive-unreadable", what, hint)
    runs, breaks = _runs(connection), find_breaks(connection, relations)
    try:
        unkept = find_unkept(connection)
    except psycopg.errors.InsufficientPrivilege:
        what = "V2's archive has rows as they were, which may not be read."
        raise RepairRefused("repair-archive-unreadable", what, _GRANT) from None
    return Log(runs, found.changes, found.batches, found.head, (*breaks, *unkept))


def _runs(connection: Connection) -> tuple[LoggedRun, ...]:
    """Every run with what it changed, the oldest first."""
    told = archive.runs(connection)
    running = [each.run for each in told if each.state == "running"]
    at_work = running[-1:] if archive.is_turn_taken(connection) else []  # an older one was killed
    counted = f"select run, action, count(*) from {trail.CHANGES} group by run, action order by run, action"
    actions: dict[str, dict[str, int]] = {}
    for run, action, count in connection.execute(counted.encode()).fetchall() if told else ():
        actions.setdefault(str(run), {})[str(action)] = int(str(count))
    return tuple(
        LoggedRun(
            each,
            actions.get(each.run, {}),
            count_standing(connection, each.run) if each.state == "restored" else 0,
            each.run in at_work,
        )
        for each in told
    )


def of_run(log: Log, run: str) -> Log:
    """The same record, with one run alone, by its name or the beginning of it. Raises RepairRefused."""
    found = [each for each in log.runs if each.run.run == run] or [
        each for each in log.runs if each.run.run.startswith(run)
    ]
    if len(found) == 1:
        return replace(log, runs=(found[0],))
    close = nearest(run, [each.run.run for each in log.runs])
    if found:
        what, hint = f"'{run}' may be {', '.join(each.run.run for each in found[:3])}.", "Write more of it."
    else:
        what, hint = f"there is no run '{run}'.", f"Nearest name: '{close}'." if close else ""
    raise RepairRefused("repair-run-unknown", what, hint)


def entries(connection: Connection, run: str, table: str = "", most: int | None = MOST) -> Iterator[Entry]:
    """Yield the changes of a run, the newest first, those of one V2 table (in words) if one is named."""
    shown = (
        f"select string_agg(format('%%s %%s → %%s', k, left(coalesce(c.before->>k, 'NULL'), {LONGEST}),"
        f" left(coalesce(c.after->>k, 'NULL'), {LONGEST})), ', ' order by k)"
        " from jsonb_object_keys(c.before) k where c.before->k is distinct from c.after->k"
    )
    key = "select string_agg(k || ' ' || v, ', ' order by k) from jsonb_each_text(c.key) as e(k, v)"
    query = (
        "select c.number, c.at, c.actor, c.action, c.table_name, coalesce(({key}), ''), c.reference,"
        " c.reason, c.decision, coalesce(case when c.after is not null then ({shown}) end, '')"
        f" from {trail.CHANGES} c where c.run = %s and %s in ('', c.table_name) order by c.number desc"
    )
    text = query.replace("{key}", key).replace("{shown}", shown) + (f" limit {most}" if most else "")
    for row in connection.execute(text.encode(), (run, table)):
        yield Entry(*row)  # type: ignore[arg-type]  # the table's own types


def lines(log: Log) -> Iterator[str]:
    """Say which runs there were, and whether the record of them is whole."""
    if not log.changes and not log.breaks:
        yield "no repair was ever made: V2 holds no archive of one"
    for each in log.runs:
        yield f"{each.run.run}  {_done(each.run)} by {each.run.actor}, {_when(each.run)}{_ended(each)}"
        parts = (
            ", ".join(f"{count:,} {action}" for action, count in each.changes.items()) or "nothing changed"
        )
        digest = f" · plan {each.run.plan[:12]}" if each.run.plan and each.run.kind == "apply" else ""
        yield f"  {parts}{digest}"
    if log.breaks:
        yield from (f"✕ {each}" for each in log.breaks)
    elif log.changes:
        yield (
            f"✓ {_counted(log.changes, 'change')} in {_counted(log.batches, 'batch', 'batches')},"
            f" each with its entry; the chain is unbroken and ends in {log.head}"
        )


def entry_lines(entry: Entry) -> Iterator[str]:
    """Say what one change did, and why."""
    row = f"{entry.table} {entry.key}" + (f": {entry.changed}" if entry.changed else "")
    yield f"{entry.number:>8,}  {entry.at:%Y-%m-%d %H:%M:%S}  {entry.actor}  {entry.action}  {row}"
    why = [entry.reference, entry.reason, entry.decision and f"decided: {entry.decision}"]
    yield f"{'':8}  {' · '.join(each for each in why if each)}"


def _done(run: archive.Run) -> str:
    return f"restore of {run.undoes}" if run.kind == "restore" else run.kind


def _ended(logged: LoggedRun) -> str:
    """How a run ended, where it was not simply done."""
    left = f", {_counted(logged.left, 'row')} left" if logged.left else ""
    words = {
        "done": "",
        "stopped": " · stopped",
        "running": " · running" if logged.at_work else " · not finished",
        "restored": f" · put back{left}",
    }
    return words[logged.run.state]


def _when(run: archive.Run) -> str:
    took = f", {(run.ended - run.began).total_seconds():,.0f} s" if run.ended else ""
    return f"{run.began:%Y-%m-%d %H:%M:%S} UTC{took}"


def _counted(number: int, noun: str, several: str = "") -> str:
    return f"{number:,} {noun if number == 1 else several or f'{noun}s'}"
