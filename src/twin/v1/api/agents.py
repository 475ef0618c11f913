"""Agents: the directory of the viewer's team, and what is kept of one agent."""

from __future__ import annotations

from twin.v1.api.answers import LAST_YEAR, Call, Routes, one, page, rows, rows_of
from twin.v1.api.parameters import integer, one_of, paging, path_id, text

STATUSES = ("active", "inactive", "terminated")
SORTS = {
    "last_name": "(a.xdo->>'last_name') collate \"C\"",
    "ytd_volume": "coalesce(nullif(a.xdo->>'ytd_volume', '')::numeric, 0)",
    "joined_at": "nullif(a.xdo->>'joined_at', '')::bigint",
}

DIRECTORY = """
select a.id, {key} as key
from mvpw1_36 a
where nullif(a.xdo->>'team_id', '')::int = %(team)s::int
  and (%(status)s::text is null or a.xdo->>'status' = %(status)s)
  and (%(state)s::text is null or a.xdo->>'office_state' = %(state)s)
  and (%(q)s::text is null
       or position(lower(%(q)s) in lower(coalesce(a.xdo->>'first_name', ''))) > 0
       or position(lower(%(q)s) in lower(coalesce(a.xdo->>'last_name', ''))) > 0
       or position(lower(%(q)s) in lower(coalesce(a.xdo->>'email', ''))) > 0)
"""

DIRECTORY_ITEMS = """
select a.id,
       a.xdo->>'first_name' as first_name,
       a.xdo->>'last_name' as last_name,
       a.xdo->>'email' as email,
       a.xdo->>'phone' as phone,
       a.xdo->>'status' as status,
       a.xdo->>'office' as office,
       a.xdo->>'office_state' as office_state,
       nullif(a.xdo->>'joined_at', '')::bigint as joined_at,
       coalesce(a.xdo->>'is_team_leader' = 'true', false) as is_team_leader,
       coalesce(nullif(a.xdo->>'ytd_volume', '')::numeric, 0) as ytd_volume,
       coalesce(nullif(a.xdo->>'ytd_transactions', '')::int, 0) as ytd_transactions,
       nullif(a.xdo->'languages', '""') as languages,
       coalesce(nullif(a.xdo->>'cap_percent', '')::numeric, 0) as cap_percent
from page
join mvpw1_36 a on a.id = page.id
order by page.place
"""

MATE = """
mvpw1_36 a
where a.id = %(id)s::int
  and nullif(a.xdo->>'team_id', '')::int = %(team)s::int
"""

DETAIL = """
select a.id,
       nullif(a.xdo->>'user_id', '')::int as user_id,
       nullif(a.xdo->>'team_id', '')::int as team_id,
       a.xdo->>'first_name' as first_name,
       a.xdo->>'last_name' as last_name,
       a.xdo->>'email' as email,
       a.xdo->>'phone' as phone,
       a.xdo->>'status' as status,
       nullif(a.xdo->>'joined_at', '')::bigint as joined_at,
       a.xdo->>'license_number' as license_number,
       a.xdo->>'license_state' as license_state,
       nullif(a.xdo->>'license_expires_on', '') as license_expires_on,
       a.xdo->>'office' as office,
       a.xdo->>'office_state' as office_state,
       nullif(a.xdo->'mls_ids', '""') as mls_ids,
       nullif(a.xdo->'languages', '""') as languages,
       nullif(a.xdo->'specialties', '""') as specialties,
       a.xdo->'address'->>'street' as street,
       a.xdo->'address'->>'city' as city,
       a.xdo->'address'->>'state' as state,
       a.xdo->'address'->>'zip' as postal_code,
       coalesce(a.xdo->>'is_mentor' = 'true', false) as is_mentor,
       coalesce(a.xdo->>'is_elite' = 'true', false) as is_elite,
       nullif(a.xdo->>'rating', '')::double precision as rating,
       coalesce(nullif(a.xdo->>'review_count', '')::int, 0) as review_count,
       coalesce(nullif(a.xdo->>'years_experience', '')::int, 0) as years_experience,
       nullif(a.xdo->'tags', '""') as tags,
       json_build_object(
           'cap_amount', coalesce(nullif(a.xdo->>'cap_amount', '')::numeric, 0),
           'cap_paid', coalesce(nullif(a.xdo->>'cap_paid', '')::numeric, 0),
           'cap_remaining', coalesce(nullif(a.xdo->>'cap_remaining', '')::numeric, 0),
           'cap_is_met', coalesce(a.xdo->>'cap_is_met' = 'true', false)) as cap,
       case when a.xdo->>'rezen_agent_id' <> '' then json_build_object(
           'rezen_agent_id', a.xdo->>'rezen_agent_id',
           'rezen_status', a.xdo->>'rezen_status',
           'rezen_balance', coalesce(nullif(a.xdo->>'rezen_balance', '')::numeric, 0)) end as rezen,
       (select json_build_object(
            'id', s.id,
            'name', coalesce(s.xdo->>'first_name', '') || ' ' || coalesce(s.xdo->>'last_name', ''))
        from mvpw1_36 s
        where s.id = nullif(a.xdo->>'sponsor_agent_id', '')::int) as sponsor
from mvpw1_36 a
where a.id = %(id)s::int
  and nullif(a.xdo->>'team_id', '')::int = %(team)s::int
"""

