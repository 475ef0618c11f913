"""What goes wrong before and in a load run: one clear message, what was measured is kept, never a pass."""

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import psutil
import pytest
from tests.load.conftest import Folder, ended, interrupt, load, started, told

from cutover.cli.load import WrongUse, demand_port
from cutover.evidence import Outcome
from cutover.load.criterion import TIRED
from cutover.load.samples import read_samples

TOKEN = "wrong-token-4711"  # a token that nobody gave out
DOWN = "http://127.0.0.1:9"


def test_wrong_use_is_told_in_one_message(tmp_path: Path) -> None:
    """Exit code 2, nothing is started and nothing is written."""
    ran = load(tmp_path, "11")
    assert (ran.code, ran.shown.splitlines()[0]) == (2, "load-unknown-stage: there is no stage '11'.")
    assert "Nearest name: '10'." in ran.shown
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("duration", ["abc", "0", "-5"])
def test_no_time_is_refused_before_anything_is_started(duration: str, tmp_path: Path) -> None:
    """Exit code 2, and no twin is begun."""
    ran = load(tmp_path, "10", f"--duration={duration}")
    assert (ran.code, ran.shown.splitlines()[0]) == (
        2, f"option-unknown-value: --duration: '{duration}' is no time above 0.",
    )  # fmt: skip
    assert not list(tmp_path.iterdir())


def test_a_mistake_in_the_load_file_is_told_with_its_line(folder: Folder) -> None:
    """As every command tells it, so that nobody has to ask another one."""
    path = folder.path / "migration" / "load.yaml"
    path.write_text(path.read_text().replace("users: 10", "userz: 10", 1))
    ran = load(folder.reports, "10", *folder.options())
    assert ran.code == 2, ran.shown
    assert "load.yaml:" in ran.shown
    assert "userz" in ran.shown
    assert "Traceback" not in ran.shown
    assert not folder.reports.exists()


@pytest.mark.parametrize(
    ("side", "key", "value", "said"),
    [
        ("v2", "api", DOWN, f"system-down: V2 cannot be reached at {DOWN}."),
        ("v2", "users", {60: {"token": TOKEN}}, "token-refused: V2 refuses the token of user 60 (401)."),
    ],
)
def test_a_pair_that_cannot_be_loaded_is_refused(
    side: str, key: str, value: object, said: str, folder: Folder
) -> None:
    """Exit code 2, one message, and an error in a sealed ledger, which no verdict can be made of."""
    options = folder.options(
        lambda document: document.update(disposable=False, **_with(document, side, key, value))
    )
    ran = load(folder.reports, "10", "--duration=5", *options)
    assert (ran.code, ran.shown.count(said)) == (2, 1), ran.shown
    assert "Traceback" not in ran.shown
    assert TOKEN not in ran.shown
    assert ran.evidence.outcome is Outcome.ERROR
    assert ran.ledger.footer is not None


def _with(document: dict[str, dict[str, object]], side: str, key: str, value: object) -> dict[str, object]:
    limits = {"requests_per_second": 50}
    return {"v1": document["v1"] | limits, "v2": document["v2"] | limits} | {
        side: document[side] | limits | {key: value}
    }


def test_ctrl_c_keeps_what_was_measured_of_a_pair_that_people_use(folder: Folder) -> None:
    """Interrupted, so never passed. Both sides were asked for reads alone, each within its rate."""
    rates = {"v1": 10, "v2": 15}

    def limited(document: dict[str, dict[str, object]]) -> None:
        document.update(disposable=False)  # type: ignore[call-overload]
        for side, rate in rates.items():
            document[side]["requests_per_second"] = rate

    process = started(folder.reports, "10", "--duration=40", "--both", *folder.options(limited))
    shown = told(process, "of 10 users")
    interrupt(process)
    ran = ended(process, folder.reports)
    assert ran.code == 3, shown + ran.shown
    assert ran.evidence.outcome in (Outcome.INCONCLUSIVE, Outcome.ERROR)
    assert "interrupted" in ran.criteria["duration"]["why"]
    assert any("network.note" in note and "not asked" in note for note in ran.evidence.notes)
    samples = read_samples(ran.samples)
    assert {"network.note", "system.reset_stuck_fub_jobs"}.isdisjoint(samples.endpoints)
    assert not samples.failed.any(), ran.shown
    for side, rate in rates.items():
        sent = samples.to(side).due
        assert len(sent) > 10
        assert max(Counter(sent.astype(int)).values()) <= rate + 1


