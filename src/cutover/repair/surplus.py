"""Surplus rows: what V2 holds and V1 knows nothing of, as steps that put it into quarantine."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cutover.compare import Absence
from cutover.compare.catalogue import Connection
from cutover.compare.join import Names, v2_condition
from cutover.compare.sqltext import name
from cutover.manifest.migration import Migration
from cutover.manifest.repairing import SurplusTable
from cutover.repair.cascade import Closure, Loosened, Place, closure
from cutover.repair.ground import Ground
from cutover.repair.missing import Part
from cutover.repair.origin import Key, Origin, origins_of
from cutover.repair.pairing import alone
from cutover.repair.plan import Loss, Pace, Row, Step


@dataclass(frozen=True, slots=True)
class _Surplus:
    """A row of V2 that no V1 row stands for, and what its key says, in words and in V1's terms."""

    key: Key
    fingerprint: str
    shown: str
    absence: Absence


def plan_surplus(
    v1: Connection,
    v2: Connection,
    migration: Migration,
    names: Names,
    rule: SurplusTable,
    kept: Collection[Key] = (),
    gone: Collection[Place] = (),
) -> Part:
    """Plan to put all rows of a V2 table into quarantine that no V1 row stands for, with what points at them.

    `kept` are rows that the plan puts right in another way, such as orphans that are re-pointed, by their
    primary key; `gone` are rows of any table that earlier steps take away. Rows that may point nowhere are
    loosened before, in steps of their own.
    """
    origins = origins_of(v1, v2, migration, names, rule.table)
    ground = Ground(migration, names, v1, v2)
    surplus, nameless = _surplus(ground, origins, {*kept}, {*gone})
    subject = f"surplus/{rule.table}"
    if not surplus and not nameless:
        return Part()
    left = (
        {subject: f"{nameless}: NULL in their key: nobody can say which V1 row they are"} if nameless else {}
    )
    told = list(_described(ground, origins[0], surplus))
    taken = closure(v2, migration, names, rule.table, surplus, gone)
    steps = [*loosening(migration, rule, taken), *_quarantines(migration, rule, told, taken)]
    return Part(tuple(steps), {subject: len(surplus) + nameless}, left)


def gone_after(steps: Iterable[Step]) -> frozenset[Place]:
    """The rows that these steps take away, with all that go along."""
    return frozenset(
        place
        for step in steps
        if step.action == "quarantine"
        for row in step.rows
        for place in ((step.table, row.key), *((each.table, each.key) for each in row.cascade))
    )


def children_first(migration: Migration, rules: Sequence[SurplusTable]) -> tuple[SurplusTable, ...]:
    """The rules in their order, but a table whose rows point at another's before that one.

    So each row has a step, and a decision, of its own, and what goes along is only what no rule names.
    """
    waiting, done = list(rules), []
    while waiting:
        names = {each.table for each in waiting}
        below = {
            each.parent
            for each in migration.references
            if each.parent in names and each.child in names - {each.parent}
        }
        ready = next((each for each in waiting if each.table not in below), waiting[0])
        done.append(ready)
        waiting.remove(ready)
    return tuple(done)


def _surplus(
    ground: Ground, origins: Sequence[Origin], kept: set[Key], gone: set[Place]
) -> tuple[list[Key], int]:
    """The primary keys of the rows that are surplus to every V1 table that they belong to; how many others
    have no key by which to say."""
    by_origin: list[dict[Key, bool]] = []
    for each in origins:
        by_origin.append(
            {
                row.key: row.nameless
                for row in alone(ground.v1, ground.v2, each)
                if row.side == "v2" and not row.young
            }
        )
    candidates = {key: None for found in by_origin for key in found if key not in kept}
    chosen = [key for key in candidates if (origins[0].table, key) not in gone]
    for each, found in zip(origins, by_origin, strict=True):
        if len(origins) > 1:
            owned = {key for key, _ in ground.at(each.table, chosen, ["1"], v2_condition(each.join))}
            chosen = [key for key in chosen if key in found or key not in owned]
    nameless = [key for key in chosen if any(found.get(key) for found in by_origin)]
    return [key for key in chosen if key not in set(nameless)], len(nameless)


