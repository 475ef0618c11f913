"""Tasks: the triggers of the TASKS group. Each queues a job and answers it."""

from __future__ import annotations

import orjson

from twin.v2.api.call import Call, Endpoint, Handler
from twin.v2.api.envelope import NotFound, TimedOut
from twin.v2.api.parameters import Parameter, boolean, choice, day, integer, read_all
from twin.v2.api.shape import one
from twin.v2.api.sql import is_user, millis
from twin.v2.api.tables import AGENT, FUB_ONBOARDING_JOBS, TASK_RUNS, TEAM, USER

GROUP = "/api:4psV7fp6"

USER_ID, A_USER = integer("user_id"), integer("user_id", required=True)
AGENT_ID, AN_AGENT = integer("agent_id"), integer("agent_id", required=True)
TEAM_ID, A_TEAM = integer("team_id"), integer("team_id", required=True)
LIMIT, HOW_MANY = integer("limit", 1, 10_000), integer("limit", 1, 10_000, required=True)
SINCE, SINCE_WHEN = day("since"), day("since", required=True)
DRY_RUN = boolean("dry_run")


def mode(*values: str) -> Parameter:
    """Declare how a task may be run; the first way is meant where none is named."""
    return choice("mode", *values, default=values[0])


TASKS: dict[str, tuple[Parameter, ...]] = {
    "fub-sync-people": (A_USER, SINCE, LIMIT),
    "fub-sync-calls": (A_USER, SINCE, LIMIT),
    "fub-sync-events": (A_USER, SINCE, LIMIT),
    "fub-sync-appointments": (A_USER, SINCE),
    "fub-sync-text-messages": (A_USER, SINCE, LIMIT),
    "fub-sync-deals": (A_USER, SINCE),
    "fub-sync-pipelines": (A_USER,),
    "fub-sync-stages": (A_USER,),
    "fub-sync-users": (A_TEAM,),
    "fub-sync-smart-lists": (A_USER,),
    "fub-sync-tags": (A_USER, LIMIT),
    "fub-sync-notes": (A_USER, SINCE, LIMIT),
    "fub-sync-tasks": (A_USER, SINCE),
    "fub-full-resync": (A_USER, mode("all", "people", "calls", "events")),
    "fub-incremental-sync": (A_USER, SINCE_WHEN),
    "fub-match-agents": (TEAM_ID, DRY_RUN),
    "fub-link-leads": (AN_AGENT, LIMIT, DRY_RUN),
    "fub-refresh-token": (A_USER,),
    "fub-deduplicate-people": (A_USER, LIMIT, DRY_RUN),
    "fub-process-staging": (HOW_MANY, mode("people", "calls", "events")),
    "rezen-sync-transactions": (AN_AGENT, SINCE, LIMIT),
    "rezen-sync-listings": (AN_AGENT, SINCE, LIMIT),
    "rezen-sync-agents": (A_TEAM, LIMIT),
    "rezen-sync-caps": (AN_AGENT,),
    "rezen-sync-commissions": (AN_AGENT,),
    "rezen-sync-participants": (AN_AGENT, SINCE, LIMIT),
    "rezen-sync-payments": (AN_AGENT, SINCE),
    "rezen-sync-network": (AN_AGENT, mode("frontline", "whole")),
    "rezen-sync-sponsors": (AN_AGENT,),
    "rezen-sync-contributions": (AN_AGENT, SINCE, LIMIT),
    "rezen-sync-equity": (AN_AGENT, SINCE),
    "rezen-sync-documents": (AN_AGENT, LIMIT),
    "rezen-refresh-token": (A_USER,),
    "rezen-validate-credentials": (A_USER,),
    "rezen-full-resync": (AN_AGENT, mode("all", "transactions", "listings", "network")),
    "rezen-incremental-sync": (AN_AGENT, SINCE_WHEN),
    "rezen-process-transactions": (HOW_MANY, DRY_RUN),
    "rezen-process-listings": (HOW_MANY, DRY_RUN),
    "rezen-match-agents": (TEAM_ID, DRY_RUN),
    "rezen-reconcile-closings": (SINCE_WHEN, DRY_RUN),
    "skyslope-sync-listings": (A_USER, SINCE, LIMIT),
    "skyslope-sync-transactions": (A_USER, SINCE, LIMIT),
    "skyslope-sync-checklists": (A_USER, LIMIT),
    "skyslope-sync-documents": (A_USER, LIMIT),
    "skyslope-sync-offices": (A_TEAM,),
    "skyslope-process-listings": (HOW_MANY, DRY_RUN),
    "skyslope-process-transactions": (HOW_MANY, DRY_RUN),
    "skyslope-match-transactions": (A_TEAM, DRY_RUN),
    "skyslope-refresh-token": (A_USER,),
    "skyslope-full-resync": (A_USER, mode("all", "listings", "transactions")),
    "title-sync-orders": (A_TEAM, SINCE, LIMIT),
    "title-sync-closings": (A_TEAM, SINCE),
    "title-sync-companies": (A_TEAM,),
    "title-match-transactions": (A_TEAM, LIMIT, DRY_RUN),
    "title-update-fees": (AN_AGENT, SINCE, DRY_RUN),
    "title-send-orders": (AN_AGENT, DRY_RUN),
    "title-reconcile-escrow": (A_TEAM, SINCE_WHEN, DRY_RUN),
    "title-refresh-status": (AN_AGENT,),
    "network-rebuild-hierarchy": (AN_AGENT, DRY_RUN),
    "network-rebuild-downline": (AN_AGENT, mode("frontline", "whole")),
    "network-rebuild-upline": (AN_AGENT,),
    "network-update-tiers": (AN_AGENT, DRY_RUN),
    "network-update-counts": (AN_AGENT,),
    "network-sync-members": (AN_AGENT, SINCE, LIMIT),
    "network-detect-cycles": (LIMIT, mode("report", "repair")),
    "network-detect-orphans": (LIMIT, mode("report", "repair")),
    "network-refresh-growth": (AN_AGENT, SINCE_WHEN),
    "network-update-contributions": (AN_AGENT, SINCE),
    "network-update-preferences": (A_USER,),
    "network-notify-new-members": (AN_AGENT, SINCE, DRY_RUN),
    "revenue-recalculate-agent": (AN_AGENT, SINCE),
    "revenue-recalculate-team": (A_TEAM, SINCE),
    "revenue-update-caps": (AN_AGENT, DRY_RUN),
    "revenue-update-splits": (AN_AGENT, DRY_RUN),
    "revenue-update-fees": (AN_AGENT, SINCE, DRY_RUN),
    "revenue-aggregate-daily": (SINCE_WHEN, TEAM_ID),
    "revenue-aggregate-monthly": (SINCE_WHEN, TEAM_ID),
    "revenue-aggregate-yearly": (SINCE_WHEN, TEAM_ID),
    "revenue-import-income": (AN_AGENT, SINCE, LIMIT),
    "revenue-allocate-revenue-share": (AN_AGENT, SINCE, DRY_RUN),
    "revenue-forecast": (AN_AGENT, mode("cautious", "expected", "hopeful")),
    "revenue-reconcile": (SINCE_WHEN, TEAM_ID, DRY_RUN),
    "daily-start": (SINCE, mode("scheduled", "manual")),
    "daily-sync-users": (LIMIT, SINCE),
    "daily-sync-agents": (LIMIT, SINCE),
    "daily-sync-transactions": (LIMIT, SINCE),
    "daily-sync-listings": (LIMIT, SINCE),
    "daily-sync-network": (LIMIT, SINCE),
    "daily-sync-downline": (LIMIT,),
    "daily-sync-contributions": (LIMIT, SINCE),
    "daily-lambda-coordinator": (mode("people", "calls", "events"), SINCE),
    "daily-refresh-metrics": (TEAM_ID, SINCE),
    "daily-finish": (mode("scheduled", "manual"),),
    "onboarding-start": (A_USER, mode("full", "quick")),
    "onboarding-create-agent": (A_USER,),
    "onboarding-connect-fub": (A_USER,),
    "onboarding-connect-rezen": (A_USER,),
    "onboarding-connect-skyslope": (A_USER,),
    "onboarding-load-history": (A_USER, SINCE, LIMIT),
    "onboarding-assign-team": (A_USER, A_TEAM),
    "onboarding-finish": (A_USER,),
    "maintenance-clean-sessions": (SINCE_WHEN, DRY_RUN),
    "maintenance-clean-staging": (SINCE_WHEN, LIMIT, DRY_RUN),
    "maintenance-archive-audit-logs": (SINCE_WHEN, LIMIT, DRY_RUN),
    "maintenance-archive-users": (A_TEAM, DRY_RUN),
    "maintenance-rebuild-search": (mode("all", "agents", "transactions", "listings"),),
    "maintenance-refresh-views": (mode("all", "revenue", "network"),),
    "maintenance-check-references": (LIMIT, mode("count", "list")),
    "maintenance-retry-failed-jobs": (HOW_MANY, SINCE, DRY_RUN),
}

