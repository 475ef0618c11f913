"""Sales: transactions, everybody who takes part in them, and what is earned."""

from __future__ import annotations

from itertools import pairwise

from twin.v1.sizes import CORE, PARTICIPANTS_EACH, Sizes
from twin.v1.values import documents_of, words_of
from twin.v1.words import FIRST, LAST, PROPERTY_TYPES, SOURCES, STATES
from twin.v1.written.table import (
    Part,
    Written,
    behind,
    day,
    link,
    loose,
    moment,
    one_of,
    one_part,
    own_tx,
    pick,
    sparse,
)

# By a sale's place among its owner's: whoever owns twelve sees every status and every type.
STATUSES = (*["closed"] * 7, "pending", "pending", "active", "active", "cancelled")
TYPES = (*["sale"] * 3, "lease", "sale", "referral", "sale", "sale", "lease", "sale", "referral", "sale")
KINDS = ("commission", "commission", "revenue_share", "commission", "bonus", "revenue_share", "referral")

PARTIES = f"""(select jsonb_agg(jsonb_build_object(
        'role', (array['buyer','seller','buyer_agent','seller_agent','lender'])[1 + (@h:party@ + p) % 5],
        'name', {words_of(FIRST)}[1 + (@h:party@ + p) % {len(FIRST)}] || ' '
            || {words_of(LAST)}[1 + (@h:party@ + p * 3) % {len(LAST)}],
        'email', case when (@h:party@ + p) % 7 = 0 then ''
            else 'party' || (@h:party@ % 99991 + p) || '@mail.example' end,
        'phone', case when (@h:party@ + p) % 5 > 0 then '+1 512 556 ' || (1000 + @h:party@ % 9000) end,
        'share_percent', case (@h:party@ + p) & 3 when 0 then '"33.3333"'::jsonb when 1 then '""'
            else '50' end,
        'is_primary', case when p = 1 then '"true"'::jsonb else 'false' end,
        'agent_id', case when p = 1 then to_jsonb(agent_id) else '""' end
    ) order by p)
    from generate_series(1, 2 + @h:parties@ % 3) as p)"""

PAST = "1700000000000 + (@h:past@ >> 3) * 200::bigint + p * 86400001"
HISTORY = f"""(select jsonb_agg(jsonb_build_object(
        'at', case when (@h:past@ + p) & 7 = 0 then '""'::jsonb
            when (@h:past@ + p) & 3 = 1 then to_jsonb(({PAST})::text) else to_jsonb({PAST}) end,
        'from_status', case when p = 1 then null else 'active' end,
        'to_status', case when p = 1 then 'active' else status end,
        'actor_user_id', case when (@h:past@ + p) % 3 = 0 then '""'::jsonb
            else to_jsonb(1 + (@h:past@ + p) % 335) end,
        'note', case when (@h:past@ + p) % 4 = 0 then 'signed ✍ ' end
    ) order by p)
    from generate_series(1, 1 + (status <> 'active')::integer) as p)"""


