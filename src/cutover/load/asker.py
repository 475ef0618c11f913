"""Asker: asks one system in one user's name, and tells what each answer is worth."""

from collections.abc import Callable
from functools import cache
from ssl import SSLContext, create_default_context

from locust.contrib.fasthttp import FastHttpSession

from cutover.load.failure import Failure
from cutover.load.right import Worth, worth_of
from cutover.load.sending import Sending
from cutover.load.trouble import failure_of
from cutover.load.turns import Ask, values_of
from cutover.manifest import LOGIN, User
from cutover.systems import Refused, System
from cutover.systems.login import Session, login_request, token_in
from cutover.systems.request import Request, base, build

Judge = Callable[[int, bytes], Worth]
"""Says what a whole answer is worth, of its status and its body."""


class Asker:
    """Asks in one user's name, records what came of it, and takes values from earlier answers."""

    def __init__(self, sending: Sending, system: System, viewer: User, workflow: str) -> None:
        self._system = system
        self._sending = sending
        self._viewer = viewer
        self._workflow = workflow
        self._side = system.name.lower()
        self._account = system.accounts[viewer.id]
        self._source = self._account.data_source or system.data_source
        self._answers: dict[str, object] = {}
        self._sessions: dict[str, Session] = {}

    def ask(self, client: FastHttpSession, ask: Ask, due: float | None = None) -> None:
        """Ask once. Without `due` a request is due when its turn has come, else it was at that moment."""
        if ask.endpoint is None:
            self._sign_in(client, self._system.api, due)
            return
        values = values_of(ask, self._answers, self._sending.chance)
        if values is None:
            return
        try:
            api, request = base(self._system, ask.endpoint), build(self._system, ask.endpoint, values)
        except Refused as error:
            # A value out of an answer that would lead elsewhere: nothing is sent, and it is no silent gap.
            self._sending.broken = self._sending.broken or f"{ask.name} cannot be asked: {error.message}"
            return

        def judge(status: int, body: bytes) -> Worth:
            owners = self._sending.owners[self._side]
            return worth_of(ask, values, self._viewer, self._side == "v1", status, body, owners)

        worth = self._send(client, ask.name, request, self._session(client, api), due, judge)
        if worth.failure is Failure.NONE:
            self._answers[ask.name] = worth.data

    def _session(self, client: FastHttpSession, api: str) -> Session:
        """Return the session of one API, by a login if there is none: a token of another is worth nothing."""
        if self._account.token is not None:
            return Session(self._source, self._account.token)
        if api not in self._sessions:
            self._sign_in(client, api, None)
        return self._sessions.get(api, Session(self._source))

    def _sign_in(self, client: FastHttpSession, api: str, due: float | None) -> None:
        login = self._system.login
        if login is None or self._account.token is not None:
            return

        def judge(status: int, body: bytes) -> Worth:
            worth = worth_of(Ask(None), {}, self._viewer, False, status, body, self._sending.owners["v2"])
            if worth.failure is not Failure.NONE:
                return worth
            token = token_in(login, body)
            return Worth(data=token) if token else Worth(Failure.NONSENSE, "the login gave no token")

        request = login_request(login, api, self._account, {})
        worth = self._send(client, LOGIN, request, Session(self._source), due, judge)
        if isinstance(worth.data, str):
            self._sessions[api] = Session(self._source, worth.data)
        else:
            self._sessions.pop(api, None)

    def _send(
        self,
        client: FastHttpSession,
        name: str,
        request: Request,
        session: Session,
        due: float | None,
        judge: Judge,
    ) -> Worth:
        sending = self._sending
        headers = {"accept": "application/json", **session.headers()}
        if request.body is not None:
            headers["content-type"] = "application/json"
        sending.wait(self._side, probe=due is not None)
        if due is None:
            due = sending.now
        else:
            sending.fitness.sent(max(sending.now - due, 0.0))
        with (
            sending.under_way(due, name, self._workflow, self._side) as told,
            client.request(
                request.method,
                request.url,
                name=name if self._side == "v2" else f"V1 {name}",
                data=None if request.body is None else request.body.decode(),
                headers=headers,
                catch_response=True,
                allow_redirects=False,
            ) as response,
        ):
            told.at = sending.now
            failure, why = failure_of(response)
            worth = Worth(failure, why) if failure else judge(response.status_code, response.content or b"")
            told.failure = worth.failure
            if worth.failure is Failure.NONE:
                response.success()
            else:
                response.failure(f"{worth.failure}: {worth.why}" if worth.why else str(worth.failure))
            if response.status_code == 401:
                self._sessions.clear()
            return worth


@cache
def verifying(cafile: str | None = None) -> SSLContext:
    """Return the one TLS context of this process: certificates are verified, and read once."""
    context = create_default_context()
    if cafile is not None:
        context.load_verify_locations(cafile)
    return context
