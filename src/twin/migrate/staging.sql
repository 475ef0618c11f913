-- Staging: what SkySlope and reZEN sent, before it is worked in.

truncate mvpw5_708, mvpw5_709, mvpw5_712, mvpw5_713;

-- skyslope_listings: as SkySlope sent them
insert into mvpw5_708 (
    id, skyslope_id, listing_id,
    status, raw, synced_at
)
select
    id, xdo->>'skyslope_id', as_integer(xdo->>'listing_id'),
    xdo->>'status', as_json(xdo->'raw'), as_moment(xdo->>'synced_at')
from mvpw1_65;

-- skyslope_transactions: as SkySlope sent them
insert into mvpw5_709 (
    id, skyslope_id, transaction_id,
    status, raw, synced_at
)
select
    id, xdo->>'skyslope_id', as_integer(xdo->>'transaction_id'),
    xdo->>'status', as_json(xdo->'raw'), as_moment(xdo->>'synced_at')
from mvpw1_66;

-- rezen_transactions: as reZEN sent them
insert into mvpw5_712 (
    id, rezen_id, transaction_id,
    status, raw, synced_at
)
select
    id, xdo->>'rezen_id', as_integer(xdo->>'transaction_id'),
    xdo->>'status', as_json(xdo->'raw'), as_moment(xdo->>'synced_at')
from mvpw1_67;

-- rezen_listings: as reZEN sent them
insert into mvpw5_713 (
    id, rezen_id, listing_id,
    status, raw, synced_at
)
select
    id, xdo->>'rezen_id', as_integer(xdo->>'listing_id'),
    xdo->>'status', as_json(xdo->'raw'), as_moment(xdo->>'synced_at')
from mvpw1_68;
