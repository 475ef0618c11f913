"""The HTTP client: sends declared requests, and returns whatever came of them as a value."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.cookiejar import CookieJar, DefaultCookiePolicy
from pathlib import Path
from time import perf_counter, time
from types import TracebackType
from urllib.parse import urlsplit

import aiohttp
import httpx
import httpx_aiohttp

from cutover.manifest.apigroup import ApiGroup
from cutover.manifest.endpoint import Endpoint
from cutover.systems.answer import Answer
from cutover.systems.budget import Budget
from cutover.systems.errors import Refused
from cutover.systems.login import Session, Tokens
from cutover.systems.request import Request, base, build, build_for_clone, build_with_method
from cutover.systems.resolve import System

LARGEST_BODY = 64 * 1024 * 1024
FETCH_TIMEOUT = 60.0
AT_ONCE = 16
MOST_RETRIES = 3
LONGEST_PAUSE = 60.0
"""Seconds of a Retry-After that are waited for; a longer one is an answer like any other."""
KEPT_HEADERS = ("content-type", "retry-after", "x-data-source")
TALKATIVE = ("httpx", "httpcore", "aiohttp", "aiohttp.client", "asyncio")


class Client:
    """Asks one system, at most `at_once` requests at a time and never above the budget.

    `pace` is the file by which all processes that ask the system keep to `per_second` together. An answer 429
    that says when to come again (Retry-After, of at most a minute) is waited for by all of them, and asked
    again three times at most; the answer tells it. While requests are `held` none is sent.

    Only endpoints of the manifest that it was made with can be asked, only reads of V1, writes only of
    V2's `writes_api`. Redirects are not followed, the process's proxy settings not used, certificates
    verified, no cookie kept. Use it as an async context manager, within one event loop.
    """

    def __init__(
        self,
        system: System,
        endpoints: Iterable[Endpoint],
        *,
        per_second: float | None = None,
        pace: Path | None = None,
        held: Callable[[], bool] | None = None,
        at_once: int = AT_ONCE,
        largest: int = LARGEST_BODY,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        for name in TALKATIVE:
            # At INFO they print whole addresses, and addresses hold what was asked for.
            logging.getLogger(name).setLevel(logging.WARNING)
        self._system = system
        self._declared = {endpoint.id: endpoint for endpoint in endpoints}
        self._budget = Budget(per_second, pace, held=held)
        self._slots = asyncio.Semaphore(at_once)
        self._largest = largest
        self._transport = transport or _transport(at_once)
        self._tokens = {
            api: Tokens(system, api, self._send) for api in (system.api, system.writes_api) if api is not None
        }

    async def __aenter__(self) -> Client:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._budget.close()
        await self._transport.aclose()

    def secrets(self) -> frozenset[str]:
        """Every token that a login has given so far: no artefact may show one."""
        return frozenset[str]().union(*(tokens.secrets() for tokens in self._tokens.values()))

    async def ask(self, endpoint: Endpoint, values: Mapping[str, object], user: int | None) -> Answer:
        """Ask an endpoint in a user's name (None: without a token); never raises for what HTTP may bring.

        Refused is raised for what must not be sent at all. A 401 is answered by one new login and one more
        try, which the answer tells unless the token itself says that its time was over. The seconds of the
        answer do not hold the wait for a slot.
        """
        self._demand(endpoint)
        request = build(self._system, endpoint, values)
        if user is None:
            return await self._send(request, Session(self._system.data_source))
        return await self._signed(request, self._tokens[base(self._system, endpoint)], user)

    async def ask_with(self, endpoint: Endpoint, values: Mapping[str, object], token: str) -> Answer:
        """Ask an endpoint with this very token: no login, and no second try on a 401."""
        self._demand(endpoint)
        request = build(self._system, endpoint, values)
        return await self._send(request, Session(self._system.data_source, token))

    async def ask_by(
        self, endpoint: Endpoint, values: Mapping[str, object], user: int, method: str
    ) -> Answer:
        """Ask an endpoint's path by a method that is not declared for it, of V2's `writes_api` alone."""
        self._demand(endpoint)
        request = build_with_method(self._system, endpoint, values, method, self._declared.values())
        assert self._system.writes_api is not None, "build_with_method refuses to do without"
        return await self._signed(request, self._tokens[self._system.writes_api], user)

    async def ask_clone(self, endpoint: Endpoint, values: Mapping[str, object], user: int) -> Answer:
        """Ask V2's `writes_api`, also for what reads: there alone it shows what writes have left."""
        self._demand(endpoint)
        request = build_for_clone(self._system, endpoint, values)
        assert self._system.writes_api is not None, "build_for_clone refuses to do without"
        return await self._signed(request, self._tokens[self._system.writes_api], user)

    async def document(self, group: ApiGroup) -> Answer:
        """Get the OpenAPI document of an API group, from where the environment or the manifest says it is.

        Raises Refused for a place that is no path: it would be another system's.
        """
        path = self._system.published.get(group.name, group.document)
        if not path.startswith("/"):
            message = f"the document of {group.name} is at no path of {self._system.name}."
            raise Refused("document-elsewhere", message, "Give a path that begins with /.")
        url = f"{self._system.api}{path}"
        return await self._send(Request("GET", url), Session(self._system.data_source))

    async def token(self, user: int) -> str | None:
        """The user's token for reads; None where the login gives none."""
        session = await self._tokens[self._system.api].session(user)
        return session.token if isinstance(session, Session) else None

    async def expired_token(self, endpoint: Endpoint, user: int) -> str | None:
        """A token of the user that an endpoint's API has let expire; None where none can be had."""
        session = await self._tokens[base(self._system, endpoint)].expired(user)
        return session.token if isinstance(session, Session) else None

    def _demand(self, endpoint: Endpoint) -> None:
        if self._declared.get(endpoint.id) != endpoint:
            raise Refused("endpoint-not-declared", f"{endpoint.id} is not declared for {self._system.name}.")

    async def _signed(self, request: Request, tokens: Tokens, user: int) -> Answer:
        session = await tokens.session(user)
        if isinstance(session, Answer):
            return session
        answer = await self._send(request, session)
        if answer.status != 401:
            return answer
        renewed = await tokens.renewed(user, session)
        if renewed is None:
            return answer
        if isinstance(renewed, Answer):
            return renewed
        over = session.is_over(time())
        second = await self._send(request, renewed)
        why = () if over else ("401, asked again after a new login",)
        return replace(second, retried=(*answer.retried, *why, *second.retried))

    async def _send(self, request: Request, session: Session) -> Answer:
        """Send, and again where the system says when: until then nobody asks it anything."""
        retried: tuple[str, ...] = ()
        async with self._slots:
            while True:
                async with self._budget.turn():
                    answer = await self._sent(request, session)
                seconds = pause_of(answer)
                if seconds is None or len(retried) == MOST_RETRIES:
                    return replace(answer, retried=retried) if retried else answer
                self._budget.pause(seconds)
                retried += (f"429, asked again after {seconds:g} s",)

    async def _sent(self, request: Request, session: Session) -> Answer:
        began = perf_counter()
        try:
            async with asyncio.timeout(self._system.request_timeout):
                status, headers, body = await self._exchange(request, session)
        except (httpx.HTTPError, httpx.InvalidURL, aiohttp.ClientError, OSError, ValueError) as error:
            seconds = perf_counter() - began
            return Answer(0, seconds=seconds, error=await self._trouble(error, request))
        seconds = perf_counter() - began
        if body is None:
            return Answer(0, seconds=seconds, error=f"too-large: more than {self._largest} bytes")
        return Answer(status, headers, body, seconds)

    async def _exchange(self, request: Request, session: Session) -> tuple[int, dict[str, str], bytes | None]:
        headers = {"accept": "application/json", "accept-encoding": "gzip, deflate", **session.headers()}
        if request.body is not None:
            headers["content-type"] = "application/json"
        sent = httpx.Request(request.method, request.url, headers=headers, content=request.body)
        # Straight to the transport: of what httpx's client would add (cookies, redirects) nothing is wanted.
        response = await self._transport.handle_async_request(sent)
        try:
            got = dict(response.headers)
            kept = {name: got[name] for name in KEPT_HEADERS if name in got}
            body = bytearray()
            async for piece in response.aiter_bytes():
                body += piece
                if len(body) > self._largest:
                    return response.status_code, kept, None
            return response.status_code, kept, bytes(body)
        finally:
            await response.aclose()

    async def _trouble(self, error: Exception, request: Request) -> str:
        """The error in our words alone: a library's text may hold the address and what was sent."""
        cause = error.__cause__ or error
        if isinstance(error, TimeoutError) or isinstance(cause, TimeoutError):
            return f"timeout: no whole answer within {self._system.request_timeout:g} s"
        if isinstance(cause, aiohttp.ClientConnectorError | ConnectionRefusedError) or isinstance(
            error, httpx.ConnectError
        ):
            return f"connect: {self._called(request)} cannot be reached"
        if not await _reachable(
            request.url
        ):  # it broke off because the system went down, not because it is wrong
            return f"connect: {self._called(request)} cannot be reached any more"
        return f"protocol: the connection broke or the answer was no HTTP ({type(cause).__name__})"

    def _called(self, request: Request) -> str:
        """The name of what a request was sent to."""
        clone = self._system.writes_api
        apart = clone is not None and clone != self._system.api and request.url.startswith(f"{clone}/")
        return f"{self._system.name}'s writes_api" if apart else self._system.name


