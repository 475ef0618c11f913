-- Compliance: what must be checked, and what was found.

truncate mvpw5_828, mvpw5_829, mvpw5_830, mvpw5_831, mvpw5_832, mvpw5_833, mvpw5_834, mvpw5_835,
    mvpw5_836, mvpw5_837, mvpw5_838;

-- compliance_reviews: a sale that was looked at
insert into mvpw5_828 (
    id, transaction_id, reviewer_user_id, status,
    started_at, finished_at,
    finding_count, score, note
)
select
    id, as_integer(xdo->>'transaction_id'), as_integer(xdo->>'reviewer_user_id'), xdo->>'status',
    as_moment(xdo->>'started_at'), as_moment(xdo->>'finished_at'),
    as_integer(xdo->>'finding_count', 0), as_integer(xdo->>'score', 0), xdo->>'note'
from mvpw1_185;

-- compliance_findings: what was found
insert into mvpw5_829 (
    id, compliance_review_id, position,
    severity, headline, body, is_resolved,
    resolved_at, resolved_by_user_id
)
select
    id, as_integer(xdo->>'compliance_review_id'), as_integer(xdo->>'position', 0),
    xdo->>'severity', xdo->>'headline', xdo->>'body', as_boolean(xdo->>'is_resolved'),
    as_moment(xdo->>'resolved_at'), as_integer(xdo->>'resolved_by_user_id')
from mvpw1_186;

-- compliance_rules: what is looked for
insert into mvpw5_830 (
    id, headline, state, category,
    severity, body, is_active, starts_on,
    version
)
select
    id, xdo->>'headline', xdo->>'state', xdo->>'category',
    xdo->>'severity', xdo->>'body', as_boolean(xdo->>'is_active'), as_date(xdo->>'starts_on'),
    xdo->>'version'
from mvpw1_187;

-- license_checks: whether a licence holds
insert into mvpw5_831 (
    id, agent_id, state, license_number,
    checked_at, is_valid, expires_on,
    source, error
)
select
    id, as_integer(xdo->>'agent_id'), xdo->>'state', xdo->>'license_number',
    as_moment(xdo->>'checked_at'), as_boolean(xdo->>'is_valid'), as_date(xdo->>'expires_on'),
    xdo->>'source', xdo->>'error'
from mvpw1_188;

-- background_checks: what a check of a person said
insert into mvpw5_832 (
    id, agent_id, provider, ordered_at,
    completed_at, status, result_code,
    is_clear
)
select
    id, as_integer(xdo->>'agent_id'), xdo->>'provider', as_moment(xdo->>'ordered_at'),
    as_moment(xdo->>'completed_at'), xdo->>'status', xdo->>'result_code',
    as_boolean(xdo->>'is_clear')
from mvpw1_189;

-- insurance_policies: cover for mistakes
insert into mvpw5_833 (
    id, agent_id, office_id, provider,
    policy_number, premium_amount, starts_on,
    ends_on, status
)
select
    id, as_integer(xdo->>'agent_id'), as_integer(xdo->>'office_id'), xdo->>'provider',
    xdo->>'policy_number', as_number(xdo->>'premium_amount', 0), as_date(xdo->>'starts_on'),
    as_date(xdo->>'ends_on'), xdo->>'status'
from mvpw1_190;

-- insurance_claims: where it was called upon
insert into mvpw5_834 (
    id, insurance_policy_id, transaction_id,
    claimed_amount, paid_amount,
    opened_on, closed_on, status, note
)
select
    id, as_integer(xdo->>'insurance_policy_id'), as_integer(xdo->>'transaction_id'),
    as_number(xdo->>'claimed_amount', 0), as_number(xdo->>'paid_amount', 0),
    as_date(xdo->>'opened_on'), as_date(xdo->>'closed_on'), xdo->>'status', xdo->>'note'
from mvpw1_191;

-- complaints: what clients complained about
insert into mvpw5_835 (
    id, agent_id, transaction_id,
    complainant_name, category, body, received_on,
    closed_on, outcome
)
select
    id, as_integer(xdo->>'agent_id'), as_integer(xdo->>'transaction_id'),
    xdo->>'complainant_name', xdo->>'category', xdo->>'body', as_date(xdo->>'received_on'),
    as_date(xdo->>'closed_on'), xdo->>'outcome'
from mvpw1_192;

-- policy_documents: the house rules
insert into mvpw5_836 (
    id, headline, body, version,
    published_on, is_mandatory, audience
)
select
    id, xdo->>'headline', xdo->>'body', xdo->>'version',
    as_date(xdo->>'published_on'), as_boolean(xdo->>'is_mandatory'), xdo->>'audience'
from mvpw1_193;

-- policy_acknowledgements: who has read them
insert into mvpw5_837 (
    id, policy_document_id, user_id,
    acknowledged_at, ip, version
)
select
    id, as_integer(xdo->>'policy_document_id'), as_integer(xdo->>'user_id'),
    as_moment(xdo->>'acknowledged_at'), xdo->>'ip', xdo->>'version'
from mvpw1_194;

-- fair_housing_trainings: a duty of every year
insert into mvpw5_838 (
    id, user_id, year, completed_on,
    score, certificate_url, is_passed
)
select
    id, as_integer(xdo->>'user_id'), as_integer(xdo->>'year', 0), as_date(xdo->>'completed_on'),
    as_integer(xdo->>'score', 0), xdo->>'certificate_url', as_boolean(xdo->>'is_passed')
from mvpw1_195;