def _described(ground: Ground, origin: Origin, keys: Sequence[Key]) -> Iterator[_Surplus]:
    """The rows with their fingerprints, and what it means that V1 does not have them."""
    last, row_key = None, origin.join.row_key
    if row_key is not None:
        found = ground.v1.execute(f"select max(id) from {name(str(origin.join.v1))}".encode()).fetchone()
        last = int(str(found[0])) if found and found[0] is not None else 0
    matched = origin.join.key_columns
    told = ["md5(to_jsonb(c)::text)", *(f"c.{name(each)}::text" for each in matched)]
    for key, (fingerprint, *values) in ground.at(origin.table, keys, told):
        held = dict(zip(matched, map(str, values), strict=True))
        since = row_key is not None and last is not None and int(held[row_key.column]) <= last
        shown = ", ".join(f"{column} {value}" for column, value in held.items())
        if row_key is not None and not since:
            shown = f"{shown} (its ids end at {last})"
        yield _Surplus(key, str(fingerprint), shown, "deleted in V1 since" if since else "never in V1")


def _quarantines(
    migration: Migration, rule: SurplusTable, told: Sequence[_Surplus], taken: Mapping[Key, Closure]
) -> Iterator[Step]:
    financial = rule.table in migration.repair.financial
    by_absence: dict[Absence, list[Row]] = defaultdict(list)
    for each in told:
        along = taken[each.key].cascade
        by_absence[each.absence].append(
            Row(
                each.key,
                each.fingerprint,
                decision=_decision(rule, each, len(along)) if financial else "",
                cascade=along,
            )
        )
    for absence, rows in sorted(by_absence.items()):
        many = sum(len(row.cascade) for row in rows)
        yield Step(
            kind="surplus",
            subject=rule.table,
            action="quarantine",
            domain=rule.domain,
            table=rule.table,
            absence=absence,
            reason=rule.reason,
            risk="high" if financial or many else "medium",
            financial=financial,
            count=len(rows),
            rows=tuple(rows),
            loss=Loss(rows=len(rows) + many),
            pace=pace_of(migration),
        )


def _decision(rule: SurplusTable, row: _Surplus, along: int) -> str:
    """Of a financial row: what is decided, and on what grounds."""
    points = "row that points" if along == 1 else "rows that point"
    with_it = f", with {along} {points} at it" if along else ""
    return f"quarantine{with_it}: V1 has no row for {row.shown}; {rule.reason}. The archive keeps it."


def loosening(migration: Migration, rule: SurplusTable, taken: Mapping[Key, Closure]) -> Iterator[Step]:
    """The steps that make NULL of what points at a row that goes, where it may be NULL; by reference."""
    by_reference: dict[str, list[Loosened]] = defaultdict(list)
    for each in taken.values():
        for loose in each.loosened:
            by_reference[loose.reference].append(loose)
    for reference, found in sorted(by_reference.items()):
        first = found[0]
        financial = first.table in migration.repair.financial
        reason = f"it points at a row of {rule.table} that goes into quarantine: {rule.reason}"
        why = f"keep the row, set {first.column} NULL: {reason}" if financial else ""
        rows = tuple(Row(each.key, each.fingerprint, each.before, None, why) for each in found)
        yield Step(
            kind="surplus",
            subject=reference,
            action="set-null",
            domain=rule.domain,
            table=first.table,
            column=first.column,
            reason=reason,
            risk="high" if financial else "medium",
            financial=financial,
            count=len(rows),
            rows=rows,
            loss=Loss(values=len(rows)),
            pace=pace_of(migration),
        )


def pace_of(migration: Migration) -> Pace:
    """The pace of everything that repair.yaml gives no pace of its own."""
    repair = migration.repair
    return Pace(repair.first, repair.batch, 1, repair.target.total_seconds())
