-- V2: typed tables. A table is called mvpw5_<its id>; its name in words stands above it.
-- Every table has its own key `id`. No foreign key is declared: the platform does not know them.
-- Money is numeric(14,2), a rate or percentage numeric(9,4), a moment timestamptz.


-- Users ---------------------------------------------------------------------------------------------------

-- user: who may sign in; the archived stand here too, with status 'archived'
create table mvpw5_664 (
    id                  integer primary key,
    email               text,
    first_name          text,
    last_name           text,
    cell_phone          text,
    avatar              text,
    active              boolean,
    agent_id            integer,
    team_id             integer,
    created_at          timestamptz,
    updated_at          timestamptz,
    last_login_at       timestamptz,
    display_name        text,
    title               text,
    bio                 text,
    license_number      text,
    license_state       text,
    license_expires_on  date,
    home_phone          text,
    birthday            date,
    gender              text,
    street              text,
    city                text,
    state               text,
    postal_code         text,
    country             text,
    timezone            text,
    locale              text,
    website             text,
    facebook_url        text,
    instagram_url       text,
    linkedin_url        text,
    status              text,
    rezen_user_id       text,
    fub_user_id         integer,
    skyslope_user_id    text,
    title_company_id    integer,
    is_demo             boolean,
    data_source         text,
    referral_code       text,
    referred_by_user_id integer,
    deleted_at          timestamptz,
    migrated_at         timestamptz
);

-- user_credentials: secrets, one row a user
create table mvpw5_665 (
    id                        integer primary key,
    user_id                   integer,
    password                  text,
    api_key                   text,
    google_sub                text,
    apple_sub                 text,
    facebook_sub              text,
    magic_link_token          text,
    magic_link_expires_at     timestamptz,
    password_reset_token      text,
    password_reset_expires_at timestamptz,
    two_factor_enabled        boolean,
    two_factor_secret         text,
    failed_login_count        integer,
    locked_until              timestamptz,
    password_changed_at       timestamptz,
    fub_api_key               text,
    rezen_api_key             text,
    skyslope_access_key       text,
    email_verified            boolean
);

-- user_subscriptions: what a user pays, one row a user
create table mvpw5_666 (
    id                      integer primary key,
    user_id                 integer,
    stripe_customer_id      text,
    subscription_type       text,
    stripe_subscription_id  text,
    subscription_status     text,
    subscription_started_at timestamptz,
    subscription_ends_at    timestamptz,
    trial_ends_at           timestamptz,
    subscription_price      numeric(14,2),
    subscription_interval   text,
    seats                   integer,
    coupon_code             text,
    last_invoice_at         timestamptz,
    last_invoice_amount     numeric(14,2),
    cancel_at_period_end    boolean,
    payment_method_last4    text
);

-- user_settings: switches and goals, one row a user
create table mvpw5_667 (
    id                  integer primary key,
    user_id             integer,
    privacy_mode        boolean,
    daily_dash_daily    boolean,
    daily_dash_weekly   boolean,
    email_notifications boolean,
    sms_notifications   boolean,
    push_notifications  boolean,
    hide_income         boolean,
    hide_network        boolean,
    share_listings      boolean,
    lead_alerts         boolean,
    auto_sync_fub       boolean,
    auto_sync_rezen     boolean,
    auto_sync_skyslope  boolean,
    goal_year           integer,
    goal_gci            numeric(14,2),
    goal_transactions   integer,
    goal_network_growth integer,
    fiscal_year_start   integer
);

-- user_roles: what a user may do, one row a user
create table mvpw5_668 (
    id            integer primary key,
    user_id       integer,
    is_team_owner boolean,
    is_leader     boolean,
    is_director   boolean,
    is_mentor     boolean,
    is_admin      boolean,
    is_support    boolean,
    is_investor   boolean,
    permissions   text[],
    role_label    text
);

-- user_preferences: how the pages look to a user, one row a user
create table mvpw5_711 (
    id               integer primary key,
    user_id          integer,
    theme            text,
    dashboard_layout jsonb,
    default_page     text,
    table_density    text,
    saved_filters    jsonb,
    pinned_pages     text[],
    week_starts_on   integer
);

-- user_onboarding: only of users whose onboarding has begun
create table mvpw5_929 (
    id                      integer primary key,
    user_id                 integer,
    onboarding_step         integer,
    onboarding_status       text,
    onboarding_started_at   timestamptz,
    onboarding_completed_at timestamptz
);