def transaction(size: Sizes) -> Written:
    """Return the transactions: dates by status, amounts that follow from the price."""
    rows = f"""
        select b.*, case when status = 'closed' and @h:no date:i@ % 40 > 0 then day end as closing,
            case when status = 'pending' and @h:no date:i@ % 12 > 0 then date '2026-01-20' + @h:est:i@ % 90
                when status = 'closed' then day - 3 end as estimated,
            day - 45 - @h:open:i@ % 90 as opened, round(price * percent / 100, 2) as gci,
            round(round(price * percent / 100, 2) * split / 100, 2) as net
        from (
            select id as i, n, j, agent_id, user_id, team_id, {words_of(STATUSES)}[1 + j % 12] as status,
                case j % 12 when 0 then date '2026-01-03' + @h:day:id@ % 30
                    when 1 then date '2025-01-01' + @h:day:id@ % 365
                    when 2 then date '2025-01-01' + @h:day:id@ % 365
                    when 3 then date '2024-01-01' + @h:day:id@ % 366
                    else date '2024-01-01' + @h:day:id@ % 766 end as day,
                case when @h:price:id@ % 60 = 0 then 0
                    else 90000 + (@h:price:id@ >> 4) % 180000000 * 0.01 end as price,
                (200 + @h:percent:id@ % 150) * 0.01 as percent, 70 + @h:split:id@ % 26 as split
            from v1_tx
        ) as b"""
    # Everything of the core has its owner; elsewhere one in a hundred has none.
    owned = "n is not null or @h:owner@ % 100 > 0"
    exact = {
        "transaction_code": "'TX-' || i",
        "transaction_owner_agent_id": link("owner", f"case when {owned} then agent_id end"),
        "user_id": link("user", f"case when {owned} then user_id end"),
        "team_id": link("team", "team_id"),
        "listing_id": link("listing", listing_of(size)),
        "status": "status",
        "stage": pick("stage", "contract", "escrow", "closing", "done", ""),
        "transaction_type": f"{words_of(TYPES)}[1 + (j + j / 12) % 12]",
        "side": pick("side", "buyer", "seller", "both", "buyer", "seller"),
        "property_type": f"case when @h:no type@ % 40 > 0 then {words_of(PROPERTY_TYPES)}[1 + j % 6] end",
        "closing_date": day("closing"),
        "estimated_closing_on": day("estimated"),
        "listed_on": day("opened"),
        "contract_on": day("opened + 30"),
        "created_at": moment("created", "opened"),
        "updated_at": moment("updated", "least(day + 1, date '2026-02-03')"),
        "closed_at": moment("closed", "closing"),
        "cancelled_at": moment("cancelled", "case when status = 'cancelled' then day end"),
        "lead_source": sparse("source", 20, one_of("source", SOURCES)),
        "office_state": one_of("office state", STATES),
        "price": loose("price n", "price"),
        "list_price": loose("list", "price + (@h:list@ % 4000000) * 0.01"),
        "original_price": loose("first", "price + (@h:first@ % 6000000) * 0.01"),
        "gci": loose("gci", "gci"),
        "commission_percent": loose("percent n", "percent"),
        "agent_split_percent": loose("split n", "split"),
        "agent_net": loose("net", "net"),
        "brokerage_split": loose("broker", "gci - net"),
        "transaction_fee": loose("fee", "(array[0, 225, 285, 395.5])[1 + @h:fee@ % 4]"),
        "participants": PARTIES,
        "history": HISTORY,
    }
    return one_part(270_000, 1, rows, exact)


def listing_of(size: Sizes) -> str:
    """Return the SQL of the listing behind every second sale: inside the core, or outside it."""
    core = CORE["listing"]
    inside = f"1 + (@h:listing@ >> 2) % {core}"
    outside = f"{core} + 1 + (@h:listing@ >> 2) % {size.listing - core}"
    return f"case when @h:listing@ & 1 = 0 then case when n is not null then {inside} else {outside} end end"


