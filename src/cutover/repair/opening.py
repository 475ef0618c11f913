"""Opening: a pair as a repair reads it: both databases read-only, a snapshot a server, the walls proved."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import psycopg

from cutover.compare import Names, physical_names
from cutover.manifest import Environment, Migration, load_environment, load_migration
from cutover.repair.refusal import RepairRefused
from cutover.systems import (
    Database,
    Pair,
    System,
    connect,
    demand_walls,
    identity_of,
    refuse_same,
    resolve,
    start,
)
from cutover.systems.database import Connection


@dataclass(frozen=True, slots=True)
class Choice:
    """Which pair, by which manifest; `start` are options of the environment's own command."""

    migration: Path
    environment: str
    start: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Opened:
    """An open pair. `v1` and `v2` are sessions of their own, in one snapshot where one server holds both.

    Each statement belongs to one of the two: V1 and V2 may be on two servers. `database` names V2's database
    beyond its address, `reader` is the role that reads it.
    """

    migration: Migration
    environment: Environment
    pair: Pair
    identity: str
    names: Names
    v1: Database
    v2: Database
    database: str
    reader: str


@contextmanager
def open_pair(choice: Choice, progress: Callable[[str], object] | None = None) -> Iterator[Opened]:
    """Start or join the environment, and open both databases for as long as the block runs.

    `progress` is handed what the environment's command says. Raises ManifestError, SystemsError (a side that
    cannot be reached, has no database, could be written to by its `database`, or is the other one) and
    RepairRefused.
    """
    migration = load_migration(choice.migration)
    environment = load_environment(choice.migration, choice.environment)
    if choice.start and environment.start is None:
        given = ", ".join(f"--twin-{name}" for name in choice.start)
        raise RepairRefused(
            "option-without-start", f"{given}: environment '{environment.name}' is started by no command."
        )
    with ExitStack() as resources:
        flags = [word for name, value in choice.start.items() for word in (f"--{name}", value)]
        running = start(environment, flags, progress)
        if running is not None:
            resources.enter_context(running)
        pair = resolve(environment, running.facts if running else {})
        refuse_same(pair)
        names = physical_names(migration, pair.v1.side, pair.v2.side)
        v1, v2 = _sessions(resources, pair)
        for database, tables, system in ((v1, names.v1, pair.v1), (v2, names.v2, pair.v2)):
            _demand_tables(database, tuple(tables.values()), system)
            demand_walls(database, tuple(tables.values()), system.name)
        refuse_same(pair, v1, v2, names.v1.values(), names.v2.values())
        yield Opened(
            migration,
            environment,
            pair,
            identity_of(environment, pair),
            names,
            v1,
            v2,
            database_of(v2.connection),
            _text(v2.connection, "select current_user"),
        )


@contextmanager
def again(opened: Opened) -> Iterator[Opened]:
    """Open the same pair once more for as long as the block runs: its rows as they are now."""
    with ExitStack() as resources:
        v1, v2 = _sessions(resources, opened.pair)
        yield replace(opened, v1=v1, v2=v2)


def database_of(connection: Connection) -> str:
    """Name a database beyond its address: the server's system identifier, and the database's name.

    A server and its replicas have one identifier. Raises RepairRefused where the role may not ask for it.
    """
    try:
        return _text(
            connection,
            "select format('%s/%s', system_identifier, current_database()) from pg_control_system()",
        )
    except psycopg.errors.InsufficientPrivilege:
        raise RepairRefused(
            "repair-server-unknown",
            "a role may not ask which server it is on, so that nothing tells V2 from another database.",
            "grant execute on function pg_control_system() to the roles of `database` and `repair`.",
        ) from None


def _sessions(resources: ExitStack, pair: Pair) -> tuple[Database, Database]:
    v1 = resources.enter_context(connect(pair.v1))
    v2 = resources.enter_context(connect(pair.v2))
    if v1.identity() != v2.identity():
        return v1, v2
    v2.close()
    return v1, resources.enter_context(connect(pair.v2, v1.export_snapshot()))


def _demand_tables(database: Database, tables: tuple[str, ...], system: System) -> None:
    """Refuse a database that holds nothing of what is claimed: it is another one, or the rule is wrong."""
    if tables and len(database.missing(tables)) == len(set(tables)):
        side = system.name.lower()
        raise RepairRefused(
            "tables-missing",
            f"{system.name}'s database shows none of the manifest's tables, such as {tables[0]}.",
            f"Check {side}.tables and {side}.database of the environment, and whether its role may SELECT.",
        )


def _text(connection: Connection, query: str) -> str:
    row = connection.execute(query.encode()).fetchone()
    return str(row[0]) if row else ""
