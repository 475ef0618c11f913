-- New in V2: tables that V1 has nothing of, with what a V2 holds that has run for a while. Keys are given in order.

truncate mvpw5_871, mvpw5_872, mvpw5_873, mvpw5_874 restart identity;

-- task_runs: a run of a task: what it was given, and how it went
insert into mvpw5_871 (job_id, task, status, input, queued_at, started_at, finished_at, error)
select
    'job-' || g, 'Tasks/Daily' || g % 11, case when g % 11 > 1 then 'done' else 'failed' end,
    jsonb_build_object('page', g), moment, moment + interval '2 seconds', moment + interval '40 seconds',
    case when g % 11 <= 1 then 'timeout' end
from generate_series(1, 44) as g, lateral (select timestamptz '2026-02-01' + g * interval '2 hours' as moment) as at
order by g;

-- function_runs: a call of a function, for the admin dashboard
insert into mvpw5_872 (function_name, status, duration_ms, input, called_at)
select
    'Workers/Function' || g % 40, 'done', 20 + g * 7 % 900, jsonb_build_object('user_id', 1 + g % 335),
    timestamptz '2026-02-01' + g * interval '11 minutes'
from generate_series(1, 120) as g
order by g;

-- schema_versions: which change of the tables was applied when
insert into mvpw5_873 (version, description, applied_at)
select '5.' || g, 'change ' || g, timestamptz '2025-06-01' + g * interval '9 days'
from generate_series(1, 24) as g
order by g;

-- sync_checkpoints: how far each outside service was read
insert into mvpw5_874 (service, entity, last_key, synced_at, is_complete)
select service, entity, 'key-' || g * 1000, timestamptz '2026-02-03' + g * interval '5 minutes', g % 4 > 0
from unnest(array['fub', 'rezen', 'skyslope'], array['people', 'transactions', 'listings'])
    with ordinality as outside (service, entity, n), generate_series(1, 4) as g
order by n, g;
