"""Transactions: the list of the viewer's scope, and its groupings."""

from __future__ import annotations

from twin.v1.api.answers import LAST_YEAR, Call, Routes, one, page, rows
from twin.v1.api.errors import InputError
from twin.v1.api.parameters import date, integer, one_of, paging, text

STATUSES = ("active", "pending", "closed", "cancelled")
TYPES = ("sale", "lease", "referral")
SIDES = ("buyer", "seller", "both")
SORTS = {
    "closing_date": "nullif(t.xdo->>'closing_date', '')",
    "price": "coalesce(nullif(t.xdo->>'price', '')::numeric, 0)",
    "gci": "coalesce(nullif(t.xdo->>'gci', '')::numeric, 0)",
    "created_at": "nullif(t.xdo->>'created_at', '')::bigint",
}

LIST = """
select t.id, {key} as key
from mvpw1_34 t
where nullif(t.xdo->>'transaction_owner_agent_id', '')::int = any(%(scope)s::int[])
  and (%(status)s::text is null or t.xdo->>'status' = %(status)s)
  and (%(type)s::text is null or t.xdo->>'transaction_type' = %(type)s)
  and (%(side)s::text is null or t.xdo->>'side' = %(side)s)
  and (%(since)s::text is null or nullif(t.xdo->>'closing_date', '') >= %(since)s)
  and (%(until)s::text is null or nullif(t.xdo->>'closing_date', '') <= %(until)s)
  and (%(q)s::text is null
       or position(lower(%(q)s) in lower(coalesce(t.xdo->'address'->>'street', ''))) > 0
       or position(lower(%(q)s) in lower(coalesce(t.xdo->>'buyer_name', ''))) > 0
       or position(lower(%(q)s) in lower(coalesce(t.xdo->>'seller_name', ''))) > 0)
"""

LIST_ITEMS = """
select t.id,
       t.xdo->>'transaction_code' as transaction_code,
       t.xdo->>'status' as status,
       t.xdo->>'stage' as stage,
       t.xdo->>'transaction_type' as transaction_type,
       t.xdo->>'side' as side,
       t.xdo->>'property_type' as property_type,
       t.xdo->'address'->>'street' as street,
       t.xdo->'address'->>'city' as city,
       t.xdo->'address'->>'state' as state,
       nullif(t.xdo->>'closing_date', '') as closing_date,
       coalesce(nullif(t.xdo->>'price', '')::numeric, 0) as price,
       coalesce(nullif(t.xdo->>'gci', '')::numeric, 0) as gci,
       coalesce(nullif(t.xdo->>'agent_net', '')::numeric, 0) as agent_net,
       nullif(t.xdo->>'transaction_owner_agent_id', '')::int as owner_agent_id,
       (select coalesce(a.xdo->>'first_name', '') || ' ' || coalesce(a.xdo->>'last_name', '')
        from mvpw1_36 a
        where a.id = nullif(t.xdo->>'transaction_owner_agent_id', '')::int) as owner_name,
       coalesce(t.xdo->>'is_cash' = 'true', false) as is_cash,
       array(select tag.name
             from jsonb_array_elements_text(
                 case when jsonb_typeof(t.xdo->'tags') = 'array' then t.xdo->'tags' end) as tag(name)
             order by tag.name collate "C") as tags,
       nullif(t.xdo->>'created_at', '')::bigint as created_at
from page
join mvpw1_34 t on t.id = page.id
order by page.place
"""

BY_STATUS = """
with mine as materialized (
    select t.xdo->>'status' as status,
           coalesce(nullif(t.xdo->>'price', '')::numeric, 0) as price,
           coalesce(nullif(t.xdo->>'gci', '')::numeric, 0) as gci
    from mvpw1_34 t
    where nullif(t.xdo->>'transaction_owner_agent_id', '')::int = any(%(scope)s::int[])
)
select status, count(*) as transactions, sum(price) as volume, sum(gci) as gci,
       round(avg(price), 4) as average_price
from mine
group by status
order by status collate "C" nulls last
"""

BY_TYPE = """
with mine as materialized (
    select t.xdo->>'property_type' as property_type,
           t.xdo->>'side' as side,
           coalesce(nullif(t.xdo->>'price', '')::numeric, 0) as price,
           coalesce(nullif(t.xdo->>'days_on_market', '')::int, 0) as days_on_market
    from mvpw1_34 t
    where nullif(t.xdo->>'transaction_owner_agent_id', '')::int = any(%(scope)s::int[])
)
select property_type, side, count(*) as transactions, sum(price) as volume,
       round(avg(days_on_market), 4) as average_days_on_market
from mine
group by property_type, side
order by property_type collate "C" nulls last, side collate "C" nulls last
"""

BY_MONTH = """
with closed as materialized (
    select substr(t.xdo->>'closing_date', 6, 2)::int as month,
           coalesce(nullif(t.xdo->>'price', '')::numeric, 0) as price,
           coalesce(nullif(t.xdo->>'gci', '')::numeric, 0) as gci
    from mvpw1_34 t
    where nullif(t.xdo->>'transaction_owner_agent_id', '')::int = any(%(scope)s::int[])
      and t.xdo->>'status' = 'closed'
      and nullif(left(t.xdo->>'closing_date', 4), '')::int = %(year)s::int
)
select %(year)s::int as year, month, count(*) as transactions, sum(price) as volume, sum(gci) as gci
from closed
group by month
order by month
"""

