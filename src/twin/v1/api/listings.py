"""Listings: the homes for sale of the viewer's scope."""

from __future__ import annotations

from twin.v1.api.answers import Call, Routes, one, page, rows, rows_of
from twin.v1.api.parameters import number, one_of, paging, path_id

STAGES = ("coming_soon", "active", "under_contract", "closed", "expired", "withdrawn")
PROPERTY_TYPES = ("single_family", "condo", "townhouse", "multi_family", "land", "commercial")
SORTS = {
    "listed_on": "nullif(l.xdo->>'listed_on', '')",
    "list_price": "coalesce(nullif(l.xdo->>'list_price', '')::numeric, 0)",
    "days_on_market": "coalesce(nullif(l.xdo->>'days_on_market', '')::int, 0)",
}

LIST = """
select l.id, {key} as key
from mvpw1_50 l
where nullif(l.xdo->>'agent_id', '')::int = any(%(scope)s::int[])
  and (%(stage)s::text is null or l.xdo->>'stage' = %(stage)s)
  and (%(type)s::text is null or l.xdo->>'property_type' = %(type)s)
  and (%(least)s::numeric is null
       or coalesce(nullif(l.xdo->>'list_price', '')::numeric, 0) >= %(least)s::numeric)
  and (%(most)s::numeric is null
       or coalesce(nullif(l.xdo->>'list_price', '')::numeric, 0) <= %(most)s::numeric)
"""

LIST_ITEMS = """
select l.id,
       l.xdo->>'mls_number' as mls_number,
       l.xdo->>'status' as status,
       l.xdo->>'stage' as stage,
       l.xdo->>'property_type' as property_type,
       l.xdo->'address'->>'street' as street,
       l.xdo->'address'->>'city' as city,
       l.xdo->'address'->>'state' as state,
       coalesce(nullif(l.xdo->>'list_price', '')::numeric, 0) as list_price,
       nullif(l.xdo->>'sold_price', '')::numeric as sold_price,
       nullif(l.xdo->>'bedrooms', '')::int as bedrooms,
       nullif(l.xdo->>'bathrooms', '')::numeric as bathrooms,
       nullif(l.xdo->>'listed_on', '') as listed_on,
       coalesce(nullif(l.xdo->>'days_on_market', '')::int, 0) as days_on_market,
       nullif(l.xdo->>'agent_id', '')::int as agent_id,
       (select coalesce(a.xdo->>'first_name', '') || ' ' || coalesce(a.xdo->>'last_name', '')
        from mvpw1_36 a
        where a.id = nullif(l.xdo->>'agent_id', '')::int) as agent_name,
       (select count(*) from mvpw1_52 f where nullif(f.xdo->>'listing_id', '')::int = l.id) as photos,
       coalesce(l.xdo->>'is_featured' = 'true', false) as is_featured
from page
join mvpw1_50 l on l.id = page.id
order by page.place
"""

MINE = """
mvpw1_50 l
where l.id = %(id)s::int
  and nullif(l.xdo->>'agent_id', '')::int = any(%(scope)s::int[])
"""

