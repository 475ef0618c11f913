"""APIs: the three processes that answer for a twin: V1's, V2's, and the V2 that may be written to."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from twin.clone import Clones
from twin.errors import TwinError, WrongUse

HOST = "127.0.0.1"
PATIENCE = 5.0
"""Seconds that a process is given to end by itself."""


@dataclass(frozen=True)
class Addresses:
    """Where the APIs answer."""

    v1: str
    v2: str
    writes: str
    processes: Mapping[str, int]
    """The process id of each, by its title."""


@dataclass(frozen=True)
class _Call:
    """One process: what it is called in messages, its side, its DSN and its port (0: a free one)."""

    title: str
    side: str
    dsn: str
    port: int = 0


@contextmanager
def apis(
    copies: Clones, *, seed: int, faults: Sequence[str], ports: tuple[int, int], say: Callable[[str], None]
) -> Iterator[Addresses]:
    """Serve the clones for as long as the block runs; `say` is told of a process that ends before its time.

    `faults` are names of answer faults; each API takes what concerns its side. Raises TwinError, WrongUse.
    """
    calls = (
        _Call("V1's API", "v1", copies.api, ports[0]),
        _Call("V2's API", "v2", copies.api, ports[1]),
        _Call("V2's API for writing", "v2", copies.writer),
    )
    leaving = threading.Event()
    with ExitStack() as stack:
        stack.callback(leaving.set)
        processes = [stack.enter_context(_process(call, seed, faults)) for call in calls]
        v1, v2, writes = (_address(process, call) for process, call in zip(processes, calls, strict=True))
        for process, call in zip(processes, calls, strict=True):
            threading.Thread(target=_watch, args=(process, call, leaving, say), daemon=True).start()
        # Called before the processes are left one after the other: all end at the same time.
        stack.callback(_close, processes)
        stack.callback(leaving.set)
        pids = {call.title: process.pid for process, call in zip(processes, calls, strict=True)}
        yield Addresses(v1, v2, writes, pids)


def require_free(ports: tuple[int, int]) -> None:
    """Refuse ports that are taken before anything is built; raises WrongUse."""
    if ports[0] and ports[0] == ports[1]:
        raise WrongUse(
            "port-in-use", f"V1 and V2 cannot both have port {ports[0]}.", "Name two different ones."
        )
    for side, port in zip(("v1", "v2"), ports, strict=True):
        if not 0 <= port <= 65535:
            raise WrongUse("wrong-port", f"--{side}-port {port} is no port.", "Name one from 1024 to 65535.")
        if port:
            try:
                listen(port).close()
            except OSError as error:
                raise _taken(port, side, error.strerror or str(error)) from None


def listen(port: int) -> socket.socket:
    """Return a socket that listens on the loopback address; raises OSError."""
    # The protocol is named because asyncio switches Nagle's delay off only where it is.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((HOST, port))
        listening.listen(512)
    except OSError:
        listening.close()
        raise
    return listening


def _taken(port: int, side: str, reason: str) -> WrongUse:
    return WrongUse(
        "port-in-use",
        f"{side.upper()}'s API cannot have port {port} of {HOST}: {reason}.",
        f"Name another one with --{side}-port, or leave it out: a free one is chosen.",
    )


@contextmanager
def _process(call: _Call, seed: int, faults: Sequence[str]) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(
        [sys.executable, "-m", "twin.serving", call.side, "--seed", str(seed), "--port", str(call.port),
         "--fault", ",".join(faults)],
        env={**os.environ, "TWIN_API_DSN": call.dsn},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,  # a terminal's Ctrl-C is for us; we end them
    )  # fmt: skip
    try:
        yield process
    finally:
        _close([process])
        try:
            process.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _close(processes: Sequence[subprocess.Popen[str]]) -> None:
    for process in processes:
        assert process.stdin is not None
        process.stdin.close()


def _address(process: subprocess.Popen[str], call: _Call) -> str:
    assert process.stdout is not None
    port = process.stdout.readline().strip()
    if port:
        return f"http://{HOST}:{port}"
    code = process.wait()
    if code == WrongUse.exit_code:
        raise _taken(call.port, call.side, "another process has it")
    raise TwinError(
        "api-failed",
        f"{call.title} ended with {_ending(code)} before it answered.",
        "Its messages stand above.",
    )


def _watch(
    process: subprocess.Popen[str], call: _Call, leaving: threading.Event, say: Callable[[str], None]
) -> None:
    code = process.wait()
    if not leaving.is_set():
        say(f"api-ended: {call.title} ended with {_ending(code)}; the others go on. A new `up` restores it.")


def _ending(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit status {code}"
