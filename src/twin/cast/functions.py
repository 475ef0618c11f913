"""Faults in V2's functions: a route of its own runs them by name, so no other answer shows them."""

from typing import Any

from twin.faults import Answer, AnswerFault, Given

_RUN = "/api:LIdBL1AN/functions/run"


def _refusal(status: int, code: str, message: str) -> Answer:
    body = {"success": False, "data": None, "error": {"code": code, "message": message}}
    return lambda _status, _body: (status, body)


def _nothing(status: int, body: Any) -> tuple[int, Any]:
    return status, {**body, "data": None}


def _bare(status: int, body: Any) -> tuple[int, Any]:
    return status, body["data"]


def _cent_less(data: Any) -> Any:
    return round(data - 0.01, 2)


def _first_job_again(data: Any) -> Any:
    return {**data, "job_id": 1}


def _without(*names: str) -> Given:
    return lambda given: {name: value for name, value in given.items() if name not in names}


def _volume_cent_more(data: Any) -> Any:
    return {**data, "volume": round(data["volume"] + 0.01, 2)}


def _ran_well(_status: int, _body: Any) -> tuple[int, Any]:
    job = {"job_id": 1, "task": "daily-lambda-coordinator", "status": "running", "input": {}}
    return 200, {"success": True, "data": job, "error": None}


def _fault(name: str, says: str, function: str, **how: Any) -> AnswerFault:
    return AnswerFault(name, says, _RUN, function=function, must_fail=(f"functions/{function}",), **how)


FUNCTIONS = (
    _fault(
        "success-over-nothing", "A function succeeds, and answers nothing.", "Workers/LeadsFunnel",
        answer=_nothing,
    ),
    _fault(
        "function-times-out", "A function never comes to its end.", "Workers/RevenueYtd",
        answer=_refusal(502, "ERROR_CODE_TIMEOUT", "the worker did not answer in time"),
    ),
    _fault(
        "function-crashes", "A function fails, but not behind its route.", "Workers/HomeKpis",
        answer=_refusal(500, "ERROR_FATAL", "the worker failed"),
    ),
    _fault(
        "example-refused", "A function does not take its own example.", "Workers/NetworkDownline",
        answer=_refusal(400, "ERROR_CODE_INPUT_ERROR", "Missing parameter: depth."),
    ),
    _fault(
        "unknown-function", "A function was never written.", "System/SettingsGoals",
        answer=_refusal(404, "ERROR_CODE_NOT_FOUND", "There is no such function."),
    ),
    _fault("helper-cent-off", "A helper rounds a cent down.", "Helpers/RoundMoney", data=_cent_less),
    _fault(
        "wrong-function", "One name runs another function.", "Workers/TransactionsByStatus",
        instead="Workers/TransactionsByType",
    ),
    _fault(
        "function-queues-nothing", "A task's function answers a job, and queues none.", "Tasks/FubSyncCalls",
        data=_first_job_again,
    ),
    _fault(
        "function-loses-input", "A task's function queues its job with half of the input.",
        "Tasks/RevenueImportIncome", given=_without("since"),
    ),
    _fault(
        "function-of-another-task", "A task's name queues the job of another, which takes the same.",
        "Tasks/RevenueUpdateCaps", instead="Tasks/RevenueUpdateSplits",
    ),
    _fault(
        "function-hides-time-out", "The coordinator's function hides that it runs out of time.",
        "Tasks/DailyLambdaCoordinator", answer=_ran_well,
    ),
    _fault(
        "function-ignores-filter", "A data worker's function answers rows of every status.",
        "Workers/IncomeList", given=_without("status"),
    ),
    _fault(
        "function-of-another-table", "A summary counts the rows of the table beside it.",
        "Workers/SkyslopeListingsSummary", instead="Workers/SkyslopeTransactionsSummary",
    ),
    _fault(
        "function-a-cent-off", "A function's sum is one cent above that of its endpoint.",
        "Workers/TransactionTotals", data=_volume_cent_more,
    ),
    _fault("function-without-envelope", "A function answers bare.", "Helpers/PagingFigures", answer=_bare),
)  # fmt: skip
"""Each touches one function, whose route, if it has one, is right."""
