"""Transaction: everything about a single one, in the viewer's scope."""

from __future__ import annotations

from twin.v1.api.answers import Call, Routes, one, rows_of
from twin.v1.api.parameters import path_id

MINE = """
mvpw1_34 t
where t.id = %(id)s::int
  and nullif(t.xdo->>'transaction_owner_agent_id', '')::int = any(%(scope)s::int[])
"""

DETAIL = """
select t.id,
       t.xdo->>'transaction_code' as transaction_code,
       t.xdo->>'status' as status,
       t.xdo->>'stage' as stage,
       t.xdo->>'transaction_type' as transaction_type,
       t.xdo->>'side' as side,
       t.xdo->>'property_type' as property_type,
       t.xdo->'address'->>'street' as street,
       t.xdo->'address'->>'city' as city,
       t.xdo->'address'->>'state' as state,
       t.xdo->'address'->>'zip' as postal_code,
       t.xdo->'address'->>'country' as country,
       t.xdo->>'mls_number' as mls_number,
       nullif(t.xdo->>'listed_on', '') as listed_on,
       nullif(t.xdo->>'contract_on', '') as contract_on,
       nullif(t.xdo->>'closing_date', '') as closing_date,
       nullif(t.xdo->>'estimated_closing_on', '') as estimated_closing_on,
       nullif(t.xdo->>'created_at', '')::bigint as created_at,
       nullif(t.xdo->>'updated_at', '')::bigint as updated_at,
       nullif(t.xdo->>'closed_at', '')::bigint as closed_at,
       nullif(t.xdo->>'year_built', '')::int as year_built,
       nullif(t.xdo->>'square_feet', '')::numeric as square_feet,
       nullif(t.xdo->>'bedrooms', '')::int as bedrooms,
       nullif(t.xdo->>'bathrooms', '')::numeric as bathrooms,
       t.xdo->>'lead_source' as lead_source,
       t.xdo->>'buyer_name' as buyer_name,
       t.xdo->>'seller_name' as seller_name,
       t.xdo->>'lender_name' as lender_name,
       t.xdo->>'title_company' as title_company,
       nullif(t.xdo->'contingencies', '""') as contingencies,
       coalesce(t.xdo->>'is_dual_agency' = 'true', false) as is_dual_agency,
       coalesce(t.xdo->>'is_cash' = 'true', false) as is_cash,
       coalesce(t.xdo->>'is_new_construction' = 'true', false) as is_new_construction,
       t.xdo->>'compliance_status' as compliance_status,
       coalesce(nullif(t.xdo->>'documents_count', '')::int, 0) as documents_count,
       coalesce(t.xdo->>'documents_complete' = 'true', false) as documents_complete,
       coalesce(nullif(t.xdo->>'checklist_percent', '')::numeric, 0) as checklist_percent,
       coalesce(nullif(t.xdo->>'days_on_market', '')::int, 0) as days_on_market,
       coalesce(nullif(t.xdo->>'days_to_close', '')::int, 0) as days_to_close,
       nullif(t.xdo->'custom_fields', '""') as custom_fields,
       coalesce(nullif(t.xdo->>'offer_count', '')::int, 0) as offer_count,
       coalesce(nullif(t.xdo->>'showing_count', '')::int, 0) as showing_count,
       (select json_build_object(
            'id', a.id,
            'name', coalesce(a.xdo->>'first_name', '') || ' ' || coalesce(a.xdo->>'last_name', ''),
            'email', a.xdo->>'email')
        from mvpw1_36 a
        where a.id = nullif(t.xdo->>'transaction_owner_agent_id', '')::int) as owner,
       (select json_build_object('id', m.id, 'name', m.xdo->>'name')
        from mvpw1_45 m
        where m.id = nullif(t.xdo->>'team_id', '')::int) as team
from mvpw1_34 t
where t.id = %(id)s::int
  and nullif(t.xdo->>'transaction_owner_agent_id', '')::int = any(%(scope)s::int[])
"""

PARTICIPANTS = """
select p.id,
       p.xdo->>'role' as role,
       coalesce(p.xdo->>'first_name', '') || ' ' || coalesce(p.xdo->>'last_name', '') as name,
       p.xdo->>'email' as email,
       p.xdo->>'side' as side,
       p.xdo->>'company' as company,
       coalesce(p.xdo->>'is_primary' = 'true', false) as is_primary,
       coalesce(p.xdo->>'is_internal' = 'true', false) as is_internal,
       coalesce(nullif(p.xdo->>'share_percent', '')::numeric, 0) as share_percent,
       coalesce(nullif(p.xdo->>'gross_amount', '')::numeric, 0) as gross_amount,
       case when nullif(p.xdo->>'paid_at', '') is not null
            then coalesce(nullif(p.xdo->>'paid_amount', '')::numeric, 0) end as paid_amount,
       nullif(p.xdo->>'paid_at', '')::bigint as paid_at
from mvpw1_39 p
where nullif(p.xdo->>'transaction_id', '')::int = t.id
order by coalesce(p.xdo->>'is_primary' = 'true', false) desc, p.id
"""

