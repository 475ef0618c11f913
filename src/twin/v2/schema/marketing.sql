-- Marketing: letters, posts, sites and what they bring.

-- campaigns: an effort with a budget
create table mvpw5_839 (
    id            integer primary key,
    user_id       integer,
    team_id       integer,
    headline      text,
    channel       text,
    budget_amount numeric(14,2),
    spent_amount  numeric(14,2),
    starts_on     date,
    ends_on       date,
    status        text,
    lead_count    integer,
    created_at    timestamptz,
    updated_at    timestamptz,
    tags          text[]
);

-- campaign_contacts: who is reached
create table mvpw5_840 (
    id          integer primary key,
    campaign_id integer,
    first_name  text,
    last_name   text,
    email       text,
    status      text,
    sent_at     timestamptz,
    opened_at   timestamptz,
    clicked_at  timestamptz
);

-- landing_pages: a page that gathers leads
create table mvpw5_841 (
    id           integer primary key,
    user_id      integer,
    slug         text,
    headline     text,
    body         text,
    view_count   integer,
    lead_count   integer,
    is_published boolean,
    published_at timestamptz
);

-- social_posts: what was posted
create table mvpw5_842 (
    id            integer primary key,
    user_id       integer,
    provider      text,
    body          text,
    image_url     text,
    posted_at     timestamptz,
    like_count    integer,
    comment_count integer,
    status        text
);

-- flyers: a sheet about a listing
create table mvpw5_843 (
    id            integer primary key,
    listing_id    integer,
    user_id       integer,
    template_name text,
    pdf_url       text,
    created_at    timestamptz,
    print_count   integer
);

-- single_property_sites: a site for one listing
create table mvpw5_844 (
    id           integer primary key,
    listing_id   integer,
    slug         text,
    headline     text,
    view_count   integer,
    lead_count   integer,
    is_published boolean,
    expires_on   date
);

-- testimonials: what clients say
create table mvpw5_845 (
    id             integer primary key,
    agent_id       integer,
    transaction_id integer,
    client_name    text,
    body           text,
    score          integer,
    is_public      boolean,
    received_on    date
);
