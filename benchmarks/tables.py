"""Measures what comparing a table costs, beside the least that any comparer must pay and beside its peers.

    python benchmarks/tables.py --json

prints ``{"plain_vs_floor", "two_servers_vs_floor", "jsonb_vs_extraction", "reladiff_best_vs_us",
"datacompy_vs_us", "client_mb", "per_row_growth"}``. All but the last two are ratios of CPU seconds, server
and client together, medians of interleaved rounds: ten fields on one server over the bare exact join; the
same between two servers with 100 differences located over that join; twenty fields over twenty bare ``->>``;
reladiff's better mode, and datacompy, over ours. ``client_mb`` is the most that our client held,
``per_row_growth`` what a row costs at three times the rows over what it costs at a tenth.

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

from cutover.compare import Join, compare_table, compare_two_servers
from cutover.manifest.table import Target
from twin.postgres import open_server

HERE = Path(__file__).resolve().parent
TICK = os.sysconf("SC_CLK_TCK")
DIFFERENCES = 100

MOMENT = "(1600000000000 + g * 997::bigint)"
# A column's type, V1's field and V2's value, both made of the row's number g, and how a peer's view casts it.
KINDS = (
    ("text", "'person' || g || '@shop.example'", "'person' || g || '@shop.example'", "{}"),
    (
        "text",
        "coalesce(nullif('Zoë ' || g % 7, 'Zoë 0'), '')",
        "coalesce(nullif('Zoë ' || g % 7, 'Zoë 0'), '')",
        "{}",
    ),
    ("integer", "coalesce(nullif(g % 9999, 5)::text, '')", "nullif(g % 9999, 5)", "nullif({}, '')::integer"),
    ("bigint", "g * 1000003::bigint", "g * 1000003::bigint", "nullif({}, '')::bigint"),
    ("numeric(14,2)", "(g % 1000000 / 100.0)::text", "g % 1000000 / 100.0", "nullif({}, '')::numeric(14,2)"),
    ("double precision", "g / 7::float8", "g / 7::float8", "nullif({}, '')::double precision"),
    ("boolean", "(g % 3 = 0)::text", "g % 3 = 0", "nullif({}, '')::boolean"),
    ("date", "(date '2020-01-01' + g % 2000)::text", "date '2020-01-01' + g % 2000", "nullif({}, '')::date"),
    ("timestamptz", f"({MOMENT})", f"to_timestamp({MOMENT} / 1000.0)", "to_timestamp(({})::float8 / 1000)"),
    ("text", "md5(g::text)", "md5(g::text)", "{}"),
)
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
            figures, medians = measured(server.conninfo, options)
    if options.json:
        print(json.dumps(figures))
    else:
        print("\n".join(f"{name:<34} {seconds:8.2f} CPU s" for name, seconds in medians.items()))
        print("\n".join(f"{name:<34} {value}" for name, value in figures.items()))
    return 0


def measured(dsn: str, options: argparse.Namespace) -> tuple[dict[str, float | None], dict[str, float]]:
    """Build the tables, run every job in each round, and divide the medians."""
    rows = options.rows
    with psycopg.connect(dsn, autocommit=True) as connection:
        build(connection, "plain", rows, 1)
        build(connection, "wide", rows, 2)
        build(connection, "toasted", max(rows // 50, 1), 1, note=True)
        build(connection, "few", rows // 10, 1)
        build(connection, "many", rows * 3, 1)
        meter = Meter(dsn)
        jobs = all_jobs(connection, options.peers)
        taken: dict[str, list[float]] = {name: [] for name in jobs}
        held = 0.0
        for _ in range(options.rounds):
            for name, job in jobs.items():
                before = meter.seconds()
                client, megabytes = job()
                taken[name].append(meter.seconds() - before + client)
                held = max(held, megabytes if name.startswith("ours") else 0)
        medians = {name: statistics.median(each) for name, each in taken.items()}
    return figures_of(medians, held), medians


def figures_of(medians: dict[str, float], held: float) -> dict[str, float | None]:
    """Divide what was measured."""

    def ratio(one: str, other: str, scale: float = 1) -> float | None:
        return round(medians[one] / medians[other] * scale, 2) if one in medians else None

    reladiff = [name for name in medians if name.startswith("reladiff")]
    growth = [ratio(f"ours, {way}, many", f"ours, {way}, few", 1 / 30) or 0 for way in ("one", "two")]
    return {
        "plain_vs_floor": ratio("ours, one, plain", "bare join"),
        "two_servers_vs_floor": ratio("ours, two, plain_100", "bare join"),
        "jsonb_vs_extraction": ratio("ours, one, wide", "bare extraction"),
        "reladiff_best_vs_us": ratio(min(reladiff, key=medians.__getitem__), "ours, one, plain_100")
        if reladiff
        else None,
        "datacompy_vs_us": ratio("datacompy", "ours, one, plain_100"),
        "client_mb": round(held, 1),
        "per_row_growth": max(growth),
    }


Job = Callable[[], tuple[float, float]]
"""Runs once; gives the client's CPU seconds and its peak memory in MB. The server's are metered outside."""


def all_jobs(connection: psycopg.Connection, peers: str) -> dict[str, Job]:
    """Everything that is run in a round."""
    jobs: dict[str, Job] = {
        "bare join": lambda: asked(connection, bare_join("plain", len(KINDS))),
        "ours, one, plain": lambda: child(sys.executable, __file__, "--ours", "one", "plain"),
        "ours, one, plain_100": lambda: child(sys.executable, __file__, "--ours", "one", "plain_100"),
        "ours, two, plain_100": lambda: child(sys.executable, __file__, "--ours", "two", "plain_100"),
        "bare extraction": lambda: asked(connection, bare_extraction("wide", 2 * len(KINDS))),
        "ours, one, wide": lambda: child(sys.executable, __file__, "--ours", "one", "wide"),
        "ours, two, wide": lambda: child(sys.executable, __file__, "--ours", "two", "wide"),
        "bare extraction, toasted": lambda: asked(connection, bare_extraction("toasted", len(KINDS))),
        "ours, one, toasted": lambda: child(sys.executable, __file__, "--ours", "one", "toasted"),
    }
    for way in ("one", "two"):
        for table in ("few", "many"):
            name = f"ours, {way}, {table}"
            jobs[name] = lambda way=way, table=table: child(sys.executable, __file__, "--ours", way, table)
    probe = subprocess.run([peers, "-c", "import reladiff, datacompy, polars"], capture_output=True)
    if probe.returncode == 0:
        for peer in ("reladiff joindiff", "reladiff hashdiff", "datacompy"):
            jobs[peer] = lambda peer=peer: child(
                peers, str(HERE / "peers.py"), peer, "plain_100", str(len(KINDS))
            )
    return jobs


def child(*command: str) -> tuple[float, float]:
    """Run a client in a process of its own, which prints its CPU seconds, its MB, and what it found."""
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(command[1:])} failed:\n{done.stderr}")
    told = json.loads(done.stdout.splitlines()[-1])
    if told["found"] != told["wanted"]:
        sys.exit(f"{' '.join(command[1:])} found {told['found']}, not {told['wanted']}")
    return told["seconds"], told["mb"]


def ours(dsn: str, way: str, table: str) -> dict[str, float]:
    """Compare a table in one way."""
    document, fields = table.removesuffix("_100"), 2 if table == "wide" else 1
    columns = {
        f"c{n}": {"from": f"c{n}", "format": "epoch_ms"}
        if KINDS[n % len(KINDS)][0] == "timestamptz"
        else f"c{n}"
        for n in range(fields * len(KINDS))
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
        joined = Join(target, f"{document}_v1", f"{table}_v2", types)
        before = time.process_time()
        found = compare_table(v1, [joined]) if way == "one" else compare_two_servers(v1, v2, [joined])
        seconds = time.process_time() - before
    wanted = DIFFERENCES if table.endswith("_100") else 0
    counted = sum(each.count for each in found.columns) + found.missing + found.extra
    return {"seconds": seconds, "mb": peak_mb(), "found": counted, "wanted": wanted}


@contextmanager
def session(dsn: str) -> Iterator[psycopg.Connection]:
    """Open a session as a run does."""
    with psycopg.connect(dsn) as connection:
        connection.execute("set timezone = 'UTC'; set max_parallel_workers_per_gather = 0; set jit = off")
        connection.execute("set work_mem = '64MB'")
        yield connection
        connection.rollback()


def peak_mb() -> float:
    """Return the most memory that this process ever held, in MB."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) * 1024 / 1e6


