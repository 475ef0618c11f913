"""The course of a run: it rests while a pause is wanted, and notes how far each table has come."""

import threading
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import nullcontext

import pytest

from cutover.compare import Join, tolerances
from cutover.manifest import Check
from cutover.suite.checkpoint_file import clear
from cutover.suite.checkpoints import FOLDER, LONGEST, Checkpoint, Checkpoints
from cutover.suite.duties.seen import Shown
from cutover.suite.handover import Handover
from cutover.suite.nodes import check_at
from cutover.suite.options import chosen
from cutover.suite.pausing import LOOK, Pause, ends, pause_of
from cutover.suite.run import Run
from cutover.suite.stash import RESTED
from cutover.systems import Database

Courses = Callable[[Check, Database, Database, Sequence[Join]], Checkpoint]


@pytest.fixture(scope="session")
def courses(request: pytest.FixtureRequest, handover: Handover, shown: Shown) -> Courses:
    """Give a table's comparison its course.

    Where the row's key, or what a sum over rows is made of, may not be shown, nothing is written down either.
    """
    options = chosen(request.config)
    checkpoints = Checkpoints(
        folder=options.reports / FOLDER,
        maker=(handover.run, handover.started),
        key=handover.key,
        pause=pause_of(request.config),
        resume=options.resume,
        longest=min([LONGEST, *(phase.fresh_for for phase in handover.migration.phases)]),
    )

    def course(check: Check, v1: Database, v2: Database, joins: Sequence[Join]) -> Checkpoint:
        kept = not any(shown.hides((*each.key_columns, *tolerances(each))) for each in joins)
        return checkpoints.course(check.subject, v1, v2, joins, kept)

    return course


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Begin no check while a pause is wanted."""
    if check_at(item) is not None:
        pause = pause_of(item.config)
        item.stash[RESTED] = pause.seconds
        pause.hold()


class Watch:
    """Tells, in the controller, when a pause begins and how long it was; clears up when the run is closed."""

    def __init__(self, config: pytest.Config, run: Run, pause: Pause) -> None:
        self._config = config
        self._run = run
        self._pause = pause
        self._stop = threading.Event()

    def pytest_cutover_selected(self) -> None:
        """Begin to look for the file where workers are held; else who is held says so itself."""
        if self._run.options.pause_file is None:
            return
        if self._config.getoption("tx", None):
            threading.Thread(target=self._look, name="cutover-pause", daemon=True).start()
        else:
            self._pause.say = self._say

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Generator[None, object, object]:
        """Remove the checkpoints of a run that went to its end; what was interrupted can be resumed."""
        self._stop.set()
        result = yield
        if session.exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
            clear(self._run.options.reports / FOLDER, self._run.header.run, LONGEST)
        return result

    def _look(self) -> None:
        began: float | None = None
        while not self._stop.wait(LOOK):
            wanted = self._pause.wanted
            if wanted and began is None:
                began = time.monotonic()
                self._say(self._pause.begins)
            elif began is not None and not wanted:
                self._say(ends(time.monotonic() - began))
                began = None

    def _say(self, line: str) -> None:
        capture = self._config.pluginmanager.getplugin("capturemanager")
        with capture.global_and_fixture_disabled() if capture else nullcontext():
            self._config.hook.pytest_cutover_paused(line=line)


def pytest_cutover_began(config: pytest.Config, run: Run) -> None:
    """Watch over the run's pauses."""
    config.pluginmanager.register(Watch(config, run, pause_of(config)), "cutover-watch")
