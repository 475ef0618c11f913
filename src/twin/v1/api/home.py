"""Home: the key figures and the short lists of the first page."""

from __future__ import annotations

from twin.v1.api.answers import Call, Routes, one, rows
from twin.v1.api.parameters import integer

KPIS = """
with mine as materialized (
    select t.xdo->>'status' as status,
           t.xdo->>'closing_date' as closing_date,
           coalesce(nullif(t.xdo->>'price', '')::numeric, 0) as price,
           coalesce(nullif(t.xdo->>'gci', '')::numeric, 0) as gci
    from mvpw1_34 t
    where nullif(t.xdo->>'transaction_owner_agent_id', '')::int = any(%(scope)s::int[])
), sales as (
    select count(*) filter (where status = 'closed' and closing_date between %(year_start)s and %(today)s)
               as closed_transactions,
           coalesce(sum(price) filter (where status = 'closed'
               and closing_date between %(year_start)s and %(today)s), 0) as volume,
           coalesce(sum(gci) filter (where status = 'closed'
               and closing_date between %(year_start)s and %(today)s), 0) as gci,
           count(*) filter (where status = 'pending') as pending_transactions,
           coalesce(sum(gci) filter (where status = 'pending'), 0) as pending_gci
    from mine
)
select sales.*,
       (select count(*) from mvpw1_50 l
        where nullif(l.xdo->>'agent_id', '')::int = any(%(scope)s::int[])
          and l.xdo->>'stage' = 'active') as active_listings,
       (select count(*) from mvpw1_55 d
        where nullif(d.xdo->>'agent_id', '')::int = any(%(scope)s::int[])
          and d.xdo->>'status' = 'open') as open_leads,
       (select count(*) from mvpw1_48 n
        where nullif(n.xdo->>'agent_id', '')::int = %(agent)s::int
          and n.xdo->>'is_active' = 'true') as network_size,
       (select coalesce(sum(nullif(i.xdo->>'amount', '')::numeric), 0) from mvpw1_53 i
        where nullif(i.xdo->>'agent_id', '')::int = any(%(scope)s::int[])
          and i.xdo->>'kind' = 'revenue_share'
          and i.xdo->>'paid_on' between %(year_start)s and %(today)s) as revenue_share
from sales
"""

RECENT_TRANSACTIONS = """
with latest as materialized (
    select t.id, nullif(t.xdo->>'updated_at', '')::bigint as updated_at
    from mvpw1_34 t
    where nullif(t.xdo->>'transaction_owner_agent_id', '')::int = any(%(scope)s::int[])
    order by 2 desc nulls last, 1
    limit 10
)
select t.id,
       t.xdo->>'transaction_code' as transaction_code,
       t.xdo->>'status' as status,
       t.xdo->>'stage' as stage,
       t.xdo->'address'->>'street' as street,
       t.xdo->'address'->>'city' as city,
       coalesce(nullif(t.xdo->>'price', '')::numeric, 0) as price,
       coalesce(nullif(t.xdo->>'gci', '')::numeric, 0) as gci,
       nullif(t.xdo->>'closing_date', '') as closing_date,
       latest.updated_at,
       (select coalesce(a.xdo->>'first_name', '') || ' ' || coalesce(a.xdo->>'last_name', '')
        from mvpw1_36 a
        where a.id = nullif(t.xdo->>'transaction_owner_agent_id', '')::int) as owner_name
from latest
join mvpw1_34 t on t.id = latest.id
order by latest.updated_at desc nulls last, t.id
"""

UPCOMING_CLOSINGS = """
select t.id,
       t.xdo->>'transaction_code' as transaction_code,
       nullif(t.xdo->>'estimated_closing_on', '') as estimated_closing_on,
       coalesce(nullif(t.xdo->>'price', '')::numeric, 0) as price,
       coalesce(nullif(t.xdo->>'agent_net', '')::numeric, 0) as agent_net,
       t.xdo->>'buyer_name' as buyer_name,
       nullif(t.xdo->>'estimated_closing_on', '')::date - %(today)s::date as days_left
from mvpw1_34 t
where nullif(t.xdo->>'transaction_owner_agent_id', '')::int = any(%(scope)s::int[])
  and t.xdo->>'status' = 'pending'
order by 3 asc nulls last, t.id
limit %(limit)s::int
"""

GOALS = """
with actual as (
    select coalesce(sum(nullif(t.xdo->>'gci', '')::numeric), 0) as gci, count(*) as transactions
    from mvpw1_34 t
    where nullif(t.xdo->>'transaction_owner_agent_id', '')::int = any(%(scope)s::int[])
      and t.xdo->>'status' = 'closed'
      and t.xdo->>'closing_date' between %(year_start)s and %(today)s
), goals as (
    select coalesce(nullif(u.xdo->>'goal_year', '')::int, 0) as goal_year,
           coalesce(nullif(u.xdo->>'goal_gci', '')::numeric, 0) as goal_gci,
           coalesce(nullif(u.xdo->>'goal_transactions', '')::int, 0) as goal_transactions,
           coalesce(nullif(u.xdo->>'goal_network_growth', '')::int, 0) as goal_network_growth
    from mvpw1_41 u
    where u.id = %(viewer)s::int
)
select goals.*,
       actual.gci as actual_gci,
       actual.transactions as actual_transactions,
       coalesce(round(actual.gci / nullif(goals.goal_gci, 0), 4), 0) as gci_progress
from goals, actual
"""

ACTIVITY = """
select v.id,
       d.id as lead_id,
       coalesce(d.xdo->>'first_name', '') || ' ' || coalesce(d.xdo->>'last_name', '') as lead_name,
       nullif(v.xdo->>'at', '')::bigint as at,
       v.xdo->>'kind' as kind,
       v.xdo->>'note' as note,
       v.xdo->>'outcome' as outcome
from mvpw1_55 d
join mvpw1_57 v on nullif(v.xdo->>'lead_id', '')::int = d.id
where nullif(d.xdo->>'agent_id', '')::int = any(%(scope)s::int[])
order by 4 desc nulls last, v.id
limit 20
"""


async def kpis(call: Call) -> bytes:
    """Answer the figures of the year to date."""
    return await one(call, KPIS)


async def recent_transactions(call: Call) -> bytes:
    """Answer the ten transactions that changed last."""
    return await rows(call, RECENT_TRANSACTIONS)


async def upcoming_closings(call: Call) -> bytes:
    """Answer what closes next."""
    limit = integer(call.query, "limit", least=1, most=50)
    return await rows(call, UPCOMING_CLOSINGS, limit=10 if limit is None else limit)


async def goals(call: Call) -> bytes:
    """Answer the viewer's goals and how far they are reached."""
    return await one(call, GOALS)


async def activity(call: Call) -> bytes:
    """Answer what was last done about the viewer's leads."""
    return await rows(call, ACTIVITY)


ROUTES: Routes = (
    ("GET", "/api:v1-home/home/kpis", kpis),
    ("GET", "/api:v1-home/home/recent_transactions", recent_transactions),
    ("GET", "/api:v1-home/home/upcoming_closings", upcoming_closings),
    ("GET", "/api:v1-home/home/goals", goals),
    ("GET", "/api:v1-home/home/activity", activity),
)
