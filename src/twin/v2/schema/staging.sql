-- Staging.

-- skyslope_listings: as SkySlope sent them
create table mvpw5_708 (
    id          integer primary key,
    skyslope_id text,
    listing_id  integer,
    status      text,
    raw         jsonb,
    synced_at   timestamptz
);

-- skyslope_transactions: as SkySlope sent them
create table mvpw5_709 (
    id             integer primary key,
    skyslope_id    text,
    transaction_id integer,
    status         text,
    raw            jsonb,
    synced_at      timestamptz
);

-- rezen_transactions: as reZEN sent them
create table mvpw5_712 (
    id             integer primary key,
    rezen_id       text,
    transaction_id integer,
    status         text,
    raw            jsonb,
    synced_at      timestamptz
);

-- rezen_listings: as reZEN sent them
create table mvpw5_713 (
    id         integer primary key,
    rezen_id   text,
    listing_id integer,
    status     text,
    raw        jsonb,
    synced_at  timestamptz
);
