"""Health: what a process that answers tells of itself, to whoever watches it under load."""

from __future__ import annotations

import psutil
from psycopg_pool import AsyncConnectionPool
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

PATH = "/health"


def healthy(app: ASGIApp, database: AsyncConnectionPool) -> ASGIApp:
    """Answer PATH in place of the API, without a token and without a connection of the pool."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != PATH:
            await app(scope, receive, send)
            return
        await JSONResponse(_told(database))(scope, receive, send)

    return answer


def _told(database: AsyncConnectionPool) -> dict[str, object]:
    stats = database.get_stats()
    open_now, free = stats.get("pool_size", 0), stats.get("pool_available", 0)
    return {
        "status": "up",
        "pool": {
            "used": open_now - free,
            "size": database.max_size,
            "waiting": stats.get("requests_waiting", 0),
        },
        "memory_bytes": psutil.Process().memory_info().rss,
    }
