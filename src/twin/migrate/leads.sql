-- Leads, the stages of their pipeline, and activities.

truncate mvpw5_691, mvpw5_692, mvpw5_693;

-- lead: somebody who may buy or sell
insert into mvpw5_691 (
    id,
    agent_id, team_id, user_id,
    first_name, last_name,
    email, phone,
    stage_id, source, status,
    price_min, price_max,
    city, state,
    created_at, updated_at, last_contact_at,
    converted_transaction_id, converted_at,
    score, tags, is_hot,
    fub_person_id, notes
)
select
    id,
    as_integer(xdo->>'agent_id'), as_integer(xdo->>'team_id'), as_integer(xdo->>'user_id'),
    xdo->>'first_name', xdo->>'last_name',
    xdo->>'email', xdo->>'phone',
    as_integer(xdo->>'stage_id'), xdo->>'source', xdo->>'status',
    as_number(xdo->>'price_min'), as_number(xdo->>'price_max'),
    xdo->>'city', xdo->>'state',
    as_moment(xdo->>'created_at'), as_moment(xdo->>'updated_at'), as_moment(xdo->>'last_contact_at'),
    as_integer(xdo->>'converted_transaction_id'), as_moment(xdo->>'converted_at'),
    as_integer(xdo->>'score', 0), as_list(xdo->'tags'), as_boolean(xdo->>'is_hot'),
    as_integer(xdo->>'fub_person_id'), xdo->>'notes'
from mvpw1_55;

-- lead_stages: the stages of the pipeline
insert into mvpw5_692 (
    id, name, position,
    probability, is_closed, color
)
select
    id, xdo->>'name', as_integer(xdo->>'position', 0),
    as_number(xdo->>'probability', 0), as_boolean(xdo->>'is_closed'), xdo->>'color'
from mvpw1_56;

-- lead_activities: what was done about a lead
insert into mvpw5_693 (
    id, lead_id,
    happened_at, kind, user_id,
    note, outcome
)
select
    id, as_integer(xdo->>'lead_id'),
    as_moment(xdo->>'at'), xdo->>'kind', as_integer(xdo->>'user_id'),
    xdo->>'note', xdo->>'outcome'
from mvpw1_57;
