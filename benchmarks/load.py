"""Measures what a request costs the process that sends it, and how many one core holds, beside plain Locust.

    python benchmarks/load.py --json

prints one object: the generator's CPU a request at some hundred requests a second (``cpu_ms_per_request``),
and how many requests a second one process sends that never waits (``rate_of_one_core``), each beside plain
Locust's (``plain_…``) and as a ratio (``…_vs_plain``). Both ask the same server the same things, in turns, in
one run; ours also reads each answer, judges it and keeps it. Plain Locust is FastHttpUser with one `get`.
What is sent is counted by the server, a process of its own that does nothing but answer.
"""

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import psutil
import yaml
from plain import ENDPOINTS, manifest

ROOT = Path(__file__).resolve().parents[1]
USERS = 40
WARM, WINDOW = 9.0, 8.0
"""Seconds until all users are there, and seconds that are measured."""
PAUSES = {"paced": 0.1, "flat out": 0.0}
"""Seconds between two requests of a user."""

BODY = json.dumps({"success": True, "data": {"id": 1, "text": "x" * 2000}, "error": None}).encode()
ANSWER = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%s"

PLAIN = """
from locust import FastHttpUser, constant, task

class Reader(FastHttpUser):
    wait_time = constant({pause})

    @task
    def read(self):
        for name in {endpoints}:
            self.client.get("/" + name, name=name, headers={{"Authorization": "Bearer t"}})
            self.wait()
"""


class Cost(NamedTuple):
    """What a generator did in the window."""

    rate: float
    cpu_ms: float


def main() -> int:
    """Measure, print once."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object instead of lines")
    parser.add_argument("--rounds", type=int, default=3, help="interleaved rounds; 3")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--fault", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        return serve()
    found: dict[tuple[str, str], list[Cost]] = {}
    for _ in range(options.rounds):
        for pace in PAUSES:
            for name, generate in (("ours", ours), ("plain", plain)):
                found.setdefault((name, pace), []).append(generate(PAUSES[pace]))
    cpu = {
        name: statistics.median(each.cpu_ms for each in found[name, "paced"]) for name in ("ours", "plain")
    }
    rate = {
        name: statistics.median(each.rate for each in found[name, "flat out"]) for name in ("ours", "plain")
    }
    measured = {
        "paced_rate": round(statistics.median(each.rate for each in found["ours", "paced"])),
        "cpu_ms_per_request": round(cpu["ours"], 3),
        "plain_cpu_ms_per_request": round(cpu["plain"], 3),
        "cpu_vs_plain": round(cpu["ours"] / cpu["plain"], 2),
        "rate_of_one_core": round(rate["ours"]),
        "plain_rate_of_one_core": round(rate["plain"]),
        "rate_vs_plain": round(rate["ours"] / rate["plain"], 2),
    }
    print(json.dumps(measured) if options.json else "\n".join(f"{k:26} {v}" for k, v in measured.items()))
    return 0


def ours(pause: float) -> Cost:
    """Load by the manifest's workflows, as `cutover load` starts Locust."""
    with tempfile.TemporaryDirectory(prefix="cutover-benchmark-") as name:
        folder = Path(name)
        migration = manifest(folder)
        load = yaml.safe_load((migration / "load.yaml").read_text())
        load["stages"]["gate-10"] |= {"users": USERS, "ramp": "3s", "duration": "60s", "probe_per_second": 1}
        load["workflows"]["reader"]["pause"] = {"from": f"{pause}s", "to": f"{pause}s"}
        (migration / "load.yaml").write_text(yaml.safe_dump(load))
        environment = migration / "environments" / "plain.yaml"
        told = yaml.safe_load(environment.read_text())
        port = folder / "port"
        told["start"]["command"] = ["python", str(Path(__file__).resolve()), "--serve"]
        environment.write_text(yaml.safe_dump(told))
        variables = os.environ | {
            "CUTOVER_MIGRATION": str(migration), "CUTOVER_ENVIRONMENT": "plain", "BENCHMARK_PORT": str(port),
            "CUTOVER_REPORTS": str(folder / "reports"),
        }  # fmt: skip
        command = [sys.executable, "-m", "locust", "-f", "loadtests/locustfile.py", "--headless",
                   "--only-summary", "--skip-log-setup", "--stage", "gate-10"]  # fmt: skip
        return _measured(command, variables, lambda: port.read_text() if port.exists() else "")


def plain(pause: float) -> Cost:
    """Load the same by a locustfile of a few lines."""
    with tempfile.TemporaryDirectory(prefix="cutover-benchmark-") as name:
        folder = Path(name)
        port = folder / "port"
        file = folder / "locustfile.py"
        file.write_text(PLAIN.format(pause=pause, endpoints=ENDPOINTS))
        server = subprocess.Popen(
            [sys.executable, __file__, "--serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            env=os.environ | {"BENCHMARK_PORT": str(port)},
        )  # fmt: skip
        assert server.stdout is not None
        host = json.loads(server.stdout.readline())["v2"]
        command = [sys.executable, "-m", "locust", "-f", str(file), "--headless", "--only-summary",
                   "--skip-log-setup", "-u", str(USERS), "-r", str(USERS / 3), "--host", host]  # fmt: skip
        try:
            return _measured(command, dict(os.environ), port.read_text)
        finally:
            server.terminate()
            server.wait()


def _measured(command: list[str], variables: dict[str, str], port: Callable[[], str]) -> Cost:
    """Start a generator, wait until it is warm, and look at its CPU and the server's count twice."""
    generator = subprocess.Popen(
        command, cwd=ROOT, env=variables, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        until = time.monotonic() + 60
        while not (port() and _count(port()) > USERS) and time.monotonic() < until:
            time.sleep(0.2)
        time.sleep(WARM)
        process = psutil.Process(generator.pid)
        looks = []
        for _ in range(2):
            spent = process.cpu_times()
            looks.append((time.perf_counter(), _count(port()), spent.user + spent.system))
            time.sleep(WINDOW if len(looks) == 1 else 0)
        seconds, requests, cpu = (after - before for before, after in zip(*looks, strict=True))
        return Cost(requests / seconds, 1000 * cpu / requests)
    finally:
        generator.terminate()
        generator.wait()


def _count(port: str) -> int:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/count") as answer:
        return int(json.load(answer)["data"]["count"])


class _Answering(asyncio.Protocol):
    """Answers whatever is asked, and how often that was."""

    count = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        if data.startswith(b"GET /count"):
            body = json.dumps({"success": True, "data": {"count": _Answering.count}, "error": None}).encode()
            self._transport.write(ANSWER % (len(body), body))  # type: ignore[attr-defined]
            return
        for _ in range(data.count(b"\r\n\r\n")):
            _Answering.count += 1
            self._transport.write(ANSWER % (len(BODY), BODY))  # type: ignore[attr-defined]


def serve() -> int:
    """Answer on two ports until the input ends; tell both, and write the second one into BENCHMARK_PORT."""
    import uvloop

    async def answer() -> None:
        loop = asyncio.get_running_loop()
        servers = [await loop.create_server(_Answering, "127.0.0.1", 0) for _ in range(2)]
        v1, v2 = (each.sockets[0].getsockname()[1] for each in servers)
        Path(os.environ["BENCHMARK_PORT"]).write_text(str(v2))
        told = {"identity": "benchmark", "v1": f"http://127.0.0.1:{v1}", "v2": f"http://127.0.0.1:{v2}"}
        print(json.dumps(told), flush=True)
        threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
        await asyncio.Event().wait()

    uvloop.run(answer())
    return 0


if __name__ == "__main__":
    sys.exit(main())
