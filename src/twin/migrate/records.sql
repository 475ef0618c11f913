-- Records: audit logs, customers' metadata, transaction logs.

truncate mvpw5_721, mvpw5_722, mvpw5_723;

-- audit_logs: who changed what
insert into mvpw5_721 (
    id,
    occurred_at, actor_user_id, actor_email, action,
    table_name, record_id,
    old_values, new_values,
    ip_address, user_agent, request_id, severity
)
select
    id,
    as_moment(xdo->>'at'), as_integer(xdo->'actor'->>'id'), xdo->'actor'->>'email', xdo->>'action',
    xdo->>'entity', as_integer(xdo->>'entity_id'),
    as_json(xdo->'before'), as_json(xdo->'after'),
    xdo->>'ip', xdo->>'user_agent', xdo->>'request_id', xdo->>'severity'
from mvpw1_69;

-- customer_metadata: free attributes of customers
insert into mvpw5_722 (
    id, customer_id,
    name, value_text, value_type,
    attributes, created_at
)
select
    id, as_integer(xdo->>'customer_id'),
    xdo->>'key', xdo->>'value', xdo->>'type',
    as_json(xdo->'meta'), as_moment(xdo->>'created_at')
from mvpw1_70;

-- transaction_logs: events around a transaction
insert into mvpw5_723 (
    id, transaction_id,
    logged_at, event, payload, user_id
)
select
    id, as_integer(xdo->>'transaction_id'),
    as_moment(xdo->>'at'), xdo->>'event', as_json(xdo->'payload'), as_integer(xdo->>'user_id')
from mvpw1_71;
