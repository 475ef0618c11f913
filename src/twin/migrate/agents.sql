-- Agents: one V1 document becomes up to three rows; its three arrays become a row an element.

truncate mvpw5_670, mvpw5_671, mvpw5_672, mvpw5_673, mvpw5_674, mvpw5_930;

-- agent: who sells: person, licence, office, totals
insert into mvpw5_670 (
    id,
    user_id, team_id,
    first_name, last_name,
    email, phone,
    status,
    joined_at,
    terminated_at, termination_reason,
    anniversary_on,
    license_number, license_state, license_expires_on,
    brokerage, office, office_state,
    mls_ids, nrds_id,
    languages, specialties,
    photo_url, bio, website,
    created_at, updated_at,
    birthday, gender,
    street, city, state, postal_code,
    country,
    emergency_contact_name, emergency_contact_phone,
    years_experience, previous_brokerage,
    referral_source, recruiter_id,
    mentor_agent_id,
    is_mentor, is_team_leader,
    is_elite,
    is_luxury, is_commercial,
    accepts_referrals,
    fub_user_id, skyslope_agent_id,
    title_agent_code,
    tags, notes,
    onboarding_completed, background_check_passed,
    w9_received, direct_deposit,
    tax_form_type, business_name, business_entity_type,
    website_clicks,
    rating, review_count,
    last_active_at,
    timezone, market_country,
    fub_stage, lead_capacity,
    preferred_title_company,
    default_split, commission_notes,
    pre_cap_split, post_cap_split,
    lifetime_volume, lifetime_gci,
    lifetime_transactions,
    ytd_volume, ytd_gci,
    ytd_transactions,
    last_closing_on,
    rank_in_office, rank_in_state,
    sponsor_agent_id, sponsor_tier,
    downline_count, frontline_count,
    revenue_share_total, revenue_share_ytd,
    revenue_share_tier
)
select
    id,
    as_integer(xdo->>'user_id'), as_integer(xdo->>'team_id'),
    xdo->>'first_name', xdo->>'last_name',
    xdo->>'email', xdo->>'phone',
    xdo->>'status',
    as_moment(xdo->>'joined_at'),
    as_moment(xdo->>'terminated_at'), xdo->>'termination_reason',
    as_date(xdo->>'anniversary_on'),
    xdo->>'license_number', xdo->>'license_state', as_date(xdo->>'license_expires_on'),
    xdo->>'brokerage', xdo->>'office', xdo->>'office_state',
    as_list(xdo->'mls_ids'), xdo->>'nrds_id',
    as_list(xdo->'languages'), as_list(xdo->'specialties'),
    xdo->>'photo_url', xdo->>'bio', xdo->>'website',
    as_moment(xdo->>'created_at'), as_moment(xdo->>'updated_at'),
    as_date(xdo->>'birthday'), xdo->>'gender',
    xdo->'address'->>'street', xdo->'address'->>'city', xdo->'address'->>'state', xdo->'address'->>'zip',
    xdo->'address'->>'country',
    xdo->'emergency_contact'->>'name', xdo->'emergency_contact'->>'phone',
    as_integer(xdo->>'years_experience', 0), xdo->>'previous_brokerage',
    xdo->>'referral_source', as_integer(xdo->>'recruiter_id'),
    as_integer(xdo->>'mentor_agent_id'),
    as_boolean(xdo->>'is_mentor'), as_boolean(xdo->>'is_team_leader'),
    as_boolean(xdo->>'is_elite'),
    as_boolean(xdo->>'is_luxury'), as_boolean(xdo->>'is_commercial'),
    as_boolean(xdo->>'accepts_referrals'),
    as_integer(xdo->>'fub_user_id'), xdo->>'skyslope_agent_id',
    xdo->>'title_agent_code',
    as_list(xdo->'tags'), xdo->>'notes',
    as_boolean(xdo->>'onboarding_completed'), as_boolean(xdo->>'background_check_passed'),
    as_boolean(xdo->>'w9_received'), as_boolean(xdo->>'direct_deposit'),
    xdo->>'tax_form_type', xdo->>'business_name', xdo->>'business_entity_type',
    as_integer(xdo->>'website_clicks', 0),
    as_float(xdo->>'rating'), as_integer(xdo->>'review_count', 0),
    as_moment(xdo->>'last_active_at'),
    xdo->>'timezone', xdo->>'country',
    xdo->>'fub_stage', as_integer(xdo->>'lead_capacity', 0),
    xdo->>'preferred_title_company',
    as_number(xdo->>'default_split', 0), xdo->>'commission_notes',
    as_number(xdo->>'pre_cap_split', 0), as_number(xdo->>'post_cap_split', 0),
    as_number(xdo->>'lifetime_volume', 0), as_number(xdo->>'lifetime_gci', 0),
    as_integer(xdo->>'lifetime_transactions', 0),
    as_number(xdo->>'ytd_volume', 0), as_number(xdo->>'ytd_gci', 0),
    as_integer(xdo->>'ytd_transactions', 0),
    as_date(xdo->>'last_closing_on'),
    as_integer(xdo->>'rank_in_office'), as_integer(xdo->>'rank_in_state'),
    as_integer(xdo->>'sponsor_agent_id'), as_integer(xdo->>'sponsor_tier', 0),
    as_integer(xdo->>'downline_count', 0), as_integer(xdo->>'frontline_count', 0),
    as_number(xdo->>'revenue_share_total', 0), as_number(xdo->>'revenue_share_ytd', 0),
    as_integer(xdo->>'revenue_share_tier', 0)
from (select id, xdo || '{}' as xdo from mvpw1_36 offset 0) as v1;

