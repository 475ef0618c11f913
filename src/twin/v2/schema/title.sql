-- Title: orders, closings and wires at the title company.

-- title_companies: who insures a title
create table mvpw5_846 (
    id           integer primary key,
    company      text,
    city         text,
    state        text,
    phone        text,
    email        text,
    is_preferred boolean,
    region       text
);

-- title_orders: an order
create table mvpw5_847 (
    id               integer primary key,
    transaction_id   integer,
    title_company_id integer,
    order_number     text,
    status           text,
    ordered_on       date,
    cleared_on       date,
    fee_amount       numeric(14,2),
    premium_amount   numeric(14,2),
    escrow_officer   text
);

-- title_documents: its papers
create table mvpw5_848 (
    id             integer primary key,
    title_order_id integer,
    category       text,
    url            text,
    received_on    date,
    is_final       boolean
);

-- closing_appointments: when it is signed
create table mvpw5_849 (
    id             integer primary key,
    transaction_id integer,
    title_order_id integer,
    starts_at      timestamptz,
    place          text,
    notary_name    text,
    status         text,
    is_remote      boolean
);

-- wire_instructions: where money goes
create table mvpw5_850 (
    id                  integer primary key,
    title_order_id      integer,
    bank_name           text,
    account_last4       text,
    is_verified         boolean,
    verified_at         timestamptz,
    verified_by_user_id integer
);
