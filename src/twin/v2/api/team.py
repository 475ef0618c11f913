"""Team: the viewer's team, its people, goals and production."""

from __future__ import annotations

from twin.v2.api.call import Call, Endpoint
from twin.v2.api.parameters import YEAR, boolean
from twin.v2.api.shape import one, rows
from twin.v2.api.sql import YEAR_TO_DATE, is_user, name, total
from twin.v2.api.tables import (
    AGENT,
    LISTING,
    TEAM,
    TEAM_DIRECTOR_ASSIGNMENTS,
    TEAM_MEMBERS,
    TEAM_SETTINGS,
    TRANSACTION,
    TRANSACTION_FINANCIALS,
    USER,
)

ACTIVE = boolean("active")

OVERVIEW = f"""
    select t.id, t.name, t.status, t.state, t.city, t.office, t.founded_on, t.split_percent, t.cap_amount,
        case when u.id is not null then json_build_object('id', u.id, 'name', {name("u")}) end as owner,
        (select count(*) from {TEAM_MEMBERS} m where m.team_id = t.id and m.is_active) as members,
        (select count(*) from {AGENT} a where a.team_id = t.id) as agents
    from {TEAM} t
    left join {USER} u on u.id = t.owner_user_id and {is_user("u")}
    where t.id = %(team)s::int
"""

MEMBERS = f"""
    select m.id, m.user_id, m.agent_id,
        {name("u")} as name,
        m.role, m.joined_on, m.left_on, m.is_active, m.split_percent
    from {TEAM_MEMBERS} m
    left join {USER} u on u.id = m.user_id and {is_user("u")}
    where m.team_id = %(team)s::int
      and (%(active)s::boolean is null or m.is_active = %(active)s::boolean)
    order by m.joined_on nulls last, m.id
"""

GOALS = f"""
    with actual as (
        select {total("f.gci")} as gci, count(*) as transactions
        from {TRANSACTION} t
        join {AGENT} a on a.id = t.transaction_owner_agent_id
        left join {TRANSACTION_FINANCIALS} f on f.transaction_id = t.id
        where a.team_id = %(team)s::int and t.status = 'closed' and t.closing_date {YEAR_TO_DATE}
    )
    select s.goal_gci, s.goal_transactions, s.show_leaderboard, s.lead_routing,
        actual.gci as actual_gci,
        actual.transactions as actual_transactions
    from {TEAM_SETTINGS} s
    cross join actual
    where s.team_id = %(team)s::int
    order by s.id
"""

PRODUCTION = f"""
    with sales as (
        select t.transaction_owner_agent_id as agent_id,
            count(*) as transactions,
            {total("f.price")} as volume,
            {total("f.gci")} as gci
        from {AGENT} a
        join {TRANSACTION} t on t.transaction_owner_agent_id = a.id
        left join {TRANSACTION_FINANCIALS} f on f.transaction_id = t.id
        where a.team_id = %(team)s::int
          and t.status = 'closed'
          and extract(year from t.closing_date) = %(year)s::int
        group by 1
    )
    select a.id as agent_id,
        {name("a")} as agent_name,
        coalesce(s.transactions, 0) as transactions,
        coalesce(s.volume, 0) as volume,
        coalesce(s.gci, 0) as gci,
        (select count(*) from {LISTING} l where l.agent_id = a.id) as listings
    from {AGENT} a
    left join sales s on s.agent_id = a.id
    where a.team_id = %(team)s::int
    order by a.id
"""

DIRECTORS = f"""
    select d.id, d.director_user_id,
        {name("u")} as director_name,
        d.state, d.assigned_on, d.is_active
    from {TEAM_DIRECTOR_ASSIGNMENTS} d
    left join {USER} u on u.id = d.director_user_id and {is_user("u")}
    where d.team_id = %(team)s::int
    order by d.id
"""


async def overview(call: Call) -> bytes:
    """Answer the viewer's team."""
    return await call.row(OVERVIEW)


async def members(call: Call) -> bytes:
    """Answer who belongs to the team."""
    return await call.rows(MEMBERS, **call.read(ACTIVE))


async def goals(call: Call) -> bytes:
    """Answer the team's goals and its year so far."""
    return await call.row(GOALS)


async def production(call: Call) -> bytes:
    """Answer what each agent of the team produced in a year."""
    return await call.rows(PRODUCTION, **call.read(YEAR))


async def directors(call: Call) -> bytes:
    """Answer the directors of the team."""
    return await call.rows(DIRECTORS)


ENDPOINTS = (
    Endpoint(
        "/api:4UsTtl3m/team/overview",
        overview,
        function="Workers/TeamOverview",
        answers=one(
            "id integer, name text?, status text?, state text?, city text?, office text?, founded_on date?,"
            " split_percent number?, cap_amount number?, owner {id integer, name text}?, members integer,"
            " agents integer"
        ),
    ),
    Endpoint(
        "/api:4UsTtl3m/team/members",
        members,
        function="Workers/TeamMembers",
        parameters=(ACTIVE,),
        answers=rows(
            "id integer, user_id integer?, agent_id integer?, name text?, role text?, joined_on date?,"
            " left_on date?, is_active boolean?, split_percent number?"
        ),
    ),
    Endpoint(
        "/api:4UsTtl3m/team/goals",
        goals,
        function="Workers/TeamGoals",
        answers=one(
            "goal_gci number?, goal_transactions integer?, show_leaderboard boolean?, lead_routing text?,"
            " actual_gci number, actual_transactions integer"
        ),
    ),
    Endpoint(
        "/api:4UsTtl3m/team/production",
        production,
        function="Workers/TeamProduction",
        parameters=(YEAR,),
        answers=rows(
            "agent_id integer, agent_name text, transactions integer, volume number, gci number,"
            " listings integer"
        ),
    ),
    Endpoint(
        "/api:4UsTtl3m/team/directors",
        directors,
        function="Workers/TeamDirectors",
        answers=rows(
            "id integer, director_user_id integer?, director_name text?, state text?, assigned_on date?,"
            " is_active boolean?"
        ),
    ),
)
