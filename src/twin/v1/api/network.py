"""Network: the members below the viewer's agent, each with what the viewer noted."""

from __future__ import annotations

from twin.v1.api.answers import Call, Routes, one, page, rows, written
from twin.v1.api.parameters import body_text, boolean, integer, one_of, paging, path_id, text

STATUSES = ("active", "inactive", "left")
SORTS = {
    "tier": "coalesce(nullif(n.xdo->>'tier', '')::int, 0)",
    "joined_at": "nullif(n.xdo->>'joined_at', '')::bigint",
    "volume_ytd": "coalesce(nullif(n.xdo->>'volume_ytd', '')::numeric, 0)",
    "last_name": "(n.xdo->>'last_name') collate \"C\"",
}

ROSTER = """
select n.id, {key} as key
from mvpw1_48 n
where nullif(n.xdo->>'agent_id', '')::int = %(agent)s::int
  and (%(tier)s::int is null or coalesce(nullif(n.xdo->>'tier', '')::int, 0) = %(tier)s::int)
  and (%(status)s::text is null or n.xdo->>'status' = %(status)s)
  and (%(state)s::text is null or n.xdo->>'state' = %(state)s)
  and (%(active)s::boolean is null or coalesce(n.xdo->>'is_active' = 'true', false) = %(active)s::boolean)
  and (%(q)s::text is null
       or position(lower(%(q)s) in lower(coalesce(n.xdo->>'first_name', ''))) > 0
       or position(lower(%(q)s) in lower(coalesce(n.xdo->>'last_name', ''))) > 0
       or position(lower(%(q)s) in lower(coalesce(n.xdo->>'email', ''))) > 0)
"""

# What the viewer noted counts only where an owner of the note is named.
ROSTER_ITEMS = """
select n.id,
       nullif(n.xdo->>'member_agent_id', '')::int as member_agent_id,
       n.xdo->>'first_name' as first_name,
       n.xdo->>'last_name' as last_name,
       n.xdo->>'email' as email,
       coalesce(nullif(n.xdo->>'tier', '')::int, 0) as tier,
       n.xdo->>'status' as status,
       n.xdo->>'state' as state,
       nullif(n.xdo->>'joined_at', '')::bigint as joined_at,
       coalesce(n.xdo->>'is_active' = 'true', false) as is_active,
       coalesce(n.xdo->>'is_capped' = 'true', false) as is_capped,
       coalesce(nullif(n.xdo->>'downline_count', '')::int, 0) as downline_count,
       coalesce(nullif(n.xdo->>'volume_ytd', '')::numeric, 0) as volume_ytd,
       coalesce(nullif(n.xdo->>'revenue_share_ytd', '')::numeric, 0) as revenue_share_ytd,
       coalesce(n.xdo->>'owner_user_id' <> '' and n.xdo->>'pinned' = 'true', false) as pinned,
       case when n.xdo->>'owner_user_id' <> '' then n.xdo->>'nickname' end as nickname
from page
join mvpw1_48 n on n.id = page.id
order by page.place
"""

MEMBER = """
select n.id,
       nullif(n.xdo->>'member_agent_id', '')::int as member_agent_id,
       n.xdo->>'first_name' as first_name,
       n.xdo->>'last_name' as last_name,
       n.xdo->>'email' as email,
       n.xdo->>'phone' as phone,
       n.xdo->>'city' as city,
       n.xdo->>'state' as state,
       coalesce(nullif(n.xdo->>'tier', '')::int, 0) as tier,
       coalesce(nullif(n.xdo->>'level', '')::int, 0) as level,
       n.xdo->>'line' as line,
       nullif(n.xdo->'path', '""') as path,
       n.xdo->>'status' as status,
       nullif(n.xdo->>'joined_at', '')::bigint as joined_at,
       coalesce(n.xdo->>'is_frontline' = 'true', false) as is_frontline,
       coalesce(n.xdo->>'is_active' = 'true', false) as is_active,
       coalesce(n.xdo->>'is_producing' = 'true', false) as is_producing,
       coalesce(nullif(n.xdo->>'transactions_ytd', '')::int, 0) as transactions_ytd,
       coalesce(nullif(n.xdo->>'volume_ytd', '')::numeric, 0) as volume_ytd,
       coalesce(nullif(n.xdo->>'gci_ytd', '')::numeric, 0) as gci_ytd,
       coalesce(nullif(n.xdo->>'cap_percent', '')::numeric, 0) as cap_percent,
       nullif(n.xdo->>'last_closing_on', '') as last_closing_on,
       nullif(n.xdo->>'parent_network_id', '')::int as parent_network_id,
       coalesce(n.xdo->>'owner_user_id' <> '' and n.xdo->>'pinned' = 'true', false) as pinned,
       coalesce(n.xdo->>'owner_user_id' <> '' and n.xdo->>'hidden' = 'true', false) as hidden,
       case when n.xdo->>'owner_user_id' <> '' then n.xdo->>'nickname' end as nickname,
       case when n.xdo->>'owner_user_id' <> '' then n.xdo->>'note' end as note,
       case when n.xdo->>'owner_user_id' <> '' then nullif(n.xdo->'labels', '""') end as labels
from mvpw1_48 n
where n.id = %(id)s::int
  and nullif(n.xdo->>'agent_id', '')::int = %(agent)s::int
"""

