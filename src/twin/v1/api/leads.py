"""Leads: the people who may buy or sell, and the stages they go through."""

from __future__ import annotations

from twin.v1.api.answers import Call, Routes, one, page, rows, rows_of
from twin.v1.api.parameters import boolean, integer, one_of, paging, path_id, text

STATUSES = ("open", "won", "lost")
SORTS = {
    "created_at": "nullif(d.xdo->>'created_at', '')::bigint",
    "score": "coalesce(nullif(d.xdo->>'score', '')::int, 0)",
    "last_contact_at": "nullif(d.xdo->>'last_contact_at', '')::bigint",
}

LIST = """
select d.id, {key} as key
from mvpw1_55 d
where nullif(d.xdo->>'agent_id', '')::int = any(%(scope)s::int[])
  and (%(status)s::text is null or d.xdo->>'status' = %(status)s)
  and (%(stage)s::int is null or nullif(d.xdo->>'stage_id', '')::int = %(stage)s::int)
  and (%(source)s::text is null or d.xdo->>'source' = %(source)s)
  and (%(hot)s::boolean is null or coalesce(d.xdo->>'is_hot' = 'true', false) = %(hot)s::boolean)
  and (%(q)s::text is null
       or position(lower(%(q)s) in lower(coalesce(d.xdo->>'first_name', ''))) > 0
       or position(lower(%(q)s) in lower(coalesce(d.xdo->>'last_name', ''))) > 0
       or position(lower(%(q)s) in lower(coalesce(d.xdo->>'email', ''))) > 0)
"""

LIST_ITEMS = """
select d.id,
       d.xdo->>'first_name' as first_name,
       d.xdo->>'last_name' as last_name,
       d.xdo->>'email' as email,
       d.xdo->>'phone' as phone,
       nullif(d.xdo->>'stage_id', '')::int as stage_id,
       (select s.xdo->>'name' from mvpw1_56 s where s.id = nullif(d.xdo->>'stage_id', '')::int) as stage_name,
       d.xdo->>'source' as source,
       d.xdo->>'status' as status,
       coalesce(nullif(d.xdo->>'score', '')::int, 0) as score,
       coalesce(d.xdo->>'is_hot' = 'true', false) as is_hot,
       nullif(d.xdo->>'price_max', '')::numeric as price_max,
       nullif(d.xdo->>'created_at', '')::bigint as created_at,
       nullif(d.xdo->>'last_contact_at', '')::bigint as last_contact_at,
       nullif(d.xdo->'tags', '""') as tags
from page
join mvpw1_55 d on d.id = page.id
order by page.place
"""

MINE = """
mvpw1_55 d
where d.id = %(id)s::int
  and nullif(d.xdo->>'agent_id', '')::int = any(%(scope)s::int[])
"""

DETAIL = """
select d.id,
       d.xdo->>'first_name' as first_name,
       d.xdo->>'last_name' as last_name,
       d.xdo->>'email' as email,
       d.xdo->>'phone' as phone,
       (select json_build_object(
            'id', s.id,
            'name', s.xdo->>'name',
            'probability', coalesce(nullif(s.xdo->>'probability', '')::numeric, 0))
        from mvpw1_56 s
        where s.id = nullif(d.xdo->>'stage_id', '')::int) as stage,
       d.xdo->>'source' as source,
       d.xdo->>'status' as status,
       nullif(d.xdo->>'price_min', '')::numeric as price_min,
       nullif(d.xdo->>'price_max', '')::numeric as price_max,
       d.xdo->>'city' as city,
       d.xdo->>'state' as state,
       nullif(d.xdo->>'created_at', '')::bigint as created_at,
       nullif(d.xdo->>'updated_at', '')::bigint as updated_at,
       nullif(d.xdo->>'last_contact_at', '')::bigint as last_contact_at,
       nullif(d.xdo->>'converted_transaction_id', '')::int as converted_transaction_id,
       nullif(d.xdo->>'converted_at', '')::bigint as converted_at,
       coalesce(nullif(d.xdo->>'score', '')::int, 0) as score,
       nullif(d.xdo->'tags', '""') as tags,
       coalesce(d.xdo->>'is_hot' = 'true', false) as is_hot,
       d.xdo->>'notes' as notes,
       (select count(*) from mvpw1_57 v where nullif(v.xdo->>'lead_id', '')::int = d.id) as activities
from mvpw1_55 d
where d.id = %(id)s::int
  and nullif(d.xdo->>'agent_id', '')::int = any(%(scope)s::int[])
"""

