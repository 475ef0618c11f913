-- Offices: where agents hang their licences, and what belongs to a place.

truncate mvpw5_731, mvpw5_732, mvpw5_733, mvpw5_734, mvpw5_735, mvpw5_736, mvpw5_737, mvpw5_738,
    mvpw5_739, mvpw5_740;

-- offices: a brokerage's office
insert into mvpw5_731 (
    id, office_name, code, street,
    city, state, postal_code,
    country, phone, email, is_open,
    manager_agent_id, opened_on,
    seats, timezone, created_at,
    updated_at
)
select
    id, xdo->>'office_name', xdo->>'code', xdo->'address'->>'street',
    xdo->'address'->>'city', xdo->'address'->>'state', xdo->'address'->>'zip',
    xdo->'address'->>'country', xdo->>'phone', xdo->>'email', as_boolean(xdo->>'is_open'),
    as_integer(xdo->>'manager_agent_id'), as_date(xdo->>'opened_on'),
    as_integer(xdo->>'seats', 0), xdo->>'timezone', as_moment(xdo->>'created_at'),
    as_moment(xdo->>'updated_at')
from mvpw1_73;

-- office_settings: how an office works, one row an office
insert into mvpw5_732 (
    id, office_id, lead_routing, logo_url,
    brand_color, allow_walk_ins
)
select
    id, id, xdo->>'lead_routing', xdo->>'logo_url',
    xdo->>'brand_color', as_boolean(xdo->>'allow_walk_ins')
from mvpw1_73;

-- office_members: who works there
insert into mvpw5_733 (
    id, office_id, agent_id, role,
    joined_on, left_on, is_primary,
    created_at
)
select
    id, as_integer(xdo->>'office_id'), as_integer(xdo->>'agent_id'), xdo->>'role',
    as_date(xdo->>'joined_on'), as_date(xdo->>'left_on'), as_boolean(xdo->>'is_primary'),
    as_moment(xdo->>'created_at')
from mvpw1_74;

-- office_hours: when an office is open
insert into mvpw5_734 (
    id, office_id, weekday, opens,
    closes, is_closed
)
select
    id, as_integer(xdo->>'office_id'), as_integer(xdo->>'weekday', 0), xdo->>'opens',
    xdo->>'closes', as_boolean(xdo->>'is_closed')
from mvpw1_75;

-- office_licenses: the brokerage's licence in a state
insert into mvpw5_735 (
    id, office_id, state, license_number,
    issued_on, expires_on, status,
    fee
)
select
    id, as_integer(xdo->>'office_id'), xdo->>'state', xdo->>'license_number',
    as_date(xdo->>'issued_on'), as_date(xdo->>'expires_on'), xdo->>'status',
    as_number(xdo->>'fee', 0)
from mvpw1_76;

-- office_contacts: whom to call
insert into mvpw5_736 (
    id, office_id, first_name, last_name,
    email, phone, role, note
)
select
    id, as_integer(xdo->>'office_id'), xdo->>'first_name', xdo->>'last_name',
    xdo->>'email', xdo->>'phone', xdo->>'role', xdo->>'note'
from mvpw1_77;

-- office_announcements: news of an office
insert into mvpw5_737 (
    id, office_id, headline, body,
    published_at, expires_at,
    author_user_id, is_pinned
)
select
    id, as_integer(xdo->>'office_id'), xdo->>'headline', xdo->>'body',
    as_moment(xdo->>'published_at'), as_moment(xdo->>'expires_at'),
    as_integer(xdo->>'author_user_id'), as_boolean(xdo->>'is_pinned')
from mvpw1_78;

-- regions: a broker's region
insert into mvpw5_738 (
    id, region, director_user_id, state,
    office_count, is_active,
    created_at, updated_at
)
select
    id, xdo->>'region', as_integer(xdo->>'director_user_id'), xdo->>'state',
    as_integer(xdo->>'office_count', 0), as_boolean(xdo->>'is_active'),
    as_moment(xdo->>'created_at'), as_moment(xdo->>'updated_at')
from mvpw1_80;

-- region_goals: what a region wants
insert into mvpw5_739 (
    id, region_id, year,
    goal_gci, goal_transactions,
    goal_agents, created_at
)
select
    id, as_integer(xdo->>'region_id'), as_integer(xdo->>'year', 0),
    as_number(xdo->>'goal_gci', 0), as_integer(xdo->>'goal_transactions', 0),
    as_integer(xdo->>'goal_agents', 0), as_moment(xdo->>'created_at')
from mvpw1_81;

-- state_brokers: the broker on record in a state
insert into mvpw5_740 (
    id, state, first_name, last_name,
    email, phone, license_number, region_id,
    since_on, is_active
)
select
    id, xdo->>'state', xdo->>'first_name', xdo->>'last_name',
    xdo->>'email', xdo->>'phone', xdo->>'license_number', as_integer(xdo->>'region_id'),
    as_date(xdo->>'since_on'), as_boolean(xdo->>'is_active')
from mvpw1_82;
