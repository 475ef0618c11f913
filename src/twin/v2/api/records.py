"""Records: logs and leavers, the four endpoints that V2 lacked when it was found."""

from __future__ import annotations

from twin.v2.api.call import Call, Endpoint
from twin.v2.api.paging import PAGING, Listed
from twin.v2.api.parameters import integer
from twin.v2.api.shape import page, rows
from twin.v2.api.sql import millis
from twin.v2.api.tables import AUDIT_LOGS, CUSTOMER_METADATA, TRANSACTION_LOGS, USER, USER_ROLES

CUSTOMER = integer("customer_id", required=True)

AUDIT_LOG = Listed(
    columns=f"""
        l.id,
        {millis("l.occurred_at")} as at,
        l.actor_user_id, l.actor_email, l.action,
        l.table_name as entity,
        l.record_id as entity_id,
        l.severity
    """,
    rows=f"from {AUDIT_LOGS} l where true",
    sorts={"": "l.occurred_at desc nulls last, l.id"},
    filters={},
)

METADATA = f"""
    select m.id, m.customer_id,
        m.name as key, m.value_text as value, m.value_type as type, m.attributes as meta,
        {millis("m.created_at")} as created_at
    from {CUSTOMER_METADATA} m
    where m.customer_id = %(customer_id)s::int
    order by m.id
"""

LOGS = f"""
    select l.id, l.transaction_id,
        {millis("l.logged_at")} as at,
        l.event, l.payload, l.user_id
    from {TRANSACTION_LOGS} l
    order by l.id
"""

ARCHIVED = f"""
    select u.id, u.email, u.first_name, u.last_name, u.team_id, u.agent_id,
        {millis("u.created_at")} as created_at,
        {millis("u.deleted_at")} as archived_at,
        coalesce(r.is_team_owner, false) as is_team_owner
    from {USER} u
    left join {USER_ROLES} r on r.user_id = u.id
    where u.status = 'archived'
    order by u.id
"""


async def audit_logs(call: Call) -> bytes:
    """Answer a page of the audit log, newest first."""
    return await call.page(AUDIT_LOG)


async def customer_metadata(call: Call) -> bytes:
    """Answer what is noted of one customer."""
    return await call.rows(METADATA, **call.read(CUSTOMER))


async def transaction_logs(call: Call) -> bytes:
    """Answer the log of the transaction worker."""
    return await call.rows(LOGS)


async def archived_users(call: Call) -> bytes:
    """Answer the users who have left."""
    return await call.rows(ARCHIVED)


ENDPOINTS = (
    Endpoint(
        "/api:LIdBL1AN/records/audit-logs",
        audit_logs,
        function="System/AuditLogs",
        parameters=PAGING,
        answers=page(
            "id integer, at moment?, actor_user_id integer?, actor_email text?, action text?, entity text?,"
            " entity_id integer?, severity text?"
        ),
    ),
    Endpoint(
        "/api:LIdBL1AN/records/customer-metadata",
        customer_metadata,
        function="System/CustomerMetadata",
        parameters=(CUSTOMER,),
        answers=rows(
            "id integer, customer_id integer?, key text?, value text?, type text?, meta json?,"
            " created_at moment?"
        ),
    ),
    Endpoint(
        "/api:LIdBL1AN/records/transaction-logs",
        transaction_logs,
        function="System/TransactionLogs",
        answers=rows(
            "id integer, transaction_id integer?, at moment?, event text?, payload json?, user_id integer?"
        ),
    ),
    Endpoint(
        "/api:LIdBL1AN/records/archived-users",
        archived_users,
        function="System/ArchivedUsers",
        answers=rows(
            "id integer, email text?, first_name text?, last_name text?, team_id integer?,"
            " agent_id integer?, created_at moment?, archived_at moment?, is_team_owner boolean"
        ),
    ),
)
