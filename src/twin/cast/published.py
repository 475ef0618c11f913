"""Faults between what V2 publishes and what it answers: one has moved on without the other."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from twin.faults import Answer, AnswerFault

_WORKERS, _TASKS, _SYSTEM = "4UsTtl3m", "4psV7fp6", "LIdBL1AN"

Edit = Callable[[Any], None]


def _edited(edit: Edit) -> Answer:
    """Return the document as somebody edits its paths."""

    def answer(status: int, body: Any) -> tuple[int, Any]:
        document = deepcopy(body)
        edit(document["paths"])
        return status, document

    return answer


def _data_of(operation: Any) -> Any:
    """Return the schema of an operation's data."""
    return operation["responses"]["200"]["content"]["application/json"]["schema"]["properties"]["data"]


def _without_tags(paths: Any) -> None:
    del paths["/transactions/tags"]


def _with_an_export(paths: Any) -> None:
    paths["/settings/export"] = deepcopy(paths["/settings/profile"])


def _with_another_method(paths: Any) -> None:
    paths["/rezen-sync-caps"] = {"put": paths["/rezen-sync-caps"]["post"]}


def _in_camel_case(paths: Any) -> None:
    for parameter in paths["/transactions/grouped"]["get"]["parameters"]:
        parameter["name"] = "groupBy"


def _without_answer(paths: Any) -> None:
    del paths["/settings/roles"]["get"]["responses"]["200"]["content"]


def _volume_as_text(paths: Any) -> None:
    _data_of(paths["/network/summary"]["get"])["properties"]["volume_ytd"] = {"type": "string"}


def _one_kind_alone(paths: Any) -> None:
    row = _data_of(paths["/transactions/by-type"]["get"])["items"]
    row["properties"]["property_type"]["enum"] = ["land"]


def _nothing(status: int, body: Any) -> tuple[int, Any]:
    return status, {**body, "paths": {}}


def _locked(status: int, body: Any) -> tuple[int, Any]:
    del status, body
    return 401, {"code": "ERROR_CODE_UNAUTHORIZED", "message": "This documentation needs a token."}


def _without_moment(data: Any) -> Any:
    return {name: value for name, value in data.items() if name != "queued_at"}


def _moment_as_text(data: Any) -> Any:
    return {**data, "queued_at": "2026-02-04T12:00:00Z"}


def _with_password(data: Any) -> Any:
    return {**data, "password": "sha256:0"}


def _document(
    name: str, says: str, group: str, answer: Answer, must_fail: str, touches: tuple[str, ...] = ()
) -> AnswerFault:
    return AnswerFault(
        name, says, f"/apispec:{group}", answer=answer, must_fail=(must_fail,), touches=touches
    )


PUBLISHED = (
    _document(
        "endpoint-unpublished", "An endpoint answers that the document does not know.", _WORKERS,
        _edited(_without_tags), "contract/published.workers",
    ),
    _document(
        "endpoint-undeclared", "The document has an endpoint that nobody has mapped.", _SYSTEM,
        _edited(_with_an_export), "contract/published.system",
    ),
    _document(
        "published-method", "The document has another method than is answered.", _TASKS,
        _edited(_with_another_method), "contract/published.tasks",
    ),
    _document(
        "published-parameter-renamed", "A required parameter has another name in the document.", _WORKERS,
        _edited(_in_camel_case), "contract/published.workers",
    ),
    _document(
        "published-without-answer", "The document does not say what an endpoint answers.", _SYSTEM,
        _edited(_without_answer), "contract/published.system",
    ),
    _document(
        "published-empty", "The document has no endpoint at all.", _TASKS,
        _nothing, "contract/published.tasks", touches=("contract/tasks_*",),
    ),
    _document(
        "published-locked", "The document is not given to whoever asks.", _SYSTEM,
        _locked, "contract/published.system",
        touches=("contract/records.*", "contract/session.*", "contract/settings.*", "contract/system.*"),
    ),
    _document(
        "published-retyped", "The document calls a number a text.", _WORKERS,
        _edited(_volume_as_text), "contract/network.summary",
    ),
    _document(
        "published-choices", "The document knows one property type, and the answer several.", _WORKERS,
        _edited(_one_kind_alone), "contract/transactions.by_type",
    ),
    AnswerFault(
        "job-without-moment", "A job lacks the moment at which it was queued, which the document requires.",
        f"/api:{_TASKS}/network-rebuild-upline",
        data=_without_moment, must_fail=("contract/tasks_network.rebuild_upline",),
    ),
    AnswerFault(
        "job-moment-as-text", "A job's moment is a text, where the document has a number.",
        f"/api:{_TASKS}/onboarding-finish",
        data=_moment_as_text, must_fail=("contract/tasks_onboarding.finish",),
    ),
    AnswerFault(
        "password-in-a-job", "A job tells a password, of which the document knows nothing.",
        f"/api:{_TASKS}/rezen-refresh-token",
        data=_with_password, must_fail=("contract/tasks_rezen.refresh_token",),
    ),
)  # fmt: skip
"""A fault of a document touches the check of the document, or of the endpoint whose answer it denies.
One that leaves no document touches its whole group: no answer of it is held against a schema any more."""