PERFORMANCE = """
select coalesce(nullif(year.item->>'year', '')::int, 0) as year,
       coalesce(nullif(year.item->>'transactions', '')::int, 0) as transactions,
       coalesce(nullif(year.item->>'volume', '')::numeric, 0) as volume,
       coalesce(nullif(year.item->>'gci', '')::numeric, 0) as gci,
       coalesce(nullif(year.item->>'listings', '')::int, 0) as listings,
       coalesce(nullif(year.item->>'average_days_on_market', '')::numeric, 0) as average_days_on_market,
       coalesce(nullif(year.item->>'closed_sides', '')::int, 0) as closed_sides
from jsonb_array_elements(
    case when jsonb_typeof(a.xdo->'performance') = 'array' then a.xdo->'performance' end) as year(item)
order by 1
"""

CAP = """
select a.id as agent_id,
       coalesce(nullif(a.xdo->>'cap_amount', '')::numeric, 0) as cap_amount,
       coalesce(nullif(a.xdo->>'cap_paid', '')::numeric, 0) as cap_paid,
       coalesce(nullif(a.xdo->>'cap_remaining', '')::numeric, 0) as cap_remaining,
       coalesce(nullif(a.xdo->>'cap_percent', '')::numeric, 0) as cap_percent,
       coalesce(a.xdo->>'cap_is_met' = 'true', false) as cap_is_met,
       nullif(a.xdo->>'cap_met_at', '')::bigint as cap_met_at,
       a.xdo->>'cap_type' as cap_type,
       nullif(a.xdo->>'cap_anniversary_on', '') as cap_anniversary_on,
       nullif(a.xdo->>'cap_cycle_start_on', '') as cap_cycle_start_on,
       nullif(a.xdo->>'cap_cycle_end_on', '') as cap_cycle_end_on,
       nullif(a.xdo->>'cap_cycle_end_on', '')::date - %(today)s::date as days_left
from mvpw1_36 a
where a.id = %(agent)s::int
"""

COMMISSION_PLANS = """
select plan.item->>'plan' as plan,
       coalesce(nullif(plan.item->>'split_percent', '')::numeric, 0) as split_percent,
       nullif(plan.item->>'effective_on', '') as effective_on,
       nullif(plan.item->>'ends_on', '') as ends_on,
       coalesce(nullif(plan.item->>'flat_fee', '')::numeric, 0) as flat_fee,
       coalesce(plan.item->>'is_default' = 'true', false) as is_default,
       plan.item->>'note' as note
from mvpw1_36 a
cross join jsonb_array_elements(
    case when jsonb_typeof(a.xdo->'commission_plans') = 'array' then a.xdo->'commission_plans' end
) as plan(item)
where a.id = %(agent)s::int
order by (plan.item->>'plan') collate "C" nulls last
"""

LEADERBOARD = """
with years as materialized (
    select a.id as agent_id,
           coalesce(a.xdo->>'first_name', '') || ' ' || coalesce(a.xdo->>'last_name', '') as agent_name,
           coalesce(nullif(year.item->>'volume', '')::numeric, 0) as volume,
           coalesce(nullif(year.item->>'transactions', '')::int, 0) as transactions,
           coalesce(nullif(year.item->>'gci', '')::numeric, 0) as gci
    from mvpw1_36 a
    cross join jsonb_array_elements(
        case when jsonb_typeof(a.xdo->'performance') = 'array' then a.xdo->'performance' end) as year(item)
    where nullif(a.xdo->>'team_id', '')::int = %(team)s::int
      and coalesce(nullif(year.item->>'year', '')::int, 0) = %(year)s::int
)
select rank() over (order by volume desc) as rank, agent_id, agent_name, volume, transactions, gci
from years
order by volume desc, agent_id
"""

