"""Session: the one connection that writes, only to V2, and only where it is shown that it cannot reach V1."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from psycopg.conninfo import conninfo_to_dict

from cutover.compare.trail import SCHEMA
from cutover.repair.opening import Opened, database_of
from cutover.repair.refusal import RepairRefused
from cutover.systems.database import CONNECT_TIMEOUT, PINS, Connection, reason, regclass
from cutover.systems.walls import PRIVILEGES

APPLICATION = "cutover repair"
_NEEDED = ("select", "insert", "update", "delete")
_HINT = "Nothing was written. real-pair.yaml.template of the environments says which role `repair` needs."
_POWERS = ("a superuser", "one that makes roles", "one that replicates", "one that may write everything")
_LISTED = 5
"""So many tables are named in a message; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Writer:
    """V2, writable. `connection` commits each statement, unless `connection.transaction()` holds several."""

    connection: Connection
    role: str
    database: str
    reader: str
    """The role that reads V2 for everybody else: it may read the archive."""


@contextmanager
def connect_writer(opened: Opened, tables: Collection[str] = ()) -> Iterator[Writer]:
    """Open V2 for writing for as long as the block runs; `tables` are the physical ones that will be changed.

    Raises RepairRefused, and then nothing was written: no `repair` is declared or it cannot be reached, it
    leads to V1 or to another database than V2's, its role may write V1's tables or anything anywhere, only
    reads, or lacks a right that the repair needs.
    """
    conninfo = _declared(opened)
    try:
        connection: Connection = psycopg.connect(conninfo, autocommit=True, connect_timeout=CONNECT_TIMEOUT)
    except psycopg.Error as error:
        raise RepairRefused(
            "repair-not-reachable",
            f"V2's database cannot be reached by `repair`: {reason(error)}",
            "Check v2.repair of the environment: address, name, role, and whether the server runs.",
        ) from None
    with connection:
        role = _text(connection, "select current_user")
        _demand_place(opened, connection)
        _demand_modest(connection, role)
        _demand_not_v1(opened, connection, role)
        _demand_writable(connection, role)
        _pin(connection, opened)
        _demand_archive(connection, role)
        _demand_rights(connection, role, tables)
        yield Writer(connection, role, opened.database, opened.reader)


def _declared(opened: Opened) -> str:
    """Return the connection string, which must be V2's own and not V1's."""
    conninfo = opened.pair.v2.repair
    if conninfo is None:
        raise RepairRefused(
            "repair-not-declared",
            f"Environment '{opened.environment.name}' does not let V2 be repaired: it has no v2.repair.",
            "Declare v2.repair: env:NAME, a role that may write V2 alone; or export the plan for the team's"
            " own workers: cutover repair export",
        )
    if opened.pair.v1.conninfo is not None and _same(conninfo, opened.pair.v1.conninfo):
        raise RepairRefused("repair-is-v1", "v2.repair is how V1 is reached, which is never written.", _HINT)
    return conninfo


def _same(one: str, other: str) -> bool:
    """Whether two connection strings are of the same role in the same database; wrong ones are told later."""
    try:
        first, second = conninfo_to_dict(one), conninfo_to_dict(other)
    except psycopg.Error:
        return one == other
    return all(first.get(key) == second.get(key) for key in ("host", "port", "dbname", "user"))


def _demand_place(opened: Opened, connection: Connection) -> None:
    """Refuse every database but V2's."""
    place = database_of(connection)
    if place == opened.database:
        return
    if place == database_of(opened.v1.connection):
        raise RepairRefused(
            "repair-is-v1", "v2.repair leads to V1's database, which is never written.", _HINT
        )
    raise RepairRefused(
        "repair-elsewhere",
        "v2.repair leads to another database than v2.database: what is read would not be what is written.",
        "Let both lead to V2's database; they differ in the role.",
    )


def _demand_modest(connection: Connection, role: str) -> None:
    """Refuse a role that is bound by nothing, or may become one."""
    row = connection.execute(
        "select bool_or(rolsuper), bool_or(rolcreaterole), bool_or(rolreplication), bool_or(rolname in"
        " ('pg_write_all_data', 'pg_write_server_files', 'pg_execute_server_program'))"
        " from pg_roles where pg_has_role(current_user, oid, 'member')"
    ).fetchone()
    found = [word for word, has in zip(_POWERS, row or (), strict=True) if has]
    if found:
        raise RepairRefused(
            "repair-superuser",
            f"The role '{role}' of v2.repair is, or may become, {' and '.join(found)}: it could reach V1.",
            _HINT,
        )


