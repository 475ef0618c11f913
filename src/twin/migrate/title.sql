-- Title: orders, closings and wires at the title company.

truncate mvpw5_846, mvpw5_847, mvpw5_848, mvpw5_849, mvpw5_850;

-- title_companies: who insures a title
insert into mvpw5_846 (
    id, company, city, state,
    phone, email, is_preferred, region
)
select
    id, xdo->>'company', xdo->>'city', xdo->>'state',
    xdo->>'phone', xdo->>'email', as_boolean(xdo->>'is_preferred'), xdo->>'region'
from mvpw1_207;

-- title_orders: an order
insert into mvpw5_847 (
    id, transaction_id, title_company_id,
    order_number, status, ordered_on,
    cleared_on, fee_amount,
    premium_amount, escrow_officer
)
select
    id, as_integer(xdo->>'transaction_id'), as_integer(xdo->>'title_company_id'),
    xdo->>'order_number', xdo->>'status', as_date(xdo->>'ordered_on'),
    as_date(xdo->>'cleared_on'), as_number(xdo->>'fee_amount', 0),
    as_number(xdo->>'premium_amount', 0), xdo->>'escrow_officer'
from mvpw1_208;

-- title_documents: its papers
insert into mvpw5_848 (
    id, title_order_id, category, url,
    received_on, is_final
)
select
    id, as_integer(xdo->>'title_order_id'), xdo->>'category', xdo->>'url',
    as_date(xdo->>'received_on'), as_boolean(xdo->>'is_final')
from mvpw1_209;

-- closing_appointments: when it is signed
insert into mvpw5_849 (
    id, transaction_id, title_order_id,
    starts_at, place, notary_name, status,
    is_remote
)
select
    id, as_integer(xdo->>'transaction_id'), as_integer(xdo->>'title_order_id'),
    as_moment(xdo->>'starts_at'), xdo->>'place', xdo->>'notary_name', xdo->>'status',
    as_boolean(xdo->>'is_remote')
from mvpw1_210;

-- wire_instructions: where money goes
insert into mvpw5_850 (
    id, title_order_id, bank_name, account_last4,
    is_verified, verified_at,
    verified_by_user_id
)
select
    id, as_integer(xdo->>'title_order_id'), xdo->>'bank_name', xdo->>'account_last4',
    as_boolean(xdo->>'is_verified'), as_moment(xdo->>'verified_at'),
    as_integer(xdo->>'verified_by_user_id')
from mvpw1_211;
