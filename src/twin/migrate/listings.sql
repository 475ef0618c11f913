-- Listings, their history and photos.

truncate mvpw5_685, mvpw5_686, mvpw5_687;

-- listing: a property for sale
insert into mvpw5_685 (
    id,
    agent_id, team_id, transaction_id,
    mls_number, status, stage, property_type,
    street, city, state, postal_code,
    country,
    list_price, original_price, sold_price,
    bedrooms, bathrooms,
    square_feet, lot_acres, year_built,
    listed_on, expires_on, sold_on,
    days_on_market, photos_count,
    views, showings,
    is_featured, description,
    latitude, longitude,
    created_at, updated_at,
    skyslope_listing_id, rezen_listing_id
)
select
    id,
    as_integer(xdo->>'agent_id'), as_integer(xdo->>'team_id'), as_integer(xdo->>'transaction_id'),
    xdo->>'mls_number', xdo->>'status', xdo->>'stage', xdo->>'property_type',
    xdo->'address'->>'street', xdo->'address'->>'city', xdo->'address'->>'state', xdo->'address'->>'zip',
    xdo->'address'->>'country',
    as_number(xdo->>'list_price', 0), as_number(xdo->>'original_price', 0), as_number(xdo->>'sold_price'),
    as_integer(xdo->>'bedrooms'), as_number(xdo->>'bathrooms'),
    as_number(xdo->>'square_feet'), as_number(xdo->>'lot_acres'), as_integer(xdo->>'year_built'),
    as_date(xdo->>'listed_on'), as_date(xdo->>'expires_on'), as_date(xdo->>'sold_on'),
    as_integer(xdo->>'days_on_market', 0), as_integer(xdo->>'photos_count', 0),
    as_integer(xdo->>'views', 0), as_integer(xdo->>'showings', 0),
    as_boolean(xdo->>'is_featured'), xdo->>'description',
    as_float(xdo->>'latitude'), as_float(xdo->>'longitude'),
    as_moment(xdo->>'created_at'), as_moment(xdo->>'updated_at'),
    xdo->>'skyslope_listing_id', xdo->>'rezen_listing_id'
from mvpw1_50;

-- listing_history: changes of price and stage
insert into mvpw5_686 (
    id, listing_id,
    changed_at, event,
    old_price, new_price,
    old_stage, new_stage, actor_user_id
)
select
    id, as_integer(xdo->>'listing_id'),
    as_moment(xdo->>'at'), xdo->>'event',
    as_number(xdo->>'old_price'), as_number(xdo->>'new_price'),
    xdo->>'old_stage', xdo->>'new_stage', as_integer(xdo->>'actor_user_id')
from mvpw1_51;

-- listing_photos: pictures, by position
insert into mvpw5_687 (
    id, listing_id,
    url, caption,
    position, width, height,
    is_cover, created_at
)
select
    id, as_integer(xdo->>'listing_id'),
    xdo->>'url', xdo->>'caption',
    as_integer(xdo->>'position', 0), as_integer(xdo->>'width'), as_integer(xdo->>'height'),
    as_boolean(xdo->>'is_cover'), as_moment(xdo->>'created_at')
from mvpw1_52;
