"""Embedded: the one server of a cache folder, started by its first user and gone with its last."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg.conninfo import make_conninfo

from twin import watchdog
from twin.account import Account, clean_environment, run_as
from twin.binaries import Installation
from twin.cache import Cache, disk_full, is_free, locked, readable_disk_errors
from twin.errors import TwinError
from twin.server import Server

SUPERUSER = "twin"
SMALLEST_ROOM = 64_000_000
"""Bytes that an empty server needs."""

# The server holds data that can be built again, so nothing is paid for durability. Parallel query is off: the
# runs beside each other fill the cores, and a parallel sum of floats depends on who was first.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "30min",
    "autovacuum": "off",
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
    "max_parallel_maintenance_workers": "0",
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "max_connections": "120",
    "client_connection_check_interval": "1s",
    "timezone": "UTC",
    "datestyle": "ISO, YMD",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
}


@contextmanager
def shared_server(
    cache: Cache, installation: Installation, account: Account, say: Callable[[str], None]
) -> Iterator[Server]:
    """Share the one server of `cache`, starting it where it does not run; the last user's end ends it."""
    with ExitStack() as stack:
        stack.callback(_wait_if_last, cache)
        with locked(
            cache.server_lock, waiting=lambda: say("another twin is starting the server: waiting for it")
        ):
            stack.enter_context(
                locked(cache.users_lock, shared=True)
            )  # waits while the last server is stopping
            server = _running(cache, installation) or _started(cache, installation, account)
        yield server


def _wait_if_last(cache: Cache) -> None:
    """Wait until the server is stopped, unless others use it: what a command started is gone when it ends."""
    until = time.monotonic() + 15
    while time.monotonic() < until and not is_free(cache.watchdog_lock):
        if not is_free(cache.users_lock) and is_free(cache.users_lock, shared=True):
            return
        time.sleep(0.01)


def _conninfo(cache: Cache, port: int) -> str:
    return make_conninfo(
        "",
        host="127.0.0.1",
        port=str(port),
        user=SUPERUSER,
        password=cache.password.read_text(),
        dbname="postgres",
        connect_timeout="10",
    )


def _server(cache: Cache, installation: Installation, port: int) -> Server:
    found = _postmaster(cache)
    pid = found.pid if found else None
    return Server(_conninfo(cache, port), installation.version, installation.origin, cache.folder, pid)


@dataclass(frozen=True)
class _Postmaster:
    """What the server writes about itself into postmaster.pid."""

    pid: int
    port: int
    ready: bool


def _postmaster(cache: Cache) -> _Postmaster | None:
    try:
        lines = (cache.data / "postmaster.pid").read_text().splitlines()
        return _Postmaster(int(lines[0]), int(lines[3]), len(lines) > 7 and lines[7].strip() == "ready")
    except (OSError, ValueError, IndexError):
        return None


def _running(cache: Cache, installation: Installation) -> Server | None:
    """Return the server that runs already; a file that a crash left behind does not count as one."""
    found = _postmaster(cache)
    if found is None or not found.ready or not cache.password.exists():
        return None
    server = _server(cache, installation, found.port)
    try:
        with server.connect() as connection:
            row = connection.execute("select current_setting('data_directory')").fetchone()
    except psycopg.Error:
        return None
    if row is None or Path(str(row[0])).resolve() != cache.data.resolve():
        return None
    if is_free(cache.watchdog_lock):
        _watch(cache, ["--adopt", str(found.pid), str(cache.data / "postmaster.pid")])
    return server


def _started(cache: Cache, installation: Installation, account: Account) -> Server:
    if not is_free(cache.watchdog_lock):
        raise TwinError(
            "server-stuck",
            f"A server of {cache.data} runs but does not answer.",
            f"Its messages are in {cache.log}. End it, or name another folder with TWIN_CACHE.",
        )
    _discard_what_a_crash_left(cache)
    if not (cache.data / "PG_VERSION").exists():
        with readable_disk_errors(cache.folder):
            _initialise(cache, installation, account)
    cache.boot.write_text(_boot())
    for _ in range(5):
        port = _free_port()
        if _start(cache, installation, account, port):
            return _server(cache, installation, port)
    raise TwinError("no-port", "No port of 127.0.0.1 stayed free long enough to start the server on it.")


