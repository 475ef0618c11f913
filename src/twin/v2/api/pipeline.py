"""Pipeline: what the sync has brought, whether it could run, the sync itself, and jobs that hang in it."""

from __future__ import annotations

from twin.v2.api.call import Call, Endpoint
from twin.v2.api.parameters import boolean, read_all
from twin.v2.api.shape import one
from twin.v2.api.sql import is_user, millis
from twin.v2.api.tables import (
    AGENT,
    FUB_EVENTS,
    FUB_ONBOARDING_JOBS,
    KNOWN_COUNTS,
    LISTING,
    NETWORK_HIERARCHY,
    PARTICIPANT,
    REZEN_LISTINGS,
    REZEN_TRANSACTIONS,
    SKYSLOPE_LISTINGS,
    SKYSLOPE_TRANSACTIONS,
    TASK_RUNS,
    TRANSACTION,
    USER,
)

DRY_RUN = boolean("dry_run")
STUCK = "j.status = 'In Process' and j.started_at is null"

STAGING = {
    "skyslope_listings": SKYSLOPE_LISTINGS,
    "skyslope_transactions": SKYSLOPE_TRANSACTIONS,
    "rezen_transactions": REZEN_TRANSACTIONS,
    "rezen_listings": REZEN_LISTINGS,
}
FINAL = {
    "users": f"{USER} u where {is_user('u')}",
    "agents": AGENT,
    "transactions": TRANSACTION,
    "participants": PARTICIPANT,
    "network": NETWORK_HIERARCHY,
    "listings": LISTING,
}


def counted(tables: dict[str, str]) -> str:
    """Return the object of the tables' numbers of rows."""
    return (
        "json_build_object("
        + ", ".join(f"'{name}', (select count(*) from {rows})" for name, rows in tables.items())
        + ")"
    )


HEALTH = f"select {counted(STAGING)} as staging, {counted(FINAL)} as final"

READINESS = f"""
    select
        json_build_object(
            'fub', count(*) filter (where u.fub_user_id is not null),
            'skyslope', count(*) filter (where u.skyslope_user_id <> '')
        ) as connected,
        json_build_object(
            'fub', (select {millis("max(e.happened_at)")} from {FUB_EVENTS} e),
            'skyslope', (select {millis("max(s.synced_at)")} from {SKYSLOPE_TRANSACTIONS} s),
            'rezen', (select {millis("max(s.synced_at)")} from {REZEN_TRANSACTIONS} s)
        ) as last_received,
        (select count(*) from {FUB_ONBOARDING_JOBS} j where j.status = 'Pending') as pending,
        (select count(*) from {FUB_ONBOARDING_JOBS} j where {STUCK}) as stuck,
        (select count(*) from {TASK_RUNS} r where r.task = 'sync-v1-to-v2-direct') as syncs
    from {USER} u
    where {is_user("u")}
"""

# What V1 held is known from the last time that V2 looked.
SYNC = f"""
    with held (entity, v2) as (
        select entity.key, entity.value::bigint from json_each_text({counted(FINAL)}) as entity
    ), compared as (
        select known.place, known.entity, known.v1, held.v2 from {KNOWN_COUNTS} known join held using (entity)
    ), run as (
        insert into {TASK_RUNS} (task, status, input, requested_by_user_id)
        select 'sync-v1-to-v2-direct', 'done', jsonb_object_agg(entity, v2), %(user)s
        from compared
        having not %(dry_run)s::boolean
    )
    select json_build_object(
        'entity_counts', json_agg(json_build_object('entity', entity, 'v1', v1, 'v2', v2) order by place)
    )::text
    from compared
"""

# A job that is let go waits as a new one does.
RESET = f"""
    with let_go as (
        update {FUB_ONBOARDING_JOBS} j
        set status = 'Pending', attempts = coalesce(j.attempts, 0) + 1
        where {STUCK} and not %(dry_run)s::boolean
        returning j.id
    )
    select json_build_object(
        'stuck', (select count(*) from {FUB_ONBOARDING_JOBS} j where {STUCK}),
        'reset', (select count(*) from let_go)
    )::text
"""


async def health_check(call: Call) -> bytes:
    """Answer how many rows the staging and the final tables hold."""
    return await call.row(HEALTH)


async def test_sync(call: Call) -> bytes:
    """Answer whether a sync could run: who is connected, what came last, which jobs wait or hang."""
    return await call.row(READINESS)


async def sync(call: Call) -> bytes:
    """Run the sync, note the run, and answer what both sides hold; a dry run notes nothing."""
    return await written(call, SYNC)


async def reset_stuck_jobs(call: Call) -> bytes:
    """Let go of the jobs that are in process since nobody knows when; a dry run only counts them."""
    return await written(call, RESET)


async def written(call: Call, query: str) -> bytes:
    """Return the row of a query that writes unless the run is dry."""
    row = await call.fetch(query, dry_run=bool(read_all((DRY_RUN,), call.body)["dry_run"]))
    assert row is not None
    return str(row[0]).encode()


ENDPOINTS = (
    Endpoint(
        "/api:Lrekz_3S/pipeline-health-check",
        health_check,
        function="System/PipelineHealthCheck",
        answers=one(
            "staging {" + ", ".join(f"{name} integer" for name in STAGING) + "},"
            " final {" + ", ".join(f"{name} integer" for name in FINAL) + "}"
        ),
    ),
    Endpoint(
        "/api:20LTQtIX/test-sync",
        test_sync,
        function="System/TestSync",
        answers=one(
            "connected {fub integer, skyslope integer},"
            " last_received {fub moment?, skyslope moment?, rezen moment?},"
            " pending integer, stuck integer, syncs integer"
        ),
    ),
    Endpoint(
        "/api:20LTQtIX/sync-v1-to-v2-direct",
        sync,
        "POST",
        function="System/SyncV1ToV2Direct",
        parameters=(DRY_RUN,),
        answers=one("entity_counts [{entity text, v1 integer, v2 integer}]"),
    ),
    Endpoint(
        "/api:LIdBL1AN/reset-stuck-fub-jobs",
        reset_stuck_jobs,
        "POST",
        function="System/ResetStuckFubJobs",
        parameters=(DRY_RUN,),
        answers=one("stuck integer, reset integer"),
    ),
)
