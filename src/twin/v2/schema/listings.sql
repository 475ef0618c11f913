-- Listings.

-- listing: a property for sale
create table mvpw5_685 (
    id                  integer primary key,
    agent_id            integer,
    team_id             integer,
    transaction_id      integer,
    mls_number          text,
    status              text,
    stage               text,
    property_type       text,
    street              text,
    city                text,
    state               text,
    postal_code         text,
    country             text,
    list_price          numeric(14,2),
    original_price      numeric(14,2),
    sold_price          numeric(14,2),
    bedrooms            integer,
    bathrooms           numeric(14,2),
    square_feet         numeric(14,2),
    lot_acres           numeric(14,2),
    year_built          integer,
    listed_on           date,
    expires_on          date,
    sold_on             date,
    days_on_market      integer,
    photos_count        integer,
    views               integer,
    showings            integer,
    is_featured         boolean,
    description         text,
    latitude            double precision,
    longitude           double precision,
    created_at          timestamptz,
    updated_at          timestamptz,
    skyslope_listing_id text,
    rezen_listing_id    text
);

-- listing_history: changes of price and stage
create table mvpw5_686 (
    id            integer primary key,
    listing_id    integer,
    changed_at    timestamptz,
    event         text,
    old_price     numeric(14,2),
    new_price     numeric(14,2),
    old_stage     text,
    new_stage     text,
    actor_user_id integer
);

-- listing_photos: pictures, by position
create table mvpw5_687 (
    id         integer primary key,
    listing_id integer,
    url        text,
    caption    text,
    position   integer,
    width      integer,
    height     integer,
    is_cover   boolean,
    created_at timestamptz
);