def pause_of(answer: Answer, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> float | None:
    """The seconds after which a system that was asked too much wants to be asked again; None: it says none.

    Retry-After holds seconds or a moment.
    """
    said = answer.headers.get("retry-after", "").strip()
    if answer.status != 429 or not said:
        return None
    try:
        seconds = float(said) if said.isdecimal() else (parsedate_to_datetime(said) - now()).total_seconds()
    except (TypeError, ValueError, OverflowError):
        return None
    return max(seconds, 0.0) if seconds <= LONGEST_PAUSE else None


async def _reachable(url: str) -> bool:
    """Whether anybody still listens where a connection broke."""
    parts = urlsplit(url)
    try:
        async with asyncio.timeout(2):
            _, writer = await asyncio.open_connection(
                parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)
            )
    except OSError:
        return False
    writer.close()
    return True


async def fetch(url: str, *, largest: int = LARGEST_BODY, seconds: float = FETCH_TIMEOUT) -> Answer:
    """Get one document that is no part of either system, such as a published OpenAPI document.

    No token, cookie or proxy is used and no redirect followed. Never raises for what HTTP may bring; an
    error's text never holds the address, which may carry a key.
    """
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
        return Answer(0, error="connect: only an http or https address with a host can be fetched")
    began, body = perf_counter(), bytearray()
    try:
        async with (
            asyncio.timeout(seconds),
            _http() as http,
            http.stream("GET", url, headers={"accept": "application/json, application/yaml"}) as response,
        ):
            async for piece in response.aiter_bytes():
                body += piece
                if len(body) > largest:
                    return Answer(0, error=f"too-large: more than {largest} bytes")
    except TimeoutError:
        return Answer(0, error=f"timeout: no whole answer within {seconds:g} s")
    except (httpx.HTTPError, httpx.InvalidURL, aiohttp.ClientError, OSError, ValueError) as error:
        cause = type(error.__cause__ or error).__name__
        return Answer(0, error=f"connect: it cannot be reached or broke off ({cause})")
    return Answer(response.status_code, body=bytes(body), seconds=perf_counter() - began)


def _http() -> httpx.AsyncClient:
    return httpx.AsyncClient(
        transport=_transport(1),
        trust_env=False,
        follow_redirects=False,
        timeout=None,  # one time limit is set around each exchange, body included
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
    )


def _transport(at_once: int) -> httpx.AsyncBaseTransport:
    return httpx_aiohttp.AiohttpTransport(trust_env=False, client=lambda: _session(at_once))


def _session(at_once: int) -> aiohttp.ClientSession:
    tls = httpx.create_ssl_context(trust_env=False)
    connector = aiohttp.TCPConnector(limit=at_once * 2, ssl=tls)
    return aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar(), trust_env=False)
