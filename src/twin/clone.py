"""Clone: a run's own copies of a template, and the roles that may open them.

A run holds an advisory lock whose number is part of the names of its databases and roles. The lock goes with
the run, whatever ends it, so the next run finds what a killed one left and drops it.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace

import psycopg
from psycopg import sql

from twin.databases import WRITES, copy, drop, exists, names, require_room, size
from twin.errors import TwinError
from twin.faults import DataFault
from twin.server import Server, explained, one_line

_PREFIX = "twin_run_"
_LOCK_SPACE = 4_711_002

# A role's settings: the APIs answer the same on every server, and only the writer writes.
_PINNED = {"timezone": "UTC", "datestyle": "ISO, YMD", "jit": "off", "max_parallel_workers_per_gather": "0"}
_ROLES = {"reader": True, "api": True, "writer": False, "repair": False}
"""Each role that a run may have, and whether it only reads."""
_WRITTEN = "^(mvpw5_|twin_task_runs$)"
"""The tables that the writer may write: V2's, and what V2 notes of its own work."""
_REPAIRED = "^mvpw5_"
"""The tables that are put right, and belong to whom may do it."""


@dataclass(frozen=True)
class Clones:
    """The DSNs of one run, each for one role on one copy."""

    reader: str
    """For the harness: may read both sides' tables, and nothing else."""
    api: str
    """For both APIs of the pair: the same rights."""
    writer: str
    """For the second V2 API, on a copy of its own, without V1: may write V2's tables."""
    number: str = ""
    """What tells these copies from all others."""
    repair: str | None = None
    """Of a standing twin: owns V2's tables of the pair's copy, may make schemas, and sees nothing of V1."""


@contextmanager
def clones(
    server: Server, template: str, faults: Sequence[DataFault] = (), *, repaired: bool = False
) -> Iterator[Clones]:
    """Give a run its copies, with the faults in them, for as long as the block runs; drop them after it.

    With `repaired` there is a role that may write V2's tables of the pair's copy.
    """
    with server.connect() as maintenance:
        _drop_left_behind(maintenance)
        needed = size(maintenance, template) + size(maintenance, template + WRITES)
        require_room(server, needed + 50_000_000)
        run = f"{_PREFIX}{_taken_number(maintenance)}"
        try:
            with _explaining(server):
                made = _made(server, maintenance, template, run, faults)
                if repaired:
                    made = replace(made, repair=_repairing(server, maintenance, run))
            yield made
        finally:
            with suppress(psycopg.OperationalError):  # a server that is gone has nothing to drop from
                _drop(maintenance, run)


def running(maintenance: psycopg.Connection) -> int:
    """Return how many runs have clones now."""
    row = maintenance.execute(
        "select count(*) from pg_locks where locktype = 'advisory' and classid = %s", [_LOCK_SPACE]
    ).fetchone()
    return int(row[0]) if row else 0


@contextmanager
def _explaining(server: Server) -> Iterator[None]:
    try:
        yield
    except psycopg.Error as error:
        raise explained(server, error) or TwinError(
            "clone-failed", f"The run's copy of the template could not be made: {one_line(error)}."
        ) from error


def _taken_number(maintenance: psycopg.Connection) -> int:
    while True:
        number = secrets.randbelow(2**31)
        row = maintenance.execute("select pg_try_advisory_lock(%s, %s)", [_LOCK_SPACE, number]).fetchone()
        if row and row[0]:
            return number


def _made(
    server: Server, maintenance: psycopg.Connection, template: str, run: str, faults: Sequence[DataFault]
) -> Clones:
    passwords = {role: _new_role(maintenance, run, role) for role in ("reader", "api", "writer")}
    with ThreadPoolExecutor(max_workers=2) as executor:
        pair = executor.submit(_copied, server, template, run, run, ("reader", "api"), faults)
        writes = executor.submit(_copied, server, template + WRITES, run, run + WRITES, ("writer",), faults)
        pair.result()
        writes.result()
    return Clones(
        reader=server.url(run, f"{run}_reader", passwords["reader"]),
        api=server.url(run, f"{run}_api", passwords["api"]),
        writer=server.url(f"{run}_writes", f"{run}_writer", passwords["writer"]),
        number=run.removeprefix(_PREFIX),
    )


