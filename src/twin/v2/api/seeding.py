"""Seeding: the rows that a state, a kind of fee and a kind of leaderboard start with, if they are missing."""

from __future__ import annotations

from twin.v2.api.call import Call, Endpoint, Handler
from twin.v2.api.parameters import Parameter, choice, read_all
from twin.v2.api.shape import one
from twin.v2.api.tables import COMPLIANCE_RULES, FEE_SCHEDULES, LEADERBOARDS

GROUP = "/api:2kCRUYxG"
LOCK = 4_711_004

STATE = choice("state", "AK", "HI", "ME", "VT", required=True)
FEE = choice("kind", "desk", "risk", "technology", required=True)
BOARD = choice("kind", "growth", "units", "volume", required=True)

# Each query adds the rows that are not there yet, known by their headlines; `wanted` are all of them.
RULES = f"""
    with wanted (n, headline, category, severity) as (values
        (1, 'Agency disclosure', 'disclosure', 'high'),
        (2, 'Lead paint notice', 'disclosure', 'high'),
        (3, 'Wire fraud warning', 'money', 'high'),
        (4, 'Licence on file', 'licence', 'medium'),
        (5, 'Escrow within three days', 'money', 'medium')
    ), added as (
        insert into {COMPLIANCE_RULES} (
            id, headline, state, category, severity, body, is_active, starts_on, version)
        select
            (select coalesce(max(id), 0) from {COMPLIANCE_RULES}) + w.n,
            w.headline, %(state)s::text, w.category, w.severity, '', true, date '2026-02-04', '1'
        from wanted w
        where not exists (
            select from {COMPLIANCE_RULES} r where r.state = %(state)s::text and r.headline = w.headline)
        returning id
    )
    select (select count(*) from wanted), (select count(*) from added)
"""

FEES = f"""
    with wanted (n, headline, amount) as (values
        (1, 'Monthly', 25.00),
        (2, 'Yearly', 250.00),
        (3, 'By transaction', 40.00)
    ), added as (
        insert into {FEE_SCHEDULES} (id, headline, kind, amount, percent, starts_on, is_active)
        select
            (select coalesce(max(id), 0) from {FEE_SCHEDULES}) + w.n,
            w.headline, %(kind)s::text, w.amount, 0, date '2026-01-01', true
        from wanted w
        where not exists (
            select from {FEE_SCHEDULES} f where f.kind = %(kind)s::text and f.headline = w.headline)
        returning id
    )
    select (select count(*) from wanted), (select count(*) from added)
"""

BOARDS = f"""
    with wanted (n, headline, period, starts_on, ends_on) as (values
        (1, 'This month', 'month', date '2026-02-01', date '2026-02-28'),
        (2, 'This quarter', 'quarter', date '2026-01-01', date '2026-03-31'),
        (3, 'This year', 'year', date '2026-01-01', date '2026-12-31'),
        (4, 'All time', 'all', null, null)
    ), added as (
        insert into {LEADERBOARDS} (id, headline, kind, period, starts_on, ends_on, is_public)
        select
            (select coalesce(max(id), 0) from {LEADERBOARDS}) + w.n,
            w.headline, %(kind)s::text, w.period, w.starts_on, w.ends_on, true
        from wanted w
        where not exists (
            select from {LEADERBOARDS} b where b.kind = %(kind)s::text and b.headline = w.headline)
        returning id
    )
    select (select count(*) from wanted), (select count(*) from added)
"""


def seeder(query: str, parameter: Parameter) -> Handler:
    """Return the handler that adds the rows of `query` which are missing."""

    async def seed(call: Call) -> bytes:
        """Add the rows that are missing, and answer how many they were."""
        given = read_all((parameter,), call.body)
        # The ids follow the largest one: two seeders at once would give the same.
        async with call.connection.transaction():
            await call.fetch("select pg_advisory_xact_lock(%(lock)s)", lock=LOCK)
            row = await call.fetch(query, **given)
        assert row is not None
        return f'{{"wanted":{row[0]},"added":{row[1]}}}'.encode()

    return seed


SEEDS = (
    ("compliance-rules", "ComplianceRules", RULES, STATE),
    ("fee-schedules", "FeeSchedules", FEES, FEE),
    ("leaderboards", "Leaderboards", BOARDS, BOARD),
)

ENDPOINTS = tuple(
    Endpoint(
        f"{GROUP}/seed-{path}",
        seeder(query, parameter),
        "POST",
        function=f"System/Seed{name}",
        parameters=(parameter,),
        answers=one("wanted integer, added integer"),
    )
    for path, name, query, parameter in SEEDS
)
