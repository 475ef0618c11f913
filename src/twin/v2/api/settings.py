"""Settings: the viewer's profile, preferences, rights and connections."""

from __future__ import annotations

from twin.v2.api.call import Call, Endpoint
from twin.v2.api.envelope import BadInput, NotFound
from twin.v2.api.parameters import boolean, read_all
from twin.v2.api.shape import one
from twin.v2.api.sql import code_points, iso, millis, name
from twin.v2.api.tables import (
    AGENT_REZEN,
    FUB_SYNC_JOBS,
    TEAM_DIRECTOR_ASSIGNMENTS,
    USER,
    USER_CREDENTIALS,
    USER_PREFERENCES,
    USER_ROLES,
    USER_SETTINGS,
    USER_SUBSCRIPTIONS,
)

SWITCHES = (boolean("email_notifications"), boolean("sms_notifications"), boolean("push_notifications"))

ME = f"""
    select u.id, u.email,
        {name("u")} as name,
        u.agent_id, u.team_id,
        coalesce(r.is_team_owner, false) as is_team_owner,
        coalesce(r.is_admin, false) as is_admin
    from {USER} u
    left join {USER_ROLES} r on r.user_id = u.id
    where u.id = %(user)s
"""

PROFILE = f"""
    select u.id, u.email, u.first_name, u.last_name, u.cell_phone, u.avatar, u.active,
        u.agent_id::text as agent_id, u.team_id,
        u.display_name, u.title, u.bio, u.license_number, u.license_state,
        u.street, u.city, u.state, u.postal_code, u.country,
        json_build_object('timezone', u.timezone, 'locale', u.locale) as regional, u.website,
        {millis("u.last_login_at")} as last_login_at,
        {iso("u.created_at")} as created_at,
        c.email_verified, c.two_factor_enabled
    from {USER} u
    left join {USER_CREDENTIALS} c on c.user_id = u.id
    where u.id = %(user)s
"""

PREFERENCES = f"""
    select p.theme, p.dashboard_layout, p.default_page, p.table_density as density,
        p.saved_filters, p.pinned_pages, p.week_starts_on
    from {USER} u
    left join {USER_PREFERENCES} p on p.user_id = u.id
    where u.id = %(user)s
"""

NOTIFICATIONS = f"""
    select s.privacy_mode, s.daily_dash_daily, s.daily_dash_weekly,
        s.email_notifications, s.sms_notifications, s.push_notifications,
        s.hide_income, s.hide_network, s.share_listings, s.lead_alerts,
        s.auto_sync_fub, s.auto_sync_rezen, s.auto_sync_skyslope
    from {USER} u
    left join {USER_SETTINGS} s on s.user_id = u.id
    where u.id = %(user)s
"""

SUBSCRIPTION = f"""
    select s.subscription_type, s.subscription_status,
        {millis("s.subscription_started_at")} as subscription_started_at,
        {millis("s.subscription_ends_at")} as subscription_ends_at,
        {millis("s.trial_ends_at")} as trial_ends_at,
        (s.subscription_price * 100)::bigint as price_cents, s.subscription_interval, s.seats,
        {millis("s.last_invoice_at")} as last_invoice_at,
        s.last_invoice_amount, s.cancel_at_period_end
    from {USER} u
    left join {USER_SUBSCRIPTIONS} s on s.user_id = u.id
    where u.id = %(user)s
"""

ROLES = f"""
    select r.is_team_owner, r.is_leader, r.is_director, r.is_mentor, r.is_admin, r.is_support, r.is_investor,
        array(
            select permission
            from unnest(r.permissions) as permission
            order by {code_points("permission")}
        ) as permissions,
        r.role_label,
        array(
            select d.team_id
            from {TEAM_DIRECTOR_ASSIGNMENTS} d
            where d.director_user_id = u.id and d.is_active and d.team_id is not null
            order by d.team_id
        ) as directs,
        {millis("clock_timestamp()")} as as_of
    from {USER} u
    left join {USER_ROLES} r on r.user_id = u.id
    where u.id = %(user)s
"""

GOALS = f"""
    select s.goal_year, s.goal_gci, s.goal_transactions, s.goal_network_growth, s.fiscal_year_start
    from {USER} u
    left join {USER_SETTINGS} s on s.user_id = u.id
    where u.id = %(user)s
"""

INTEGRATIONS = f"""
    select
        u.fub_user_id is not null as fub,
        exists (
            select from {AGENT_REZEN} r
            where r.agent_id = u.agent_id and r.rezen_agent_id <> ''
        ) as rezen,
        coalesce(u.skyslope_user_id, '') <> '' as skyslope,
        exists (
            select from {USER_SUBSCRIPTIONS} s
            where s.user_id = u.id and s.stripe_customer_id <> ''
        ) as stripe,
        (
            select json_build_object(
                'status', j.status,
                'started', {millis("j.started_at")},
                'finished', {millis("j.finished_at")},
                'records', j.records)
            from {FUB_SYNC_JOBS} j
            where j.user_id = u.id
            order by j.id desc
            limit 1
        ) as last_sync
    from {USER} u
    where u.id = %(user)s
"""