TIERS = """
with members as materialized (
    select coalesce(nullif(n.xdo->>'tier', '')::int, 0) as tier,
           coalesce(n.xdo->>'is_active' = 'true', false) as is_active,
           coalesce(n.xdo->>'is_capped' = 'true', false) as is_capped,
           coalesce(nullif(n.xdo->>'volume_ytd', '')::numeric, 0) as volume_ytd,
           coalesce(nullif(n.xdo->>'revenue_share_ytd', '')::numeric, 0) as revenue_share_ytd
    from mvpw1_48 n
    where nullif(n.xdo->>'agent_id', '')::int = %(agent)s::int
)
select tier, count(*) as members, count(*) filter (where is_active) as active,
       count(*) filter (where is_capped) as capped, sum(volume_ytd) as volume_ytd,
       sum(revenue_share_ytd) as revenue_share_ytd
from members
group by tier
order by tier
"""

BY_STATE = """
with members as materialized (
    select nullif(n.xdo->>'state', '') as state,
           coalesce(n.xdo->>'is_active' = 'true', false) as is_active,
           coalesce(nullif(n.xdo->>'volume_ytd', '')::numeric, 0) as volume_ytd
    from mvpw1_48 n
    where nullif(n.xdo->>'agent_id', '')::int = %(agent)s::int
)
select state, count(*) as members, count(*) filter (where is_active) as active, sum(volume_ytd) as volume_ytd
from members
group by state
order by count(*) desc, state collate "C" nulls last
"""

REVENUE_SHARE = """
with members as materialized (
    select coalesce(nullif(n.xdo->>'tier', '')::int, 0) as tier,
           coalesce(nullif(n.xdo->>'revenue_share_ytd', '')::numeric, 0) as earned,
           coalesce(nullif(n.xdo->>'revenue_share_total', '')::numeric, 0) as total,
           coalesce(nullif(n.xdo->>'revenue_share_potential', '')::numeric, 0) as potential,
           coalesce(n.xdo->>'is_qualified' = 'true', false) as is_qualified
    from mvpw1_48 n
    where nullif(n.xdo->>'agent_id', '')::int = %(agent)s::int
)
select tier, count(*) as members, sum(earned) as earned, sum(total) as total, sum(potential) as potential,
       count(*) filter (where is_qualified) as qualified
from members
group by tier
order by tier
"""

WRITE_NOTE = """
update mvpw1_48 n
set xdo = n.xdo || jsonb_build_object(
    'note', %(note)s::text,
    'owner_user_id', coalesce(nullif(n.xdo->>'owner_user_id', '')::int, %(viewer)s::int))
where n.id = %(id)s::int
  and nullif(n.xdo->>'agent_id', '')::int = %(agent)s::int
returning n.id, n.xdo->>'note' as note
"""


async def roster(call: Call) -> bytes:
    """Answer one page of the members that the filters leave."""
    sort = one_of(call.query, "sort", SORTS) or "tier"
    return await page(
        call,
        ROSTER,
        ROSTER_ITEMS,
        paging(call.query),
        key=SORTS[sort],
        direction=one_of(call.query, "order", ("asc", "desc")) or "asc",
        tier=integer(call.query, "tier"),
        status=one_of(call.query, "status", STATUSES),
        state=text(call.query, "state"),
        active=boolean(call.query, "active"),
        q=text(call.query, "q"),
    )


async def member(call: Call) -> bytes:
    """Answer one member."""
    return await one(call, MEMBER, id=path_id(call.path))


async def tiers(call: Call) -> bytes:
    """Answer the members by tier."""
    return await rows(call, TIERS)


async def by_state(call: Call) -> bytes:
    """Answer the members by state."""
    return await rows(call, BY_STATE)


async def revenue_share(call: Call) -> bytes:
    """Answer revenue share by tier."""
    return await rows(call, REVENUE_SHARE)


async def note(call: Call) -> bytes:
    """Keep a note on a member."""
    row_id = path_id(call.path)
    return await written(call, WRITE_NOTE, id=row_id, note=body_text(call.body, "note"))


ROUTES: Routes = (
    ("GET", "/api:v1-network/network", roster),
    ("GET", "/api:v1-network/network/{id}", member),
    ("GET", "/api:v1-network/network_tiers", tiers),
    ("GET", "/api:v1-network/network_by_state", by_state),
    ("GET", "/api:v1-network/network_revenue_share", revenue_share),
    ("POST", "/api:v1-network/network/{id}/note", note),
)
