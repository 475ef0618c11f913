-- Expenses: what agents spend, and what is billed to them.

truncate mvpw5_795, mvpw5_796, mvpw5_797, mvpw5_798, mvpw5_799, mvpw5_800, mvpw5_801, mvpw5_802,
    mvpw5_803, mvpw5_804, mvpw5_805, mvpw5_806;

-- expenses: money spent
insert into mvpw5_795 (
    id, user_id, agent_id, category,
    vendor, amount, spent_on,
    is_deductible, is_reimbursed, receipt_url,
    note, created_at, updated_at
)
select
    id, as_integer(xdo->>'user_id'), as_integer(xdo->>'agent_id'), xdo->>'category',
    xdo->>'vendor', as_number(xdo->>'amount', 0), as_date(xdo->>'spent_on'),
    as_boolean(xdo->>'is_deductible'), as_boolean(xdo->>'is_reimbursed'), xdo->>'receipt_url',
    xdo->>'note', as_moment(xdo->>'created_at'), as_moment(xdo->>'updated_at')
from mvpw1_148;

-- expense_categories: kinds of spending
insert into mvpw5_796 (
    id, headline, position, is_deductible,
    tax_code, color
)
select
    id, xdo->>'headline', as_integer(xdo->>'position', 0), as_boolean(xdo->>'is_deductible'),
    xdo->>'tax_code', xdo->>'color'
from mvpw1_149;

-- mileage_logs: ways driven, in tenths of a mile as an odometer shows them
insert into mvpw5_797 (
    id, user_id, driven_on, miles,
    rate, from_place, to_place, purpose,
    transaction_id
)
select
    id, as_integer(xdo->>'user_id'), as_date(xdo->>'driven_on'), round(as_number(xdo->>'miles', 0), 1),
    as_number(xdo->>'rate', 0), xdo->>'from_place', xdo->>'to_place', xdo->>'purpose',
    as_integer(xdo->>'transaction_id')
from mvpw1_151;

-- vendors: who is paid
insert into mvpw5_798 (
    id, company, contact_name, email,
    phone, city, state, category,
    is_preferred, created_at,
    updated_at
)
select
    id, xdo->>'company', xdo->>'contact_name', xdo->>'email',
    xdo->>'phone', xdo->>'city', xdo->>'state', xdo->>'category',
    as_boolean(xdo->>'is_preferred'), as_moment(xdo->>'created_at'),
    as_moment(xdo->>'updated_at')
from mvpw1_152;

-- vendor_payment_details: how a vendor is paid, one row a vendor
insert into mvpw5_799 (
    id, vendor_id, account_token, payment_terms,
    payment_method
)
select
    id, id, xdo->>'account_token', xdo->>'payment_terms',
    xdo->>'payment_method'
from mvpw1_152;

-- vendor_invoices: what vendors want
insert into mvpw5_800 (
    id, vendor_id, team_id, invoice_number,
    amount, tax_amount, issued_on,
    due_on, paid_on, status
)
select
    id, as_integer(xdo->>'vendor_id'), as_integer(xdo->>'team_id'), xdo->>'invoice_number',
    as_number(xdo->>'amount', 0), as_number(xdo->>'tax_amount', 0), as_date(xdo->>'issued_on'),
    as_date(xdo->>'due_on'), as_date(xdo->>'paid_on'), xdo->>'status'
from mvpw1_153;

-- invoices: what agents are billed
insert into mvpw5_801 (
    id, agent_id, invoice_number, kind,
    amount, tax_amount, issued_on,
    due_on, paid_on, status, pdf_url
)
select
    id, as_integer(xdo->>'agent_id'), xdo->>'invoice_number', xdo->>'kind',
    as_number(xdo->>'amount', 0), as_number(xdo->>'tax_amount', 0), as_date(xdo->>'issued_on'),
    as_date(xdo->>'due_on'), as_date(xdo->>'paid_on'), xdo->>'status', xdo->>'pdf_url'
from mvpw1_154;

-- invoice_items: its lines
insert into mvpw5_802 (
    id, invoice_id, position, description,
    quantity, unit_price,
    amount
)
select
    id, as_integer(xdo->>'invoice_id'), as_integer(xdo->>'position', 0), xdo->>'description',
    as_integer(xdo->>'quantity', 0), as_number(xdo->>'unit_price', 0),
    as_number(xdo->>'amount', 0)
from mvpw1_155;

-- payment_methods: how a user pays
insert into mvpw5_803 (
    id, user_id, brand, last4,
    expires_month, expires_year,
    is_default, status, created_at
)
select
    id, as_integer(xdo->>'user_id'), xdo->>'brand', xdo->>'last4',
    as_integer(xdo->>'expires_month', 0), as_integer(xdo->>'expires_year', 0),
    as_boolean(xdo->>'is_default'), xdo->>'status', as_moment(xdo->>'created_at')
from mvpw1_156;

-- payouts: what was sent to agents
insert into mvpw5_804 (
    id, agent_id, amount, currency,
    method, status, initiated_at,
    settled_at, reference, error
)
select
    id, as_integer(xdo->>'agent_id'), as_number(xdo->>'amount', 0), xdo->>'currency',
    xdo->>'method', xdo->>'status', as_moment(xdo->>'initiated_at'),
    as_moment(xdo->>'settled_at'), xdo->>'reference', xdo->>'error'
from mvpw1_157;

-- fee_schedules: what things cost
insert into mvpw5_805 (
    id, headline, kind, amount,
    percent, starts_on, ends_on,
    is_active, office_id
)
select
    id, xdo->>'headline', xdo->>'kind', as_number(xdo->>'amount', 0),
    as_number(xdo->>'percent', 0), as_date(xdo->>'starts_on'), as_date(xdo->>'ends_on'),
    as_boolean(xdo->>'is_active'), as_integer(xdo->>'office_id')
from mvpw1_158;

-- tax_forms: forms of a year
insert into mvpw5_806 (
    id, agent_id, form_type, year,
    total_amount, is_delivered,
    delivered_at, pdf_url, status
)
select
    id, as_integer(xdo->>'agent_id'), xdo->>'form_type', as_integer(xdo->>'year', 0),
    as_number(xdo->>'total_amount', 0), as_boolean(xdo->>'is_delivered'),
    as_moment(xdo->>'delivered_at'), xdo->>'pdf_url', xdo->>'status'
from mvpw1_159;
