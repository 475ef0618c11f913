-- Marketing: letters, posts, sites and what they bring.

truncate mvpw5_839, mvpw5_840, mvpw5_841, mvpw5_842, mvpw5_843, mvpw5_844, mvpw5_845;

-- campaigns: an effort with a budget
insert into mvpw5_839 (
    id, user_id, team_id, headline,
    channel, budget_amount, spent_amount,
    starts_on, ends_on, status,
    lead_count, created_at,
    updated_at, tags
)
select
    id, as_integer(xdo->>'user_id'), as_integer(xdo->>'team_id'), xdo->>'headline',
    xdo->>'channel', as_number(xdo->>'budget_amount', 0), as_number(xdo->>'spent_amount', 0),
    as_date(xdo->>'starts_on'), as_date(xdo->>'ends_on'), xdo->>'status',
    as_integer(xdo->>'lead_count', 0), as_moment(xdo->>'created_at'),
    as_moment(xdo->>'updated_at'), as_list(xdo->'tags')
from mvpw1_197;

-- campaign_contacts: who is reached
insert into mvpw5_840 (
    id, campaign_id, first_name, last_name,
    email, status, sent_at, opened_at,
    clicked_at
)
select
    id, as_integer(xdo->>'campaign_id'), xdo->>'first_name', xdo->>'last_name',
    xdo->>'email', xdo->>'status', as_moment(xdo->>'sent_at'), as_moment(xdo->>'opened_at'),
    as_moment(xdo->>'clicked_at')
from mvpw1_198;

-- landing_pages: a page that gathers leads
insert into mvpw5_841 (
    id, user_id, slug, headline,
    body, view_count, lead_count,
    is_published, published_at
)
select
    id, as_integer(xdo->>'user_id'), xdo->>'slug', xdo->>'headline',
    xdo->>'body', as_integer(xdo->>'view_count', 0), as_integer(xdo->>'lead_count', 0),
    as_boolean(xdo->>'is_published'), as_moment(xdo->>'published_at')
from mvpw1_199;

-- social_posts: what was posted
insert into mvpw5_842 (
    id, user_id, provider, body,
    image_url, posted_at, like_count,
    comment_count, status
)
select
    id, as_integer(xdo->>'user_id'), xdo->>'provider', xdo->>'body',
    xdo->>'image_url', as_moment(xdo->>'posted_at'), as_integer(xdo->>'like_count', 0),
    as_integer(xdo->>'comment_count', 0), xdo->>'status'
from mvpw1_200;

-- flyers: a sheet about a listing
insert into mvpw5_843 (
    id, listing_id, user_id, template_name,
    pdf_url, created_at, print_count
)
select
    id, as_integer(xdo->>'listing_id'), as_integer(xdo->>'user_id'), xdo->>'template_name',
    xdo->>'pdf_url', as_moment(xdo->>'created_at'), as_integer(xdo->>'print_count', 0)
from mvpw1_201;

-- single_property_sites: a site for one listing
insert into mvpw5_844 (
    id, listing_id, slug, headline,
    view_count, lead_count,
    is_published, expires_on
)
select
    id, as_integer(xdo->>'listing_id'), xdo->>'slug', xdo->>'headline',
    as_integer(xdo->>'view_count', 0), as_integer(xdo->>'lead_count', 0),
    as_boolean(xdo->>'is_published'), as_date(xdo->>'expires_on')
from mvpw1_202;

-- testimonials: what clients say
insert into mvpw5_845 (
    id, agent_id, transaction_id, client_name,
    body, score, is_public,
    received_on
)
select
    id, as_integer(xdo->>'agent_id'), as_integer(xdo->>'transaction_id'), xdo->>'client_name',
    xdo->>'body', as_integer(xdo->>'score', 0), as_boolean(xdo->>'is_public'),
    as_date(xdo->>'received_on')
from mvpw1_203;