def _new_role(maintenance: psycopg.Connection, run: str, role: str) -> str:
    """Make one of a run's roles, with its settings, and return its password."""
    name, password = sql.Identifier(f"{run}_{role}"), secrets.token_urlsafe(24)
    maintenance.execute(sql.SQL("create role {} login password {}").format(name, sql.Literal(password)))
    settings = _PINNED | ({"default_transaction_read_only": "on"} if _ROLES[role] else {})
    for setting, value in settings.items():
        maintenance.execute(
            sql.SQL("alter role {} set {} = {}").format(name, sql.Identifier(setting), sql.Literal(value))
        )
    return password


def _repairing(server: Server, maintenance: psycopg.Connection, database: str) -> str:
    """Give V2's tables of a copy to a role of their own, which may make schemas there; returns its DSN."""
    password = _new_role(maintenance, database, "repair")
    role = sql.Identifier(f"{database}_repair")
    grant = sql.SQL("grant connect, create on database {} to {}")
    maintenance.execute(grant.format(sql.Identifier(database), role))
    with server.connect(database) as connection, connection.transaction():
        # What a role that is no superuser needs to give a table away: to be in its new owner's place.
        connection.execute(sql.SQL("grant {} to current_user").format(role))
        connection.execute(sql.SQL("grant usage, create on schema public to {}").format(role))
        found = connection.execute(
            "select tablename from pg_tables where tablename ~ %s order by 1", [_REPAIRED]
        ).fetchall()
        for (table,) in found:
            statement = sql.SQL("alter table {} owner to {}")
            connection.execute(statement.format(sql.Identifier(str(table)), role))
        connection.execute(sql.SQL("revoke create on schema public from {}").format(role))
    return server.url(database, f"{database}_repair", password)


def _copied(
    server: Server, template: str, run: str, database: str, roles: Sequence[str], faults: Sequence[DataFault]
) -> None:
    with server.connect() as maintenance:
        copy(server, maintenance, database, template)
        identifier = sql.Identifier(database)
        maintenance.execute(sql.SQL("revoke all on database {} from public").format(identifier))
        for role in roles:
            grant = sql.SQL("grant connect on database {} to {}")
            maintenance.execute(grant.format(identifier, sql.Identifier(f"{run}_{role}")))
    with server.connect(database) as connection:
        for fault in faults:
            connection.execute(fault.sql.encode())
        for role in roles:
            _grant(connection, sql.Identifier(f"{run}_{role}"), writes=not _ROLES[role])


def _grant(connection: psycopg.Connection, role: sql.Identifier, *, writes: bool) -> None:
    connection.execute(sql.SQL("grant usage on schema public to {}").format(role))
    connection.execute(sql.SQL("grant select on all tables in schema public to {}").format(role))
    found = connection.execute(
        "select tablename from pg_tables where tablename ~ %s order by 1", [_WRITTEN]
    ).fetchall()
    if writes and found:
        tables = sql.SQL(", ").join(sql.Identifier(str(table)) for (table,) in found)
        connection.execute(sql.SQL("grant insert, update, delete on {} to {}").format(tables, role))
        connection.execute(sql.SQL("grant usage on all sequences in schema public to {}").format(role))


def _drop_left_behind(maintenance: psycopg.Connection) -> None:
    """Drop what killed runs left: theirs are the locks that nobody holds."""
    found = names(maintenance, f"^{_PREFIX}[0-9]+({WRITES})?$")
    found += [str(name) for (name,) in maintenance.execute(
        "select rolname from pg_roles where rolname ~ %s", [f"^{_PREFIX}[0-9]+_({'|'.join(_ROLES)})$"]
    )]  # fmt: skip
    for number in sorted({int(name.removeprefix(_PREFIX).partition("_")[0]) for name in found}):
        row = maintenance.execute("select pg_try_advisory_lock(%s, %s)", [_LOCK_SPACE, number]).fetchone()
        if row and row[0]:
            try:
                _drop(maintenance, f"{_PREFIX}{number}")
            finally:
                maintenance.execute("select pg_advisory_unlock(%s, %s)", [_LOCK_SPACE, number])


def _drop(maintenance: psycopg.Connection, run: str) -> None:
    for database in (run, run + WRITES):
        if exists(maintenance, database):
            drop(maintenance, database)
    for role in _ROLES:
        maintenance.execute(sql.SQL("drop role if exists {}").format(sql.Identifier(f"{run}_{role}")))
