"""Agents: the viewer's team, its people and their years."""

from __future__ import annotations

from twin.v2.api.call import Call, Endpoint
from twin.v2.api.paging import PAGING, Listed
from twin.v2.api.parameters import ORDER_UP, YEAR, choice, text
from twin.v2.api.shape import one, page, rows
from twin.v2.api.sql import TODAY, code_points, contains, millis, name
from twin.v2.api.tables import (
    AGENT,
    AGENT_CAP_DATA,
    AGENT_COMMISSION,
    AGENT_HIERARCHY,
    AGENT_PERFORMANCE,
    AGENT_REZEN,
)

DIRECTORY_PARAMETERS = (
    choice("status", "active", "inactive", "terminated"),
    text("state"),
    text("q"),
    choice("sort", "last_name", "ytd_volume", "joined_at", default="last_name"),
    ORDER_UP,
)

DIRECTORY = Listed(
    columns=f"""
        a.id, a.first_name, a.last_name, a.email, a.phone, a.status, a.office, a.office_state,
        {millis("a.joined_at")} as joined_at,
        a.is_team_leader, a.ytd_volume, a.ytd_transactions, a.languages, c.cap_percent
    """,
    rows=f"""
        from {AGENT} a
        left join {AGENT_CAP_DATA} c on c.agent_id = a.id
        where a.team_id = %(team)s::int
    """,
    sorts={
        "last_name": code_points("a.last_name") + " {order} nulls last, a.id",
        "ytd_volume": "a.ytd_volume {order} nulls last, a.id",
        "joined_at": "a.joined_at {order} nulls last, a.id",
    },
    filters={
        "status": "a.status = %(status)s",
        "state": "a.office_state = %(state)s",
        "q": contains("a.first_name", "a.last_name", "a.email"),
    },
)

OWNED = f"select a.id from {AGENT} a where a.id = %(id)s::int and a.team_id = %(team)s::int"

DETAIL = f"""
    select a.id, a.user_id, a.team_id, a.first_name, a.last_name, a.email, a.phone, a.status,
        {millis("a.joined_at")} as joined_at,
        a.license_number, a.license_state, a.license_expires_on, a.office, a.office_state,
        a.mls_ids, a.languages, a.specialties, a.street, a.city, a.state, a.postal_code,
        a.is_mentor, a.is_elite, a.rating, a.review_count, a.years_experience, a.tags,
        case when c.id is not null then json_build_object(
            'cap_amount', c.cap_amount, 'cap_paid', c.cap_paid,
            'cap_remaining', c.cap_remaining, 'cap_is_met', c.cap_is_met)
        end as cap,
        case when r.id is not null then json_build_object(
            'rezen_agent_id', r.rezen_agent_id, 'rezen_status', r.rezen_status,
            'rezen_balance', r.rezen_balance)
        end as rezen,
        case when s.id is not null then json_build_object('id', s.id, 'name', {name("s")}) end as sponsor
    from {AGENT} a
    left join {AGENT_CAP_DATA} c on c.agent_id = a.id
    left join {AGENT_REZEN} r on r.agent_id = a.id
    left join {AGENT} s on s.id = a.sponsor_agent_id
    where a.id = %(id)s::int and a.team_id = %(team)s::int
"""

PERFORMANCE = f"""
    select p.year, p.transactions, p.volume, p.gci, p.listings, p.average_days_on_market, p.closed_sides
    from {AGENT_PERFORMANCE} p
    where p.agent_id = %(id)s::int
    order by p.year, p.id
"""

CAP = f"""
    select a.id as agent_id, c.cap_amount, c.cap_paid, c.cap_remaining, c.cap_percent, c.cap_is_met,
        {millis("c.cap_met_at")} as cap_met_at,
        c.cap_type, c.cap_anniversary_on, c.cap_cycle_start_on, c.cap_cycle_end_on,
        c.cap_cycle_end_on - {TODAY} as days_left
    from {AGENT} a
    left join {AGENT_CAP_DATA} c on c.agent_id = a.id
    where a.id = %(agent)s::int
"""

COMMISSION_PLANS = f"""
    select c.plan, c.split_percent, c.effective_on, c.ends_on, c.flat_fee, c.is_default, c.note
    from {AGENT_COMMISSION} c
    where c.agent_id = %(agent)s::int
    order by {code_points("c.plan")} nulls last, c.id
"""

LEADERBOARD = f"""
    select
        rank() over (order by p.volume desc) as rank,
        a.id as agent_id,
        {name("a")} as agent_name,
        p.volume, p.transactions, p.gci
    from {AGENT} a
    join {AGENT_PERFORMANCE} p on p.agent_id = a.id and p.year = %(year)s::int
    where a.team_id = %(team)s::int
    order by p.volume desc, a.id
"""

HIERARCHY = f"""
    select h.level, h.sponsor_agent_id,
        {name("s")} as sponsor_name,
        h.since_on, h.is_active, h.line
    from {AGENT_HIERARCHY} h
    left join {AGENT} s on s.id = h.sponsor_agent_id
    where h.agent_id = %(agent)s::int
    order by h.level, h.id
"""

