"""Faults: one way each in which V2 can be wrong on purpose, and the checks that must notice.

A data fault is SQL that runs on the clone after it was made. An answer fault stands before V2's API and
changes what it is asked or what it says. A script fault changes a copy of a worker's script. A load fault
makes it too slow or too weak for many users (``twin.overload``). The cast
(``twin.cast``) holds all of them; V2's own code knows of none.
"""

import asyncio
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from time import perf_counter
from typing import Any
from urllib.parse import parse_qsl, urlencode

import orjson
from starlette.types import ASGIApp, Message, Receive, Scope, Send


@dataclass(frozen=True)
class Asked:
    """What a request asks with: its method, its query's last values, its bearer token ("" for none)."""

    method: str
    query: dict[str, str]
    token: str


When = Callable[[Asked], bool]
Query = Callable[[dict[str, str]], dict[str, str]]
Given = Callable[[dict[str, Any]], dict[str, Any]]
Data = Callable[[Any], Any]
Answer = Callable[[int, Any], tuple[int, Any]]
Wait = Callable[[float], float]


@dataclass(frozen=True)
class DataFault:
    """V2's rows are wrong: ``sql`` runs on the clone."""

    name: str
    says: str
    sql: str
    must_fail: tuple[str, ...]
    """The ids of the checks that must turn red."""
    touches: tuple[str, ...] = ()
    """Further checks that may turn red, because they look at the same subject."""
    column: str = ""
    """The V2 column that is spoilt; "" where rows are lost, doubled or moved."""


@dataclass(frozen=True)
class AnswerFault:
    """V2's answers of one route are wrong; ``{id}`` in the path stands for digits.

    ``query`` changes what is asked, ``data`` what a successful envelope holds, ``answer`` status and body of
    any answer, ``content_type`` the header of a successful one. ``wait`` keeps an answer back for so many
    seconds, told how many it took. ``when`` says which requests are spoiled.

    With ``function`` only requests that run this function by its name are concerned; ``instead`` is the one
    that is run in its place, and ``given`` changes the input that it is run with.
    """

    name: str
    says: str
    path: str
    query: Query | None = None
    data: Data | None = None
    answer: Answer | None = None
    content_type: str | None = None
    wait: Wait | None = None
    when: When | None = None
    must_fail: tuple[str, ...] = ()
    touches: tuple[str, ...] = ()
    function: str = ""
    instead: str = ""
    given: Given | None = None
    on_v1: "AnswerFault | None" = None
    """What V1 does at the same time; V1 is told of nothing else."""

    def concerns(self, path: str) -> bool:
        """Say whether a request path is the one that this fault spoils."""
        pattern = re.escape(self.path).replace(re.escape("{id}"), r"\d+")
        return re.fullmatch(pattern, path) is not None

    def spoil(self, status: int, body: Any) -> tuple[int, Any]:
        """Return the answer as the fault gives it."""
        if self.data is not None and status == 200 and body.get("success") and body.get("data"):
            body = {**body, "data": self.data(body["data"])}
        return self.answer(status, body) if self.answer is not None else (status, body)


@dataclass(frozen=True)
class ScriptFault:
    """A worker's script is wrong: the text ``old``, which stands once or more in it, reads ``new``.

    With ``stored_as`` the script itself stays right, and the wrong one lies beside it under that name.
    """

    name: str
    says: str
    worker: str
    old: str
    new: str
    must_fail: tuple[str, ...] = ()
    touches: tuple[str, ...] = ()
    stored_as: str = ""

    def spoil(self, script: str) -> str:
        """Return the script with the fault. Raises ValueError where there is nothing to spoil."""
        if self.old not in script:
            raise ValueError(f"the script of {self.worker} does not hold {self.old!r}")
        return script.replace(self.old, self.new)


@dataclass(frozen=True)
class LoadFault:
    """V2 does not hold a load. ``behaves`` gives a way of meeting requests, with a count of its own.

    ``path`` is the one route that it hits, "" for all; ``connections`` how many V2's pool has then.
    """

    name: str
    says: str
    behaves: Callable[[], Any]
    must_fail: tuple[str, ...] = ()
    touches: tuple[str, ...] = ()
    path: str = ""
    connections: int | None = None


