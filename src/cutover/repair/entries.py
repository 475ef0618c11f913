"""Entries: what statements that change V2 have in common: their rows' keys, what they tell and keep."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import orjson
import psycopg

from cutover.compare import trail
from cutover.compare.catalogue import primary_key
from cutover.compare.sqltext import literal, name
from cutover.repair.refusal import RepairRefused

Connection = psycopg.Connection[tuple[object, ...]]
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Target:
    """A V2 table to be changed: its name in words, its relation, its key, and all its columns' types.

    `written` are the columns that may be inserted: all but the generated ones.
    """

    table: str
    relation: str
    key: tuple[str, ...]
    types: Mapping[str, str]
    written: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Batch:
    """What the entries of one batch have in common; `number` is the batch's own."""

    number: int
    run: str
    step: str
    actor: str
    action: str
    reference: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Left:
    """A row of the plan that was not changed, and why."""

    key: Key
    why: str


def look_up(connection: Connection, table: str, relation: str) -> Target:
    """What the catalogue says of a table that is to be changed. Raises RepairRefused if it has no key."""
    generated = "attgenerated <> ''"
    rows = connection.execute(
        f"select attname, format_type(atttypid, atttypmod), {generated} from pg_attribute"
        " where attrelid = to_regclass(%s) and attnum > 0 and not attisdropped order by attnum".encode(),
        (name(relation),),
    ).fetchall()
    key = primary_key(connection, relation)
    if not rows or not key:
        what = f"V2's table '{table}' ({relation}) {'has no primary key' if rows else 'is not there'}."
        hint = "A repair must know a row again: give the table a primary key, or leave it out of the plan."
        raise RepairRefused("repair-no-key", what, hint)
    types = {str(column): str(kind) for column, kind, _ in rows}
    written = tuple(str(column) for column, _, made in rows if not made)
    return Target(table, relation, key, types, written)


def numbered(place: str) -> str:
    """The SQL of the next numbers of the log, in the order of `place`."""
    last = f"(select coalesce(max(number), 0) from {trail.CHANGES})"
    return f"{last} + row_number() over (order by {place}) as number"


def common() -> str:
    """The SQL of what all entries of a batch tell, whatever table they are of."""
    return (
        "%(run)s::text as run, %(step)s::text as step, %(batch)s::bigint as batch,"
        " %(reason)s::text as reason, %(actor)s::text as actor, now() as at"
    )


def told_of(target: Target) -> str:
    """The SQL of what all entries of a batch tell that are of one table and one action."""
    return (
        f"{common()}, %(action)s::text as action, %(reference)s::text as reference,"
        f" {literal(target.table)}::text as table_name, {literal(target.relation)}::text as relation"
    )


def told_by(batch: Batch) -> dict[str, object]:
    """The parameters that `common` and `told_of` name."""
    return {**asdict(batch), "batch": batch.number}


def keep(target: Target, entries: str, called: str = "kept") -> str:
    """The SQL that keeps rows as they were, typed: `entries` have `number`, and the row as `whole`."""
    columns = ", ".join(map(trail.quoted, target.types))
    values = ", ".join(f"(e.whole).{trail.quoted(column)}" for column in target.types)
    return (
        f"{called} as (insert into {trail.typed(target.relation)} ({trail.NUMBER}, {columns})"
        f" select e.number, {values} from {entries} e)"
    )


def key_values(keys: Sequence[Key], target: Target, prefix: str = "") -> dict[str, object]:
    """Rows' keys as the parameters that `key_arrays` names."""
    return {f"{prefix}k{at}": [key[at] for key in keys] for at in range(len(target.key))}


def key_arrays(target: Target, prefix: str = "") -> str:
    """The SQL of the key's parameters, an array of texts each."""
    return ", ".join(f"%({prefix}k{at})s::text[]" for at in range(len(target.key)))


def key_names(target: Target) -> str:
    """The SQL of the names that the key's texts get."""
    return ", ".join(f"k{at}" for at in range(len(target.key)))


def typed_keys(target: Target) -> str:
    """The SQL that makes the key's texts what the table holds: `key0`, `key1`, …"""
    return ", ".join(f"w.k{at}::{target.types[column]} as key{at}" for at, column in enumerate(target.key))


def same(table: str, wanted: str, target: Target) -> str:
    """The SQL condition that a table's row is the wanted one."""
    return " and ".join(
        f"{table}.{trail.quoted(column)} = {wanted}.key{at}" for at, column in enumerate(target.key)
    )


def key_json(alias: str, target: Target) -> str:
    """The SQL of a row's key as the archive has it, over `typed_keys`."""
    parts = (f"{literal(column)}, {alias}.key{at}" for at, column in enumerate(target.key))
    return f"jsonb_build_object({', '.join(parts)})"


def as_array(key: Key) -> str:
    """A key of the plan as the archive has it: an array of texts, as JSON."""
    return orjson.dumps(key).decode()
