"""Network: who stands in whose network, at which place."""

from __future__ import annotations

from twin.v1.sizes import Sizes
from twin.v1.words import STATES
from twin.v1.written.table import Written, link, loose, moment, one_of, one_part, pick, sparse

# Everybody has a place in the networks of the seven above. Kept are all places in the test users' networks,
# which come first, and of the others as many as are wanted, those in users' networks before the rest.
PLACES = """
create temporary table v1_place on commit drop as
with pairs as (
    select p.path[p.depth + 1 - tier] as owner, p.id as member, tier, p.path[p.depth + 1 - tier : ] as path
    from v1_path as p, generate_series(1, least(7, p.depth)) as tier
), known as (
    select pairs.*, a.user_id, a.test, a.team_id from pairs join v1_agent as a on a.id = owner
), chosen as (
    select * from known where test is not null
    union all
    (select * from known where test is null
    order by user_id is null, hashint4extended(member, owner), member, owner
    limit @network@ - (select count(*) from known where test is not null))
)
select row_number() over (order by test nulls last, case when test is null then 0 else tier end,
    hashint4extended(member, tier), member, owner)::integer as id, *
from chosen;
analyze v1_place;"""


def network(size: Sizes) -> Written:
    """Return the places in the networks."""
    rows = """
        select p.id as i, p.owner, p.member, p.tier, p.path, p.user_id, sponsor, above.id as above,
            a.first_name as first, a.last_name as last
        from v1_place as p
        cross join lateral (select p.path[cardinality(p.path) - 1] as sponsor) as of
        left join v1_place as above on above.owner = p.owner and above.member = sponsor
        join v1_agent as a on a.id = p.member"""
    exact = {
        "agent_id": "owner",
        "member_agent_id": "member",
        "sponsor_agent_id": "sponsor",
        "parent_network_id": link("above", "above"),
        "tier": loose("tier", "tier"),
        "level": "tier",
        "path": "to_jsonb(path::text[])",
        "status": pick("status", "active", "active", "active", "inactive", "left"),
        "joined_at": moment("joined", "date '2023-01-01' + @h:joined day@ % 1130"),
        "is_frontline": "tier = 1",
        "owner_user_id": link("user", "case when @h:user@ & 3 > 0 then user_id end"),
        "first_name": "first",
        "last_name": sparse("last", 32, "last"),
        "is_active": """case when @h:active@ % 8 < 5 then 'true'::jsonb
            when @h:active@ % 8 = 5 then '"true"' else 'false' end""",
        "state": one_of("state", STATES),
        "revenue_share_ytd": loose("share", "(@h:share@ % 400000) * 0.01"),
    }
    return one_part(150_000, 0, rows, exact, PLACES.replace("@network@", str(size.network)))
