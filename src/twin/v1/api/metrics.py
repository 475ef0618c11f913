"""Metrics: the figures that the admin dashboard must agree with."""

from __future__ import annotations

from twin.v1.api.answers import Call, Routes, one, rows

OVERVIEW = """
with mine as materialized (
    select coalesce(t.xdo->>'status' = 'closed', false) as is_closed,
           coalesce(nullif(t.xdo->>'price', '')::numeric, 0) as price,
           coalesce(nullif(t.xdo->>'gci', '')::numeric, 0) as gci
    from mvpw1_34 t
    where nullif(t.xdo->>'transaction_owner_agent_id', '')::int = any(%(scope)s::int[])
), sales as (
    select count(*) as transactions,
           count(*) filter (where is_closed) as closed,
           coalesce(sum(price) filter (where is_closed), 0) as volume,
           coalesce(sum(gci) filter (where is_closed), 0) as gci,
           coalesce(round(avg(price) filter (where is_closed), 4), 0) as average_price
    from mine
), homes as (
    select count(*) as listings, count(*) filter (where l.xdo->>'stage' = 'active') as active_listings
    from mvpw1_50 l
    where nullif(l.xdo->>'agent_id', '')::int = any(%(scope)s::int[])
), people as (
    select count(*) as leads, count(*) filter (where d.xdo->>'status' = 'open') as open_leads
    from mvpw1_55 d
    where nullif(d.xdo->>'agent_id', '')::int = any(%(scope)s::int[])
)
select sales.transactions, sales.closed, sales.volume, sales.gci,
       (select coalesce(sum(nullif(i.xdo->>'amount', '')::numeric), 0) from mvpw1_53 i
        where nullif(i.xdo->>'agent_id', '')::int = any(%(scope)s::int[])) as income,
       homes.listings, homes.active_listings, people.leads, people.open_leads,
       (select count(*) from mvpw1_48 n
        where nullif(n.xdo->>'agent_id', '')::int = %(agent)s::int) as network,
       sales.average_price
from sales, homes, people
"""

TRENDS = """
with closed as materialized (
    select left(t.xdo->>'closing_date', 7) as month,
           coalesce(nullif(t.xdo->>'price', '')::numeric, 0) as price,
           coalesce(nullif(t.xdo->>'gci', '')::numeric, 0) as gci
    from mvpw1_34 t
    where nullif(t.xdo->>'transaction_owner_agent_id', '')::int = any(%(scope)s::int[])
      and t.xdo->>'status' = 'closed'
      and left(t.xdo->>'closing_date', 7) between '2025-03' and '2026-02'
), months as (
    select to_char(month, 'YYYY-MM') as name
    from generate_series(timestamp '2025-03-01', timestamp '2026-02-01', interval '1 month') as month
)
select left(months.name, 4)::int as year, right(months.name, 2)::int as month,
       count(closed.month) as transactions, coalesce(sum(closed.price), 0) as volume,
       coalesce(sum(closed.gci), 0) as gci
from months
left join closed on closed.month = months.name
group by months.name
order by 1, 2
"""

DAYS_ON_MARKET = """
with mine as materialized (
    select nullif(t.xdo->'address'->>'state', '') as state, nullif(t.xdo->>'days_on_market', '')::int as days
    from mvpw1_34 t
    where nullif(t.xdo->>'transaction_owner_agent_id', '')::int = any(%(scope)s::int[])
)
select state, count(*) as transactions, round(avg(days), 4) as average, max(days) as longest
from mine
where days > 0
group by state
order by count(*) desc, state collate "C" nulls last
"""

CONVERSION = """
with mine as materialized (
    select coalesce(d.xdo->>'status' = 'won', false) as is_won,
           nullif(d.xdo->>'converted_transaction_id', '')::int as converted_transaction_id,
           nullif(d.xdo->>'created_at', '')::bigint as created_at,
           nullif(d.xdo->>'converted_at', '')::bigint as converted_at
    from mvpw1_55 d
    where nullif(d.xdo->>'agent_id', '')::int = any(%(scope)s::int[])
)
select count(*) as leads,
       count(*) filter (where is_won) as won,
       count(converted_transaction_id) as converted,
       coalesce(round(count(*) filter (where is_won)::numeric / nullif(count(*), 0), 4), 0) as conversion,
       coalesce(round(avg(converted_at - created_at) / 86400000, 4), 0) as average_days
from mine
"""


async def overview(call: Call) -> bytes:
    """Answer the viewer's figures in one object."""
    return await one(call, OVERVIEW)


async def trends(call: Call) -> bytes:
    """Answer the closed volume of the last twelve months."""
    return await rows(call, TRENDS)


async def days_on_market(call: Call) -> bytes:
    """Answer how long homes stay on the market, by state."""
    return await rows(call, DAYS_ON_MARKET)


async def conversion(call: Call) -> bytes:
    """Answer how many leads become a closing."""
    return await one(call, CONVERSION)


ROUTES: Routes = (
    ("GET", "/api:v1-metrics/metrics", overview),
    ("GET", "/api:v1-metrics/metrics_trends", trends),
    ("GET", "/api:v1-metrics/metrics_days_on_market", days_on_market),
    ("GET", "/api:v1-metrics/metrics_conversion", conversion),
)
