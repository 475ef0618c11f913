-- Participants: a row each; what was paid stands apart.

truncate mvpw5_696, mvpw5_697;

-- participant: who took part, synced from outside
insert into mvpw5_696 (
    id,
    transaction_id, agent_id, user_id,
    role,
    first_name, last_name, email,
    phone, company,
    side, is_primary, is_internal,
    share_percent, gross_amount,
    created_at, updated_at,
    external_id, rezen_participant_id,
    skyslope_contact_id, payout_status,
    notes, state
)
select
    id,
    as_integer(xdo->>'transaction_id'), as_integer(xdo->>'agent_id'), as_integer(xdo->>'user_id'),
    xdo->>'role',
    xdo->>'first_name', xdo->>'last_name', xdo->>'email',
    xdo->>'phone', xdo->>'company',
    xdo->>'side', as_boolean(xdo->>'is_primary'), as_boolean(xdo->>'is_internal'),
    as_number(xdo->>'share_percent', 0), as_number(xdo->>'gross_amount', 0),
    as_moment(xdo->>'created_at'), as_moment(xdo->>'updated_at'),
    xdo->>'external_id', xdo->>'rezen_participant_id',
    xdo->>'skyslope_contact_id', xdo->>'payout_status',
    xdo->>'notes', xdo->>'address_state'
from mvpw1_39;

-- participant_paid: only of participants who were paid
insert into mvpw5_697 (
    id, participant_id,
    paid_amount, paid_at,
    paid_method, paid_reference, tax_withheld
)
select
    id, id,
    as_number(xdo->>'paid_amount', 0), as_moment(xdo->>'paid_at'),
    xdo->>'paid_method', xdo->>'paid_reference', as_number(xdo->>'tax_withheld', 0)
from mvpw1_39
where xdo->>'paid_at' <> '';
