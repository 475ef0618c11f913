"""A read-only look at one system's database, in one snapshot."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import TracebackType

import psycopg

from cutover.systems.errors import DatabaseFailed
from cutover.systems.resolve import System

Connection = psycopg.Connection[tuple[object, ...]]

LOCK_TIMEOUT = 1.0
CONNECT_TIMEOUT = 10
PINS = {
    # What a value looks like as text must not depend on whose session it is.
    "timezone": "UTC",
    "datestyle": "ISO, MDY",
    "intervalstyle": "postgres",
    "extra_float_digits": "1",
    "bytea_output": "hex",
    "standard_conforming_strings": "on",
    "lc_monetary": "C",
    "array_nulls": "on",
    # What a type is called, and what is asked, must not depend on it either.
    "quote_all_identifiers": "off",
    "transform_null_equals": "off",
    # One check is one core: the workers are the parallelism.
    "max_parallel_workers_per_gather": "0",
    "jit": "off",
    "work_mem": "64MB",
    "default_transaction_read_only": "on",
}

UNLIMITED = ("idle_in_transaction_session_timeout", "idle_session_timeout", "transaction_timeout")


class Database:
    """One session in one REPEATABLE READ READ ONLY transaction; what it reads does not change under it.

    `connection` is handed to the comparers. A context manager; closing rolls back.
    """

    def __init__(self, connection: Connection, name: str) -> None:
        self.connection = connection
        self._name = name

    def __enter__(self) -> Database:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Roll back and end the session."""
        self.connection.close()

    def export_snapshot(self) -> str:
        """The snapshot's name, by which other sessions see the very same rows while this one stays open."""
        return str(self._one("select pg_export_snapshot()"))

    def position(self) -> str:
        """Where the snapshot stands in the server's history: the transactions that it sees."""
        return str(self._one("select pg_current_snapshot()"))

    def version(self) -> str:
        """The server's version, as in `18.4`."""
        return str(self._one("show server_version")).split()[0]

    def identity(self) -> str:
        """The running server and the database in it, the same through whichever address it is reached."""
        return str(
            self._one(
                "select format('%s/%s', extract(epoch from pg_postmaster_start_time()),"
                " (select oid from pg_database where datname = current_database()))"
            )
        )

    def columns(self, table: str) -> dict[str, str]:
        """A table's columns and their SQL types, lengths included (`numeric(14,2)`); empty if absent."""
        query = (
            "select attname, format_type(atttypid, atttypmod) from pg_attribute"
            f" where attrelid = {regclass('%s')} and attnum > 0 and not attisdropped order by attnum"
        )
        rows = self.connection.execute(query.encode(), (table,)).fetchall()
        return {str(name): str(kind) for name, kind in rows}

    def incarnation(self, table: str) -> str:
        """Which making of a table this is: another one after it was dropped, emptied or rewritten."""
        found = self.connection.execute(
            f"select oid, relfilenode from pg_class where oid = {regclass('%s')}".encode(), (table,)
        ).fetchone()
        return "/".join(map(str, found or ()))

    def missing(self, tables: Iterable[str]) -> tuple[str, ...]:
        """Those of the tables that do not exist, or that this role may not read."""
        rows = self.connection.execute(
            (
                f"select t from unnest(%s::text[]) as t where {regclass('t')} is null"
                f" or not has_table_privilege({regclass('t')}, 'select')"
            ).encode(),
            (list(tables),),
        ).fetchall()
        return tuple(str(row[0]) for row in rows)

    def relations(self, tables: Iterable[str]) -> Mapping[str, frozenset[int]]:
        """For each existing table the physical relations below it: itself, and what a view is made of."""
        rows = self.connection.execute(UNDERLYING.encode(), (list(tables),)).fetchall()
        found: dict[str, set[int]] = {}
        for name, oid in rows:
            found.setdefault(str(name), set()).add(int(str(oid)))
        return {name: frozenset(oids) for name, oids in found.items()}

    def _one(self, query: str) -> object:
        row = self.connection.execute(query.encode()).fetchone()
        return row[0] if row else None


