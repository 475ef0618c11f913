-- Participants.

-- participant: who took part, synced from outside
create table mvpw5_696 (
    id                   integer primary key,
    transaction_id       integer,
    agent_id             integer,
    user_id              integer,
    role                 text,
    first_name           text,
    last_name            text,
    email                text,
    phone                text,
    company              text,
    side                 text,
    is_primary           boolean,
    is_internal          boolean,
    share_percent        numeric(9,4),
    gross_amount         numeric(14,2),
    created_at           timestamptz,
    updated_at           timestamptz,
    external_id          text,
    rezen_participant_id text,
    skyslope_contact_id  text,
    payout_status        text,
    notes                text,
    state                text
);

-- participant_paid: only of participants who were paid
create table mvpw5_697 (
    id             integer primary key,
    participant_id integer,
    paid_amount    numeric(14,2),
    paid_at        timestamptz,
    paid_method    text,
    paid_reference text,
    tax_withheld   numeric(14,2)
);