UPDATE = f"""
    update {USER_SETTINGS} set
        email_notifications = coalesce(%(email_notifications)s::boolean, email_notifications),
        sms_notifications = coalesce(%(sms_notifications)s::boolean, sms_notifications),
        push_notifications = coalesce(%(push_notifications)s::boolean, push_notifications)
    where user_id = %(user)s
    returning id
"""


async def me(call: Call) -> bytes:
    """Answer whose token this is."""
    return await call.row(ME)


async def profile(call: Call) -> bytes:
    """Answer the viewer's profile."""
    return await call.row(PROFILE)


async def preferences(call: Call) -> bytes:
    """Answer how the viewer has set up the pages."""
    return await call.row(PREFERENCES)


async def notifications(call: Call) -> bytes:
    """Answer what the viewer is told of."""
    return await call.row(NOTIFICATIONS)


async def subscription(call: Call) -> bytes:
    """Answer the viewer's subscription."""
    return await call.row(SUBSCRIPTION)


async def roles(call: Call) -> bytes:
    """Answer what the viewer may do."""
    return await call.row(ROLES)


async def goals(call: Call) -> bytes:
    """Answer the viewer's goals."""
    return await call.row(GOALS)


async def integrations(call: Call) -> bytes:
    """Answer which outside services the viewer is connected to."""
    return await call.row(INTEGRATIONS)


async def update(call: Call) -> bytes:
    """Change the viewer's notification switches and answer them."""
    given = read_all(SWITCHES, call.body)
    if all(value is None for value in given.values()):
        raise BadInput("Give at least one of " + ", ".join(given) + ".", next(iter(given)))
    if await call.fetch(UPDATE, **given) is None:
        raise NotFound("The viewer has no settings.")
    return await notifications(call)


NOTIFIED = one(
    "privacy_mode boolean?, daily_dash_daily boolean?, daily_dash_weekly boolean?,"
    " email_notifications boolean?, sms_notifications boolean?, push_notifications boolean?,"
    " hide_income boolean?, hide_network boolean?, share_listings boolean?, lead_alerts boolean?,"
    " auto_sync_fub boolean?, auto_sync_rezen boolean?, auto_sync_skyslope boolean?"
)

ENDPOINTS = (
    Endpoint(
        "/api:LIdBL1AN/auth/me",
        me,
        function="System/SessionMe",
        answers=one(
            "id integer, email text?, name text, agent_id integer?, team_id integer?, is_team_owner boolean,"
            " is_admin boolean"
        ),
    ),
    Endpoint(
        "/api:LIdBL1AN/settings/profile",
        profile,
        function="System/SettingsProfile",
        answers=one(
            "id integer, email text?, first_name text?, last_name text?, cell_phone text?, avatar text?,"
            " active boolean?, agent_id text?, team_id integer?, display_name text?, title text?,"
            " bio text?, license_number text?, license_state text?, street text?, city text?, state text?,"
            " postal_code text?, country text?, regional {timezone text?, locale text?}, website text?,"
            " last_login_at moment?, created_at iso?, email_verified boolean?, two_factor_enabled boolean?"
        ),
    ),
    Endpoint(
        "/api:LIdBL1AN/settings/preferences",
        preferences,
        function="System/SettingsPreferences",
        answers=one(
            "theme text?, dashboard_layout json?, default_page text?, density text?,"
            " saved_filters json?, pinned_pages [text]?, week_starts_on integer?"
        ),
    ),
    Endpoint(
        "/api:LIdBL1AN/settings/notifications",
        notifications,
        function="System/SettingsNotifications",
        answers=NOTIFIED,
    ),
    Endpoint(
        "/api:LIdBL1AN/settings/notifications",
        update,
        "POST",
        function="System/SettingsUpdate",
        parameters=SWITCHES,
        answers=NOTIFIED,
    ),
    Endpoint(
        "/api:LIdBL1AN/settings/subscription",
        subscription,
        function="System/SettingsSubscription",
        answers=one(
            "subscription_type text?, subscription_status text?, subscription_started_at moment?,"
            " subscription_ends_at moment?, trial_ends_at moment?, price_cents integer?,"
            " subscription_interval text?, seats integer?, last_invoice_at moment?,"
            " last_invoice_amount number?, cancel_at_period_end boolean?"
        ),
    ),
    Endpoint(
        "/api:LIdBL1AN/settings/roles",
        roles,
        function="System/SettingsRoles",
        answers=one(
            "is_team_owner boolean?, is_leader boolean?, is_director boolean?, is_mentor boolean?,"
            " is_admin boolean?, is_support boolean?, is_investor boolean?, permissions [text],"
            " role_label text?, directs [integer], as_of moment"
        ),
    ),
    Endpoint(
        "/api:LIdBL1AN/settings/goals",
        goals,
        function="System/SettingsGoals",
        answers=one(
            "goal_year integer?, goal_gci number?, goal_transactions integer?, goal_network_growth integer?,"
            " fiscal_year_start integer?"
        ),
    ),
    Endpoint(
        "/api:LIdBL1AN/settings/integrations",
        integrations,
        function="System/SettingsIntegrations",
        answers=one(
            "fub boolean, rezen boolean, skyslope boolean, stripe boolean, last_sync {status text?,"
            " started moment?, finished moment?, records integer?}?"
        ),
    ),
)
