"""Network: who stands below and above the viewer's agent."""

from __future__ import annotations

from twin.v2.api.call import Call, Endpoint
from twin.v2.api.parameters import integer
from twin.v2.api.shape import one, rows
from twin.v2.api.sql import code_points, name, total
from twin.v2.api.tables import AGENT, NETWORK_HIERARCHY, NETWORK_MEMBER

DEPTH = integer("depth", 1, 5, default=3)

PLACES = f"""
    from {NETWORK_HIERARCHY} h
    left join {NETWORK_MEMBER} m on m.network_id = h.id
    where h.agent_id = %(agent)s::int
"""

TIERS = f"""
    select h.tier,
        count(*) as members,
        count(*) filter (where m.is_active) as active,
        count(*) filter (where m.is_capped) as capped,
        {total("m.volume_ytd")} as volume_ytd,
        {total("m.revenue_share_ytd")} as revenue_share_ytd
    {PLACES}
    group by h.tier
    order by h.tier
"""

DOWNLINE = f"""
    with recursive below (agent_id, depth) as (
        select a.id, 1
        from {AGENT} a
        where a.sponsor_agent_id = %(agent)s::int and a.id <> %(agent)s::int
        union all
        select a.id, below.depth + 1
        from below
        join {AGENT} a on a.sponsor_agent_id = below.agent_id
        where below.depth < %(depth)s::int and a.id <> %(agent)s::int
    ),
    nearest as (
        select agent_id, depth from below order by depth, agent_id limit 500
    )
    select a.id as agent_id,
        {name("a")} as name,
        a.sponsor_agent_id, nearest.depth, a.status, sponsored.frontline
    from nearest
    join {AGENT} a on a.id = nearest.agent_id
    cross join lateral (
        select count(*) as frontline from {AGENT} s where s.sponsor_agent_id = a.id
    ) as sponsored
    order by nearest.depth, a.id
"""

UPLINE = f"""
    with recursive above (level, agent_id, seen) as (
        select 1, s.id, array[a.id, s.id]
        from {AGENT} a
        join {AGENT} s on s.id = a.sponsor_agent_id
        where a.id = %(agent)s::int and s.id <> a.id
        union all
        select above.level + 1, s.id, above.seen || s.id
        from above
        join {AGENT} a on a.id = above.agent_id
        join {AGENT} s on s.id = a.sponsor_agent_id
        where above.level < 12 and s.id <> all (above.seen)
    )
    select above.level, a.id as agent_id,
        {name("a")} as name,
        a.status
    from above
    join {AGENT} a on a.id = above.agent_id
    order by above.level
"""

GROWTH = f"""
    select
        extract(year from month)::int as year,
        extract(month from month)::int as month,
        joined,
        sum(joined) over (order by month) as total
    from (
        select date_trunc('month', h.joined_at at time zone 'UTC') as month, count(*) as joined
        from {NETWORK_HIERARCHY} h
        where h.agent_id = %(agent)s::int and h.joined_at is not null
        group by 1
    ) as monthly
    order by monthly.month
"""

FRONTLINE = f"""
    with places as (
        select h.id, h.member_agent_id, h.tier, h.path, m.volume_ytd,
            {name("m")} as name
        {PLACES}
    ),
    below as (
        select step.agent, count(*) as below, {total("p.volume_ytd")} as volume_below
        from places p
        cross join lateral (select distinct unnest(p.path) as agent) as step
        where p.member_agent_id::text <> step.agent
        group by step.agent
    )
    select p.id, p.member_agent_id, p.name,
        coalesce(b.below, 0) as below,
        coalesce(b.volume_below, 0) as volume_below
    from places p
    left join below b on b.agent = p.member_agent_id::text
    where p.tier = 1
    order by p.id
"""

BY_STATE = f"""
    select state,
        count(*) as members,
        count(*) filter (where is_active) as active,
        {total("volume_ytd")} as volume_ytd
    from (select nullif(m.state, '') as state, m.is_active, m.volume_ytd {PLACES}) as place
    group by place.state
    order by members desc, {code_points("place.state")} nulls last
"""

