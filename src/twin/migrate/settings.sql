-- Application settings and lookups: lists to choose from, switches, keys.

truncate mvpw5_859, mvpw5_860, mvpw5_861, mvpw5_862, mvpw5_863, mvpw5_864, mvpw5_865, mvpw5_866,
    mvpw5_867, mvpw5_868, mvpw5_869, mvpw5_870;

-- app_settings: one setting of the application
insert into mvpw5_859 (
    id, code, value, kind,
    description, updated_at, updated_by_user_id
)
select
    id, xdo->>'code', xdo->>'value', xdo->>'kind',
    xdo->>'description', as_moment(xdo->>'updated_at'), as_integer(xdo->>'updated_by_user_id')
from mvpw1_226;

-- feature_flags: switches
insert into mvpw5_860 (
    id, code, description, is_enabled,
    rollout_percent, audience, created_at,
    updated_at
)
select
    id, xdo->>'code', xdo->>'description', as_boolean(xdo->>'is_enabled'),
    as_number(xdo->>'rollout_percent', 0), xdo->>'audience', as_moment(xdo->>'created_at'),
    as_moment(xdo->>'updated_at')
from mvpw1_227;

-- api_clients: who may call
insert into mvpw5_861 (
    id, client_name, secret, permissions,
    is_active, last_used_at,
    created_at
)
select
    id, xdo->>'client_name', xdo->>'secret', as_list(xdo->'permissions'),
    as_boolean(xdo->>'is_active'), as_moment(xdo->>'last_used_at'),
    as_moment(xdo->>'created_at')
from mvpw1_228;

-- user_sessions: who is signed in
insert into mvpw5_862 (
    id, user_id, token, ip,
    device_name, started_at, ended_at,
    is_revoked
)
select
    id, as_integer(xdo->>'user_id'), xdo->>'token', xdo->>'ip',
    xdo->>'device_name', as_moment(xdo->>'started_at'), as_moment(xdo->>'ended_at'),
    as_boolean(xdo->>'is_revoked')
from mvpw1_229;

-- saved_reports: a user's reports
insert into mvpw5_863 (
    id, user_id, headline, page,
    filters, is_shared, created_at,
    updated_at
)
select
    id, as_integer(xdo->>'user_id'), xdo->>'headline', xdo->>'page',
    as_json(xdo->'filters'), as_boolean(xdo->>'is_shared'), as_moment(xdo->>'created_at'),
    as_moment(xdo->>'updated_at')
from mvpw1_230;

-- lead_sources: where leads come from
insert into mvpw5_864 (
    id, source_name, position, cost_amount,
    is_active
)
select
    id, xdo->>'source_name', as_integer(xdo->>'position', 0), as_number(xdo->>'cost_amount', 0),
    as_boolean(xdo->>'is_active')
from mvpw1_231;

-- transaction_types: kinds of sales
insert into mvpw5_865 (
    id, type_name, code, position,
    is_active
)
select
    id, xdo->>'type_name', xdo->>'code', as_integer(xdo->>'position', 0),
    as_boolean(xdo->>'is_active')
from mvpw1_232;

-- property_types: kinds of property
insert into mvpw5_866 (
    id, type_name, code, position,
    is_active
)
select
    id, xdo->>'type_name', xdo->>'code', as_integer(xdo->>'position', 0),
    as_boolean(xdo->>'is_active')
from mvpw1_233;

-- us_states: states
insert into mvpw5_867 (
    id, state, code, country,
    has_office, is_licensed
)
select
    id, xdo->>'state', xdo->>'code', xdo->>'country',
    as_boolean(xdo->>'has_office'), as_boolean(xdo->>'is_licensed')
from mvpw1_234;

-- mls_boards: boards of listings
insert into mvpw5_868 (
    id, board_name, code, state,
    fee_amount, is_active,
    member_count
)
select
    id, xdo->>'board_name', xdo->>'code', xdo->>'state',
    as_number(xdo->>'fee_amount', 0), as_boolean(xdo->>'is_active'),
    as_integer(xdo->>'member_count', 0)
from mvpw1_235;

-- holidays: days off
insert into mvpw5_869 (
    id, holiday_on, headline, country,
    is_office_closed
)
select
    id, as_date(xdo->>'holiday_on'), xdo->>'headline', xdo->>'country',
    as_boolean(xdo->>'is_office_closed')
from mvpw1_236;

-- currencies: monies
insert into mvpw5_870 (
    id, currency, rate, is_active,
    updated_at
)
select
    id, xdo->>'currency', as_number(xdo->>'rate', 0), as_boolean(xdo->>'is_active'),
    as_moment(xdo->>'updated_at')
from mvpw1_237;
