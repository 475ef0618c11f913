"""The archive in V2: who changed what, when, why, and every row as it was before."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import psycopg
from psycopg.types.json import Jsonb

from cutover.compare import trail
from cutover.compare.sqltext import name
from cutover.repair.refusal import RepairRefused

Connection = psycopg.Connection[tuple[object, ...]]
Json = Mapping[str, object]
State = Literal["running", "done", "stopped", "restored"]

TURN = 4_051_717_285
"""The advisory lock that whoever repairs a database holds: `cutover repair`, one at a time."""
PATIENCE = 3.0
"""Seconds that a repair waits for its turn: a process that was killed holds it until its statement ends."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run as the archive tells it; `plan` is the digest of what was approved."""

    run: str
    kind: str
    undoes: str
    plan: str
    actor: str
    approved: str
    pair: str
    manifest: str
    state: State
    began: datetime
    ended: datetime | None


def take_turn(connection: Connection, patience: float | None = None) -> None:
    """Be the only one who repairs this database, until the session ends. Raises RepairRefused."""
    until = time.monotonic() + (PATIENCE if patience is None else patience)
    while not _one(connection, "select pg_try_advisory_lock(%s)", TURN):
        if time.monotonic() > until:
            raise RepairRefused(
                "repair-running",
                "another repair of this database is at work.",
                "Wait for its end, or end it: what it has done stays, and it can be taken up again.",
            )
        time.sleep(0.1)


def is_turn_taken(connection: Connection) -> bool:
    """Whether somebody repairs this database now."""
    return bool(
        _one(
            connection,
            "select exists (select from pg_locks where locktype = 'advisory' and granted and objsubid = 1"
            " and database = (select oid from pg_database where datname = current_database())"
            " and (classid::bigint << 32) + objid::bigint = %s)",
            TURN,
        )
    )


def create_archive(connection: Connection, reader: str = "") -> None:
    """Make the schema and its tables where they are not there yet; `reader` is a role that may read them.

    Raises RepairRefused where the role may not.
    """
    try:
        with connection.transaction():
            connection.execute(f"create schema if not exists {name(trail.SCHEMA)}".encode())
            connection.execute(trail.TABLES.encode())
            let_read(connection, reader)
    except psycopg.errors.InsufficientPrivilege:
        raise RepairRefused(
            "repair-archive",
            f"the role of `repair` may not create the schema {trail.SCHEMA} in V2.",
            "Let it: grant create on database <V2's> to <the role>;",
        ) from None


def keep_typed(connection: Connection, relation: str, reader: str = "") -> None:
    """Make the table that keeps a relation's rows as they were, or give it the columns that are new since.

    Raises RepairRefused where a column has another type than it had.
    """
    kept = trail.typed(relation)
    shape = f"({trail.NUMBER} bigint primary key, like {name(relation)})"
    with connection.transaction():
        connection.execute(f"create table if not exists {kept} {shape}".encode())
        old, new = _columns(connection, kept), _columns(connection, name(relation))
        for column, kind in new.items():
            if column not in old:
                connection.execute(f"alter table {kept} add column {trail.quoted(column)} {kind}".encode())
            elif old[column] != kind:
                raise RepairRefused(
                    "repair-archive-type",
                    f"{relation}.{column} is {kind} now; the archive keeps it as {old[column]}.",
                    f"Rename the table {kept} and repair again; the log of earlier runs stays readable.",
                )
        for column in old.keys() - new.keys() - {trail.NUMBER}:
            connection.execute(f"alter table {kept} alter {trail.quoted(column)} drop not null".encode())
        let_read(connection, reader)


def is_there(connection: Connection) -> bool:
    """Whether this database was ever repaired."""
    return bool(_one(connection, trail.EXISTS))


def runs(connection: Connection) -> tuple[Run, ...]:
    """Every run, the oldest first; none where there is no archive."""
    if not is_there(connection):
        return ()
    rows = connection.execute(
        "select run, kind, undoes, plan, actor, approved, pair, manifest, state, began, ended"
        f" from {trail.RUNS} order by began, run".encode()
    ).fetchall()
    return tuple(Run(*row) for row in rows)  # type: ignore[arg-type]  # the table's own types


def begin_run(connection: Connection, run: str, kind: str, actor: str, **told: object) -> None:
    """Write a run down before it does anything; `told` are further columns, mappings as JSON."""
    columns = {"run": run, "kind": kind, "actor": actor, **told}
    listed = ", ".join(columns)
    places = ", ".join(["%s"] * len(columns))
    connection.execute(
        f"insert into {trail.RUNS} ({listed}) values ({places})".encode(),
        [_value(each) for each in columns.values()],
    )


def note(connection: Connection, run: str, **told: object) -> None:
    """Write further columns of a run: `state`, `ended`, `before`, `after`, `orphans`, `sums`, `left_out`."""
    changes = ", ".join(f"{column} = %s" for column in told)
    connection.execute(
        f"update {trail.RUNS} set {changes} where run = %s".encode(), [*map(_value, told.values()), run]
    )


def add(connection: Connection, run: str, column: str, key: str, told: Json) -> None:
    """Add one entry to a run's column of JSON, such as the orphans that were counted `after` it."""
    added = f"{column} || jsonb_build_object(%s::text, %s)"
    connection.execute(
        f"update {trail.RUNS} set {column} = {added} where run = %s".encode(), (key, Jsonb(told), run)
    )


def next_batch(connection: Connection) -> int:
    """The number that the next batch has; only who holds the turn may ask."""
    return int(str(_one(connection, f"select coalesce(max(number), 0) + 1 from {trail.BATCHES}")))


def seal(connection: Connection, batch: int, run: str, step: str, seconds: float) -> None:
    """Chain a batch to the one before it by the hashes of its changes, in the transaction of its changes."""
    hashed = trail.batch_hash("previous", "given.run", "given.step", trail.hashes_of("given.number"))
    connection.execute(
        f"""
        insert into {trail.BATCHES} (number, run, step, first, last, seconds, previous, hash)
        select given.number, given.run, given.step, span.first, span.last, given.seconds, previous, {hashed}
        from (select %s::bigint as number, %s::text as run, %s::text as step, %s::float8 as seconds) given
        cross join lateral (select coalesce(
            (select b.hash from {trail.BATCHES} b where b.number = given.number - 1), '') as previous) before
        cross join lateral (select min(c.number) as first, max(c.number) as last
            from {trail.CHANGES} c where c.batch = given.number) span
        """.encode(),
        (batch, run, step, seconds),
    )


def let_read(connection: Connection, reader: str) -> None:
    """Let a role read all that the archive holds by now; '' is no role."""
    if reader:
        schema, role = name(trail.SCHEMA), trail.quoted(reader)
        connection.execute(f"grant usage on schema {schema} to {role}".encode())
        connection.execute(f"grant select on all tables in schema {schema} to {role}".encode())


def _columns(connection: Connection, relation: str) -> dict[str, str]:
    rows = connection.execute(
        "select attname, format_type(atttypid, atttypmod) from pg_attribute"
        " where attrelid = to_regclass(%s) and attnum > 0 and not attisdropped order by attnum",
        (relation,),
    ).fetchall()
    return {str(column): str(kind) for column, kind in rows}


def _value(told: object) -> object:
    return Jsonb(told) if isinstance(told, (Mapping, list, tuple)) else told


def _one(connection: Connection, query: str, *values: object) -> object:
    row = connection.execute(query.encode(), values or None).fetchone()
    return row[0] if row else None