DETAIL = """
select l.id,
       l.xdo->>'mls_number' as mls_number,
       l.xdo->>'status' as status,
       l.xdo->>'stage' as stage,
       l.xdo->>'property_type' as property_type,
       l.xdo->'address'->>'street' as street,
       l.xdo->'address'->>'city' as city,
       l.xdo->'address'->>'state' as state,
       l.xdo->'address'->>'zip' as postal_code,
       coalesce(nullif(l.xdo->>'list_price', '')::numeric, 0) as list_price,
       coalesce(nullif(l.xdo->>'original_price', '')::numeric, 0) as original_price,
       nullif(l.xdo->>'sold_price', '')::numeric as sold_price,
       nullif(l.xdo->>'bedrooms', '')::int as bedrooms,
       nullif(l.xdo->>'bathrooms', '')::numeric as bathrooms,
       nullif(l.xdo->>'square_feet', '')::numeric as square_feet,
       nullif(l.xdo->>'lot_acres', '')::numeric as lot_acres,
       nullif(l.xdo->>'year_built', '')::int as year_built,
       nullif(l.xdo->>'listed_on', '') as listed_on,
       nullif(l.xdo->>'expires_on', '') as expires_on,
       nullif(l.xdo->>'sold_on', '') as sold_on,
       coalesce(nullif(l.xdo->>'days_on_market', '')::int, 0) as days_on_market,
       coalesce(nullif(l.xdo->>'views', '')::int, 0) as views,
       coalesce(nullif(l.xdo->>'showings', '')::int, 0) as showings,
       coalesce(l.xdo->>'is_featured' = 'true', false) as is_featured,
       l.xdo->>'description' as description,
       nullif(l.xdo->>'latitude', '')::double precision as latitude,
       nullif(l.xdo->>'longitude', '')::double precision as longitude,
       (select json_build_object(
            'id', a.id,
            'name', coalesce(a.xdo->>'first_name', '') || ' ' || coalesce(a.xdo->>'last_name', ''))
        from mvpw1_36 a
        where a.id = nullif(l.xdo->>'agent_id', '')::int) as agent,
       nullif(l.xdo->>'team_id', '')::int as team_id
from mvpw1_50 l
where l.id = %(id)s::int
  and nullif(l.xdo->>'agent_id', '')::int = any(%(scope)s::int[])
"""

BY_STAGE = """
with mine as materialized (
    select l.xdo->>'stage' as stage,
           coalesce(nullif(l.xdo->>'list_price', '')::numeric, 0) as list_price,
           coalesce(nullif(l.xdo->>'days_on_market', '')::int, 0) as days_on_market
    from mvpw1_50 l
    where nullif(l.xdo->>'agent_id', '')::int = any(%(scope)s::int[])
)
select stage, count(*) as listings, sum(list_price) as volume,
       round(avg(days_on_market), 4) as average_days_on_market
from mine
group by stage
order by stage collate "C" nulls last
"""

BY_AGENT = """
with team as materialized (
    select a.id, coalesce(a.xdo->>'first_name', '') || ' ' || coalesce(a.xdo->>'last_name', '') as name
    from mvpw1_36 a
    where nullif(a.xdo->>'team_id', '')::int = %(team)s::int
), homes as materialized (
    select nullif(l.xdo->>'agent_id', '')::int as agent_id,
           coalesce(l.xdo->>'stage' = 'active', false) as is_active,
           coalesce(nullif(l.xdo->>'list_price', '')::numeric, 0) as list_price
    from mvpw1_50 l
    where nullif(l.xdo->>'agent_id', '')::int = any(array(select id from team))
)
select team.id as agent_id, team.name as agent_name, count(*) as listings,
       count(*) filter (where homes.is_active) as active, sum(homes.list_price) as volume
from team
join homes on homes.agent_id = team.id
group by team.id, team.name
order by count(*) desc, team.id
"""

BY_PROPERTY_TYPE = """
with mine as materialized (
    select l.xdo->>'property_type' as property_type,
           coalesce(nullif(l.xdo->>'list_price', '')::numeric, 0) as list_price,
           nullif(l.xdo->>'sold_on', '') as sold_on,
           nullif(l.xdo->>'sold_price', '')::numeric as sold_price
    from mvpw1_50 l
    where nullif(l.xdo->>'agent_id', '')::int = any(%(scope)s::int[])
)
select property_type, count(*) as listings, round(avg(list_price), 4) as average_price,
       count(sold_on) as sold,
       coalesce(round(avg(sold_price), 4), 0) as average_sold_price
from mine
group by property_type
order by property_type collate "C" nulls last
"""

