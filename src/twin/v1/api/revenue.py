"""Revenue: income by month, year, kind and agent, and what closed transactions brought and cost."""

from __future__ import annotations

from twin.v1.api.answers import LAST_YEAR, Call, Routes, one, page, rows
from twin.v1.api.parameters import integer, one_of, paging

KINDS = ("commission", "revenue_share", "bonus", "referral")
STATUSES = ("paid", "pending", "void")

BY_MONTH = """
with paid as materialized (
    select coalesce(nullif(i.xdo->>'month', '')::int, 0) as month,
           coalesce(nullif(i.xdo->>'amount', '')::numeric, 0) as amount
    from mvpw1_53 i
    where nullif(i.xdo->>'agent_id', '')::int = any(%(scope)s::int[])
      and coalesce(nullif(i.xdo->>'year', '')::int, 0) = %(year)s::int
)
select months.month, coalesce(sum(paid.amount), 0) as amount, count(paid.month) as payments
from generate_series(1, 12) as months(month)
left join paid on paid.month = months.month
group by months.month
order by months.month
"""

YTD = """
with paid as materialized (
    select i.xdo->>'paid_on' as paid_on, coalesce(nullif(i.xdo->>'amount', '')::numeric, 0) as amount
    from mvpw1_53 i
    where nullif(i.xdo->>'agent_id', '')::int = any(%(scope)s::int[])
), sums as (
    select coalesce(sum(amount) filter (where paid_on between %(year_start)s and %(today)s), 0) as amount,
           coalesce(sum(amount) filter (where paid_on between '2025-01-01' and '2025-02-04'), 0)
               as previous_amount,
           count(*) filter (where paid_on between %(year_start)s and %(today)s) as payments
    from paid
)
select %(year_start)s::text as "from", %(today)s::text as "to", amount, previous_amount,
       coalesce(round((amount - previous_amount) / nullif(previous_amount, 0), 4), 0) as change,
       payments
from sums
"""

BREAKDOWN = """
with paid as materialized (
    select i.xdo->>'kind' as kind, coalesce(nullif(i.xdo->>'amount', '')::numeric, 0) as amount
    from mvpw1_53 i
    where nullif(i.xdo->>'agent_id', '')::int = any(%(scope)s::int[])
      and (%(year)s::int is null or coalesce(nullif(i.xdo->>'year', '')::int, 0) = %(year)s::int)
)
select kind, sum(amount) as amount, count(*) as payments,
       coalesce(round(sum(amount) / nullif((select sum(amount) from paid), 0), 4), 0) as share
from paid
group by kind
order by sum(amount) desc, kind collate "C" nulls last
"""

BY_YEAR = """
with paid as materialized (
    select coalesce(nullif(i.xdo->>'year', '')::int, 0) as year,
           coalesce(nullif(i.xdo->>'amount', '')::numeric, 0) as amount
    from mvpw1_53 i
    where nullif(i.xdo->>'agent_id', '')::int = any(%(scope)s::int[])
), closed as materialized (
    select nullif(left(t.xdo->>'closing_date', 4), '')::int as year,
           coalesce(nullif(t.xdo->>'price', '')::numeric, 0) as price
    from mvpw1_34 t
    where nullif(t.xdo->>'transaction_owner_agent_id', '')::int = any(%(scope)s::int[])
      and t.xdo->>'status' = 'closed'
)
select paid.year, sum(paid.amount) as amount, count(*) as payments,
       (select count(*) from closed where closed.year = paid.year) as closed_transactions,
       (select coalesce(sum(closed.price), 0) from closed where closed.year = paid.year) as volume
from paid
group by paid.year
order by paid.year
"""

BY_AGENT = """
with team as materialized (
    select a.id, coalesce(a.xdo->>'first_name', '') || ' ' || coalesce(a.xdo->>'last_name', '') as name
    from mvpw1_36 a
    where nullif(a.xdo->>'team_id', '')::int = %(team)s::int
), paid as materialized (
    select nullif(i.xdo->>'agent_id', '')::int as agent_id,
           coalesce(nullif(i.xdo->>'amount', '')::numeric, 0) as amount,
           coalesce(nullif(i.xdo->>'cap_applied', '')::numeric, 0) as cap_applied
    from mvpw1_53 i
    where nullif(i.xdo->>'agent_id', '')::int = any(array(select id from team))
)
select team.id as agent_id, team.name as agent_name, sum(paid.amount) as amount, count(*) as payments,
       sum(paid.cap_applied) as cap_applied
from team
join paid on paid.agent_id = team.id
group by team.id, team.name
order by sum(paid.amount) desc, team.id
"""

LEDGER = """
select i.id, {key} as key
from mvpw1_53 i
where nullif(i.xdo->>'agent_id', '')::int = any(%(scope)s::int[])
  and (%(kind)s::text is null or i.xdo->>'kind' = %(kind)s)
  and (%(status)s::text is null or i.xdo->>'status' = %(status)s)
  and (%(year)s::int is null or coalesce(nullif(i.xdo->>'year', '')::int, 0) = %(year)s::int)
"""

