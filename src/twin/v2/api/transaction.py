"""Transaction: one transaction, its people, its money and its past."""

from __future__ import annotations

from twin.v2.api.call import Call, Endpoint
from twin.v2.api.shape import one, rows
from twin.v2.api.sql import millis, name
from twin.v2.api.tables import (
    AGENT,
    PARTICIPANT,
    PARTICIPANT_PAID,
    TEAM,
    TRANSACTION,
    TRANSACTION_FINANCIALS,
    TRANSACTION_HISTORY,
    TRANSACTION_PARTICIPANTS,
)

OWNED = f"""
    select t.id
    from {TRANSACTION} t
    where t.id = %(id)s::int and t.transaction_owner_agent_id = any(%(scope)s::int[])
"""

DETAIL = f"""
    select t.id, t.transaction_code, t.status, t.stage, t.transaction_type, t.side, t.property_type,
        t.street, t.city, t.state, t.postal_code, t.country, t.mls_number,
        t.listed_on, t.contract_on, t.closing_date, t.estimated_closing_on,
        {millis("t.created_at")} as created_at,
        {millis("t.updated_at")} as updated_at,
        {millis("t.closed_at")} as closed_at,
        t.year_built, t.square_feet, t.bedrooms, t.bathrooms,
        t.lead_source, t.buyer_name, t.seller_name, t.lender_name, t.title_company, t.contingencies,
        t.is_dual_agency, t.is_cash, t.is_new_construction,
        t.compliance_status, t.documents_count, t.documents_complete, t.checklist_percent,
        t.days_on_market, t.days_to_close, t.custom_fields, t.offer_count, t.showing_count,
        case when a.id is not null
            then json_build_object('id', a.id, 'name', {name("a")}, 'email', a.email)
        end as owner,
        case when m.id is not null then json_build_object('id', m.id, 'name', m.name) end as team
    from {TRANSACTION} t
    left join {AGENT} a on a.id = t.transaction_owner_agent_id
    left join {TEAM} m on m.id = t.team_id
    where t.id = %(id)s::int and t.transaction_owner_agent_id = any(%(scope)s::int[])
"""

PARTICIPANTS = f"""
    select p.id, p.role,
        {name("p")} as name,
        p.email, p.side, p.company, p.is_primary, p.is_internal, p.share_percent, p.gross_amount,
        paid.paid_amount,
        {millis("paid.paid_at")} as paid_at
    from {PARTICIPANT} p
    left join {PARTICIPANT_PAID} paid on paid.participant_id = p.id
    where p.transaction_id = %(id)s::int
    order by p.is_primary desc nulls last, p.id
"""

PARTIES = f"""
    select p.position, p.role, p.name, p.email, p.phone, p.share_percent, p.is_primary, p.agent_id
    from {TRANSACTION_PARTICIPANTS} p
    where p.transaction_id = %(id)s::int
    order by p.position, p.id
"""

FINANCIALS = f"""
    select t.id as transaction_id,
        f.price, f.list_price, f.gci, f.commission_percent, f.agent_split_percent,
        f.agent_net, f.brokerage_split, f.cap_contribution, f.transaction_fee, f.risk_fee,
        f.referral_fee, f.team_split, f.mentor_fee, f.bonus, f.concessions,
        f.earnest_money, f.deposit_received,
        {millis("f.paid_at")} as paid_at,
        f.payment_status,
        f.transaction_fee + f.risk_fee + f.referral_fee + f.mentor_fee + f.escrow_fee + f.title_fee as fees
    from {TRANSACTION} t
    left join {TRANSACTION_FINANCIALS} f on f.transaction_id = t.id
    where t.id = %(id)s::int and t.transaction_owner_agent_id = any(%(scope)s::int[])
"""

HISTORY = f"""
    select h.position,
        {millis("h.changed_at")} as at,
        h.from_status, h.to_status, h.actor_user_id, h.note
    from {TRANSACTION_HISTORY} h
    where h.transaction_id = %(id)s::int
    order by h.position, h.id
"""


async def detail(call: Call) -> bytes:
    """Answer one transaction with its owner and team."""
    return await call.row(DETAIL, id=call.id)


async def participants(call: Call) -> bytes:
    """Answer everyone who takes part."""
    return await call.rows_of(OWNED, PARTICIPANTS)


async def parties(call: Call) -> bytes:
    """Answer the parties named on the contract."""
    return await call.rows_of(OWNED, PARTIES)


async def financials(call: Call) -> bytes:
    """Answer the money of one transaction."""
    return await call.row(FINANCIALS, id=call.id)


async def history(call: Call) -> bytes:
    """Answer how the status changed."""
    return await call.rows_of(OWNED, HISTORY)


ENDPOINTS = (
    Endpoint(
        "/api:4UsTtl3m/transactions/{id}",
        detail,
        function="Workers/TransactionDetail",
        answers=one(
            "id integer, transaction_code text?, status text?, stage text?, transaction_type text?,"
            " side text?, property_type text?, street text?, city text?, state text?, postal_code text?,"
            " country text?, mls_number text?, listed_on date?, contract_on date?, closing_date date?,"
            " estimated_closing_on date?, created_at moment?, updated_at moment?, closed_at moment?,"
            " year_built integer?, square_feet number?, bedrooms integer?, bathrooms number?,"
            " lead_source text?, buyer_name text?, seller_name text?, lender_name text?, title_company text?,"
            " contingencies [text]?, is_dual_agency boolean?, is_cash boolean?, is_new_construction boolean?,"
            " compliance_status text?, documents_count integer?, documents_complete boolean?,"
            " checklist_percent number?, days_on_market integer?, days_to_close integer?,"
            " custom_fields json?, offer_count integer?, showing_count integer?, owner {id integer,"
            " name text, email text?}?, team {id integer, name text?}?"
        ),
    ),
    Endpoint(
        "/api:4UsTtl3m/transactions/{id}/participants",
        participants,
        function="Workers/TransactionParticipants",
        answers=rows(
            "id integer, role text?, name text?, email text?, side text?, company text?,"
            " is_primary boolean?, is_internal boolean?, share_percent number?, gross_amount number?,"
            " paid_amount number?, paid_at moment?"
        ),
    ),
    Endpoint(
        "/api:4UsTtl3m/transactions/{id}/parties",
        parties,
        function="Workers/TransactionParties",
        answers=rows(
            "position integer?, role text?, name text?, email text?, phone text?, share_percent number?,"
            " is_primary boolean?, agent_id integer?"
        ),
    ),
    Endpoint(
        "/api:4UsTtl3m/transactions/{id}/financials",
        financials,
        function="Workers/TransactionFinancials",
        answers=one(
            "transaction_id integer, price number?, list_price number?, gci number?,"
            " commission_percent number?, agent_split_percent number?, agent_net number?,"
            " brokerage_split number?, cap_contribution number?, transaction_fee number?, risk_fee number?,"
            " referral_fee number?, team_split number?, mentor_fee number?, bonus number?,"
            " concessions number?, earnest_money number?, deposit_received boolean?, paid_at moment?,"
            " payment_status text?, fees number?"
        ),
    ),
    Endpoint(
        "/api:4UsTtl3m/transactions/{id}/history",
        history,
        function="Workers/TransactionHistory",
        answers=rows(
            "position integer?, at moment?, from_status text?, to_status text?, actor_user_id integer?,"
            " note text?"
        ),
    ),
)
