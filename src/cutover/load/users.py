"""Users: Locust's users who do the workflows of the manifest, each answer judged as it comes."""

from collections.abc import Iterator, Mapping
from functools import cache
from ssl import SSLContext, create_default_context
from typing import Any, ClassVar

import gevent
from locust import FastHttpUser, task
from locust.contrib.fasthttp import FastHttpSession

from cutover.load.failure import Failure
from cutover.load.right import worth_of
from cutover.load.sending import Sending, Told
from cutover.load.trouble import failure_of
from cutover.load.turns import Ask, Turn, values_of
from cutover.load.unretried import forbid_retries
from cutover.manifest import Migration, User, Workflow
from cutover.systems import Refused, System
from cutover.systems.login import Session, login_request, token_in
from cutover.systems.request import Request, build

SENDING = "cutover_sending"
"""The attribute of Locust's environment by which its users find the run."""


@cache
def verifying(cafile: str | None = None) -> SSLContext:
    """Return the one TLS context of this process: certificates are verified, and read once."""
    context = create_default_context()
    if cafile is not None:
        context.load_verify_locations(cafile)
    return context


class Asker:
    """Asks one system in one user's name, records what came of it, and takes values from answers."""

    def __init__(self, sending: Sending, system: System, viewer: User, workflow: str) -> None:
        self.system = system
        self._sending = sending
        self._viewer = viewer
        self._workflow = workflow
        self._side = system.name.lower()
        self._answers: dict[str, object] = {}
        self._sessions: dict[str, Session] = {}

    def ask(self, client: FastHttpSession, ask: Ask, due: float | None = None) -> None:
        """Ask once. Without `due` a request is due when its turn has come, else it was at that moment."""
        sending = self._sending
        values = values_of(ask, self._answers, sending.chance)
        if values is None:
            return
        if ask.endpoint is None:
            self._sign_in(client, self.system.api, due)
            return
        try:
            request = build(self.system, ask.endpoint, values)
        except Refused as error:
            # A value out of an answer that would lead elsewhere: nothing is sent, and it is no silent gap.
            sending.broken = sending.broken or f"{ask.name} cannot be asked: {error.message}"
            return
        base = self.system.api if ask.endpoint.reads else self.system.writes_api or self.system.api
        session = self._session(client, base)
        self._send(client, ask, values, request, session, due)

    def _session(self, client: FastHttpSession, base: str) -> Session:
        """Return the session of one API, by a login if there is none: a token of another is worth nothing."""
        account = self.system.accounts[self._viewer.id]
        source = account.data_source or self.system.data_source
        if account.token is not None:
            return Session(source, account.token)
        if base not in self._sessions:
            self._sign_in(client, base, None)
        return self._sessions.get(base, Session(source))

    def _sign_in(self, client: FastHttpSession, base: str, due: float | None) -> None:
        login, account = self.system.login, self.system.accounts[self._viewer.id]
        if login is None or account.token is not None:
            return
        source = account.data_source or self.system.data_source
        worth = self._send(
            client, Ask(None), {}, login_request(login, base, account, {}), Session(source), due, login=True
        )
        if worth is not None and worth.token:
            self._sessions[base] = Session(source, worth.token)
        else:
            self._sessions.pop(base, None)

    def _send(
        self,
        client: FastHttpSession,
        ask: Ask,
        values: Mapping[str, object],
        request: Request,
        session: Session,
        due: float | None,
        login: bool = False,
    ) -> "Heard | None":
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
            sending.under_way(due, ask.name, self._workflow, self._side) as told,
            client.request(
                request.method,
                request.url,
                name=ask.name if self._side == "v2" else f"V1 {ask.name}",
                data=None if request.body is None else request.body.decode(),
                headers=headers,
                catch_response=True,
                allow_redirects=False,
            ) as response,
        ):
            told.at = sending.now
            return self._hear(ask, values, response, told, login)

    def _hear(
        self, ask: Ask, values: Mapping[str, object], response: Any, told: Told, login: bool
    ) -> "Heard | None":
        failure, why = failure_of(response)
        token = None
        if failure is Failure.NONE:
            body = response.content or b""
            worth = worth_of(
                ask, values, self._viewer, self._side == "v1", response.status_code, body,
                self._sending.owners[self._side],
            )  # fmt: skip
            failure, why = worth.failure, worth.why
            if login and failure is Failure.NONE:
                assert self.system.login is not None
                token = token_in(self.system.login, body)
                if token is None:
                    failure, why = Failure.NONSENSE, "the login gave no token"
            elif failure is Failure.NONE:
                self._answers[ask.name] = worth.data
        if response.status_code == 401:
            self._sessions.clear()
        told.failure, told.why = failure, why
        if failure is Failure.NONE:
            response.success()
        else:
            response.failure(f"{failure}: {why}" if why else str(failure))
        return Heard(token)


class Heard:
    """What a login gave."""

    def __init__(self, token: str | None) -> None:
        self.token = token


class WorkflowUser(FastHttpUser):
    """One user of one workflow; the classes that `user_classes` makes name the workflow and the system."""

    abstract = True
    insecure = False
    ssl_context_factory = staticmethod(verifying)
    workflow: ClassVar[Workflow]
    side: ClassVar[str]

    def __init__(self, environment: Any) -> None:
        sending: Sending = getattr(environment, SENDING)
        system = sending.system(self.side)
        self.network_timeout = self.connection_timeout = system.request_timeout
        super().__init__(environment)
        self._sending, self._system = sending, system

    def on_start(self) -> None:
        """Take a name, and come at another moment than the others."""
        sending = self._sending
        opened = sending.opened
        number = sending.starts(f"{self.side}/{self.workflow.id}") * sending.part.of + sending.part.number
        users = opened.users(self.workflow)
        viewer = {user.id: user for user in opened.migration.users}[users[number % len(users)]]
        self._asker = Asker(sending, self._system, viewer, self.workflow.id)
        self._rounds = _rounds(opened.turns(self.workflow, self._system, viewer.id), self._first(number))
        gevent.sleep(sending.chance.uniform(0, min(self.workflow.pause.seconds[1], 1.0)))

    def wait_time(self) -> float:
        """Pause, never as long as another."""
        return self._sending.chance.uniform(*self.workflow.pause.seconds)

    @task
    def turn(self) -> None:
        """Do the next step."""
        for ask in next(self._rounds):
            self._asker.ask(self.client, ask)

    def _first(self, number: int) -> int:
        """Return the step that this user begins with: of a ring each another one, evenly spread."""
        if not self.workflow.rounds:
            return 0
        share = self._sending.wanted()[self.workflow.id]
        return number * len(self.workflow.steps) // max(share, 1)


def user_classes(migration: Migration, both: bool) -> dict[str, type[WorkflowUser]]:
    """Return Locust's classes of users by their names, one a workflow and system."""
    forbid_retries()
    made: dict[str, type[WorkflowUser]] = {}
    for side in ("v2", "v1") if both else ("v2",):
        for workflow in migration.workflows:
            name = "".join(part.capitalize() for part in workflow.id.replace("_", "-").split("-"))
            name = name if side == "v2" else f"{name}OnV1"
            made[name] = type(
                name,
                (WorkflowUser,),
                {"workflow": workflow, "side": side, "abstract": False, "weight": workflow.weight,
                 "host": "http://unset.invalid", "__doc__": workflow.says, "__module__": "loadtests"},
            )  # fmt: skip
    return made


def _rounds(turns: tuple[Turn, ...], first: int) -> Iterator[Turn]:
    number = first
    while True:
        yield turns[number % len(turns)]
        number += 1
