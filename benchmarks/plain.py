"""Plain: a pair that is an HTTP server not of ours: nginx answers thirty endpoints out of files, or fails.

    python benchmarks/plain.py [--fault NAME]

serves until its input ends, and tells the addresses in its first line, as an environment's start command
does: it is that of the manifest which `manifest()` writes. NGINX_PROGRAM names nginx where it is not on PATH.
"""

import argparse
import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import yaml
from load_trials import Stage, Trial

ENDPOINTS = [f"e{number:02}" for number in range(30)]
BODY = 9_000
"""Bytes of an answer: at 5 kB a second it takes more than 800 ms."""
NGINX = os.environ.get("NGINX_PROGRAM") or shutil.which("nginx") or shutil.which("/usr/sbin/nginx") or ""
MISSING = "nginx-missing: no nginx on PATH (Debian: apt install nginx), and NGINX_PROGRAM names none."

_CONFIG = """
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log;
events {{ worker_connections 512; }}
http {{
    access_log off; default_type application/json; keepalive_timeout 65; keepalive_requests 100000;
    client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    limit_req_zone $server_port zone=all:1m rate=8r/s; limit_req_status 429;
    split_clients "$request_id" $hit {{ {share}% 1; * 0; }}
    server {{ listen 127.0.0.1:{v1}; root {folder}/www; }}
    server {{ listen 127.0.0.1:{v2}; root {folder}/www;
        location / {{ {fault} }}
        location = /e07 {{ {at_one} }}
    }}
}}
"""

_RULES: dict[str, tuple[str, str]] = {
    "plain-502": ("5", "if ($hit) { return 502; }"),
    "plain-503": ("1", "if ($hit) { return 503; }"),
    "plain-tail": ("6", "if ($hit) { set $limit_rate 5000; }"),
    "plain-closed": ("5", "if ($hit) { return 444; }"),
    "plain-refusals": ("5", "if ($hit) { rewrite ^ /refused break; }"),
    "plain-nonsense": ("5", "if ($hit) { return 200 '<html>hello</html>'; }"),
    "plain-rate-limit": ("5", "limit_req zone=all burst=2 nodelay;"),
}
_MEANWHILE = ("plain-freeze", "plain-outage")
_ONE = "plain-one-endpoint"

_SHORT: Stage = {"ramp": "3s", "duration": "26s", "probe_per_second": 40}


def trials() -> Iterator[Trial]:
    """The trials on nginx; exits where there is none."""
    if not NGINX:
        sys.exit(MISSING)
    folder = Path(tempfile.mkdtemp(prefix="cutover-plain-"))
    migration = manifest(folder)
    for name, cause, fault, stage in (
        ("nginx, healthy", "", "", {}),
        ("nginx, 502 at 5 %", "502", "plain-502", {}),
        ("nginx, 503 at 1 %", "503", "plain-503", {}),
        # nginx chooses by chance, so 6 % is told from 5 % by more answers than the twin needs.
        ("nginx, a tail at 6 %", "slow tail", "plain-tail", {"duration": "60s", "probe_per_second": 300}),
        ("nginx, frozen 10 %", "freeze", "plain-freeze", {"duration": "40s"}),
        ("nginx, success: false", "answers that say success: false", "plain-refusals", {}),
        ("nginx, nonsense", "answers that are nonsense", "plain-nonsense", {}),
        ("nginx, one bad endpoint", "one endpoint", _ONE, {}),
        ("nginx, a rate limit", "rate limit", "plain-rate-limit", {}),
        ("nginx, a late outage", "outage", "plain-outage", {"duration": "35s"}),
        ("nginx, closed connections", "closed connections", "plain-closed", {}),
    ):  # fmt: skip
        # Two periods of 20 s, whenever they begin: of all times, the 95th percentile waits half a standstill.
        near = {"probe_p95_ms": 1000.0} if cause == "freeze" else {}
        yield Trial(name, cause, fault, stage=_SHORT | stage, arguments=("--environment=plain",),
                    migration=migration, near=near)  # fmt: skip


