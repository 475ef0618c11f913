"""Declared requests are sent over real HTTP, and whatever comes of them is a value."""

from __future__ import annotations

import asyncio
import base64
import json
import logging
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from cutover.manifest.apigroup import ApiGroup
from cutover.manifest.endpoint import Endpoint
from cutover.manifest.environment import Login
from cutover.systems import Account, Answer, Client, Refused, System
from cutover.systems.client import pause_of
from cutover.systems.login import Session

from .conftest import system

LOGIN = Login.model_validate({"path": "/login", "token": "data.authToken"})
SECRET = "hunter2-secret"


def endpoint(name: str, **more: object) -> Endpoint:
    """An endpoint that reads `/<name>` on both sides."""
    path = f"/{name}"
    said = {"name": name, "title": name, "method": "GET", "v1": path, "v2": path, "worker": "w"}
    return Endpoint.model_validate(said | {"effect": "reads"} | more)


PARAMETERS = {
    "id": {"in": "path", "type": "text"},
    "q": {"in": "query", "type": "text"},
    "on": {"in": "query", "type": "boolean"},
    "note": {"in": "body", "type": "text"},
}
ECHO = endpoint("echo", parameters=PARAMETERS, v1="/echo/{id}", v2="/echo/{id}", method="POST")
NAMES = ("whoami", "slow", "drip", "big", "moved", "cookie", "busy", "broken", "unzip", "enough")
READS = {name: endpoint(name) for name in NAMES} | {"echo": ECHO}
WRITE = endpoint("whoami", effect="writes")


@dataclass
class Server:
    """What the server has seen."""

    base: str = ""
    logins: int = 0
    valid: set[str] = field(default_factory=set)
    inside: int = 0
    most: int = 0
    seen: list[str] = field(default_factory=list)
    retry_after: str = ""

    async def login(self, request: Request) -> Response:
        """Give a new token; with a lifetime of 0 one that is not valid any more."""
        given = await request.json()
        if given.get("password") != SECRET:
            return JSONResponse({"success": False}, 403)
        self.logins += 1
        token = f"token-{self.logins}"
        if given.get("lives") != 0:
            self.valid.add(token)
        return JSONResponse({"success": True, "data": {"authToken": token}})

    async def whoami(self, request: Request) -> Response:
        """Say which token was used."""
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if token not in self.valid:
            return JSONResponse({"token": token}, 401)
        return JSONResponse({"token": token, "source": request.headers.get("x-data-source")})

    async def echo(self, request: Request) -> Response:
        """Say what was asked."""
        raw = request.scope["raw_path"].decode()
        return JSONResponse(
            {"path": raw, "query": request.url.query, "body": (await request.body()).decode()}
        )

    async def slow(self, request: Request) -> Response:
        """Answer too late."""
        await asyncio.sleep(5)
        return JSONResponse({})

    async def drip(self, request: Request) -> Response:
        """Answer for ever, a byte at a time."""

        async def bytes_() -> Iterator[bytes]:  # type: ignore[misc]
            while True:
                yield b" "
                await asyncio.sleep(0.05)

        return StreamingResponse(bytes_())

    async def big(self, request: Request) -> Response:
        """Answer more than anybody wants."""
        return Response(b"x" * 200_000)

    async def moved(self, request: Request) -> Response:
        """Lead elsewhere."""
        return RedirectResponse("/whoami")

    async def cookie(self, request: Request) -> Response:
        """Set a cookie, and tell those that came."""
        answer = JSONResponse(dict(request.cookies))
        answer.set_cookie("session", "of-another-user")
        return answer

    async def busy(self, request: Request) -> Response:
        """Count who is here at once."""
        self.inside += 1
        self.most = max(self.most, self.inside)
        await asyncio.sleep(0.02)
        self.inside -= 1
        return JSONResponse({})

    async def broken(self, request: Request) -> Response:
        """Say one thing about the body and send another."""
        return Response(b"abc", headers={"content-encoding": "gzip"})

    async def enough(self, request: Request) -> Response:
        """Have had enough, and say for how long."""
        self.seen.append("enough")
        return Response(
            status_code=429, headers={"retry-after": self.retry_after} if self.retry_after else {}
        )

    async def unzip(self, request: Request) -> Response:
        """Answer little that becomes much."""
        import gzip

        return Response(gzip.compress(b"x" * 1_000_000), headers={"content-encoding": "gzip"})


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    """A real server on loopback."""
    server = Server()
    routes = [Route(f"/{name}", getattr(server, name), methods=["GET"]) for name in NAMES]
    routes += [
        Route("/echo/{id:path}", server.echo, methods=["POST"]),
        Route("/login", server.login, methods=["POST"]),
        Route("/hang", server.slow, methods=["POST"]),
    ]
    config = uvicorn.Config(Starlette(routes=routes), port=0, log_level="error")
    process = uvicorn.Server(config)
    thread = threading.Thread(target=process.run, daemon=True)
    thread.start()
    while not process.started:
        time.sleep(0.005)
    server.base = f"http://127.0.0.1:{process.servers[0].sockets[0].getsockname()[1]}"
    yield server
    process.should_exit = True
    process.force_exit = True
    thread.join(5)


