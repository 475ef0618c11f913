-- Commissions: plans, caps, splits and shares beyond an agent's own.

truncate mvpw5_807, mvpw5_808, mvpw5_809, mvpw5_810, mvpw5_811, mvpw5_812, mvpw5_813, mvpw5_814,
    mvpw5_815, mvpw5_816, mvpw5_817, mvpw5_818, mvpw5_819, mvpw5_820;

-- commission_plans: a way of splitting
insert into mvpw5_807 (
    id, headline, description, agent_percent,
    brokerage_percent, cap_amount,
    transaction_fee, is_active,
    starts_on, ends_on, created_at,
    updated_at
)
select
    id, xdo->>'headline', xdo->>'description', as_number(xdo->>'agent_percent', 0),
    as_number(xdo->>'brokerage_percent', 0), as_number(xdo->>'cap_amount', 0),
    as_number(xdo->>'transaction_fee', 0), as_boolean(xdo->>'is_active'),
    as_date(xdo->>'starts_on'), as_date(xdo->>'ends_on'), as_moment(xdo->>'created_at'),
    as_moment(xdo->>'updated_at')
from mvpw1_161;

-- commission_tiers: its steps
insert into mvpw5_808 (
    id, commission_plan_id, position,
    from_volume, to_volume,
    agent_percent, bonus_amount
)
select
    id, as_integer(xdo->>'commission_plan_id'), as_integer(xdo->>'position', 0),
    as_number(xdo->>'from_volume', 0), as_number(xdo->>'to_volume', 0),
    as_number(xdo->>'agent_percent', 0), as_number(xdo->>'bonus_amount', 0)
from mvpw1_162;

-- commission_requests: a payment to be approved
insert into mvpw5_809 (
    id, transaction_id, agent_id,
    requested_amount, approved_amount,
    requested_at, approved_at,
    approved_by_user_id, status, note
)
select
    id, as_integer(xdo->>'transaction_id'), as_integer(xdo->>'agent_id'),
    as_number(xdo->>'requested_amount', 0), as_number(xdo->>'approved_amount', 0),
    as_moment(xdo->>'requested_at'), as_moment(xdo->>'approved_at'),
    as_integer(xdo->>'approved_by_user_id'), xdo->>'status', xdo->>'note'
from mvpw1_163;

-- commission_adjustments: a correction
insert into mvpw5_810 (
    id, transaction_id, agent_id,
    amount, reason, adjusted_on,
    adjusted_by_user_id, is_reversed
)
select
    id, as_integer(xdo->>'transaction_id'), as_integer(xdo->>'agent_id'),
    as_number(xdo->>'amount', 0), xdo->>'reason', as_date(xdo->>'adjusted_on'),
    as_integer(xdo->>'adjusted_by_user_id'), as_boolean(xdo->>'is_reversed')
from mvpw1_164;

-- commission_disputes: where two disagree
insert into mvpw5_811 (
    id, transaction_id, agent_id,
    against_agent_id, amount,
    opened_on, resolved_on, status, outcome,
    note
)
select
    id, as_integer(xdo->>'transaction_id'), as_integer(xdo->>'agent_id'),
    as_integer(xdo->>'against_agent_id'), as_number(xdo->>'amount', 0),
    as_date(xdo->>'opened_on'), as_date(xdo->>'resolved_on'), xdo->>'status', xdo->>'outcome',
    xdo->>'note'
from mvpw1_165;

-- disbursements: who got what of a sale
insert into mvpw5_812 (
    id, transaction_id, agent_id, payee_name,
    kind, amount, percent,
    paid_on, method, reference, status
)
select
    id, as_integer(xdo->>'transaction_id'), as_integer(xdo->>'agent_id'), xdo->>'payee_name',
    xdo->>'kind', as_number(xdo->>'amount', 0), as_number(xdo->>'percent', 0),
    as_date(xdo->>'paid_on'), xdo->>'method', xdo->>'reference', xdo->>'status'
