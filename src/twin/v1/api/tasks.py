"""Tasks: what starts V1's background jobs. A job is one more document among those of synchronising."""

from __future__ import annotations

from collections.abc import Mapping

import orjson
from psycopg.sql import SQL

from twin.v1.api.answers import Call, Handler, Routes, only_text, rows
from twin.v1.api.errors import GatewayTimeout, InputError, NotFound
from twin.v1.api.parameters import body_boolean, date, integer, one_of

# Each job and the members of its body: `!` behind a name says that it must be given, `|` parts choices.
JOBS = {
    "fub_sync_people": "user_id! since limit",
    "fub_sync_calls": "user_id! since limit",
    "fub_sync_events": "user_id! since limit",
    "fub_sync_appointments": "user_id! since",
    "fub_sync_text_messages": "user_id! since limit",
    "fub_sync_deals": "user_id! since",
    "fub_sync_pipelines": "user_id!",
    "fub_sync_stages": "user_id!",
    "fub_sync_users": "team_id!",
    "fub_sync_smart_lists": "user_id!",
    "fub_sync_tags": "user_id! limit",
    "fub_sync_notes": "user_id! since limit",
    "fub_sync_tasks": "user_id! since",
    "fub_full_resync": "user_id! mode=all|people|calls|events",
    "fub_incremental_sync": "user_id! since!",
    "fub_match_agents": "team_id dry_run",
    "fub_link_leads": "agent_id! limit dry_run",
    "fub_refresh_token": "user_id!",
    "fub_deduplicate_people": "user_id! limit dry_run",
    "fub_process_staging": "limit! mode=people|calls|events",
    "rezen_sync_transactions": "agent_id! since limit",
    "rezen_sync_listings": "agent_id! since limit",
    "rezen_sync_agents": "team_id! limit",
    "rezen_sync_caps": "agent_id!",
    "rezen_sync_commissions": "agent_id!",
    "rezen_sync_participants": "agent_id! since limit",
    "rezen_sync_payments": "agent_id! since",
    "rezen_sync_network": "agent_id! mode=frontline|whole",
    "rezen_sync_sponsors": "agent_id!",
    "rezen_sync_contributions": "agent_id! since limit",
    "rezen_sync_equity": "agent_id! since",
    "rezen_sync_documents": "agent_id! limit",
    "rezen_refresh_token": "user_id!",
    "rezen_validate_credentials": "user_id!",
    "rezen_full_resync": "agent_id! mode=all|transactions|listings|network",
    "rezen_incremental_sync": "agent_id! since!",
    "rezen_process_transactions": "limit! dry_run",
    "rezen_process_listings": "limit! dry_run",
    "rezen_match_agents": "team_id dry_run",
    "rezen_reconcile_closings": "since! dry_run",
    "skyslope_sync_listings": "user_id! since limit",
    "skyslope_sync_transactions": "user_id! since limit",
    "skyslope_sync_checklists": "user_id! limit",
    "skyslope_sync_documents": "user_id! limit",
    "skyslope_sync_offices": "team_id!",
    "skyslope_process_listings": "limit! dry_run",
    "skyslope_process_transactions": "limit! dry_run",
    "skyslope_match_transactions": "team_id! dry_run",
    "skyslope_refresh_token": "user_id!",
    "skyslope_full_resync": "user_id! mode=all|listings|transactions",
    "title_sync_orders": "team_id! since limit",
    "title_sync_closings": "team_id! since",
    "title_sync_companies": "team_id!",
    "title_match_transactions": "team_id! limit dry_run",
    "title_update_fees": "agent_id! since dry_run",
    "title_send_orders": "agent_id! dry_run",
    "title_reconcile_escrow": "team_id! since! dry_run",
    "title_refresh_status": "agent_id!",
    "network_rebuild_hierarchy": "agent_id! dry_run",
    "network_rebuild_downline": "agent_id! mode=frontline|whole",
    "network_rebuild_upline": "agent_id!",
    "network_update_tiers": "agent_id! dry_run",
    "network_update_counts": "agent_id!",
    "network_sync_members": "agent_id! since limit",
    "network_detect_cycles": "limit mode=report|repair",
    "network_detect_orphans": "limit mode=report|repair",
    "network_refresh_growth": "agent_id! since!",
    "network_update_contributions": "agent_id! since",
    "network_update_preferences": "user_id!",
    "network_notify_new_members": "agent_id! since dry_run",
    "revenue_recalculate_agent": "agent_id! since",
    "revenue_recalculate_team": "team_id! since",
    "revenue_update_caps": "agent_id! dry_run",
    "revenue_update_splits": "agent_id! dry_run",
    "revenue_update_fees": "agent_id! since dry_run",
    "revenue_aggregate_daily": "since! team_id",
    "revenue_aggregate_monthly": "since! team_id",
    "revenue_aggregate_yearly": "since! team_id",
    "revenue_import_income": "agent_id! since limit",
    "revenue_allocate_revenue_share": "agent_id! since dry_run",
    "revenue_forecast": "agent_id! mode=cautious|expected|hopeful",
    "revenue_reconcile": "since! team_id dry_run",
    "daily_start": "since mode=scheduled|manual",
    "daily_sync_users": "limit since",
    "daily_sync_agents": "limit since",
    "daily_sync_transactions": "limit since",
    "daily_sync_listings": "limit since",
    "daily_sync_network": "limit since",
    "daily_sync_downline": "limit",
    "daily_sync_contributions": "limit since",
    "daily_lambda_coordinator": "mode=people|calls|events since",
    "daily_refresh_metrics": "team_id since",
    "daily_finish": "mode=scheduled|manual",
    "onboarding_start": "user_id! mode=full|quick",
    "onboarding_create_agent": "user_id!",
    "onboarding_connect_fub": "user_id!",
    "onboarding_connect_rezen": "user_id!",
    "onboarding_connect_skyslope": "user_id!",
    "onboarding_load_history": "user_id! since limit",
    "onboarding_assign_team": "user_id! team_id!",
    "onboarding_finish": "user_id!",
    "maintenance_clean_sessions": "since! dry_run",
    "maintenance_clean_staging": "since! limit dry_run",
    "maintenance_archive_audit_logs": "since! limit dry_run",
    "maintenance_archive_users": "team_id! dry_run",
    "maintenance_rebuild_search": "mode=all|agents|transactions|listings",
    "maintenance_refresh_views": "mode=all|revenue|network",
    "maintenance_check_references": "limit mode=count|list",
    "maintenance_retry_failed_jobs": "limit! since dry_run",
}
MOST_ROWS = 10_000
DOCUMENTS = {"user_id": "mvpw1_41", "agent_id": "mvpw1_36", "team_id": "mvpw1_45"}