def _demand_not_v1(opened: Opened, connection: Connection, role: str) -> None:
    """Refuse a role that may write a table of V1, told by V1's own session where one server holds both.

    A role belongs to a server and not to a database: that V1 is another database there protects nothing.
    """
    v1 = opened.v1.connection
    if database_of(v1).partition("/")[0] != opened.database.partition("/")[0]:
        return
    table = regclass("t")
    rows = v1.execute(
        (
            f"select t from unnest(%s::text[]) as t, pg_roles r join pg_class c on true"
            f" where r.rolname = %s and c.oid = {table} and (pg_has_role(r.oid, c.relowner, 'member')"
            "  or exists (select from unnest(%s::text[]) as p where has_table_privilege(r.oid, c.oid, p)"
            "   or p in ('insert', 'update') and has_any_column_privilege(r.oid, c.oid, p))) order by t"
        ).encode(),
        (list(opened.names.v1.values()), role, list(PRIVILEGES)),
    ).fetchall()
    if rows:
        raise RepairRefused(
            "repair-v1-writable",
            f"The role '{role}' of v2.repair may write V1's {_named([str(name) for (name,) in rows])}.",
            _HINT,
        )


def _demand_writable(connection: Connection, role: str) -> None:
    """Refuse a server that only reads, and a role whose own setting says so."""
    if _text(connection, "select pg_is_in_recovery()") == "True":
        raise RepairRefused(
            "repair-read-only", "v2.repair leads to a replica, which nobody can write.", "Name the primary."
        )
    if _text(connection, "show default_transaction_read_only") == "on":
        raise RepairRefused(
            "repair-read-only",
            f"The role '{role}' of v2.repair only reads: its default_transaction_read_only is on.",
            "Give v2.repair a role that may write V2, or export the plan: cutover repair export",
        )


def _pin(connection: Connection, opened: Opened) -> None:
    """Let values read as everywhere, and let no one wait long for us: we give way."""
    lock, statement = opened.migration.repair.lock_timeout.total_seconds(), opened.pair.v2.statement_timeout
    pins = PINS | {
        "default_transaction_read_only": "off",
        "application_name": APPLICATION,
        "lock_timeout": f"{int(lock * 1000)}ms",
        "statement_timeout": f"{int(statement * 1000)}ms",
    }
    for setting, value in pins.items():
        connection.execute("select set_config(%s, %s, false)", (setting, value))


def _demand_archive(connection: Connection, role: str) -> None:
    """Refuse where what is changed could not be kept."""
    row = connection.execute(
        "select coalesce((select has_schema_privilege(oid, 'create') from pg_namespace where nspname = %s),"
        " has_database_privilege(current_database(), 'create'))",
        (SCHEMA,),
    ).fetchone()
    if row is None or not row[0]:
        raise RepairRefused(
            "repair-no-archive",
            f"The role '{role}' of v2.repair may not make the schema '{SCHEMA}', in which all is kept.",
            f"grant create on database … to {role}; nothing was written.",
        )


def _demand_rights(connection: Connection, role: str, tables: Collection[str]) -> None:
    """Refuse tables that are not there, are none, whose rows are hidden, or that the role may not change."""
    table = regclass("t")
    rows = connection.execute(
        (
            f"select t, case when c.oid is null then 'is not there' when c.relkind not in ('r', 'p')"
            " then 'is no table' when row_security_active(c.oid) then 'hides rows by row-level security'"
            " else 'may not be changed: no ' || (select string_agg(p, ', ' order by n)"
            "  from unnest(%s::text[]) with ordinality as q(p, n)"
            "  where not has_table_privilege(c.oid, p)) end"
            f" from unnest(%s::text[]) as t left join pg_class c on c.oid = {table} order by t"
        ).encode(),
        (list(_NEEDED), sorted(set(tables))),
    ).fetchall()
    wrong = [f"{name} {why}" for name, why in rows if why is not None]
    if wrong:
        raise RepairRefused(
            "repair-no-rights",
            f"By the role '{role}' of v2.repair {_named(wrong)}.",
            f"grant select, insert, update, delete on … to {role}; nothing was written.",
        )


def _named(names: list[str]) -> str:
    more = len(names) - _LISTED
    return ", ".join(names[:_LISTED]) + (f" and {more} more" if more > 0 else "")


def _text(connection: Connection, query: str) -> str:
    row = connection.execute(query.encode()).fetchone()
    return str(row[0]) if row else ""
