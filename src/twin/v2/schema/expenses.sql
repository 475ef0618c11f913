-- Expenses: what agents spend, and what is billed to them.

-- expenses: money spent
create table mvpw5_795 (
    id            integer primary key,
    user_id       integer,
    agent_id      integer,
    category      text,
    vendor        text,
    amount        numeric(14,2),
    spent_on      date,
    is_deductible boolean,
    is_reimbursed boolean,
    receipt_url   text,
    note          text,
    created_at    timestamptz,
    updated_at    timestamptz
);

-- expense_categories: kinds of spending
create table mvpw5_796 (
    id            integer primary key,
    headline      text,
    position      integer,
    is_deductible boolean,
    tax_code      text,
    color         text
);

-- mileage_logs: ways driven
create table mvpw5_797 (
    id             integer primary key,
    user_id        integer,
    driven_on      date,
    miles          numeric(14,2),
    rate           numeric(9,4),
    from_place     text,
    to_place       text,
    purpose        text,
    transaction_id integer
);

-- vendors: who is paid
create table mvpw5_798 (
    id           integer primary key,
    company      text,
    contact_name text,
    email        text,
    phone        text,
    city         text,
    state        text,
    category     text,
    is_preferred boolean,
    created_at   timestamptz,
    updated_at   timestamptz
);

-- vendor_payment_details: how a vendor is paid, one row a vendor
create table mvpw5_799 (
    id             integer primary key,
    vendor_id      integer,
    account_token  text,
    payment_terms  text,
    payment_method text
);

-- vendor_invoices: what vendors want
create table mvpw5_800 (
    id             integer primary key,
    vendor_id      integer,
    team_id        integer,
    invoice_number text,
    amount         numeric(14,2),
    tax_amount     numeric(14,2),
    issued_on      date,
    due_on         date,
    paid_on        date,
    status         text
);

-- invoices: what agents are billed
create table mvpw5_801 (
    id             integer primary key,
    agent_id       integer,
    invoice_number text,
    kind           text,
    amount         numeric(14,2),
    tax_amount     numeric(14,2),
    issued_on      date,
    due_on         date,
    paid_on        date,
    status         text,
    pdf_url        text
);

-- invoice_items: its lines
create table mvpw5_802 (
    id          integer primary key,
    invoice_id  integer,
    position    integer,
    description text,
    quantity    integer,
    unit_price  numeric(14,2),
    amount      numeric(14,2)
);

-- payment_methods: how a user pays
create table mvpw5_803 (
    id            integer primary key,
    user_id       integer,
    brand         text,
    last4         text,
    expires_month integer,
    expires_year  integer,
    is_default    boolean,
    status        text,
    created_at    timestamptz
);

-- payouts: what was sent to agents
create table mvpw5_804 (
    id           integer primary key,
    agent_id     integer,
    amount       numeric(14,2),
    currency     text,
    method       text,
    status       text,
    initiated_at timestamptz,
    settled_at   timestamptz,
    reference    text,
    error        text
);

-- fee_schedules: what things cost
create table mvpw5_805 (
    id        integer primary key,
    headline  text,
    kind      text,
    amount    numeric(14,2),
    percent   numeric(9,4),
    starts_on date,
    ends_on   date,
    is_active boolean,
    office_id integer
);

-- tax_forms: forms of a year
create table mvpw5_806 (
    id           integer primary key,
    agent_id     integer,
    form_type    text,
    year         integer,
    total_amount numeric(14,2),
    is_delivered boolean,
    delivered_at timestamptz,
    pdf_url      text,
    status       text
);