-- Agents --------------------------------------------------------------------------------------------------

-- agent: who sells: person, licence, office, totals
create table mvpw5_670 (
    id                      integer primary key,
    user_id                 integer,
    team_id                 integer,
    first_name              text,
    last_name               text,
    email                   text,
    phone                   text,
    status                  text,
    joined_at               timestamptz,
    terminated_at           timestamptz,
    termination_reason      text,
    anniversary_on          date,
    license_number          text,
    license_state           text,
    license_expires_on      date,
    brokerage               text,
    office                  text,
    office_state            text,
    mls_ids                 text[],
    nrds_id                 text,
    languages               text[],
    specialties             text[],
    photo_url               text,
    bio                     text,
    website                 text,
    created_at              timestamptz,
    updated_at              timestamptz,
    birthday                date,
    gender                  text,
    street                  text,
    city                    text,
    state                   text,
    postal_code             text,
    country                 text,
    emergency_contact_name  text,
    emergency_contact_phone text,
    years_experience        integer,
    previous_brokerage      text,
    referral_source         text,
    recruiter_id            integer,
    mentor_agent_id         integer,
    is_mentor               boolean,
    is_team_leader          boolean,
    is_elite                boolean,
    is_luxury               boolean,
    is_commercial           boolean,
    accepts_referrals       boolean,
    fub_user_id             integer,
    skyslope_agent_id       text,
    title_agent_code        text,
    tags                    text[],
    notes                   text,
    onboarding_completed    boolean,
    background_check_passed boolean,
    w9_received             boolean,
    direct_deposit          boolean,
    tax_form_type           text,
    business_name           text,
    business_entity_type    text,
    website_clicks          integer,
    rating                  double precision,
    review_count            integer,
    last_active_at          timestamptz,
    timezone                text,
    market_country          text,
    fub_stage               text,
    lead_capacity           integer,
    preferred_title_company text,
    default_split           numeric(9,4),
    commission_notes        text,
    pre_cap_split           numeric(9,4),
    post_cap_split          numeric(9,4),
    lifetime_volume         numeric(14,2),
    lifetime_gci            numeric(14,2),
    lifetime_transactions   integer,
    ytd_volume              numeric(14,2),
    ytd_gci                 numeric(14,2),
    ytd_transactions        integer,
    last_closing_on         date,
    rank_in_office          integer,
    rank_in_state           integer,
    sponsor_agent_id        integer,
    sponsor_tier            integer,
    downline_count          integer,
    frontline_count         integer,
    revenue_share_total     numeric(14,2),
    revenue_share_ytd       numeric(14,2),
    revenue_share_tier      integer
);

-- agent_cap_data: the yearly cap on what the brokerage keeps, one row an agent
create table mvpw5_671 (
    id                  integer primary key,
    agent_id            integer,
    cap_amount          numeric(14,2),
    cap_paid            numeric(14,2),
    cap_remaining       numeric(14,2),
    cap_percent         numeric(9,4),
    cap_anniversary_on  date,
    cap_cycle_start_on  date,
    cap_cycle_end_on    date,
    cap_is_met          boolean,
    cap_met_at          timestamptz,
    cap_type            text,
    cap_team_share      numeric(9,4),
    cap_transaction_fee numeric(14,2),
    cap_risk_fee        numeric(14,2),
    cap_elite_fee_paid  numeric(14,2),
    cap_waived          boolean,
    cap_waiver_reason   text,
    cap_last_synced_at  timestamptz
);

-- agent_commission: commission plans, any number an agent
create table mvpw5_672 (
    id            integer primary key,
    agent_id      integer,
    plan          text,
    split_percent numeric(9,4),
    effective_on  date,
    ends_on       date,
    flat_fee      numeric(14,2),
    is_default    boolean,
    note          text
);

-- agent_performance: a year's figures, any number an agent
create table mvpw5_673 (
    id                     integer primary key,
    agent_id               integer,
    year                   integer,
    transactions           integer,
    volume                 numeric(14,2),
    gci                    numeric(14,2),
    listings               integer,
    average_days_on_market numeric(9,4),
    closed_sides           integer
);

-- agent_hierarchy: the sponsors above an agent, one row a level
create table mvpw5_674 (
    id               integer primary key,
    agent_id         integer,
    level            integer,
    sponsor_agent_id integer,
    since_on         date,
    is_active        boolean,
    line             text
);