# Where the row stands that a parameter names.
ROWS = {
    "user_id": f"select u.id from {USER} u where u.id = %(id)s and {is_user('u')}",
    "agent_id": f"select a.id from {AGENT} a where a.id = %(id)s",
    "team_id": f"select t.id from {TEAM} t where t.id = %(id)s",
}

PENDING = f"select j.id from {FUB_ONBOARDING_JOBS} j where j.status = 'Pending' limit 1"

QUEUE = f"""
    with run as (
        insert into {TASK_RUNS} (task, status, input, requested_by_user_id)
        values (%(task)s, %(status)s, %(input)s::jsonb, %(user)s)
        returning id, task, status, input, queued_at
    )
    select row_to_json(answer)::text
    from (
        select id as job_id, task, status, input, {millis("queued_at")} as queued_at from run
    ) as answer
"""


async def queue(call: Call, task: str, given: dict[str, object], status: str = "queued") -> bytes:
    """Write a job and return it as JSON; a parameter that was not given is no part of its input."""
    chosen = {name: value for name, value in given.items() if value is not None}
    row = await call.fetch(QUEUE, task=task, status=status, input=orjson.dumps(chosen).decode())
    assert row is not None
    return str(row[0]).encode()


async def read(call: Call, inputs: tuple[Parameter, ...]) -> dict[str, object]:
    """Return a task's input out of the body. Raises BadInput, and NotFound where it names no row."""
    given = read_all(inputs, call.body)
    for name, query in ROWS.items():
        if given.get(name) is not None and await call.fetch(query, id=given[name]) is None:
            raise NotFound(f"There is no record {name} {given[name]}.", name)
    return given


