"""Home: the viewer's key figures, and what happened last."""

from __future__ import annotations

from twin.v2.api.call import Call, Endpoint
from twin.v2.api.parameters import integer
from twin.v2.api.shape import one, rows
from twin.v2.api.sql import TODAY, YEAR_TO_DATE, millis, name, ratio, total
from twin.v2.api.tables import (
    AGENT,
    INCOME,
    LEAD,
    LEAD_ACTIVITIES,
    LISTING,
    NETWORK_HIERARCHY,
    NETWORK_MEMBER,
    TRANSACTION,
    TRANSACTION_FINANCIALS,
    USER,
    USER_SETTINGS,
)

LIMIT = integer("limit", 1, 50, default=10)

KPIS = f"""
    with sales as (
        select
            count(*) filter (where closed) as closed_transactions,
            {total("price", "closed")} as volume,
            {total("gci", "closed")} as gci,
            count(*) filter (where status = 'pending') as pending_transactions,
            {total("gci", "status = 'pending'")} as pending_gci
        from (
            select t.status, f.price, f.gci,
                t.status = 'closed' and t.closing_date {YEAR_TO_DATE} as closed
            from {TRANSACTION} t
            left join {TRANSACTION_FINANCIALS} f on f.transaction_id = t.id
            where t.transaction_owner_agent_id = any(%(scope)s::int[])
              and t.status in ('closed', 'pending')
        ) as sale
    ),
    listings as (
        select count(*) as active_listings
        from {LISTING} l
        where l.agent_id = any(%(scope)s::int[]) and l.stage = 'active'
    ),
    leads as (
        select count(*) as open_leads
        from {LEAD} l
        where l.agent_id = any(%(scope)s::int[]) and l.status = 'open'
    ),
    network as (
        select count(*) as network_size
        from {NETWORK_HIERARCHY} h
        join {NETWORK_MEMBER} m on m.network_id = h.id
        where h.agent_id = %(agent)s::int and m.is_active
    ),
    earned as (
        select {total("i.amount")} as revenue_share
        from {INCOME} i
        where i.agent_id = any(%(scope)s::int[]) and i.kind = 'revenue_share' and i.paid_on {YEAR_TO_DATE}
    )
    select * from sales, listings, leads, network, earned
"""

RECENT_TRANSACTIONS = f"""
    select t.id, t.transaction_code, t.status, t.stage, t.street, t.city, f.price, f.gci, t.closing_date,
        {millis("t.updated_at")} as updated_at,
        {name("a")} as owner_name
    from {TRANSACTION} t
    left join {TRANSACTION_FINANCIALS} f on f.transaction_id = t.id
    left join {AGENT} a on a.id = t.transaction_owner_agent_id
    where t.transaction_owner_agent_id = any(%(scope)s::int[])
    order by t.updated_at desc nulls last, t.id
    limit 10
"""

UPCOMING_CLOSINGS = f"""
    select t.id, t.transaction_code, t.estimated_closing_on, f.price, f.agent_net, t.buyer_name,
        t.estimated_closing_on - {TODAY} as days_left
    from {TRANSACTION} t
    left join {TRANSACTION_FINANCIALS} f on f.transaction_id = t.id
    where t.transaction_owner_agent_id = any(%(scope)s::int[]) and t.status = 'pending'
    order by t.estimated_closing_on nulls last, t.id
    limit %(limit)s
"""

GOALS = f"""
    with actual as (
        select {total("f.gci")} as gci, count(*) as transactions
        from {TRANSACTION} t
        left join {TRANSACTION_FINANCIALS} f on f.transaction_id = t.id
        where t.transaction_owner_agent_id = any(%(scope)s::int[])
          and t.status = 'closed' and t.closing_date {YEAR_TO_DATE}
    )
    select s.goal_year, s.goal_gci, s.goal_transactions, s.goal_network_growth,
        actual.gci as actual_gci,
        actual.transactions as actual_transactions,
        {ratio("actual.gci", "s.goal_gci")} as gci_progress
    from {USER} u
    cross join actual
    left join {USER_SETTINGS} s on s.user_id = u.id
    where u.id = %(user)s
"""

ACTIVITY = f"""
    select x.id, x.lead_id,
        {name("l")} as lead_name,
        {millis("x.happened_at")} as at,
        x.kind, x.note, x.outcome
    from {LEAD_ACTIVITIES} x
    join {LEAD} l on l.id = x.lead_id
    where l.agent_id = any(%(scope)s::int[])
    order by x.happened_at desc nulls last, x.id
    limit 20
"""


async def kpis(call: Call) -> bytes:
    """Answer the key figures of the year to date."""
    return await call.row(KPIS)


async def recent_transactions(call: Call) -> bytes:
    """Answer the ten transactions that changed last."""
    return await call.rows(RECENT_TRANSACTIONS)


async def upcoming_closings(call: Call) -> bytes:
    """Answer the pending transactions that close next."""
    return await call.rows(UPCOMING_CLOSINGS, **call.read(LIMIT))


async def goals(call: Call) -> bytes:
    """Answer the viewer's goals beside what was reached."""
    return await call.row(GOALS)


async def activity(call: Call) -> bytes:
    """Answer the last twenty activities on the viewer's leads."""
    return await call.rows(ACTIVITY)


ENDPOINTS = (
    Endpoint(
        "/api:4UsTtl3m/home/kpis",
        kpis,
        function="Workers/HomeKpis",
        answers=one(
            "closed_transactions integer, volume number, gci number, pending_transactions integer,"
            " pending_gci number, active_listings integer, open_leads integer, network_size integer,"
            " revenue_share number"
        ),
    ),
    Endpoint(
        "/api:4UsTtl3m/home/recent-transactions",
        recent_transactions,
        function="Workers/HomeRecentTransactions",
        answers=rows(
            "id integer, transaction_code text?, status text?, stage text?, street text?, city text?,"
            " price number?, gci number?, closing_date date?, updated_at moment?, owner_name text?"
        ),
    ),
    Endpoint(
        "/api:4UsTtl3m/home/upcoming-closings",
        upcoming_closings,
        function="Workers/HomeUpcomingClosings",
        parameters=(LIMIT,),
        answers=rows(
            "id integer, transaction_code text?, estimated_closing_on date?, price number?,"
            " agent_net number?, buyer_name text?, days_left integer?"
        ),
    ),
    Endpoint(
        "/api:4UsTtl3m/home/goals",
        goals,
        function="Workers/HomeGoals",
        answers=one(
            "goal_year integer?, goal_gci number?, goal_transactions integer?, goal_network_growth integer?,"
            " actual_gci number, actual_transactions integer, gci_progress number"
        ),
    ),
    Endpoint(
        "/api:4UsTtl3m/home/activity",
        activity,
        function="Workers/HomeActivity",
        answers=rows(
            "id integer, lead_id integer, lead_name text, at moment?, kind text?, note text?, outcome text?"
        ),
    ),
)