-- agent_rezen: only of agents known to reZEN
create table mvpw5_930 (
    id                    integer primary key,
    agent_id              integer,
    rezen_agent_id        text,
    rezen_status          text,
    rezen_account_country text,
    rezen_joined_at       timestamptz,
    rezen_synced_at       timestamptz,
    rezen_office_id       text,
    rezen_office_name     text,
    rezen_cap_type        text,
    rezen_team_id         text,
    rezen_team_role       text,
    rezen_sponsor_id      text,
    rezen_sponsor_name    text,
    rezen_split_type      text,
    rezen_is_ica_signed   boolean,
    rezen_ica_signed_at   timestamptz,
    rezen_balance         numeric(14,2),
    rezen_fees_owed       numeric(14,2),
    rezen_payment_hold    boolean,
    rezen_profile_url     text,
    rezen_raw             jsonb,
    rezen_error           text,
    rezen_retry_count     integer
);


-- Transactions --------------------------------------------------------------------------------------------

-- transaction: a sale: parties, dates, property, compliance
create table mvpw5_675 (
    id                         integer primary key,
    transaction_code           text,
    transaction_owner_agent_id integer,
    user_id                    integer,
    team_id                    integer,
    listing_id                 integer,
    status                     text,
    stage                      text,
    transaction_type           text,
    side                       text,
    property_type              text,
    street                     text,
    city                       text,
    state                      text,
    postal_code                text,
    country                    text,
    mls_number                 text,
    listed_on                  date,
    contract_on                date,
    closing_date               date,
    estimated_closing_on       date,
    created_at                 timestamptz,
    updated_at                 timestamptz,
    cancelled_at               timestamptz,
    cancel_reason              text,
    closed_at                  timestamptz,
    year_built                 integer,
    square_feet                numeric(14,2),
    bedrooms                   integer,
    bathrooms                  numeric(14,2),
    lot_acres                  numeric(14,2),
    lead_source                text,
    lead_id                    integer,
    referral_agent_id          integer,
    referral_company           text,
    buyer_name                 text,
    seller_name                text,
    lender_name                text,
    title_company              text,
    escrow_company             text,
    escrow_number              text,
    inspection_on              date,
    appraisal_on               date,
    financing_on               date,
    possession_on              date,
    contingencies              text[],
    is_dual_agency             boolean,
    is_office_exclusive        boolean,
    is_new_construction        boolean,
    is_short_sale              boolean,
    is_foreclosure             boolean,
    is_cash                    boolean,
    is_1031_exchange           boolean,
    is_relocation              boolean,
    has_home_warranty          boolean,
    compliance_status          text,
    compliance_reviewed_at     timestamptz,
    compliance_reviewer_id     integer,
    documents_count            integer,
    documents_complete         boolean,
    checklist_percent          numeric(9,4),
    notes                      text,
    rezen_transaction_id       text,
    rezen_status               text,
    rezen_synced_at            timestamptz,
    skyslope_file_id           text,
    skyslope_status            text,
    skyslope_synced_at         timestamptz,
    fub_deal_id                integer,
    fub_person_id              integer,
    title_order_number         text,
    currency                   text,
    market_country             text,
    days_on_market             integer,
    days_to_close              integer,
    office                     text,
    office_state               text,
    custom_fields              jsonb,
    offer_count                integer,
    showing_count              integer
);

-- transaction_participants: who took part as the transaction itself lists them, by position
create table mvpw5_676 (
    id             integer primary key,
    transaction_id integer,
    position       integer,
    role           text,
    name           text,
    email          text,
    phone          text,
    share_percent  numeric(9,4),
    is_primary     boolean,
    agent_id       integer
);

