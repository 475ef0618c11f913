"""Team: the viewer's team, its members, goals and production."""

from __future__ import annotations

from twin.v1.api.answers import LAST_YEAR, Call, Routes, one, rows
from twin.v1.api.parameters import boolean, integer

OVERVIEW = """
select m.id,
       m.xdo->>'name' as name,
       m.xdo->>'status' as status,
       m.xdo->>'state' as state,
       m.xdo->>'city' as city,
       m.xdo->>'office' as office,
       nullif(m.xdo->>'founded_on', '') as founded_on,
       coalesce(nullif(m.xdo->>'split_percent', '')::numeric, 0) as split_percent,
       coalesce(nullif(m.xdo->>'cap_amount', '')::numeric, 0) as cap_amount,
       (select json_build_object(
            'id', u.id,
            'name', coalesce(u.xdo->>'first_name', '') || ' ' || coalesce(u.xdo->>'last_name', ''))
        from mvpw1_41 u
        where u.id = nullif(m.xdo->>'owner_user_id', '')::int) as owner,
       (select count(*) from mvpw1_46 p
        where nullif(p.xdo->>'team_id', '')::int = m.id and p.xdo->>'is_active' = 'true') as members,
       (select count(*) from mvpw1_36 a where nullif(a.xdo->>'team_id', '')::int = m.id) as agents
from mvpw1_45 m
where m.id = %(team)s::int
"""

MEMBERS = """
select p.id,
       nullif(p.xdo->>'user_id', '')::int as user_id,
       nullif(p.xdo->>'agent_id', '')::int as agent_id,
       (select coalesce(u.xdo->>'first_name', '') || ' ' || coalesce(u.xdo->>'last_name', '')
        from mvpw1_41 u
        where u.id = nullif(p.xdo->>'user_id', '')::int) as name,
       p.xdo->>'role' as role,
       nullif(p.xdo->>'joined_on', '') as joined_on,
       nullif(p.xdo->>'left_on', '') as left_on,
       coalesce(p.xdo->>'is_active' = 'true', false) as is_active,
       coalesce(nullif(p.xdo->>'split_percent', '')::numeric, 0) as split_percent
from mvpw1_46 p
where nullif(p.xdo->>'team_id', '')::int = %(team)s::int
  and (%(active)s::boolean is null or coalesce(p.xdo->>'is_active' = 'true', false) = %(active)s::boolean)
order by 6 nulls last, p.id
"""

GOALS = """
with closed as materialized (
    select coalesce(nullif(t.xdo->>'gci', '')::numeric, 0) as gci
    from mvpw1_34 t
    where nullif(t.xdo->>'transaction_owner_agent_id', '')::int = any(array(
            select a.id from mvpw1_36 a where nullif(a.xdo->>'team_id', '')::int = %(team)s::int))
      and t.xdo->>'status' = 'closed'
      and t.xdo->>'closing_date' between %(year_start)s and %(today)s
)
select coalesce(nullif(g.xdo->>'goal_gci', '')::numeric, 0) as goal_gci,
       coalesce(nullif(g.xdo->>'goal_transactions', '')::int, 0) as goal_transactions,
       coalesce(g.xdo->>'show_leaderboard' = 'true', false) as show_leaderboard,
       g.xdo->>'lead_routing' as lead_routing,
       (select coalesce(sum(gci), 0) from closed) as actual_gci,
       (select count(*) from closed) as actual_transactions
from mvpw1_47 g
where nullif(g.xdo->>'team_id', '')::int = %(team)s::int
order by g.id
limit 1
"""

PRODUCTION = """
with mates as materialized (
    select a.id, coalesce(a.xdo->>'first_name', '') || ' ' || coalesce(a.xdo->>'last_name', '') as name
    from mvpw1_36 a
    where nullif(a.xdo->>'team_id', '')::int = %(team)s::int
), closed as materialized (
    select nullif(t.xdo->>'transaction_owner_agent_id', '')::int as agent_id,
           coalesce(nullif(t.xdo->>'price', '')::numeric, 0) as price,
           coalesce(nullif(t.xdo->>'gci', '')::numeric, 0) as gci
    from mvpw1_34 t
    where nullif(t.xdo->>'transaction_owner_agent_id', '')::int = any(array(select id from mates))
      and t.xdo->>'status' = 'closed'
      and nullif(left(t.xdo->>'closing_date', 4), '')::int = %(year)s::int
)
select mates.id as agent_id, mates.name as agent_name,
       count(closed.agent_id) as transactions,
       coalesce(sum(closed.price), 0) as volume,
       coalesce(sum(closed.gci), 0) as gci,
       (select count(*) from mvpw1_50 l where nullif(l.xdo->>'agent_id', '')::int = mates.id) as listings
from mates
left join closed on closed.agent_id = mates.id
group by mates.id, mates.name
order by mates.id
"""

DIRECTORS = """
select d.id,
       nullif(d.xdo->>'director_user_id', '')::int as director_user_id,
       (select coalesce(u.xdo->>'first_name', '') || ' ' || coalesce(u.xdo->>'last_name', '')
        from mvpw1_41 u
        where u.id = nullif(d.xdo->>'director_user_id', '')::int) as director_name,
       d.xdo->>'state' as state,
       nullif(d.xdo->>'assigned_on', '') as assigned_on,
       coalesce(d.xdo->>'is_active' = 'true', false) as is_active
from mvpw1_49 d
where nullif(d.xdo->>'team_id', '')::int = %(team)s::int
order by d.id
"""


async def overview(call: Call) -> bytes:
    """Answer the viewer's team."""
    return await one(call, OVERVIEW)


async def members(call: Call) -> bytes:
    """Answer who belongs to the team."""
    return await rows(call, MEMBERS, active=boolean(call.query, "active"))


async def goals(call: Call) -> bytes:
    """Answer the team's goals and its year so far."""
    return await one(call, GOALS)


async def production(call: Call) -> bytes:
    """Answer what each agent of the team produced in a year."""
    year = integer(call.query, "year")
    return await rows(call, PRODUCTION, year=LAST_YEAR if year is None else year)


async def directors(call: Call) -> bytes:
    """Answer the team's directors."""
    return await rows(call, DIRECTORS)


ROUTES: Routes = (
    ("GET", "/api:v1-team/team", overview),
    ("GET", "/api:v1-team/team_members", members),
    ("GET", "/api:v1-team/team_goals", goals),
    ("GET", "/api:v1-team/team_production", production),
    ("GET", "/api:v1-team/team_directors", directors),
)
