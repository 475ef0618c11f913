"""Faults in V2's answers: the data are right, what is said about them is not."""

from datetime import date, timedelta
from typing import Any

from twin.faults import AnswerFault

_WORKERS = "/api:4UsTtl3m"
_SYSTEM = "/api:LIdBL1AN"


def _rename_phone(data: Any) -> Any:
    return {("phone" if name == "cell_phone" else name): value for name, value in data.items()}


def _without_first(data: Any) -> Any:
    return data[1:]


def _whole_amount(data: Any) -> Any:
    return {**data, "amount": int(data["amount"])}


def _day_early(data: Any) -> Any:
    listed = data["created_at"]
    closing = data["closing_date"]
    early = str(date.fromisoformat(closing) - timedelta(days=1)) if closing else closing
    return {**data, "closing_date": early, "created_at": listed - 86_400_000 if listed else listed}


def _first_two_swapped(data: Any) -> Any:
    return [data[1], data[0], *data[2:]]


def _somebody_else(data: Any) -> Any:
    return {**data, "id": data["id"] + 1, "email": "somebody.else@twin.example"}


def _one_more(data: Any) -> Any:
    return [{**data[0], "leads": data[0]["leads"] + 1}, *data[1:]]


def _null_for_count(data: Any) -> Any:
    return {**data, "pending_transactions": None}


def _text_for_number(data: Any) -> Any:
    return {**data, "id": str(data["id"])}


def _a_little_more(data: Any) -> Any:
    return [{**row, "volume": float(row["volume"]) * 1.002 + 1} for row in data]


def _total_off_by_one(data: Any) -> Any:
    return {**data, "itemsTotal": data["itemsTotal"] + 1}


def _first_row_twice(data: Any) -> Any:
    return [data[0], *data]


def _only_first_page(query: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in query.items() if name != "page"}


def _without_status(query: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in query.items() if name != "status"}


def _without_order(query: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in query.items() if name != "order"}


ANSWERS = (
    AnswerFault(
        "renamed-key",
        "A field of the profile has another name.",
        f"{_SYSTEM}/settings/profile",
        data=_rename_phone,
        must_fail=("answers/settings.profile", "contract/settings.profile"),
    ),
    AnswerFault(
        "dropped-answer-row",
        "The first stage is left out.",
        f"{_WORKERS}/listings/by-stage",
        data=_without_first,
        must_fail=("answers/listings.by_stage", "pages/listings"),
    ),
    AnswerFault(
        "rounded-money",
        "The year's income lost its cents.",
        f"{_WORKERS}/revenue/ytd",
        data=_whole_amount,
        must_fail=("answers/revenue.ytd", "pages/revenue"),
        touches=("workers/RevenueYtd.critical",),
    ),
    AnswerFault(
        "answered-day-early",
        "Dates are read in a zone west of the right one.",
        f"{_WORKERS}/transactions/{{id}}",
        data=_day_early,
        must_fail=("answers/transactions.detail",),
        touches=("workers/TransactionDetail.critical",),
    ),
    AnswerFault(
        "swapped-ranks",
        "First and second have changed places.",
        f"{_WORKERS}/agents/leaderboard",
        data=_first_two_swapped,
        must_fail=("answers/agents.leaderboard",),
    ),
    AnswerFault(
        "other-user",
        "The token of one user answers for another.",
        f"{_SYSTEM}/auth/me",
        data=_somebody_else,
        must_fail=("answers/session.me",),
    ),
    AnswerFault(
        "count-off-by-one",
        "One source counts a lead too many.",
        f"{_WORKERS}/leads/by-source",
        data=_one_more,
        must_fail=("answers/leads.by_source",),
        touches=("workers/LeadsBySource.critical",),
    ),
    AnswerFault(
        "null-for-count",
        "A count became unknown.",
        f"{_WORKERS}/home/kpis",
        data=_null_for_count,
        must_fail=("answers/home.kpis", "contract/home.kpis"),
    ),
    AnswerFault(
        "text-for-number",
        "An id is a text.",
        f"{_WORKERS}/team/overview",
        data=_text_for_number,
        must_fail=("answers/team.overview", "contract/team.overview"),
    ),
    AnswerFault(
        "volume-inflated",
        "Every volume is 0.2 % too high.",
        f"{_WORKERS}/metrics/trends",
        data=_a_little_more,
        must_fail=("answers/metrics.trends", "pages/metrics"),
        touches=("workers/MetricsTrends.critical",),
    ),
    AnswerFault(
        "total-off-by-one",
        "The total beside a list is one too high.",
        f"{_WORKERS}/revenue/ledger",
        data=_total_off_by_one,
        must_fail=("answers/revenue.ledger", "pages/revenue"),
    ),
    AnswerFault(
        "repeated-row",
        "The first member of the team stands twice.",
        f"{_WORKERS}/team/members",
        data=_first_row_twice,
        must_fail=("answers/team.members", "pages/team"),
    ),
    AnswerFault(
        "page-ignored",
        "Every page is the first page.",
        f"{_WORKERS}/transactions/list",
        query=_only_first_page,
        must_fail=("answers/transactions.list",),
        touches=("contract/transactions.list",),
    ),
    AnswerFault(
        "filter-ignored",
        "Leads of every status answer a question about one.",
        f"{_WORKERS}/leads/list",
        query=_without_status,
        must_fail=("answers/leads.list", "pages/leads"),
        touches=("contract/leads.list",),
    ),
    AnswerFault(
        "sort-ignored",
        "Listings come in their usual order, whatever was asked.",
        f"{_WORKERS}/listings/list",
        query=_without_order,
        must_fail=("answers/listings.list",),
        touches=("contract/listings.list",),
    ),
)
