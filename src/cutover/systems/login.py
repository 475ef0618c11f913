"""Tokens: fetched when first needed, once per user, and renewed once when refused."""

from __future__ import annotations

import asyncio
import json
from base64 import urlsafe_b64decode
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from time import monotonic

from cutover.manifest.environment import Login
from cutover.systems.answer import Answer
from cutover.systems.request import Request
from cutover.systems.resolve import Account, System

PATIENCE = 20
"""How many times as long as a login took to fail its failure is taken for an answer."""


@dataclass(frozen=True, slots=True)
class Session:
    """What travels with a request besides its address: the data source and the token."""

    data_source: str | None = None
    token: str | None = field(default=None, repr=False)

    def headers(self) -> dict[str, str]:
        """The request headers."""
        found = {}
        if self.token is not None:
            found["authorization"] = f"Bearer {self.token}"
        if self.data_source is not None:
            found["x-data-source"] = self.data_source
        return found

    def is_over(self, now: float) -> bool:
        """Whether the token itself says that it ended before `now`, in seconds since 1970.

        Only a JWT says when it ends (`exp`); of an opaque token nobody but its system knows.
        """
        parts = (self.token or "").split(".")
        if len(parts) != 3:
            return False
        try:
            claims = json.loads(urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
        except ValueError:
            return False
        end = claims.get("exp") if isinstance(claims, dict) else None
        return isinstance(end, int | float) and end <= now


def login_request(login: Login, api: str, account: Account, more: Mapping[str, object]) -> Request:
    """The request that signs a user in with email and password."""
    body = json.dumps({"email": account.email, "password": account.password, **more}).encode()
    return Request(login.method, f"{api}{login.path}", body)


def token_in(login: Login, body: bytes) -> str | None:
    """The token that a login's answer holds; None without one."""
    try:
        found = json.loads(body)
    except ValueError:
        return None
    for part in login.token.split("."):
        found = found.get(part) if isinstance(found, dict) else None
    return found if isinstance(found, str) and found else None


class Tokens:
    """The sessions of one API's users: a token of another API, even of a clone, is worth nothing here.

    What goes wrong comes back as an Answer with `error: login: …`.
    """

    def __init__(
        self, system: System, api: str, send: Callable[[Request, Session], Awaitable[Answer]]
    ) -> None:
        self._system = system
        self._api = api
        self._send = send
        self._sessions: dict[int, Session] = {}
        self._expired: dict[int, Session | Answer] = {}
        self._refusals: dict[int, tuple[float, Answer]] = {}
        self._locks: dict[int, asyncio.Lock] = {}

    async def session(self, user: int) -> Session | Answer:
        """The user's session, by a login if there is none yet."""
        async with self._locks.setdefault(user, asyncio.Lock()):
            if user in self._sessions:
                return self._sessions[user]
            until, refusal = self._refusals.get(user, (0.0, None))
            if refusal is not None and monotonic() < until:
                return refusal
            began = monotonic()
            made = await self._sign_in(user)
            if isinstance(made, Answer):
                # A login that takes long to fail is not waited for again by each of a thousand requests.
                self._refusals[user] = monotonic() + PATIENCE * (monotonic() - began), made
                return made
            self._sessions[user] = made
            return made

    def secrets(self) -> frozenset[str]:
        """The tokens that are in use."""
        expired = (each for each in self._expired.values() if isinstance(each, Session))
        sessions = (*self._sessions.values(), *expired)
        return frozenset(each.token for each in sessions if each.token is not None)

    async def expired(self, user: int) -> Session | Answer | None:
        """A session whose token has expired; None where the system cannot be asked for one."""
        login, account = self._system.login, self._system.accounts.get(user)
        if login is None or login.lifetime is None or account is None or account.token is not None:
            return None
        async with self._locks.setdefault(user, asyncio.Lock()):
            if user not in self._expired:
                self._expired[user] = await self._sign_in(user, {login.lifetime: 0})
            return self._expired[user]

    async def renewed(self, user: int, refused: Session) -> Session | Answer | None:
        """A session in place of one that was refused; None where there is no login to renew it by.

        Whoever comes second finds the session that the first one made.
        """
        account = self._system.accounts[user]
        if account.token is not None:
            return None
        async with self._locks[user]:
            if self._sessions.get(user) is refused:
                del self._sessions[user]
        return await self.session(user)

    async def _sign_in(self, user: int, more: Mapping[str, object] | None = None) -> Session | Answer:
        account = self._system.accounts.get(user)
        if account is None:
            return self._failed(f"the environment names no credentials of user {user}")
        source = account.data_source or self._system.data_source
        if account.token is not None:
            return Session(source, account.token)
        login = self._system.login
        assert login is not None, "the manifest demands a login where users have passwords"
        answer = await self._send(login_request(login, self._api, account, more or {}), Session(source))
        if answer.error:
            return self._failed(f"user {user}: {answer.error}")
        if not 200 <= answer.status < 300:
            return self._failed(f"the login of user {user} was answered with {answer.status}")
        token = token_in(login, answer.body)
        if token is None:
            return self._failed(f"the login of user {user} gave no token")
        return Session(source, token)

    def _failed(self, what: str) -> Answer:
        return Answer(0, error=f"login: {self._system.name}: {what}")
