"""What servers may really send, through the client to the judge: never a crash, nor a match."""

from __future__ import annotations

import asyncio
import gzip
import json
import socket
import struct
import threading
from collections.abc import Awaitable, Callable, Iterator

import pytest

from cutover.compare import CaseJudgement, judge
from cutover.manifest.endpoint import Endpoint
from cutover.systems import Client

from .conftest import system

GOOD = {"rows": [{"id": 1, "name": "Ada", "n": 1}], "total": 1}
DEEP = 100_000
ENOUGH = 5.0
"""Seconds in which every answer comes that is to come."""
V1_GOOD = json.dumps(GOOD).encode()
V2_GOOD = json.dumps({"success": True, "data": GOOD, "error": None}).encode()

Send = Callable[[asyncio.StreamWriter], Awaitable[None]]


def whole(body: bytes, status: str = "200 OK", **headers: str) -> Send:
    """A whole answer."""

    async def send(writer: asyncio.StreamWriter) -> None:
        said = {"content-type": "application/json", "content-length": str(len(body))} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        lines = "".join(f"{name}: {value}\r\n" for name, value in said.items())
        writer.write(f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + body)
        await writer.drain()

    return send


def broken(*, reset: bool) -> Send:
    """An answer that ends before its promised length, by a plain end or by a reset."""

    async def send(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 999\r\n\r\n{")
        await writer.drain()
        if reset:
            held = writer.get_extra_info("socket")
            held.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        writer.transport.abort() if reset else writer.close()

    return send


async def silent(_: asyncio.StreamWriter) -> None:
    """No answer at all."""
    await asyncio.sleep(30)


async def garbage(writer: asyncio.StreamWriter) -> None:
    """No HTTP."""
    writer.write(b"220 mail.example ESMTP\r\n\r\n")
    writer.close()


def spoilt(good: bytes, name: str) -> Send:
    """An answer that a lenient reader would take for something."""
    twice = good.replace(b'"n": 1', b'"n": 1, "n": 1')
    changes = {
        "no JSON": b"Everything is fine.",
        "a page": b"<!doctype html><title>Welcome</title>",
        "nothing": b"",
        "cut off": good[:-1],
        "two documents": good + good,
        "NaN": good.replace(b'"n": 1', b'"n": NaN'),
        "a key twice": twice,
        "2^70": good.replace(b'"n": 1', b'"n": %d' % 2**70),
        "1e999": good.replace(b'"n": 1', b'"n": 1e999'),
        "more than a double holds": good.replace(b'"n": 1', b'"n": 12345678901234567.89'),
        "half a character": good.replace(b'"Ada"', b'"Ada\\ud83d"'),
        "half a character in a key": good.replace(b'"n":', b'"\\udc00":'),
        "not UTF-8": good.replace(b"Ada", b"Ad\xe1"),
        "a byte order mark": b"\xef\xbb\xbf" + good,
        "deep": b"[" * DEEP,
        "deep, and closed": b"[" * DEEP + b"]" * DEEP,
        "deep objects": b'{"a":' * DEEP + b"1" + b"}" * DEEP,
        "50 MB": good.replace(b"Ada", b"A" * 50_000_000),
    }
    return whole(changes[name])


SPOILT = (
    "no JSON", "a page", "nothing", "cut off", "two documents", "NaN", "a key twice", "2^70", "1e999",
    "more than a double holds",
    "half a character", "half a character in a key", "not UTF-8", "a byte order mark",
    "deep", "deep, and closed", "deep objects", "50 MB",
)  # fmt: skip
PAGE = b"<html>Bad Gateway</html>"
OTHERS: dict[str, Send] = {
    "a redirect": whole(b"", "302 Found", location="/good"),
    "204": whole(b"", "204 No Content"),
    "an error page": whole(PAGE, "502 Bad Gateway", content_type="text/html"),
    "a page of not found": whole(PAGE, "404 Not Found", content_type="text/html"),
    "a gzip bomb": whole(gzip.compress(b" " * 100_000_000, 1), content_encoding="gzip"),
    "no gzip": whole(V1_GOOD, content_encoding="gzip"),
    "an end in the middle": broken(reset=False),
    "a reset in the middle": broken(reset=True),
    "no answer": silent,
    "no HTTP": garbage,
    "too many requests": whole(b"{}", "429 Too Many Requests", retry_after="0"),
    "unavailable": whole(b"{}", "503 Service Unavailable", retry_after="0"),
}


class Wire:
    """A server that says whatever it is told to, byte by byte."""

    def __init__(self) -> None:
        self.says: dict[str, Send] = {"/v1/good": whole(V1_GOOD), "/v2/good": whole(V2_GOOD)}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._answering: set[asyncio.Task[None]] = set()
        starting = asyncio.start_server(self._accept, "127.0.0.1", 0)
        self._server = asyncio.run_coroutine_threadsafe(starting, self._loop).result(5)
        self.base = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # Python 3.11 keeps no reference to the task that it would make of a coroutine, and may collect it.
        task = self._loop.create_task(self._answer(reader, writer))
        self._answering.add(task)
        task.add_done_callback(self._answering.discard)

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                while (await reader.readline()).strip():
                    pass
                await self.says[line.split()[1].decode()](writer)
        except (ConnectionError, RuntimeError):
            pass

    def close(self) -> None:
        """Let go of the port."""
        self._loop.call_soon_threadsafe(self._server.close)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)


@pytest.fixture(scope="module")
def wire() -> Iterator[Wire]:
    """The server."""
    server = Wire()
    yield server
    server.close()


def judged(wire: Wire, *pairs: tuple[str, str], seconds: float = ENOUGH) -> list[CaseJudgement]:
    """Ask V1 and V2 what they are told to say, pair by pair of addresses, and judge it.

    Where an answer is to come, it has `seconds`; a busy machine that lets them pass is asked again.
    """
    said = {"group": "wire", "title": "Rows", "method": "GET", "worker": "w", "effect": "reads"}
    endpoints = [
        Endpoint.model_validate(said | {"name": f"n{n}", "v1": v1, "v2": v2, "rows": "rows", "key": "id"})
        for n, (v1, v2) in enumerate(pairs)
    ]

    async def run() -> list[CaseJudgement]:
        old, new = (system(name, api=wire.base, request_timeout=seconds) for name in ("V1", "V2"))
        async with Client(old, endpoints) as v1, Client(new, endpoints) as v2:
            asked = (client.ask(each, {}, None) for each in endpoints for client in (v1, v2))
            answers = await asyncio.gather(*asked)
            if seconds >= ENOUGH and any((each.error or "").startswith("timeout") for each in answers):
                asked = (client.ask(each, {}, None) for each in endpoints for client in (v1, v2))
                answers = await asyncio.gather(*asked)
        both = zip(endpoints, answers[::2], answers[1::2], strict=True)
        return [judge(endpoint, "all", left, right) for endpoint, left, right in both]

    return asyncio.run(run())


def test_the_good_answers_match(wire: Wire) -> None:
    """What is spoilt below is a match as it is."""
    assert [told.outcome for told in judged(wire, ("/v1/good", "/v2/good"))] == ["matched"]


@pytest.mark.parametrize("name", SPOILT)
def test_a_spoilt_body_is_never_a_match(wire: Wire, name: str) -> None:
    """V2 is wrong where its own text is; V1's shows nothing about V2; both alike are no match either."""
    wire.says |= {"/v1/bad": spoilt(V1_GOOD, name), "/v2/bad": spoilt(V2_GOOD, name)}
    if name == "50 MB":  # which would be right where both said it
        (v2,) = judged(wire, ("/v1/good", "/v2/bad"))
        assert (v2.outcome, v2.v2_wrong) == ("mismatched", True)
        return
    pairs = (("/v1/good", "/v2/bad"), ("/v1/bad", "/v2/good"), ("/v1/bad", "/v2/bad"))
    v2, v1, both = judged(wire, *pairs)
    assert (v2.outcome, v2.v2_wrong) == ("mismatched", True)
    assert (v1.outcome, v1.v2_wrong) == ("failed", False)
    assert v1.findings
    assert both.outcome in ("failed", "mismatched")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1e999", "null"), ("null", "1e999"), ("null", "-1e999"), ("1e999", "2e999"),
        ("12345678901234567.89", "12345678901234567.88"),
    ],
)  # fmt: skip
def test_numbers_beyond_a_double_match_nothing(wire: Wire, one: str, other: str) -> None:
    """Neither null, which writers make of them, nor the number that the same double stands for."""
    for path, good, number in (("/v1/bad", V1_GOOD, one), ("/v2/bad", V2_GOOD, other)):
        wire.says[path] = whole(good.replace(b'"n": 1', f'"n": {number}'.encode()))
    (told,) = judged(wire, ("/v1/bad", "/v2/bad"))
    assert told.outcome in ("failed", "mismatched")


@pytest.mark.parametrize("name", OTHERS)
def test_an_answer_that_is_none_is_never_a_match(wire: Wire, name: str) -> None:
    """On either side, and on both: a clear reason, within the time limit."""
    wire.says["/bad"] = OTHERS[name]
    pairs = (("/v1/good", "/bad"), ("/bad", "/v2/good"), ("/bad", "/bad"))
    v2, v1, both = judged(wire, *pairs, seconds=1.5 if name == "no answer" else ENOUGH)
    assert {told.outcome for told in (v2, v1, both)} <= {"failed", "mismatched", "vacuous"}
    assert all(told.reason for told in (v2, v1, both))
    assert v1.outcome == "failed" or v1.reason.startswith("V1 answers ")


def test_a_page_is_no_refusal(wire: Wire) -> None:
    """An HTML page of a gateway beside V1's 404 is no match, whatever its status."""
    wire.says["/v1/gone"] = whole(b'{"message": "none"}', "404 Not Found")
    wire.says["/bad"] = OTHERS["a page of not found"]
    assert [told.outcome for told in judged(wire, ("/v1/gone", "/bad"))] == ["vacuous"]
