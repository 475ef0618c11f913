-- Follow Up Boss: history as far as the twin holds it, and the jobs that load it.

truncate mvpw5_701, mvpw5_702, mvpw5_703, mvpw5_704, mvpw5_705, mvpw5_706, mvpw5_707;

-- fub_people: Follow Up Boss: contacts
insert into mvpw5_701 (
    id, fub_id, agent_id,
    name, email,
    stage, source, created_at, raw
)
select
    id, as_integer(xdo->>'fub_id'), as_integer(xdo->>'agent_id'),
    xdo->>'name', xdo->>'email',
    xdo->>'stage', xdo->>'source', as_moment(xdo->>'created_at'), as_json(xdo->'raw')
from mvpw1_58;

-- fub_calls: Follow Up Boss: calls
insert into mvpw5_702 (
    id, fub_id, person_id, agent_id,
    called_at, duration_seconds, is_incoming,
    outcome, note
)
select
    id, as_integer(xdo->>'fub_id'), as_integer(xdo->>'person_id'), as_integer(xdo->>'agent_id'),
    as_moment(xdo->>'at'), as_integer(xdo->>'duration_seconds', 0), as_boolean(xdo->>'is_incoming'),
    xdo->>'outcome', xdo->>'note'
from mvpw1_59;

-- fub_events: Follow Up Boss: events
insert into mvpw5_703 (
    id, fub_id, person_id,
    kind, source,
    happened_at, raw
)
select
    id, as_integer(xdo->>'fub_id'), as_integer(xdo->>'person_id'),
    xdo->>'kind', xdo->>'source',
    as_moment(xdo->>'at'), as_json(xdo->'raw')
from mvpw1_60;

-- fub_appointments: Follow Up Boss: appointments
insert into mvpw5_704 (
    id, fub_id, person_id, agent_id,
    starts_at, ends_at,
    title, outcome
)
select
    id, as_integer(xdo->>'fub_id'), as_integer(xdo->>'person_id'), as_integer(xdo->>'agent_id'),
    as_moment(xdo->>'starts_at'), as_moment(xdo->>'ends_at'),
    xdo->>'title', xdo->>'outcome'
from mvpw1_61;

-- fub_text_messages: Follow Up Boss: messages
insert into mvpw5_705 (
    id, fub_id, person_id, agent_id,
    sent_at, is_incoming, body
)
select
    id, as_integer(xdo->>'fub_id'), as_integer(xdo->>'person_id'), as_integer(xdo->>'agent_id'),
    as_moment(xdo->>'sent_at'), as_boolean(xdo->>'is_incoming'), xdo->>'body'
from mvpw1_62;

-- fub_onboarding_jobs: first loads of a user's contacts
insert into mvpw5_706 (
    id, user_id,
    status, started_at, finished_at,
    attempts, error, created_at
)
select
    id, as_integer(xdo->>'user_id'),
    xdo->>'status', as_moment(xdo->>'started'), as_moment(xdo->>'finished'),
    as_integer(xdo->>'attempts', 0), xdo->>'error', as_moment(xdo->>'created_at')
from mvpw1_63;

-- fub_sync_jobs: later loads
insert into mvpw5_707 (
    id, user_id,
    kind, status,
    started_at, finished_at,
    records, error, created_at
)
select
    id, as_integer(xdo->>'user_id'),
    xdo->>'kind', xdo->>'status',
    as_moment(xdo->>'started'), as_moment(xdo->>'finished'),
    as_integer(xdo->>'records', 0), xdo->>'error', as_moment(xdo->>'created_at')
from mvpw1_64;
