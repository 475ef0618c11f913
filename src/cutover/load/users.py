"""Users: Locust's users who do the workflows of the manifest, each answer judged as it comes."""

from collections.abc import Iterator
from typing import Any, ClassVar

import gevent
from locust import FastHttpUser, task

from cutover.load.asker import Asker, verifying
from cutover.load.sending import Sending
from cutover.load.turns import Turn
from cutover.load.unretried import forbid_retries
from cutover.manifest import Migration, Workflow

SENDING = "cutover_sending"
"""The attribute of Locust's environment by which its users find the run."""


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