PARTIES = """
select party.position,
       party.item->>'role' as role,
       party.item->>'name' as name,
       party.item->>'email' as email,
       party.item->>'phone' as phone,
       coalesce(nullif(party.item->>'share_percent', '')::numeric, 0) as share_percent,
       coalesce(party.item->>'is_primary' = 'true', false) as is_primary,
       nullif(party.item->>'agent_id', '')::int as agent_id
from jsonb_array_elements(
    case when jsonb_typeof(t.xdo->'participants') = 'array' then t.xdo->'participants' end) with ordinality
    as party(item, position)
order by party.position
"""

FINANCIALS = """
with money as materialized (
    select t.id as transaction_id,
           coalesce(nullif(t.xdo->>'price', '')::numeric, 0) as price,
           coalesce(nullif(t.xdo->>'list_price', '')::numeric, 0) as list_price,
           coalesce(nullif(t.xdo->>'gci', '')::numeric, 0) as gci,
           coalesce(nullif(t.xdo->>'commission_percent', '')::numeric, 0) as commission_percent,
           coalesce(nullif(t.xdo->>'agent_split_percent', '')::numeric, 0) as agent_split_percent,
           coalesce(nullif(t.xdo->>'agent_net', '')::numeric, 0) as agent_net,
           coalesce(nullif(t.xdo->>'brokerage_split', '')::numeric, 0) as brokerage_split,
           coalesce(nullif(t.xdo->>'cap_contribution', '')::numeric, 0) as cap_contribution,
           coalesce(nullif(t.xdo->>'transaction_fee', '')::numeric, 0) as transaction_fee,
           coalesce(nullif(t.xdo->>'risk_fee', '')::numeric, 0) as risk_fee,
           coalesce(nullif(t.xdo->>'referral_fee', '')::numeric, 0) as referral_fee,
           coalesce(nullif(t.xdo->>'team_split', '')::numeric, 0) as team_split,
           coalesce(nullif(t.xdo->>'mentor_fee', '')::numeric, 0) as mentor_fee,
           coalesce(nullif(t.xdo->>'bonus', '')::numeric, 0) as bonus,
           coalesce(nullif(t.xdo->>'concessions', '')::numeric, 0) as concessions,
           coalesce(nullif(t.xdo->>'earnest_money', '')::numeric, 0) as earnest_money,
           coalesce(t.xdo->>'deposit_received' = 'true', false) as deposit_received,
           nullif(t.xdo->>'paid_at', '')::bigint as paid_at,
           t.xdo->>'payment_status' as payment_status,
           coalesce(nullif(t.xdo->>'escrow_fee', '')::numeric, 0)
               + coalesce(nullif(t.xdo->>'title_fee', '')::numeric, 0) as closing_fees
    from mvpw1_34 t
    where t.id = %(id)s::int
      and nullif(t.xdo->>'transaction_owner_agent_id', '')::int = any(%(scope)s::int[])
)
select transaction_id, price, list_price, gci, commission_percent, agent_split_percent, agent_net,
       brokerage_split, cap_contribution, transaction_fee, risk_fee, referral_fee, team_split, mentor_fee,
       bonus, concessions, earnest_money, deposit_received, paid_at, payment_status,
       transaction_fee + risk_fee + referral_fee + mentor_fee + closing_fees as fees
from money
"""

HISTORY = """
select change.position,
       nullif(change.item->>'at', '')::bigint as at,
       change.item->>'from_status' as from_status,
       change.item->>'to_status' as to_status,
       nullif(change.item->>'actor_user_id', '')::int as actor_user_id,
       change.item->>'note' as note
from jsonb_array_elements(case when jsonb_typeof(t.xdo->'history') = 'array' then t.xdo->'history' end)
    with ordinality as change(item, position)
order by change.position
"""


async def detail(call: Call) -> bytes:
    """Answer one transaction with its address, dates, people and compliance."""
    return await one(call, DETAIL, id=path_id(call.path))


async def participants(call: Call) -> bytes:
    """Answer everyone who takes part in a transaction."""
    return await rows_of(call, MINE, PARTICIPANTS, id=path_id(call.path))


async def parties(call: Call) -> bytes:
    """Answer the parties named on a transaction's contract."""
    return await rows_of(call, MINE, PARTIES, id=path_id(call.path))


async def financials(call: Call) -> bytes:
    """Answer the money of one transaction."""
    return await one(call, FINANCIALS, id=path_id(call.path))


async def history(call: Call) -> bytes:
    """Answer how a transaction's status changed."""
    return await rows_of(call, MINE, HISTORY, id=path_id(call.path))


ROUTES: Routes = (
    ("GET", "/api:v1-transactions/transactions/{id}", detail),
    ("GET", "/api:v1-transactions/transactions/{id}/participants", participants),
    ("GET", "/api:v1-transactions/transactions/{id}/parties", parties),
    ("GET", "/api:v1-transactions/transactions/{id}/financials", financials),
    ("GET", "/api:v1-transactions/transactions/{id}/history", history),
)
