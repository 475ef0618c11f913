-- Records.

-- audit_logs: who changed what
create table mvpw5_721 (
    id            integer primary key,
    occurred_at   timestamptz,
    actor_user_id integer,
    actor_email   text,
    action        text,
    table_name    text,
    record_id     integer,
    old_values    jsonb,
    new_values    jsonb,
    ip_address    text,
    user_agent    text,
    request_id    text,
    severity      text
);

-- customer_metadata: free attributes of customers
create table mvpw5_722 (
    id          integer primary key,
    customer_id integer,
    name        text,
    value_text  text,
    value_type  text,
    attributes  jsonb,
    created_at  timestamptz
);

-- transaction_logs: events around a transaction
create table mvpw5_723 (
    id             integer primary key,
    transaction_id integer,
    logged_at      timestamptz,
    event          text,
    payload        jsonb,
    user_id        integer
);