HISTORY = """
select h.id,
       nullif(h.xdo->>'at', '')::bigint as at,
       h.xdo->>'event' as event,
       nullif(h.xdo->>'old_price', '')::numeric as old_price,
       nullif(h.xdo->>'new_price', '')::numeric as new_price,
       h.xdo->>'old_stage' as old_stage,
       h.xdo->>'new_stage' as new_stage
from mvpw1_51 h
where nullif(h.xdo->>'listing_id', '')::int = l.id
order by nullif(h.xdo->>'at', '')::bigint nulls last, h.id
"""

PHOTOS = """
select f.id,
       f.xdo->>'url' as url,
       f.xdo->>'caption' as caption,
       coalesce(nullif(f.xdo->>'position', '')::int, 0) as position,
       coalesce(f.xdo->>'is_cover' = 'true', false) as is_cover,
       nullif(f.xdo->>'width', '')::int as width,
       nullif(f.xdo->>'height', '')::int as height
from mvpw1_52 f
where nullif(f.xdo->>'listing_id', '')::int = l.id
order by coalesce(nullif(f.xdo->>'position', '')::int, 0), f.id
"""

PRICE_CHANGES = """
with mine as materialized (
    select l.id,
           l.xdo->>'mls_number' as mls_number,
           coalesce(nullif(l.xdo->>'original_price', '')::numeric, 0) as original_price,
           coalesce(nullif(l.xdo->>'list_price', '')::numeric, 0) as list_price
    from mvpw1_50 l
    where nullif(l.xdo->>'agent_id', '')::int = any(%(scope)s::int[])
)
select id, mls_number, original_price, list_price, list_price - original_price as change
from mine
where list_price <> original_price
order by list_price - original_price, id
limit 100
"""


async def list_listings(call: Call) -> bytes:
    """Answer one page of the listings that the filters leave."""
    sort = one_of(call.query, "sort", SORTS) or "listed_on"
    return await page(
        call,
        LIST,
        LIST_ITEMS,
        paging(call.query),
        key=SORTS[sort],
        direction=one_of(call.query, "order", ("asc", "desc")) or "desc",
        stage=one_of(call.query, "stage", STAGES),
        type=one_of(call.query, "property_type", PROPERTY_TYPES),
        least=number(call.query, "min_price"),
        most=number(call.query, "max_price"),
    )


async def detail(call: Call) -> bytes:
    """Answer one listing."""
    return await one(call, DETAIL, id=path_id(call.path))


async def by_stage(call: Call) -> bytes:
    """Answer the listings by stage."""
    return await rows(call, BY_STAGE)


async def by_agent(call: Call) -> bytes:
    """Answer the listings by agent of the viewer's team."""
    return await rows(call, BY_AGENT)


async def by_property_type(call: Call) -> bytes:
    """Answer the listings by property type."""
    return await rows(call, BY_PROPERTY_TYPE)


async def history(call: Call) -> bytes:
    """Answer what happened to one listing."""
    return await rows_of(call, MINE, HISTORY, id=path_id(call.path))


async def photos(call: Call) -> bytes:
    """Answer the photos of one listing."""
    return await rows_of(call, MINE, PHOTOS, id=path_id(call.path))


async def price_changes(call: Call) -> bytes:
    """Answer the listings whose price changed."""
    return await rows(call, PRICE_CHANGES)


ROUTES: Routes = (
    ("GET", "/api:v1-listings/listings", list_listings),
    ("GET", "/api:v1-listings/listings/{id}", detail),
    ("GET", "/api:v1-listings/listings_by_stage", by_stage),
    ("GET", "/api:v1-listings/listings_by_agent", by_agent),
    ("GET", "/api:v1-listings/listings_by_property_type", by_property_type),
    ("GET", "/api:v1-listings/listings/{id}/history", history),
    ("GET", "/api:v1-listings/listings/{id}/photos", photos),
    ("GET", "/api:v1-listings/listing_price_changes", price_changes),
)
