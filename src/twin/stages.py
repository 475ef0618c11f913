"""Stages: the steps of a building run in order, those of different lanes beside each other."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed, wait
from contextlib import ExitStack
from itertools import groupby

import psycopg
from psycopg import sql

from twin.progress import Progress
from twin.server import Server
from twin.steps import Stage, Step

CONNECTIONS = 2
# What a building session pins, so that the same seed gives the same bytes on every server.
SESSION = {
    "timezone": "UTC",
    "datestyle": "ISO, YMD",
    "synchronize_seqscans": "off",
    "max_parallel_workers_per_gather": "0",
    "jit": "off",
    "synchronous_commit": "off",
    "statement_timeout": "0",
    "idle_in_transaction_session_timeout": "0",
    "work_mem": "128MB",
    "maintenance_work_mem": "256MB",
}

Lane = Callable[[psycopg.Connection, threading.Event], None]


def run_stages(server: Server, database: str, steps: Sequence[Step], progress: Progress) -> None:
    """Run the steps, which are sorted by stage; raises the first error after all lanes have stopped."""
    for _, stage in groupby(steps, key=lambda step: step.stage):
        lanes: dict[int, list[Step]] = {}
        for step in stage:
            lanes.setdefault(step.lane, []).append(step)
        _beside_each_other(server, database, [_lane_of(lane, progress) for lane in lanes.values()])


def weight_of(step: Step) -> float:
    """Return a step's weight in the progress: about the seconds that it takes on two cores.

    A row of V1 is a document to be made and parsed again, one of V2 is copied out of it.
    """
    return step.rows * (80e-6 if step.stage < Stage.V2_SCHEMA or step.stage >= Stage.DAMAGE else 7e-6)


def tidy_weight(steps: Sequence[Step]) -> float:
    """Return the weight of `tidy` after these steps, in the same unit as theirs."""
    return sum(weight_of(step) for step in steps) / 12 + 0.1


def tidy(server: Server, database: str, weight: float, progress: Progress) -> None:
    """Vacuum and analyze what was written, so that no clone has to."""
    with server.connect(database) as connection:
        found = connection.execute(
            "select relname, pg_table_size(relid) from pg_stat_user_tables"
            " where schemaname = 'public' and n_tup_ins + n_tup_upd + n_tup_del > 0 order by 2 desc, 1"
        ).fetchall()
    shares: list[list[str]] = [[] for _ in range(CONNECTIONS)]
    sizes = [0] * CONNECTIONS
    for name, size in found:
        least = sizes.index(min(sizes))
        shares[least].append(str(name))
        sizes[least] += int(size) + 8192

    def lane_of(tables: list[str]) -> Lane:
        def lane(connection: psycopg.Connection, stop: threading.Event) -> None:
            del stop
            listed = sql.SQL(", ").join(sql.Identifier(table) for table in tables)
            connection.execute(sql.SQL("vacuum (analyze, freeze) {}").format(listed))

        return lane

    with progress.step("statistics", weight):
        _beside_each_other(server, database, [lane_of(tables) for tables in shares if tables])


def _lane_of(steps: Sequence[Step], progress: Progress) -> Lane:
    def lane(connection: psycopg.Connection, stop: threading.Event) -> None:
        for step in steps:
            if stop.is_set():
                return
            with progress.step(step.name, weight_of(step)), connection.transaction():
                connection.execute(
                    step.sql.encode()
                )  # bytes: a step may hold several statements, and any `%`

    return lane


def _beside_each_other(server: Server, database: str, lanes: Sequence[Lane]) -> None:
    """Run the lanes on connections of their own, as many at a time as there are connections."""
    if not lanes:
        return
    stop = threading.Event()
    with ExitStack() as stack:
        free = [stack.enter_context(_session(server, database)) for _ in range(min(CONNECTIONS, len(lanes)))]
        everyone = tuple(free)

        def run(lane: Lane) -> None:
            connection = free.pop()  # as many threads as connections: one is always free
            try:
                lane(connection, stop)
            finally:
                free.append(connection)

        executor = stack.enter_context(ThreadPoolExecutor(max_workers=len(everyone)))
        running: list[Future[None]] = []
        try:  # from the first lane on: who is told to end while the last ones are handed out ends them too
            running += [executor.submit(run, lane) for lane in lanes]
            for future in as_completed(running):
                future.result()
        except BaseException:
            stop.set()
            for future in running:
                future.cancel()
            # Again and again: a lane may just be sending its next statement.
            while wait(running, timeout=0.3).not_done or len(free) < len(everyone):
                for connection in everyone:
                    connection.cancel_safe(timeout=5)
                time.sleep(0.05)
            raise


def _session(server: Server, database: str) -> psycopg.Connection:
    connection = server.connect(database)
    for name, value in SESSION.items():
        connection.execute("select set_config(%s, %s, false)", [name, value])
    return connection
