"""The watcher sees a real database, a real health URL and real processes, and says why where it cannot."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from http.server import BaseHTTPRequestHandler, HTTPServer

import psycopg
import pytest

from cutover.load.looking import Target
from cutover.load.watched import MOST_POINTS, Reading, watched
from cutover.load.watching import Watching

from ..postgres_server import scratch_database
from .simulated import run, stage, watching

PATHS = {"pool_used": "pool.used", "pool_size": "pool.size", "pool_waiting": "pool.waiting"}
TOLD = {"pool": {"used": 4, "size": 5, "waiting": 17}}
GROWS = """
import sys, time
held = []
while True:
    held.append(bytearray(2_000_000))
    time.sleep(0.02)
"""
LOCK = "select pg_advisory_xact_lock(4711)"


class _Health(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        """Answer what a path stands for."""
        body = b"<html>" if self.path == "/page" else json.dumps(TOLD).encode()
        self.send_response(503 if self.path == "/down" else 200)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        """Keep quiet."""


@pytest.fixture(scope="module")
def health() -> Iterator[str]:
    """The address of a server that tells its pool."""
    server = HTTPServer(("127.0.0.1", 0), _Health)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


@pytest.fixture(scope="module")
def dsn() -> Iterator[str]:
    """A database of one's own."""
    with scratch_database() as made:
        yield made


def until(holds: Callable[[], bool], seconds: float = 8.0) -> bool:
    """Wait until something holds."""
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.02)
    return holds()


def test_sees_connections_locks_pool_memory_and_cpu(dsn: str, health: str) -> None:
    """One run sees all at once: a waiting lock, a full pool, a process that grows and works."""
    with (
        psycopg.connect(dsn) as holder,
        subprocess.Popen([sys.executable, "-c", GROWS]) as growing,
        subprocess.Popen([sys.executable, "-c", "while True: pass"]) as working,
    ):
        holder.execute(LOCK.encode())
        waiter = threading.Thread(target=_wait_for_the_lock, args=(dsn,), daemon=True)
        waiter.start()
        began = time.time()
        named = {"growing": growing.pid, "working": working.pid}
        looking = Watching(Target("V2", dsn, "", f"{health}/", PATHS, named), every=0.1)
        try:
            assert until(lambda: len(looking.watched(began).seconds) >= 12)
        finally:
            looking.close()
            growing.kill()
            working.kill()
        holder.rollback()
        waiter.join(5)
    seen = looking.watched(began)
    assert seen.gaps == ()
    assert seen.max_connections is not None
    assert max(each or 0 for each in seen.connections) >= 2
    assert max(each or 0 for each in seen.waiting_locks) >= 1
    assert (seen.pool_used[-1], seen.pool_size, seen.pool_waiting[-1]) == (4, 5, 17)
    grown = [each for each in seen.memory_bytes["growing"] if each is not None]
    assert grown[-1] - grown[0] > 5_000_000
    assert max(each or 0 for each in seen.cpu["working"]) > 0.2


def _wait_for_the_lock(dsn: str) -> None:
    with psycopg.connect(dsn) as connection:
        connection.execute(LOCK.encode())


