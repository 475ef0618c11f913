-- Offices: where agents hang their licences, and what belongs to a place.

-- offices: a brokerage's office
create table mvpw5_731 (
    id               integer primary key,
    office_name      text,
    code             text,
    street           text,
    city             text,
    state            text,
    postal_code      text,
    country          text,
    phone            text,
    email            text,
    is_open          boolean,
    manager_agent_id integer,
    opened_on        date,
    seats            integer,
    timezone         text,
    created_at       timestamptz,
    updated_at       timestamptz
);

-- office_settings: how an office works, one row an office
create table mvpw5_732 (
    id             integer primary key,
    office_id      integer,
    lead_routing   text,
    logo_url       text,
    brand_color    text,
    allow_walk_ins boolean
);

-- office_members: who works there
create table mvpw5_733 (
    id         integer primary key,
    office_id  integer,
    agent_id   integer,
    role       text,
    joined_on  date,
    left_on    date,
    is_primary boolean,
    created_at timestamptz
);

-- office_hours: when an office is open
create table mvpw5_734 (
    id        integer primary key,
    office_id integer,
    weekday   integer,
    opens     text,
    closes    text,
    is_closed boolean
);

-- office_licenses: the brokerage's licence in a state
create table mvpw5_735 (
    id             integer primary key,
    office_id      integer,
    state          text,
    license_number text,
    issued_on      date,
    expires_on     date,
    status         text,
    fee            numeric(14,2)
);

-- office_contacts: whom to call
create table mvpw5_736 (
    id         integer primary key,
    office_id  integer,
    first_name text,
    last_name  text,
    email      text,
    phone      text,
    role       text,
    note       text
);

-- office_announcements: news of an office
create table mvpw5_737 (
    id             integer primary key,
    office_id      integer,
    headline       text,
    body           text,
    published_at   timestamptz,
    expires_at     timestamptz,
    author_user_id integer,
    is_pinned      boolean
);

-- regions: a broker's region
create table mvpw5_738 (
    id               integer primary key,
    region           text,
    director_user_id integer,
    state            text,
    office_count     integer,
    is_active        boolean,
    created_at       timestamptz,
    updated_at       timestamptz
);

-- region_goals: what a region wants
create table mvpw5_739 (
    id                integer primary key,
    region_id         integer,
    year              integer,
    goal_gci          numeric(14,2),
    goal_transactions integer,
    goal_agents       integer,
    created_at        timestamptz
);

-- state_brokers: the broker on record in a state
create table mvpw5_740 (
    id             integer primary key,
    state          text,
    first_name     text,
    last_name      text,
    email          text,
    phone          text,
    license_number text,
    region_id      integer,
    since_on       date,
    is_active      boolean
);
