"""Metrics: the figures that the admin dashboard must agree with."""

from __future__ import annotations

from twin.v2.api.call import Call, Endpoint
from twin.v2.api.shape import one, rows
from twin.v2.api.sql import average, code_points, ratio, total
from twin.v2.api.tables import INCOME, LEAD, LISTING, NETWORK_HIERARCHY, TRANSACTION, TRANSACTION_FINANCIALS

OVERVIEW = f"""
    with sales as (
        select
            count(*) as transactions,
            count(*) filter (where t.status = 'closed') as closed,
            {total("f.price", "t.status = 'closed'")} as volume,
            {total("f.gci", "t.status = 'closed'")} as gci,
            coalesce(round(avg(f.price) filter (where t.status = 'closed'), 4), 0) as average_price
        from {TRANSACTION} t
        left join {TRANSACTION_FINANCIALS} f on f.transaction_id = t.id
        where t.transaction_owner_agent_id = any(%(scope)s::int[])
    ),
    earned as (
        select {total("i.amount")} as income from {INCOME} i where i.agent_id = any(%(scope)s::int[])
    ),
    offered as (
        select count(*) as listings, count(*) filter (where l.stage = 'active') as active_listings
        from {LISTING} l
        where l.agent_id = any(%(scope)s::int[])
    ),
    pipeline as (
        select count(*) as leads, count(*) filter (where l.status = 'open') as open_leads
        from {LEAD} l
        where l.agent_id = any(%(scope)s::int[])
    ),
    places as (
        select count(*) as network from {NETWORK_HIERARCHY} h where h.agent_id = %(agent)s::int
    )
    select transactions, closed, volume, gci, income, listings, active_listings, leads, open_leads, network,
        average_price
    from sales, earned, offered, pipeline, places
"""

TRENDS = f"""
    select
        extract(year from m.month)::int as year,
        extract(month from m.month)::int as month,
        count(s.id) as transactions,
        {total("s.price")} as volume,
        {total("s.gci")} as gci
    from generate_series(timestamp '2025-03-01', timestamp '2026-02-01', interval '1 month') as m(month)
    left join (
        select t.id, date_trunc('month', t.closing_date::timestamp) as month, f.price, f.gci
        from {TRANSACTION} t
        left join {TRANSACTION_FINANCIALS} f on f.transaction_id = t.id
        where t.transaction_owner_agent_id = any(%(scope)s::int[])
          and t.status = 'closed'
          and t.closing_date >= date '2025-03-01' and t.closing_date < date '2026-03-01'
    ) as s on s.month = m.month
    group by m.month
    order by m.month
"""

DAYS_ON_MARKET = f"""
    select state,
        count(*) as transactions,
        {average("days_on_market")} as average,
        max(days_on_market) as longest
    from (
        select nullif(t.state, '') as state, t.days_on_market
        from {TRANSACTION} t
        where t.transaction_owner_agent_id = any(%(scope)s::int[]) and t.days_on_market > 0
    ) as sale
    group by sale.state
    order by transactions desc, {code_points("sale.state")} nulls last
"""

CONVERSION = f"""
    select p.leads, p.won, p.converted,
        {ratio("p.won", "p.leads")} as conversion,
        p.average_days
    from (
        select
            count(*) as leads,
            count(*) filter (where l.status = 'won') as won,
            count(l.converted_transaction_id) as converted,
            coalesce(round(
                avg(extract(epoch from l.converted_at) - extract(epoch from l.created_at)) / 86400, 4
            ), 0) as average_days
        from {LEAD} l
        where l.agent_id = any(%(scope)s::int[])
    ) as p
"""


async def overview(call: Call) -> bytes:
    """Answer the figures of the whole scope."""
    return await call.row(OVERVIEW)


async def trends(call: Call) -> bytes:
    """Answer the closed volume of the last twelve months."""
    return await call.rows(TRENDS)


async def days_on_market(call: Call) -> bytes:
    """Answer how long homes stay on the market, by state."""
    return await call.rows(DAYS_ON_MARKET)


async def conversion(call: Call) -> bytes:
    """Answer how many leads become closings, and how fast."""
    return await call.row(CONVERSION)


ENDPOINTS = (
    Endpoint(
        "/api:4UsTtl3m/metrics/overview",
        overview,
        function="Workers/MetricsOverview",
        answers=one(
            "transactions integer, closed integer, volume number, gci number, income number,"
            " listings integer, active_listings integer, leads integer, open_leads integer, network integer,"
            " average_price number"
        ),
    ),
    Endpoint(
        "/api:4UsTtl3m/metrics/trends",
        trends,
        function="Workers/MetricsTrends",
        answers=rows("year integer, month integer, transactions integer, volume number, gci number"),
    ),
    Endpoint(
        "/api:4UsTtl3m/metrics/days-on-market",
        days_on_market,
        function="Workers/MetricsDaysOnMarket",
        answers=rows("state text?, transactions integer, average number, longest integer"),
    ),
    Endpoint(
        "/api:4UsTtl3m/metrics/conversion",
        conversion,
        function="Workers/MetricsConversion",
        answers=one("leads integer, won integer, converted integer, conversion number, average_days number"),
    ),
)
