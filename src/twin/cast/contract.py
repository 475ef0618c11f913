"""Faults in what V2 owes a caller who asks wrongly: tokens, methods, odd values, and what a refusal tells."""

from typing import Any

from twin.faults import AnswerFault, Asked

_WORKERS = "/api:4UsTtl3m"
_SYSTEM = "/api:LIdBL1AN"
_V1_TOKEN = 43
"""Characters of a token that the twin's V1 gives; V2's own are longer."""


def _failed(status: int, message: str) -> tuple[int, Any]:
    return status, {"success": False, "data": None, "error": {"code": "ERROR_FATAL", "message": message}}


def _let_in(status: int, body: Any) -> tuple[int, Any]:
    return (200, {"success": True, "data": {"id": 1}, "error": None}) if status == 401 else (status, body)


def _let_in_when_expired(status: int, body: Any) -> tuple[int, Any]:
    expired = status == 401 and "expired" in body["error"]["message"]
    return _let_in(status, body) if expired else (status, body)


def _done(status: int, body: Any) -> tuple[int, Any]:
    return (
        (200, {"success": True, "data": {"deleted": 1}, "error": None}) if status == 405 else (status, body)
    )


def _with_trace(status: int, body: Any) -> tuple[int, Any]:
    if status != 400:
        return status, body
    trace = 'Traceback (most recent call last):\n  File "/srv/v2/worker.py", line 41, in run\nValueError'
    return _failed(400, trace)


def _with_sql(status: int, body: Any) -> tuple[int, Any]:
    if status != 400:
        return status, body
    return _failed(400, 'invalid input in: SELECT l.id FROM "mvpw5_694" l WHERE l.stage = $1 at character 8')


def _crash(status: int, body: Any) -> tuple[int, Any]:
    del status, body
    return _failed(500, "The worker failed.")


def _first_page_again(query: dict[str, str]) -> dict[str, str]:
    return {**query, "page": "1"} if query.get("page") == str(10**9) else query


def _up_to_the_blank(query: dict[str, str]) -> dict[str, str]:
    return {name: value.partition(" ")[0] for name, value in query.items()}


def _with_table(data: Any) -> Any:
    return {**data, "cell_phone": "mvpw5_664"}


def _has(*characters: str) -> Any:
    def when(asked: Asked) -> bool:
        return any(character in value for value in asked.query.values() for character in characters)

    return when


CONTRACT = (
    AnswerFault(
        "garbage-token-accepted",
        "Any text is taken for a token.",
        f"{_WORKERS}/transactions/by-status",
        when=lambda asked: 0 < len(asked.token) < _V1_TOKEN,
        answer=_let_in,
        must_fail=("contract/transactions.by_status",),
    ),
    AnswerFault(
        "expired-token-accepted",
        "A token is never looked at again once it was given.",
        f"{_SYSTEM}/settings/profile",
        answer=_let_in_when_expired,
        must_fail=("contract/settings.profile",),
    ),
    AnswerFault(
        "v1-token-accepted",
        "V1's tokens open V2.",
        f"{_WORKERS}/team/goals",
        when=lambda asked: len(asked.token) == _V1_TOKEN,
        answer=_let_in,
        must_fail=("contract/team.goals",),
    ),
    AnswerFault(
        "trace-in-refusal",
        "A refusal in the right form holds a stack trace.",
        f"{_WORKERS}/agents/leaderboard",
        answer=_with_trace,
        must_fail=("contract/agents.leaderboard",),
    ),
    AnswerFault(
        "sql-in-refusal",
        "A refusal in the right form holds the statement that failed.",
        f"{_WORKERS}/listings/list",
        answer=_with_sql,
        must_fail=("contract/listings.list",),
    ),
    AnswerFault(
        "crash-on-nul",
        "A NUL in a text brings the worker down.",
        f"{_WORKERS}/agents/directory",
        when=_has("\0"),
        answer=_crash,
        must_fail=("contract/agents.directory",),
    ),
    AnswerFault(
        "crash-on-emoji",
        "A character beyond the first plane brings the worker down.",
        f"{_WORKERS}/leads/list",
        when=_has("🏡"),
        answer=_crash,
        must_fail=("contract/leads.list",),
    ),
    AnswerFault(
        "crash-on-long-text",
        "A long text brings the worker down.",
        f"{_WORKERS}/transactions/list",
        when=lambda asked: any(len(value) > 1000 for value in asked.query.values()),
        answer=_crash,
        must_fail=("contract/transactions.list",),
    ),
    AnswerFault(
        "crash-on-page-0",
        "Page 0 brings the worker down.",
        f"{_WORKERS}/network/roster",
        when=lambda asked: asked.query.get("page") == "0",
        answer=_crash,
        must_fail=("contract/network.roster",),
    ),
    AnswerFault(
        "no-last-page",
        "Beyond the last page the first one comes again.",
        f"{_WORKERS}/network/roster",
        query=_first_page_again,
        must_fail=("contract/network.roster",),
    ),
    AnswerFault(
        "wrong-method-executed",
        "A method that the route does not have is carried out.",
        f"{_WORKERS}/agents/anniversaries",
        when=lambda asked: asked.method != "GET",
        answer=_done,
        must_fail=("contract/agents.anniversaries",),
    ),
    AnswerFault(
        "wrong-content-type",
        "JSON is sent as a page of HTML.",
        f"{_WORKERS}/team/directors",
        content_type="text/html; charset=utf-8",
        must_fail=("contract/team.directors",),
    ),
    AnswerFault(
        "number-with-a-tail",
        "A number is read up to the first blank, whatever stands behind it.",
        f"{_WORKERS}/network/roster",
        query=_up_to_the_blank,
        must_fail=("contract/network.roster",),
    ),
    AnswerFault(
        "table-in-answer",
        "A good answer holds the name of a table in the database.",
        f"{_SYSTEM}/settings/profile",
        data=_with_table,
        must_fail=("contract/settings.profile", "answers/settings.profile"),
    ),
)
