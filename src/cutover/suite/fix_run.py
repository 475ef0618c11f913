"""The run: begun by the controller before anything is collected, handed over to workers, closed at the end.

What happens when: the arguments tell whether checks are asked for at all (``scope``). If so, the manifest is
read at ``pytest_configure``; at ``pytest_sessionstart``, before xdist starts its workers, the environment
is started. Each worker finds the hand-over in its ``workerinput``. ``--collect-only`` starts nothing.
"""

import os
import shlex
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import pytest

from cutover.evidence import Redactor, new_id, secrets_in
from cutover.suite import announcements, mapping_file
from cutover.suite.begin import begin, read_work
from cutover.suite.building import Building
from cutover.suite.fix_redaction import outlet_of
from cutover.suite.handover import KEY, Handover, unpacked
from cutover.suite.options import chosen, joined
from cutover.suite.pausing import Pause, pause_of
from cutover.suite.prerequisites import prerequisites
from cutover.suite.run import Work, redactor_of
from cutover.suite.scope import asks_alone, asks_for_checks, named_checks, refuse_unknown
from cutover.suite.stash import CHECKS, FOLDER, HANDOVER, REDACTOR, RUN_ID, WORK, WORKERS
from cutover.suite.stillborn import record_stillborn
from cutover.suite.trouble import trouble
from cutover.systems import EnvironmentFailed


def pytest_addhooks(pluginmanager: pytest.PytestPluginManager) -> None:
    """Declare what a run announces."""
    pluginmanager.add_hookspecs(announcements)


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """Prepare the workers' arguments; share the checks out by stealing, as a few of them are heavy."""
    arguments = joined(map(str, config.invocation_params.args))
    config.invocation_params = replace(config.invocation_params, args=arguments)
    if _asks(config) and config.getoption("dist", "no") == "no" and config.getoption("numprocesses", None):
        config.option.dist = "worksteal"


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Read the manifest, derive the plan, and settle where this run is written."""
    if _is_worker(config) or not _asks(config):
        return
    workers = config.getoption("numprocesses", None) or 0
    alone = asks_alone(config.args, config.rootpath, config.invocation_params.dir, workers)
    try:
        work = read_work(chosen(config), alone, named_checks(config.args) or ())
        if not config.option.collectonly:
            work = replace(work, prerequisites=prerequisites(work.migration, work.options))
    except Exception as error:
        _refuse(error)
    if not work.checks:
        pytest.exit(
            f"phase-without-checks: no suite does a check of phase {work.options.phase}; nothing was run.",
            returncode=pytest.ExitCode.NO_TESTS_COLLECTED,
        )
    refuse_unknown(config.args, config.rootpath, config.invocation_params.dir, work.plan)
    config.stash[WORK] = work
    config.stash[CHECKS] = work.checks
    if not config.option.collectonly:
        config.stash[RUN_ID] = run = new_id()
        config.stash[FOLDER] = folder = work.options.reports / "runs" / run
        _make(folder)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Begin the run, or take over what the controller has begun."""
    config = session.config
    if _is_worker(config):
        content = config.workerinput.get(KEY)  # type: ignore[attr-defined]  # xdist adds it
        if content is not None:
            _receive(config, unpacked(content))
    elif RUN_ID in config.stash:
        _begin(config, config.stash[WORK], config.stash[RUN_ID])


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Hand the run over to a worker, a replacement for a dead one included."""
    handover = node.config.stash.get(HANDOVER, None)
    if handover is not None:
        node.workerinput[KEY] = handover.among(node.workerinput["workercount"]).packed()


def _begin(config: pytest.Config, work: Work, run_id: str) -> None:
    building = Building()
    try:
        with _terminal(config), building:
            _rest(pause_of(config), building, work)
            outlet = outlet_of(config)
            run = begin(
                work, run_id, _command(config), _is_whole(config), lambda line: building(outlet.text(line))
            )
    except Exception as error:
        record_stillborn(work, run_id, _command(config), config.args, error)
        _refuse(error, building.stays)
    config.add_cleanup(run.resources.close)
    try:
        (run.folder / mapping_file.NAME).write_bytes(mapping_file.rendered(work.migration))
    except OSError as error:
        _refuse(error)
    _receive(config, run.handover)
    config.hook.pytest_cutover_began(config=config, run=run)


def _rest(pause: Pause, say: Callable[[str], object], work: Work) -> None:
    """Start nothing while a pause is wanted."""
    if pause.wanted:
        say(f"paused while {work.options.pause_file} is there: nothing is started")
        pause.hold()


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        _refuse(error)


def _receive(config: pytest.Config, handover: Handover) -> None:
    config.stash[HANDOVER] = handover
    config.stash[CHECKS] = handover.checks
    config.stash[WORKERS] = handover.workers
    config.stash[REDACTOR] = redactor_of(handover)


def _refuse(error: Exception, told: bool = False) -> NoReturn:
    """End the session with one message and exit code 4; a mistake of the harness keeps its traceback.

    ``told``: what the environment's command said stands above, and is not said twice.
    """
    found = trouble(error)
    if not found.known:
        raise error
    message = error.brief if told and isinstance(error, EnvironmentFailed) else found.message
    raise pytest.UsageError(Redactor(secrets_in(os.environ), b"").text(message)) from None


@contextmanager
def _terminal(config: pytest.Config) -> Iterator[None]:
    """Let the environment's progress through: pytest captures everything already."""
    capture = config.pluginmanager.getplugin("capturemanager")
    if capture is None:
        yield
        return
    with capture.global_and_fixture_disabled():
        yield


def _asks(config: pytest.Config) -> bool:
    option = config.option
    if (
        option.help
        or option.version
        or getattr(option, "showfixtures", False)
        or getattr(option, "markers", False)
    ):
        return False
    return asks_for_checks(config.args, config.rootpath, config.invocation_params.dir)


def _is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")


def _is_whole(config: pytest.Config) -> bool:
    """Tell whether nothing but the phase narrows what is collected."""
    option = config.option
    narrowed = [
        option.keyword,
        option.markexpr,
        getattr(option, "lf", False),
        getattr(option, "deselect", None),
    ]
    return config.args_source is pytest.Config.ArgsSource.TESTPATHS and not any(narrowed)


def _command(config: pytest.Config) -> str:
    return shlex.join(["pytest", *map(str, config.invocation_params.args)])
