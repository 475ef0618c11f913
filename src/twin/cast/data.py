"""Faults in the data endpoints: lists, rows and summaries that V2 builds for many tables alike."""

from typing import Any

from twin.faults import AnswerFault

_WORKERS = "/api:4UsTtl3m"


def _without(*names: str) -> Any:
    def asked(query: dict[str, str]) -> dict[str, str]:
        return {name: value for name, value in query.items() if name not in names}

    return asked


def _row_repeated(data: Any) -> Any:
    items = data["items"]
    return {**data, "items": [*items[:-1], items[0]]} if len(items) > 1 else data


def _of_the_row_beside(data: Any) -> Any:
    return {**data, "id": data["id"] + 1}


def _cent_more(data: Any) -> Any:
    return [{**data[0], "total": data[0]["total"] + 0.01}, *data[1:]]


def _whole_seconds(data: Any) -> Any:
    return [{**row, "latest": row["latest"] and row["latest"] // 1000 * 1000} for row in data]


def _nulls_first(data: Any) -> Any:
    return sorted(data, key=lambda row: row["value"] is not None)


def _empty_for_null(data: Any) -> Any:
    items = [{**item, "outcome": item["outcome"] or ""} for item in data["items"]]
    return {**data, "items": items}


def _tried_once_more(data: Any) -> Any:
    return {**data, "attempts": data["attempts"] + 1}


DATA = (
    AnswerFault(
        "data-filter-ignored",
        "Income of every status answers a question about one.",
        f"{_WORKERS}/income/list",
        query=_without("status"),
        must_fail=("answers/data_money.income_list",),
    ),
    AnswerFault(
        "data-sort-ignored",
        "Teams come in their usual order, whatever was asked.",
        f"{_WORKERS}/team/list",
        query=_without("sort", "order"),
        must_fail=("answers/data_teams.team_list",),
        touches=("contract/data_teams.team_list",),
    ),
    AnswerFault(
        "data-page-repeated",
        "The last row of a page is its first once more.",
        f"{_WORKERS}/fub-events/list",
        data=_row_repeated,
        must_fail=("answers/data_fub.fub_events_list",),
    ),
    AnswerFault(
        "data-wrong-row",
        "A listing answers under the id of the one beside it.",
        f"{_WORKERS}/listing/{{id}}",
        data=_of_the_row_beside,
        must_fail=("answers/data_listings.listing_detail",),
    ),
    AnswerFault(
        "data-total-a-cent-off",
        "A sum of contributions is one cent too high.",
        f"{_WORKERS}/contribution/summary",
        data=_cent_more,
        must_fail=("answers/data_money.contribution_summary",),
    ),
    AnswerFault(
        "data-latest-in-seconds",
        "The latest moment lost its milliseconds.",
        f"{_WORKERS}/rezen-transactions/summary",
        data=_whole_seconds,
        must_fail=("answers/data_staging.rezen_transactions_summary",),
    ),
    AnswerFault(
        "data-nulls-first",
        "What has no source stands before everything else.",
        f"{_WORKERS}/fub-people/summary",
        data=_nulls_first,
        must_fail=("answers/data_fub.fub_people_summary",),
    ),
    AnswerFault(
        "data-empty-for-null",
        "A call without an outcome has an empty one.",
        f"{_WORKERS}/fub-calls/list",
        data=_empty_for_null,
        must_fail=("answers/data_fub.fub_calls_list",),
        touches=("answers/data_fub.fub_calls_summary",),
    ),
    AnswerFault(
        "data-attempt-too-many",
        "A first load of contacts has one attempt more than were made, so that its example is wrong too.",
        f"{_WORKERS}/fub-onboarding-jobs/{{id}}",
        data=_tried_once_more,
        must_fail=(
            "answers/data_fub.fub_onboarding_jobs_detail",
            "workers/FubOnboardingJobsDetail.critical",
        ),
    ),
)
