"""Members: the people of the viewer's network, and what the viewer notes of them."""

from __future__ import annotations

import orjson

from twin.v2.api.call import Call, Endpoint
from twin.v2.api.envelope import NotFound
from twin.v2.api.paging import PAGING, Listed
from twin.v2.api.parameters import ORDER_UP, boolean, choice, integer, read_all, text
from twin.v2.api.shape import one, page
from twin.v2.api.sql import code_points, contains, millis
from twin.v2.api.tables import NETWORK_HIERARCHY, NETWORK_MEMBER, NETWORK_USER_PREFS

ROSTER_PARAMETERS = (
    integer("tier"),
    choice("status", "active", "inactive", "left"),
    text("state"),
    boolean("active"),
    text("q"),
    choice("sort", "tier", "joined_at", "volume_ytd", "last_name", default="tier"),
    ORDER_UP,
)

NOTE = text("note", required=True)

PLACES = f"""
    from {NETWORK_HIERARCHY} h
    left join {NETWORK_MEMBER} m on m.network_id = h.id
    left join {NETWORK_USER_PREFS} p on p.network_id = h.id
    where h.agent_id = %(agent)s::int
"""

ROSTER = Listed(
    columns=f"""
        h.id, h.member_agent_id, m.first_name, m.last_name, m.email, h.tier, h.status, m.state,
        {millis("h.joined_at")} as joined_at,
        m.is_active, m.is_capped, m.downline_count, m.volume_ytd, m.revenue_share_ytd,
        coalesce(p.pinned, false) as pinned,
        p.nickname
    """,
    rows=PLACES,
    sorts={
        "tier": "h.tier {order} nulls last, h.id",
        "joined_at": "h.joined_at {order} nulls last, h.id",
        "volume_ytd": "m.volume_ytd {order} nulls last, h.id",
        "last_name": code_points("m.last_name") + " {order} nulls last, h.id",
    },
    filters={
        "tier": "h.tier = %(tier)s::int",
        "status": "h.status = %(status)s",
        "state": "m.state = %(state)s",
        "active": "m.is_active = %(active)s",
        "q": contains("m.first_name", "m.last_name", "m.email"),
    },
)

MEMBER = f"""
    select h.id, h.member_agent_id, m.first_name, m.last_name, m.email, m.phone, m.city, m.state,
        h.tier, h.level, h.line, h.path, h.status,
        {millis("h.joined_at")} as joined_at,
        h.is_frontline, m.is_active, m.is_producing, m.transactions_ytd, m.volume_ytd, m.gci_ytd,
        m.cap_percent, m.last_closing_on, h.parent_network_id,
        coalesce(p.pinned, false) as pinned,
        coalesce(p.hidden, false) as hidden,
        p.nickname, p.note, p.labels
    {PLACES}
      and h.id = %(id)s::int
"""

OWNED = f"select h.id from {NETWORK_HIERARCHY} h where h.id = %(id)s::int and h.agent_id = %(agent)s::int"

# One writer at a time: two first notes on one place must not both make a row.
LOCK = f"select pg_advisory_xact_lock('{NETWORK_USER_PREFS}'::regclass::oid::bigint)"

CHANGE_NOTE = f"""
    update {NETWORK_USER_PREFS} set note = %(note)s::text where network_id = %(id)s::int returning id
"""

FIRST_NOTE = f"""
    insert into {NETWORK_USER_PREFS} (id, network_id, user_id, pinned, hidden, note)
    select coalesce(max(id), 0) + 1, %(id)s::int, %(user)s::int, false, false, %(note)s::text
    from {NETWORK_USER_PREFS}
    returning id
"""


async def roster(call: Call) -> bytes:
    """Answer a page of the viewer's network."""
    return await call.page(ROSTER, ROSTER_PARAMETERS)


async def member(call: Call) -> bytes:
    """Answer one member with the viewer's marks."""
    return await call.row(MEMBER, id=call.id)


async def note(call: Call) -> bytes:
    """Keep a note on one member."""
    place, kept = call.id, read_all((NOTE,), call.body)["note"]
    if await call.fetch(OWNED, id=place) is None:
        raise NotFound("There is no such record.")
    async with call.connection.transaction():
        await call.fetch(LOCK)
        if await call.fetch(CHANGE_NOTE, id=place, note=kept) is None:
            await call.fetch(FIRST_NOTE, id=place, note=kept)
    return orjson.dumps({"id": place, "note": kept})


ENDPOINTS = (
    Endpoint(
        "/api:4UsTtl3m/network/roster",
        roster,
        function="Workers/NetworkRoster",
        parameters=(*PAGING, *ROSTER_PARAMETERS),
        answers=page(
            "id integer, member_agent_id integer?, first_name text?, last_name text?, email text?,"
            " tier integer?, status text?, state text?, joined_at moment?, is_active boolean?,"
            " is_capped boolean?, downline_count integer?, volume_ytd number?, revenue_share_ytd number?,"
            " pinned boolean, nickname text?"
        ),
    ),
    Endpoint(
        "/api:4UsTtl3m/network/members/{id}",
        member,
        function="Workers/NetworkMember",
        answers=one(
            "id integer, member_agent_id integer?, first_name text?, last_name text?, email text?,"
            " phone text?, city text?, state text?, tier integer?, level integer?, line text?, path [text]?,"
            " status text?, joined_at moment?, is_frontline boolean?, is_active boolean?,"
            " is_producing boolean?, transactions_ytd integer?, volume_ytd number?, gci_ytd number?,"
            " cap_percent number?, last_closing_on date?, parent_network_id integer?, pinned boolean,"
            " hidden boolean, nickname text?, note text?, labels [text]?"
        ),
    ),
    Endpoint(
        "/api:4UsTtl3m/network/members/{id}/note",
        note,
        "POST",
        function="Workers/NetworkNote",
        parameters=(NOTE,),
        answers=one("id integer, note text"),
    ),
)
