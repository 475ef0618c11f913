-- Network.

-- network_hierarchy: one row a place in an agent's network: who, below whom, in which tier
create table mvpw5_684 (
    id                integer primary key,
    agent_id          integer,
    member_agent_id   integer,
    sponsor_agent_id  integer,
    parent_network_id integer,
    tier              integer,
    level             integer,
    line              text,
    path              text[],
    status            text,
    joined_at         timestamptz,
    left_at           timestamptz,
    is_frontline      boolean,
    rezen_network_id  text,
    rezen_synced_at   timestamptz,
    created_at        timestamptz,
    updated_at        timestamptz
);

-- network_member: the person in that place, one row a place
create table mvpw5_698 (
    id                      integer primary key,
    network_id              integer,
    first_name              text,
    last_name               text,
    email                   text,
    phone                   text,
    city                    text,
    state                   text,
    country                 text,
    office                  text,
    photo_url               text,
    is_active               boolean,
    is_producing            boolean,
    is_capped               boolean,
    is_qualified            boolean,
    direct_count            integer,
    downline_count          integer,
    active_downline_count   integer,
    new_last_30_days        integer,
    transactions_ytd        integer,
    volume_ytd              numeric(14,2),
    gci_ytd                 numeric(14,2),
    revenue_share_ytd       numeric(14,2),
    revenue_share_total     numeric(14,2),
    revenue_share_potential numeric(14,2),
    revenue_share_percent   numeric(9,4),
    cap_percent             numeric(9,4),
    last_closing_on         date,
    anniversary_on          date,
    last_contact_at         timestamptz,
    next_follow_up_at       timestamptz
);

-- network_user_prefs: how a user marks a place; only where somebody did
create table mvpw5_690 (
    id          integer primary key,
    network_id  integer,
    user_id     integer,
    pinned      boolean,
    hidden      boolean,
    nickname    text,
    note        text,
    color       text,
    reminder_on date,
    labels      text[]
);
