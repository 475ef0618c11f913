-- Work ----------------------------------------------------------------------------------------------------
-- What V2 notes of its own work. None of it comes from V1: it stands outside the migration's numbering.

-- task runs: a row for each job that a trigger of the TASKS group has queued
create table twin_task_runs (
    id                   integer generated always as identity primary key,
    task                 text not null,
    status               text not null,
    input                jsonb not null,
    requested_by_user_id integer not null,
    queued_at            timestamptz not null default clock_timestamp()
);

-- known counts: how many rows of each entity V1 held when V2 last looked
create table twin_known_counts (
    place  integer generated always as identity,
    entity text primary key,
    v1     bigint not null
);