from mvpw1_166;

-- escrow_deposits: earnest money
insert into mvpw5_813 (
    id, transaction_id, amount,
    received_on, released_on, holder_name,
    status, reference
)
select
    id, as_integer(xdo->>'transaction_id'), as_number(xdo->>'amount', 0),
    as_date(xdo->>'received_on'), as_date(xdo->>'released_on'), xdo->>'holder_name',
    xdo->>'status', xdo->>'reference'
from mvpw1_167;

-- cap_history: caps of years gone by
insert into mvpw5_814 (
    id, agent_id, year,
    cap_amount, paid_amount, met_on,
    transaction_count, is_waived
)
select
    id, as_integer(xdo->>'agent_id'), as_integer(xdo->>'year', 0),
    as_number(xdo->>'cap_amount', 0), as_number(xdo->>'paid_amount', 0), as_date(xdo->>'met_on'),
    as_integer(xdo->>'transaction_count', 0), as_boolean(xdo->>'is_waived')
from mvpw1_168;

-- cap_waivers: caps that were forgiven
insert into mvpw5_815 (
    id, agent_id, year, amount,
    reason, approved_by_user_id, approved_on,
    expires_on
)
select
    id, as_integer(xdo->>'agent_id'), as_integer(xdo->>'year', 0), as_number(xdo->>'amount', 0),
    xdo->>'reason', as_integer(xdo->>'approved_by_user_id'), as_date(xdo->>'approved_on'),
    as_date(xdo->>'expires_on')
from mvpw1_169;

-- team_cap_shares: caps that a team carries together
insert into mvpw5_816 (
    id, team_id, agent_id, year,
    share_percent, amount,
    is_active
)
select
    id, as_integer(xdo->>'team_id'), as_integer(xdo->>'agent_id'), as_integer(xdo->>'year', 0),
    as_number(xdo->>'share_percent', 0), as_number(xdo->>'amount', 0),
    as_boolean(xdo->>'is_active')
from mvpw1_170;

-- revenue_share_periods: months of sharing
insert into mvpw5_817 (
    id, year, month,
    total_amount, agent_count,
    paid_on, status, closed_at
)
select
    id, as_integer(xdo->>'year', 0), as_integer(xdo->>'month', 0),
    as_number(xdo->>'total_amount', 0), as_integer(xdo->>'agent_count', 0),
    as_date(xdo->>'paid_on'), xdo->>'status', as_moment(xdo->>'closed_at')
from mvpw1_171;

-- revenue_share_payments: what a month paid
insert into mvpw5_818 (
    id, revenue_share_period_id, agent_id,
    from_agent_id, tier, amount,
    status, paid_on
)
select
    id, as_integer(xdo->>'revenue_share_period_id'), as_integer(xdo->>'agent_id'),
    as_integer(xdo->>'from_agent_id'), as_integer(xdo->>'tier', 0), as_number(xdo->>'amount', 0),
    xdo->>'status', as_date(xdo->>'paid_on')
from mvpw1_172;

-- stock_awards: shares given
insert into mvpw5_819 (
    id, agent_id, kind, share_count,
    price, granted_on, vested_on,
    status, certificate_number
)
select
    id, as_integer(xdo->>'agent_id'), xdo->>'kind', as_integer(xdo->>'share_count', 0),
    as_number(xdo->>'price', 0), as_date(xdo->>'granted_on'), as_date(xdo->>'vested_on'),
    xdo->>'status', xdo->>'certificate_number'
from mvpw1_173;

-- split_overrides: an exception for one sale
insert into mvpw5_820 (
    id, transaction_id, agent_id,
    agent_percent, reason, approved_by_user_id,
    approved_at
)
select
    id, as_integer(xdo->>'transaction_id'), as_integer(xdo->>'agent_id'),
    as_number(xdo->>'agent_percent', 0), xdo->>'reason', as_integer(xdo->>'approved_by_user_id'),
    as_moment(xdo->>'approved_at')
from mvpw1_174;
