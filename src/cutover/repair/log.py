"""The log: who changed what in V2, when and why, and whether the record of it is whole."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from cutover.compare import trail
from cutover.compare.audit import Finding, find_breaks, find_trail
from cutover.manifest import nearest
from cutover.repair import archive
from cutover.repair.entries import Connection
from cutover.repair.refusal import RepairRefused

MOST = 50
"""So many entries are told unless more are asked for."""
LONGEST = 40
"""Characters of one value that are shown."""


@dataclass(frozen=True, slots=True)
class LoggedRun:
    """One run, and how many changes of which action it made."""

    run: archive.Run
    changes: Mapping[str, int] = field(default_factory=dict)

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
        return Log(tuple(map(LoggedRun, archive.runs(connection))))
    if found.lacking:
        tables = ", ".join(found.lacking)
        what, hint = f"V2's archive lost {tables}.", "Put it back from a backup of V2."
        if found.unreadable:
            what = f"V2's archive has {tables}, which may not be read."
            hint = (
                f"grant usage on schema {trail.SCHEMA}, and select on its tables, to the role of v2.database"
            )
        raise RepairRefused("repair-archive-unreadable", what, hint)
    counted = f"select run, action, count(*) from {trail.CHANGES} group by run, action order by run, action"
    actions: dict[str, dict[str, int]] = {}
    for run, action, count in connection.execute(counted.encode()).fetchall():
        actions.setdefault(str(run), {})[str(action)] = int(str(count))
    runs = tuple(LoggedRun(each, actions.get(each.run, {})) for each in archive.runs(connection))
    return Log(runs, found.changes, found.batches, found.head, find_breaks(connection, relations))


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
        yield f"{each.run.run}  {_done(each.run)} by {each.run.actor}, {_when(each.run)}"
        parts = (
            ", ".join(f"{count:,} {action}" for action, count in each.changes.items()) or "nothing changed"
        )
        digest = f" · plan {each.run.plan[:12]}" if each.run.plan and each.run.kind == "apply" else ""
        yield f"  {parts}{digest}"
    if log.breaks:
        yield from (f"✕ {each}" for each in log.breaks)
    elif log.changes:
        yield (
            f"✓ {log.changes:,} changes in {log.batches:,} batches, each with its entry;"
            f" the chain is unbroken and ends in {log.head}"
        )


def entry_lines(entry: Entry) -> Iterator[str]:
    """Say what one change did, and why."""
    row = f"{entry.table} {entry.key}" + (f": {entry.changed}" if entry.changed else "")
    yield f"{entry.number:>8,}  {entry.at:%Y-%m-%d %H:%M:%S}  {entry.actor}  {entry.action}  {row}"
    why = [entry.reference, entry.reason, entry.decision and f"decided: {entry.decision}"]
    yield f"{'':8}  {' · '.join(each for each in why if each)}"


def _done(run: archive.Run) -> str:
    kind = f"restore of {run.undoes}" if run.kind == "restore" else run.kind
    return f"{kind}, {run.state}" if run.state != "done" else kind


def _when(run: archive.Run) -> str:
    took = f", {(run.ended - run.began).total_seconds():,.0f} s" if run.ended else ""
    return f"{run.began:%Y-%m-%d %H:%M:%S} UTC{took}"