def test_says_why_it_cannot_see(dsn: str, health: str) -> None:
    """Each source that is not reached has its reason, without a secret; the others are seen all the same."""
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    down = "postgresql://reader:hunter2@127.0.0.1:1/x"
    with socket.create_server(("127.0.0.1", 0)) as hanging:
        hangs = f"http://127.0.0.1:{hanging.getsockname()[1]}/"
        cases = {
            "cannot be read (ConnectError)": Target(
                "V2", down, "", "http://127.0.0.1:1/?token=hunter2", PATHS
            ),
            "answered 503": Target("V2", None, "Ask Ada.", f"{health}/down", PATHS),
            "something that is no JSON": Target("V2", None, "Ask Ada.", f"{health}/page", PATHS),
            "no number at pool.used": Target("V2", None, "Ask Ada.", health, {"pool_used": "pool.used.now"}),
            "API has ended": Target("V2", None, "Ask Ada.", None, None, {"API": gone.pid}),
            "did not answer within 0.8 s": Target("V2", dsn, "", hangs, PATHS, {"this": os.getpid()}),
        }
        began = time.time()
        running = {why: Watching(target, every=0.1) for why, target in cases.items()}
        for why, looking in running.items():
            assert until(lambda looking=looking: len(looking.watched(began).seconds) >= 2)  # type: ignore[misc]
            looking.close()
            seen = looking.watched(began)
            gaps = " | ".join(seen.gaps)
            assert why in gaps
            assert "hunter2" not in gaps
            assert ("Ask Ada." in gaps) is (cases[why].conninfo is None)
            assert ("nothing listens" in gaps) is (cases[why].conninfo == down)
            assert ("no health URL tells it" in gaps) is (cases[why].processes is None)
    assert None not in seen.connections
    assert all(seen.memory_bytes["this"])


def test_a_watcher_that_dies_is_a_gap(dsn: str) -> None:
    """What was seen before stays, and that nobody looked afterwards is said; no argument shows a DSN."""
    began = time.time()
    looking = Watching(Target("V2", dsn, processes={"this": os.getpid()}), every=0.1)
    told = subprocess.run(["ps", "-o", "args=", "-p", str(looking.pid)], capture_output=True, text=True)
    assert "cutover.load.watcher" in told.stdout
    assert "postgres" not in told.stdout
    assert until(lambda: len(looking.watched(began).seconds) >= 1)
    os.kill(looking.pid, signal.SIGKILL)
    assert until(
        lambda: any("ended by itself (exit status -9)" in gap for gap in looking.watched(began).gaps)
    )
    assert looking.watched(began).seconds
    looking.close()


@pytest.mark.parametrize("looks", [1, MOST_POINTS, MOST_POINTS + 1, 5_000])
def test_evidence_is_bounded_and_keeps_the_worst(looks: int) -> None:
    """A single look at a full server out of thousands is still there after thinning."""
    readings = [Reading(at=100.0 + n, connections=100 if n == looks // 2 else 3) for n in range(looks)]
    detail = watched(readings, 100.0).detail()
    connections, seconds = detail["connections"], detail["seconds"]
    assert isinstance(connections, list)
    assert isinstance(seconds, list)
    assert len(connections) == len(seconds) <= MOST_POINTS
    assert max(connections) == 100
    assert json.loads(json.dumps(detail)) == detail


def test_nothing_watched_says_so() -> None:
    """No look at all, or none since the load began, is a gap and not an empty calm."""
    assert watched([], 0.0).gaps == ("nothing was watched",)
    assert watched([Reading(at=5.0)], 10.0).gaps == ("nothing was watched",)
    assert "nobody looked from second 1 to 60" in watched([Reading(at=1.0), Reading(at=60.0)], 0.0).gaps
    assert asdict(watched([Reading(at=1.0, trouble={"V2's database": "gone"})], 0.0))["gaps"] == (
        "V2's database: gone",
    )


def test_what_a_database_keeps_is_no_leak() -> None:
    """A healthy PostgreSQL held 16 MB at first and 63 MB in the end; seen alone, it tells nothing."""
    asked, held = stage(memory=True), tuple(16_000_000 + 550_000 * second for second in range(85))
    steady = watching(85)
    both = replace(steady, memory_bytes={**steady.memory_bytes, "PostgreSQL": held}, caches=("PostgreSQL",))
    for watched_of, outcome in (
        (both, "passed"),
        (replace(both, caches=()), "failed"),
        (replace(both, memory_bytes={"PostgreSQL": held}), "inconclusive"),
    ):
        (memory,) = (
            each for each in run(of=asked, watched=watched_of).judged().criteria if each.name == "memory"
        )
        assert memory.outcome == outcome
