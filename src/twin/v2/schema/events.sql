-- Events: what is held, where, who comes.

-- events: a gathering
create table mvpw5_741 (
    id           integer primary key,
    headline     text,
    description  text,
    category     text,
    starts_at    timestamptz,
    ends_at      timestamptz,
    timezone     text,
    host_user_id integer,
    team_id      integer,
    capacity     integer,
    is_online    boolean,
    status       text,
    price        numeric(14,2),
    created_at   timestamptz
);

-- event_venues: where it is held, only of events with a place
create table mvpw5_742 (
    id         integer primary key,
    event_id   integer,
    venue_name text,
    venue_city text,
    venue_url  text
);

-- event_registrations: who has signed up
create table mvpw5_743 (
    id            integer primary key,
    event_id      integer,
    user_id       integer,
    agent_id      integer,
    registered_at timestamptz,
    status        text,
    guest_count   integer,
    amount        numeric(14,2),
    is_paid       boolean,
    note          text
);

-- event_sessions: the parts of an event
create table mvpw5_744 (
    id               integer primary key,
    event_id         integer,
    position         integer,
    headline         text,
    speaker_name     text,
    starts_at        timestamptz,
    duration_minutes integer,
    room             text
);

-- event_speakers: who speaks
create table mvpw5_745 (
    id         integer primary key,
    event_id   integer,
    first_name text,
    last_name  text,
    email      text,
    company    text,
    bio        text,
    photo_url  text,
    fee        numeric(14,2)
);

-- event_feedback: what guests thought
create table mvpw5_746 (
    id           integer primary key,
    event_id     integer,
    user_id      integer,
    score        integer,
    comment      text,
    created_at   timestamptz,
    is_anonymous boolean
);

-- calendar_entries: a user's days
create table mvpw5_747 (
    id               integer primary key,
    user_id          integer,
    team_id          integer,
    kind             text,
    headline         text,
    starts_at        timestamptz,
    ends_at          timestamptz,
    is_all_day       boolean,
    location         text,
    transaction_id   integer,
    reminder_minutes integer,
    created_at       timestamptz,
    updated_at       timestamptz
);

-- open_houses: a listing that may be seen
create table mvpw5_748 (
    id            integer primary key,
    listing_id    integer,
    agent_id      integer,
    starts_at     timestamptz,
    ends_at       timestamptz,
    visitor_count integer,
    lead_count    integer,
    note          text,
    status        text
);

-- open_house_visitors: who came
create table mvpw5_749 (
    id            integer primary key,
    open_house_id integer,
    first_name    text,
    last_name     text,
    email         text,
    phone         text,
    has_agent     boolean,
    visited_at    timestamptz,
    lead_id       integer
);
