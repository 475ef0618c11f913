"""Listings: homes on offer, by stage, agent and kind."""

from __future__ import annotations

from twin.v2.api.call import Call, Endpoint
from twin.v2.api.paging import PAGING, Listed
from twin.v2.api.parameters import ORDER_DOWN, choice, number
from twin.v2.api.shape import one, page, rows
from twin.v2.api.sql import average, code_points, millis, name, total
from twin.v2.api.tables import AGENT, LISTING, LISTING_HISTORY, LISTING_PHOTOS

LIST_PARAMETERS = (
    choice("stage", "coming_soon", "active", "under_contract", "closed", "expired", "withdrawn"),
    choice("property_type", "single_family", "condo", "townhouse", "multi_family", "land", "commercial"),
    number("min_price"),
    number("max_price"),
    choice("sort", "listed_on", "list_price", "days_on_market", default="listed_on"),
    ORDER_DOWN,
)

OFFERED = f"""
    from {LISTING} l
    where l.agent_id = any(%(scope)s::int[])
"""

LIST = Listed(
    columns=f"""
        l.id, l.mls_number, l.status, l.stage, l.property_type, l.street, l.city, l.state,
        l.list_price, l.sold_price, l.bedrooms, l.bathrooms, l.listed_on, l.days_on_market, l.agent_id,
        {name("a")} as agent_name,
        (select count(*) from {LISTING_PHOTOS} p where p.listing_id = l.id) as photos,
        l.is_featured
    """,
    rows=f"""
        from {LISTING} l
        left join {AGENT} a on a.id = l.agent_id
        where l.agent_id = any(%(scope)s::int[])
    """,
    sorts={
        "listed_on": "l.listed_on {order} nulls last, l.id",
        "list_price": "l.list_price {order} nulls last, l.id",
        "days_on_market": "l.days_on_market {order} nulls last, l.id",
    },
    filters={
        "stage": "l.stage = %(stage)s",
        "property_type": "l.property_type = %(property_type)s",
        "min_price": "l.list_price >= %(min_price)s",
        "max_price": "l.list_price <= %(max_price)s",
    },
)

OWNED = f"select l.id {OFFERED} and l.id = %(id)s::int"

DETAIL = f"""
    select l.id, l.mls_number, l.status, l.stage, l.property_type, l.street, l.city, l.state, l.postal_code,
        l.list_price, l.original_price, l.sold_price, l.bedrooms, l.bathrooms, l.square_feet, l.lot_acres,
        l.year_built, l.listed_on, l.expires_on, l.sold_on, l.days_on_market, l.views, l.showings,
        l.is_featured, l.description, l.latitude, l.longitude,
        case when a.id is not null then json_build_object('id', a.id, 'name', {name("a")}) end as agent,
        l.team_id
    from {LISTING} l
    left join {AGENT} a on a.id = l.agent_id
    where l.agent_id = any(%(scope)s::int[]) and l.id = %(id)s::int
"""

BY_STAGE = f"""
    select l.stage,
        count(*) as listings,
        {total("l.list_price")} as volume,
        {average("l.days_on_market")} as average_days_on_market
    {OFFERED}
    group by l.stage
    order by {code_points("l.stage")} nulls last
"""

BY_AGENT = f"""
    select a.id as agent_id,
        {name("a")} as agent_name,
        count(*) as listings,
        count(*) filter (where l.stage = 'active') as active,
        {total("l.list_price")} as volume
    from {AGENT} a
    join {LISTING} l on l.agent_id = a.id
    where a.team_id = %(team)s::int
    group by a.id
    order by listings desc, a.id
"""

BY_PROPERTY_TYPE = f"""
    select l.property_type,
        count(*) as listings,
        {average("l.list_price")} as average_price,
        count(l.sold_on) as sold,
        {average("l.sold_price")} as average_sold_price
    {OFFERED}
    group by l.property_type
    order by {code_points("l.property_type")} nulls last
"""

HISTORY = f"""
    select h.id,
        {millis("h.changed_at")} as at,
        h.event, h.old_price, h.new_price, h.old_stage, h.new_stage
    from {LISTING_HISTORY} h
    where h.listing_id = %(id)s::int
    order by h.changed_at nulls last, h.id
"""

