-- Leads.

-- lead: somebody who may buy or sell
create table mvpw5_691 (
    id                       integer primary key,
    agent_id                 integer,
    team_id                  integer,
    user_id                  integer,
    first_name               text,
    last_name                text,
    email                    text,
    phone                    text,
    stage_id                 integer,
    source                   text,
    status                   text,
    price_min                numeric(14,2),
    price_max                numeric(14,2),
    city                     text,
    state                    text,
    created_at               timestamptz,
    updated_at               timestamptz,
    last_contact_at          timestamptz,
    converted_transaction_id integer,
    converted_at             timestamptz,
    score                    integer,
    tags                     text[],
    is_hot                   boolean,
    fub_person_id            integer,
    notes                    text
);

-- lead_stages: the stages of the pipeline
create table mvpw5_692 (
    id          integer primary key,
    name        text,
    position    integer,
    probability numeric(9,4),
    is_closed   boolean,
    color       text
);

-- lead_activities: what was done about a lead
create table mvpw5_693 (
    id          integer primary key,
    lead_id     integer,
    happened_at timestamptz,
    kind        text,
    user_id     integer,
    note        text,
    outcome     text
);
