"""Teams: the teams, their members, their settings and their directors."""

from __future__ import annotations

from twin.v1.sizes import Sizes
from twin.v1.values import words_of
from twin.v1.written.table import Written, link, loose, one_part, pick, series

NAMES = ("Keener Group", "Étoile Realty", "北星 Partners", "Lone Star", "Blue Door ", "Casa Ñandú")


def team(size: Sizes) -> Written:
    """Return the teams."""
    rows = """
        select g as i, u.id as owner, u.agent_id,
            (select count(*) from v1_user as m where m.team_id = g) as members
        from generate_series(1, 48) as g left join v1_user as u on u.team_id = g and u.is_owner"""
    exact = {
        "name": f"{words_of(NAMES)}[1 + (i - 1) % {len(NAMES)}] || ' ' || i",
        "owner_user_id": link("owner", "owner"),
        "owner_agent_id": link("owner agent", "agent_id"),
        "status": pick("status", "active", "active", "paused"),
        "member_count": "members",
        "split_percent": loose("split", "10 + i * 0.25"),
        "cap_amount": loose("cap", "6000 + i * 50.5"),
    }
    return one_part(48, 1, rows, exact)


def team_members(size: Sizes) -> Written:
    """Return the members: all of the test teams, of the other teams as many as there is room for."""
    rows = """
        select row_number() over (order by first, k)::integer as i, team_id, user_id, agent_id, first from (
            select 0 as first, k, team_id, user_id, id as agent_id from v1_agent
            where team_id <= 3 and (user_id is not null or k <= 106)
            union all
            select 1, k, team_id, id, agent_id from v1_user where team_id > 3
        ) as everybody order by first, k limit 320"""
    exact = {
        "team_id": "team_id",
        "user_id": link("user", "user_id"),
        "agent_id": link("agent", "agent_id"),
        "role": pick("role", "member", "member", "lead", "assistant", "Señor member"),
        "is_active": """case when @h:active@ % 6 < 4 then 'true'::jsonb
            when @h:active@ % 6 = 4 then '"true"' else 'false' end""",
    }
    return one_part(320, 1, rows, exact)


def team_settings(size: Sizes) -> Written:
    """Return the settings of each team."""
    exact = {
        "team_id": "i",
        "goal_gci": loose("goal", "500000 + i * 1000.5"),
        "goal_transactions": loose("goals", "60 + i"),
        "lead_routing": pick("routing", "round_robin", "owner", "first_come"),
    }
    return one_part(48, 1, series(48), exact)


def team_director_assignments(size: Sizes) -> Written:
    """Return the directors: two of each test team, one of each of the next ones."""
    exact = {
        "team_id": "case when i <= 6 then (i + 1) / 2 else 4 + i end",
        "director_user_id": "case when i <= 6 then (array[60, 3, 7, 256, 2, 133])[i] else 150 + i end",
        "is_active": """case when i <= 3 then 'true'::jsonb when i % 4 = 0 then '"true"'
            when i % 4 = 1 then 'false' when i % 4 = 2 then 'true' else '""' end""",
    }
    return one_part(30, 1, series(30), exact)
