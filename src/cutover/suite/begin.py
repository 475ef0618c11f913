"""The beginning of a run: environment up, walls proved, judge tried, snapshot held, facts known."""

import asyncio
import os
import platform
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from psycopg.conninfo import conninfo_to_dict

from cutover.compare import physical_names
from cutover.compare.smoke import smoke, smoke_latency
from cutover.evidence import secrets_in
from cutover.manifest import (
    Check,
    Environment,
    Migration,
    latency_check,
    load_environment,
    load_migration,
    plan,
)
from cutover.suite.handover import Handover
from cutover.suite.options import Options, nearest
from cutover.suite.run import Run, Work, chosen_checks, header_of
from cutover.suite.trouble import CannotBegin
from cutover.systems import (
    Database,
    Pair,
    System,
    connect,
    demand_walls,
    knock,
    refuse_same,
    resolve,
    same_api,
    start,
)

Say = Callable[[str], object]


def read_work(options: Options, alone: str | None = None, named: Sequence[str] = ()) -> Work:
    """Read the manifest and derive the plan; raises ManifestError with every mistake, or CannotBegin.

    ``alone`` is the area that runs by itself, ``named`` the checks that are asked for one by one.
    """
    migration = load_migration(options.migration)
    environment = load_environment(options.migration, options.environment)
    phases = {phase.id: phase for phase in migration.phases}
    if options.phase and options.phase not in phases:
        raise CannotBegin(
            "phase-unknown", f"--phase: there is no phase '{options.phase}'.", nearest(options.phase, phases)
        )
    if options.start and environment.start is None:
        given = ", ".join(f"--twin-{name}" for name in options.start)
        raise CannotBegin(
            "option-without-start",
            f"{given}: the environment '{environment.name}' is not started by a command.",
        )
    _demand_numbers(migration, environment)
    whole = (*plan(migration), *_unowed(migration, named))
    checks = chosen_checks(whole, phases.get(options.phase), alone)
    return Work(options, migration, environment, whole, checks, alone)


def _unowed(migration: Migration, named: Sequence[str]) -> Iterator[Check]:
    """Yield the checks that nobody owes and that can be asked for all the same: any read can be timed."""
    owed = {check.id for check in plan(migration)}
    for endpoint in migration.endpoints:
        check = latency_check(migration, endpoint)
        if endpoint.reads and check.id in named and check.id not in owed:
            yield check


def _demand_numbers(migration: Migration, environment: Environment) -> None:
    """Refuse an environment that finds tables by a number which the manifest does not give them."""
    v1 = [(file.v1.table, file.v1.id) for file in migration.tables]
    v2 = [(table.name, table.id) for table in migration.v2_tables()]
    v2 += [(table.name, table.id) for table in migration.new_tables]
    for name, side, tables in (("v1", environment.v1, v1), ("v2", environment.v2, v2)):
        nameless = next((table for table, number in tables if number is None), None)
        if side.by_number and nameless is not None:
            raise CannotBegin(
                "tables-without-id",
                f"{name}.tables finds a table by its id, and {name.upper()}'s '{nameless}' has none.",
                f"Write {name}.tables of environment '{environment.name}' with {{table}},",
                f"or give each {name.upper()} table its id in the manifest.",
            )