Fault = DataFault | AnswerFault | ScriptFault | LoadFault


def spoiled(app: ASGIApp, faults: Iterable[AnswerFault]) -> ASGIApp:
    """Put answer faults before an API; without any, the API itself is returned."""
    for fault in faults:
        app = _Spoiled(app, fault)
    return app


class _Spoiled:
    def __init__(self, app: ASGIApp, fault: AnswerFault) -> None:
        self._app = app
        self._fault = fault

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self._concerns(scope):
            await self._app(scope, receive, send)
            return
        if self._fault.function:
            sent = await _body(receive)
            asked = _object(sent)
            receive = _again(sent, receive)
            if asked.get("name") != self._fault.function:
                await self._app(scope, receive, send)
                return
            receive = _again(orjson.dumps(self._run(asked)), receive)
        heard: list[Message] = []

        async def listen(message: Message) -> None:
            heard.append(message)

        began = perf_counter()
        await self._app(self._asked(scope), receive, listen)
        if self._fault.wait is not None:
            await asyncio.sleep(self._fault.wait(perf_counter() - began))
        for message in self._answered(heard):
            await send(message)

    def _concerns(self, scope: Scope) -> bool:
        if scope["type"] != "http" or not self._fault.concerns(scope["path"]):
            return False
        return self._fault.when is None or self._fault.when(_read(scope))

    def _run(self, asked: dict[str, Any]) -> dict[str, Any]:
        """Return what is run: the function in whose place another may stand, and the input it really gets."""
        name, given = self._fault.instead or self._fault.function, asked.get("input")
        if self._fault.given is not None and isinstance(given, dict):
            given = self._fault.given(given)
        return {**asked, "name": name, **({"input": given} if "input" in asked else {})}

    def _asked(self, scope: Scope) -> Scope:
        if self._fault.query is None:
            return scope
        query = dict(parse_qsl(scope["query_string"].decode(), keep_blank_values=True))
        return {**scope, "query_string": urlencode(self._fault.query(query)).encode()}

    def _answered(self, heard: list[Message]) -> list[Message]:
        start = next(message for message in heard if message["type"] == "http.response.start")
        raw = b"".join(
            message.get("body", b"") for message in heard if message["type"] == "http.response.body"
        )
        status, body = self._fault.spoil(start["status"], orjson.loads(raw))
        content = orjson.dumps(body)
        headers = [(name, value) for name, value in start["headers"] if name.lower() != b"content-length"]
        headers.append((b"content-length", str(len(content)).encode()))
        if self._fault.content_type is not None and status == 200:
            headers = [(name, value) for name, value in headers if name.lower() != b"content-type"]
            headers.append((b"content-type", self._fault.content_type.encode()))
        return [
            {"type": "http.response.start", "status": status, "headers": headers},
            {"type": "http.response.body", "body": content},
        ]


def _read(scope: Scope) -> Asked:
    sent = {name.lower(): value for name, value in scope["headers"]}
    token = sent.get(b"authorization", b"").decode("latin-1").removeprefix("Bearer ")
    query = dict(parse_qsl(scope["query_string"].decode(), keep_blank_values=True))
    return Asked(scope["method"], query, token)


async def _body(receive: Receive) -> bytes:
    """Return the whole body of a request."""
    sent, more = b"", True
    while more:
        message = await receive()
        sent += message.get("body", b"")
        more = message.get("more_body", False)
    return sent


def _object(sent: bytes) -> dict[str, Any]:
    try:
        asked = orjson.loads(sent)
    except orjson.JSONDecodeError:
        return {}
    return asked if isinstance(asked, dict) else {}


def _again(body: bytes, receive: Receive) -> Receive:
    """Hand a body on as if it came now."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def hand_on() -> Message:
        return waiting.pop() if waiting else await receive()

    return hand_on