ANNIVERSARIES = f"""
    select a.id as agent_id,
        {name("a")} as agent_name,
        a.anniversary_on,
        extract(month from a.anniversary_on)::int as month,
        2026 - extract(year from a.anniversary_on)::int as years
    from {AGENT} a
    where a.team_id = %(team)s::int and a.anniversary_on is not null
    order by month, extract(day from a.anniversary_on), a.id
"""


async def directory(call: Call) -> bytes:
    """Answer a page of the team's agents."""
    return await call.page(DIRECTORY, DIRECTORY_PARAMETERS)


async def detail(call: Call) -> bytes:
    """Answer one agent with cap, reZEN and sponsor."""
    return await call.row(DETAIL, id=call.id)


async def performance(call: Call) -> bytes:
    """Answer one agent's years."""
    return await call.rows_of(OWNED, PERFORMANCE)


async def cap(call: Call) -> bytes:
    """Answer how far the viewer's agent is to the cap."""
    return await call.row(CAP)


async def commission_plans(call: Call) -> bytes:
    """Answer the plans of the viewer's agent."""
    return await call.rows(COMMISSION_PLANS)


async def leaderboard(call: Call) -> bytes:
    """Answer the team ranked by a year's volume."""
    return await call.rows(LEADERBOARD, **call.read(YEAR))


async def hierarchy(call: Call) -> bytes:
    """Answer the recorded sponsors of the viewer's agent."""
    return await call.rows(HIERARCHY)


async def anniversaries(call: Call) -> bytes:
    """Answer the team's anniversaries, month by month."""
    return await call.rows(ANNIVERSARIES)


ENDPOINTS = (
    Endpoint(
        "/api:4UsTtl3m/agents/directory",
        directory,
        function="Workers/AgentsDirectory",
        parameters=(*PAGING, *DIRECTORY_PARAMETERS),
        answers=page(
            "id integer, first_name text?, last_name text?, email text?, phone text?, status text?,"
            " office text?, office_state text?, joined_at moment?, is_team_leader boolean?,"
            " ytd_volume number?, ytd_transactions integer?, languages [text]?, cap_percent number?"
        ),
    ),
    Endpoint(
        "/api:4UsTtl3m/agents/{id}",
        detail,
        function="Workers/AgentDetail",
        answers=one(
            "id integer, user_id integer?, team_id integer?, first_name text?, last_name text?, email text?,"
            " phone text?, status text?, joined_at moment?, license_number text?, license_state text?,"
            " license_expires_on date?, office text?, office_state text?, mls_ids [text]?, languages [text]?,"
            " specialties [text]?, street text?, city text?, state text?, postal_code text?,"
            " is_mentor boolean?, is_elite boolean?, rating number?, review_count integer?,"
            " years_experience integer?, tags [text]?, cap {cap_amount number?, cap_paid number?,"
            " cap_remaining number?, cap_is_met boolean?}?, rezen {rezen_agent_id text?, rezen_status text?,"
            " rezen_balance number?}?, sponsor {id integer, name text}?"
        ),
    ),
    Endpoint(
        "/api:4UsTtl3m/agents/{id}/performance",
        performance,
        function="Workers/AgentPerformance",
        answers=rows(
            "year integer?, transactions integer?, volume number?, gci number?, listings integer?,"
            " average_days_on_market number?, closed_sides integer?"
        ),
    ),
    Endpoint(
        "/api:4UsTtl3m/agents/cap",
        cap,
        function="Workers/AgentCap",
        answers=one(
            "agent_id integer, cap_amount number?, cap_paid number?, cap_remaining number?,"
            " cap_percent number?, cap_is_met boolean?, cap_met_at moment?, cap_type text?,"
            " cap_anniversary_on date?, cap_cycle_start_on date?, cap_cycle_end_on date?, days_left integer?"
        ),
    ),
    Endpoint(
        "/api:4UsTtl3m/agents/commission-plans",
        commission_plans,
        function="Workers/AgentCommissionPlans",
        answers=rows(
            "plan text?, split_percent number?, effective_on date?, ends_on date?, flat_fee number?,"
            " is_default boolean?, note text?"
        ),
    ),
    Endpoint(
        "/api:4UsTtl3m/agents/leaderboard",
        leaderboard,
        function="Workers/AgentLeaderboard",
        parameters=(YEAR,),
        answers=rows(
            "rank integer, agent_id integer, agent_name text, volume number?, transactions integer?,"
            " gci number?"
        ),
    ),
    Endpoint(
        "/api:4UsTtl3m/agents/hierarchy",
        hierarchy,
        function="Workers/AgentHierarchy",
        answers=rows(
            "level integer?, sponsor_agent_id integer?, sponsor_name text?, since_on date?,"
            " is_active boolean?, line text?"
        ),
    ),
    Endpoint(
        "/api:4UsTtl3m/agents/anniversaries",
        anniversaries,
        function="Workers/AgentAnniversaries",
        answers=rows("agent_id integer, agent_name text, anniversary_on date, month integer, years integer"),
    ),
)
