"""Watchdog: the parent of the server, which ends it when its last user is gone, however that user ended.

Run as a script by a bare interpreter, so it imports nothing but the standard library:

    watchdog.py OWN_LOCK USERS_LOCK UID:GID PROGRAM ARGUMENT…   starts the server and prints its process id
    watchdog.py OWN_LOCK USERS_LOCK --adopt PID PIDFILE         watches a server whose watchdog was killed

Every user holds a shared lock on USERS_LOCK. The watchdog waits for an exclusive one: it gets it when all
users are gone, holds it while the server stops, and a new user waits for it meanwhile.
"""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable


class ServerEnded(Exception):
    """The server ended by itself; there is nothing left to watch."""


def main(arguments: list[str]) -> int:
    """Watch until the last user is gone; returns 0 when the server is stopped."""
    own, users, *rest = arguments
    held = os.open(own, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    fcntl.flock(held, fcntl.LOCK_EX)
    # A terminal's Ctrl-C and a closed session are for the users; the lock tells when they are gone.
    for ignored in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
        signal.signal(ignored, signal.SIG_IGN)
    if rest[0] == "--adopt":
        pid = int(rest[1])
        _wait_for_users(users)
        _stop(pid, lambda: _adopted_is_gone(pid, rest[2]))
        return 0
    return _serve(users, rest[0], rest[1:])


def _serve(users: str, owner: str, command: list[str]) -> int:
    uid, gid = (int(part) for part in owner.split(":"))
    switch = {"user": uid, "group": gid, "extra_groups": ()} if os.geteuid() == 0 else {}

    def ended(*_: object) -> None:
        if server.poll() is not None:
            raise ServerEnded

    server = subprocess.Popen(  # type: ignore[call-overload]
        command,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=sys.stderr,
        start_new_session=True,
        restore_signals=True,
        preexec_fn=_default_signals,
        **switch,
    )
    signal.signal(signal.SIGCHLD, ended)
    print(server.pid, flush=True)
    # The starter reads until the end of this pipe; it must not stay open for the server's whole life.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    try:
        ended()
        _wait_for_users(users)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    except ServerEnded:
        return 1
    _stop(server.pid, lambda: server.poll() is not None)
    return 0


def _default_signals() -> None:
    for each in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
        signal.signal(each, signal.SIG_DFL)


def _wait_for_users(path: str) -> None:
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    fcntl.flock(handle, fcntl.LOCK_EX)


def _adopted_is_gone(pid: int, pidfile: str) -> bool:
    """Return whether the server is gone; the file guards against a process id that was given out again."""
    try:
        with open(pidfile) as lines:
            if int(lines.readline()) != pid:
                return True
        os.kill(pid, 0)
    except (OSError, ValueError):
        return True
    return False


def _stop(pid: int, gone: Callable[[], bool]) -> None:
    """Stop the server: fast, then immediately, then at any price."""
    for way, patience in ((signal.SIGINT, 20.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0)):
        if gone():
            return
        os.kill(pid, way)
        until = time.monotonic() + patience
        while time.monotonic() < until:
            if gone():
                return
            time.sleep(0.02)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
