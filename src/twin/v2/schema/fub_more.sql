-- Follow Up Boss: what it is set to, and more of its history.

-- fub_pipelines: pipelines as they are set
create table mvpw5_851 (
    id            integer primary key,
    fub_id        integer,
    pipeline_name text,
    position      integer,
    stage_count   integer,
    is_default    boolean,
    synced_at     timestamptz
);

-- fub_users: who is who there
create table mvpw5_852 (
    id        integer primary key,
    user_id   integer,
    fub_id    integer,
    email     text,
    role      text,
    is_active boolean,
    synced_at timestamptz
);

-- fub_custom_fields: fields that a team added
create table mvpw5_853 (
    id           integer primary key,
    fub_id       integer,
    field_name   text,
    field_type   text,
    choices      jsonb,
    is_read_only boolean,
    synced_at    timestamptz
);

-- fub_deals: deals
create table mvpw5_854 (
    id         integer primary key,
    fub_id     integer,
    agent_id   integer,
    deal_name  text,
    price      numeric(14,2),
    stage      text,
    closed_on  date,
    created_at timestamptz,
    raw        jsonb
);

-- fub_notes: notes
create table mvpw5_855 (
    id         integer primary key,
    fub_id     integer,
    person_id  integer,
    agent_id   integer,
    body       text,
    created_at timestamptz
);

-- fub_tasks: tasks
create table mvpw5_856 (
    id        integer primary key,
    fub_id    integer,
    person_id integer,
    agent_id  integer,
    headline  text,
    due_at    timestamptz,
    is_done   boolean,
    kind      text
);

-- fub_emails: letters
create table mvpw5_857 (
    id          integer primary key,
    fub_id      integer,
    person_id   integer,
    agent_id    integer,
    subject     text,
    sent_at     timestamptz,
    is_incoming boolean,
    status      text
);

-- fub_webhook_events: what it told
create table mvpw5_858 (
    id          integer primary key,
    fub_id      integer,
    event_name  text,
    payload     jsonb,
    received_at timestamptz,
    status      text
);