def test_what_ends_the_command_ends_the_load(folder: Folder) -> None:
    """A CI that gives up, or a terminal that closes: what there is is judged, and nothing goes on loading."""
    process = started(folder.reports, "10", "--duration=40", *folder.options())
    shown = told(process, "of 10 users")
    below = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(signal.SIGTERM)
    ran = ended(process, folder.reports)
    assert ran.code == 3, shown + ran.shown
    assert "interrupted" in ran.criteria["duration"]["why"]
    assert below
    assert not psutil.wait_procs(below, timeout=5)[1]


def test_a_lost_worker_makes_the_run_invalid(folder: Folder) -> None:
    """The samples of all workers are merged until then, and kept."""
    process = started(folder.reports, "10", "--duration=40", "--processes=2", *folder.options())
    shown = told(process, "10 of 10 users")
    master = next(each for each in psutil.Process(process.pid).children() if "locust" in each.cmdline())
    worker = next(each for each in master.children() if each.cmdline() == master.cmdline())
    worker.send_signal(signal.SIGKILL)
    ran = ended(process, folder.reports)
    assert ran.code == 3, shown + ran.shown
    assert ran.evidence.outcome is Outcome.ERROR
    assert "was lost" in ran.shown
    assert ran.criteria["users"]["outcome"] == "passed", "both workers' users were there before"
    assert len(read_samples(ran.samples)) > 20


def test_healthy_workers_are_heard_to_the_end(folder: Folder) -> None:
    """Neither is lost, and every sample of both is there; only the time that is asked for was not had."""
    ran = load(folder.reports, "10", "--duration=3", "--processes=2", *folder.options())
    assert "lost" not in ran.shown, ran.shown
    passed = {ran.criteria[name]["outcome"] for name in ("users", "samples", "gateway")}
    assert passed == {"passed"}, ran.shown


@pytest.fixture
def broken() -> Iterator[str]:
    """A server that answers errors only."""

    class Broken(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("content-length") or 0))
            self.send_response(500)
            self.send_header("content-length", "0")
            self.end_headers()

        do_POST = do_GET

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Broken) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_a_system_that_answers_errors_only_is_not_asked_for_long(folder: Folder, broken: str) -> None:
    """After 200 requests without a good answer the run ends, and V2 has failed if the generator kept up."""
    users = {user: {"token": "made-up"} for user in (60, 7, 256, 133)}
    options = folder.options(
        lambda document: document["v2"].update(api=broken, writes_api=broken, users=users)
    )
    ran = load(folder.reports, "10", "--duration=60", *options)
    # On a busy machine the generator says of itself that it could not keep up: then nothing is shown of V2.
    right = (3, Outcome.ERROR) if TIRED in ran.shown else (1, Outcome.FAILED)
    assert (ran.code, ran.evidence.outcome) == right, ran.shown
    assert "was answered well" in ran.criteria["duration"]["why"]
    assert len(read_samples(ran.samples)) < 2000


def test_a_port_that_is_taken_is_told_before_anything_is_started(broken: str) -> None:
    """One message with what to do, exit code 2."""
    port = broken.rpartition(":")[2]
    done = subprocess.run(
        [sys.executable, "-m", "locust", "-f", "loadtests/locustfile.py", "--web-host=127.0.0.1",
         f"--web-port={port}", "--skip-log-setup"],
        cwd=Path(__file__).parents[2], capture_output=True, text=True, timeout=60, check=False,
        env={**os.environ, "CUTOVER_ENVIRONMENT": "twin"},
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.startswith(f"port-in-use: the web UI cannot have port {port}: "), done.stderr
    assert "--web-port" in done.stderr


def test_a_port_that_workers_cannot_reach_is_told(broken: str) -> None:
    """Another master has it, and nothing is started."""
    port = int(broken.rpartition(":")[2])
    with pytest.raises(WrongUse, match=f"port-in-use: workers cannot reach a master at port {port}: "):
        demand_port(port)
