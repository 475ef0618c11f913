"""Faults in V2's contract: status, envelope, token and errors."""

from typing import Any

from twin.faults import AnswerFault

_WORKERS = "/api:4UsTtl3m"
_SYSTEM = "/api:LIdBL1AN"
_TASKS = "/api:4psV7fp6"


def _error_under_success(status: int, body: Any) -> tuple[int, Any]:
    if status != 200:
        return status, body
    return 200, {
        "success": True,
        "data": None,
        "error": {"code": "ERROR_FATAL", "message": "the worker gave up"},
    }


def _without_envelope(status: int, body: Any) -> tuple[int, Any]:
    return (status, body["data"]) if status == 200 else (status, body)


def _gone(status: int, body: Any) -> tuple[int, Any]:
    del status, body
    return 404, {
        "success": False,
        "data": None,
        "error": {"code": "ERROR_CODE_NOT_FOUND", "message": "no such route"},
    }


def _crash(status: int, body: Any) -> tuple[int, Any]:
    del status, body
    return 500, {
        "success": False,
        "data": None,
        "error": {"code": "ERROR_FATAL", "message": "the worker failed"},
    }


def _crash_on_bad_input(status: int, body: Any) -> tuple[int, Any]:
    return _crash(status, body) if status == 400 else (status, body)


def _stack_trace(status: int, body: Any) -> tuple[int, Any]:
    if status != 400:
        return status, body
    return 400, {"message": 'Traceback (most recent call last): psycopg.errors.SyntaxError near "select"'}


def _open_door(status: int, body: Any) -> tuple[int, Any]:
    return (200, {"success": True, "data": {}, "error": None}) if status == 401 else (status, body)


def _queued_all_the_same(status: int, body: Any) -> tuple[int, Any]:
    job = {"job_id": 1, "status": "queued", "input": {}}
    return (200, {"success": True, "data": job, "error": None}) if status in (400, 502) else (status, body)


def _ignore_year(query: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in query.items() if name != "year" or value.isdigit()}


ENDPOINTS = (
    AnswerFault(
        "success-over-error",
        "The envelope says success over an error.",
        f"{_WORKERS}/revenue/fees",
        answer=_error_under_success,
        must_fail=("answers/revenue.fees", "contract/revenue.fees", "pages/revenue"),
        touches=("workers/RevenueFees.critical",),
    ),
    AnswerFault(
        "bare-answer",
        "The answer comes without its envelope.",
        f"{_WORKERS}/agents/cap",
        answer=_without_envelope,
        must_fail=("answers/agents.cap", "contract/agents.cap", "pages/agents"),
        touches=("workers/AgentCap.critical",),
    ),
    AnswerFault(
        "missing-endpoint",
        "An endpoint was never built.",
        f"{_SYSTEM}/settings/goals",
        answer=_gone,
        must_fail=("answers/settings.goals", "contract/settings.goals", "pages/settings"),
    ),
    AnswerFault(
        "crashing-worker",
        "A worker fails for everyone.",
        f"{_WORKERS}/network/upline",
        answer=_crash,
        must_fail=("answers/network.upline", "contract/network.upline", "pages/network"),
        touches=("workers/NetworkUpline.critical",),
    ),
    AnswerFault(
        "open-door",
        "An endpoint answers without a token.",
        f"{_WORKERS}/metrics/overview",
        answer=_open_door,
        must_fail=("contract/metrics.overview",),
    ),
    AnswerFault(
        "crash-on-bad-input",
        "A bad parameter brings the worker down.",
        f"{_WORKERS}/network/roster",
        answer=_crash_on_bad_input,
        must_fail=("contract/network.roster",),
    ),
    AnswerFault(
        "talkative-error",
        "A refusal tells of the code behind it, outside the envelope.",
        f"{_WORKERS}/team/production",
        answer=_stack_trace,
        must_fail=("contract/team.production",),
    ),
    AnswerFault(
        "bad-input-accepted",
        "A year that is no year is taken for none.",
        f"{_WORKERS}/revenue/by-month",
        query=_ignore_year,
        must_fail=("contract/revenue.by_month",),
    ),
    AnswerFault(
        "task-takes-anything",
        "A trigger queues its job whatever its input is.",
        f"{_TASKS}/revenue-update-caps",
        answer=_queued_all_the_same,
        must_fail=("contract/tasks_revenue.update_caps",),
    ),
    AnswerFault(
        "bare-job",
        "A trigger answers its job without the envelope.",
        f"{_TASKS}/fub-sync-people",
        answer=_without_envelope,
        must_fail=("contract/tasks_fub.sync_people",),
    ),
    AnswerFault(
        "time-out-hidden",
        "The coordinator answers at once that all is well, where it is known to run out of time.",
        f"{_TASKS}/daily-lambda-coordinator",
        answer=_queued_all_the_same,
        must_fail=("contract/tasks_daily.lambda_coordinator",),
    ),
)