def accounts(**more: object) -> dict[int, Account]:
    """User 60 with a login, user 7 with a wrong password, user 8 with a token of old."""
    return {
        60: Account(60, "a@example", SECRET),
        7: Account(7, "b@example", "wrong"),
        8: Account(8, token="stale", **more),
    }


def ask(
    target: System, act: Callable[[Client], Awaitable[object]], endpoints: object = None, **options: object
) -> object:
    """Run one act with a client."""

    async def run() -> object:
        async with Client(target, endpoints or READS.values(), **options) as client:  # type: ignore[arg-type]
            return await act(client)

    return asyncio.run(run())


def v1(running: Server, **more: object) -> System:
    """V1 at the running server."""
    return system(**({"api": running.base, "login": LOGIN, "accounts": accounts()} | more))


def one(running: Server, name: str, user: int | None = None, **more: object) -> Answer:
    """One answer."""
    answer = ask(v1(running, **more), lambda client: client.ask(READS[name], {}, user))
    assert isinstance(answer, Answer)
    return answer


def test_a_request_is_made_of_declared_parameters_alone(running: Server) -> None:
    """Each value travels in its place, encoded so that it cannot leave it."""
    values = {"id": "a/../b ?x", "q": "é&z", "on": True, "note": "hi"}
    answer = ask(v1(running), lambda client: client.ask(ECHO, values, None))
    assert isinstance(answer, Answer)
    assert json.loads(answer.body) == {
        "path": "/echo/a%2F..%2Fb%20%3Fx", "query": "q=%C3%A9%26z&on=true", "body": '{"note": "hi"}',
    }  # fmt: skip
    assert (answer.status, answer.headers["content-type"], answer.error) == (200, "application/json", None)


def test_a_document_is_got_from_a_path_alone(running: Server) -> None:
    """The environment's path comes before the manifest's; what is no path would lead to another system."""
    group = ApiGroup(name="app", api="/api", document="/nowhere")
    told = v1(running, published={"app": f"/{NAMES[0]}"})
    answers = [ask(each, lambda client: client.document(group)) for each in (v1(running), told)]
    assert [each.status == 404 for each in answers if isinstance(each, Answer)] == [True, False]
    elsewhere = v1(running, published={"app": "@other.example/"})
    with pytest.raises(Refused, match="document-elsewhere"):
        ask(elsewhere, lambda client: client.document(group))


def test_a_login_is_made_once_for_many_requests(running: Server) -> None:
    """Sixteen first requests of one user share one login."""
    before = running.logins

    async def act(client: Client) -> list[Answer]:
        return await asyncio.gather(*(client.ask(READS["whoami"], {}, 60) for _ in range(16)))

    answers = ask(v1(running), act)
    assert isinstance(answers, list)
    assert {each.status for each in answers} == {200}
    assert running.logins == before + 1


def test_the_client_tells_the_tokens_that_it_got(running: Server) -> None:
    """Whoever redacts knows them as soon as they exist."""

    async def act(client: Client) -> Answer:
        assert client.secrets() == frozenset()
        answer = await client.ask(READS["whoami"], {}, 60)
        assert client.secrets() == {json.loads(answer.body)["token"]}
        return answer

    ask(v1(running), act)


