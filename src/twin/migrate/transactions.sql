-- Transactions: one V1 document becomes two rows; its three arrays become a row an element.

truncate mvpw5_675, mvpw5_676, mvpw5_677, mvpw5_678, mvpw5_679;

-- transaction: a sale: parties, dates, property, compliance
insert into mvpw5_675 (
    id,
    transaction_code,
    transaction_owner_agent_id,
    user_id, team_id,
    listing_id,
    status, stage,
    transaction_type, side, property_type,
    street, city, state, postal_code,
    country,
    mls_number,
    listed_on, contract_on,
    closing_date, estimated_closing_on,
    created_at, updated_at,
    cancelled_at, cancel_reason,
    closed_at,
    year_built, square_feet,
    bedrooms, bathrooms, lot_acres,
    lead_source, lead_id,
    referral_agent_id, referral_company,
    buyer_name, seller_name,
    lender_name, title_company,
    escrow_company, escrow_number,
    inspection_on, appraisal_on,
    financing_on, possession_on,
    contingencies,
    is_dual_agency, is_office_exclusive,
    is_new_construction, is_short_sale,
    is_foreclosure, is_cash,
    is_1031_exchange, is_relocation,
    has_home_warranty,
    compliance_status, compliance_reviewed_at,
    compliance_reviewer_id,
    documents_count, documents_complete,
    checklist_percent,
    notes,
    rezen_transaction_id, rezen_status, rezen_synced_at,
    skyslope_file_id, skyslope_status, skyslope_synced_at,
    fub_deal_id, fub_person_id,
    title_order_number, currency, market_country,
    days_on_market, days_to_close,
    office, office_state,
    custom_fields, offer_count, showing_count
)
select
    id,
    xdo->>'transaction_code',
    as_integer(xdo->>'transaction_owner_agent_id'),
    as_integer(xdo->>'user_id'), as_integer(xdo->>'team_id'),
    as_integer(xdo->>'listing_id'),
    xdo->>'status', xdo->>'stage',
    xdo->>'transaction_type', xdo->>'side', xdo->>'property_type',
    xdo->'address'->>'street', xdo->'address'->>'city', xdo->'address'->>'state', xdo->'address'->>'zip',
    xdo->'address'->>'country',
    xdo->>'mls_number',
    as_date(xdo->>'listed_on'), as_date(xdo->>'contract_on'),
    as_date(xdo->>'closing_date'), as_date(xdo->>'estimated_closing_on'),
    as_moment(xdo->>'created_at'), as_moment(xdo->>'updated_at'),
    as_moment(xdo->>'cancelled_at'), xdo->>'cancel_reason',
    as_moment(xdo->>'closed_at'),
    as_integer(xdo->>'year_built'), as_number(xdo->>'square_feet'),
    as_integer(xdo->>'bedrooms'), as_number(xdo->>'bathrooms'), as_number(xdo->>'lot_acres'),
    xdo->>'lead_source', as_integer(xdo->>'lead_id'),
    as_integer(xdo->>'referral_agent_id'), xdo->>'referral_company',
    xdo->>'buyer_name', xdo->>'seller_name',
    xdo->>'lender_name', xdo->>'title_company',
    xdo->>'escrow_company', xdo->>'escrow_number',
    as_date(xdo->>'inspection_on'), as_date(xdo->>'appraisal_on'),
    as_date(xdo->>'financing_on'), as_date(xdo->>'possession_on'),
    as_list(xdo->'contingencies'),
    as_boolean(xdo->>'is_dual_agency'), as_boolean(xdo->>'is_office_exclusive'),
    as_boolean(xdo->>'is_new_construction'), as_boolean(xdo->>'is_short_sale'),
    as_boolean(xdo->>'is_foreclosure'), as_boolean(xdo->>'is_cash'),
    as_boolean(xdo->>'is_1031_exchange'), as_boolean(xdo->>'is_relocation'),
    as_boolean(xdo->>'has_home_warranty'),
    xdo->>'compliance_status', as_moment(xdo->>'compliance_reviewed_at'),
    as_integer(xdo->>'compliance_reviewer_id'),
    as_integer(xdo->>'documents_count', 0), as_boolean(xdo->>'documents_complete'),
    as_number(xdo->>'checklist_percent', 0),
    xdo->>'notes',
    xdo->>'rezen_transaction_id', xdo->>'rezen_status', as_moment(xdo->>'rezen_synced_at'),
    xdo->>'skyslope_file_id', xdo->>'skyslope_status', as_moment(xdo->>'skyslope_synced_at'),
    as_integer(xdo->>'fub_deal_id'), as_integer(xdo->>'fub_person_id'),
    xdo->>'title_order_number', xdo->>'currency', xdo->>'country',
    as_integer(xdo->>'days_on_market', 0), as_integer(xdo->>'days_to_close', 0),
    xdo->>'office', xdo->>'office_state',
    as_json(xdo->'custom_fields'), as_integer(xdo->>'offer_count', 0), as_integer(xdo->>'showing_count', 0)