-- transaction_financials: a sale's money, one row a transaction
create table mvpw5_677 (
    id                        integer primary key,
    transaction_id            integer,
    price                     numeric(14,2),
    list_price                numeric(14,2),
    original_price            numeric(14,2),
    gci                       numeric(14,2),
    commission_percent        numeric(9,4),
    commission_flat           numeric(14,2),
    seller_commission_percent numeric(9,4),
    buyer_commission_percent  numeric(9,4),
    agent_split_percent       numeric(9,4),
    agent_net                 numeric(14,2),
    brokerage_split           numeric(14,2),
    cap_contribution          numeric(14,2),
    transaction_fee           numeric(14,2),
    risk_fee                  numeric(14,2),
    referral_fee              numeric(14,2),
    referral_percent          numeric(9,4),
    team_split                numeric(14,2),
    mentor_fee                numeric(14,2),
    bonus                     numeric(14,2),
    deduction                 numeric(14,2),
    concessions               numeric(14,2),
    earnest_money             numeric(14,2),
    earnest_money_due_on      date,
    deposit_received          boolean,
    escrow_fee                numeric(14,2),
    title_fee                 numeric(14,2),
    home_warranty_amount      numeric(14,2),
    revenue_share_paid        numeric(14,2),
    paid_at                   timestamptz,
    payment_status            text,
    payment_reference         text,
    tax_withheld              numeric(14,2),
    invoice_number            text
);

-- transaction_history: changes of status, by position
create table mvpw5_678 (
    id             integer primary key,
    transaction_id integer,
    position       integer,
    changed_at     timestamptz,
    from_status    text,
    to_status      text,
    actor_user_id  integer,
    note           text
);

-- transaction_tags: one row a tag
create table mvpw5_679 (
    id             integer primary key,
    transaction_id integer,
    tag            text
);


-- Participants --------------------------------------------------------------------------------------------

-- participant: who took part, synced from outside
create table mvpw5_696 (
    id                   integer primary key,
    transaction_id       integer,
    agent_id             integer,
    user_id              integer,
    role                 text,
    first_name           text,
    last_name            text,
    email                text,
    phone                text,
    company              text,
    side                 text,
    is_primary           boolean,
    is_internal          boolean,
    share_percent        numeric(9,4),
    gross_amount         numeric(14,2),
    created_at           timestamptz,
    updated_at           timestamptz,
    external_id          text,
    rezen_participant_id text,
    skyslope_contact_id  text,
    payout_status        text,
    notes                text,
    state                text
);

-- participant_paid: only of participants who were paid
create table mvpw5_697 (
    id             integer primary key,
    participant_id integer,
    paid_amount    numeric(14,2),
    paid_at        timestamptz,
    paid_method    text,
    paid_reference text,
    tax_withheld   numeric(14,2)
);


-- Network -------------------------------------------------------------------------------------------------

-- network_hierarchy: one row a place in an agent's network: who, below whom, in which tier
create table mvpw5_684 (
    id                integer primary key,
    agent_id          integer,
    member_agent_id   integer,
    sponsor_agent_id  integer,
    parent_network_id integer,
    tier              integer,
    level             integer,
    line              text,
    path              text[],
    status            text,
    joined_at         timestamptz,
    left_at           timestamptz,
    is_frontline      boolean,
    rezen_network_id  text,
    rezen_synced_at   timestamptz,
    created_at        timestamptz,
    updated_at        timestamptz
);

-- network_member: the person in that place, one row a place
create table mvpw5_698 (
    id                      integer primary key,
    network_id              integer,
    first_name              text,
    last_name               text,
    email                   text,
    phone                   text,
    city                    text,
    state                   text,
    country                 text,
    office                  text,
    photo_url               text,
    is_active               boolean,
    is_producing            boolean,
    is_capped               boolean,
    is_qualified            boolean,
    direct_count            integer,
    downline_count          integer,
    active_downline_count   integer,
    new_last_30_days        integer,
    transactions_ytd        integer,
    volume_ytd              numeric(14,2),
    gci_ytd                 numeric(14,2),
    revenue_share_ytd       numeric(14,2),
    revenue_share_total     numeric(14,2),
    revenue_share_potential numeric(14,2),
    revenue_share_percent   numeric(9,4),
    cap_percent             numeric(9,4),
    last_closing_on         date,
    anniversary_on          date,
    last_contact_at         timestamptz,
    next_follow_up_at       timestamptz
);

-- network_user_prefs: how a user marks a place; only where somebody did
create table mvpw5_690 (
    id          integer primary key,
    network_id  integer,
    user_id     integer,
    pinned      boolean,
    hidden      boolean,
    nickname    text,
    note        text,
    color       text,
    reminder_on date,
    labels      text[]
);


-- Teams ---------------------------------------------------------------------------------------------------

