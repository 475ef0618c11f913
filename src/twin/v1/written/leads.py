"""Leads: who may buy or sell one day, in which stage, and what was done about it."""

from __future__ import annotations

from twin.v1.sizes import Sizes
from twin.v1.values import words_of
from twin.v1.words import SOURCES
from twin.v1.written.table import (
    Written,
    behind,
    details_of,
    link,
    loose,
    moment,
    one_of,
    one_part,
    own_tx,
    pick,
    series,
    sparse,
)

STAGES = ("New", "Contacted", "Met", "Showing ", "Offer", "Contract", "Won", "Lost")


def lead(size: Sizes) -> Written:
    """Return the leads, over all stages."""
    rows = """
        select id as i, n, j, agent_id, user_id, team_id, 1 + j % 8 as stage,
            case when j % 8 = 6 then 'won' when j % 8 = 7 then 'lost' else 'open' end as status,
            date '2024-06-01' + @h:made:id@ % 600 as made
        from v1_lead"""
    sale = f"case when status = 'won' then coalesce({own_tx()}, {behind('tx', 'tx', size.tx)}) end"
    exact = {
        "agent_id": "agent_id",
        "team_id": link("team", "team_id"),
        "user_id": link("user", "user_id"),
        "stage_id": "stage",
        "status": "status",
        "source": sparse("source", 15, one_of("source", SOURCES)),
        "created_at": moment("created", "case when @h:no day@ % 30 > 0 then made end"),
        "converted_transaction_id": link("won", sale),
        "converted_at": moment("converted", "case when status = 'won' then made + 5 + i % 60 end"),
        "price_max": loose("most", "200000 + (@h:most@ % 90000000) * 0.01"),
        "score": loose("score", "@h:score@ % 101"),
    }
    return one_part(12_000, 1, rows, exact)


def lead_activities(size: Sizes) -> Written:
    """Return what was done about leads."""
    exact = {"lead_id": "lead", "user_id": link("u", "case when @h:u@ % 4 > 0 then 1 + @h:u@ % 335 end")}
    return one_part(15_000, 1, details_of("lead", size.lead_activities, size.lead), exact)


def lead_stages(size: Sizes) -> Written:
    """Return the stages."""
    exact = {
        "name": f"{words_of(STAGES)}[i]",
        "position": "case when i = 3 then to_jsonb('3'::text) else to_jsonb(i) end",
        "probability": "case when i & 1 = 0 then to_jsonb(p::text) else to_jsonb(p) end",
        "is_closed": "case when i > 6 then '\"true\"'::jsonb when i = 1 then '\"\"' else 'false' end",
        "color": pick("color", "#336699", "green", "", "red"),
    }
    rows = series(len(STAGES), "(array[0.05, 0.1, 0.2, 0.35, 0.5, 0.8, 1, 0])[g] as p")
    return one_part(len(STAGES), 1, rows, exact)
