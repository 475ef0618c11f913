-- Users: one V1 document becomes seven rows; archived users join them, with status 'archived'.

truncate mvpw5_664, mvpw5_665, mvpw5_666, mvpw5_667, mvpw5_668, mvpw5_711, mvpw5_929;

-- user: who may sign in; the archived stand here too, with status 'archived'
insert into mvpw5_664 (
    id, email,
    first_name, last_name,
    cell_phone, avatar,
    active,
    agent_id, team_id,
    created_at, updated_at, last_login_at,
    display_name, title, bio,
    license_number, license_state, license_expires_on,
    home_phone, birthday, gender,
    street, city, state, postal_code,
    country,
    timezone, locale,
    website, facebook_url,
    instagram_url, linkedin_url,
    status,
    rezen_user_id, fub_user_id, skyslope_user_id,
    title_company_id,
    is_demo, data_source,
    referral_code, referred_by_user_id,
    deleted_at,
    migrated_at
)
select
    id, xdo->>'email',
    xdo->>'first_name', xdo->>'last_name',
    xdo->>'cell_phone', xdo->>'avatar',
    as_boolean(xdo->>'active'),
    as_integer(xdo->>'agent_id'), as_integer(xdo->>'team_id'),
    as_moment(xdo->>'created_at'), as_moment(xdo->>'updated_at'), as_moment(xdo->>'last_login_at'),
    xdo->>'display_name', xdo->>'title', xdo->>'bio',
    xdo->>'license_number', xdo->>'license_state', as_date(xdo->>'license_expires_on'),
    xdo->>'home_phone', as_date(xdo->>'birthday'), xdo->>'gender',
    xdo->'address'->>'street', xdo->'address'->>'city', xdo->'address'->>'state', xdo->'address'->>'zip',
    xdo->'address'->>'country',
    xdo->>'timezone', xdo->>'locale',
    xdo->>'website', xdo->>'facebook_url',
    xdo->>'instagram_url', xdo->>'linkedin_url',
    xdo->>'account_status',
    xdo->>'rezen_user_id', as_integer(xdo->>'fub_user_id'), xdo->>'skyslope_user_id',
    as_integer(xdo->>'title_company_id'),
    as_boolean(xdo->>'is_demo'), xdo->>'data_source',
    xdo->>'referral_code', as_integer(xdo->>'referred_by_user_id'),
    as_moment(xdo->>'deleted_at'),
    timestamptz '2026-01-27 03:00:00+00'
from (select id, xdo || '{}' as xdo from mvpw1_41 offset 0) as v1;

-- user_credentials: secrets, one row a user
insert into mvpw5_665 (
    id, user_id,
    password, api_key,
    google_sub, apple_sub, facebook_sub,
    magic_link_token, magic_link_expires_at,
    password_reset_token, password_reset_expires_at,
    two_factor_enabled, two_factor_secret,
    failed_login_count, locked_until,
    password_changed_at,
    fub_api_key, rezen_api_key, skyslope_access_key,
    email_verified
)
select
    id, id,
    xdo->>'password', xdo->>'api_key',
    xdo->>'google_sub', xdo->>'apple_sub', xdo->>'facebook_sub',
    xdo->>'magic_link_token', as_moment(xdo->>'magic_link_expires_at'),
    xdo->>'password_reset_token', as_moment(xdo->>'password_reset_expires_at'),
    as_boolean(xdo->>'two_factor_enabled'), xdo->>'two_factor_secret',
    as_integer(xdo->>'failed_login_count', 0), as_moment(xdo->>'locked_until'),
    as_moment(xdo->>'password_changed_at'),
    xdo->>'fub_api_key', xdo->>'rezen_api_key', xdo->>'skyslope_access_key',
    as_boolean(xdo->>'email_verified')
from (select id, xdo || '{}' as xdo from mvpw1_41 offset 0) as v1;

-- user_subscriptions: what a user pays, one row a user
insert into mvpw5_666 (
    id, user_id,
    stripe_customer_id, subscription_type,
    stripe_subscription_id, subscription_status,
    subscription_started_at, subscription_ends_at,
    trial_ends_at,
    subscription_price, subscription_interval,
    seats, coupon_code,
    last_invoice_at, last_invoice_amount,
    cancel_at_period_end, payment_method_last4
)
select
    id, id,
    xdo->>'stripe_customer_id', xdo->>'subscription_type',
    xdo->>'stripe_subscription_id', xdo->>'subscription_status',
    as_moment(xdo->>'subscription_started_at'), as_moment(xdo->>'subscription_ends_at'),
    as_moment(xdo->>'trial_ends_at'),
    as_number(xdo->>'subscription_price', 0), xdo->>'subscription_interval',
    as_integer(xdo->>'seats', 0), xdo->>'coupon_code',
    as_moment(xdo->>'last_invoice_at'), as_number(xdo->>'last_invoice_amount', 0),
    as_boolean(xdo->>'cancel_at_period_end'), xdo->>'payment_method_last4'
from (select id, xdo || '{}' as xdo from mvpw1_41 offset 0) as v1;

