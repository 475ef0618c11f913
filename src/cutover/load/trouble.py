"""Trouble: what kept an answer from being whole, from what Locust's client says."""

import zlib
from typing import Any

from gevent import Timeout
from geventhttpclient.response import HTTPConnectionClosed, HTTPParseError
from locust.contrib.fasthttp import LocustBadStatusCode

from cutover.load.failure import Failure


def failure_of(response: Any) -> tuple[Failure, str]:
    """Say which failure an answer is that did not come whole, and why; NONE where it came."""
    error = getattr(response, "error", None) or response.request_meta.get("exception")
    status = response.status_code or 0
    if error is None or (status and _of_status(error)):
        return Failure.NONE, ""
    if isinstance(error, TimeoutError | Timeout):
        return Failure.TIMED_OUT, "no whole answer within the time limit"
    if status or isinstance(error, zlib.error):
        return Failure.CUT, "the answer broke off"
    if isinstance(error, HTTPConnectionClosed):
        return Failure.CONNECTION, "closed before an answer began"
    if isinstance(error, HTTPParseError):
        return Failure.CUT, "the answer is no HTTP"
    return Failure.CONNECTION, type(error).__name__


def _of_status(error: BaseException) -> bool:
    """Whether an error is only Locust's word for a bad status, which is judged by itself."""
    return isinstance(error, LocustBadStatusCode)