WRITE = SQL("""
with job as (
    insert into mvpw1_64 (id, xdo)
    select coalesce(max(j.id), 0) + 1, jsonb_build_object(
        'id', coalesce(max(j.id), 0) + 1, 'kind', %(job)s::text, 'status', %(status)s::text,
        'input', %(input)s::jsonb, 'requested_by', %(viewer)s::int,
        'queued_at', (extract(epoch from now()) * 1000)::bigint)
    from mvpw1_64 j
    returning id, xdo
)
select json_build_object('job_id', job.id, 'task', job.xdo->'kind', 'status', job.xdo->'status',
                         'input', job.xdo->'input', 'queued_at', job.xdo->'queued_at')::text
from job
""").format()

ONBOARDING = "select 1 as waiting from mvpw1_63 o where o.xdo->>'status' = 'Pending' limit 1"


async def input_of(call: Call, members: str) -> dict[str, object]:
    """Read a job's input out of the body; raises InputError, and NotFound where it names no document."""
    texts = {name: text_of(name, value) for name, value in call.body.items() if not isinstance(value, bool)}
    found: dict[str, object] = {}
    for member in members.split():
        name, _, choices = member.partition("=")
        value = value_of(call, texts, name.rstrip("!"), choices)
        if value is not None:
            found[name.rstrip("!")] = value
        elif name.endswith("!"):
            raise InputError(name.rstrip("!"), f"Missing param: {name.rstrip('!')}.")
    for name in found.keys() & DOCUMENTS.keys():
        query = f"select d.id from {DOCUMENTS[name]} d where d.id = %(document)s::int"
        if await rows(call, query, document=found[name]) == b"[]":
            raise NotFound
    return found


def value_of(call: Call, texts: Mapping[str, str], name: str, choices: str) -> object:
    """Read one member; None where it is not given."""
    if isinstance(call.body.get(name), bool) and name != "dry_run":
        raise InputError(name, f"Param: {name} must not be a boolean.")
    if choices:
        return one_of(texts, name, choices.split("|"))
    if name == "dry_run":
        return body_boolean(call.body, name)
    if name == "since":
        return date(texts, name)
    return integer(texts, name, least=1, most=MOST_ROWS) if name == "limit" else integer(texts, name)


def text_of(name: str, value: object) -> str:
    """Return a member as the text that a query would give; V1 reads both in the same way."""
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return value
    raise InputError(name, f"Param: {name} is neither a number nor a text.")


async def write(call: Call, job: str, status: str, given: Mapping[str, object]) -> bytes:
    """Write a job's document and answer it."""
    return await only_text(call, WRITE, {"job": job, "status": status, "input": orjson.dumps(given).decode()})


def starting(job: str) -> Handler:
    """Return the handler that queues a job; the downline is left out where nobody is being onboarded."""

    async def start(call: Call) -> bytes:
        given = await input_of(call, JOBS[job])
        idle = job == "daily_sync_downline" and await rows(call, ONBOARDING) == b"[]"
        return await write(call, job, "skipped" if idle else "queued", given)

    return start


async def coordinate(call: Call) -> bytes:
    """Start the batch of the lambda, which outlasts every request: V1 answers that it ran out of time."""
    await write(
        call, "daily_lambda_coordinator", "running", await input_of(call, JOBS["daily_lambda_coordinator"])
    )
    raise GatewayTimeout


ROUTES: Routes = tuple(
    ("POST", f"/api:v1-tasks/{job}", coordinate if job == "daily_lambda_coordinator" else starting(job))
    for job in JOBS
)