FUNNEL = """
with mine as materialized (
    select nullif(d.xdo->>'stage_id', '')::int as stage_id,
           coalesce(d.xdo->>'is_hot' = 'true', false) as is_hot,
           nullif(d.xdo->>'price_max', '')::numeric as price_max
    from mvpw1_55 d
    where nullif(d.xdo->>'agent_id', '')::int = any(%(scope)s::int[])
), sums as (
    select stage_id, count(*) as leads, count(*) filter (where is_hot) as hot, sum(price_max) as price_max
    from mine
    group by stage_id
)
select s.id as stage_id,
       s.xdo->>'name' as name,
       coalesce(nullif(s.xdo->>'position', '')::int, 0) as position,
       coalesce(sums.leads, 0) as leads,
       coalesce(sums.hot, 0) as hot,
       round(coalesce(sums.price_max, 0) * coalesce(nullif(s.xdo->>'probability', '')::numeric, 0), 2)
           as expected_value
from mvpw1_56 s
left join sums on sums.stage_id = s.id
order by 3, s.id
"""

BY_SOURCE = """
with mine as materialized (
    select nullif(d.xdo->>'source', '') as source,
           coalesce(d.xdo->>'status' = 'won', false) as is_won,
           coalesce(nullif(d.xdo->>'score', '')::int, 0) as score
    from mvpw1_55 d
    where nullif(d.xdo->>'agent_id', '')::int = any(%(scope)s::int[])
)
select source, count(*) as leads, count(*) filter (where is_won) as won,
       round(count(*) filter (where is_won)::numeric / count(*), 4) as conversion,
       round(avg(score), 4) as average_score
from mine
group by source
order by count(*) desc, source collate "C" nulls last
"""

CONVERSION = """
with mine as materialized (
    select to_timestamp((d.xdo->>'created_at')::bigint / 1000.0) at time zone 'UTC' as created,
           coalesce(d.xdo->>'status' = 'won', false) as is_won
    from mvpw1_55 d
    where nullif(d.xdo->>'agent_id', '')::int = any(%(scope)s::int[])
      and d.xdo->>'created_at' <> ''
)
select extract(year from created)::int as year, extract(month from created)::int as month,
       count(*) as created, count(*) filter (where is_won) as won,
       round(count(*) filter (where is_won)::numeric / count(*), 4) as conversion
from mine
group by 1, 2
order by 1, 2
"""

ACTIVITIES = """
select v.id,
       nullif(v.xdo->>'at', '')::bigint as at,
       v.xdo->>'kind' as kind,
       nullif(v.xdo->>'user_id', '')::int as user_id,
       v.xdo->>'note' as note,
       v.xdo->>'outcome' as outcome
from mvpw1_57 v
where nullif(v.xdo->>'lead_id', '')::int = d.id
order by nullif(v.xdo->>'at', '')::bigint desc nulls last, v.id
"""

STAGES = """
select s.id,
       s.xdo->>'name' as name,
       coalesce(nullif(s.xdo->>'position', '')::int, 0) as position,
       coalesce(nullif(s.xdo->>'probability', '')::numeric, 0) as probability,
       coalesce(s.xdo->>'is_closed' = 'true', false) as is_closed,
       s.xdo->>'color' as color
from mvpw1_56 s
order by 3, s.id
"""


async def list_leads(call: Call) -> bytes:
    """Answer one page of the leads that the filters leave."""
    sort = one_of(call.query, "sort", SORTS) or "created_at"
    return await page(
        call,
        LIST,
        LIST_ITEMS,
        paging(call.query),
        key=SORTS[sort],
        direction=one_of(call.query, "order", ("asc", "desc")) or "desc",
        status=one_of(call.query, "status", STATUSES),
        stage=integer(call.query, "stage_id"),
        source=text(call.query, "source"),
        hot=boolean(call.query, "hot"),
        q=text(call.query, "q"),
    )


async def detail(call: Call) -> bytes:
    """Answer one lead."""
    return await one(call, DETAIL, id=path_id(call.path))


async def funnel(call: Call) -> bytes:
    """Answer the pipeline stage by stage."""
    return await rows(call, FUNNEL)


async def by_source(call: Call) -> bytes:
    """Answer leads and conversion by source."""
    return await rows(call, BY_SOURCE)


async def conversion(call: Call) -> bytes:
    """Answer the leads made and won by month."""
    return await rows(call, CONVERSION)


async def activities(call: Call) -> bytes:
    """Answer what was done about one lead."""
    return await rows_of(call, MINE, ACTIVITIES, id=path_id(call.path))


async def stages(call: Call) -> bytes:
    """Answer the stages that a lead goes through."""
    return await rows(call, STAGES)


ROUTES: Routes = (
    ("GET", "/api:v1-leads/leads", list_leads),
    ("GET", "/api:v1-leads/leads/{id}", detail),
    ("GET", "/api:v1-leads/lead_funnel", funnel),
    ("GET", "/api:v1-leads/leads_by_source", by_source),
    ("GET", "/api:v1-leads/lead_conversion", conversion),
    ("GET", "/api:v1-leads/leads/{id}/activities", activities),
    ("GET", "/api:v1-leads/lead_stages", stages),
)
