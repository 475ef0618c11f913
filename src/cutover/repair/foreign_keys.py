"""A foreign key of V2: added, validated and dropped without a writer waiting, each time written down.

`ADD CONSTRAINT … NOT VALID` needs child and parent for an instant. Who waits for a table makes all wait that
come after, so it waits a twenty-fifth of a second for each, gives way and tries again. `VALIDATE` stops no
writer.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from dataclasses import dataclass

import psycopg
from psycopg.types.json import Jsonb

from cutover.compare import trail
from cutover.compare.links import Link
from cutover.compare.sqltext import name
from cutover.manifest import Reference
from cutover.repair import archive
from cutover.systems.database import Connection, regclass

LOCK = 0.04
"""Seconds that is waited for a table: twice that, for child and parent, a writer may stand behind us."""
PATIENCE, PAUSE = 60.0, 0.25
"""Seconds for which a table that is never free is tried for, and between two tries."""
OURS = "cutover_"
"""What the names of our constraints begin with."""
ACTION = "constraint"
"""What the archive calls a change of V2's constraints."""

Kept = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """A foreign key by its table, in words and physical, its own name, its reference and its definition."""

    table: str
    relation: str
    constraint: str
    reference: str
    definition: str

    def kept(self, validated: bool) -> Kept:
        """What the archive keeps of it."""
        return {"constraint": self.constraint, "definition": self.definition, "validated": validated}


@dataclass(frozen=True, slots=True)
class Log:
    """In which run, by whom and why constraints are changed."""

    run: str
    actor: str
    reason: str


def foreign_key(reference: Reference, link: Link) -> ForeignKey:
    """The foreign key that a reference claims, by a name of ours."""
    called = OURS + reference.id.replace(".", "_").replace("-", "_")
    if len(called.encode()) > trail.LONGEST:
        called = OURS + hashlib.sha256(called.encode()).hexdigest()[:40]
    columns, keys = (", ".join(map(trail.quoted, each)) for each in (link.columns, link.parent_columns))
    definition = f"foreign key ({columns}) references {name(str(link.parent))} ({keys})"
    return ForeignKey(reference.child, str(link.child), called, reference.id, definition)


def existing(connection: Connection, link: Link) -> tuple[str, bool] | None:
    """The name of a foreign key that V2 has for these columns already, and whether it is validated."""

    def names(numbers: str, table: str) -> str:
        return (
            f"(select array_agg(attname::text order by n) from unnest({numbers}) with ordinality as u(at, n)"
            f" join pg_attribute on attrelid = {table} and attnum = at)"
        )

    row = connection.execute(
        (
            "select conname, convalidated from pg_constraint"
            f" where contype = 'f' and conrelid = {regclass('%s')} and confrelid = {regclass('%s')}"
            f" and {names('conkey', 'conrelid')} = %s and {names('confkey', 'confrelid')} = %s"
            " order by convalidated desc, conname limit 1"
        ).encode(),
        (link.child, link.parent, list(link.columns), list(link.parent_columns)),
    ).fetchone()
    return (str(row[0]), bool(row[1])) if row else None


def add(connection: Connection, log: Log, key: ForeignKey) -> str:
    """Add it, not validated: from now on no new orphan comes in. Returns why not, or an empty text."""
    statement = f"alter table {name(key.relation)} add constraint {trail.quoted(key.constraint)}"
    return _patiently(connection, log, key, None, key.kept(False), f"{statement} {key.definition} not valid")


def validate(connection: Connection, log: Log, key: ForeignKey) -> str:
    """Let the server look at every row, however long that takes. Returns why not, or an empty text."""
    statement = f"alter table {name(key.relation)} validate constraint {trail.quoted(key.constraint)}"
    return _patiently(connection, log, key, key.kept(False), key.kept(True), statement)


def drop(connection: Connection, log: Log, key: ForeignKey) -> str:
    """Take it away again. Returns why not, or an empty text."""
    statement = f"alter table {name(key.relation)} drop constraint {trail.quoted(key.constraint)}"
    return _patiently(connection, log, key, key.kept(True), None, statement)


def added(connection: Connection, run: str = "") -> tuple[ForeignKey, ...]:
    """Those that repairs (or one `run`) added and that V2 still has, the newest first."""
    if not archive.is_there(connection):
        return ()
    rows = connection.execute(
        (
            "select table_name, relation, key->>'constraint', reference, after->>'definition'"
            f" from {trail.CHANGES} where action = %s and before is null and %s in ('', run)"
            " and exists (select from pg_constraint where conname = key->>'constraint'"
            f"  and conrelid = {regclass('relation')}) order by number desc"
        ).encode(),
        (ACTION, run),
    ).fetchall()
    return tuple(dict.fromkeys(ForeignKey(*map(str, row)) for row in rows))


def _patiently(
    connection: Connection, log: Log, key: ForeignKey, before: Kept | None, after: Kept | None, statement: str
) -> str:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            _change(connection, log, key, before, after, statement)
        except (psycopg.errors.LockNotAvailable, psycopg.errors.DeadlockDetected):
            if time.monotonic() > until:
                return f"its tables were in use for {PATIENCE:g} s without a break"
            time.sleep(PAUSE)
        except psycopg.errors.ForeignKeyViolation:
            return "an orphan came in meanwhile: it keeps new ones out, and is not validated"
        except psycopg.errors.InsufficientPrivilege:
            return "the role of v2.repair does not own the table, or may not refer to its parent"
        except (psycopg.ProgrammingError, psycopg.NotSupportedError) as error:
            return f"the server refuses it: {error.diag.message_primary or type(error).__name__}"
        else:
            return ""


def _change(
    connection: Connection, log: Log, key: ForeignKey, before: Kept | None, after: Kept | None, statement: str
) -> None:
    """Change it and write that down, in one transaction; the tables are only held at its very end."""
    began, step = time.monotonic(), f"{ACTION}/{key.reference}"
    with connection.transaction():
        batch = archive.next_batch(connection)
        entry = f"""(select (select coalesce(max(number), 0) + 1 from {trail.CHANGES}) as number,
            %s::text as run, %s::text as step, %s::bigint as batch, '[]'::jsonb as planned,
            %s::text as table_name, %s::text as relation, %s::jsonb as key, %s::text as action,
            %s::text as reference, %s::text as reason, ''::text as decision, %s::text as actor, now() as at,
            %s::jsonb as before, %s::jsonb as after)"""
        told = (key.table, key.relation, Jsonb({"constraint": key.constraint}), ACTION, key.reference)
        values = (log.run, step, batch, *told, log.reason, log.actor, _json(before), _json(after))
        connection.execute(trail.log(entry).encode(), values)
        archive.seal(connection, batch, log.run, step, time.monotonic() - began)
        connection.execute("select set_config('lock_timeout', %s, true)", (f"{int(LOCK * 1000)}ms",))
        # Validating is one statement whatever the table's size, and nobody waits for it.
        connection.execute("select set_config('statement_timeout', '0', true)")
        connection.execute(statement.encode())


def _json(kept: Kept | None) -> Jsonb | None:
    return None if kept is None else Jsonb(kept)
