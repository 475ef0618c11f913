"""Found: the state of the twin, and the endpoints that are missing where V2 is as it was found."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from psycopg_pool import AsyncConnectionPool
from starlette.types import ASGIApp, Receive, Scope, Send

from twin.v2.api.envelope import NotFound, refusal

STATE_TABLE = "select to_regclass('twin_state') is not null"
STATE = "select state from twin_state limit 1"


async def read_state(database: AsyncConnectionPool) -> str:
    """Return the state of the twin; a database without the table is ready."""
    async with database.connection() as connection:
        table = await (await connection.execute(STATE_TABLE)).fetchone()
        row = await (await connection.execute(STATE)).fetchone() if table and table[0] else None
        return str(row[0]) if row else "ready"


@dataclass
class MissingEndpoints:
    """Middleware: as found, the routes of `paths` are not there. The state is read once, at the first event.

    The first event is the server's start, or the first request where a server does not announce its start.
    """

    app: ASGIApp
    database: AsyncConnectionPool
    paths: frozenset[str]
    state: str | None = None
    reading: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 404 for a missing route, and hand on everything else."""
        async with self.reading:
            if self.state is None:
                self.state = await read_state(self.database)
        if scope["type"] == "http" and self.state == "as-found" and scope["path"] in self.paths:
            await refusal(NotFound("There is no such route."))(scope, receive, send)
        else:
            await self.app(scope, receive, send)