PHOTOS = f"""
    select p.id, p.url, p.caption, p.position, p.is_cover, p.width, p.height
    from {LISTING_PHOTOS} p
    where p.listing_id = %(id)s::int
    order by p.position nulls last, p.id
"""

PRICE_CHANGES = f"""
    select l.id, l.mls_number, l.original_price, l.list_price, l.list_price - l.original_price as change
    {OFFERED}
      and l.list_price <> l.original_price
    order by change, l.id
    limit 100
"""


async def listings(call: Call) -> bytes:
    """Answer a page of the viewer's listings."""
    return await call.page(LIST, LIST_PARAMETERS)


async def detail(call: Call) -> bytes:
    """Answer one listing with its agent."""
    return await call.row(DETAIL, id=call.id)


async def by_stage(call: Call) -> bytes:
    """Answer the listings by stage."""
    return await call.rows(BY_STAGE)


async def by_agent(call: Call) -> bytes:
    """Answer the listings of each agent of the viewer's team."""
    return await call.rows(BY_AGENT)


async def by_property_type(call: Call) -> bytes:
    """Answer the listings by property type."""
    return await call.rows(BY_PROPERTY_TYPE)


async def history(call: Call) -> bytes:
    """Answer what happened to one listing."""
    return await call.rows_of(OWNED, HISTORY)


async def photos(call: Call) -> bytes:
    """Answer the photos of one listing."""
    return await call.rows_of(OWNED, PHOTOS)


async def price_changes(call: Call) -> bytes:
    """Answer the listings whose price is no longer the first one."""
    return await call.rows(PRICE_CHANGES)


ENDPOINTS = (
    Endpoint(
        "/api:4UsTtl3m/listings/list",
        listings,
        function="Workers/ListingsList",
        parameters=(*PAGING, *LIST_PARAMETERS),
        answers=page(
            "id integer, mls_number text?, status text?, stage text?, property_type text?, street text?,"
            " city text?, state text?, list_price number?, sold_price number?, bedrooms integer?,"
            " bathrooms number?, listed_on date?, days_on_market integer?, agent_id integer,"
            " agent_name text?, photos integer, is_featured boolean?"
        ),
    ),
    Endpoint(
        "/api:4UsTtl3m/listings/{id}",
        detail,
        function="Workers/ListingDetail",
        answers=one(
            "id integer, mls_number text?, status text?, stage text?, property_type text?, street text?,"
            " city text?, state text?, postal_code text?, list_price number?, original_price number?,"
            " sold_price number?, bedrooms integer?, bathrooms number?, square_feet number?,"
            " lot_acres number?, year_built integer?, listed_on date?, expires_on date?, sold_on date?,"
            " days_on_market integer?, views integer?, showings integer?, is_featured boolean?,"
            " description text?, latitude number?, longitude number?, agent {id integer, name text}?,"
            " team_id integer?"
        ),
    ),
    Endpoint(
        "/api:4UsTtl3m/listings/by-stage",
        by_stage,
        function="Workers/ListingsByStage",
        answers=rows("stage text?, listings integer, volume number, average_days_on_market number"),
    ),
    Endpoint(
        "/api:4UsTtl3m/listings/by-agent",
        by_agent,
        function="Workers/ListingsByAgent",
        answers=rows("agent_id integer, agent_name text, listings integer, active integer, volume number"),
    ),
    Endpoint(
        "/api:4UsTtl3m/listings/by-property-type",
        by_property_type,
        function="Workers/ListingsByPropertyType",
        answers=rows(
            "property_type text?, listings integer, average_price number, sold integer,"
            " average_sold_price number"
        ),
    ),
    Endpoint(
        "/api:4UsTtl3m/listings/{id}/history",
        history,
        function="Workers/ListingHistory",
        answers=rows(
            "id integer, at moment?, event text?, old_price number?, new_price number?, old_stage text?,"
            " new_stage text?"
        ),
    ),
    Endpoint(
        "/api:4UsTtl3m/listings/{id}/photos",
        photos,
        function="Workers/ListingPhotos",
        answers=rows(
            "id integer, url text?, caption text?, position integer?, is_cover boolean?, width integer?,"
            " height integer?"
        ),
    ),
    Endpoint(
        "/api:4UsTtl3m/listings/price-changes",
        price_changes,
        function="Workers/ListingPriceChanges",
        answers=rows("id integer, mls_number text?, original_price number, list_price number, change number"),
    ),
)
