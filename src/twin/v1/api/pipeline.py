"""Pipeline: the counts of V1's documents, whether a sync could run, the sync's job, and jobs that hang."""

from __future__ import annotations

import orjson
from psycopg.sql import SQL

from twin.v1.api.answers import Call, Routes, first_row, one
from twin.v1.api.parameters import body_boolean

HEALTH = """
select json_build_object(
           'skyslope_listings', (select count(*) from mvpw1_65),
           'skyslope_transactions', (select count(*) from mvpw1_66),
           'rezen_transactions', (select count(*) from mvpw1_67),
           'rezen_listings', (select count(*) from mvpw1_68)) as staging,
       json_build_object(
           'users', (select count(*) from mvpw1_41),
           'agents', (select count(*) from mvpw1_36),
           'transactions', (select count(*) from mvpw1_34),
           'participants', (select count(*) from mvpw1_39),
           'network', (select count(*) from mvpw1_48),
           'listings', (select count(*) from mvpw1_50)) as final
"""

READINESS = """
select (select json_build_object(
            'fub', count(*) filter (where u.xdo->>'fub_user_id' <> ''),
            'skyslope', count(*) filter (where u.xdo->>'skyslope_user_id' <> ''))
        from mvpw1_41 u) as connected,
       json_build_object(
           'fub', (select max(nullif(e.xdo->>'at', '')::bigint) from mvpw1_60 e),
           'skyslope', (select max(nullif(s.xdo->>'synced_at', '')::bigint) from mvpw1_66 s),
           'rezen', (select max(nullif(s.xdo->>'synced_at', '')::bigint) from mvpw1_67 s)) as last_received,
       count(*) filter (where j.xdo->>'status' = 'Pending') as pending,
       count(*) filter (
           where j.xdo->>'status' = 'In Process' and coalesce(j.xdo->>'started', '') = '') as stuck,
       (select count(*) from mvpw1_64 r where r.xdo->>'kind' = 'sync_v1_to_v2_direct') as syncs
from mvpw1_63 j
"""

COUNTS = SQL("""
select json_build_array(
    json_build_object('entity', 'users', 'v1', (select count(*) from mvpw1_41), 'v2', null),
    json_build_object('entity', 'agents', 'v1', (select count(*) from mvpw1_36), 'v2', null),
    json_build_object('entity', 'transactions', 'v1', (select count(*) from mvpw1_34), 'v2', null),
    json_build_object('entity', 'participants', 'v1', (select count(*) from mvpw1_39), 'v2', null),
    json_build_object('entity', 'network', 'v1', (select count(*) from mvpw1_48), 'v2', null),
    json_build_object('entity', 'listings', 'v1', (select count(*) from mvpw1_50), 'v2', null))
""").format()

NOTE_SYNC = SQL("""
insert into mvpw1_64 (id, xdo)
select following.id, jsonb_build_object(
    'id', following.id, 'kind', 'sync_v1_to_v2_direct', 'status', 'done', 'requested_by', %(viewer)s::int)
from (select coalesce(max(j.id), 0) + 1 as id from mvpw1_64 j) following
where not %(dry)s::boolean
returning 1
""").format()

LET_GO = SQL("""
with hanging as (
    select j.id from mvpw1_63 j
    where j.xdo->>'status' = 'In Process' and coalesce(j.xdo->>'started', '') = ''
), changed as (
    update mvpw1_63 j
    set xdo = j.xdo || jsonb_build_object(
        'status', 'Pending', 'attempts', coalesce(nullif(j.xdo->>'attempts', '')::int, 0) + 1)
    from hanging
    where j.id = hanging.id and not %(dry)s::boolean
    returning j.id
)
select (select count(*) from hanging), (select count(*) from changed)
""").format()


async def health_check(call: Call) -> bytes:
    """Answer how many documents the staging and the final tables hold."""
    return await one(call, HEALTH)


async def test_sync(call: Call) -> bytes:
    """Answer who is connected, what came last, and which jobs wait or hang."""
    return await one(call, READINESS)


async def sync(call: Call) -> bytes:
    """Note a sync and answer what V1 hands over; what V2 holds V1 does not know."""
    dry = body_boolean(call.body, "dry_run") or False
    await call.connection.execute(NOTE_SYNC, call.values({"dry": dry}))
    (counts,) = await first_row(call, COUNTS, {})
    return orjson.dumps({"entity_counts": counts})


async def reset_stuck_jobs(call: Call) -> bytes:
    """Let go of the jobs that hang, or count them."""
    stuck, reset = await first_row(call, LET_GO, {"dry": body_boolean(call.body, "dry_run") or False})
    return orjson.dumps({"stuck": stuck, "reset": reset})


ROUTES: Routes = (
    ("GET", "/api:v1-pipeline/pipeline_health_check", health_check),
    ("GET", "/api:v1-pipeline/test_sync", test_sync),
    ("POST", "/api:v1-pipeline/sync_v1_to_v2_direct", sync),
    ("POST", "/api:v1-system/reset_stuck_fub_jobs", reset_stuck_jobs),
)
