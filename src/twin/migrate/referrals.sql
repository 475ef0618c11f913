-- Referrals: who sends whom, and what that pays.

truncate mvpw5_786, mvpw5_787, mvpw5_788, mvpw5_789, mvpw5_790, mvpw5_791, mvpw5_792, mvpw5_793,
    mvpw5_794;

-- referrals: a client who is passed on
insert into mvpw5_786 (
    id, from_agent_id, to_agent_id,
    lead_id, first_name, last_name, email,
    phone, status, referral_percent,
    accepted_on, closed_on, fee_amount,
    note
)
select
    id, as_integer(xdo->>'from_agent_id'), as_integer(xdo->>'to_agent_id'),
    as_integer(xdo->>'lead_id'), xdo->>'first_name', xdo->>'last_name', xdo->>'email',
    xdo->>'phone', xdo->>'status', as_number(xdo->>'referral_percent', 0),
    as_date(xdo->>'accepted_on'), as_date(xdo->>'closed_on'), as_number(xdo->>'fee_amount', 0),
    xdo->>'note'
from mvpw1_138;

-- referral_agreements: what was agreed
insert into mvpw5_787 (
    id, referral_id, signed_on,
    percent, cap_amount, document_url,
    status, expires_on
)
select
    id, as_integer(xdo->>'referral_id'), as_date(xdo->>'signed_on'),
    as_number(xdo->>'percent', 0), as_number(xdo->>'cap_amount', 0), xdo->>'document_url',
    xdo->>'status', as_date(xdo->>'expires_on')
from mvpw1_139;

-- referral_payments: what was paid
insert into mvpw5_788 (
    id, referral_id, transaction_id,
    amount, paid_on, method, reference,
    tax_withheld
)
select
    id, as_integer(xdo->>'referral_id'), as_integer(xdo->>'transaction_id'),
    as_number(xdo->>'amount', 0), as_date(xdo->>'paid_on'), xdo->>'method', xdo->>'reference',
    as_number(xdo->>'tax_withheld', 0)
from mvpw1_140;

-- referral_partners: companies that send clients
insert into mvpw5_789 (
    id, company, contact_name, email,
    phone, default_percent, is_active,
    region, since_on
)
select
    id, xdo->>'company', xdo->>'contact_name', xdo->>'email',
    xdo->>'phone', as_number(xdo->>'default_percent', 0), as_boolean(xdo->>'is_active'),
    xdo->>'region', as_date(xdo->>'since_on')
from mvpw1_141;

-- agent_recruits: who might join
insert into mvpw5_790 (
    id, recruiter_agent_id, first_name, last_name,
    email, phone, stage, source,
    brokerage, volume_ytd, next_contact_on,
    status, created_at, updated_at
)
select
    id, as_integer(xdo->>'recruiter_agent_id'), xdo->>'first_name', xdo->>'last_name',
    xdo->>'email', xdo->>'phone', xdo->>'stage', xdo->>'source',
    xdo->>'brokerage', as_number(xdo->>'volume_ytd', 0), as_date(xdo->>'next_contact_on'),
    xdo->>'status', as_moment(xdo->>'created_at'), as_moment(xdo->>'updated_at')
from mvpw1_142;

-- recruit_activities: what was done about it
insert into mvpw5_791 (
    id, agent_recruit_id, user_id, happened_at,
    kind, note, outcome
)
select
    id, as_integer(xdo->>'agent_recruit_id'), as_integer(xdo->>'user_id'), as_moment(xdo->>'at'),
    xdo->>'kind', xdo->>'note', xdo->>'outcome'
from mvpw1_143;

-- recruit_campaigns: ways of asking
insert into mvpw5_792 (
    id, headline, channel, budget_amount,
    starts_on, ends_on, sent_count,
    reply_count, join_count
)
select
    id, xdo->>'headline', xdo->>'channel', as_number(xdo->>'budget_amount', 0),
    as_date(xdo->>'starts_on'), as_date(xdo->>'ends_on'), as_integer(xdo->>'sent_count', 0),
    as_integer(xdo->>'reply_count', 0), as_integer(xdo->>'join_count', 0)
from mvpw1_144;

-- sponsor_changes: a sponsor that was changed
insert into mvpw5_793 (
    id, agent_id, old_sponsor_agent_id,
    new_sponsor_agent_id, requested_on,
    approved_on, approved_by_user_id, status,
    reason
)
select
    id, as_integer(xdo->>'agent_id'), as_integer(xdo->>'old_sponsor_agent_id'),
    as_integer(xdo->>'new_sponsor_agent_id'), as_date(xdo->>'requested_on'),
    as_date(xdo->>'approved_on'), as_integer(xdo->>'approved_by_user_id'), xdo->>'status',
    xdo->>'reason'
from mvpw1_145;

-- sponsor_bonuses: what a sponsor got for a newcomer
insert into mvpw5_794 (
    id, sponsor_agent_id, recruit_agent_id,
    amount, kind, earned_on,
    paid_on, status
)
select
    id, as_integer(xdo->>'sponsor_agent_id'), as_integer(xdo->>'recruit_agent_id'),
    as_number(xdo->>'amount', 0), xdo->>'kind', as_date(xdo->>'earned_on'),
    as_date(xdo->>'paid_on'), xdo->>'status'
from mvpw1_146;
