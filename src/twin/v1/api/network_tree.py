"""Network tree: who stands above and below the viewer's agent, and how the network grew."""

from __future__ import annotations

from twin.v1.api.answers import Call, Routes, one, rows
from twin.v1.api.parameters import integer

DOWNLINE = """
with recursive tree as (
    select a.id, 1 as depth
    from mvpw1_36 a
    where nullif(a.xdo->>'sponsor_agent_id', '')::int = %(agent)s::int
      and a.id <> %(agent)s::int
    union
    select a.id, tree.depth + 1
    from tree
    join mvpw1_36 a on nullif(a.xdo->>'sponsor_agent_id', '')::int = tree.id
    where tree.depth < %(depth)s::int
      and a.id <> %(agent)s::int
), nearest as (
    select tree.id, min(tree.depth) as depth
    from tree
    group by tree.id
    order by min(tree.depth), tree.id
    limit 500
)
select a.id as agent_id,
       coalesce(a.xdo->>'first_name', '') || ' ' || coalesce(a.xdo->>'last_name', '') as name,
       nullif(a.xdo->>'sponsor_agent_id', '')::int as sponsor_agent_id,
       nearest.depth,
       a.xdo->>'status' as status,
       (select count(*) from mvpw1_36 below
        where nullif(below.xdo->>'sponsor_agent_id', '')::int = a.id) as frontline
from nearest
join mvpw1_36 a on a.id = nearest.id
order by nearest.depth, a.id
"""

# The array of those already met ends a circle of sponsors.
UPLINE = """
with recursive above as (
    select 0 as level, a.id, nullif(a.xdo->>'sponsor_agent_id', '')::int as sponsor, array[a.id] as met
    from mvpw1_36 a
    where a.id = %(agent)s::int
    union all
    select above.level + 1, a.id, nullif(a.xdo->>'sponsor_agent_id', '')::int, above.met || a.id
    from above
    join mvpw1_36 a on a.id = above.sponsor
    where above.level < 12
      and a.id <> all(above.met)
)
select above.level,
       a.id as agent_id,
       coalesce(a.xdo->>'first_name', '') || ' ' || coalesce(a.xdo->>'last_name', '') as name,
       a.xdo->>'status' as status
from above
join mvpw1_36 a on a.id = above.id
where above.level > 0
order by above.level
"""

GROWTH = """
with joined as materialized (
    select to_timestamp(nullif(n.xdo->>'joined_at', '')::bigint / 1000.0) at time zone 'UTC' as at
    from mvpw1_48 n
    where nullif(n.xdo->>'agent_id', '')::int = %(agent)s::int
      and n.xdo->>'joined_at' <> ''
), months as (
    select extract(year from at)::int as year, extract(month from at)::int as month, count(*) as joined
    from joined
    group by 1, 2
)
select year, month, joined, sum(joined) over (order by year, month) as total
from months
order by year, month
"""

FRONTLINE = """
with members as materialized (
    select n.id,
           nullif(n.xdo->>'member_agent_id', '')::int as member_agent_id,
           coalesce(n.xdo->>'first_name', '') || ' ' || coalesce(n.xdo->>'last_name', '') as name,
           coalesce(nullif(n.xdo->>'tier', '')::int, 0) as tier,
           coalesce(nullif(n.xdo->>'volume_ytd', '')::numeric, 0) as volume_ytd,
           case when jsonb_typeof(n.xdo->'path') = 'array' then n.xdo->'path' end as path
    from mvpw1_48 n
    where nullif(n.xdo->>'agent_id', '')::int = %(agent)s::int
), steps as (
    select distinct m.id, m.member_agent_id, m.volume_ytd, step.agent_id
    from members m
    cross join jsonb_array_elements_text(m.path) as step(agent_id)
), below as materialized (
    select steps.agent_id, count(*) as members, sum(steps.volume_ytd) as volume
    from steps
    where steps.member_agent_id::text <> steps.agent_id
    group by steps.agent_id
)
select m.id, m.member_agent_id, m.name,
       coalesce(below.members, 0) as below,
       coalesce(below.volume, 0) as volume_below
from members m
left join below on below.agent_id = m.member_agent_id::text
where m.tier = 1
order by m.id
"""

SUMMARY = """
with members as materialized (
    select coalesce(nullif(n.xdo->>'tier', '')::int, 0) as tier,
           nullif(n.xdo->>'state', '') as state,
           coalesce(n.xdo->>'is_active' = 'true', false) as is_active,
           coalesce(n.xdo->>'is_producing' = 'true', false) as is_producing,
           coalesce(n.xdo->>'is_capped' = 'true', false) as is_capped,
           nullif(n.xdo->>'joined_at', '')::bigint as joined_at,
           coalesce(nullif(n.xdo->>'volume_ytd', '')::numeric, 0) as volume_ytd
    from mvpw1_48 n
    where nullif(n.xdo->>'agent_id', '')::int = %(agent)s::int
)
select count(*) as members,
       count(*) filter (where is_active) as active,
       count(*) filter (where is_producing) as producing,
       count(*) filter (where is_capped) as capped,
       coalesce(max(tier), 0) as tiers,
       count(distinct state) as states,
       count(*) filter (where joined_at >= extract(epoch from timestamptz '2025-01-01 00:00:00+00') * 1000
                          and joined_at < extract(epoch from timestamptz '2026-01-01 00:00:00+00') * 1000)
           as joined_last_year,
       coalesce(sum(volume_ytd), 0) as volume_ytd
from members
"""


async def downline(call: Call) -> bytes:
    """Answer the agents below, walked by sponsor."""
    depth = integer(call.query, "depth", least=1, most=5)
    return await rows(call, DOWNLINE, depth=3 if depth is None else depth)


async def upline(call: Call) -> bytes:
    """Answer the sponsors above, nearest first."""
    return await rows(call, UPLINE)


async def growth(call: Call) -> bytes:
    """Answer the new members by month, with their running total."""
    return await rows(call, GROWTH)


async def frontline(call: Call) -> bytes:
    """Answer the first tier and what stands below each of its members."""
    return await rows(call, FRONTLINE)


async def summary(call: Call) -> bytes:
    """Answer the network in one line."""
    return await one(call, SUMMARY)


ROUTES: Routes = (
    ("GET", "/api:v1-network/network_downline", downline),
    ("GET", "/api:v1-network/network_upline", upline),
    ("GET", "/api:v1-network/network_growth", growth),
    ("GET", "/api:v1-network/network_frontline", frontline),
    ("GET", "/api:v1-network/network_summary", summary),
)
