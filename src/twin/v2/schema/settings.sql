-- Application settings and lookups: lists to choose from, switches, keys.

-- app_settings: one setting of the application
create table mvpw5_859 (
    id                 integer primary key,
    code               text,
    value              text,
    kind               text,
    description        text,
    updated_at         timestamptz,
    updated_by_user_id integer
);

-- feature_flags: switches
create table mvpw5_860 (
    id              integer primary key,
    code            text,
    description     text,
    is_enabled      boolean,
    rollout_percent numeric(9,4),
    audience        text,
    created_at      timestamptz,
    updated_at      timestamptz
);

-- api_clients: who may call
create table mvpw5_861 (
    id           integer primary key,
    client_name  text,
    secret       text,
    permissions  text[],
    is_active    boolean,
    last_used_at timestamptz,
    created_at   timestamptz
);

-- user_sessions: who is signed in
create table mvpw5_862 (
    id          integer primary key,
    user_id     integer,
    token       text,
    ip          text,
    device_name text,
    started_at  timestamptz,
    ended_at    timestamptz,
    is_revoked  boolean
);

-- saved_reports: a user's reports
create table mvpw5_863 (
    id         integer primary key,
    user_id    integer,
    headline   text,
    page       text,
    filters    jsonb,
    is_shared  boolean,
    created_at timestamptz,
    updated_at timestamptz
);

-- lead_sources: where leads come from
create table mvpw5_864 (
    id          integer primary key,
    source_name text,
    position    integer,
    cost_amount numeric(14,2),
    is_active   boolean
);

-- transaction_types: kinds of sales
create table mvpw5_865 (
    id        integer primary key,
    type_name text,
    code      text,
    position  integer,
    is_active boolean
);

-- property_types: kinds of property
create table mvpw5_866 (
    id        integer primary key,
    type_name text,
    code      text,
    position  integer,
    is_active boolean
);

-- us_states: states
create table mvpw5_867 (
    id          integer primary key,
    state       text,
    code        text,
    country     text,
    has_office  boolean,
    is_licensed boolean
);

-- mls_boards: boards of listings
create table mvpw5_868 (
    id           integer primary key,
    board_name   text,
    code         text,
    state        text,
    fee_amount   numeric(14,2),
    is_active    boolean,
    member_count integer
);

-- holidays: days off
create table mvpw5_869 (
    id               integer primary key,
    holiday_on       date,
    headline         text,
    country          text,
    is_office_closed boolean
);

-- currencies: monies
create table mvpw5_870 (
    id         integer primary key,
    currency   text,
    rate       numeric(9,4),
    is_active  boolean,
    updated_at timestamptz
);
