"""Measures what comparing a table costs, beside the least that any comparer must pay and beside its peers.

    python benchmarks/tables.py --json

prints ``{"plain_vs_floor", "two_servers_vs_floor", "jsonb_vs_extraction", "reladiff_best_vs_us",
"datacompy_vs_us", "client_mb", "per_row_growth"}``. All but the last two are ratios of CPU seconds, server
and client together, medians of interleaved rounds: ten fields on one server over the bare exact join; the
same between two servers with 100 differences located over that join; twenty fields over twenty bare ``->>``;
reladiff's better mode, and datacompy, over ours. ``client_mb`` is the most that our client held,
``per_row_growth`` what a row costs at three times the rows over what it costs at a tenth. Without ``--json``
the CPU seconds of every job are told too, and its wall seconds: those of two sessions are to be the fewer.

The peers cannot read a document: they are given a view that casts it. They are run where they are installed
(``pip install -e '.[bench]'``), or by another interpreter: ``--peers=PYTHON``; without them theirs are null.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from shapes import KINDS, bare_extraction, bare_join, build, fields_of

from cutover.compare import Join, compare_table, compare_two_servers
from cutover.manifest.table import Target
from twin.postgres import open_server

HERE = Path(__file__).resolve().parent
TICK = os.sysconf("SC_CLK_TCK")
DIFFERENCES = 100

DATABASE = "BENCHMARK_DATABASE"
"""Where the children find the database: a password has no place on a command line."""


def main() -> int:
    """Measure in rounds, print once."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of a table")
    parser.add_argument("--rows", type=int, default=1_000_000, help="rows of each table; 1,000,000")
    parser.add_argument("--rounds", type=int, default=3, help="interleaved rounds; 3")
    parser.add_argument("--peers", default=sys.executable, help="an interpreter that has reladiff, datacompy")
    parser.add_argument("--ours", nargs=2, metavar=("WAY", "TABLE"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.ours:
        print(json.dumps(ours(os.environ[DATABASE], *options.ours)))
        return 0
    with tempfile.TemporaryDirectory(prefix="cutover-benchmark-") as folder:
        os.chmod(folder, 0o755)  # as root, PostgreSQL runs as another user and must reach its files
        os.environ["TWIN_CACHE"] = f"{folder}/cache"
        with open_server(None, lambda _: None) as server:
            os.environ[DATABASE] = server.conninfo
            medians, walls, held = measured(server.conninfo, options)
    figures = figures_of(medians, held)
    if options.json:
        print(json.dumps(figures))
    else:
        for name, seconds in medians.items():
            print(f"{name:<34} {seconds:8.2f} CPU s {walls[name]:8.2f} s")
        print("\n".join(f"{name:<34} {value}" for name, value in figures.items()))
    return 0


def measured(dsn: str, options: argparse.Namespace) -> tuple[dict[str, float], dict[str, float], float]:
    """Build the tables and run every job in each round: median CPU and wall seconds, and our client's MB."""
    rows = options.rows
    with psycopg.connect(dsn, autocommit=True) as connection:
        # What the server does by itself would be counted as somebody's work.
        connection.execute("alter system set autovacuum = off")
        connection.execute("select pg_reload_conf()")
        prepare(connection)
        build(connection, "plain", rows, differences=DIFFERENCES)
        build(connection, "wide", rows)
        build(connection, "every", rows)
        build(connection, "toasted", max(rows // 50, 1), note=True)
        build(connection, "few", rows // 10)
        build(connection, "many", rows * 3)
        meter = Meter(dsn)
        jobs = all_jobs(connection, options.peers)
        taken: dict[str, list[float]] = {name: [] for name in jobs}
        waited: dict[str, list[float]] = {name: [] for name in jobs}
        held = 0.0
        for _ in range(options.rounds):
            for name, job in jobs.items():
                before, begun = meter.seconds(), time.perf_counter()
                client, megabytes, wall = job()
                taken[name].append(meter.seconds() - before + client)
                waited[name].append(wall or time.perf_counter() - begun)
                held = max(held, megabytes if name.startswith("ours") else 0)
    cpu, wall = ({name: statistics.median(each) for name, each in found.items()} for found in (taken, waited))
    return cpu, wall, held


def figures_of(medians: dict[str, float], held: float) -> dict[str, float | None]:
    """Divide what was measured."""

    def ratio(one: str, other: str, scale: float = 1) -> float | None:
        return round(medians[one] / medians[other] * scale, 2) if one in medians else None

    reladiff = [name for name in medians if name.startswith("reladiff")]
    growth = [ratio(f"ours, {way}, many", f"ours, {way}, few", 1 / 30) or 0 for way in ("one", "two")]
    return {
        "plain_vs_floor": ratio("ours, one, plain", "bare join"),
        "two_servers_vs_floor": ratio("ours, two, plain_100", "bare join"),
        "jsonb_vs_extraction": ratio("ours, one, wide", "bare extraction, wide"),
        "reladiff_best_vs_us": ratio(min(reladiff, key=medians.__getitem__), "ours, one, plain_100")
        if reladiff
        else None,
        "datacompy_vs_us": ratio("datacompy", "ours, one, plain_100"),
        "client_mb": round(held, 1),
        "per_row_growth": max(growth),
    }


Job = Callable[[], tuple[float, float, float]]
"""Runs once; gives the client's CPU seconds, its peak memory in MB, and its wall seconds where it knows them.
The server's CPU is metered outside."""
OURS = (
    ("one", "plain"), ("one", "plain_100"), ("two", "plain_100"), ("one", "wide"), ("sessions", "wide"),
    ("two", "wide"), ("one", "every"), ("one", "toasted"), ("one", "few"), ("two", "few"), ("one", "many"),
    ("two", "many"),
)  # fmt: skip
"""Our ways (one server; one server and two sessions; two servers) and the tables that they compare."""


def all_jobs(connection: psycopg.Connection, peers: str) -> dict[str, Job]:
    """Everything that is run in a round."""
    jobs: dict[str, Job] = {"bare join": lambda: asked(connection, bare_join("plain"))}
    for table in ("wide", "every", "toasted"):
        jobs[f"bare extraction, {table}"] = lambda table=table: asked(connection, bare_extraction(table))
    for way, table in OURS:
        command = (sys.executable, __file__, "--ours", way, table)
        jobs[f"ours, {way}, {table}"] = lambda command=command: child(*command)
    probe = subprocess.run([peers, "-c", "import reladiff, datacompy, polars"], capture_output=True)
    if probe.returncode == 0:
        for peer in ("reladiff joindiff", "reladiff hashdiff", "datacompy"):
            jobs[peer] = lambda peer=peer: child(
                peers, str(HERE / "peers.py"), peer, "plain_100", str(len(KINDS))
            )
    return jobs


def child(*command: str) -> tuple[float, float, float]:
    """Run a client in a process of its own, which prints its seconds, its MB, and what it found."""
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(command[1:])} failed:\n{done.stderr}")
    told = json.loads(done.stdout.splitlines()[-1])
    if told["found"] != told["wanted"]:
        sys.exit(f"{' '.join(command[1:])} found {told['found']}, not {told['wanted']}")
    return told["seconds"], told["mb"], told.get("wall", 0.0)


def ours(dsn: str, way: str, table: str) -> dict[str, float]:
    """Compare a table in one way."""
    columns = {
        each: {"from": each, "format": "epoch_ms"} if kind == "moment" else each
        for each, kind in fields_of(table).items()
    }
    target = Target.model_validate({"name": table, "id": 1, "columns": columns})
    with session(dsn) as v1, session(dsn) as v2:
        types = dict(
            v2.execute(
                "select attname, format_type(atttypid, atttypmod) from pg_attribute"
                " where attrelid = %s::regclass and attnum > 0",
                (f"{table}_v2",),
            ).fetchall()
        )
        joined = Join(target, f"{table.removesuffix('_100')}_v1", f"{table}_v2", types)
        before, begun = time.process_time(), time.perf_counter()
        if way == "two":
            found = compare_two_servers(v1, v2, [joined])
        else:
            found = compare_table(v1, [joined], lambda: session(dsn), 2 if way == "sessions" else 1)
        seconds, wall = time.process_time() - before, time.perf_counter() - begun
    wanted = DIFFERENCES if table.endswith("_100") else 0
    counted = sum(each.count for each in found.columns) + found.missing + found.extra
    return {"seconds": seconds, "wall": wall, "mb": peak_mb(), "found": counted, "wanted": wanted}


@contextmanager
def session(dsn: str) -> Iterator[psycopg.Connection]:
    """Open a session as a run does."""
    with psycopg.connect(dsn) as connection:
        prepare(connection)
        yield connection
        connection.rollback()


def peak_mb() -> float:
    """Return the most memory that this process ever held, in MB."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024 / 1e6


def prepare(connection: psycopg.Connection) -> None:
    """Set a session up as a run does, for us and for the floors."""
    connection.execute("set timezone = 'UTC'; set max_parallel_workers_per_gather = 0; set jit = off")
    connection.execute("set work_mem = '64MB'")


def asked(connection: psycopg.Connection, query: str) -> tuple[float, float, float]:
    """Ask one query whose work is all the server's."""
    connection.execute(query).fetchall()
    return 0.0, 0.0, 0.0


class Meter:
    """The CPU seconds of a server: of its processes that live, and of those that have ended."""

    def __init__(self, dsn: str) -> None:
        with psycopg.connect(dsn) as connection:
            backend = connection.info.backend_pid
        self._server = int(_stat(backend)[1])

    def seconds(self) -> float:
        """Return what the server has taken since it was started."""
        own = _stat(self._server)
        total = sum(int(each) for each in own[11:15])
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    stat = _stat(int(entry.name))
                except (OSError, IndexError):
                    continue  # it ended while we looked
                if int(stat[1]) == self._server:
                    total += int(stat[11]) + int(stat[12])
        return total / TICK


def _stat(process: int) -> list[str]:
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()


if __name__ == "__main__":
    sys.exit(main())
