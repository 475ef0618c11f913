-- Compliance: what must be checked, and what was found.

-- compliance_reviews: a sale that was looked at
create table mvpw5_828 (
    id               integer primary key,
    transaction_id   integer,
    reviewer_user_id integer,
    status           text,
    started_at       timestamptz,
    finished_at      timestamptz,
    finding_count    integer,
    score            integer,
    note             text
);

-- compliance_findings: what was found
create table mvpw5_829 (
    id                   integer primary key,
    compliance_review_id integer,
    position             integer,
    severity             text,
    headline             text,
    body                 text,
    is_resolved          boolean,
    resolved_at          timestamptz,
    resolved_by_user_id  integer
);

-- compliance_rules: what is looked for
create table mvpw5_830 (
    id        integer primary key,
    headline  text,
    state     text,
    category  text,
    severity  text,
    body      text,
    is_active boolean,
    starts_on date,
    version   text
);

-- license_checks: whether a licence holds
create table mvpw5_831 (
    id             integer primary key,
    agent_id       integer,
    state          text,
    license_number text,
    checked_at     timestamptz,
    is_valid       boolean,
    expires_on     date,
    source         text,
    error          text
);

-- background_checks: what a check of a person said
create table mvpw5_832 (
    id           integer primary key,
    agent_id     integer,
    provider     text,
    ordered_at   timestamptz,
    completed_at timestamptz,
    status       text,
    result_code  text,
    is_clear     boolean
);

-- insurance_policies: cover for mistakes
create table mvpw5_833 (
    id             integer primary key,
    agent_id       integer,
    office_id      integer,
    provider       text,
    policy_number  text,
    premium_amount numeric(14,2),
    starts_on      date,
    ends_on        date,
    status         text
);

-- insurance_claims: where it was called upon
create table mvpw5_834 (
    id                  integer primary key,
    insurance_policy_id integer,
    transaction_id      integer,
    claimed_amount      numeric(14,2),
    paid_amount         numeric(14,2),
    opened_on           date,
    closed_on           date,
    status              text,
    note                text
);

-- complaints: what clients complained about
create table mvpw5_835 (
    id               integer primary key,
    agent_id         integer,
    transaction_id   integer,
    complainant_name text,
    category         text,
    body             text,
    received_on      date,
    closed_on        date,
    outcome          text
);

-- policy_documents: the house rules
create table mvpw5_836 (
    id           integer primary key,
    headline     text,
    body         text,
    version      text,
    published_on date,
    is_mandatory boolean,
    audience     text
);

-- policy_acknowledgements: who has read them
create table mvpw5_837 (
    id                 integer primary key,
    policy_document_id integer,
    user_id            integer,
    acknowledged_at    timestamptz,
    ip                 text,
    version            text
);

-- fair_housing_trainings: a duty of every year
create table mvpw5_838 (
    id              integer primary key,
    user_id         integer,
    year            integer,
    completed_on    date,
    score           integer,
    certificate_url text,
    is_passed       boolean
);
