"""Missing rows: what V1 holds and V2 does not, as steps that restore it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from cutover.compare.catalogue import Connection
from cutover.compare.join import Names
from cutover.compare.sqltext import PLACEHOLDER
from cutover.manifest.migration import Migration
from cutover.manifest.repairing import MissingTable
from cutover.manifest.table import Source
from cutover.repair.origin import Key, Origin, demand_values, origin_of
from cutover.repair.pairing import alone
from cutover.repair.plan import Pace, Row, Step, ranges_of
from cutover.repair.refusal import RepairRefused
from cutover.repair.restoring import STANDS, content_of, in_batches, keys_in_v2, standing


@dataclass(frozen=True)
class Part:
    """A part of a plan: steps in their order, what was found, by its name, and what is left, with why."""

    steps: tuple[Step, ...] = ()
    found: Mapping[str, int] = field(default_factory=dict)
    left: Mapping[str, str] = field(default_factory=dict)


def plan_missing(
    v1: Connection,
    v2: Connection,
    migration: Migration,
    names: Names,
    rule: MissingTable,
    left_out: Mapping[str, Collection[Key]] | None = None,
) -> Part:
    """Plan to restore all rows of a V1 table that V2 lacks, parents before their children.

    `left_out` are rows that the plan brings back in another way, as their keys in V1 by ``<source>.<table>``.
    """
    steps: list[Step] = []
    found: dict[str, int] = {}
    left: dict[str, str] = {}
    restored: dict[str, set[str]] = {}
    for source in parents_first(migration, rule.source):
        told = origin_of(v1, v2, migration, names, source)
        keys, nameless = _missing(v1, v2, told, frozenset((left_out or {}).get(told.id, ())))
        keys = _unowned(v1, v2, told, keys, restored)
        restored[told.table] = {key[0] for key in keys}
        if keys or nameless:
            part = restore(v1, v2, migration, told, keys, rule)
            steps += part.steps
            found[f"missing/{told.id}"] = len(keys) + nameless
            why = [*part.left.values(), *([_nameless(nameless)] if nameless else [])]
            left |= {f"missing/{told.id}": "; ".join(why)} if why else {}
    return Part(tuple(steps), found, left)


def restore(
    v1: Connection,
    v2: Connection,
    migration: Migration,
    told: Origin,
    keys: Sequence[Key],
    rule: MissingTable,
) -> Part:
    """Plan to restore these rows of V1, which V2 lacks; those that cannot be are left, with why."""
    name, found = f"missing/{told.id}", {f"missing/{told.id}": len(keys)}
    try:
        demand_values(told)
    except RepairRefused as error:
        return Part((), found, {name: f"{len(keys)}: {error.what} {error.hint}"})
    bad = dict.fromkeys(_held_otherwise(v1, v2, told, keys), STANDS)
    content = content_of(v1, told, (key for key in keys if key not in bad))
    bad |= content.bad
    good = [key for key in keys if key not in bad]
    left = {name: _told(bad)} if bad else {}
    return Part((_step(migration, told, good, content.digest, rule),) if good else (), found, left)


def rule_of(migration: Migration, source: str, domain: str, reason: str) -> MissingTable:
    """The rule by which rows of a V1 table are restored: repair.yaml's, or that of all other tables."""
    for rule in migration.repair.missing:
        if rule.source == source:
            return rule.model_copy(update={"domain": domain, "reason": reason})
    repair = migration.repair
    return MissingTable(
        source=source,
        domain=domain,
        reason=reason,
        first=repair.first,
        batch=repair.batch,
        smallest=min(repair.first, repair.batch),
    )


def parents_first(migration: Migration, source: str) -> tuple[Source, ...]:
    """The V2 tables of a V1 table, those that others of them point at before these."""
    file = migration.v1_table(source)
    waiting = [Source(file, target) for target in file.v2]
    done: list[Source] = []
    while waiting:
        names = {each.target.name for each in waiting}
        above = {
            each.child
            for each in migration.references
            if each.child in names and each.parent in names - {each.child}
        }
        ready = [each for each in waiting if each.target.name not in above] or waiting[:1]
        done += ready
        waiting = [each for each in waiting if each not in ready]
    return tuple(done)


def _missing(
    v1: Connection, v2: Connection, told: Origin, left_out: Collection[Key]
) -> tuple[list[Key], int]:
    """The keys of V1's rows that V2 lacks, in the order of V1's ids; how many have no key by which to say."""
    keys: list[Key] = []
    nameless = 0
    for row in alone(v1, v2, told):
        if row.side == "v1" and not row.young and row.key not in left_out:
            nameless += row.nameless
            keys += [] if row.nameless else [row.key]
    return sorted(keys, key=lambda key: tuple(map(int, key))), nameless


def _unowned(
    v1: Connection, v2: Connection, told: Origin, keys: list[Key], restored: Mapping[str, set[str]]
) -> list[Key]:
    """The keys without those that V2 holds, and only seems to lack because what owns them is missing.

    Settings of a user belong to V1's table of users once the user is restored: then they are there.
    """
    owners = set(PLACEHOLDER.findall(told.join.target.owns or ""))
    coming = set().union(*(restored.get(each, ()) for each in owners))
    waiting = [key for key in keys if key[0] in coming]
    held = set(_held_otherwise(v1, v2, told, waiting)) if waiting else set()
    return [key for key in keys if key not in held]


def _held_otherwise(v1: Connection, v2: Connection, told: Origin, keys: Sequence[Key]) -> list[Key]:
    """Those that V2 holds by their key after all, as a row of another source."""
    if told.join.target.owns is None:
        return []
    found = []
    for some in in_batches(keys):
        in_v2 = keys_in_v2(v1, told, some)
        held = standing(v2, told, in_v2.values())
        found += [key for key in some if key in in_v2 and held[in_v2[key]]]
    return found


def _step(migration: Migration, told: Origin, keys: Sequence[Key], content: str, rule: MissingTable) -> Step:
    financial = told.table in migration.repair.financial
    rows, ranges = (
        (tuple(Row(key) for key in keys), ()) if told.each else ((), ranges_of([int(key[0]) for key in keys]))
    )
    return Step(
        kind="missing",
        subject=told.id,
        action="restore",
        domain=rule.domain,
        table=told.table,
        source=told.source,
        absence="in V1, not migrated",
        reason=rule.reason,
        risk="medium" if financial else "low",
        financial=financial,
        count=len(keys),
        rows=rows,
        ranges=ranges,
        content=content,
        pace=Pace(
            rule.first,
            rule.batch,
            rule.smallest,
            migration.repair.target.total_seconds(),
            rule.timeout.total_seconds(),
        ),
    )


def _nameless(count: int) -> str:
    return f"{count}: nothing stands in V1 where the key comes from"


def _told(bad: Mapping[Key, str]) -> str:
    """Why rows are left, how many of each kind, and the first few of them."""
    by_reason: dict[str, list[Key]] = {}
    for key, why in bad.items():
        by_reason.setdefault(why, []).append(key)
    return "; ".join(f"{len(keys)}: {why} ({_shown(keys)})" for why, keys in by_reason.items())


def _shown(keys: Iterable[Key]) -> str:
    shown = ["/".join(key) for key in keys]
    return ", ".join(shown[:5]) + (", …" if len(shown) > 5 else "")
