-- Users.

-- user: who may sign in; the archived stand here too, with status 'archived'
create table mvpw5_664 (
    id                  integer primary key,
    email               text,
    first_name          text,
    last_name           text,
    cell_phone          text,
    avatar              text,
    active              boolean,
    agent_id            integer,
    team_id             integer,
    created_at          timestamptz,
    updated_at          timestamptz,
    last_login_at       timestamptz,
    display_name        text,
    title               text,
    bio                 text,
    license_number      text,
    license_state       text,
    license_expires_on  date,
    home_phone          text,
    birthday            date,
    gender              text,
    street              text,
    city                text,
    state               text,
    postal_code         text,
    country             text,
    timezone            text,
    locale              text,
    website             text,
    facebook_url        text,
    instagram_url       text,
    linkedin_url        text,
    status              text,
    rezen_user_id       text,
    fub_user_id         integer,
    skyslope_user_id    text,
    title_company_id    integer,
    is_demo             boolean,
    data_source         text,
    referral_code       text,
    referred_by_user_id integer,
    deleted_at          timestamptz,
    migrated_at         timestamptz
);

-- user_credentials: secrets, one row a user
create table mvpw5_665 (
    id                        integer primary key,
    user_id                   integer,
    password                  text,
    api_key                   text,
    google_sub                text,
    apple_sub                 text,
    facebook_sub              text,
    magic_link_token          text,
    magic_link_expires_at     timestamptz,
    password_reset_token      text,
    password_reset_expires_at timestamptz,
    two_factor_enabled        boolean,
    two_factor_secret         text,
    failed_login_count        integer,
    locked_until              timestamptz,
    password_changed_at       timestamptz,
    fub_api_key               text,
    rezen_api_key             text,
    skyslope_access_key       text,
    email_verified            boolean
);

-- user_subscriptions: what a user pays, one row a user
create table mvpw5_666 (
    id                      integer primary key,
    user_id                 integer,
    stripe_customer_id      text,
    subscription_type       text,
    stripe_subscription_id  text,
    subscription_status     text,
    subscription_started_at timestamptz,
    subscription_ends_at    timestamptz,
    trial_ends_at           timestamptz,
    subscription_price      numeric(14,2),
    subscription_interval   text,
    seats                   integer,
    coupon_code             text,
    last_invoice_at         timestamptz,
    last_invoice_amount     numeric(14,2),
    cancel_at_period_end    boolean,
    payment_method_last4    text
);

-- user_settings: switches and goals, one row a user
create table mvpw5_667 (
    id                  integer primary key,
    user_id             integer,
    privacy_mode        boolean,
    daily_dash_daily    boolean,
    daily_dash_weekly   boolean,
    email_notifications boolean,
    sms_notifications   boolean,
    push_notifications  boolean,
    hide_income         boolean,
    hide_network        boolean,
    share_listings      boolean,
    lead_alerts         boolean,
    auto_sync_fub       boolean,
    auto_sync_rezen     boolean,
    auto_sync_skyslope  boolean,
    goal_year           integer,
    goal_gci            numeric(14,2),
    goal_transactions   integer,
    goal_network_growth integer,
    fiscal_year_start   integer
);

-- user_roles: what a user may do, one row a user
create table mvpw5_668 (
    id            integer primary key,
    user_id       integer,
    is_team_owner boolean,
    is_leader     boolean,
    is_director   boolean,
    is_mentor     boolean,
    is_admin      boolean,
    is_support    boolean,
    is_investor   boolean,
    permissions   text[],
    role_label    text
);

-- user_preferences: how the pages look to a user, one row a user
create table mvpw5_711 (
    id               integer primary key,
    user_id          integer,
    theme            text,
    dashboard_layout jsonb,
    default_page     text,
    table_density    text,
    saved_filters    jsonb,
    pinned_pages     text[],
    week_starts_on   integer
);

-- user_onboarding: only of users whose onboarding has begun
create table mvpw5_929 (
    id                      integer primary key,
    user_id                 integer,
    onboarding_step         integer,
    onboarding_status       text,
    onboarding_started_at   timestamptz,
    onboarding_completed_at timestamptz
);
