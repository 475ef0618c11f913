"""Measures what a repair costs those who write to V2 meanwhile, and how fast it is, on a twin that stands.

    python benchmarks/repair.py --json

prints ``{"stall_ms": {"quiet", "apply", "apply_same_rows", "constraints", "restore", "restore_same_rows"},
"p99_ms", "updates", "rows", "seconds", "rows_per_second", "plan_seconds", "constraints",
"constraints_seconds", "restore_seconds"}``.

Two writers update single rows of the tables that are repaired and of their parents, a hundred times a second
each, at fixed times; what one waits counts from the time at which it was due. A third keeps a row of one
table after the other for a fifth of a second, as people's transactions do, so that whoever needs a whole
table has to wait. ``stall_ms`` is the longest wait: before the repair, while the whole as-found plan is
applied, on the very rows of the plan (a batch holds those until it is committed), while all foreign keys are
added and validated, and while all is put back (on other rows, and on those). ``rows`` and ``seconds`` are
those of the whole apply, fingerprints of every table before and after it included; ``rows_per_second`` is
that of its batches alone.

The twin never waits for a disk. TWIN_CACHE names a folder of templates that are kept; without it all is built
anew and dropped.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg

from cutover.compare import trail
from cutover.repair.apply import apply
from cutover.repair.constraints import constrain
from cutover.repair.opening import Choice, Opened, again, open_pair
from cutover.repair.plan import Plan
from cutover.repair.planning import make_plan
from cutover.repair.restore import restore

ROOT = Path(__file__).resolve().parents[1]
EVERY = 0.01
"""Seconds between two updates of one writer."""
QUIET = 5.0
"""Seconds that the writers are alone for."""
WRITERS = 2
SITS = 0.2
"""Seconds for which the one who sits on rows keeps one."""
SAMPLED = 300
"""Rows of a table that the writers choose from."""
SHARE = 0.3
"""How many of the updates are of rows that the plan changes."""

Span = tuple[float, float]
Wait = tuple[float, float, bool]
Rows = dict[str, list[int]]


def main() -> int:
    """Measure once, print once."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of lines")
    parser.add_argument("--scale", default="1.0", help="of the twin; 1.0 is the documented number of rows")
    parser.add_argument("--writer", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--sits", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.writer:
        write(options.sits)
        return 0
    with standing_twin(options.scale) as line, open_pair(Choice(ROOT / "migration", "standing")) as opened:
        figures = measured(opened, line["v2"]["repair"])
    if options.json:
        print(json.dumps(figures))
    else:
        print("\n".join(f"{name:<22} {value}" for name, value in figures.items()))
    return 0


@contextmanager
def standing_twin(scale: str) -> Iterator[dict]:
    """A twin as it was found, that this and other processes join, for as long as the block runs."""
    with ExitStack() as stack:
        if "TWIN_CACHE" not in os.environ:
            folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="cutover-benchmark-"))
            os.chmod(folder, 0o755)  # as root, PostgreSQL runs as another user and must reach its files
            os.environ["TWIN_CACHE"] = f"{folder}/cache"
        command = [sys.executable, "-m", "twin", "up", "--standing", "--state", "as-found", "--scale", scale]
        twin = stack.enter_context(
            subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        )
        assert twin.stdin is not None
        assert twin.stdout is not None
        try:
            yield json.loads(twin.stdout.readline())
        finally:
            twin.stdin.close()
            twin.wait()


def measured(opened: Opened, dsn: str) -> dict[str, object]:
    """Plan, then apply and constrain beside the writers."""
    began = time.monotonic()
    with again(opened) as now:  # what has read a table keeps its constraints from being dropped
        plan = make_plan(now)
    planned = time.monotonic() - began
    spans: dict[str, Span] = {}
    with writers(opened, plan, dsn) as waits:
        began = time.monotonic()
        time.sleep(QUIET)
        spans["quiet"] = began, time.monotonic()
        applied = apply(opened, plan, plan.digest, "benchmark")
        spans["apply"] = spans["quiet"][1], time.monotonic()
        with again(opened) as now:
            began = time.monotonic()
            done = constrain(now, "benchmark")
            spans["constraints"] = began, time.monotonic()
        with again(opened) as now:
            back = restore(now, applied.run, "benchmark")
            spans["restore"] = spans["constraints"][1], time.monotonic()
        told = waits()
    if done.left:
        raise SystemExit(f"not all foreign keys could be added: {dict(done.left)}")
    if back.left or back.unlike:
        raise SystemExit(
            f"V2 is not as it was: {len(back.left)} rows stayed, {', '.join(back.unlike)} differ"
        )
    found = {name: [each for each in told if span[0] <= each[0] < span[1]] for name, span in spans.items()}
    taken = {
        "quiet": [wait for _, wait, _ in found["quiet"]],
        "apply": [wait for _, wait, same in found["apply"] if not same],
        "apply_same_rows": [wait for _, wait, same in found["apply"] if same],
        "constraints": [wait for _, wait, _ in found["constraints"]],
        "restore": [wait for _, wait, same in found["restore"] if not same],
        "restore_same_rows": [wait for _, wait, same in found["restore"] if same],
    }
    seconds = spans["apply"][1] - spans["apply"][0]
    return {
        "stall_ms": {name: round(max(waits) * 1000, 1) for name, waits in taken.items()},
        "p99_ms": {
            name: round(sorted(waits)[int(len(waits) * 0.99)] * 1000, 1) for name, waits in taken.items()
        },
        "updates": {name: len(waits) for name, waits in taken.items()},
        "rows": applied.rows,
        "seconds": round(seconds, 1),
        "rows_per_second": round(speed(dsn, applied.run)),
        "plan_seconds": round(planned, 1),
        "constraints": len(done.added),
        "constraints_seconds": round(spans["constraints"][1] - spans["constraints"][0], 1),
        "restore_seconds": round(spans["restore"][1] - spans["restore"][0], 1),
    }


