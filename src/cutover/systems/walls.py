"""The walls that keep a system unwritten, proved and not assumed."""

from __future__ import annotations

from collections.abc import Sequence

import psycopg

from cutover.systems.database import Database, regclass
from cutover.systems.errors import WallBroken

PRIVILEGES = ("insert", "update", "delete", "truncate")
READ_ONLY_SQL_TRANSACTION = "25006"
INSUFFICIENT_PRIVILEGE = "42501"


def prove_walls(database: Database, tables: Sequence[str]) -> tuple[str, ...]:
    """The walls that are broken, each as a sentence; empty means that nothing here can be written.

    The role is no superuser, bypasses nothing and may write none of the tables; the session and its
    transaction are read-only; and a write that is really tried, on the first table and of no row, is refused.
    """
    return (
        *_role(database),
        *_session(database),
        *_privileges(database, tables),
        *_attempt(database, tables),
    )


def demand_walls(database: Database, tables: Sequence[str], name: str) -> None:
    """Raise WallBroken, listing every broken wall of the system."""
    broken = prove_walls(database, tables)
    if broken:
        hint = "Give the environment a role that may only SELECT:\n    " + "\n    ".join(broken)
        raise WallBroken("wall-broken", f"{name} could be written to.", hint)


def _role(database: Database) -> tuple[str, ...]:
    row = database.connection.execute(
        "select rolname, rolsuper, rolcreaterole, rolreplication from pg_roles where rolname = current_user"
    ).fetchone()
    if row is None:
        return ("the session's role is not known to the server.",)
    name, *powers = row
    words = ("is a superuser", "may create roles", "may replicate")
    return tuple(f"the role '{name}' {word}." for word, has in zip(words, powers, strict=True) if has)


def _session(database: Database) -> tuple[str, ...]:
    wanted = ("default_transaction_read_only", "transaction_read_only")
    found = {name: _one(database, "select current_setting(%s)", name) for name in wanted}
    return tuple(f"the session's {name} is {value}." for name, value in found.items() if value != "on")


def _privileges(database: Database, tables: Sequence[str]) -> tuple[str, ...]:
    found = regclass("t")
    rows = database.connection.execute(
        (
            "select t, string_agg(p, ', ' order by n) from unnest(%s::text[]) as t,"
            " unnest(%s::text[]) with ordinality as q(p, n)"
            " where " + found + " is not null and (has_table_privilege(" + found + ", p)"
            "  or p in ('insert', 'update') and has_any_column_privilege(" + found + ", p))"
            " group by t order by t"
        ).encode(),
        (list(tables), list(PRIVILEGES)),
    ).fetchall()
    if not rows:
        return ()
    (table, granted), others = rows[0], len(rows) - 1
    more = f" and {others} more table{'s' if others > 1 else ''}" if others else ""
    return (f"the role may {granted} {table}{more}.",)


def _attempt(database: Database, tables: Sequence[str]) -> tuple[str, ...]:
    """Try to write; in a savepoint, and even a success would touch no row and be rolled back."""
    table = next((each for each in tables if _one(database, f"select {regclass('%s')}::text", each)), None)
    if table is None:
        return ("none of the tables exists, so no write could be tried.",)
    statement = psycopg.sql.SQL("delete from {} where false").format(
        psycopg.sql.Identifier(*table.split("."))
    )
    try:
        with database.connection.transaction(force_rollback=True):
            database.connection.execute(statement)
    except psycopg.Error as error:
        if error.sqlstate in (READ_ONLY_SQL_TRANSACTION, INSUFFICIENT_PRIVILEGE):
            return ()
        return (f"a write to {table} failed, but not because it is forbidden ({error.sqlstate}).",)
    return (f"a write to {table} was not refused.",)


def _one(database: Database, query: str, *values: str) -> object:
    row = database.connection.execute(query.encode(), values).fetchone()
    return row[0] if row else None