def trigger(task: str, inputs: tuple[Parameter, ...]) -> Handler:
    """Return the handler of an ordinary task: its job is queued."""

    async def start(call: Call) -> bytes:
        return await queue(call, task, await read(call, inputs))

    return start


async def downline(call: Call) -> bytes:
    """Queue the downline of whoever is being onboarded; where nobody is, the step is skipped."""
    task = "daily-sync-downline"
    given = await read(call, TASKS[task])
    pending = await call.fetch(PENDING) is not None
    return await queue(call, task, given, "queued" if pending else "skipped")


async def lambda_coordinator(call: Call) -> bytes:
    """Start the batch, which runs for hours, and give up waiting for it, as the platform does after 60 s."""
    task = "daily-lambda-coordinator"
    await queue(call, task, await read(call, TASKS[task]), "running")
    raise TimedOut("The lambda has not answered in time; its batch runs on.")


SPECIAL: dict[str, Handler] = {
    "daily-sync-downline": downline,
    "daily-lambda-coordinator": lambda_coordinator,
}


def function_of(task: str) -> str:
    """Return the name of the function that a task is."""
    return "Tasks/" + "".join(word.capitalize() for word in task.split("-"))


# What a task answers that does not wait for its end.
REFUSES = {"daily-lambda-coordinator": {502: "The batch runs on"}}

JOB = one("job_id integer, task text, status text, input object, queued_at moment")

ENDPOINTS = tuple(
    Endpoint(
        f"{GROUP}/{task}",
        SPECIAL.get(task) or trigger(task, inputs),
        "POST",
        function_of(task),
        parameters=inputs,
        answers=JOB,
        refuses=REFUSES.get(task, {}),
    )
    for task, inputs in TASKS.items()
)
