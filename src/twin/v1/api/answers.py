"""Answers: a query's rows as V1's JSON, made by PostgreSQL and passed on as they are.

Every query finds the viewer among its parameters: `viewer` (user id), `agent`, `team`, `scope` (agent ids);
and the day that V1 takes for today, with the first day of its year.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from psycopg.sql import SQL, Composed

from twin.v1.api.errors import NotFound
from twin.v1.api.parameters import Paging
from twin.v1.api.session import Connection, Viewer

TODAY = "2026-02-04"
YEAR_START = "2026-01-01"
LAST_YEAR = 2025

ONE = SQL("select to_json(answer)::text from ({query}) answer")
WRITTEN = SQL("with answer as ({query}) select to_json(answer)::text from answer")
ROWS = SQL("select coalesce(json_agg(answer), '[]')::text from ({query}) answer")
ROWS_OF = SQL("select (select coalesce(json_agg(answer), '[]') from ({query}) answer)::text from {parent}")
PAGE = SQL("""
with matching as {kept} ({matching}),
page as (
    select m.id, row_number() over (order by m.key {direction} nulls last, m.id) as place
    from matching m
    order by m.key {direction} nulls last, m.id
    limit %(limit)s::int offset %(offset)s::bigint
)
select (select count(*) from matching),
       (select coalesce(json_agg(answer), '[]')::text from ({items}) answer)
""")
KEPT, READ_TWICE = SQL("materialized"), SQL("not materialized")
DIRECTIONS = {"asc": SQL("asc"), "desc": SQL("desc")}


@dataclass(frozen=True)
class Call:
    """One request of a viewer: its parameters, and the connection that it is answered over."""

    connection: Connection
    viewer: Viewer
    query: Mapping[str, str]
    path: Mapping[str, str]
    body: Mapping[str, object]

    def values(self, given: Mapping[str, object]) -> dict[str, object]:
        """Return a query's parameters: the given ones and those of the viewer."""
        return {
            "viewer": self.viewer.user_id,
            "agent": self.viewer.agent_id,
            "team": self.viewer.team_id,
            "scope": self.viewer.scope,
            "today": TODAY,
            "year_start": YEAR_START,
            **given,
        }


Handler = Callable[[Call], Awaitable[bytes]]
Routes = tuple[tuple[str, str, Handler], ...]


async def one(call: Call, query: str, **values: object) -> bytes:
    """Answer the only row of `query` as an object; raises NotFound where there is none."""
    return await only_text(call, ONE.format(query=SQL(query)), values)


async def written(call: Call, query: str, **values: object) -> bytes:
    """Answer the row that `query`, an UPDATE, changed and returned; raises NotFound where there is none."""
    return await only_text(call, WRITTEN.format(query=SQL(query)), values)


async def rows(call: Call, query: str, **values: object) -> bytes:
    """Answer the rows of `query`, in its order, as an array."""
    return await only_text(call, ROWS.format(query=SQL(query)), values)


async def rows_of(call: Call, parent: str, query: str, **values: object) -> bytes:
    """Answer the rows of `query` that belong to the row of `parent`; raises NotFound where that is missing.

    `parent` is a FROM clause with its WHERE; `query` may speak of its tables.
    """
    return await only_text(call, ROWS_OF.format(query=SQL(query), parent=SQL(parent)), values)


async def page(
    call: Call,
    matching: str,
    items: str,
    asked: Paging,
    *,
    key: str,
    direction: str,
    whole_table: bool = False,
    **values: object,
) -> bytes:
    """Answer one page of a list in Xano's envelope.

    `matching` selects the `id` and the `{key}` of every row that counts; `items` selects the fields out of
    `page`, which has `id` and `place`. `key` is an expression, `direction` is asc or desc; ties stand by id.
    A `whole_table` without filters is counted by itself and paged along the index on its key.
    """
    query = PAGE.format(
        kept=READ_TWICE if whole_table else KEPT,
        matching=SQL(matching).format(key=SQL(key)),
        items=SQL(items),
        direction=DIRECTIONS[direction],
    )
    values = {**values, "limit": asked.size, "offset": asked.offset}
    total, text = await first_row(call, query, values)
    return envelope(int(total), text, asked)


def envelope(total: int, items: str, asked: Paging) -> bytes:
    """Return Xano's paging envelope around the items."""
    pages = -(-total // asked.size)
    received = max(0, min(asked.size, total - asked.offset))
    following = asked.number + 1 if asked.number < pages else "null"
    previous = asked.number - 1 if asked.number > 1 else "null"
    return (
        f'{{"itemsReceived":{received},"curPage":{asked.number},"nextPage":{following},"prevPage":{previous},'
        f'"offset":{asked.offset},"perPage":{asked.size},"itemsTotal":{total},"pageTotal":{pages},"items":{items}}}'
    ).encode()


async def only_text(call: Call, query: Composed, values: Mapping[str, object]) -> bytes:
    """Return the JSON that a query makes of one row."""
    return str((await first_row(call, query, values))[0]).encode()


async def first_row(call: Call, query: Composed, values: Mapping[str, object]) -> tuple[Any, ...]:
    """Return the first row of a query; raises NotFound where there is none."""
    cursor = await call.connection.execute(query, call.values(values))
    row: tuple[Any, ...] | None = await cursor.fetchone()
    if row is None:
        raise NotFound
    return row