REVENUE_SHARE = f"""
    select h.tier,
        count(*) as members,
        {total("m.revenue_share_ytd")} as earned,
        {total("m.revenue_share_total")} as total,
        {total("m.revenue_share_potential")} as potential,
        count(*) filter (where m.is_qualified) as qualified
    {PLACES}
    group by h.tier
    order by h.tier
"""

SUMMARY = f"""
    select
        count(*) as members,
        count(*) filter (where m.is_active) as active,
        count(*) filter (where m.is_producing) as producing,
        count(*) filter (where m.is_capped) as capped,
        coalesce(max(h.tier), 0) as tiers,
        count(distinct nullif(m.state, '')) as states,
        count(*) filter (
            where h.joined_at >= timestamptz '2025-01-01 00:00:00+00'
              and h.joined_at < timestamptz '2026-01-01 00:00:00+00'
        ) as joined_last_year,
        {total("m.volume_ytd")} as volume_ytd
    {PLACES}
"""


async def tiers(call: Call) -> bytes:
    """Answer the network by tier."""
    return await call.rows(TIERS)


async def downline(call: Call) -> bytes:
    """Answer the tree below the viewer's agent."""
    return await call.rows(DOWNLINE, **call.read(DEPTH))


async def upline(call: Call) -> bytes:
    """Answer the sponsors above the viewer's agent."""
    return await call.rows(UPLINE)


async def growth(call: Call) -> bytes:
    """Answer the new members by month."""
    return await call.rows(GROWTH)


async def frontline(call: Call) -> bytes:
    """Answer the first tier and what stands below each."""
    return await call.rows(FRONTLINE)


async def by_state(call: Call) -> bytes:
    """Answer the network by state."""
    return await call.rows(BY_STATE)


async def revenue_share(call: Call) -> bytes:
    """Answer the revenue share by tier."""
    return await call.rows(REVENUE_SHARE)


async def summary(call: Call) -> bytes:
    """Answer the network in one line."""
    return await call.row(SUMMARY)


ENDPOINTS = (
    Endpoint(
        "/api:4UsTtl3m/network/tiers",
        tiers,
        function="Workers/NetworkTiers",
        answers=rows(
            "tier integer?, members integer, active integer, capped integer, volume_ytd number,"
            " revenue_share_ytd number"
        ),
    ),
    Endpoint(
        "/api:4UsTtl3m/network/downline",
        downline,
        function="Workers/NetworkDownline",
        parameters=(DEPTH,),
        answers=rows(
            "agent_id integer, name text, sponsor_agent_id integer, depth integer, status text?,"
            " frontline integer"
        ),
    ),
    Endpoint(
        "/api:4UsTtl3m/network/upline",
        upline,
        function="Workers/NetworkUpline",
        answers=rows("level integer, agent_id integer, name text, status text?"),
    ),
    Endpoint(
        "/api:4UsTtl3m/network/growth",
        growth,
        function="Workers/NetworkGrowth",
        answers=rows("year integer, month integer, joined integer, total integer"),
    ),
    Endpoint(
        "/api:4UsTtl3m/network/frontline",
        frontline,
        function="Workers/NetworkFrontline",
        answers=rows("id integer, member_agent_id integer?, name text?, below integer, volume_below number"),
    ),
    Endpoint(
        "/api:4UsTtl3m/network/by-state",
        by_state,
        function="Workers/NetworkByState",
        answers=rows("state text?, members integer, active integer, volume_ytd number"),
    ),
    Endpoint(
        "/api:4UsTtl3m/network/revenue-share",
        revenue_share,
        function="Workers/NetworkRevenueShare",
        answers=rows(
            "tier integer?, members integer, earned number, total number, potential number, qualified integer"
        ),
    ),
    Endpoint(
        "/api:4UsTtl3m/network/summary",
        summary,
        function="Workers/NetworkSummary",
        answers=one(
            "members integer, active integer, producing integer, capped integer, tiers integer,"
            " states integer, joined_last_year integer, volume_ytd number"
        ),
    ),
)
