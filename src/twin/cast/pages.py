"""Faults that a page shows: a figure, or a whole part of it, is not what the same user sees in V1."""

from typing import Any

from twin.faults import AnswerFault

_WORKERS = "/api:4UsTtl3m"
_SYSTEM = "/api:LIdBL1AN"


def _one_listing_more(data: Any) -> Any:
    return [{**data[0], "listings": data[0]["listings"] + 1}, *data[1:]]


def _a_cent_more(data: Any) -> Any:
    return [*data[:-1], {**data[-1], "amount": round(data[-1]["amount"] + 0.01, 2)}]


def _without_last_month(data: Any) -> Any:
    return data[:-1]


def _crash_for_one(status: int, body: Any) -> tuple[int, Any]:
    if status != 200 or body["data"].get("id") != 133:
        return status, body
    error = {"code": "ERROR_FATAL", "message": "the worker failed"}
    return 500, {"success": False, "data": None, "error": error}


PAGES = (
    AnswerFault(
        "figure-off-by-one",
        "A stage counts a listing too many.",
        f"{_WORKERS}/listings/by-stage",
        data=_one_listing_more,
        must_fail=("answers/listings.by_stage", "pages/listings"),
    ),
    AnswerFault(
        "revenue-a-cent-off",
        "One month's revenue is a cent too high.",
        f"{_WORKERS}/revenue/by-month",
        data=_a_cent_more,
        must_fail=("answers/revenue.by_month", "pages/revenue"),
    ),
    AnswerFault(
        "growth-ends-early",
        "The last month of the network's growth is left out.",
        f"{_WORKERS}/network/growth",
        data=_without_last_month,
        must_fail=("answers/network.growth", "pages/network"),
    ),
    AnswerFault(
        "page-fails-for-one-user",
        "One user's session cannot be read, so the first page shows an error to this user alone.",
        f"{_SYSTEM}/auth/me",
        answer=_crash_for_one,
        must_fail=("answers/session.me", "pages/home"),
    ),
)
