-- Teams, their members, settings and directors.

truncate mvpw5_680, mvpw5_681, mvpw5_682, mvpw5_683;

-- team: a team and its owner
insert into mvpw5_680 (
    id,
    name,
    owner_user_id, owner_agent_id,
    status, state, city,
    office, founded_on,
    member_count, split_percent,
    cap_amount,
    brand_color, logo_url, website,
    created_at, updated_at,
    is_demo, rezen_team_id, notes
)
select
    id,
    xdo->>'name',
    as_integer(xdo->>'owner_user_id'), as_integer(xdo->>'owner_agent_id'),
    xdo->>'status', xdo->>'state', xdo->>'city',
    xdo->>'office', as_date(xdo->>'founded_on'),
    as_integer(xdo->>'member_count', 0), as_number(xdo->>'split_percent', 0),
    as_number(xdo->>'cap_amount', 0),
    xdo->>'brand_color', xdo->>'logo_url', xdo->>'website',
    as_moment(xdo->>'created_at'), as_moment(xdo->>'updated_at'),
    as_boolean(xdo->>'is_demo'), xdo->>'rezen_team_id', xdo->>'notes'
from mvpw1_45;

-- team_members: who belongs to it
insert into mvpw5_681 (
    id,
    team_id, user_id, agent_id,
    role, joined_on, left_on,
    is_active, split_percent, created_at
)
select
    id,
    as_integer(xdo->>'team_id'), as_integer(xdo->>'user_id'), as_integer(xdo->>'agent_id'),
    xdo->>'role', as_date(xdo->>'joined_on'), as_date(xdo->>'left_on'),
    as_boolean(xdo->>'is_active'), as_number(xdo->>'split_percent', 0), as_moment(xdo->>'created_at')
from mvpw1_46;

-- team_settings: one row a team
insert into mvpw5_682 (
    id,
    team_id, allow_sharing, show_leaderboard,
    goal_gci, goal_transactions,
    lead_routing, notify_owner, created_at
)
select
    id,
    as_integer(xdo->>'team_id'), as_boolean(xdo->>'allow_sharing'), as_boolean(xdo->>'show_leaderboard'),
    as_number(xdo->>'goal_gci', 0), as_integer(xdo->>'goal_transactions', 0),
    xdo->>'lead_routing', as_boolean(xdo->>'notify_owner'), as_moment(xdo->>'created_at')
from mvpw1_47;

-- team_director_assignments: directors, by state
insert into mvpw5_683 (
    id,
    team_id, director_user_id,
    state, assigned_on, is_active
)
select
    id,
    as_integer(xdo->>'team_id'), as_integer(xdo->>'director_user_id'),
    xdo->>'state', as_date(xdo->>'assigned_on'), as_boolean(xdo->>'is_active')
from mvpw1_49;
