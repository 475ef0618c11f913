"""Listings: what is for sale, how it changed, and its photos."""

from __future__ import annotations

from twin.v1.sizes import Sizes
from twin.v1.values import words_of
from twin.v1.words import PROPERTY_TYPES
from twin.v1.written.table import (
    Written,
    behind,
    day,
    details_of,
    link,
    loose,
    one_of,
    one_part,
    pick,
    sparse,
)

# By a listing's place among its owner's: whoever owns six sees every stage.
STAGES = ("active", "closed", "coming_soon", "under_contract", "expired", "withdrawn")


def listing(size: Sizes) -> Written:
    """Return the listings."""
    # In the core everybody's newest listing is a sold one: it opens the list, and the detail shows it.
    newest = "(n is not null and j = 1)"
    rows = f"""
        select b.*, case when stage = 'closed' then listed + 20 + i % 55 end as sold from (
            select id as i, n, j, agent_id, user_id, team_id, {words_of(STAGES)}[1 + j % 6] as stage,
                {newest} as newest, case when {newest} then date '2025-11-11' + @h:listed:id@ % 10
                    else date '2024-01-01' + @h:listed:id@ % 680 end as listed,
                case when @h:price:id@ % 50 = 0 then 0
                    else 80000 + (@h:price:id@ >> 4) % 150000000 * 0.01 end as price
            from v1_listing) as b"""
    sale = behind("tx", "tx", size.tx)
    exact = {
        "agent_id": "agent_id",
        "team_id": link("team", "team_id"),
        "transaction_id": link("tx", f"case when n is null and @h:tx@ % 3 = 0 then {sale} end"),
        "status": pick("status", "active", "open", "done"),
        "stage": "stage",
        "property_type": sparse("type", 30, one_of("type", PROPERTY_TYPES)),
        "list_price": loose("list", "price"),
        "original_price": loose(
            "first", "case when @h:first@ % 3 = 0 then price + (@h:first@ % 5000000) * 0.01 else price end"
        ),
        "sold_price": f"""case when sold is not null then {loose("sold", "round(price * 0.98, 2)")}
            when i & 1 = 0 then '""' end""",
        "sold_on": day("sold"),
        "listed_on": day("case when newest or @h:no day@ % 25 > 0 then listed end"),
        "mls_number": "'MLS' || (1000000 + i * 7)",
    }
    return one_part(17_000, 1, rows, exact)


def listing_history(size: Sizes) -> Written:
    """Return what happened to listings."""
    exact = {
        "listing_id": "listing",
        "old_stage": pick("old", *STAGES, ""),
        "new_stage": pick("new", *STAGES),
        "actor_user_id": link("actor", "case when @h:actor@ % 3 > 0 then 1 + (@h:actor@ >> 3) % 335 end"),
    }
    return one_part(20_000, 1, details_of("listing", size.listing_history, size.listing), exact)


def listing_photos(size: Sizes) -> Written:
    """Return the photos of listings."""
    exact = {
        "listing_id": "listing",
        "position": loose("position", "1 + (@h:place@ + place) % 9"),
        "caption": pick("caption", "front", "Küche", "garden 🌳", "living room ", "", "view"),
        "is_cover": loose("cover", "place = 1"),
    }
    rows = details_of("listing", size.listing_photos, size.listing, ", g % 3 as place")
    return one_part(18_000, 1, rows, exact)
