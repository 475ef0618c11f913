-- Money.

-- income: what an agent received for a transaction
create table mvpw5_688 (
    id             integer primary key,
    transaction_id integer,
    agent_id       integer,
    user_id        integer,
    kind           text,
    amount         numeric(14,2),
    paid_on        date,
    year           integer,
    month          integer,
    status         text,
    reference      text,
    cap_applied    numeric(14,2),
    note           text,
    created_at     timestamptz
);

-- contribution: what an agent brought to a sponsor
create table mvpw5_689 (
    id             integer primary key,
    agent_id       integer,
    from_agent_id  integer,
    transaction_id integer,
    amount         numeric(14,2),
    kind           text,
    tier           integer,
    contributed_at timestamptz
);
