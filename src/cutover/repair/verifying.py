"""Verifying: whether a repair that others made did what a plan says: found = repaired + waived + left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from psycopg import RawCursor

from cutover.compare.expressions import differs
from cutover.compare.sqltext import literal, name
from cutover.repair.demands import demand_same
from cutover.repair.ground import Ground
from cutover.repair.opening import Opened
from cutover.repair.origin import Key, Origin, origin_named
from cutover.repair.plan import Plan, Row, Step
from cutover.repair.planning import plan_rows
from cutover.repair.progress import Tell, silent
from cutover.repair.restoring import as_v1_holds, in_batches, keys_of

AT_ONCE = 1_000
SHOWN = 20
"""Rows that are named of each table that is not as planned."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """A row of the plan that is not as planned: its key, and how it is instead."""

    step: str
    key: Key
    why: str


@dataclass
class Tally:
    """One line of the balance: what was `found`, and what became of it.

    `left` is what the plan left; `undone` are rows of the plan that are not as planned, the first of them in
    `wrong`; `now` is what is found when V2 is looked at again, without the plan.
    """

    found: int = 0
    repaired: int = 0
    waived: int = 0
    left: int = 0
    undone: int = 0
    now: int = 0
    wrong: list[Wrong] = field(default_factory=list)

    @property
    def equal(self) -> bool:
        """Whether found = repaired + waived + left, and V2 shows what is left and nothing else."""
        return self.found == self.repaired + self.waived + self.left and self.now == self.waived + self.left


@dataclass(frozen=True)
class Verified:
    """The balance by what was found (``orphans/user.agent_id``), and `new`: what the plan never knew of."""

    tallies: dict[str, Tally]
    new: dict[str, int]

    @property
    def equal(self) -> bool:
        """Whether all was repaired but what was waived or left, and nothing new is broken."""
        return not self.new and all(each.equal for each in self.tallies.values())


def verify(opened: Opened, plan: Plan, tell: Tell = silent) -> Verified:
    """Look at each row of a plan, and at V2 as a whole, after a repair that others made.

    V2 is read in the snapshot of `opened`. Raises RepairRefused where the plan is of another pair.
    """
    demand_same(opened, plan)
    ground = Ground(opened.migration, opened.names, opened.v1.connection, opened.v2.connection)
    again = plan_rows(ground, tell)
    broken = _still_broken(again.steps)
    tallies = {
        name: Tally(found, waived=plan.waived.get(name, 0), now=again.found.get(name, 0))
        for name, found in plan.found.items()
    }
    planned: defaultdict[str, int] = defaultdict(int)
    for step in plan.steps:
        found = tallies.get(named := f"{step.kind}/{step.subject}")
        if found is None:
            found = tallies[named] = Tally(step.count)
        if step.action != "leave":
            planned[named] += step.count
            _count(found, step, _rows_of(ground, step, broken, tell))
    for named, found in tallies.items():
        found.left = max(0, found.found - planned[named] - found.waived)
    new = {named: many for named, many in again.found.items() if named not in plan.found}
    return Verified(tallies, new)


def _still_broken(steps: Sequence[Step]) -> set[tuple[str, Key]]:
    """The orphans that there are now: reference and key."""
    return {(step.subject, row.key) for step in steps if step.kind == "orphans" for row in step.rows}


def _count(tally: Tally, step: Step, found: Iterator[tuple[Key, str]]) -> None:
    for key, why in found:
        if not why:
            tally.repaired += 1
            continue
        tally.undone += 1
        if len(tally.wrong) < SHOWN:
            tally.wrong.append(Wrong(step.id, key, why))


def _rows_of(
    ground: Ground, step: Step, broken: set[tuple[str, Key]], tell: Tell
) -> Iterator[tuple[Key, str]]:
    """Each row of a step, and how it is not as planned; '' where it is."""
    done = 0
    if step.action == "restore" and step.kind == "missing":
        origin = origin_named(ground.v1, ground.v2, ground.migration, ground.names, step.source, step.table)
        for keys in in_batches(keys_of(step), AT_ONCE):
            yield from restored(ground, origin, keys)
            tell(step.id, done := done + len(keys), step.count)
        return
    for rows in in_batches(step.rows, AT_ONCE):
        if not step.changes:
            lost = "what it points at is still not there"
            yield from ((row.key, lost if (step.subject, row.key) in broken else "") for row in rows)
        elif step.action == "quarantine":
            yield from _gone(ground, step, rows)
        else:
            yield from _changed(ground, step, rows)
        tell(step.id, done := done + len(rows), step.count)


def _changed(ground: Ground, step: Step, rows: Sequence[Row]) -> Iterator[tuple[Key, str]]:
    held = dict(ground.at(step.table, [row.key for row in rows], [f"c.{name(step.column)}::text"]))
    for row in rows:
        if row.key not in held:
            yield row.key, "it is gone"
            continue
        (value,) = held[row.key]
        if value == row.after:
            yield row.key, ""
        elif value == row.before:
            yield row.key, f"it still points at {row.before}"
        else:
            shown = "nothing" if value is None else str(value)
            yield row.key, f"it points at {shown}, not at {row.after or 'nothing'}"


def _gone(ground: Ground, step: Step, rows: Sequence[Row]) -> Iterator[tuple[Key, str]]:
    there = {(step.table, key) for key, _ in ground.at(step.table, [row.key for row in rows], ["1"])}
    tables = {each.table for row in rows for each in row.cascade} & ground.names.v2.keys()
    for table in sorted(tables):
        keys = [each.key for row in rows for each in row.cascade if each.table == table]
        there |= {(table, key) for key, _ in ground.at(table, keys, ["1"])}
    for row in rows:
        along = next((each for each in row.cascade if (each.table, each.key) in there), None)
        if (step.table, row.key) in there:
            yield row.key, "it is still there"
        elif along is not None:
            yield row.key, f"{along.table} {'/'.join(along.key)}, which points at it, is still there"
        else:
            yield row.key, ""


def restored(ground: Ground, origin: Origin, keys: Sequence[Key]) -> Iterator[tuple[Key, str]]:
    """Each of V1's rows, and how V2 does not hold it as V1 does; '' where it does."""
    rows = as_v1_holds(ground.v1, origin, keys)
    found = _beside(ground, origin, list(rows.values()))
    for key in keys:
        if key not in rows:
            yield key, "V1 does not hold it any more"
        else:
            yield key, found[rows[key]]