-- agent_cap_data: the yearly cap on what the brokerage keeps, one row an agent
insert into mvpw5_671 (
    id, agent_id,
    cap_amount, cap_paid,
    cap_remaining, cap_percent,
    cap_anniversary_on,
    cap_cycle_start_on, cap_cycle_end_on,
    cap_is_met, cap_met_at,
    cap_type, cap_team_share,
    cap_transaction_fee, cap_risk_fee,
    cap_elite_fee_paid,
    cap_waived, cap_waiver_reason,
    cap_last_synced_at
)
select
    id, id,
    as_number(xdo->>'cap_amount', 0), as_number(xdo->>'cap_paid', 0),
    as_number(xdo->>'cap_remaining', 0), as_number(xdo->>'cap_percent', 0),
    as_date(xdo->>'cap_anniversary_on'),
    as_date(xdo->>'cap_cycle_start_on'), as_date(xdo->>'cap_cycle_end_on'),
    as_boolean(xdo->>'cap_is_met'), as_moment(xdo->>'cap_met_at'),
    xdo->>'cap_type', as_number(xdo->>'cap_team_share', 0),
    as_number(xdo->>'cap_transaction_fee', 0), as_number(xdo->>'cap_risk_fee', 0),
    as_number(xdo->>'cap_elite_fee_paid', 0),
    as_boolean(xdo->>'cap_waived'), xdo->>'cap_waiver_reason',
    as_moment(xdo->>'cap_last_synced_at')
from (select id, xdo || '{}' as xdo from mvpw1_36 offset 0) as v1;

-- agent_commission: commission plans, any number an agent
insert into mvpw5_672 (
    id, agent_id,
    plan, split_percent,
    effective_on, ends_on,
    flat_fee, is_default, note
)
select
    row_number() over (order by v1.id, item.position), v1.id,
    item.value->>'plan', as_number(item.value->>'split_percent', 0),
    as_date(item.value->>'effective_on'), as_date(item.value->>'ends_on'),
    as_number(item.value->>'flat_fee', 0), as_boolean(item.value->>'is_default'), item.value->>'note'
from (select id, xdo || '{}' as xdo from mvpw1_36 offset 0) as v1,
    jsonb_array_elements(as_array(v1.xdo->'commission_plans')) with ordinality as item (value, position);

-- agent_performance: a year's figures, any number an agent
insert into mvpw5_673 (
    id, agent_id,
    year, transactions,
    volume, gci,
    listings, average_days_on_market,
    closed_sides
)
select
    row_number() over (order by v1.id, item.position), v1.id,
    as_integer(item.value->>'year', 0), as_integer(item.value->>'transactions', 0),
    as_number(item.value->>'volume', 0), as_number(item.value->>'gci', 0),
    as_integer(item.value->>'listings', 0), as_number(item.value->>'average_days_on_market', 0),
    as_integer(item.value->>'closed_sides', 0)
from (select id, xdo || '{}' as xdo from mvpw1_36 offset 0) as v1,
    jsonb_array_elements(as_array(v1.xdo->'performance')) with ordinality as item (value, position);

-- agent_hierarchy: the sponsors above an agent, one row a level
insert into mvpw5_674 (
    id, agent_id,
    level, sponsor_agent_id,
    since_on, is_active, line
)
select
    row_number() over (order by v1.id, item.position), v1.id,
    as_integer(item.value->>'level', 0), as_integer(item.value->>'sponsor_agent_id'),
    as_date(item.value->>'since_on'), as_boolean(item.value->>'is_active'), item.value->>'line'
from (select id, xdo || '{}' as xdo from mvpw1_36 offset 0) as v1,
    jsonb_array_elements(as_array(v1.xdo->'sponsor_tree')) with ordinality as item (value, position);

-- agent_rezen: only of agents known to reZEN
insert into mvpw5_930 (
    id, agent_id,
    rezen_agent_id, rezen_status, rezen_account_country,
    rezen_joined_at, rezen_synced_at,
    rezen_office_id, rezen_office_name,
    rezen_cap_type, rezen_team_id, rezen_team_role,
    rezen_sponsor_id, rezen_sponsor_name,
    rezen_split_type, rezen_is_ica_signed,
    rezen_ica_signed_at,
    rezen_balance, rezen_fees_owed,
    rezen_payment_hold, rezen_profile_url,
    rezen_raw, rezen_error, rezen_retry_count
)
select
    id, id,
    xdo->>'rezen_agent_id', xdo->>'rezen_status', xdo->>'rezen_account_country',
    as_moment(xdo->>'rezen_joined_at'), as_moment(xdo->>'rezen_synced_at'),
    xdo->>'rezen_office_id', xdo->>'rezen_office_name',
    xdo->>'rezen_cap_type', xdo->>'rezen_team_id', xdo->>'rezen_team_role',
    xdo->>'rezen_sponsor_id', xdo->>'rezen_sponsor_name',
    xdo->>'rezen_split_type', as_boolean(xdo->>'rezen_is_ica_signed'),
    as_moment(xdo->>'rezen_ica_signed_at'),
    as_number(xdo->>'rezen_balance', 0), as_number(xdo->>'rezen_fees_owed', 0),
    as_boolean(xdo->>'rezen_payment_hold'), xdo->>'rezen_profile_url',
    as_json(xdo->'rezen_raw'), xdo->>'rezen_error', as_integer(xdo->>'rezen_retry_count', 0)
from (select id, xdo || '{}' as xdo from mvpw1_36 offset 0) as v1
where xdo->>'rezen_agent_id' <> '';