def test_a_login_that_is_slow_to_fail_is_not_waited_for_again(running: Server) -> None:
    """A system that hangs costs one wait a user, not one a request."""
    hanging = Login.model_validate({"path": "/hang", "token": "data.authToken"})

    async def act(client: Client) -> list[Answer]:
        return [await client.ask(READS["whoami"], {}, 60) for _ in range(5)]

    began = time.monotonic()
    answers = ask(v1(running, login=hanging, request_timeout=0.3), act)
    assert isinstance(answers, list)
    assert {each.error for each in answers} == {"login: V1: user 60: timeout: no whole answer within 0.3 s"}
    assert time.monotonic() - began < 1


def test_a_refused_token_is_renewed_once(running: Server) -> None:
    """After a 401 one new login is shared by all, and each request is tried once more."""

    async def act(client: Client) -> list[Answer]:
        await client.ask(READS["whoami"], {}, 60)
        running.valid.clear()
        return await asyncio.gather(*(client.ask(READS["whoami"], {}, 60) for _ in range(8)))

    before = running.logins
    answers = ask(v1(running), act)
    assert isinstance(answers, list)
    assert ({each.status for each in answers}, running.logins) == ({200}, before + 2)
    assert {each.retried for each in answers} == {("401, asked again after a new login",)}


@pytest.mark.parametrize(
    ("claims", "over"),
    [
        ({"exp": 99}, True),
        ({"exp": 101}, False),
        ({"exp": "soon"}, False),
        ({}, False),
        ([], False),
        (None, False),
    ],
)
def test_a_token_is_over_where_it_says_so_itself(claims: object, over: bool) -> None:
    """A JWT whose time has passed was bound to be refused; of any other token nobody knows."""
    held = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    assert Session(None, f"head.{held}.sign").is_over(100) is over
    assert not Session(None, "opaque").is_over(100)
    assert not Session(None, "a.é!.c").is_over(100)


def test_a_token_of_old_is_not_renewed(running: Server) -> None:
    """Where the environment gives a token there is no login: the 401 stays."""
    before = running.logins
    answer = one(running, "whoami", 8)
    assert (answer.status, json.loads(answer.body), running.logins) == (401, {"token": "stale"}, before)


def test_no_user_means_no_token(running: Server) -> None:
    """A request without a user carries no authorization at all."""
    assert json.loads(one(running, "whoami").body) == {"token": ""}


def test_the_data_source_travels_along(running: Server) -> None:
    """The system's own, or the user's where one is given."""
    running.valid.add("stale")
    mine = accounts(data_source="demo")
    assert json.loads(one(running, "whoami", 60, data_source="live").body)["source"] == "live"
    assert json.loads(one(running, "whoami", 8, data_source="live", accounts=mine).body)["source"] == "demo"
    running.valid.discard("stale")


TROUBLES = {
    "no credentials": ("whoami", 99, {}, "login: V1: the environment names no credentials of user 99"),
    "wrong password": ("whoami", 7, {}, "login: V1: the login of user 7 was answered with 403"),
    "too late": ("slow", None, {"request_timeout": 0.2}, "timeout: no whole answer within 0.2 s"),
    "a byte at a time": ("drip", None, {"request_timeout": 0.3}, "timeout: no whole answer within 0.3 s"),
    "nobody there": ("whoami", None, {"api": "http://127.0.0.1:1"}, "connect: V1 cannot be reached"),
    "no such host": ("whoami", None, {"api": "http://no-such-host.invalid"}, "connect: V1 cannot be reached"),
    "no address": ("whoami", None, {"api": "http://["}, "connect: V1 cannot be reached"),
    "wrong encoding": ("broken", None, {}, "protocol: "),
}


@pytest.mark.parametrize(("name", "user", "more", "error"), TROUBLES.values(), ids=TROUBLES)
def test_trouble_is_a_value(
    running: Server, name: str, user: int | None, more: dict[str, object], error: str
) -> None:
    """Nothing that HTTP may bring is an exception, and no error holds a secret."""
    answer = one(running, name, user, **more)
    assert (answer.status, answer.body) == (0, b"")
    assert (answer.error or "").startswith(error)
    assert SECRET not in str(answer)


@pytest.mark.parametrize("name", ["big", "unzip"])
def test_a_body_has_a_size_limit(running: Server, name: str) -> None:
    """A body beyond the limit is dropped, compressed or not."""
    answer = ask(v1(running), lambda client: client.ask(READS[name], {}, None), largest=100_000)
    assert isinstance(answer, Answer)
    assert answer.error == "too-large: more than 100000 bytes"


