-- Goals: what is wanted, what was reached, who leads.

-- goals: what somebody wants
create table mvpw5_821 (
    id             integer primary key,
    user_id        integer,
    team_id        integer,
    year           integer,
    kind           text,
    target_amount  numeric(14,2),
    current_amount numeric(14,2),
    due_on         date,
    status         text,
    note           text,
    created_at     timestamptz,
    updated_at     timestamptz
);

-- goal_milestones: steps on the way
create table mvpw5_822 (
    id            integer primary key,
    goal_id       integer,
    position      integer,
    headline      text,
    target_amount numeric(14,2),
    reached_on    date,
    is_reached    boolean
);

-- business_plans: a year's plan
create table mvpw5_823 (
    id                 integer primary key,
    agent_id           integer,
    year               integer,
    gci_target         numeric(14,2),
    transaction_target integer,
    average_price      numeric(14,2),
    strategy           jsonb,
    status             text,
    created_at         timestamptz,
    updated_at         timestamptz
);

-- leaderboards: a table of the best
create table mvpw5_824 (
    id        integer primary key,
    headline  text,
    kind      text,
    period    text,
    starts_on date,
    ends_on   date,
    team_id   integer,
    is_public boolean
);

-- awards: what may be won
create table mvpw5_825 (
    id               integer primary key,
    headline         text,
    description      text,
    category         text,
    year             integer,
    min_volume       numeric(14,2),
    min_transactions integer,
    badge_url        text
);

-- award_winners: who has won it
create table mvpw5_826 (
    id           integer primary key,
    award_id     integer,
    agent_id     integer,
    year         integer,
    amount       numeric(14,2),
    announced_on date
);

-- activity_targets: calls and meetings of a week
create table mvpw5_827 (
    id            integer primary key,
    user_id       integer,
    calls         integer,
    meetings      integer,
    texts         integer,
    notes_written integer,
    starts_on     date,
    is_active     boolean
);