def speed(dsn: str, run: str) -> float:
    """Rows a second of the batches of a run."""
    with psycopg.connect(dsn) as connection:
        row = connection.execute(
            f"select sum(last - first + 1) / sum(seconds) from {trail.BATCHES} where run = %s".encode(),
            (run,),
        ).fetchone()
    return float(row[0]) if row else 0.0


@contextmanager
def writers(opened: Opened, plan: Plan, dsn: str) -> Iterator:
    """Let others write while the block runs; gives what ends them and tells what each update waited."""
    references = opened.migration.references
    tables = {opened.names.v2[each] for ref in references for each in (ref.child, ref.parent)}
    rows = {table: ids(dsn, table) for table in sorted(tables)}
    same = [
        (opened.names.v2[step.table], int(row.key[0]))
        for step in plan.steps
        if step.kind == "orphans"
        for row in step.rows
        if row.fingerprint and len(row.key) == 1
    ]
    task = json.dumps({"rows": rows, "same": same})
    command = [sys.executable, __file__, "--writer"]
    with ExitStack() as stack:
        processes = [
            stack.enter_context(
                subprocess.Popen(
                    [*command, "--sits"] if seed == WRITERS else command,
                    env=os.environ | {"BENCHMARK_DATABASE": dsn, "BENCHMARK_SEED": str(seed)},
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
            for seed in range(WRITERS + 1)
        ]
        for process in processes:
            assert process.stdin is not None
            process.stdin.write(task + "\n")
            process.stdin.flush()
        for process in processes:
            assert process.stdout is not None
            process.stdout.readline()  # it writes now

        def told() -> list[tuple[float, float, bool]]:
            return [tuple(each) for process in processes for each in json.loads(process.communicate()[0])]

        try:
            yield told
        finally:
            for process in processes:
                process.kill()


def ids(dsn: str, table: str) -> list[int]:
    """Some rows of a table, which the writers choose from."""
    with psycopg.connect(dsn) as connection:
        query = f"select id from {table} order by md5(id::text) limit {SAMPLED}"
        return [int(found) for (found,) in connection.execute(query.encode()).fetchall()]


def write(sits: bool) -> None:
    """Update rows until the input ends, then print of each update when it was due and what it waited."""
    task = json.loads(sys.stdin.readline())
    chosen = random.Random(int(os.environ["BENCHMARK_SEED"]))
    rows = {table: found for table, found in task["rows"].items() if len(found) > 1}
    told = threading.Thread(target=sys.stdin.read, daemon=True)
    told.start()
    with psycopg.connect(os.environ["BENCHMARK_DATABASE"], autocommit=True) as connection:
        print("ready", flush=True)
        waits = list(
            sitting(connection, rows, chosen, told)
            if sits
            else writing(connection, rows, task["same"], chosen, told)
        )
    print(json.dumps(waits))


def writing(
    connection: psycopg.Connection, rows: Rows, same: list, chosen: random.Random, told: threading.Thread
) -> Iterator[Wait]:
    """Update single rows at fixed times."""
    tables, due = list(rows), time.monotonic() + chosen.random() * EVERY
    while told.is_alive():
        time.sleep(max(0.0, due - time.monotonic()))
        of_plan = bool(same) and chosen.random() < SHARE
        table = chosen.choice(tables)
        table, row = chosen.choice(same) if of_plan else (table, chosen.choice(rows[table][1:]))
        connection.execute(f"update {table} set id = id where id = {row}".encode())
        yield due, time.monotonic() - due, of_plan
        due = max(due + EVERY, time.monotonic())  # who was held up does not hurry afterwards


def sitting(
    connection: psycopg.Connection, rows: Rows, chosen: random.Random, told: threading.Thread
) -> Iterator[Wait]:
    """Keep the first of each table's rows for a while, which nobody else writes; nothing is measured."""
    while told.is_alive():
        table = chosen.choice(list(rows))
        with connection.transaction():
            connection.execute(f"update {table} set id = id where id = {rows[table][0]}".encode())
            time.sleep(SITS)
    yield from ()


if __name__ == "__main__":
    sys.exit(main())
