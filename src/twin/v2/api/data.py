"""Data: a page of a table, one row of it, and its rows by kind, for every table of `data_tables`."""

from __future__ import annotations

from twin.v2.api.call import Call, Endpoint, Handler
from twin.v2.api.data_tables import SHEETS, Sheet
from twin.v2.api.paging import Listed
from twin.v2.api.parameters import ORDER_DOWN, choice, text
from twin.v2.api.sql import code_points, millis, total


def shown(sheet: Sheet) -> str:
    """Return the columns of an answer; moments leave as epoch milliseconds."""
    return ", ".join(
        f"{millis(f't.{name}')} as {name}" if is_moment else f"t.{name}"
        for name, is_moment in sheet.columns.items()
    )


def rows_of(sheet: Sheet) -> Handler:
    """Return the handler of a page of rows."""
    by_key, by_time = "t.id {order}", f"t.{sheet.latest} {{order}} nulls last, t.id"
    listed = Listed(
        columns=shown(sheet),
        rows=f"from {sheet.table} t where {sheet.seen}",
        sorts={"id": by_key, sheet.latest: by_time},
        filters={sheet.narrowed: f"t.{sheet.narrowed} = %({sheet.narrowed})s"},
    )
    parameters = (
        text(sheet.narrowed),
        choice("sort", "id", sheet.latest, default=sheet.latest),
        ORDER_DOWN,
    )

    async def answer(call: Call) -> bytes:
        return await call.page(listed, parameters)

    return answer


def row_of(sheet: Sheet) -> Handler:
    """Return the handler of the row that the path names."""
    query = f"select {shown(sheet)} from {sheet.table} t where t.id = %(id)s::int and {sheet.seen}"

    async def answer(call: Call) -> bytes:
        return await call.row(query, id=call.id)

    return answer


def summary_of(sheet: Sheet) -> Handler:
    """Return the handler of the rows by kind, the most frequent first."""
    newest = f"max(t.{sheet.latest})"
    figures = [
        f"t.{sheet.kind} as value",
        "count(*) as rows",
        f"{millis(newest) if sheet.columns[sheet.latest] else newest} as latest",
        *([f"{total(f't.{sheet.amount}')} as total"] if sheet.amount else []),
    ]
    query = f"""
        select {", ".join(figures)}
        from {sheet.table} t
        where {sheet.seen}
        group by t.{sheet.kind}
        order by rows desc, {code_points(f"t.{sheet.kind}")} nulls last
    """

    async def answer(call: Call) -> bytes:
        return await call.rows(query)

    return answer


BUILT = (("/list", "List", rows_of), ("/summary", "Summary", summary_of), ("/{id}", "Detail", row_of))

ENDPOINTS = tuple(
    Endpoint(f"/api:4UsTtl3m/{sheet.path}{ending}", handler(sheet), function=f"Workers/{sheet.worker}{what}")
    for sheet in SHEETS
    for ending, what, handler in BUILT
)