TAGS = """
with mine as materialized (
    select coalesce(nullif(t.xdo->>'price', '')::numeric, 0) as price,
           case when jsonb_typeof(t.xdo->'tags') = 'array' then t.xdo->'tags' end as tags
    from mvpw1_34 t
    where nullif(t.xdo->>'transaction_owner_agent_id', '')::int = any(%(scope)s::int[])
)
select tag.name as tag, count(*) as transactions, sum(mine.price) as volume
from mine
cross join jsonb_array_elements_text(mine.tags) as tag(name)
group by tag.name
order by count(*) desc, tag.name collate "C" nulls last
"""

TOTALS = """
with mine as materialized (
    select t.xdo->>'status' as status,
           nullif(t.xdo->>'closing_date', '') as closing_date,
           coalesce(nullif(t.xdo->>'price', '')::numeric, 0) as price,
           coalesce(nullif(t.xdo->>'gci', '')::numeric, 0) as gci,
           coalesce(nullif(t.xdo->>'agent_net', '')::numeric, 0) as agent_net
    from mvpw1_34 t
    where nullif(t.xdo->>'transaction_owner_agent_id', '')::int = any(%(scope)s::int[])
      and (%(year)s::int is null or nullif(left(t.xdo->>'closing_date', 4), '')::int = %(year)s::int)
)
select count(*) as transactions,
       count(*) filter (where status = 'closed') as closed,
       count(*) filter (where status = 'pending') as pending,
       count(*) filter (where status = 'active') as active,
       count(*) filter (where status = 'cancelled') as cancelled,
       coalesce(sum(price), 0) as volume,
       coalesce(sum(gci), 0) as gci,
       coalesce(sum(agent_net), 0) as agent_net,
       min(closing_date) as first_closing_on,
       max(closing_date) as last_closing_on,
       count(*) filter (where closing_date is null) as without_closing_date
from mine
"""

GROUPED = """
with mine as materialized (
    select nullif(case %(by)s::text
                  when 'year' then left(t.xdo->>'closing_date', 4)
                  else t.xdo->>%(by)s::text end, '') as name,
           coalesce(nullif(t.xdo->>'price', '')::numeric, 0) as price,
           coalesce(nullif(t.xdo->>'gci', '')::numeric, 0) as gci
    from mvpw1_34 t
    where nullif(t.xdo->>'transaction_owner_agent_id', '')::int = any(%(scope)s::int[])
)
select name as "group", count(*) as transactions, sum(price) as volume, sum(gci) as gci
from mine
group by name
order by sum(price) desc, name collate "C" nulls last
"""


async def list_transactions(call: Call) -> bytes:
    """Answer one page of the transactions that the filters leave."""
    sort = one_of(call.query, "sort", SORTS) or "closing_date"
    return await page(
        call,
        LIST,
        LIST_ITEMS,
        paging(call.query),
        key=SORTS[sort],
        direction=one_of(call.query, "order", ("asc", "desc")) or "desc",
        status=one_of(call.query, "status", STATUSES),
        type=one_of(call.query, "transaction_type", TYPES),
        side=one_of(call.query, "side", SIDES),
        q=text(call.query, "q"),
        since=date(call.query, "from"),
        until=date(call.query, "to"),
    )


async def by_status(call: Call) -> bytes:
    """Answer the transactions grouped by status."""
    return await rows(call, BY_STATUS)


async def by_type(call: Call) -> bytes:
    """Answer the transactions grouped by property type and side."""
    return await rows(call, BY_TYPE)


async def by_month(call: Call) -> bytes:
    """Answer a year's closed transactions by month."""
    year = integer(call.query, "year")
    return await rows(call, BY_MONTH, year=LAST_YEAR if year is None else year)


async def tags(call: Call) -> bytes:
    """Answer how often each tag is used."""
    return await rows(call, TAGS)


async def totals(call: Call) -> bytes:
    """Answer counts and sums, of one year where it is given."""
    return await one(call, TOTALS, year=integer(call.query, "year"))


async def grouped(call: Call) -> bytes:
    """Answer the transactions grouped by the field that the viewer names."""
    by = one_of(call.query, "group_by", ("office_state", "lead_source", "team_id", "year"))
    if by is None:
        raise InputError("group_by", "Missing param: group_by.")
    return await rows(call, GROUPED, by=by)


ROUTES: Routes = (
    ("GET", "/api:v1-transactions/transactions", list_transactions),
    ("GET", "/api:v1-transactions/transactions_by_status", by_status),
    ("GET", "/api:v1-transactions/transactions_by_type", by_type),
    ("GET", "/api:v1-transactions/transactions_by_month", by_month),
    ("GET", "/api:v1-transactions/transaction_tags", tags),
    ("GET", "/api:v1-transactions/transaction_totals", totals),
    ("GET", "/api:v1-transactions/transactions_grouped", grouped),
)