-- user_settings: switches and goals, one row a user
insert into mvpw5_667 (
    id, user_id,
    privacy_mode,
    daily_dash_daily, daily_dash_weekly,
    email_notifications,
    sms_notifications, push_notifications,
    hide_income, hide_network,
    share_listings, lead_alerts,
    auto_sync_fub, auto_sync_rezen,
    auto_sync_skyslope,
    goal_year, goal_gci,
    goal_transactions, goal_network_growth,
    fiscal_year_start
)
select
    id, id,
    as_boolean(xdo->>'privacy_mode'),
    as_boolean(xdo->>'daily_dash_daily'), as_boolean(xdo->>'daily_dash_weekly'),
    as_boolean(xdo->>'email_notifications'),
    as_boolean(xdo->>'sms_notifications'), as_boolean(xdo->>'push_notifications'),
    as_boolean(xdo->>'hide_income'), as_boolean(xdo->>'hide_network'),
    as_boolean(xdo->>'share_listings'), as_boolean(xdo->>'lead_alerts'),
    as_boolean(xdo->>'auto_sync_fub'), as_boolean(xdo->>'auto_sync_rezen'),
    as_boolean(xdo->>'auto_sync_skyslope'),
    as_integer(xdo->>'goal_year', 0), as_number(xdo->>'goal_gci', 0),
    as_integer(xdo->>'goal_transactions', 0), as_integer(xdo->>'goal_network_growth', 0),
    as_integer(xdo->>'fiscal_year_start', 0)
from (select id, xdo || '{}' as xdo from mvpw1_41 offset 0) as v1;

-- user_roles: what a user may do, one row a user
insert into mvpw5_668 (
    id, user_id,
    is_team_owner, is_leader,
    is_director, is_mentor,
    is_admin, is_support,
    is_investor,
    permissions, role_label
)
select
    id, id,
    as_boolean(xdo->>'is_team_owner'), as_boolean(xdo->>'is_leader'),
    as_boolean(xdo->>'is_director'), as_boolean(xdo->>'is_mentor'),
    as_boolean(xdo->>'is_admin'), as_boolean(xdo->>'is_support'),
    as_boolean(xdo->>'is_investor'),
    as_list(xdo->'permissions'), xdo->>'role_label'
from (select id, xdo || '{}' as xdo from mvpw1_41 offset 0) as v1;

-- user_preferences: how the pages look to a user, one row a user
insert into mvpw5_711 (
    id, user_id,
    theme, dashboard_layout,
    default_page, table_density,
    saved_filters, pinned_pages,
    week_starts_on
)
select
    id, id,
    xdo->>'theme', as_json(xdo->'dashboard_layout'),
    xdo->>'default_page', xdo->>'table_density',
    as_json(xdo->'saved_filters'), as_list(xdo->'pinned_pages'),
    as_integer(xdo->>'week_starts_on', 0)
from (select id, xdo || '{}' as xdo from mvpw1_41 offset 0) as v1;

-- user_onboarding: only of users whose onboarding has begun
insert into mvpw5_929 (
    id, user_id,
    onboarding_step, onboarding_status,
    onboarding_started_at, onboarding_completed_at
)
select
    id, id,
    as_integer(xdo->>'onboarding_step', 0), xdo->>'onboarding_status',
    as_moment(xdo->>'onboarding_started_at'), as_moment(xdo->>'onboarding_completed_at')
from (select id, xdo || '{}' as xdo from mvpw1_41 offset 0) as v1
where xdo->>'onboarding_started_at' <> '';

-- user of the archived
insert into mvpw5_664 (
    id, email,
    first_name, last_name,
    cell_phone, team_id,
    agent_id,
    created_at,
    deleted_at,
    status,
    active
)
select
    id, xdo->>'email',
    xdo->>'first_name', xdo->>'last_name',
    xdo->>'cell_phone', as_integer(xdo->>'team_id'),
    as_integer(xdo->>'agent_id'),
    as_moment(xdo->>'created_at'),
    as_moment(xdo->>'archived_at'),
    'archived',
    false
from mvpw1_72;

-- user_credentials of the archived
insert into mvpw5_665 (
    id, user_id,
    password
)
select
    id, id,
    xdo->>'password'
from mvpw1_72;

-- user_subscriptions of the archived
insert into mvpw5_666 (
    id, user_id,
    stripe_customer_id, subscription_type
)
select
    id, id,
    xdo->>'stripe_customer_id', xdo->>'subscription_type'
from mvpw1_72;

-- user_settings of the archived
insert into mvpw5_667 (
    id, user_id,
    privacy_mode,
    daily_dash_daily
)
select
    id, id,
    as_boolean(xdo->>'privacy_mode'),
    as_boolean(xdo->>'daily_dash_daily')
from mvpw1_72;

-- user_roles of the archived
insert into mvpw5_668 (
    id, user_id,
    is_team_owner, is_leader,
    is_director, is_mentor
)
select
    id, id,
    as_boolean(xdo->>'is_team_owner'), as_boolean(xdo->>'is_leader'),
    as_boolean(xdo->>'is_director'), as_boolean(xdo->>'is_mentor')
from mvpw1_72;
