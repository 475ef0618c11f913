"""Records: logs, notes on customers, and users who have left; every viewer sees all of them."""

from __future__ import annotations

from twin.v1.api.answers import Call, Routes, page, rows
from twin.v1.api.errors import InputError
from twin.v1.api.parameters import integer, paging

AUDIT_LOGS = """
select g.id, {key} as key
from mvpw1_69 g
"""

AUDIT_LOG_ITEMS = """
select g.id,
       nullif(g.xdo->>'at', '')::bigint as at,
       nullif(g.xdo->'actor'->>'id', '')::int as actor_user_id,
       g.xdo->'actor'->>'email' as actor_email,
       g.xdo->>'action' as action,
       g.xdo->>'entity' as entity,
       nullif(g.xdo->>'entity_id', '')::int as entity_id,
       g.xdo->>'severity' as severity
from page
join mvpw1_69 g on g.id = page.id
order by page.place
"""

CUSTOMER_METADATA = """
select c.id,
       nullif(c.xdo->>'customer_id', '')::int as customer_id,
       c.xdo->>'key' as key,
       c.xdo->>'value' as value,
       c.xdo->>'type' as type,
       nullif(c.xdo->'meta', '""') as meta,
       nullif(c.xdo->>'created_at', '')::bigint as created_at
from mvpw1_70 c
where nullif(c.xdo->>'customer_id', '')::int = %(customer)s::int
order by c.id
"""

TRANSACTION_LOGS = """
select g.id,
       nullif(g.xdo->>'transaction_id', '')::int as transaction_id,
       nullif(g.xdo->>'at', '')::bigint as at,
       g.xdo->>'event' as event,
       nullif(g.xdo->'payload', '""') as payload,
       nullif(g.xdo->>'user_id', '')::int as user_id
from mvpw1_71 g
order by g.id
"""

ARCHIVED_USERS = """
select u.id,
       u.xdo->>'email' as email,
       u.xdo->>'first_name' as first_name,
       u.xdo->>'last_name' as last_name,
       nullif(u.xdo->>'team_id', '')::int as team_id,
       nullif(u.xdo->>'agent_id', '')::int as agent_id,
       nullif(u.xdo->>'created_at', '')::bigint as created_at,
       nullif(u.xdo->>'archived_at', '')::bigint as archived_at,
       coalesce(u.xdo->>'is_team_owner' = 'true', false) as is_team_owner
from mvpw1_72 u
order by u.id
"""


async def audit_logs(call: Call) -> bytes:
    """Answer one page of the audit log, newest first."""
    return await page(
        call,
        AUDIT_LOGS,
        AUDIT_LOG_ITEMS,
        paging(call.query),
        key="nullif(g.xdo->>'at', '')::bigint",
        direction="desc",
        whole_table=True,
    )


async def customer_metadata(call: Call) -> bytes:
    """Answer what is noted of one customer."""
    customer = integer(call.query, "customer_id")
    if customer is None:
        raise InputError("customer_id", "Missing param: customer_id.")
    return await rows(call, CUSTOMER_METADATA, customer=customer)


async def transaction_logs(call: Call) -> bytes:
    """Answer the log of the transaction worker."""
    return await rows(call, TRANSACTION_LOGS)


async def archived_users(call: Call) -> bytes:
    """Answer the users who have left."""
    return await rows(call, ARCHIVED_USERS)


ROUTES: Routes = (
    ("GET", "/api:v1-records/audit_logs", audit_logs),
    ("GET", "/api:v1-records/customer_metadata", customer_metadata),
    ("GET", "/api:v1-records/transaction_logs", transaction_logs),
    ("GET", "/api:v1-records/archived_users", archived_users),
)
