"""Hooks: what turns Locust into a gate; `install` is all that a locustfile calls."""

import os
import socket
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

import locust
from locust.runners import MasterRunner, WorkerRunner

from cutover.evidence import LedgerError
from cutover.load.alone import Alone
from cutover.load.book import record_stillborn
from cutover.load.choice import Choice, stage_of
from cutover.load.conducted import Conducted
from cutover.load.conductor import Conductor
from cutover.load.gather import Report
from cutover.load.opener import Opener
from cutover.load.progress import Ticker
from cutover.load.refusal import CannotLoad
from cutover.load.sending import too_short
from cutover.load.shape import StageShape
from cutover.load.users import user_classes
from cutover.load.web import show
from cutover.load.workers import Worker, Workers
from cutover.manifest import ManifestError, Migration, load_migration, shares

OFF = ("", "0", "false", "no")


def install() -> dict[str, type]:
    """Install the hooks; return the classes of users and the shape that a locustfile has to hold."""
    choice = choice_of(os.environ)
    try:
        migration = load_migration(choice.migration)
    except ManifestError as error:
        leave(str(error))
    if not migration.workflows:
        leave(
            f"load-without-workflows: {choice.migration}/load.yaml names no workflow.\n"
            "  Write stages and workflows in it; `cutover check --schema` describes it (LoadFile)."
        )
    events: Any = locust.events
    names = [stage.id for stage in migration.stages]
    events.init_command_line_parser.add_listener(lambda parser: add_options(parser, names))
    events.init.add_listener(lambda environment, web_ui, **_: _join(environment, web_ui, choice, migration))
    return {**user_classes(migration, choice.both), "Stages": StageShape}


def choice_of(variables: Mapping[str, str]) -> Choice:
    """Read what was chosen, the stage aside, from the variables that the suites' options have too."""
    start = {
        name: value
        for name in ("state", "fault", "scale")
        if (value := variables.get(f"CUTOVER_TWIN_{name.upper()}", "").strip())
    }
    return Choice(
        migration=Path(variables.get("CUTOVER_MIGRATION") or "migration"),
        environment=variables.get("CUTOVER_ENVIRONMENT") or "twin",
        reports=Path(variables.get("CUTOVER_REPORTS") or "reports"),
        start=start,
        self_test=variables.get("CUTOVER_SELF_TEST", "") not in OFF,
        both=variables.get("CUTOVER_BOTH", "") not in OFF,
    )


def leave(message: str) -> NoReturn:
    """End this process with one message; nothing was loaded."""
    print(message, file=sys.stderr)
    sys.exit(2)


def add_options(parser: Any, stages: list[str]) -> None:
    """Add the stage and its length, as options and as fields of the start page.

    The page shows no option of a group, so they stand among Locust's own.
    """
    parser.add_argument("--stage", choices=stages, default=stages[0], env_var="CUTOVER_STAGE",
                        help="which load of migration/load.yaml")  # fmt: skip
    parser.add_argument("--duration", default="", env_var="CUTOVER_DURATION",
                        help="time with all users (90, 15m); a shortened stage proves nothing")  # fmt: skip


def _join(environment: Any, web_ui: Any, choice: Choice, migration: Migration) -> None:
    """Open the pair and conduct, or join the master who does."""
    if isinstance(environment.runner, WorkerRunner):
        Worker(environment, migration.digest)
        return
    if web_ui is not None:
        _demand_port(web_ui.host, web_ui.port)
    try:
        opener = Opener(choice)
    except CannotLoad as error:
        if web_ui is None:
            options = environment.parsed_options
            record_stillborn(migration, choice, stage_of(migration, options.stage, ""), str(error))
        leave(str(error))
    gate = Gate(environment, opener, choice)
    show(environment, Conducted(gate.conductor))


def _demand_port(host: str, port: int) -> None:
    """Refuse a port of the web UI that is taken, before anything is started."""
    try:
        with socket.socket() as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind((host or "0.0.0.0", port))
    except OSError as error:
        leave(
            f"port-in-use: the web UI cannot have port {port}: {error.strerror}.\n"
            "  Name another one with --web-port."
        )


class Gate:
    """What Locust's events lead to in the process that judges."""

    def __init__(self, environment: Any, opener: Opener, choice: Choice) -> None:
        self._environment = environment
        self._opener = opener
        self._ticker = Ticker(sys.stdout, os.environ)
        opened = opener.opened
        environment.host = opened.pair.v2.api
        senders = Workers if isinstance(environment.runner, MasterRunner) else Alone
        self.conductor = Conductor(opened, choice, senders(environment, opened, self._hear), self._ticker.say)
        shape = environment.shape_class
        assert isinstance(shape, StageShape), "the locustfile holds the shape that install() gave it"
        shape.systems = len(opened.systems)
        shape.over, shape.armed = self._over, self._arm
        self._armed = False
        self._shape = shape
        environment.events.test_stopping.add_listener(self._stopping)
        environment.events.quitting.add_listener(self._quitting)

    def _hear(self, report: Report) -> None:
        run = self.conductor.run
        if run is not None and not run.heard:
            run.gathering.add(report)

    def _arm(self) -> None:
        """Let a stage begin. Locust looks once more while it stops one, which must not begin another."""
        self._armed = not self.conductor.running

    def _over(self) -> bool:
        """Begin what is asked for, or look whether it is over; then judge it."""
        if not self.conductor.running:
            begins, self._armed = self._armed, False
            return not (begins and self._begin())
        if not self.conductor.over():
            self._ticker.look()
            return False
        self._end("")
        return True

    def _begin(self) -> bool:
        options, migration = self._environment.parsed_options, self.conductor.opened.migration
        try:
            stage = stage_of(migration, options.stage, options.duration)
            weights = shares(migration.workflows, stage.users)
            for each in self._environment.user_classes:
                each.weight = weights[each.workflow.id]
            self._shape.stage = stage
            self._ticker.begin(self.conductor.begin(stage))
            if short := too_short(self.conductor.opened, stage):
                self._ticker.say(short)
        except (CannotLoad, LedgerError, OSError) as error:
            self.conductor.refused(error)
            self._ticker.say(str(error))
            return False
        return True

    def _stopping(self, **_: Any) -> None:
        """Judge what there is where somebody ended it: Ctrl-C, or the web UI's own button."""
        self._end("interrupted")

    def _quitting(self, **_: Any) -> None:
        self._end("interrupted")
        self._opener.close()

    def _end(self, stopped: str) -> None:
        self._ticker.end()
        self.conductor.finish(stopped)
        self._environment.process_exit_code = self.conductor.code
