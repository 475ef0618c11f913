"""Settings: what the viewer set up, and what the viewer may do."""

from __future__ import annotations

from twin.v1.api.answers import Call, Routes, one, written
from twin.v1.api.errors import InputError
from twin.v1.api.parameters import body_boolean

ME = """
select u.id,
       u.xdo->>'email' as email,
       coalesce(u.xdo->>'first_name', '') || ' ' || coalesce(u.xdo->>'last_name', '') as name,
       nullif(u.xdo->>'agent_id', '')::int as agent_id,
       nullif(u.xdo->>'team_id', '')::int as team_id,
       coalesce(u.xdo->>'is_team_owner' = 'true', false) as is_team_owner,
       coalesce(u.xdo->>'is_admin' = 'true', false) as is_admin
from mvpw1_41 u
where u.id = %(viewer)s::int
"""

PROFILE = """
select u.id,
       u.xdo->>'email' as email,
       u.xdo->>'first_name' as first_name,
       u.xdo->>'last_name' as last_name,
       u.xdo->>'cell_phone' as cell_phone,
       u.xdo->>'avatar' as avatar,
       coalesce(u.xdo->>'active' = 'true', false) as active,
       nullif(u.xdo->>'agent_id', '')::int as agent_id,
       nullif(u.xdo->>'team_id', '')::int as team_id,
       u.xdo->>'display_name' as display_name,
       u.xdo->>'title' as title,
       u.xdo->>'bio' as bio,
       u.xdo->>'license_number' as license_number,
       u.xdo->>'license_state' as license_state,
       u.xdo->'address'->>'street' as street,
       u.xdo->'address'->>'city' as city,
       u.xdo->'address'->>'state' as state,
       u.xdo->'address'->>'zip' as postal_code,
       u.xdo->'address'->>'country' as country,
       u.xdo->>'timezone' as timezone,
       u.xdo->>'locale' as locale,
       u.xdo->>'website' as website,
       nullif(u.xdo->>'last_login_at', '')::bigint as last_login_at,
       nullif(u.xdo->>'created_at', '')::bigint as created_at,
       coalesce(u.xdo->>'email_verified' = 'true', false) as email_verified,
       coalesce(u.xdo->>'two_factor_enabled' = 'true', false) as two_factor_enabled
from mvpw1_41 u
where u.id = %(viewer)s::int
"""

PREFERENCES = """
select u.xdo->>'theme' as theme,
       nullif(u.xdo->'dashboard_layout', '""') as dashboard_layout,
       u.xdo->>'default_page' as default_page,
       u.xdo->>'table_density' as table_density,
       nullif(u.xdo->'saved_filters', '""') as saved_filters,
       nullif(u.xdo->'pinned_pages', '""') as pinned_pages,
       coalesce(nullif(u.xdo->>'week_starts_on', '')::int, 0) as week_starts_on
from mvpw1_41 u
where u.id = %(viewer)s::int
"""

NOTIFICATIONS = """
select coalesce(u.xdo->>'privacy_mode' = 'true', false) as privacy_mode,
       coalesce(u.xdo->>'daily_dash_daily' = 'true', false) as daily_dash_daily,
       coalesce(u.xdo->>'daily_dash_weekly' = 'true', false) as daily_dash_weekly,
       coalesce(u.xdo->>'email_notifications' = 'true', false) as email_notifications,
       coalesce(u.xdo->>'sms_notifications' = 'true', false) as sms_notifications,
       coalesce(u.xdo->>'push_notifications' = 'true', false) as push_notifications,
       coalesce(u.xdo->>'hide_income' = 'true', false) as hide_income,
       coalesce(u.xdo->>'hide_network' = 'true', false) as hide_network,
       coalesce(u.xdo->>'share_listings' = 'true', false) as share_listings,
       coalesce(u.xdo->>'lead_alerts' = 'true', false) as lead_alerts,
       coalesce(u.xdo->>'auto_sync_fub' = 'true', false) as auto_sync_fub,
       coalesce(u.xdo->>'auto_sync_rezen' = 'true', false) as auto_sync_rezen,
       coalesce(u.xdo->>'auto_sync_skyslope' = 'true', false) as auto_sync_skyslope
from mvpw1_41 u
where u.id = %(viewer)s::int
"""

SUBSCRIPTION = """
select u.xdo->>'subscription_type' as subscription_type,
       u.xdo->>'subscription_status' as subscription_status,
       nullif(u.xdo->>'subscription_started_at', '')::bigint as subscription_started_at,
       nullif(u.xdo->>'subscription_ends_at', '')::bigint as subscription_ends_at,
       nullif(u.xdo->>'trial_ends_at', '')::bigint as trial_ends_at,
       coalesce(nullif(u.xdo->>'subscription_price', '')::numeric, 0) as subscription_price,
       u.xdo->>'subscription_interval' as subscription_interval,
       coalesce(nullif(u.xdo->>'seats', '')::int, 0) as seats,
       nullif(u.xdo->>'last_invoice_at', '')::bigint as last_invoice_at,
       coalesce(nullif(u.xdo->>'last_invoice_amount', '')::numeric, 0) as last_invoice_amount,
       coalesce(u.xdo->>'cancel_at_period_end' = 'true', false) as cancel_at_period_end
from mvpw1_41 u
where u.id = %(viewer)s::int
"""

