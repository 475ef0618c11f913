"""Data: a page of a table, one row of it, and its rows by kind, for every table of `data_tables`."""

from __future__ import annotations

from twin.v2.api.call import Call, Endpoint, Handler
from twin.v2.api.data_tables import SHEETS, Sheet
from twin.v2.api.paging import PAGING, Listed
from twin.v2.api.parameters import ORDER_DOWN, Parameter, choice, text
from twin.v2.api.shape import one, page, rows
from twin.v2.api.sql import code_points, millis, total
from twin.v2.columns import columns

TYPES = {
    "integer": "integer",
    "double precision": "number",
    "text": "text",
    "boolean": "boolean",
    "date": "date",
    "timestamptz": "moment",
    "jsonb": "json",
    "text[]": "[text]",
}
"""How the type of a column is called in a shape; any other is a number."""


def shown(sheet: Sheet) -> str:
    """Return the columns of an answer; moments leave as epoch milliseconds."""
    return ", ".join(
        f"{millis(f't.{name}')} as {name}" if is_moment else f"t.{name}"
        for name, is_moment in sheet.columns.items()
    )


def parameters_of(sheet: Sheet) -> tuple[Parameter, ...]:
    """Return what a page of rows may be asked with, its paging aside."""
    order = choice("sort", "id", sheet.latest, default=sheet.latest)
    return text(sheet.narrowed), order, ORDER_DOWN


def line_of(sheet: Sheet) -> str:
    """Return the shape of a row: the types of the table's columns."""
    held = columns()[sheet.table]
    return ", ".join(
        f"{name} {TYPES.get(held[name].type, 'number')}{'?' * held[name].nullable}" for name in sheet.columns
    )


def counted(sheet: Sheet) -> str:
    """Return the shape of the rows of one kind."""
    held = columns()[sheet.table]
    kind, latest = (TYPES.get(held[name].type, "number") for name in (sheet.kind, sheet.latest))
    amount = "integer" if sheet.amount and held[sheet.amount].type == "integer" else "number"
    return f"value {kind}?, rows integer, latest {latest}?" + (f", total {amount}" if sheet.amount else "")


def rows_of(sheet: Sheet) -> Handler:
    """Return the handler of a page of rows."""
    by_key, by_time = "t.id {order}", f"t.{sheet.latest} {{order}} nulls last, t.id"
    listed = Listed(
        columns=shown(sheet),
        rows=f"from {sheet.table} t where {sheet.seen}",
        sorts={"id": by_key, sheet.latest: by_time},
        filters={sheet.narrowed: f"t.{sheet.narrowed} = %({sheet.narrowed})s"},
    )
    parameters = parameters_of(sheet)

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


def endpoints_of(sheet: Sheet) -> tuple[Endpoint, ...]:
    """Return the three endpoints of a table."""
    path, worker, line = f"/api:4UsTtl3m/{sheet.path}", f"Workers/{sheet.worker}", line_of(sheet)
    parameters = (*PAGING, *parameters_of(sheet))
    return (
        Endpoint(
            f"{path}/list",
            rows_of(sheet),
            function=f"{worker}List",
            parameters=parameters,
            answers=page(line),
        ),
        Endpoint(
            f"{path}/summary", summary_of(sheet), function=f"{worker}Summary", answers=rows(counted(sheet))
        ),
        Endpoint(f"{path}/{{id}}", row_of(sheet), function=f"{worker}Detail", answers=one(line)),
    )


ENDPOINTS = tuple(endpoint for sheet in SHEETS for endpoint in endpoints_of(sheet))
