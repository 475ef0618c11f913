"""Serving: one API in a process of its own, which ends when the process that started it does.

    python -m twin.serving v1|v2 [--seed N] [--port N] [--fault NAME,…]

The DSN comes in the environment variable TWIN_API_DSN, so that no list of processes shows it. The first line
on standard output is the port; the process ends when its standard input does.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib
import os
import socket
import sys
import threading
import time

import uvicorn
from psycopg_pool import AsyncConnectionPool

from twin.apis import listen
from twin.faults import AnswerFault, LoadFault, spoiled
from twin.health import healthy
from twin.overload import overloaded

CONNECTIONS = 6
PATIENCE_FOR_A_CONNECTION = 10.0
"""Seconds that a request waits for a connection; a server that is gone is told soon."""
PATIENCE = 3.0
"""Seconds between the end of standard input and the end of the process, whatever it still does."""


def main(arguments: list[str] | None = None) -> int:
    """Serve until standard input ends; returns 2 where the port is taken."""
    parser = argparse.ArgumentParser(prog="python -m twin.serving")
    parser.add_argument("side", choices=("v1", "v2"))
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--fault", default="")
    options = parser.parse_args(arguments)
    try:
        listening = listen(options.port)
    except OSError:
        return 2  # the starter says so, with the name of its option
    with asyncio.Runner(loop_factory=_loop_factory()) as runner:
        runner.run(_serve(options.side, options.seed, _faults(options.side, options.fault), listening))
    return 0


def _loop_factory() -> type[asyncio.AbstractEventLoop] | None:
    """Return uvloop's event loop, or None for Python's own where there is no uvloop."""
    try:
        import uvloop
    except ImportError:
        return None
    loop: type[asyncio.AbstractEventLoop] = uvloop.Loop
    return loop


def _faults(side: str, names: str) -> tuple[list[AnswerFault], list[LoadFault]]:
    if not names:
        return [], []
    from twin.cast import VARIATIONS  # only a process that is wrong on purpose needs the cast

    chosen = [VARIATIONS[name] for name in names.split(",")]
    answers = [fault for fault in chosen if isinstance(fault, AnswerFault)]
    if side == "v1":
        return [fault.on_v1 for fault in answers if fault.on_v1 is not None], []
    return answers, [fault for fault in chosen if isinstance(fault, LoadFault)]


async def _serve(
    side: str, seed: int, faults: tuple[list[AnswerFault], list[LoadFault]], listening: socket.socket
) -> None:
    answers, loads = faults
    async with AsyncConnectionPool(
        os.environ["TWIN_API_DSN"],
        min_size=1,
        max_size=next((each.connections for each in loads if each.connections), CONNECTIONS),
        timeout=PATIENCE_FOR_A_CONNECTION,
        kwargs={"autocommit": True},
        open=False,
    ) as database:
        app = importlib.import_module(f"twin.{side}.api").create_app(database, seed)
        app = spoiled(app, answers)
        for load in loads:
            app = overloaded(app, database, load)
        config = uvicorn.Config(
            healthy(app, database),
            access_log=False,
            log_level="error",
            lifespan="off",
            timeout_graceful_shutdown=1,
        )
        server = uvicorn.Server(config)
        threading.Thread(target=_end_with_the_parent, args=(server,), daemon=True).start()
        print(listening.getsockname()[1], flush=True)
        await server.serve(sockets=[listening])


def _end_with_the_parent(server: uvicorn.Server) -> None:
    while os.read(0, 4096):
        pass
    server.should_exit = True
    time.sleep(PATIENCE)
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