LEDGER_ITEMS = """
select i.id,
       nullif(i.xdo->>'transaction_id', '')::int as transaction_id,
       t.xdo->>'transaction_code' as transaction_code,
       i.xdo->>'kind' as kind,
       coalesce(nullif(i.xdo->>'amount', '')::numeric, 0) as amount,
       nullif(i.xdo->>'paid_on', '') as paid_on,
       i.xdo->>'status' as status,
       i.xdo->>'reference' as reference,
       coalesce(nullif(i.xdo->>'cap_applied', '')::numeric, 0) as cap_applied
from page
join mvpw1_53 i on i.id = page.id
left join mvpw1_34 t on t.id = nullif(i.xdo->>'transaction_id', '')::int
order by page.place
"""

BY_PROPERTY_TYPE = """
with closed as materialized (
    select t.xdo->>'property_type' as property_type,
           coalesce(nullif(t.xdo->>'gci', '')::numeric, 0) as gci,
           coalesce(nullif(t.xdo->>'agent_net', '')::numeric, 0) as agent_net,
           coalesce(nullif(t.xdo->>'commission_percent', '')::numeric, 0) as commission_percent
    from mvpw1_34 t
    where nullif(t.xdo->>'transaction_owner_agent_id', '')::int = any(%(scope)s::int[])
      and t.xdo->>'status' = 'closed'
)
select property_type, count(*) as transactions, sum(gci) as gci, sum(agent_net) as agent_net,
       round(avg(commission_percent), 4) as average_commission_percent
from closed
group by property_type
order by sum(gci) desc, property_type collate "C" nulls last
"""

FEES = """
with closed as materialized (
    select left(t.xdo->>'closing_date', 4)::int as year,
           coalesce(nullif(t.xdo->>'transaction_fee', '')::numeric, 0) as transaction_fee,
           coalesce(nullif(t.xdo->>'risk_fee', '')::numeric, 0) as risk_fee,
           coalesce(nullif(t.xdo->>'referral_fee', '')::numeric, 0) as referral_fee,
           coalesce(nullif(t.xdo->>'mentor_fee', '')::numeric, 0) as mentor_fee,
           coalesce(nullif(t.xdo->>'escrow_fee', '')::numeric, 0) as escrow_fee,
           coalesce(nullif(t.xdo->>'title_fee', '')::numeric, 0) as title_fee
    from mvpw1_34 t
    where nullif(t.xdo->>'transaction_owner_agent_id', '')::int = any(%(scope)s::int[])
      and t.xdo->>'status' = 'closed'
      and t.xdo->>'closing_date' <> ''
)
select year, sum(transaction_fee) as transaction_fee, sum(risk_fee) as risk_fee,
       sum(referral_fee) as referral_fee, sum(mentor_fee) as mentor_fee,
       sum(escrow_fee) as escrow_fee, sum(title_fee) as title_fee,
       sum(transaction_fee + risk_fee + referral_fee + mentor_fee + escrow_fee + title_fee) as total
from closed
group by year
order by year
"""


async def by_month(call: Call) -> bytes:
    """Answer a year's income by month."""
    year = integer(call.query, "year")
    return await rows(call, BY_MONTH, year=LAST_YEAR if year is None else year)


async def ytd(call: Call) -> bytes:
    """Answer the income of the year to date beside that of the same days a year before."""
    return await one(call, YTD)


async def breakdown(call: Call) -> bytes:
    """Answer income by kind, of one year where it is given."""
    return await rows(call, BREAKDOWN, year=integer(call.query, "year"))


async def by_year(call: Call) -> bytes:
    """Answer income and closed volume by year."""
    return await rows(call, BY_YEAR)


async def by_agent(call: Call) -> bytes:
    """Answer income by agent of the viewer's team."""
    return await rows(call, BY_AGENT)


async def ledger(call: Call) -> bytes:
    """Answer one page of the payments."""
    return await page(
        call,
        LEDGER,
        LEDGER_ITEMS,
        paging(call.query),
        key="nullif(i.xdo->>'paid_on', '')",
        direction="desc",
        kind=one_of(call.query, "kind", KINDS),
        status=one_of(call.query, "status", STATUSES),
        year=integer(call.query, "year"),
    )


async def by_property_type(call: Call) -> bytes:
    """Answer the commission of closed transactions by property type."""
    return await rows(call, BY_PROPERTY_TYPE)


async def fees(call: Call) -> bytes:
    """Answer the fees of closed transactions by year."""
    return await rows(call, FEES)


ROUTES: Routes = (
    ("GET", "/api:v1-revenue/revenue_by_month", by_month),
    ("GET", "/api:v1-revenue/revenue_ytd", ytd),
    ("GET", "/api:v1-revenue/revenue_breakdown", breakdown),
    ("GET", "/api:v1-revenue/revenue_by_year", by_year),
    ("GET", "/api:v1-revenue/revenue_by_agent", by_agent),
    ("GET", "/api:v1-revenue/revenue_ledger", ledger),
    ("GET", "/api:v1-revenue/revenue_by_property_type", by_property_type),
    ("GET", "/api:v1-revenue/revenue_fees", fees),
)