def participant(size: Sizes) -> Written:
    """Return the participants in four pieces: so many for each sale of the core, the rest spread evenly.

    There are as many as of everything else together: two hashes a row serve most of the fields.
    """
    core_tx = CORE["tx"]
    core = PARTICIPANTS_EACH * core_tx
    rest, others = size.participants - core, size.tx - core_tx

    def rows(low: int, high: int) -> str:
        return f"""
            select g as i, t.id as tx, t.agent_id, t.user_id, @h:role:g@ as h, @h:second:g@ as h2
            from generate_series({low}, {high}) as g
            join v1_tx as t on t.id = case when g <= {core} then 1 + (g - 1) / {PARTICIPANTS_EACH}
                else {core_tx} + 1 + ((g - {core} - 1)::bigint * {others} / {rest})::integer end"""

    truths = documents_of([True, False, "true", "false", "", None, False, False])
    paid_at = "1704067200000 + (h2 >> 5) * 980::bigint"
    exact = {
        "transaction_id": "tx",
        "agent_id": "case when h % 9 = 0 then to_jsonb(agent_id) when h % 9 < 6 then '\"\"'::jsonb end",
        "user_id": "case when h % 9 = 0 then to_jsonb(user_id) when h % 9 < 5 then '\"\"'::jsonb end",
        "role": """(array['buyer','seller','buyer_agent','seller_agent','lender','escrow','other'])
            [1 + (h >> 4) % 7]""",
        "first_name": f"{words_of(FIRST)}[1 + (h >> 8) % {len(FIRST)}]",
        "last_name": f"{words_of(LAST)}[1 + (h >> 14) % {len(LAST)}]",
        "email": "case when h & 31 = 7 then '' else 'p' || i || '@mail.example' end",
        "side": "(array['buyer','seller','',null])[1 + (h >> 7) % 4]",
        "is_primary": f"{truths}[1 + (h >> 9) % 8]",
        "is_internal": f"{truths}[1 + (h >> 12) % 8]",
        "paid_at": f"""case when h2 % 10 < 3 then to_jsonb({paid_at})
            when h2 % 10 < 4 then to_jsonb(({paid_at})::text) when h2 % 10 < 7 then '""'::jsonb end""",
        "paid_amount": "case when h2 % 10 < 4 then to_jsonb((h2 >> 9) * 0.01) else '\"\"'::jsonb end",
        "tax_withheld": "case when h2 % 10 < 4 then to_jsonb(((h2 >> 11) % 90000 * 0.01)::text) end",
        "created_at": "1672531200000 + (h >> 5) * 1400::bigint",
        "updated_at": "(1704067200000 + (h >> 5) * 980::bigint)::text",
    }
    edges = (round(size.participants * part / 4) for part in range(5))
    # Two pieces on each lane, so that the two lanes of the data end at about the same time.
    parts = (
        Part(high - low, lane, rows(low + 1, high))
        for lane, (low, high) in zip((1, 0, 1, 0), pairwise(edges), strict=True)
    )
    return Written(tuple(parts), exact)


def income(size: Sizes) -> Written:
    """Return the incomes: over the months of 2024 to 2026 and over the kinds."""
    rows = f"""
        select b.*, extract(year from paid)::integer as year, extract(month from paid)::integer as month
        from (
            select id as i, n, j, agent_id, user_id, team_id,
                case when j % 9 = 0 then date '2026-01-01' + @h:paid:id@ % 35
                    when j % 9 = 1 then date '2025-01-01' + @h:paid:id@ % 35
                    else (date '2024-01-01' + (j * 17 + @h:paid:id@ % 30) % 731) end as paid,
                coalesce({own_tx()}, {behind("tx", "tx", size.tx, "id")}) as tx
            from v1_income) as b"""
    exact = {
        "transaction_id": link("tx", "case when @h:tx n@ % 12 > 0 then tx end"),
        "agent_id": "agent_id",
        "user_id": link("user", "user_id"),
        "kind": f"{words_of(KINDS)}[1 + (j + j / 9) % 7]",
        "amount": loose("amount", "(1 + @h:money@ % 1500000) * 0.01"),
        "paid_on": "case when @h:no day@ % 40 = 0 then '' else paid::text end",
        "year": loose("year", "year"),
        "month": loose("month", "month"),
        "status": pick("status", "paid", "paid", "paid", "pending", "void"),
        "reference": "'PAY-' || i",
    }
    return one_part(40_000, 0, rows, exact)


def contribution(size: Sizes) -> Written:
    """Return the contributions to sponsors."""
    rows = f"""
        select g as i, a.agent_id, b.agent_id as giver
        from generate_series(1, {size.contribution}) as g, v1_size
        join v1_pool as a on true join v1_pool as b on true
        where a.n = 1 + @h:taker:g@ % pool and b.n = 1 + @h:giver:g@ % pool"""
    exact = {
        "agent_id": "agent_id",
        "from_agent_id": "giver",
        "kind": pick("kind", "revenue_share", "bonus"),
        "transaction_id": link("tx", f"case when i % 3 > 0 then {behind('tx', 'tx', size.tx)} end"),
    }
    return one_part(5_000, 1, rows, exact)