def manifest(folder: Path) -> Path:
    """Write the claim about thirty endpoints that are files; return its folder."""
    migration = folder / "migration"
    endpoint = {"title": "A file", "method": "GET", "worker": "Workers/File", "effect": "reads"}
    side = {"requests_per_second": None, "tables": "{id}", "users": {1: {"token": "plain-token"}}}
    steps = [{"ask": f"plain.{name}"} for name in ENDPOINTS]
    pause = {"from": "0.2s", "to": "0.8s"}
    for file, content in {
        "migration.yaml": {"name": "plain files", "users": [{"id": 1, "name": "Ann", "role": "reader"}]},
        "endpoints/plain.yaml": {"group": "plain", "endpoints": {
            name: endpoint | {"v1": f"/{name}", "v2": f"/{name}"} for name in ENDPOINTS}},
        "load.yaml": {
            "stages": {"gate-10": {"says": "10 users", "users": 10, "ramp": "3s", "duration": "26s"}},
            "workflows": {"reader": {
                "says": "reads every file", "users": [1], "pause": pause, "rounds": True, "steps": steps}}},
        "phases.yaml": {"phases": [{
            "id": "0", "name": "Load", "owner": "us", "fresh_for": "24h",
            "criteria": [{"id": "load", "says": "it holds the load", "checks": ["load/gate-10"]}]}]},
        "pages.yaml": {"pages": []}, "references.yaml": {"references": []}, "schema.yaml": {"tables": {}},
        "environments/plain.yaml": {
            "name": "plain", "disposable": True, "identity": "start:identity",
            "start": {"command": ["python", str(Path(__file__).resolve())], "ready_within": "20s"},
            "v1": side | {"api": "start:v1"}, "v2": side | {"api": "start:v2"}},
    }.items():  # fmt: skip
        path = migration / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(content, sort_keys=False))
    return migration


def main() -> int:
    """Serve until the input ends."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--fault", default="", choices=["", _ONE, *_MEANWHILE, *_RULES])
    fault = parser.parse_args().fault
    if not NGINX:
        print(MISSING, file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="cutover-nginx-") as name:
        folder = Path(name)
        os.chmod(folder, 0o755)  # as root, nginx's workers are another user and must read the files
        ports = _written(folder, fault)
        server = _Server(folder)
        server.start()
        if fault in _MEANWHILE:
            threading.Thread(target=getattr(server, fault.removeprefix("plain-")), daemon=True).start()
        v1, v2 = (f"http://127.0.0.1:{port}" for port in ports)
        print(json.dumps({"identity": f"nginx, {fault or 'no fault'}", "v1": v1, "v2": v2}), flush=True)
        sys.stdin.read()
        server.stop()
    return 0


class _Server:
    """nginx as a process: its master and one worker."""

    def __init__(self, folder: Path) -> None:
        self._command = [NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf")]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(self._command, stdin=subprocess.DEVNULL, start_new_session=True)

    def stop(self) -> None:
        process = self._process
        assert process is not None
        self._tell(signal.SIGCONT)
        process.terminate()
        process.wait(10)

    def freeze(self) -> None:
        """Stand still for 2 of every 20 seconds."""
        while True:
            time.sleep(18)
            self._tell(signal.SIGSTOP)
            time.sleep(2)
            self._tell(signal.SIGCONT)

    def outage(self) -> None:
        """From second 22 on, for 5 s, be gone."""
        time.sleep(22)
        self.stop()
        time.sleep(5)
        self.start()

    def _tell(self, what: signal.Signals) -> None:
        assert self._process is not None
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, what)


def _written(folder: Path, fault: str) -> tuple[int, int]:
    """Write files and configuration; return the two ports."""
    (folder / "www").mkdir()
    for number, name in enumerate(ENDPOINTS):
        data = {"id": number, "text": "x" * BODY}
        (folder / "www" / name).write_text(json.dumps({"success": True, "data": data, "error": None}))
    refusal = {"success": False, "data": None, "error": {"code": "ERROR_FATAL", "message": "no"}}
    (folder / "www" / "refused").write_text(json.dumps(refusal))
    ports = _free(), _free()
    share, rule = _RULES.get(fault, ("5", ""))
    text = _CONFIG.format(
        folder=folder, v1=ports[0], v2=ports[1], share="50" if fault == _ONE else share,
        fault=rule, at_one="if ($hit) { return 500; }" if fault == _ONE else rule,
    )  # fmt: skip
    (folder / "nginx.conf").write_text(text)
    return ports


def _free() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
