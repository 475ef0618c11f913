"""Seeding: the documents that a state's rules, a kind of fee and a kind of leaderboard begin with."""

from __future__ import annotations

import orjson
from psycopg.sql import SQL, Identifier

from twin.v1.api.answers import Call, Handler, Routes, first_row
from twin.v1.api.parameters import body_text, one_of

STATES, FEES, BOARDS = ("AK", "HI", "ME", "VT"), ("desk", "risk", "technology"), ("growth", "units", "volume")

RULE = {"body": "", "is_active": "true", "starts_on": "2026-02-04", "version": "1"}
FEE = {"percent": "0", "starts_on": "2026-01-01", "ends_on": "", "is_active": "true", "office_id": ""}


def board(headline: str, period: str, starts_on: str, ends_on: str) -> dict[str, str]:
    """Return a leaderboard that everybody sees."""
    days = {"starts_on": starts_on, "ends_on": ends_on}
    return {"headline": headline, "period": period, "team_id": "", "is_public": "true", **days}


# The number of the table, the field that the caller gives, its values, and the documents without it.
SEEDS: dict[str, tuple[int, str, tuple[str, ...], list[dict[str, str]]]] = {
    "compliance_rules": (187, "state", STATES, [
        RULE | {"headline": "Agency disclosure", "category": "disclosure", "severity": "high"},
        RULE | {"headline": "Lead paint notice", "category": "disclosure", "severity": "high"},
        RULE | {"headline": "Wire fraud warning", "category": "money", "severity": "high"},
        RULE | {"headline": "Licence on file", "category": "licence", "severity": "medium"},
        RULE | {"headline": "Escrow within three days", "category": "money", "severity": "medium"},
    ]),
    "fee_schedules": (158, "kind", FEES, [
        FEE | {"headline": "Monthly", "amount": "25.00"},
        FEE | {"headline": "Yearly", "amount": "250.00"},
        FEE | {"headline": "By transaction", "amount": "40.00"},
    ]),
    "leaderboards": (179, "kind", BOARDS, [
        board("This month", "month", "2026-02-01", "2026-02-28"),
        board("This quarter", "quarter", "2026-01-01", "2026-03-31"),
        board("This year", "year", "2026-01-01", "2026-12-31"),
        board("All time", "all", "", ""),
    ]),
}  # fmt: skip

# A document that is there already, by its headline, stays as it is.
ADD = SQL("""
with last as (select coalesce(max(d.id), 0) as id from {table} d),
added as (
    insert into {table} (id, xdo)
    select last.id + wanted.place, wanted.document || jsonb_build_object('id', last.id + wanted.place)
    from last, jsonb_array_elements(%(documents)s::jsonb) with ordinality as wanted (document, place)
    where not exists (
        select from {table} d
        where d.xdo->>'headline' = wanted.document->>'headline'
          and d.xdo->>%(field)s::text = wanted.document->>%(field)s::text)
    returning id
)
select count(*) from added
""")


def seeding(name: str) -> Handler:
    """Return the handler that adds a table's documents which are missing."""
    number, field, choices, documents = SEEDS[name]
    query = ADD.format(table=Identifier(f"mvpw1_{number}"))

    async def seed(call: Call) -> bytes:
        given = body_text(call.body, field)
        one_of({field: given}, field, choices)
        wanted = orjson.dumps([document | {field: given} for document in documents]).decode()
        (added,) = await first_row(call, query, {"documents": wanted, "field": field})
        return orjson.dumps({"wanted": len(documents), "added": added})

    return seed


ROUTES: Routes = tuple(("POST", f"/api:v1-seeding/seed_{name}", seeding(name)) for name in SEEDS)