ROLES = """
select coalesce(u.xdo->>'is_team_owner' = 'true', false) as is_team_owner,
       coalesce(u.xdo->>'is_leader' = 'true', false) as is_leader,
       coalesce(u.xdo->>'is_director' = 'true', false) as is_director,
       coalesce(u.xdo->>'is_mentor' = 'true', false) as is_mentor,
       coalesce(u.xdo->>'is_admin' = 'true', false) as is_admin,
       coalesce(u.xdo->>'is_support' = 'true', false) as is_support,
       coalesce(u.xdo->>'is_investor' = 'true', false) as is_investor,
       array(select permission.name
             from jsonb_array_elements_text(
                 case when jsonb_typeof(u.xdo->'permissions') = 'array' then u.xdo->'permissions' end)
                 as permission(name)
             order by permission.name collate "C") as permissions,
       u.xdo->>'role_label' as role_label,
       array(select nullif(d.xdo->>'team_id', '')::int
             from mvpw1_49 d
             where nullif(d.xdo->>'director_user_id', '')::int = u.id
               and d.xdo->>'is_active' = 'true'
               and d.xdo->>'team_id' <> ''
             order by 1) as directs,
       (extract(epoch from clock_timestamp()) * 1000)::bigint as as_of
from mvpw1_41 u
where u.id = %(viewer)s::int
"""

GOALS = """
select coalesce(nullif(u.xdo->>'goal_year', '')::int, 0) as goal_year,
       coalesce(nullif(u.xdo->>'goal_gci', '')::numeric, 0) as goal_gci,
       coalesce(nullif(u.xdo->>'goal_transactions', '')::int, 0) as goal_transactions,
       coalesce(nullif(u.xdo->>'goal_network_growth', '')::int, 0) as goal_network_growth,
       coalesce(nullif(u.xdo->>'fiscal_year_start', '')::int, 0) as fiscal_year_start
from mvpw1_41 u
where u.id = %(viewer)s::int
"""

INTEGRATIONS = """
select coalesce(u.xdo->>'fub_user_id' <> '', false) as fub,
       exists (select from mvpw1_36 a
               where a.id = nullif(u.xdo->>'agent_id', '')::int and a.xdo->>'rezen_agent_id' <> '') as rezen,
       coalesce(u.xdo->>'skyslope_user_id' <> '', false) as skyslope,
       coalesce(u.xdo->>'stripe_customer_id' <> '', false) as stripe,
       (select json_build_object(
            'status', j.xdo->>'status',
            'started', nullif(j.xdo->>'started', '')::bigint,
            'finished', nullif(j.xdo->>'finished', '')::bigint,
            'records', coalesce(nullif(j.xdo->>'records', '')::int, 0))
        from mvpw1_64 j
        where nullif(j.xdo->>'user_id', '')::int = u.id
        order by j.id desc
        limit 1) as last_sync
from mvpw1_41 u
where u.id = %(viewer)s::int
"""

# A switch that the body does not give keeps its place in the document.
UPDATE_NOTIFICATIONS = """
update mvpw1_41 u
set xdo = u.xdo || jsonb_strip_nulls(jsonb_build_object(
    'email_notifications', %(email_notifications)s::boolean,
    'sms_notifications', %(sms_notifications)s::boolean,
    'push_notifications', %(push_notifications)s::boolean))
where u.id = %(viewer)s::int
returning u.id
"""


async def me(call: Call) -> bytes:
    """Answer whose token this is."""
    return await one(call, ME)


async def profile(call: Call) -> bytes:
    """Answer the viewer's profile."""
    return await one(call, PROFILE)


async def preferences(call: Call) -> bytes:
    """Answer how the viewer has set up the pages."""
    return await one(call, PREFERENCES)


async def notifications(call: Call) -> bytes:
    """Answer what the viewer is told of, and who sees what."""
    return await one(call, NOTIFICATIONS)


async def subscription(call: Call) -> bytes:
    """Answer the viewer's subscription."""
    return await one(call, SUBSCRIPTION)


async def roles(call: Call) -> bytes:
    """Answer what the viewer may do."""
    return await one(call, ROLES)


async def goals(call: Call) -> bytes:
    """Answer the viewer's goals."""
    return await one(call, GOALS)


async def integrations(call: Call) -> bytes:
    """Answer the outside services that the viewer is connected to."""
    return await one(call, INTEGRATIONS)


async def update_notifications(call: Call) -> bytes:
    """Change the viewer's notification settings and answer them all."""
    names = ("email_notifications", "sms_notifications", "push_notifications")
    given = {name: body_boolean(call.body, name) for name in names}
    if all(value is None for value in given.values()):
        raise InputError(names[0], f"Missing param: one of {', '.join(names)}.")
    await written(call, UPDATE_NOTIFICATIONS, **given)
    return await one(call, NOTIFICATIONS)


ROUTES: Routes = (
    ("GET", "/api:v1-auth/auth/me", me),
    ("GET", "/api:v1-settings/profile", profile),
    ("GET", "/api:v1-settings/preferences", preferences),
    ("GET", "/api:v1-settings/notifications", notifications),
    ("GET", "/api:v1-settings/subscription", subscription),
    ("GET", "/api:v1-settings/roles", roles),
    ("GET", "/api:v1-settings/goals", goals),
    ("GET", "/api:v1-settings/integrations", integrations),
    ("POST", "/api:v1-settings/notifications", update_notifications),
)