def regclass(text: str) -> str:
    """Return the SQL that looks a physical name up as it is written: `Customer` is not `customer`."""
    return f"""to_regclass('"' || replace(replace({text}::text, '"', '""'), '.', '"."') || '"')"""


UNDERLYING = f"""
with recursive under(name, oid) as (
    select t, {regclass("t")}::oid from unnest(%s::text[]) as t where {regclass("t")} is not null
    union
    select under.name, d.refobjid
    from under
    join pg_rewrite r on r.ev_class = under.oid
    join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = r.oid
     and d.refclassid = 'pg_class'::regclass and d.refobjid <> under.oid
)
select name, under.oid from under join pg_class c on c.oid = under.oid where c.relkind in ('r', 'p', 'm', 'f')
"""


def connect(system: System, snapshot: str | None = None) -> Database:
    """Open a read-only session, in the snapshot that another session exported if one is named.

    Raises DatabaseFailed, whose text never holds the connection string: no database declared, not
    reachable, or the snapshot is gone.
    """
    if system.conninfo is None:
        message = f"{system.name} has no database in this environment."
        raise DatabaseFailed("no-database", message, system.side.without_database)
    try:
        connection: Connection = psycopg.connect(
            system.conninfo, autocommit=True, connect_timeout=CONNECT_TIMEOUT
        )
    except psycopg.Error as error:
        message = f"{system.name}'s database cannot be reached: {reason(error)}"
        hint = "Check `database` of the environment: address, name, role, and whether the server runs."
        raise DatabaseFailed("database-not-reachable", message, hint) from None
    try:
        _pin(connection, system.statement_timeout)
        _begin(connection, system, snapshot)
    except BaseException:
        connection.close()
        raise
    return Database(connection, system.name)


def _pin(connection: Connection, statement_timeout: float) -> None:
    times = {
        "statement_timeout": f"{int(statement_timeout * 1000)}ms",
        "lock_timeout": f"{int(LOCK_TIMEOUT * 1000)}ms",
    }
    for name, value in {**PINS, **times}.items():
        connection.execute("select set_config(%s, %s, false)", (name, value))
    # The snapshot is held for as long as the run lasts, a pause included; older servers know fewer of them.
    connection.execute(
        "select set_config(name, '0', false) from pg_settings where name = any(%s)", (list(UNLIMITED),)
    )


def _begin(connection: Connection, system: System, snapshot: str | None) -> None:
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    connection.read_only = True
    connection.autocommit = False
    if snapshot is None:
        connection.execute("select 1")
        return
    try:
        connection.execute(psycopg.sql.SQL("set transaction snapshot {}").format(snapshot))
    except psycopg.Error as error:
        message = f"the snapshot of {system.name} is gone ({error.sqlstate}): its session has ended."
        raise DatabaseFailed("snapshot-lost", message, "Run the checks again.") from None


def reason(error: psycopg.Error) -> str:
    """What libpq means, in our own words: its text may hold the connection string."""
    text = str(error)
    for told, meant in REASONS.items():
        if told in text:
            return meant
    return "the server refused the connection."


REASONS = {
    "password authentication failed": "the role or its password is wrong.",
    "no password supplied": "the connection string holds no password.",
    "Connection refused": "nothing listens at that address.",
    "could not translate host name": "its host name is unknown.",
    "failed to resolve host": "its host name is unknown.",
    "timeout expired": f"no answer within {CONNECT_TIMEOUT} s.",
    "does not exist": "the database or the role does not exist.",
    "too many clients": "it has no connection left.",
    "too many connections": "it has no connection left.",
    "remaining connection slots": "it has no connection left.",
    'missing "="': "the connection string is none.",
    "invalid": "the connection string is none.",
    "No such file or directory": "nothing listens at that address.",
}
