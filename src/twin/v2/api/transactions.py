"""Transactions: the table, its filters and its groupings."""

from __future__ import annotations

from twin.v2.api.call import Call, Endpoint
from twin.v2.api.paging import PAGING, Listed
from twin.v2.api.parameters import ANY_YEAR, ORDER_DOWN, YEAR, choice, day, text
from twin.v2.api.shape import one, page, rows
from twin.v2.api.sql import average, code_points, contains, millis, name, total
from twin.v2.api.tables import AGENT, TRANSACTION, TRANSACTION_FINANCIALS, TRANSACTION_TAGS

LIST_PARAMETERS = (
    choice("status", "active", "pending", "closed", "cancelled"),
    choice("transaction_type", "sale", "lease", "referral"),
    choice("side", "buyer", "seller", "both"),
    day("from"),
    day("to"),
    text("q"),
    choice("sort", "closing_date", "price", "gci", "created_at", default="closing_date"),
    ORDER_DOWN,
)

GROUP_BY = choice("group_by", "office_state", "lead_source", "team_id", "year", required=True)

OWNED = f"""
    from {TRANSACTION} t
    left join {TRANSACTION_FINANCIALS} f on f.transaction_id = t.id
    where t.transaction_owner_agent_id = any(%(scope)s::int[])
"""

LIST = Listed(
    columns=f"""
        t.id, t.transaction_code, t.status, t.stage, t.transaction_type, t.side, t.property_type,
        t.street, t.city, t.state, t.closing_date, f.price, f.gci, f.agent_net,
        t.transaction_owner_agent_id as owner_agent_id,
        {name("a")} as owner_name,
        t.is_cash,
        array(select g.tag from {TRANSACTION_TAGS} g
              where g.transaction_id = t.id
              order by {code_points("g.tag")}) as tags,
        {millis("t.created_at")} as created_at
    """,
    rows=f"""
        from {TRANSACTION} t
        left join {TRANSACTION_FINANCIALS} f on f.transaction_id = t.id
        left join {AGENT} a on a.id = t.transaction_owner_agent_id
        where t.transaction_owner_agent_id = any(%(scope)s::int[])
    """,
    sorts={
        "closing_date": "t.closing_date {order} nulls last, t.id",
        "price": "f.price {order} nulls last, t.id",
        "gci": "f.gci {order} nulls last, t.id",
        "created_at": "t.created_at {order} nulls last, t.id",
    },
    filters={
        "status": "t.status = %(status)s",
        "transaction_type": "t.transaction_type = %(transaction_type)s",
        "side": "t.side = %(side)s",
        "from": "t.closing_date >= %(from)s",
        "to": "t.closing_date <= %(to)s",
        "q": contains("t.street", "t.buyer_name", "t.seller_name"),
    },
)

BY_STATUS = f"""
    select t.status,
        count(*) as transactions,
        {total("f.price")} as volume,
        {total("f.gci")} as gci,
        {average("f.price")} as average_price
    {OWNED}
    group by t.status
    order by {code_points("t.status")} nulls last
"""

BY_TYPE = f"""
    select t.property_type, t.side,
        count(*) as transactions,
        {total("f.price")} as volume,
        {average("t.days_on_market")} as average_days_on_market
    {OWNED}
    group by t.property_type, t.side
    order by {code_points("t.property_type")} nulls last, {code_points("t.side")} nulls last
"""

BY_MONTH = f"""
    select
        extract(year from month)::int as year,
        extract(month from month)::int as month,
        count(*) as transactions,
        {total("price")} as volume,
        {total("gci")} as gci
    from (
        select date_trunc('month', t.closing_date::timestamp) as month, f.price, f.gci
        {OWNED}
          and t.status = 'closed'
          and extract(year from t.closing_date) = %(year)s::int
    ) as closed
    group by closed.month
    order by closed.month
"""

TAGS = f"""
    select g.tag, count(*) as transactions, {total("f.price")} as volume
    from {TRANSACTION} t
    join {TRANSACTION_TAGS} g on g.transaction_id = t.id
    left join {TRANSACTION_FINANCIALS} f on f.transaction_id = t.id
    where t.transaction_owner_agent_id = any(%(scope)s::int[])
    group by g.tag
    order by transactions desc, {code_points("g.tag")}
"""

