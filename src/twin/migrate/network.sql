-- Network: place and person part ways; a user's marks stand apart.

truncate mvpw5_684, mvpw5_698, mvpw5_690;

-- network_hierarchy: one row a place in an agent's network: who, below whom, in which tier
insert into mvpw5_684 (
    id,
    agent_id, member_agent_id,
    sponsor_agent_id, parent_network_id,
    tier, level, line,
    path,
    status, joined_at, left_at,
    is_frontline,
    rezen_network_id, rezen_synced_at,
    created_at, updated_at
)
select
    id,
    as_integer(xdo->>'agent_id'), as_integer(xdo->>'member_agent_id'),
    as_integer(xdo->>'sponsor_agent_id'), as_integer(xdo->>'parent_network_id'),
    as_integer(xdo->>'tier', 0), as_integer(xdo->>'level', 0), xdo->>'line',
    as_list(xdo->'path'),
    xdo->>'status', as_moment(xdo->>'joined_at'), as_moment(xdo->>'left_at'),
    as_boolean(xdo->>'is_frontline'),
    xdo->>'rezen_network_id', as_moment(xdo->>'rezen_synced_at'),
    as_moment(xdo->>'created_at'), as_moment(xdo->>'updated_at')
from (select id, xdo || '{}' as xdo from mvpw1_48 offset 0) as v1;

-- network_member: the person in that place, one row a place
insert into mvpw5_698 (
    id, network_id,
    first_name, last_name,
    email, phone,
    city, state, country,
    office, photo_url,
    is_active, is_producing,
    is_capped, is_qualified,
    direct_count, downline_count,
    active_downline_count, new_last_30_days,
    transactions_ytd, volume_ytd,
    gci_ytd, revenue_share_ytd,
    revenue_share_total, revenue_share_potential,
    revenue_share_percent, cap_percent,
    last_closing_on, anniversary_on,
    last_contact_at, next_follow_up_at
)
select
    id, id,
    xdo->>'first_name', xdo->>'last_name',
    xdo->>'email', xdo->>'phone',
    xdo->>'city', xdo->>'state', xdo->>'country',
    xdo->>'office', xdo->>'photo_url',
    as_boolean(xdo->>'is_active'), as_boolean(xdo->>'is_producing'),
    as_boolean(xdo->>'is_capped'), as_boolean(xdo->>'is_qualified'),
    as_integer(xdo->>'direct_count', 0), as_integer(xdo->>'downline_count', 0),
    as_integer(xdo->>'active_downline_count', 0), as_integer(xdo->>'new_last_30_days', 0),
    as_integer(xdo->>'transactions_ytd', 0), as_number(xdo->>'volume_ytd', 0),
    as_number(xdo->>'gci_ytd', 0), as_number(xdo->>'revenue_share_ytd', 0),
    as_number(xdo->>'revenue_share_total', 0), as_number(xdo->>'revenue_share_potential', 0),
    as_number(xdo->>'revenue_share_percent', 0), as_number(xdo->>'cap_percent', 0),
    as_date(xdo->>'last_closing_on'), as_date(xdo->>'anniversary_on'),
    as_moment(xdo->>'last_contact_at'), as_moment(xdo->>'next_follow_up_at')
from (select id, xdo || '{}' as xdo from mvpw1_48 offset 0) as v1;

-- network_user_prefs: how a user marks a place; only where somebody did
insert into mvpw5_690 (
    id, network_id,
    user_id,
    pinned, hidden,
    nickname, note, color,
    reminder_on, labels
)
select
    id, id,
    as_integer(xdo->>'owner_user_id'),
    as_boolean(xdo->>'pinned'), as_boolean(xdo->>'hidden'),
    xdo->>'nickname', xdo->>'note', xdo->>'color',
    as_date(xdo->>'reminder_on'), as_list(xdo->'labels')
from (select id, xdo || '{}' as xdo from mvpw1_48 offset 0) as v1
where xdo->>'owner_user_id' <> '';
