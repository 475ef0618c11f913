"""Call: one request of a signed-in viewer, and what a handler may ask of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from psycopg import AsyncConnection
from psycopg.rows import TupleRow

from twin.v2.api.envelope import NotFound
from twin.v2.api.paging import PAGING, Listed, Page
from twin.v2.api.parameters import ID, Parameter, read_all
from twin.v2.api.session import Viewer
from twin.v2.api.shape import Shape


@dataclass(frozen=True)
class Call:
    """A request: its viewer, what was sent, and a connection that is the request's own."""

    viewer: Viewer
    connection: AsyncConnection
    query: Mapping[str, object]
    path: Mapping[str, object]
    body: Mapping[str, object]

    @property
    def id(self) -> int:
        """The row that the path names. Raises BadInput."""
        value: int = read_all((ID,), self.path)["id"]
        return value

    def read(self, *parameters: Parameter) -> dict[str, Any]:
        """Return the query parameters as values, by name. Raises BadInput."""
        return read_all(parameters, self.query)

    async def fetch(self, query: str, **values: object) -> TupleRow | None:
        """Return the first row. Queries also know the viewer's user, agent, team and scope."""
        viewer = self.viewer
        known = {"user": viewer.id, "agent": viewer.agent_id, "team": viewer.team_id, "scope": viewer.scope}
        found = await self.connection.execute(query, {**known, **values})
        return await found.fetchone()

    async def rows(self, query: str, **values: object) -> bytes:
        """Return all rows as a JSON array of objects, in the query's order."""
        row = await self.fetch(f"select coalesce(json_agg(r), '[]')::text from ({query}) as r", **values)
        assert row is not None
        return str(row[0]).encode()

    async def row(self, query: str, **values: object) -> bytes:
        """Return the first row as a JSON object. Raises NotFound where there is none."""
        row = await self.fetch(f"select row_to_json(r)::text from ({query}) as r limit 1", **values)
        if row is None:
            raise NotFound("There is no such record.")
        return str(row[0]).encode()

    async def rows_of(self, owned: str, query: str) -> bytes:
        """Return the rows that belong to the row of the path, once `owned` has found that row.

        Raises NotFound where the viewer sees no such row.
        """
        parent = self.id
        if await self.fetch(owned, id=parent) is None:
            raise NotFound("There is no such record.")
        return await self.rows(query, id=parent)

    async def page(self, listed: Listed, parameters: Iterable[Parameter] = (), **fixed: object) -> bytes:
        """Return one page of a list, narrowed and sorted by the query parameters."""
        values = self.read(*PAGING, *parameters)
        page = Page(values["page"], values["per_page"])
        row = await self.fetch(listed.query(values), **fixed, **values, limit=page.size, offset=page.offset)
        assert row is not None
        return page.answer(row[0], str(row[1]).encode())


Handler = Callable[[Call], Awaitable[bytes]]


@dataclass(frozen=True)
class Endpoint:
    """A route and the handler that answers it with JSON; `function` names the worker that it is.

    What is published of it: the `parameters` that the handler reads, those of the path aside, the shape of
    the data that it `answers`, and statuses of its own by which it `refuses`.
    """

    path: str
    handler: Handler
    method: str = "GET"
    function: str = ""
    parameters: tuple[Parameter, ...] = ()
    answers: Shape | None = None
    refuses: Mapping[int, str] = field(default_factory=dict)
