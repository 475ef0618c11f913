"""Revenue: what was earned, when, by whom and for what."""

from __future__ import annotations

from twin.v2.api.call import Call, Endpoint
from twin.v2.api.paging import PAGING, Listed
from twin.v2.api.parameters import ANY_YEAR, YEAR, choice
from twin.v2.api.shape import one, page, rows
from twin.v2.api.sql import TODAY, average, code_points, name, ratio, total
from twin.v2.api.tables import AGENT, INCOME, TRANSACTION, TRANSACTION_FINANCIALS

BY_MONTH = f"""
    select m.month,
        {total("i.amount")} as amount,
        count(i.id) as payments
    from generate_series(1, 12) as m(month)
    left join {INCOME} i
        on i.month = m.month and i.year = %(year)s::int and i.agent_id = any(%(scope)s::int[])
    group by m.month
    order by m.month
"""

YTD = f"""
    with period (first_day, last_day, first_before, last_before) as (
        values (date '2026-01-01', {TODAY}, date '2025-01-01', date '2025-02-04')
    ),
    earned as (
        select
            {total("i.amount", "i.paid_on between p.first_day and p.last_day")} as amount,
            {total("i.amount", "i.paid_on between p.first_before and p.last_before")} as previous,
            count(*) filter (where i.paid_on between p.first_day and p.last_day) as payments
        from {INCOME} i
        cross join period p
        where i.agent_id = any(%(scope)s::int[])
    )
    select p.first_day as "from", p.last_day as "to", e.amount, e.previous as previous_amount,
        {ratio("e.amount - e.previous", "e.previous")} as change,
        e.payments
    from earned e
    cross join period p
"""

BREAKDOWN = f"""
    select k.kind, k.amount, k.payments,
        {ratio("k.amount", "sum(k.amount) over ()")} as share
    from (
        select i.kind, {total("i.amount")} as amount, count(*) as payments
        from {INCOME} i
        where i.agent_id = any(%(scope)s::int[])
          and (%(year)s::int is null or i.year = %(year)s::int)
        group by i.kind
    ) as k
    order by k.amount desc, {code_points("k.kind")} nulls last
"""

BY_YEAR = f"""
    with earned as (
        select i.year, {total("i.amount")} as amount, count(*) as payments
        from {INCOME} i
        where i.agent_id = any(%(scope)s::int[])
        group by i.year
    ),
    closed as (
        select extract(year from t.closing_date)::int as year, count(*) as sales, {total("f.price")} as volume
        from {TRANSACTION} t
        left join {TRANSACTION_FINANCIALS} f on f.transaction_id = t.id
        where t.transaction_owner_agent_id = any(%(scope)s::int[]) and t.status = 'closed'
        group by 1
    )
    select year, amount, payments,
        coalesce(sales, 0) as closed_transactions,
        coalesce(volume, 0) as volume
    from earned
    left join closed using (year)
    order by year
"""

BY_AGENT = f"""
    select a.id as agent_id,
        {name("a")} as agent_name,
        e.amount, e.payments, e.cap_applied
    from {AGENT} a
    join lateral (
        select {total("i.amount")} as amount, count(*) as payments, {total("i.cap_applied")} as cap_applied
        from {INCOME} i
        where i.agent_id = a.id
    ) as e on e.payments > 0
    where a.team_id = %(team)s::int
    order by e.amount desc, a.id
"""

LEDGER_PARAMETERS = (
    choice("kind", "commission", "revenue_share", "bonus", "referral"),
    choice("status", "paid", "pending", "void"),
    ANY_YEAR,
)

LEDGER = Listed(
    columns="""
        i.id, i.transaction_id, t.transaction_code, i.kind, i.amount, i.paid_on,
        i.status, i.reference, i.cap_applied
    """,
    rows=f"""
        from {INCOME} i
        left join {TRANSACTION} t on t.id = i.transaction_id
        where i.agent_id = any(%(scope)s::int[])
    """,
    sorts={"": "i.paid_on desc nulls last, i.id"},
    filters={
        "kind": "i.kind = %(kind)s",
        "status": "i.status = %(status)s",
        "year": "i.year = %(year)s::int",
    },
)

BY_PROPERTY_TYPE = f"""
    select t.property_type,
        count(*) as transactions,
        {total("f.gci")} as gci,
        {total("f.agent_net")} as agent_net,
        {average("f.commission_percent")} as average_commission_percent
    from {TRANSACTION} t
    left join {TRANSACTION_FINANCIALS} f on f.transaction_id = t.id
    where t.transaction_owner_agent_id = any(%(scope)s::int[]) and t.status = 'closed'
    group by t.property_type
    order by gci desc, {code_points("t.property_type")} nulls last
"""