from (select id, xdo || '{}' as xdo from mvpw1_34 offset 0) as v1;

-- transaction_participants: who took part as the transaction itself lists them, by position
insert into mvpw5_676 (
    id, transaction_id, position,
    role, name, email,
    phone, share_percent, is_primary,
    agent_id
)
select
    row_number() over (order by v1.id, item.position), v1.id, item.position,
    item.value->>'role', item.value->>'name', item.value->>'email',
    item.value->>'phone', as_number(item.value->>'share_percent', 0), as_boolean(item.value->>'is_primary'),
    as_integer(item.value->>'agent_id')
from (select id, xdo || '{}' as xdo from mvpw1_34 offset 0) as v1,
    jsonb_array_elements(as_array(v1.xdo->'participants')) with ordinality as item (value, position);

-- transaction_financials: a sale's money, one row a transaction
insert into mvpw5_677 (
    id, transaction_id,
    price, list_price,
    original_price, gci,
    commission_percent, commission_flat,
    seller_commission_percent, buyer_commission_percent,
    agent_split_percent, agent_net,
    brokerage_split, cap_contribution,
    transaction_fee, risk_fee,
    referral_fee, referral_percent,
    team_split, mentor_fee,
    bonus, deduction,
    concessions,
    earnest_money, earnest_money_due_on,
    deposit_received,
    escrow_fee, title_fee,
    home_warranty_amount, revenue_share_paid,
    paid_at, payment_status, payment_reference,
    tax_withheld, invoice_number
)
select
    id, id,
    as_number(xdo->>'price', 0), as_number(xdo->>'list_price', 0),
    as_number(xdo->>'original_price', 0), as_number(xdo->>'gci', 0),
    as_number(xdo->>'commission_percent', 0), as_number(xdo->>'commission_flat', 0),
    as_number(xdo->>'seller_commission_percent', 0), as_number(xdo->>'buyer_commission_percent', 0),
    as_number(xdo->>'agent_split_percent', 0), as_number(xdo->>'agent_net', 0),
    as_number(xdo->>'brokerage_split', 0), as_number(xdo->>'cap_contribution', 0),
    as_number(xdo->>'transaction_fee', 0), as_number(xdo->>'risk_fee', 0),
    as_number(xdo->>'referral_fee', 0), as_number(xdo->>'referral_percent', 0),
    as_number(xdo->>'team_split', 0), as_number(xdo->>'mentor_fee', 0),
    as_number(xdo->>'bonus', 0), as_number(xdo->>'deduction', 0),
    as_number(xdo->>'concessions', 0),
    as_number(xdo->>'earnest_money', 0), as_date(xdo->>'earnest_money_due_on'),
    as_boolean(xdo->>'deposit_received'),
    as_number(xdo->>'escrow_fee', 0), as_number(xdo->>'title_fee', 0),
    as_number(xdo->>'home_warranty_amount', 0), as_number(xdo->>'revenue_share_paid', 0),
    as_moment(xdo->>'paid_at'), xdo->>'payment_status', xdo->>'payment_reference',
    as_number(xdo->>'tax_withheld', 0), xdo->>'invoice_number'
from (select id, xdo || '{}' as xdo from mvpw1_34 offset 0) as v1;

-- transaction_history: changes of status, by position
insert into mvpw5_678 (
    id, transaction_id, position,
    changed_at, from_status, to_status,
    actor_user_id, note
)
select
    row_number() over (order by v1.id, item.position), v1.id, item.position,
    as_moment(item.value->>'at'), item.value->>'from_status', item.value->>'to_status',
    as_integer(item.value->>'actor_user_id'), item.value->>'note'
from (select id, xdo || '{}' as xdo from mvpw1_34 offset 0) as v1,
    jsonb_array_elements(as_array(v1.xdo->'history')) with ordinality as item (value, position);

-- transaction_tags: one row a tag
insert into mvpw5_679 (
    id, transaction_id, tag
)
select
    row_number() over (order by v1.id, item.position), v1.id, item.value
from (select id, xdo || '{}' as xdo from mvpw1_34 offset 0) as v1,
    jsonb_array_elements_text(as_array(v1.xdo->'tags')) with ordinality as item (value, position);
