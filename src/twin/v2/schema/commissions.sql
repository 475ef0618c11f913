-- Commissions: plans, caps, splits and shares beyond an agent's own.

-- commission_plans: a way of splitting
create table mvpw5_807 (
    id                integer primary key,
    headline          text,
    description       text,
    agent_percent     numeric(9,4),
    brokerage_percent numeric(9,4),
    cap_amount        numeric(14,2),
    transaction_fee   numeric(14,2),
    is_active         boolean,
    starts_on         date,
    ends_on           date,
    created_at        timestamptz,
    updated_at        timestamptz
);

-- commission_tiers: its steps
create table mvpw5_808 (
    id                 integer primary key,
    commission_plan_id integer,
    position           integer,
    from_volume        numeric(14,2),
    to_volume          numeric(14,2),
    agent_percent      numeric(9,4),
    bonus_amount       numeric(14,2)
);

-- commission_requests: a payment to be approved
create table mvpw5_809 (
    id                  integer primary key,
    transaction_id      integer,
    agent_id            integer,
    requested_amount    numeric(14,2),
    approved_amount     numeric(14,2),
    requested_at        timestamptz,
    approved_at         timestamptz,
    approved_by_user_id integer,
    status              text,
    note                text
);

-- commission_adjustments: a correction
create table mvpw5_810 (
    id                  integer primary key,
    transaction_id      integer,
    agent_id            integer,
    amount              numeric(14,2),
    reason              text,
    adjusted_on         date,
    adjusted_by_user_id integer,
    is_reversed         boolean
);

-- commission_disputes: where two disagree
create table mvpw5_811 (
    id               integer primary key,
    transaction_id   integer,
    agent_id         integer,
    against_agent_id integer,
    amount           numeric(14,2),
    opened_on        date,
    resolved_on      date,
    status           text,
    outcome          text,
    note             text
);

-- disbursements: who got what of a sale
create table mvpw5_812 (
    id             integer primary key,
    transaction_id integer,
    agent_id       integer,
    payee_name     text,
    kind           text,
    amount         numeric(14,2),
    percent        numeric(9,4),
    paid_on        date,
    method         text,
    reference      text,
    status         text
);

-- escrow_deposits: earnest money
create table mvpw5_813 (
    id             integer primary key,
    transaction_id integer,
    amount         numeric(14,2),
    received_on    date,
    released_on    date,
    holder_name    text,
    status         text,
    reference      text
);

-- cap_history: caps of years gone by
create table mvpw5_814 (
    id                integer primary key,
    agent_id          integer,
    year              integer,
    cap_amount        numeric(14,2),
    paid_amount       numeric(14,2),
    met_on            date,
    transaction_count integer,
    is_waived         boolean
);

-- cap_waivers: caps that were forgiven
create table mvpw5_815 (
    id                  integer primary key,
    agent_id            integer,
    year                integer,
    amount              numeric(14,2),
    reason              text,
    approved_by_user_id integer,
    approved_on         date,
    expires_on          date
);

-- team_cap_shares: caps that a team carries together
create table mvpw5_816 (
    id            integer primary key,
    team_id       integer,
    agent_id      integer,
    year          integer,
    share_percent numeric(9,4),
    amount        numeric(14,2),
    is_active     boolean
);

-- revenue_share_periods: months of sharing
create table mvpw5_817 (
    id           integer primary key,
    year         integer,
    month        integer,
    total_amount numeric(14,2),
    agent_count  integer,
    paid_on      date,
    status       text,
    closed_at    timestamptz
);

-- revenue_share_payments: what a month paid
create table mvpw5_818 (
    id                      integer primary key,
    revenue_share_period_id integer,
    agent_id                integer,
    from_agent_id           integer,
    tier                    integer,
    amount                  numeric(14,2),
    status                  text,
    paid_on                 date
);

-- stock_awards: shares given
create table mvpw5_819 (
    id                 integer primary key,
    agent_id           integer,
    kind               text,
    share_count        integer,
    price              numeric(14,2),
    granted_on         date,
    vested_on          date,
    status             text,
    certificate_number text
);

-- split_overrides: an exception for one sale
create table mvpw5_820 (
    id                  integer primary key,
    transaction_id      integer,
    agent_id            integer,
    agent_percent       numeric(9,4),
    reason              text,
    approved_by_user_id integer,
    approved_at         timestamptz
);
