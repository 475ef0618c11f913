-- Follow Up Boss.

-- fub_people: Follow Up Boss: contacts
create table mvpw5_701 (
    id         integer primary key,
    fub_id     integer,
    agent_id   integer,
    name       text,
    email      text,
    stage      text,
    source     text,
    created_at timestamptz,
    raw        jsonb
);

-- fub_calls: Follow Up Boss: calls
create table mvpw5_702 (
    id               integer primary key,
    fub_id           integer,
    person_id        integer,
    agent_id         integer,
    called_at        timestamptz,
    duration_seconds integer,
    is_incoming      boolean,
    outcome          text,
    note             text
);

-- fub_events: Follow Up Boss: events
create table mvpw5_703 (
    id          integer primary key,
    fub_id      integer,
    person_id   integer,
    kind        text,
    source      text,
    happened_at timestamptz,
    raw         jsonb
);

-- fub_appointments: Follow Up Boss: appointments
create table mvpw5_704 (
    id        integer primary key,
    fub_id    integer,
    person_id integer,
    agent_id  integer,
    starts_at timestamptz,
    ends_at   timestamptz,
    title     text,
    outcome   text
);

-- fub_text_messages: Follow Up Boss: messages
create table mvpw5_705 (
    id          integer primary key,
    fub_id      integer,
    person_id   integer,
    agent_id    integer,
    sent_at     timestamptz,
    is_incoming boolean,
    body        text
);

-- fub_onboarding_jobs: first loads of a user's contacts
create table mvpw5_706 (
    id          integer primary key,
    user_id     integer,
    status      text,
    started_at  timestamptz,
    finished_at timestamptz,
    attempts    integer,
    error       text,
    created_at  timestamptz
);

-- fub_sync_jobs: later loads
create table mvpw5_707 (
    id          integer primary key,
    user_id     integer,
    kind        text,
    status      text,
    started_at  timestamptz,
    finished_at timestamptz,
    records     integer,
    error       text,
    created_at  timestamptz
);