-- team: a team and its owner
create table mvpw5_680 (
    id             integer primary key,
    name           text,
    owner_user_id  integer,
    owner_agent_id integer,
    status         text,
    state          text,
    city           text,
    office         text,
    founded_on     date,
    member_count   integer,
    split_percent  numeric(9,4),
    cap_amount     numeric(14,2),
    brand_color    text,
    logo_url       text,
    website        text,
    created_at     timestamptz,
    updated_at     timestamptz,
    is_demo        boolean,
    rezen_team_id  text,
    notes          text
);

-- team_members: who belongs to it
create table mvpw5_681 (
    id            integer primary key,
    team_id       integer,
    user_id       integer,
    agent_id      integer,
    role          text,
    joined_on     date,
    left_on       date,
    is_active     boolean,
    split_percent numeric(9,4),
    created_at    timestamptz
);

-- team_settings: one row a team
create table mvpw5_682 (
    id                integer primary key,
    team_id           integer,
    allow_sharing     boolean,
    show_leaderboard  boolean,
    goal_gci          numeric(14,2),
    goal_transactions integer,
    lead_routing      text,
    notify_owner      boolean,
    created_at        timestamptz
);

-- team_director_assignments: directors, by state
create table mvpw5_683 (
    id               integer primary key,
    team_id          integer,
    director_user_id integer,
    state            text,
    assigned_on      date,
    is_active        boolean
);


-- Listings ------------------------------------------------------------------------------------------------

-- listing: a property for sale
create table mvpw5_685 (
    id                  integer primary key,
    agent_id            integer,
    team_id             integer,
    transaction_id      integer,
    mls_number          text,
    status              text,
    stage               text,
    property_type       text,
    street              text,
    city                text,
    state               text,
    postal_code         text,
    country             text,
    list_price          numeric(14,2),
    original_price      numeric(14,2),
    sold_price          numeric(14,2),
    bedrooms            integer,
    bathrooms           numeric(14,2),
    square_feet         numeric(14,2),
    lot_acres           numeric(14,2),
    year_built          integer,
    listed_on           date,
    expires_on          date,
    sold_on             date,
    days_on_market      integer,
    photos_count        integer,
    views               integer,
    showings            integer,
    is_featured         boolean,
    description         text,
    latitude            double precision,
    longitude           double precision,
    created_at          timestamptz,
    updated_at          timestamptz,
    skyslope_listing_id text,
    rezen_listing_id    text
);

-- listing_history: changes of price and stage
create table mvpw5_686 (
    id            integer primary key,
    listing_id    integer,
    changed_at    timestamptz,
    event         text,
    old_price     numeric(14,2),
    new_price     numeric(14,2),
    old_stage     text,
    new_stage     text,
    actor_user_id integer
);

-- listing_photos: pictures, by position
create table mvpw5_687 (
    id         integer primary key,
    listing_id integer,
    url        text,
    caption    text,
    position   integer,
    width      integer,
    height     integer,
    is_cover   boolean,
    created_at timestamptz
);


-- Money ---------------------------------------------------------------------------------------------------

-- income: what an agent received for a transaction
create table mvpw5_688 (
    id             integer primary key,
    transaction_id integer,
    agent_id       integer,
    user_id        integer,
    kind           text,
    amount         numeric(14,2),
    paid_on        date,
    year           integer,
    month          integer,
    status         text,
    reference      text,
    cap_applied    numeric(14,2),
    note           text,
    created_at     timestamptz
);

-- contribution: what an agent brought to a sponsor
create table mvpw5_689 (
    id             integer primary key,
    agent_id       integer,
    from_agent_id  integer,
    transaction_id integer,
    amount         numeric(14,2),
    kind           text,
    tier           integer,
    contributed_at timestamptz
);


-- Leads ---------------------------------------------------------------------------------------------------

-- lead: somebody who may buy or sell
create table mvpw5_691 (
    id                       integer primary key,
    agent_id                 integer,
    team_id                  integer,
    user_id                  integer,
    first_name               text,
    last_name                text,
    email                    text,
    phone                    text,
    stage_id                 integer,
    source                   text,
    status                   text,
    price_min                numeric(14,2),
    price_max                numeric(14,2),
    city                     text,
    state                    text,
    created_at               timestamptz,
    updated_at               timestamptz,
    last_contact_at          timestamptz,
    converted_transaction_id integer,
    converted_at             timestamptz,
    score                    integer,
    tags                     text[],
    is_hot                   boolean,
    fub_person_id            integer,
    notes                    text
);

