"""Building: the templates that runs are cloned from, each built once and then opened by nobody."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TextIO

import psycopg
from psycopg import sql

from twin.databases import BUILDING, WRITES, copy, drop, drop_template, exists, names, require_room, templates
from twin.errors import BuildFailed, TwinError
from twin.progress import Progress
from twin.recipe import READY, Recipe
from twin.server import Server, explained, one_line
from twin.stages import run_stages, tidy, tidy_weight, weight_of

KEPT = 4
"""So many templates stay; those that no run has asked for longest are dropped."""
LOCK = 4_711_001
"""The advisory lock under which templates are made, on the server that holds them."""
BYTES = 3_000_000_000
"""What a template of the documented scale takes on the disk, with the log of its making."""

Say = Callable[[str], None]


def template(server: Server, recipe: Recipe, state: str, stream: TextIO, say: Say) -> str:
    """Return the name of the template of a state, built now where it is not there.

    The progress goes to `stream`; `say` is told what another process is building meanwhile. Raises
    BuildFailed or another TwinError; nothing half built stays.
    """
    wanted = recipe.name(state)
    with server.connect() as maintenance:
        if not exists(maintenance, wanted):
            with _locked(maintenance, say):
                _build(server, maintenance, recipe, state, stream)
        _remember_use(maintenance, wanted, recipe)
    return wanted


def _build(
    server: Server, maintenance: psycopg.Connection, recipe: Recipe, state: str, stream: TextIO
) -> None:
    """Make what is missing of a state's template and the one it is made from; the lock is held."""
    for left in names(maintenance, f"^{BUILDING}"):
        drop(maintenance, left)
    ready = recipe.name(READY)
    if not exists(maintenance, ready):
        _make(server, maintenance, ready, None, recipe, stream)
    if not exists(maintenance, recipe.name(state)):
        _make(server, maintenance, recipe.name(state), ready, recipe, stream)
    _forget_old(maintenance, keep=(ready, recipe.name(state)))


@contextmanager
def _locked(maintenance: psycopg.Connection, say: Say) -> Iterator[None]:
    """Hold the build lock; while another process holds it, say how far that one is."""
    said = None
    while not _value(maintenance, "select pg_try_advisory_lock(%s)", LOCK):
        found = _value(
            maintenance,
            "select application_name from pg_stat_activity join pg_locks using (pid)"
            " where locktype = 'advisory' and classid = 0 and objid = %s and objsubid = 1 and granted",
            LOCK,
        )
        tenth = str(found or "")[:-1]  # "twin build 43" → a line a tenth
        if tenth != said:
            far = f" ({str(found)[11:]} %)" if found else ""
            say(f"another process is building the twin: waiting for it{far}")
            said = tenth
        time.sleep(0.2)
    try:
        yield
    finally:
        with suppress(psycopg.Error):
            maintenance.execute("select pg_advisory_unlock(%s)", [LOCK])


def _value(connection: psycopg.Connection, statement: str, *values: object) -> object:
    row = connection.execute(statement.encode(), values or None).fetchone()
    return row[0] if row else None


def _make(
    server: Server,
    maintenance: psycopg.Connection,
    name: str,
    origin: str | None,
    recipe: Recipe,
    stream: TextIO,
) -> None:
    """Build one template under a name that nobody looks for, and give it its own when it is complete."""
    part, writes = name.replace("twin_", BUILDING, 1), name.replace("twin_", BUILDING, 1) + WRITES
    steps = recipe.damage() if origin else recipe.ready()

    def tell(percent: int) -> None:
        with suppress(
            psycopg.Error
        ):  # those who wait are told less; the building itself will say what is wrong
            name_now = f"twin build {percent:02d}"
            maintenance.execute("select set_config('application_name', %s, false)", [name_now])

    progress = Progress(
        [weight_of(step) for step in steps] + [weight := tidy_weight(steps)],
        stream,
        title="damaging the twin" if origin else "building the twin",
        tell=tell,
    )
    try:
        require_room(server, int(BYTES * recipe.scale) + 100_000_000)
        with progress.shown():
            drop(
                maintenance, name + WRITES
            )  # left by a build that was killed between its two last statements
            copy(server, maintenance, part, origin)
            run_stages(server, part, steps, progress)
            tidy(server, part, weight, progress)
            copy(server, maintenance, writes, part)
            _leave_out_v1(server, writes)
        # The whole one comes last: where it is, the other one is too.
        _finish(maintenance, writes, name + WRITES)
        _finish(maintenance, part, name)
    except BaseException as error:
        with suppress(psycopg.Error):
            for each in (part, writes, name + WRITES):
                drop(maintenance, each)
        if isinstance(error, psycopg.Error):
            raise _reason(server, error) from error
        raise


def _leave_out_v1(server: Server, name: str) -> None:
    """Drop V1's tables: the V2 that is written to needs none, and its copies are a third of the size."""
    with server.connect(name) as connection:
        found = connection.execute(
            r"select tablename from pg_tables where tablename like 'mvpw1\_%'"
        ).fetchall()
        if found:
            tables = sql.SQL(", ").join(sql.Identifier(str(table)) for (table,) in found)
            connection.execute(sql.SQL("drop table {}").format(tables))


def _finish(maintenance: psycopg.Connection, part: str, name: str) -> None:
    identifiers = {"part": sql.Identifier(part), "name": sql.Identifier(name)}
    maintenance.execute(sql.SQL("alter database {part} with allow_connections false").format(**identifiers))
    maintenance.execute(sql.SQL("alter database {part} rename to {name}").format(**identifiers))


def _reason(server: Server, error: psycopg.Error) -> TwinError:
    """Return what a user is told: a full disk, a lost server, or the step's own fault."""
    return explained(server, error) or BuildFailed(
        "build-failed",
        f"The twin could not be built: {one_line(error)}.",
        "Nothing half built stays. It is a fault of the twin's own SQL: report it with the line above.",
    )


def _remember_use(maintenance: psycopg.Connection, name: str, recipe: Recipe) -> None:
    """Note the time in the template's comment; where another run drops it right now, there is none."""
    with suppress(psycopg.errors.InvalidCatalogName):
        now = _value(maintenance, "select to_char(now() at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')")
        note = sql.Literal(f"{now} scale {recipe.scale} seed {recipe.seed}")
        statement = sql.SQL("comment on database {} is {}").format(sql.Identifier(name), note)
        maintenance.execute(statement)


def _forget_old(maintenance: psycopg.Connection, keep: Sequence[str]) -> None:
    """Drop the templates used longest ago; a new one, not used yet, counts as used."""
    found = [each.name for each in templates(maintenance)]
    for name in sorted(found, key=lambda name: name not in keep)[KEPT:]:
        drop_template(maintenance, name)