def _boot() -> str:
    """Return a text that changes when the machine starts anew, or an empty one where none is known."""
    with suppress(OSError):
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    return ""


def _discard_what_a_crash_left(cache: Cache) -> None:
    """Drop the data where the machine went down under the server: without fsync nothing vouches for it."""
    crashed = (cache.data / "postmaster.pid").exists()
    before = cache.boot.read_text() if cache.boot.exists() else ""
    if crashed and before != _boot():
        shutil.rmtree(cache.data, ignore_errors=True)


def _initialise(cache: Cache, installation: Installation, account: Account) -> None:
    """Make the data folder; it gets its name only when it is complete."""
    part = cache.folder / "data.part"
    shutil.rmtree(part, ignore_errors=True)
    shutil.rmtree(cache.data, ignore_errors=True)
    password = secrets.token_urlsafe(24)
    handle, name = tempfile.mkstemp(dir=cache.folder)
    try:
        os.write(handle, password.encode())
        os.close(handle)
        account.own(Path(name))
        locale = ["--locale=C"]
        if installation.major >= 17:
            locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        command = [
            installation.program("initdb"), f"--pgdata={part}", f"--username={SUPERUSER}", f"--pwfile={name}",
            "--auth=scram-sha-256", "--encoding=UTF8", "--no-sync", *locale,
        ]  # fmt: skip
        answer = run_as(account, command, timeout=120)
        if answer.returncode:
            shutil.rmtree(part, ignore_errors=True)
            raise _start_failed(cache, answer.stderr or answer.stdout)
        _write_private(cache.password, password)
        part.rename(cache.data)
    finally:
        Path(name).unlink(missing_ok=True)


def _write_private(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _start(cache: Cache, installation: Installation, account: Account, port: int) -> bool:
    """Start the server; returns False where the port was taken in between."""
    settings = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
    program = [installation.program("postgres"), "-D", str(cache.data), "-p", str(port), *settings]
    process = _watch(cache, [f"{account.uid}:{account.gid}", *program])
    assert process.stdout is not None
    first = process.stdout.readline().strip()
    pid = int(first) if first.isdigit() else 0
    until = time.monotonic() + 120
    while process.poll() is None and time.monotonic() < until:
        found = _postmaster(cache)
        if found is not None and found.pid == pid and found.ready:
            return True
        time.sleep(0.01)
    log = cache.log.read_text(errors="replace")
    if "Address already in use" in log:
        return False
    if process.poll() is None:
        raise TwinError(
            "server-slow",
            f"The embedded PostgreSQL was not ready after 120 s; its messages are in {cache.log}.",
        )
    raise _start_failed(cache, log)


def _watch(cache: Cache, arguments: list[str]) -> subprocess.Popen[str]:
    """Start the watchdog, in a session of its own so that it outlives whoever started it."""
    with readable_disk_errors(cache.folder), cache.log.open("w") as log:
        return subprocess.Popen(
            [
                sys.executable,
                "-I",
                "-S",
                watchdog.__file__,
                str(cache.watchdog_lock),
                str(cache.users_lock),
                *arguments,
            ],
            cwd="/",
            env=clean_environment(os.environ),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            start_new_session=True,
        )


def _start_failed(cache: Cache, said: str) -> TwinError:
    if "No space left on device" in said or shutil.disk_usage(cache.folder).free < SMALLEST_ROOM:
        return disk_full(cache.folder)
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    lines = [line for line in lines if "FATAL" in line or "error" in line.lower()] or lines
    return TwinError(
        "server-failed",
        f"The embedded PostgreSQL did not start: {lines[-1] if lines else 'it said nothing'}",
        f"Its messages are in {cache.log}; TWIN_DSN=postgresql://… uses a server of your own instead.",
    )