HIERARCHY = """
select coalesce(nullif(step.item->>'level', '')::int, 0) as level,
       nullif(step.item->>'sponsor_agent_id', '')::int as sponsor_agent_id,
       (select coalesce(s.xdo->>'first_name', '') || ' ' || coalesce(s.xdo->>'last_name', '')
        from mvpw1_36 s
        where s.id = nullif(step.item->>'sponsor_agent_id', '')::int) as sponsor_name,
       nullif(step.item->>'since_on', '') as since_on,
       coalesce(step.item->>'is_active' = 'true', false) as is_active,
       step.item->>'line' as line
from mvpw1_36 a
cross join jsonb_array_elements(
    case when jsonb_typeof(a.xdo->'sponsor_tree') = 'array' then a.xdo->'sponsor_tree' end) as step(item)
where a.id = %(agent)s::int
order by 1
"""

ANNIVERSARIES = """
with mates as materialized (
    select a.id as agent_id,
           coalesce(a.xdo->>'first_name', '') || ' ' || coalesce(a.xdo->>'last_name', '') as agent_name,
           a.xdo->>'anniversary_on' as anniversary_on
    from mvpw1_36 a
    where nullif(a.xdo->>'team_id', '')::int = %(team)s::int
      and a.xdo->>'anniversary_on' <> ''
)
select agent_id, agent_name, anniversary_on,
       substr(anniversary_on, 6, 2)::int as month,
       left(%(today)s::text, 4)::int - left(anniversary_on, 4)::int as years
from mates
order by 4, substr(anniversary_on, 9, 2)::int, agent_id
"""


async def directory(call: Call) -> bytes:
    """Answer one page of the team's agents that the filters leave."""
    sort = one_of(call.query, "sort", SORTS) or "last_name"
    return await page(
        call,
        DIRECTORY,
        DIRECTORY_ITEMS,
        paging(call.query),
        key=SORTS[sort],
        direction=one_of(call.query, "order", ("asc", "desc")) or "asc",
        status=one_of(call.query, "status", STATUSES),
        state=text(call.query, "state"),
        q=text(call.query, "q"),
    )


async def detail(call: Call) -> bytes:
    """Answer one agent of the team."""
    return await one(call, DETAIL, id=path_id(call.path))


async def performance(call: Call) -> bytes:
    """Answer the years of one agent of the team."""
    return await rows_of(call, MATE, PERFORMANCE, id=path_id(call.path))


async def cap(call: Call) -> bytes:
    """Answer how far the viewer's agent is to the cap."""
    return await one(call, CAP)


async def commission_plans(call: Call) -> bytes:
    """Answer the commission plans of the viewer's agent."""
    return await rows(call, COMMISSION_PLANS)


async def leaderboard(call: Call) -> bytes:
    """Answer the team ranked by a year's volume."""
    year = integer(call.query, "year")
    return await rows(call, LEADERBOARD, year=LAST_YEAR if year is None else year)


async def hierarchy(call: Call) -> bytes:
    """Answer the recorded sponsors of the viewer's agent."""
    return await rows(call, HIERARCHY)


async def anniversaries(call: Call) -> bytes:
    """Answer the team's anniversaries, month by month."""
    return await rows(call, ANNIVERSARIES)


ROUTES: Routes = (
    ("GET", "/api:v1-agents/agents", directory),
    ("GET", "/api:v1-agents/agents/{id}", detail),
    ("GET", "/api:v1-agents/agents/{id}/performance", performance),
    ("GET", "/api:v1-agents/agent_cap", cap),
    ("GET", "/api:v1-agents/agent_commission_plans", commission_plans),
    ("GET", "/api:v1-agents/agent_leaderboard", leaderboard),
    ("GET", "/api:v1-agents/agent_hierarchy", hierarchy),
    ("GET", "/api:v1-agents/agent_anniversaries", anniversaries),
)
