"""Faults that only certain questions bring to light: a filter's value, a sort, a page, a border."""

from datetime import date, timedelta
from typing import Any

from twin.faults import AnswerFault, Asked

_WORKERS = "/api:4UsTtl3m"
_SYSTEM = "/api:LIdBL1AN"

Query = dict[str, str]


def _first_page(query: Query) -> Query:
    return {**query, "page": "1"}


def _without_filters(query: Query) -> Query:
    return {name: value for name, value in query.items() if name in ("page", "per_page", "sort", "order")}


def _without_order(query: Query) -> Query:
    return {name: value for name, value in query.items() if name != "order"}


def _without_size(query: Query) -> Query:
    return {name: value for name, value in query.items() if name not in ("per_page", "limit")}


def _a_day_less(query: Query) -> Query:
    try:
        return {**query, "to": str(date.fromisoformat(query["to"]) - timedelta(days=1))}
    except ValueError:
        return query


def _search_for_nothing(query: Query) -> Query:
    return {**query, "q": "nobody has this name"}


def _without_last_row_of_last_page(data: Any) -> Any:
    if data["curPage"] != data["pageTotal"]:
        return data
    return {**data, "items": data["items"][:-1]}


def _null(status: int, body: Any) -> tuple[int, Any]:
    return status, {**body, "data": None}


def _crash(status: int, body: Any) -> tuple[int, Any]:
    del status, body
    error = {"code": "ERROR_FATAL", "message": "unterminated quoted string"}
    return 500, {"success": False, "data": None, "error": error}


def _is_beyond(asked: Asked) -> bool:
    return asked.query.get("page") == "1000000"


def _is_unknown_status(asked: Asked) -> bool:
    return asked.query.get("status", "").startswith("nothing")


def _is_ascending_by_age(asked: Asked) -> bool:
    return (asked.query.get("sort"), asked.query.get("order")) == ("days_on_market", "asc")


def _ends_on_a_day(asked: Asked) -> bool:
    return "to" in asked.query and "transaction_type" not in asked.query


CASES = (
    AnswerFault(
        "first-page-beyond-the-last",
        "A page far beyond the last one is the first.",
        f"{_WORKERS}/title-orders/list",
        query=_first_page,
        when=_is_beyond,
        must_fail=("answers/data_title.title_orders_list",),
    ),
    AnswerFault(
        "unknown-status-answers-all",
        "A status that no invoice has answers with every invoice.",
        f"{_WORKERS}/vendor-invoices/list",
        query=_without_filters,
        when=_is_unknown_status,
        must_fail=("answers/data_expenses.vendor_invoices_list",),
    ),
    AnswerFault(
        "one-status-ignored",
        "Bonuses are not told from other income, while every other kind is.",
        f"{_WORKERS}/revenue/ledger",
        query=_without_filters,
        when=lambda asked: asked.query.get("kind") == "bonus",
        must_fail=("answers/revenue.ledger",),
    ),
    AnswerFault(
        "ascending-ignored",
        "Listings by age come the oldest first in both orders.",
        f"{_WORKERS}/listings/list",
        query=_without_order,
        when=_is_ascending_by_age,
        must_fail=("answers/listings.list",),
    ),
    AnswerFault(
        "last-page-short",
        "The last page of the audit log lacks its last row.",
        f"{_SYSTEM}/records/audit-logs",
        data=_without_last_row_of_last_page,
        must_fail=("answers/records.audit_logs",),
    ),
    AnswerFault(
        "page-two-is-page-one",
        "The second page repeats the first one's rows.",
        f"{_WORKERS}/network/roster",
        query=_first_page,
        when=lambda asked: asked.query.get("page") == "2",
        must_fail=("answers/network.roster",),
    ),
    AnswerFault(
        "last-day-left-out",
        "Closings up to a day are those before it.",
        f"{_WORKERS}/transactions/list",
        query=_a_day_less,
        when=_ends_on_a_day,
        must_fail=("answers/transactions.list",),
    ),
    AnswerFault(
        "capitals-find-nothing",
        "A search for a name in capitals finds nobody.",
        f"{_WORKERS}/agents/directory",
        query=_search_for_nothing,
        when=lambda asked: asked.query.get("q", "").isupper(),
        must_fail=("answers/agents.directory",),
    ),
    AnswerFault(
        "percent-finds-all",
        "A search for a per cent sign finds every lead.",
        f"{_WORKERS}/leads/list",
        query=_without_filters,
        when=lambda asked: asked.query.get("q") == "%",
        must_fail=("answers/leads.list",),
    ),
    AnswerFault(
        "quote-crashes-search",
        "A search for an apostrophe ends in an error of the database.",
        f"{_WORKERS}/leads/list",
        answer=_crash,
        when=lambda asked: asked.query.get("q") == "'",
        must_fail=("answers/leads.list",),
    ),
    AnswerFault(
        "limit-of-one-ignored",
        "Who asks for the next closing gets ten of them.",
        f"{_WORKERS}/home/upcoming-closings",
        query=_without_size,
        when=lambda asked: asked.query.get("limit") == "1",
        must_fail=("answers/home.upcoming_closings",),
    ),
    AnswerFault(
        "former-members-ignored",
        "Who asks for those that left the team gets everybody.",
        f"{_WORKERS}/team/members",
        query=_without_filters,
        when=lambda asked: asked.query.get("active") == "false",
        must_fail=("answers/team.members",),
    ),
    AnswerFault(
        "null-for-empty-year",
        "A year without data is null and not an empty list.",
        f"{_WORKERS}/agents/leaderboard",
        answer=_null,
        when=lambda asked: asked.query.get("year") == "1900",
        must_fail=("answers/agents.leaderboard",),
    ),
)