def _beside(ground: Ground, origin: Origin, rows: Sequence[str]) -> dict[str, str]:
    """How V2 holds each of these rows: '', that it lacks it, or the columns that differ."""
    table, target = name(origin.relation), origin.join.target
    limits = {each.name: each.tolerance for each in target.columns if each.name in origin.held}
    same = " and ".join(f"t.{name(each)} = r.{name(each)}" for each in origin.join.key_columns)
    unlike = [
        f"case when {differs(f'r.{name(column)}', f't.{name(column)}', origin.held[column].type, limit)}"
        f" then {literal(column)} end"
        for column, limit in limits.items()
        if column not in origin.join.key_columns and not origin.held[column].generated
    ]
    told = f"concat_ws(', ', {', '.join(unlike)})" if unlike else "''"
    query = (
        f"select w.given, count(t.tableoid), (array_agg({told} order by length({told})))[1]"
        " from unnest($1::text[]) as w(given)"
        f" cross join lateral jsonb_populate_record(null::{table}, w.given::jsonb) as r"
        f" left join {table} as t on {same} group by w.given"
    )
    found, wanted = {}, list(dict.fromkeys(rows))
    for row, many, columns in RawCursor(ground.v2).execute(query.encode(), (wanted,)).fetchall():
        found[str(row)] = "V2 does not hold it" if not many else f"it differs in {columns}" if columns else ""
    return found
