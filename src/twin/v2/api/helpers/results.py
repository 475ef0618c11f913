"""Results: FP Results made and opened inside of a worker."""

from __future__ import annotations

from twin.v2.api.envelope import BadInput
from twin.v2.api.helpers.helper import Helper, fields, words


def wrapped(fields: dict[str, object]) -> dict[str, object]:
    """Return the FP Result of a success."""
    return {"success": True, "data": fields, "error": None}


def failed(code: str, message: str) -> dict[str, object]:
    """Return the FP Result of a failure."""
    return {"success": False, "data": None, "error": {"code": code, "message": message}}


def opened(result: dict[str, object]) -> object:
    """Return what a success holds; null for a failure. Raises BadInput."""
    if not isinstance(result.get("success"), bool):
        raise BadInput("Parameter result must be an FP Result.", "result")
    return result.get("data") if result["success"] else None


HELPERS = (
    Helper("WrapSuccess", wrapped, (fields("fields"),)),
    Helper("WrapFailure", failed, (words("code"), words("message"))),
    Helper("UnwrapResult", opened, (fields("result"),)),
)