def begin(work: Work, run: str, command: str, whole: bool, say: Say) -> Run:
    """Begin a run; raises SystemsError or CannotBegin, and then leaves nothing running."""
    with ExitStack() as resources:
        options = [word for name, value in work.options.start.items() for word in (f"--{name}", value)]
        running = start(work.environment, options, say)
        started: Mapping[str, object] = {}
        if running is not None:
            resources.callback(running.close)
            started = running.facts
        pair = resolve(work.environment, started)
        if not work.options.self_test:
            refuse_same(pair)
        _demand_sight((*smoke(None), *(smoke_latency() if work.alone == "latency" else ())))
        pace = resources.enter_context(TemporaryDirectory(prefix="cutover-pace-"))
        migration = work.migration
        if work.options.self_test and same_api(pair):
            migration = migration.of_itself()
        asyncio.run(knock(migration, (pair.v1, pair.v2), Path(pace)))
        v1, v2 = (_open(resources, system) for system in (pair.v1, pair.v2))
        _refuse_danger(work, pair, v1, v2)
        snapshots = _snapshots(v1, v2, work.options.two_servers)
        if v2 is not None:
            apart = v1 if snapshots[0] != snapshots[1] else None
            _demand_sight(smoke(v2.connection, apart.connection if apart else None))
        versions = _versions(started, v1 or v2)
        seed = started.get("seed")
        header = header_of(
            work, run, pair, versions, _told(v1, v2), seed if isinstance(seed, int) else None, command
        )
        handover = Handover(
            migration=migration,
            environment=work.environment,
            pair=pair,
            checks=work.checks,
            snapshots=snapshots,
            personal_key=secrets.token_bytes(32),
            secrets=(*_secrets(pair), *secrets_in(os.environ)),
            run=run,
            started=header.started,
            key={
                "pair": f"{header.environment}: {header.pair['identity']}",
                "manifest": header.manifest,
                "version": header.cutover,
            },
            pace=pace,
        )
        folder = work.options.reports / "runs" / run
        return Run(work, folder, header, handover, whole, started, resources.pop_all())


def _demand_sight(complaints: Sequence[str]) -> None:
    """Let no run begin whose judge calls equal what is known to be apart, or apart what is equal."""
    if complaints:
        raise CannotBegin(
            "judge-blind", complaints[0], *complaints[1:], "Nothing that it says can be believed."
        )


def _open(resources: ExitStack, system: System) -> Database | None:
    if system.conninfo is None:
        return None
    return resources.enter_context(connect(system))


def _refuse_danger(work: Work, pair: Pair, v1: Database | None, v2: Database | None) -> None:
    """Refuse a pair that could be written to, and one whose sides are the same."""
    names = physical_names(work.migration, pair.v1.side, pair.v2.side)
    tables_v1, tables_v2 = tuple(names.v1.values()), tuple(names.v2.values())
    for database, tables, name in ((v1, tables_v1, "V1"), (v2, tables_v2, "V2")):
        if database is not None:
            _demand_tables(database, tables, name)
            demand_walls(database, tables, name)
    if not work.options.self_test:
        refuse_same(pair, v1, v2, tables_v1, tables_v2)


def _demand_tables(database: Database, tables: Sequence[str], name: str) -> None:
    """Refuse a database that holds nothing of what is claimed: it is another one, or the rule is wrong."""
    if tables and len(database.missing(tables)) == len(set(tables)):
        side = name.lower()
        raise CannotBegin(
            "tables-missing",
            f"{name}'s database shows none of the manifest's tables, such as {tables[0]}.",
            f"Check {side}.tables (how a table is named) and {side}.database of the environment,",
            "and whether its role may SELECT.",
        )


def _snapshots(v1: Database | None, v2: Database | None, two_servers: bool) -> tuple[str, str]:
    """Export what the workers join; one snapshot where both sides stand in one database.

    Two snapshots make the checks compare as between two servers.
    """
    first = v1.export_snapshot() if v1 else ""
    if v1 and v2 and not two_servers and v1.identity() == v2.identity():
        return first, first
    return first, v2.export_snapshot() if v2 else ""


def _told(v1: Database | None, v2: Database | None) -> str:
    positions = [database.position() for database in (v1, v2) if database]
    return " and ".join(dict.fromkeys(positions))


def _versions(started: Mapping[str, object], database: Database | None) -> dict[str, str]:
    versions = {
        "cutover": version("cutover"),
        "pytest": version("pytest"),
        "python": platform.python_version(),
    }
    told = started.get("versions")
    if isinstance(told, Mapping):
        versions |= {str(name): str(number) for name, number in told.items()}
    if database is not None:
        versions["postgresql"] = database.version()
    return versions


def _secrets(pair: Pair) -> Iterator[str]:
    for system in (pair.v1, pair.v2):
        yield from system.secrets()
        if system.conninfo is not None:
            password = conninfo_to_dict(system.conninfo).get("password")
            yield str(password or "")