def test_redirects_are_not_followed(running: Server) -> None:
    """A redirect is an answer like any other."""
    assert one(running, "moved").status == 307


def test_no_cookie_is_kept(running: Server) -> None:
    """One user's session never travels with the next request."""

    async def act(client: Client) -> Answer:
        await client.ask(READS["cookie"], {}, None)
        return await client.ask(READS["cookie"], {}, None)

    answer = ask(v1(running), act)
    assert isinstance(answer, Answer)
    assert json.loads(answer.body) == {}


def test_no_more_than_the_limit_at_once(running: Server) -> None:
    """Forty requests go four at a time, and the wait for a slot is no part of their seconds."""
    running.most = 0

    async def act(client: Client) -> list[Answer]:
        return await asyncio.gather(*(client.ask(READS["busy"], {}, None) for _ in range(40)))

    answers = ask(v1(running), act, at_once=4)
    assert isinstance(answers, list)
    assert running.most == 4
    assert sorted(each.seconds for each in answers)[20] < 0.15


def test_the_budget_is_never_exceeded(running: Server) -> None:
    """Eleven requests at fifty a second take a fifth of a second."""

    async def act(client: Client) -> float:
        began = time.monotonic()
        await asyncio.gather(*(client.ask(READS["moved"], {}, None) for _ in range(11)))
        return time.monotonic() - began

    spent = ask(v1(running), act, per_second=50)
    assert isinstance(spent, float)
    assert spent >= 0.2


@pytest.mark.parametrize(("said", "answers"), [("0", 4), ("61", 1), ("soon", 1), ("", 1)])
def test_a_system_that_has_had_enough_is_asked_again_if_it_says_when(
    running: Server, said: str, answers: int
) -> None:
    """Three times at most, and only where it wants to be asked within a minute; the answer tells it."""
    running.seen.clear()
    running.retry_after = said
    answer = one(running, "enough")
    assert (answer.status, len(answer.retried) + 1) == (429, answers)
    assert set(answer.retried) <= {"429, asked again after 0 s"}
    assert len(running.seen) == answers


def test_the_time_to_come_again_may_be_a_moment() -> None:
    """HTTP writes it in seconds or as a date; what has passed already is now."""
    now = datetime(2026, 11, 21, 19, 0, tzinfo=UTC)
    said = ("Sat, 21 Nov 2026 19:00:30 GMT", "Sat, 21 Nov 2026 18:00:00 GMT", "Sat, 21 Nov 2026 20:00:00 GMT")
    answers = [Answer(429, {"retry-after": each}) for each in said]
    assert [pause_of(each, lambda: now) for each in answers] == [30.0, 0.0, None]
    assert pause_of(Answer(503, {"retry-after": "1"})) is None


