"""Overload: what a system does that answers rightly and does not hold a load, each at a rate that is known.

Nothing here is left to chance: of so many requests so many are hit, evenly spread, so that what a judge of a
load has to find is known. Each function gives a way of meeting a request, with a count or a clock of its own.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from itertools import count

from psycopg_pool import AsyncConnectionPool
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from twin.faults import LoadFault

_GOLDEN = 0.6180339887498949
_SPARED = "/auth/login"
"""Signing in is never hit, or nobody could begin."""


@dataclass(frozen=True)
class Met:
    """One request on its way to the API, and what the API has."""

    app: ASGIApp
    database: AsyncConnectionPool
    scope: Scope
    receive: Receive
    send: Send

    async def go_on(self, instead: ASGIApp | None = None, send: Send | None = None) -> None:
        """Let the API answer, or what stands in its place."""
        await (instead or self.app)(self.scope, self.receive, send or self.send)

    async def close(self) -> None:
        """Close the connection under uvicorn's feet: ASGI has no word for it. What was sent still arrives."""
        self.send.__self__.transport.close()  # type: ignore[attr-defined]
        while (await self.receive())["type"] != "http.disconnect":
            continue


Way = Callable[[Met], Awaitable[None]]


def overloaded(app: ASGIApp, database: AsyncConnectionPool, fault: LoadFault) -> ASGIApp:
    """Put a fault before an API."""
    meet = fault.behaves()

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        spared = scope["type"] != "http" or scope["path"].endswith(_SPARED)
        if spared or (fault.path and scope["path"] != fault.path):
            await app(scope, receive, send)
        else:
            await meet(Met(app, database, scope, receive, send))

    return serve


def answering(status: int, share: float) -> Way:
    """A gateway, or the API itself, answers this share of the requests with a status."""
    gateway = PlainTextResponse(f"<html><h1>{status}</h1></html>", status, media_type="text/html")
    said = gateway if 502 <= status <= 504 else _refusal(status)
    return _instead(said, share)


def refusing(share: float) -> Way:
    """This share of the requests is answered with 200 and an envelope that says that it failed."""
    return _instead(_refusal(200), share)


def late(seconds: float, share: float = 1.0) -> Way:
    """This share of the requests is answered so many seconds later."""
    hit = _evenly(share)

    async def meet(met: Met) -> None:
        if hit():
            await asyncio.sleep(seconds)
        await met.go_on()

    return meet


def standing_still(seconds: float, every: float) -> Way:
    """The whole process stands still for the first so many of every so many seconds."""
    now = _clock()

    async def meet(met: Met) -> None:
        if (still := seconds - now() % every) > 0:
            time.sleep(still)  # the loop and all that it serves, as a garbage collector's pause does
        await met.go_on()

    return meet


def limiting(per_second: int) -> Way:
    """Of each second's requests only the first so many are answered; the others hear that it is enough."""
    now, seen, said = _clock(), [0, 0], _refusal(429)

    async def meet(met: Met) -> None:
        if (second := int(now())) != seen[0]:
            seen[:] = [second, 0]
        seen[1] += 1
        await met.go_on(said if seen[1] > per_second else None)

    return meet


def out(after: float, lasts: float) -> Way:
    """From so many seconds after the first request on, and for so long, every connection is closed."""
    now = _clock()

    async def meet(met: Met) -> None:
        await (met.close() if after <= now() < after + lasts else met.go_on())

    return meet


def closing(share: float) -> Way:
    """This share of the requests meets a connection that is closed before an answer begins."""
    hit = _evenly(share)

    async def meet(met: Met) -> None:
        await (met.close() if hit() else met.go_on())

    return meet


def cutting(share: float) -> Way:
    """This share of the answers breaks off in the middle of its body."""
    hit = _evenly(share)

    async def meet(met: Met) -> None:
        async def cut(message: Message) -> None:
            if body := message.get("body", b""):
                half = body[: len(body) // 2]
                await met.send({"type": "http.response.body", "body": half, "more_body": True})
                await met.close()
            else:
                await met.send(message)

        await met.go_on(send=cut if hit() else None)

    return meet


def leaking(size: int) -> Way:
    """Each request leaves so many bytes behind, for ever."""
    kept: list[bytes] = []

    async def meet(met: Met) -> None:
        kept.append(b"\x01" * size)  # written, so that the memory is really taken
        await met.go_on()

    return meet


def holding(seconds: float) -> Way:
    """Each request first holds one of the pool's connections for so many seconds."""

    async def meet(met: Met) -> None:
        async with met.database.connection():
            await asyncio.sleep(seconds)
        await met.go_on()

    return meet


def _instead(said: ASGIApp, share: float) -> Way:
    hit = _evenly(share)

    async def meet(met: Met) -> None:
        await met.go_on(said if hit() else None)

    return meet


def _refusal(status: int) -> JSONResponse:
    error = {"code": "ERROR_FATAL", "message": "the worker did not finish"}
    return JSONResponse({"success": False, "data": None, "error": error}, status)


def _evenly(share: float) -> Callable[[], bool]:
    """Whether the next one is hit: this share of any row is, and no rhythm of theirs keeps step with it."""
    number = count(1)
    return lambda: next(number) * _GOLDEN % 1 < share


def _clock() -> Callable[[], float]:
    """Seconds since it was first asked."""
    began: list[float] = []

    def now() -> float:
        if not began:
            began.append(time.monotonic())
        return time.monotonic() - began[0]

    return now