FEES = f"""
    select y.*,
        transaction_fee + risk_fee + referral_fee + mentor_fee + escrow_fee + title_fee as total
    from (
        select extract(year from t.closing_date)::int as year,
            {total("f.transaction_fee")} as transaction_fee,
            {total("f.risk_fee")} as risk_fee,
            {total("f.referral_fee")} as referral_fee,
            {total("f.mentor_fee")} as mentor_fee,
            {total("f.escrow_fee")} as escrow_fee,
            {total("f.title_fee")} as title_fee
        from {TRANSACTION} t
        left join {TRANSACTION_FINANCIALS} f on f.transaction_id = t.id
        where t.transaction_owner_agent_id = any(%(scope)s::int[])
          and t.status = 'closed' and t.closing_date is not null
        group by 1
    ) as y
    order by y.year
"""


async def by_month(call: Call) -> bytes:
    """Answer a year's income, all twelve months."""
    return await call.rows(BY_MONTH, **call.read(YEAR))


async def ytd(call: Call) -> bytes:
    """Answer the year to date beside the same days a year before."""
    return await call.row(YTD)


async def breakdown(call: Call) -> bytes:
    """Answer the income by kind with each kind's share."""
    return await call.rows(BREAKDOWN, **call.read(ANY_YEAR))


async def by_year(call: Call) -> bytes:
    """Answer income and closed volume by year."""
    return await call.rows(BY_YEAR)


async def by_agent(call: Call) -> bytes:
    """Answer the income of each agent of the viewer's team."""
    return await call.rows(BY_AGENT)


async def ledger(call: Call) -> bytes:
    """Answer a page of payments, newest first."""
    return await call.page(LEDGER, LEDGER_PARAMETERS)


async def by_property_type(call: Call) -> bytes:
    """Answer the commission by property type."""
    return await call.rows(BY_PROPERTY_TYPE)


async def fees(call: Call) -> bytes:
    """Answer the fees paid by year."""
    return await call.rows(FEES)


ENDPOINTS = (
    Endpoint(
        "/api:4UsTtl3m/revenue/by-month",
        by_month,
        function="Workers/RevenueByMonth",
        parameters=(YEAR,),
        answers=rows("month integer, amount number, payments integer"),
    ),
    Endpoint(
        "/api:4UsTtl3m/revenue/ytd",
        ytd,
        function="Workers/RevenueYtd",
        answers=one(
            "from date, to date, amount number, previous_amount number, change number, payments integer"
        ),
    ),
    Endpoint(
        "/api:4UsTtl3m/revenue/breakdown",
        breakdown,
        function="Workers/RevenueBreakdown",
        parameters=(ANY_YEAR,),
        answers=rows("kind text?, amount number, payments integer, share number"),
    ),
    Endpoint(
        "/api:4UsTtl3m/revenue/by-year",
        by_year,
        function="Workers/RevenueByYear",
        answers=rows(
            "year integer?, amount number, payments integer, closed_transactions integer, volume number"
        ),
    ),
    Endpoint(
        "/api:4UsTtl3m/revenue/by-agent",
        by_agent,
        function="Workers/RevenueByAgent",
        answers=rows(
            "agent_id integer, agent_name text, amount number, payments integer, cap_applied number"
        ),
    ),
    Endpoint(
        "/api:4UsTtl3m/revenue/ledger",
        ledger,
        function="Workers/RevenueLedger",
        parameters=(*PAGING, *LEDGER_PARAMETERS),
        answers=page(
            "id integer, transaction_id integer?, transaction_code text?, kind text?, amount number?,"
            " paid_on date?, status text?, reference text?, cap_applied number?"
        ),
    ),
    Endpoint(
        "/api:4UsTtl3m/revenue/by-property-type",
        by_property_type,
        function="Workers/RevenueByPropertyType",
        answers=rows(
            "property_type text?, transactions integer, gci number, agent_net number,"
            " average_commission_percent number"
        ),
    ),
    Endpoint(
        "/api:4UsTtl3m/revenue/fees",
        fees,
        function="Workers/RevenueFees",
        answers=rows(
            "year integer, transaction_fee number, risk_fee number, referral_fee number, mentor_fee number,"
            " escrow_fee number, title_fee number, total number"
        ),
    ),
)
