"""Measures what counting the orphans of all references costs, beside one sequential scan of the children.

    python benchmarks/references.py --json

prints ``{"references_vs_scan", "one_by_one_vs_scan", "scan_s", "references_s"}``: wall seconds of counting
all references of the manifest together, each child once, over those of ``select count(*)`` of every child by
a sequential scan, which reads each row and looks at none of its columns; the same where each reference is
counted by itself; and the seconds. Medians of interleaved rounds in one session on the twin, which is built
first: with the documented number of rows (``--scale``), as a migration is to be (``--state``).
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from cutover.compare import Link, count_all, count_orphans, link_of, physical_names
from cutover.compare.sqltext import relation
from cutover.manifest import load_environment, load_migration
from cutover.systems import connect, resolve, start
from cutover.systems.database import Connection

MIGRATION = Path(__file__).resolve().parent.parent / "migration"
ONLY_BY_SCAN = "set enable_indexscan = off; set enable_indexonlyscan = off; set enable_bitmapscan = off"
AS_USUAL = "reset enable_indexscan; reset enable_indexonlyscan; reset enable_bitmapscan"


def main() -> int:
    """Measure in rounds, print once."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of lines")
    parser.add_argument("--scale", default="1.0", help="share of the documented rows; 1.0")
    parser.add_argument("--state", default="ready", choices=("as-found", "ready"), help="V2's state; ready")
    parser.add_argument("--rounds", type=int, default=7, help="interleaved rounds; 7")
    parser.add_argument("--cache", help="a folder that holds, or is to keep, the twin; else a new one")
    options = parser.parse_args()
    migration, environment = load_migration(MIGRATION), load_environment(MIGRATION, "twin")
    with tempfile.TemporaryDirectory(prefix="cutover-benchmark-") as folder:
        os.chmod(folder, 0o755)  # as root, PostgreSQL runs as another user and must reach its files
        os.environ["TWIN_CACHE"] = options.cache or f"{folder}/cache"
        running = start(environment, ["--state", options.state, "--scale", options.scale], lambda _: None)
        assert running is not None, "the twin is started by its environment"
        with running:
            pair = resolve(environment, running.facts)
            names = physical_names(migration, pair.v1.side, pair.v2.side)
            links = {reference.id: link_of(reference, names) for reference in migration.references}
            with connect(pair.v2) as database:
                taken = measured(database.connection, links, options.rounds)
                found = count_all(database.connection, links)
    figures = figures_of(taken)
    if options.json:
        print(json.dumps(figures))
    else:
        rows, orphans = (sum(getattr(each, what) for each in found.values()) for what in ("filled", "count"))
        print(f"{len(found)} references, {rows:,} rows with a value, {orphans:,} orphans")
        print("\n".join(f"{name:<24} {value}" for name, value in figures.items()))
    return 0


def measured(connection: Connection, links: Mapping[str, Link], rounds: int) -> dict[str, list[float]]:
    """Time each way, one after the other in every round."""
    children = [relation(child) for child in dict.fromkeys(link.child for link in links.values())]
    ways: dict[str, Callable[[], object]] = {
        "scan": lambda: [
            connection.execute(f"select count(*) from {child} c".encode()).fetchall() for child in children
        ],
        "together": lambda: count_all(connection, links),
        "one by one": lambda: [count_orphans(connection, [link]) for link in links.values()],
    }
    taken: dict[str, list[float]] = {way: [] for way in ways}
    for number in range(rounds + 1):
        for way, ask in ways.items():
            connection.execute((ONLY_BY_SCAN if way == "scan" else AS_USUAL).encode())
            began = time.perf_counter()
            ask()
            if number:  # the first round fills the cache
                taken[way].append(time.perf_counter() - began)
    connection.execute(AS_USUAL.encode())
    return taken


def figures_of(taken: Mapping[str, list[float]]) -> dict[str, float]:
    """Divide what was measured, round by round."""

    def ratio(way: str) -> float:
        rounds = zip(taken[way], taken["scan"], strict=True)
        return round(statistics.median(one / scan for one, scan in rounds), 2)

    return {
        "references_vs_scan": ratio("together"),
        "one_by_one_vs_scan": ratio("one by one"),
        "scan_s": round(statistics.median(taken["scan"]), 3),
        "references_s": round(statistics.median(taken["together"]), 3),
    }


if __name__ == "__main__":
    sys.exit(main())