TOTALS = f"""
    select
        count(*) as transactions,
        count(*) filter (where t.status = 'closed') as closed,
        count(*) filter (where t.status = 'pending') as pending,
        count(*) filter (where t.status = 'active') as active,
        count(*) filter (where t.status = 'cancelled') as cancelled,
        {total("f.price")} as volume,
        {total("f.gci")} as gci,
        {total("f.agent_net")} as agent_net,
        min(t.closing_date) as first_closing_on,
        max(t.closing_date) as last_closing_on,
        count(*) filter (where t.closing_date is null) as without_closing_date
    {OWNED}
      and (%(year)s::int is null or extract(year from t.closing_date) = %(year)s::int)
"""

GROUPS = {
    "office_state": "nullif(t.office_state, '')",
    "lead_source": "nullif(t.lead_source, '')",
    "team_id": "t.team_id::text",
    "year": "extract(year from t.closing_date)::int::text",
}

GROUPED = {
    field: f"""
        select sale."group",
            count(*) as transactions,
            {total("sale.price")} as volume,
            {total("sale.gci")} as gci
        from (select {group} as "group", f.price, f.gci {OWNED}) as sale
        group by sale."group"
        order by volume desc, {code_points('sale."group"')} nulls last
    """
    for field, group in GROUPS.items()
}


async def transactions(call: Call) -> bytes:
    """Answer a page of the viewer's transactions."""
    return await call.page(LIST, LIST_PARAMETERS)


async def by_status(call: Call) -> bytes:
    """Answer the transactions by status."""
    return await call.rows(BY_STATUS)


async def by_type(call: Call) -> bytes:
    """Answer the transactions by property type and side."""
    return await call.rows(BY_TYPE)


async def by_month(call: Call) -> bytes:
    """Answer a year's closed transactions by month."""
    return await call.rows(BY_MONTH, **call.read(YEAR))


async def tags(call: Call) -> bytes:
    """Answer the tags, the most used first."""
    return await call.rows(TAGS)


async def totals(call: Call) -> bytes:
    """Answer count and sums, of one year where asked."""
    return await call.row(TOTALS, **call.read(ANY_YEAR))


async def grouped(call: Call) -> bytes:
    """Answer the transactions by a field of the viewer's choice."""
    return await call.rows(GROUPED[call.read(GROUP_BY)["group_by"]])


ENDPOINTS = (
    Endpoint(
        "/api:4UsTtl3m/transactions/list",
        transactions,
        function="Workers/TransactionsList",
        parameters=(*PAGING, *LIST_PARAMETERS),
        answers=page(
            "id integer, transaction_code text?, status text?, stage text?, transaction_type text?,"
            " side text?, property_type text?, street text?, city text?, state text?, closing_date date?,"
            " price number?, gci number?, agent_net number?, owner_agent_id integer, owner_name text?,"
            " is_cash boolean?, tags [text], created_at moment?"
        ),
    ),
    Endpoint(
        "/api:4UsTtl3m/transactions/by-status",
        by_status,
        function="Workers/TransactionsByStatus",
        answers=rows("status text?, transactions integer, volume number, gci number, average_price number"),
    ),
    Endpoint(
        "/api:4UsTtl3m/transactions/by-type",
        by_type,
        function="Workers/TransactionsByType",
        answers=rows(
            "property_type text?, side text?, transactions integer, volume number,"
            " average_days_on_market number"
        ),
    ),
    Endpoint(
        "/api:4UsTtl3m/transactions/by-month",
        by_month,
        function="Workers/TransactionsByMonth",
        parameters=(YEAR,),
        answers=rows("year integer, month integer, transactions integer, volume number, gci number"),
    ),
    Endpoint(
        "/api:4UsTtl3m/transactions/tags",
        tags,
        function="Workers/TransactionTags",
        answers=rows("tag text?, transactions integer, volume number"),
    ),
    Endpoint(
        "/api:4UsTtl3m/transactions/totals",
        totals,
        function="Workers/TransactionTotals",
        parameters=(ANY_YEAR,),
        answers=one(
            "transactions integer, closed integer, pending integer, active integer, cancelled integer,"
            " volume number, gci number, agent_net number, first_closing_on date?, last_closing_on date?,"
            " without_closing_date integer"
        ),
    ),
    Endpoint(
        "/api:4UsTtl3m/transactions/grouped",
        grouped,
        function="Workers/TransactionsGrouped",
        parameters=(GROUP_BY,),
        answers=rows("group text?, transactions integer, volume number, gci number"),
    ),
)