def asked(connection: psycopg.Connection, query: str) -> tuple[float, float]:
    """Ask one query whose work is all the server's."""
    connection.execute("set timezone = 'UTC'; set work_mem = '64MB'")
    connection.execute(query).fetchall()
    return 0.0, 0.0


def bare_join(table: str, fields: int) -> str:
    """The least that an exact comparison must do: one FULL JOIN, a count of differences a column."""
    counted = ", ".join(f"count(*) filter (where v1.c{n} is distinct from v2.c{n})" for n in range(fields))
    return (
        f"select count(*) filter (where v1.id is null), count(*) filter (where v2.id is null), {counted}"
        f" from {table}_old v1 full join {table}_v2 v2 on v2.id = v1.id"
    )


def bare_extraction(table: str, fields: int) -> str:
    """Take the fields out of the documents as texts, and do nothing with them."""
    return f"select {', '.join(f'''count(xdo->>'c{n}')''' for n in range(fields))} from {table}_v1"


def build(connection: psycopg.Connection, table: str, rows: int, times: int, note: bool = False) -> None:
    """Make documents, typed rows (equal, and with 100 differences), and a view for those who need one."""
    kinds = KINDS * times
    fields = ", ".join(f"'c{n}', {kind[1]}" for n, kind in enumerate(kinds))
    if times > 1:
        # What other V2 tables are made of stands in the same document.
        others = ", ".join(f"'other_{n}', {kind[1]}" for n, kind in enumerate(kinds))
        fields = f"{fields}) || jsonb_build_object({others}"
    if note:
        # 7 kB that hardly compress, in front of nothing.
        long = "(select string_agg(md5(g::text || k), '') from generate_series(1, 220) k)"
        fields += f", 'note', {long}"
    series = f"generate_series(1, {rows}) g"
    connection.execute(f"create table {table}_v1 (id int primary key, xdo jsonb not null)")
    connection.execute(f"insert into {table}_v1 select g, jsonb_build_object({fields}) from {series}")
    columns = ", ".join(f"c{n} {kind[0]}" for n, kind in enumerate(kinds))
    values = ", ".join(kind[2] for kind in kinds)
    connection.execute(f"create table {table}_v2 (id int primary key, {columns})")
    connection.execute(f"insert into {table}_v2 select g, {values} from {series}")
    if table == "plain":
        connection.execute("create table plain_100_v2 (like plain_v2 including all)")
        connection.execute("insert into plain_100_v2 select * from plain_v2")
        step = max(rows // DIFFERENCES, 1)
        connection.execute(f"update plain_100_v2 set c3 = c3 + 1 where id % {step} = 1")
    casts = ", ".join(kind[3].format(f"xdo->>'c{n}'") + f" as c{n}" for n, kind in enumerate(kinds))
    connection.execute(f"create view {table}_old as select id, {casts} from {table}_v1")
    connection.execute("vacuum analyze")
    connection.execute("checkpoint")


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