-- lead_stages: the stages of the pipeline
create table mvpw5_692 (
    id          integer primary key,
    name        text,
    position    integer,
    probability numeric(9,4),
    is_closed   boolean,
    color       text
);

-- lead_activities: what was done about a lead
create table mvpw5_693 (
    id          integer primary key,
    lead_id     integer,
    happened_at timestamptz,
    kind        text,
    user_id     integer,
    note        text,
    outcome     text
);


-- Follow Up Boss ------------------------------------------------------------------------------------------

-- fub_people: Follow Up Boss: contacts
create table mvpw5_701 (
    id         integer primary key,
    fub_id     integer,
    agent_id   integer,
    name       text,
    email      text,
    stage      text,
    source     text,
    created_at timestamptz,
    raw        jsonb
);

-- fub_calls: Follow Up Boss: calls
create table mvpw5_702 (
    id               integer primary key,
    fub_id           integer,
    person_id        integer,
    agent_id         integer,
    called_at        timestamptz,
    duration_seconds integer,
    is_incoming      boolean,
    outcome          text,
    note             text
);

-- fub_events: Follow Up Boss: events
create table mvpw5_703 (
    id          integer primary key,
    fub_id      integer,
    person_id   integer,
    kind        text,
    source      text,
    happened_at timestamptz,
    raw         jsonb
);

-- fub_appointments: Follow Up Boss: appointments
create table mvpw5_704 (
    id        integer primary key,
    fub_id    integer,
    person_id integer,
    agent_id  integer,
    starts_at timestamptz,
    ends_at   timestamptz,
    title     text,
    outcome   text
);

-- fub_text_messages: Follow Up Boss: messages
create table mvpw5_705 (
    id          integer primary key,
    fub_id      integer,
    person_id   integer,
    agent_id    integer,
    sent_at     timestamptz,
    is_incoming boolean,
    body        text
);

-- fub_onboarding_jobs: first loads of a user's contacts
create table mvpw5_706 (
    id          integer primary key,
    user_id     integer,
    status      text,
    started_at  timestamptz,
    finished_at timestamptz,
    attempts    integer,
    error       text,
    created_at  timestamptz
);

-- fub_sync_jobs: later loads
create table mvpw5_707 (
    id          integer primary key,
    user_id     integer,
    kind        text,
    status      text,
    started_at  timestamptz,
    finished_at timestamptz,
    records     integer,
    error       text,
    created_at  timestamptz
);


-- Staging -------------------------------------------------------------------------------------------------

-- skyslope_listings: as SkySlope sent them
create table mvpw5_708 (
    id          integer primary key,
    skyslope_id text,
    listing_id  integer,
    status      text,
    raw         jsonb,
    synced_at   timestamptz
);

-- skyslope_transactions: as SkySlope sent them
create table mvpw5_709 (
    id             integer primary key,
    skyslope_id    text,
    transaction_id integer,
    status         text,
    raw            jsonb,
    synced_at      timestamptz
);

-- rezen_transactions: as reZEN sent them
create table mvpw5_712 (
    id             integer primary key,
    rezen_id       text,
    transaction_id integer,
    status         text,
    raw            jsonb,
    synced_at      timestamptz
);

-- rezen_listings: as reZEN sent them
create table mvpw5_713 (
    id         integer primary key,
    rezen_id   text,
    listing_id integer,
    status     text,
    raw        jsonb,
    synced_at  timestamptz
);


-- Records -------------------------------------------------------------------------------------------------

-- audit_logs: who changed what
create table mvpw5_721 (
    id            integer primary key,
    occurred_at   timestamptz,
    actor_user_id integer,
    actor_email   text,
    action        text,
    table_name    text,
    record_id     integer,
    old_values    jsonb,
    new_values    jsonb,
    ip_address    text,
    user_agent    text,
    request_id    text,
    severity      text
);

-- customer_metadata: free attributes of customers
create table mvpw5_722 (
    id          integer primary key,
    customer_id integer,
    name        text,
    value_text  text,
    value_type  text,
    attributes  jsonb,
    created_at  timestamptz
);

-- transaction_logs: events around a transaction
create table mvpw5_723 (
    id             integer primary key,
    transaction_id integer,
    logged_at      timestamptz,
    event          text,
    payload        jsonb,
    user_id        integer
);
