"""Hooks: what turns Locust into a gate; `install` is all that a locustfile calls."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import locust
from locust.runners import WorkerRunner

from cutover.evidence import LedgerError
from cutover.load.alone import Alone
from cutover.load.choice import Choice, stage_of
from cutover.load.conductor import Conductor
from cutover.load.gather import Report
from cutover.load.opener import Opener
from cutover.load.progress import Ticker
from cutover.load.refusal import CannotLoad
from cutover.load.shape import StageShape
from cutover.load.users import user_classes
from cutover.manifest import ManifestError, load_migration, shares

CONDUCTOR = "cutover"
"""The attribute of Locust's environment by which pages find the conductor."""


def install() -> dict[str, type]:
    """Install the hooks; return the classes of users and the shape that a locustfile has to hold."""
    folder = Path(os.environ.get("CUTOVER_MIGRATION") or "migration")
    try:
        migration = load_migration(folder)
    except ManifestError as error:
        _leave(str(error))
    if not migration.workflows:
        _leave(f"load-without-workflows: {folder}/load.yaml names no workflow.\n  Write who does what in it.")
    both = os.environ.get("CUTOVER_BOTH", "") not in ("", "0", "false", "no")
    names = [stage.id for stage in migration.stages]
    events: Any = locust.events
    events.init_command_line_parser.add_listener(lambda parser: _options(parser, names))
    events.init.add_listener(_init)
    return {**user_classes(migration, both), "Stages": StageShape}


def _options(parser: Any, stages: list[str]) -> None:
    group = parser.add_argument_group("cutover")
    group.add_argument("--stage", choices=stages, default=stages[0], env_var="CUTOVER_STAGE",
                       help="which load of migration/load.yaml")  # fmt: skip
    group.add_argument("--duration", default="", env_var="CUTOVER_DURATION",
                       help="time with all users (90, 15m); a shortened stage proves nothing")  # fmt: skip


def choice_of(variables: Mapping[str, str]) -> Choice:
    """Read what was chosen, apart from the stage, from the environment's variables."""
    start = {
        name: value
        for name in ("state", "fault", "scale")
        if (value := variables.get(f"CUTOVER_TWIN_{name.upper()}", "").strip())
    }
    on = {
        name: variables.get(f"CUTOVER_{name.upper()}", "") not in ("", "0", "false", "no")
        for name in ("self_test", "both")
    }
    return Choice(
        migration=Path(variables.get("CUTOVER_MIGRATION") or "migration"),
        environment=variables.get("CUTOVER_ENVIRONMENT") or "twin",
        reports=Path(variables.get("CUTOVER_REPORTS") or "reports"),
        start=start,
        **on,
    )


def _init(environment: Any, runner: Any, web_ui: Any, **_: Any) -> None:
    """Open the pair, or join the master who did."""
    if isinstance(runner, WorkerRunner):
        _leave("not yet")
    choice = choice_of(os.environ)
    try:
        opener = Opener(choice)
    except CannotLoad as error:
        _leave(str(error))
    opened = opener.opened
    environment.host = opened.pair.v2.api
    ticker = Ticker(sys.stdout, os.environ)

    def hear(report: Report) -> None:
        run = conductor.run
        if run is not None:
            run.gathering.add(report)

    senders = Alone(environment, opened, hear)
    conductor = Conductor(opened, choice, senders, ticker.say)
    setattr(environment, CONDUCTOR, conductor)
    shape = environment.shape_class
    assert isinstance(shape, StageShape), "the locustfile holds the shape that install() gave it"
    shape.systems = len(opened.systems)

    def begin() -> bool:
        options = environment.parsed_options
        try:
            stage = stage_of(opened.migration, options.stage, options.duration)
            weights = shares(opened.migration.workflows, stage.users)
            for each in environment.user_classes:
                each.weight = weights[each.workflow.id]
            shape.stage = stage
            ticker.begin(conductor.begin(stage))
        except (CannotLoad, LedgerError, OSError) as error:
            ticker.say(str(error))
            return False
        return True

    def over() -> bool:
        if not conductor.running and not begin():
            return True
        if not conductor.over():
            ticker.look()
            return False
        ticker.end()
        conductor.finish()
        environment.process_exit_code = conductor.code
        return True

    def stopping(**_: Any) -> None:
        ticker.end()
        conductor.finish("interrupted")
        environment.process_exit_code = conductor.code

    def quitting(**_: Any) -> None:
        conductor.close()
        environment.process_exit_code = conductor.code
        opener.close()

    shape.over = over
    environment.events.test_stopping.add_listener(stopping)
    environment.events.quitting.add_listener(quitting)


def _leave(message: str) -> Any:
    """End this process with one message; nothing was loaded."""
    print(message, file=sys.stderr)
    sys.exit(2)
