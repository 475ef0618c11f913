-- Follow Up Boss: what it is set to, and more of its history.

truncate mvpw5_851, mvpw5_852, mvpw5_853, mvpw5_854, mvpw5_855, mvpw5_856, mvpw5_857, mvpw5_858;

-- fub_pipelines: pipelines as they are set
insert into mvpw5_851 (
    id, fub_id, pipeline_name, position,
    stage_count, is_default,
    synced_at
)
select
    id, as_integer(xdo->>'fub_id'), xdo->>'pipeline_name', as_integer(xdo->>'position', 0),
    as_integer(xdo->>'stage_count', 0), as_boolean(xdo->>'is_default'),
    as_moment(xdo->>'synced_at')
from mvpw1_214;

-- fub_users: who is who there; of the moment of a sync V2 keeps milliseconds
insert into mvpw5_852 (
    id, user_id, fub_id, email,
    role, is_active, synced_at
)
select
    id, as_integer(xdo->>'user_id'), as_integer(xdo->>'fub_id'), xdo->>'email',
    xdo->>'role', as_boolean(xdo->>'is_active'),
    date_trunc('milliseconds', as_moment(xdo->>'synced_at'))
from mvpw1_215;

-- fub_custom_fields: fields that a team added
insert into mvpw5_853 (
    id, fub_id, field_name, field_type,
    choices, is_read_only, synced_at
)
select
    id, as_integer(xdo->>'fub_id'), xdo->>'field_name', xdo->>'field_type',
    as_json(xdo->'choices'), as_boolean(xdo->>'is_read_only'), as_moment(xdo->>'synced_at')
from mvpw1_216;

-- fub_deals: deals
insert into mvpw5_854 (
    id, fub_id, agent_id, deal_name,
    price, stage, closed_on,
    created_at, raw
)
select
    id, as_integer(xdo->>'fub_id'), as_integer(xdo->>'agent_id'), xdo->>'deal_name',
    as_number(xdo->>'price', 0), xdo->>'stage', as_date(xdo->>'closed_on'),
    as_moment(xdo->>'created_at'), as_json(xdo->'raw')
from mvpw1_217;

-- fub_notes: notes
insert into mvpw5_855 (
    id, fub_id, person_id, agent_id,
    body, created_at
)
select
    id, as_integer(xdo->>'fub_id'), as_integer(xdo->>'person_id'), as_integer(xdo->>'agent_id'),
    xdo->>'body', as_moment(xdo->>'created_at')
from mvpw1_218;

-- fub_tasks: tasks
insert into mvpw5_856 (
    id, fub_id, person_id, agent_id,
    headline, due_at, is_done, kind
)
select
    id, as_integer(xdo->>'fub_id'), as_integer(xdo->>'person_id'), as_integer(xdo->>'agent_id'),
    xdo->>'headline', as_moment(xdo->>'due_at'), as_boolean(xdo->>'is_done'), xdo->>'kind'
from mvpw1_219;

-- fub_emails: letters
insert into mvpw5_857 (
    id, fub_id, person_id, agent_id,
    subject, sent_at, is_incoming, status
)
select
    id, as_integer(xdo->>'fub_id'), as_integer(xdo->>'person_id'), as_integer(xdo->>'agent_id'),
    xdo->>'subject', as_moment(xdo->>'sent_at'), as_boolean(xdo->>'is_incoming'), xdo->>'status'
from mvpw1_220;

-- fub_webhook_events: what it told
insert into mvpw5_858 (
    id, fub_id, event_name, payload,
    received_at, status
)
select
    id, as_integer(xdo->>'fub_id'), xdo->>'event_name', as_json(xdo->'payload'),
    as_moment(xdo->>'received_at'), xdo->>'status'
from mvpw1_221;
