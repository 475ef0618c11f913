"""A locustfile for the tests: Locust's real pages over users that ask nothing, and a run that was simulated.

Locust runs it; what the gate shows follows Locust's own state: not started, running, stopped.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from locust import User, constant, events, task
from locust.runners import STATE_RUNNING, STATE_SPAWNING, STATE_STOPPED
from tests.load.simulated import run, watching

from cutover.load.hooks import add_options
from cutover.load.showing import Showing
from cutover.load.web import show
from cutover.manifest import Migration, Tolerances

HOST = os.environ["HOST"]
RUN = run(watched=watching())
EARLY = RUN.samples.where(RUN.samples.due < 20)


class Idle(User):
    """Asks nothing."""

    wait_time = constant(1)

    @task
    def idle(self) -> None:
        """Do nothing."""


class Scripted:
    """Knows a simulated run."""

    def __init__(self, environment: Any) -> None:
        self._environment = environment
        self._migration = Migration(
            "Brokerage", Path("migration"), "sha256:one", Tolerances(), stages=(RUN.stage,)
        )

    def showing(self) -> Showing:
        """Say how it goes, by Locust's own state; silent while the file SILENT names is there."""
        now, state = datetime.now(UTC), self._environment.runner.state
        if state not in (STATE_RUNNING, STATE_SPAWNING, STATE_STOPPED):
            return Showing(self._migration, HOST, now)
        ended = state == STATE_STOPPED
        going = RUN if ended else RUN.but(samples=EARLY, lasted=20.0, running=True)
        silent = timedelta(seconds=9) if Path(os.environ["SILENT"]).exists() else timedelta()
        return Showing(
            self._migration,
            HOST,
            now,
            stage=RUN.stage,
            judgement=going.judged(),
            watched=RUN.watched,
            began=now - timedelta(seconds=20),
            news=now - silent,
            ended=ended,
            report=os.environ["REPORT"],
        )


@events.init_command_line_parser.add_listener
def _on_parser(parser: Any, **_: Any) -> None:
    add_options(parser, ["gate-10", "gate-50"])


@events.init.add_listener
def _on_init(environment: Any, **_: Any) -> None:
    show(environment, Scripted(environment), every=0.0)
    if environment.parsed_options.web_login:
        environment.web_ui.app.secret_key = "a test's"
        environment.web_ui.login_manager.user_loader(lambda _: None)
