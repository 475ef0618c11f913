"""Faults in what V2 may say otherwise: declared differences, refusals, moments, small deviations."""

import time
from typing import Any

from twin.faults import AnswerFault

_WORKERS = "/api:4UsTtl3m"
_SYSTEM = "/api:LIdBL1AN"


def _whole_dollars(data: Any) -> Any:
    return {**data, "price_cents": data["price_cents"] // 100}


def _cent_less(data: Any) -> Any:
    return {**data, "price_cents": data["price_cents"] - 1}


def _renamed(old: str, new: str) -> Any:
    return lambda data: {new if name == old else name: value for name, value in data.items()}


def _number_again(data: Any) -> Any:
    return {**data, "agent_id": int(data["agent_id"]) if data["agent_id"] else None}


def _another_zone(data: Any) -> Any:
    return {**data, "created_at": data["created_at"] and data["created_at"].replace("Z", "+01:00")}


def _exchanged(data: Any) -> Any:
    held = data["regional"]
    return {**data, "regional": {"timezone": held["locale"], "locale": held["timezone"]}}


def _one_for_true(data: Any) -> Any:
    return {**data, "email_notifications": int(data["email_notifications"] or 0)}


def _as_decimal(data: Any) -> Any:
    return [{**row, "leads": float(row["leads"])} for row in data]


def _an_hour_ago(data: Any) -> Any:
    return {**data, "as_of": int(time.time() * 1000) - 3_600_000}


def _in_seconds(data: Any) -> Any:
    return {**data, "as_of": data["as_of"] // 1000}


def _a_little_more(data: Any) -> Any:
    return [{**row, "volume": round(float(row["volume"]) * 1.0009, 4)} for row in data]


def _of_a_404(change: Any) -> Any:
    def answer(status: int, body: Any) -> tuple[int, Any]:
        return change(body) if status == 404 else (status, body)

    return answer


def _said(**error: Any) -> Any:
    return _of_a_404(lambda body: (404, {**body, "error": {**body["error"], **error}}))


JUDGING = (
    AnswerFault(
        "unit-forgotten",
        "A price in cents is the whole dollars.",
        f"{_SYSTEM}/settings/subscription",
        data=_whole_dollars,
        must_fail=("answers/settings.subscription", "pages/settings"),
    ),
    AnswerFault(
        "unit-a-cent-off",
        "A price in cents is one cent too low.",
        f"{_SYSTEM}/settings/subscription",
        data=_cent_less,
        must_fail=("answers/settings.subscription", "pages/settings"),
    ),
    AnswerFault(
        "renamed-beyond-its-rule",
        "A second preference lost its first word, as one is declared to.",
        f"{_SYSTEM}/settings/preferences",
        data=_renamed("default_page", "page"),
        must_fail=("answers/settings.preferences", "contract/settings.preferences"),
    ),
    AnswerFault(
        "old-name-kept",
        "A preference still has its name of V1, against the declaration.",
        f"{_SYSTEM}/settings/preferences",
        data=_renamed("density", "table_density"),
        must_fail=("answers/settings.preferences", "contract/settings.preferences"),
    ),
    AnswerFault(
        "id-not-retyped",
        "An id that is declared a text is a number.",
        f"{_SYSTEM}/settings/profile",
        data=_number_again,
        must_fail=("answers/settings.profile", "contract/settings.profile"),
    ),
    AnswerFault(
        "moment-of-another-zone",
        "The hour of a moment stays, its zone changes.",
        f"{_SYSTEM}/settings/profile",
        data=_another_zone,
        must_fail=("answers/settings.profile",),
    ),
    AnswerFault(
        "moved-fields-exchanged",
        "Two fields moved into each other's place.",
        f"{_SYSTEM}/settings/profile",
        data=_exchanged,
        must_fail=("answers/settings.profile",),
    ),
    AnswerFault(
        "one-for-true",
        "A switch is 1 or 0.",
        f"{_SYSTEM}/settings/notifications",
        data=_one_for_true,
        must_fail=("answers/settings.notifications", "contract/settings.notifications"),
        touches=("contract/settings.update",),
    ),
    AnswerFault(
        "decimal-for-whole",
        "A count of 1 is 1.0.",
        f"{_WORKERS}/leads/by-source",
        data=_as_decimal,
        must_fail=("answers/leads.by_source",),
    ),
    AnswerFault(
        "moment-an-hour-old",
        "What changes by itself is not of this moment.",
        f"{_SYSTEM}/settings/roles",
        data=_an_hour_ago,
        must_fail=("answers/settings.roles",),
    ),
    AnswerFault(
        "moment-in-seconds",
        "What changes by itself is told in another unit.",
        f"{_SYSTEM}/settings/roles",
        data=_in_seconds,
        must_fail=("answers/settings.roles",),
    ),
    AnswerFault(
        "volume-leans",
        "Every volume is 0.09 % too high, each within its tolerance.",
        f"{_WORKERS}/metrics/trends",
        data=_a_little_more,
        must_fail=("answers/metrics.trends",),
        touches=("workers/MetricsTrends.critical",),
    ),
    AnswerFault(
        "refusal-under-200",
        "What does not exist is refused with the status of a success.",
        f"{_WORKERS}/transactions/{{id}}",
        answer=_of_a_404(lambda body: (200, body)),
        must_fail=("answers/transactions.detail", "contract/transactions.detail"),
    ),
    AnswerFault(
        "success-over-a-refusal",
        "What does not exist is refused, and called a success.",
        f"{_WORKERS}/listings/{{id}}",
        answer=_of_a_404(lambda body: (404, {**body, "success": True})),
        must_fail=("answers/listings.detail", "contract/listings.detail"),
    ),
    AnswerFault(
        "data-beside-a-refusal",
        "What does not exist is refused, with an empty record beside it.",
        f"{_WORKERS}/leads/{{id}}",
        answer=_of_a_404(lambda body: (404, {**body, "data": {}})),
        must_fail=("answers/leads.detail", "contract/leads.detail"),
    ),
    AnswerFault(
        "refusal-says-something-else",
        "What does not exist is refused for no reason that V1 gave.",
        f"{_WORKERS}/agents/{{id}}",
        answer=_said(message="Something went wrong."),
        must_fail=("answers/agents.detail",),
    ),
    AnswerFault(
        "refusal-of-another-class",
        "What does not exist is forbidden.",
        f"{_WORKERS}/fee-schedules/{{id}}",
        answer=_of_a_404(lambda body: (403, body)),
        must_fail=(
            "answers/data_expenses.fee_schedules_detail",
            "contract/data_expenses.fee_schedules_detail",
        ),
    ),
)
