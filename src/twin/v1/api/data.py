"""Data: each table of `data_tables` as a list, one row and a summary, out of the fields of its documents."""

from __future__ import annotations

from twin.v1.api.answers import Call, Handler, Routes, one, page, rows
from twin.v1.api.data_tables import TABLES, DataTable
from twin.v1.api.parameters import one_of, paging, path_id, text
from twin.v1.fields import Fields, tables

GROUP = "/api:v1-data"
FIELDS = tables()
# How a field of each type is read; any other type is a text. `{f}` is the field as a text, `{j}` as JSON.
READ = {
    "int": "coalesce(nullif({f}, '')::int, 0)",
    "int?": "nullif({f}, '')::int",
    "fk": "nullif({f}, '')::int",
    "num": "coalesce(nullif({f}, '')::numeric, 0)",
    "rate": "coalesce(nullif({f}, '')::numeric, 0)",
    "num?": "nullif({f}, '')::numeric",
    "float?": "nullif({f}, '')::double precision",
    "ms": "nullif({f}, '')::bigint",
    "date": "nullif({f}, '')",
    "bool": "coalesce({f} = 'true', false)",
    "json": "nullif({j}, '\"\"')",
    "list": "case when jsonb_typeof({j}) = 'array' then array(select jsonb_array_elements_text({j})) end",
}


def read(document: Fields, field: str) -> str:
    """Return the expression that reads a field, which may be a part of an object (`address.city`)."""
    whole, _, part = field.partition(".")
    if part:
        return f"d.xdo->'{whole}'->>'{part}'"
    if field == "id":
        return "d.id"
    return READ.get(document.kinds[field], "{f}").format(f=f"d.xdo->>'{field}'", j=f"d.xdo->'{field}'")


def shown(table: DataTable, document: Fields) -> str:
    """Return what an answer shows of a document: every field that is not hidden, under its new name."""
    fields: list[str] = []
    for field, kind in document.kinds.items():
        parts = kind.removeprefix("obj(").removesuffix(")").split(",") if kind.startswith("obj(") else []
        fields += [f"{field}.{part}" for part in parts] or [field]
    return ", ".join(
        f'{read(document, field)} as "{table.name_of(field)}"'
        for field in fields
        if field not in table.hidden
    )


def routes_of(table: DataTable) -> Routes:
    """Return the three routes of a table."""
    path = f"{GROUP}/{table.name}"
    return (
        ("GET", path, listing(table)),
        ("GET", path + "/{id}", detail(table)),
        ("GET", f"{path}_summary", summary(table)),
    )


def listing(table: DataTable) -> Handler:
    """Return the handler of one page of a table's rows."""
    document = FIELDS[table.name]
    sorts = {"id": "d.id", table.name_of(table.moment): read(document, table.moment)}
    narrow = read(document, table.filter)
    matching = f"""
        select d.id, {{key}} as key
        from mvpw1_{document.number} d
        where {table.owned} and (%(narrow)s::text is null or {narrow} = %(narrow)s)
    """
    items = f"""
        select {shown(table, document)}
        from page
        join mvpw1_{document.number} d on d.id = page.id
        order by page.place
    """

    async def answer(call: Call) -> bytes:
        sort = one_of(call.query, "sort", sorts) or table.name_of(table.moment)
        return await page(
            call,
            matching,
            items,
            paging(call.query),
            key=sorts[sort],
            direction=one_of(call.query, "order", ("asc", "desc")) or "desc",
            narrow=text(call.query, table.name_of(table.filter)),
        )

    return answer


def detail(table: DataTable) -> Handler:
    """Return the handler of one row, if it is one of the viewer's."""
    document = FIELDS[table.name]
    query = f"""
        select {shown(table, document)}
        from mvpw1_{document.number} d
        where d.id = %(id)s::int and {table.owned}
    """

    async def answer(call: Call) -> bytes:
        return await one(call, query, id=path_id(call.path))

    return answer


def summary(table: DataTable) -> Handler:
    """Return the handler of a table's rows counted by one of its fields, the most frequent value first."""
    document = FIELDS[table.name]
    amount = f", {read(document, table.amount)} as amount" if table.amount else ""
    total = ", coalesce(sum(amount), 0) as total" if table.amount else ""
    query = f"""
        with mine as materialized (
            select {read(document, table.group)} as value, {read(document, table.moment)} as moment{amount}
            from mvpw1_{document.number} d
            where {table.owned}
        )
        select value, count(*) as rows, max(moment) as latest{total}
        from mine
        group by value
        order by count(*) desc, value collate "C" nulls last
    """

    async def answer(call: Call) -> bytes:
        return await rows(call, query)

    return answer


ROUTES: Routes = tuple(route for table in TABLES for route in routes_of(table))