def test_proxies_of_the_process_are_not_used(running: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy in the environment does not see the requests."""
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    assert one(running, "moved").status == 307


def test_nothing_is_logged(running: Server, caplog: pytest.LogCaptureFixture) -> None:
    """Libraries that print addresses are silenced, whatever level the process asks for."""
    with caplog.at_level(logging.DEBUG):
        one(running, "whoami", 60)
    assert caplog.text == ""


UNKNOWN = endpoint("x", effect="unknown")
REFUSED = {
    "a write to V1": ("V1", WRITE, {}, [WRITE], "write-to-v1"),
    "an effect that is unknown": ("V1", UNKNOWN, {}, [UNKNOWN], "write-to-v1"),
    "a write without a clone": ("V2", WRITE, {}, [WRITE], "no-writes-api"),
    "an endpoint that is not declared": ("V1", endpoint("x"), {}, READS.values(), "endpoint-not-declared"),
    "an endpoint changed after it was declared": ("V1", WRITE, {}, READS.values(), "endpoint-not-declared"),
    "an undeclared parameter": ("V1", READS["whoami"], {"x": 1}, READS.values(), "parameter-not-declared"),
    "a path that leads elsewhere": ("V1", ECHO, {"id": ".."}, READS.values(), "path-value-leads-elsewhere"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "asked", "values", "declared", "code"), REFUSED.values(), ids=REFUSED)
def test_what_must_not_be_sent_is_refused(
    running: Server, name: str, asked: Endpoint, values: dict[str, object], declared: object, code: str
) -> None:
    """The refusal is an exception, and nothing leaves."""
    target = system(name, api=running.base)
    with pytest.raises(Refused) as raised:
        ask(target, lambda client: client.ask(asked, values, None), declared)
    assert raised.value.code == code


def test_writes_go_to_the_clone_with_a_token_of_its_own(running: Server) -> None:
    """The API that takes writes has its own login: nothing at all is asked of the other one."""
    target = v1(running, name="V2", api="http://127.0.0.1:1", writes_api=running.base)
    answer = ask(target, lambda client: client.ask(WRITE, {}, 60), [WRITE])
    assert isinstance(answer, Answer)
    assert answer.status == 200


def test_a_given_token_is_sent_as_it_is(running: Server) -> None:
    """No login makes up for a token that is refused."""
    before = running.logins
    answer = ask(v1(running), lambda client: client.ask_with(READS["whoami"], {}, "no-such-token"))
    assert isinstance(answer, Answer)
    assert (answer.status, running.logins) == (401, before)
    assert b"no-such-token" in answer.body


def test_an_expired_token_is_had_once_where_the_login_gives_one(running: Server) -> None:
    """It is a secret as any other; without a declared lifetime there is none."""

    async def act(client: Client) -> tuple[str | None, str | None, frozenset[str]]:
        first = await client.expired_token(READS["whoami"], 60)
        return first, await client.expired_token(READS["whoami"], 60), client.secrets()

    login = Login.model_validate({"path": "/login", "token": "data.authToken", "lifetime": "lives"})
    first, second, secrets = ask(v1(running, login=login), act)  # type: ignore[misc]  # ask returns object
    assert first == second
    assert first in secrets
    assert first not in running.valid
    assert ask(v1(running), act) == (None, None, frozenset())


def test_another_method_goes_to_the_clone_alone(running: Server) -> None:
    """Whatever the method: a path that does have it may do anything."""
    read = READS["whoami"]
    target = v1(running, name="V2", api="http://127.0.0.1:1", writes_api=running.base)
    answer = ask(target, lambda client: client.ask_by(read, {}, 60, "DELETE"))
    assert isinstance(answer, Answer)
    assert answer.status == 405


def test_what_a_write_left_is_looked_for_in_the_clone(running: Server) -> None:
    """A read goes there too when it is asked of the clone; V1 has none, and a V2 that is its own neither."""
    read = READS["whoami"]
    target = v1(running, name="V2", api="http://127.0.0.1:1", writes_api=running.base)
    answer = ask(target, lambda client: client.ask_clone(read, {}, 60))
    assert isinstance(answer, Answer)
    assert answer.status == 200
    for name, clone in (("V1", "http://clone"), ("V2", None), ("V2", "http://v2")):
        alone = system(name, api="http://v2", writes_api=clone, accounts=accounts())
        with pytest.raises(Refused, match="writes_api"):
            ask(alone, lambda client: client.ask_clone(read, {}, 60))


OTHERWISE = {
    "V1": ("V1", "http://clone", READS["whoami"], "DELETE", "no-writes-api"),
    "V2 without a clone": ("V2", None, READS["whoami"], "DELETE", "no-writes-api"),
    "a clone that is V2 itself": ("V2", "http://v2", READS["whoami"], "DELETE", "no-writes-api"),
    "a declared method": ("V2", "http://clone", READS["whoami"], "GET", "method-declared"),
    "one of a path that may match": ("V2", "http://clone", ECHO, "DELETE", "method-declared"),
}


@pytest.mark.parametrize(("name", "clone", "asked", "method", "code"), OTHERWISE.values(), ids=OTHERWISE)
def test_another_method_is_refused_where_it_might_do_harm(
    name: str, clone: str | None, asked: Endpoint, method: str, code: str
) -> None:
    """Nothing leaves for V1, for a V2 without a clone, and by a method that is declared."""
    literal = endpoint("gone", method="DELETE", effect="writes", v2="/echo/all")
    target = system(name, api="http://v2", writes_api=clone, accounts=accounts())
    with pytest.raises(Refused) as raised:
        ask(target, lambda client: client.ask_by(asked, {"id": "a"} if asked is ECHO else {}, 60, method),
            [*READS.values(), literal])  # fmt: skip
    assert raised.value.code == code
