"""Envelope: the FP Result that every answer of V2 travels in, and the errors it can carry.

ApiError
├── BadInput       400: a parameter that is missing or cannot be read
├── Unauthorized   401: no token, or one that nobody here was given
├── Denied         403: the viewer or the database may not do that
├── NotFound       404: no such row for this viewer, or no such route
├── WorkerFailed   500: a worker that broke
└── TimedOut       502: a worker that did not answer in time
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import orjson
from starlette.responses import Response

JSON = "application/json"


class ApiError(Exception):
    """An error that the caller may read: a status, a stable code and a sentence."""

    status: ClassVar[int]
    code: ClassVar[str]

    def __init__(self, message: str, param: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.param = param


class BadInput(ApiError):
    """A parameter that is missing or cannot be read."""

    status = 400
    code = "ERROR_CODE_INPUT_ERROR"


class Unauthorized(ApiError):
    """No token, or one that nobody here was given."""

    status = 401
    code = "ERROR_CODE_UNAUTHORIZED"


class Denied(ApiError):
    """Something that the viewer or the database may not do."""

    status = 403
    code = "ERROR_CODE_ACCESS_DENIED"


class NotFound(ApiError):
    """A row or a route that is not there for this viewer."""

    status = 404
    code = "ERROR_CODE_NOT_FOUND"


class WorkerFailed(ApiError):
    """A worker that broke."""

    status = 500
    code = "ERROR_FATAL"


class TimedOut(ApiError):
    """A worker that did not answer in time."""

    status = 502
    code = "ERROR_CODE_TIMEOUT"


def success(data: bytes) -> Response:
    """Return the answer around `data`, which is JSON already."""
    return Response(b'{"success":true,"data":' + data + b',"error":null}', media_type=JSON)


def failure(
    status: int,
    code: str,
    message: str,
    param: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return an answer that says why there is none; `param` names the parameter to blame."""
    error = {"code": code, "message": message}
    if param is not None:
        error["param"] = param
    body = orjson.dumps({"success": False, "data": None, "error": error})
    return Response(body, status, dict(headers or {}), media_type=JSON)


def refusal(error: ApiError) -> Response:
    """Return the answer for an error of the tree above."""
    headers = {"WWW-Authenticate": "Bearer"} if isinstance(error, Unauthorized) else None
    return failure(error.status, error.code, error.message, error.param, headers)
