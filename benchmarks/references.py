"""Measures what counting the orphans of all references costs, beside one sequential scan of the children.

    python benchmarks/references.py --json

prints ``{"references_vs_scan", "one_by_one_vs_scan", "worst_child_vs_scan", "scan_s", "references_s"}``: wall
seconds of counting all references of the manifest, each child once, over those of ``select count(*)`` of
every child by a sequential scan, which reads each row and looks at none of its columns; the same where each
reference is counted by itself; the child that fares worst; and the seconds. Medians of interleaved rounds in
one session on the twin as it was found (``--state``), which is built first: with the documented number of
rows (``--scale``).
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

from cutover.compare import Link, Tables, count_orphans, link_of, physical_names
from cutover.compare.sqltext import relation
from cutover.manifest import load_environment, load_migration
from cutover.systems import connect, resolve, start
from cutover.systems.database import Connection

MIGRATION = Path(__file__).resolve().parent.parent / "migration"
ONLY_BY_SCAN = "set enable_indexscan = off; set enable_indexonlyscan = off; set enable_bitmapscan = off"
AS_USUAL = "reset enable_indexscan; reset enable_indexonlyscan; reset enable_bitmapscan"

Children = Mapping[str, tuple[Link, ...]]
"""The links of each child, by its physical name."""


def main() -> int:
    """Measure in rounds, print once."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of lines")
    parser.add_argument("--scale", default="1.0", help="share of the documented rows; 1.0")
    parser.add_argument("--state", default="as-found", choices=("as-found", "ready"), help="as-found")
    parser.add_argument("--rounds", type=int, default=5, help="interleaved rounds; 5")
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
            links = [link_of(reference, names) for reference in migration.references]
            children = {
                child: tuple(each for each in links if each.child == child)
                for child in dict.fromkeys(str(each.child) for each in links)
            }
            with connect(pair.v2) as database:
                taken, orphans = measured(database.connection, children, options.rounds)
    figures = figures_of(taken)
    if options.json:
        print(json.dumps(figures))
        return 0
    for child in children:
        times = "".join(f"{1000 * statistics.median(taken[way][child]):9.1f}" for way in taken)
        print(f"{child:<16}{len(children[child])}{times} ms")
    print(f"{len(links)} references, {orphans:,} orphans, ms: {', '.join(taken)}")
    print("\n".join(f"{name:<24} {value}" for name, value in figures.items()))
    return 0


def measured(
    connection: Connection, children: Children, rounds: int
) -> tuple[dict[str, dict[str, list[float]]], int]:
    """Time each way on each child, one after the other in every round; and how many orphans there were."""
    known = Tables(connection)
    ways: dict[str, Callable[[str], object]] = {
        "scan": lambda child: connection.execute(f"select count(*) from {relation(child)} c".encode()),
        "together": lambda child: count_orphans(connection, children[child], known),
        "one by one": lambda child: [count_orphans(connection, [link]) for link in children[child]],
    }
    taken: dict[str, dict[str, list[float]]] = {way: {child: [] for child in children} for way in ways}
    for each in range(rounds + 1):
        for way, ask in ways.items():
            known = Tables(connection)  # nothing is known that this round has not asked for
            connection.execute((ONLY_BY_SCAN if way == "scan" else AS_USUAL).encode())
            for child in children:
                began = time.perf_counter()
                ask(child)
                if each:  # the first round fills the cache
                    taken[way][child].append(time.perf_counter() - began)
    connection.execute(AS_USUAL.encode())
    orphans = sum(found.count for links in children.values() for found in count_orphans(connection, links))
    return taken, orphans


def figures_of(taken: Mapping[str, Mapping[str, list[float]]]) -> dict[str, float]:
    """Divide what was measured: sums of the children's medians."""
    median = {
        way: {child: statistics.median(each) for child, each in by_child.items()}
        for way, by_child in taken.items()
    }
    whole = {way: sum(by_child.values()) for way, by_child in median.items()}
    large = [child for child, seconds in median["scan"].items() if seconds > whole["scan"] / 100]
    return {
        "references_vs_scan": round(whole["together"] / whole["scan"], 2),
        "one_by_one_vs_scan": round(whole["one by one"] / whole["scan"], 2),
        "worst_child_vs_scan": round(
            max(median["together"][child] / median["scan"][child] for child in large), 2
        ),
        "scan_s": round(whole["scan"], 3),
        "references_s": round(whole["together"], 3),
    }


if __name__ == "__main__":
    sys.exit(main())
