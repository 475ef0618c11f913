-- Referrals: who sends whom, and what that pays.

-- referrals: a client who is passed on
create table mvpw5_786 (
    id               integer primary key,
    from_agent_id    integer,
    to_agent_id      integer,
    lead_id          integer,
    first_name       text,
    last_name        text,
    email            text,
    phone            text,
    status           text,
    referral_percent numeric(9,4),
    accepted_on      date,
    closed_on        date,
    fee_amount       numeric(14,2),
    note             text
);

-- referral_agreements: what was agreed
create table mvpw5_787 (
    id           integer primary key,
    referral_id  integer,
    signed_on    date,
    percent      numeric(9,4),
    cap_amount   numeric(14,2),
    document_url text,
    status       text,
    expires_on   date
);

-- referral_payments: what was paid
create table mvpw5_788 (
    id             integer primary key,
    referral_id    integer,
    transaction_id integer,
    amount         numeric(14,2),
    paid_on        date,
    method         text,
    reference      text,
    tax_withheld   numeric(14,2)
);

-- referral_partners: companies that send clients
create table mvpw5_789 (
    id              integer primary key,
    company         text,
    contact_name    text,
    email           text,
    phone           text,
    default_percent numeric(9,4),
    is_active       boolean,
    region          text,
    since_on        date
);

-- agent_recruits: who might join
create table mvpw5_790 (
    id                 integer primary key,
    recruiter_agent_id integer,
    first_name         text,
    last_name          text,
    email              text,
    phone              text,
    stage              text,
    source             text,
    brokerage          text,
    volume_ytd         numeric(14,2),
    next_contact_on    date,
    status             text,
    created_at         timestamptz,
    updated_at         timestamptz
);

-- recruit_activities: what was done about it
create table mvpw5_791 (
    id               integer primary key,
    agent_recruit_id integer,
    user_id          integer,
    happened_at      timestamptz,
    kind             text,
    note             text,
    outcome          text
);

-- recruit_campaigns: ways of asking
create table mvpw5_792 (
    id            integer primary key,
    headline      text,
    channel       text,
    budget_amount numeric(14,2),
    starts_on     date,
    ends_on       date,
    sent_count    integer,
    reply_count   integer,
    join_count    integer
);

-- sponsor_changes: a sponsor that was changed
create table mvpw5_793 (
    id                   integer primary key,
    agent_id             integer,
    old_sponsor_agent_id integer,
    new_sponsor_agent_id integer,
    requested_on         date,
    approved_on          date,
    approved_by_user_id  integer,
    status               text,
    reason               text
);

-- sponsor_bonuses: what a sponsor got for a newcomer
create table mvpw5_794 (
    id               integer primary key,
    sponsor_agent_id integer,
    recruit_agent_id integer,
    amount           numeric(14,2),
    kind             text,
    earned_on        date,
    paid_on          date,
    status           text
);
