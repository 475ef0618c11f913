"""Errors: the failures that V1 answers with, in Xano's form.

ApiError
├── InputError      400, names the parameter
├── Unauthorized    401
├── AccessDenied    403
├── NotFound        404
├── WrongMethod     405
├── GatewayTimeout  502, while the job runs on
└── Fatal           500, says nothing of the cause
"""

from __future__ import annotations

import orjson
from starlette.responses import Response


class ApiError(Exception):
    """A failure with its status and the code that V1 gives it."""

    status = 500
    code = "ERROR_FATAL"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    def body(self) -> dict[str, object]:
        """Return the answer's object."""
        return {"code": self.code, "message": self.message}


class InputError(ApiError):
    """A parameter that cannot be used."""

    status = 400
    code = "ERROR_CODE_INPUT_ERROR"

    def __init__(self, parameter: str, message: str) -> None:
        super().__init__(message)
        self.parameter = parameter

    def body(self) -> dict[str, object]:
        """Return the answer's object, which names the parameter."""
        return {**super().body(), "payload": {"param": self.parameter}}


class Unauthorized(ApiError):
    """No token, or one that V1 did not give."""

    status = 401
    code = "ERROR_CODE_UNAUTHORIZED"

    def __init__(self) -> None:
        super().__init__("This request needs a valid token.")


class AccessDenied(ApiError):
    """Something that this caller may not do."""

    status = 403
    code = "ERROR_CODE_ACCESS_DENIED"


class NotFound(ApiError):
    """No such route, or no such row for this viewer."""

    status = 404
    code = "ERROR_CODE_NOT_FOUND"

    def __init__(self, message: str = "Not Found.") -> None:
        super().__init__(message)


class WrongMethod(ApiError):
    """A route that exists, asked in a way that it does not know."""

    status = 405
    code = "ERROR_CODE_METHOD_NOT_ALLOWED"

    def __init__(self) -> None:
        super().__init__("This method is not allowed here.")


class GatewayTimeout(ApiError):
    """A job that outlasts the request which started it."""

    status = 502
    code = "ERROR_CODE_TIMED_OUT"

    def __init__(self) -> None:
        super().__init__("The job did not end in time; it runs on.")


class Fatal(ApiError):
    """Anything that nobody expected."""

    def __init__(self) -> None:
        super().__init__("The request could not be answered.")


def error_answer(error: ApiError) -> Response:
    """Return the answer that tells of `error`."""
    return Response(orjson.dumps(error.body()), error.status, media_type="application/json")
