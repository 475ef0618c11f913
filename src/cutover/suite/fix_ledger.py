"""The ledger of a run: written by the controller alone, whichever worker saw what."""

from collections.abc import Generator, Iterable
from dataclasses import replace
from typing import NoReturn

import pytest

from cutover.evidence import Evidence, Footer, LedgerWriter, Outcome, Redactor, evidence_from, now
from cutover.suite.commands import again
from cutover.suite.conclusion import conclude
from cutover.suite.nodes import check_of
from cutover.suite.options import chosen
from cutover.suite.run import Run
from cutover.suite.stash import PROPERTY, REDACTOR


class Keeper:
    """Gathers the evidence that arrives and writes it down, one line a check.

    Under xdist the controller sees reports only; without workers it runs the items too. Both ways the same
    reports arrive here, so there is one path: selection → reports → end.
    """

    def __init__(self, config: pytest.Config, run: Run, redactor: Redactor) -> None:
        self._hook = config.hook
        self._options = chosen(config)
        self._run = run
        self._writer = LedgerWriter(run.folder / "ledger.jsonl", redactor)
        self._duties = dict(run.header.plan)
        self._selected: tuple[str, ...] | None = None
        self._unwritable: OSError | None = None

    def pytest_xdist_node_collection_finished(self, ids: list[str]) -> None:
        """A worker has collected; all of them collect the same."""
        self._select(ids)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """This process has collected."""
        self._select(item.nodeid for item in session.items)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take the evidence out of an item's last report, before a reporter shows its properties."""
        carried = [str(value) for name, value in report.user_properties if name == PROPERTY]
        report.user_properties = [pair for pair in report.user_properties if pair[0] != PROPERTY]
        check = check_of(report.nodeid)
        if report.when != "teardown" or check is None:
            return
        evidence = evidence_from(carried[0]) if carried else self._without_evidence(check, report)
        report.user_properties += [("check", check), ("outcome", str(evidence.outcome))]
        self._record(evidence)

    @pytest.hookimpl(tryfirst=True)
    def pytest_handlecrashitem(self, report: pytest.TestReport) -> None:
        """Show the item of a dead worker as an error; as the item's last report it reaches every reporter."""
        report.when = "teardown"

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Generator[None, object, object]:
        """Seal the ledger after every report is written and pytest has said its last word."""
        try:
            result = yield
        except OSError as error:
            self._give_up(session, error)
            return None
        try:
            if self._unwritable is not None:
                raise self._unwritable
            self._hook.pytest_cutover_ended(lines=self._end(session))
        except OSError as error:
            self._give_up(session, error)
        return result

    def _give_up(self, session: pytest.Session, error: OSError) -> None:
        """Say once, as the last line, what could not be written."""
        session.exitstatus = pytest.ExitCode.USAGE_ERROR
        place = error.filename or self._writer.path.parent
        what = f"reports-unwritable: {place}: {error.strerror}; without its ledger this run proves nothing"
        self._hook.pytest_cutover_ended(lines=(what,))

    def _stop(self, error: OSError) -> NoReturn:
        self._unwritable = error
        pytest.exit("the ledger cannot be written", returncode=pytest.ExitCode.USAGE_ERROR)

    def _select(self, nodes: Iterable[str]) -> None:
        if self._selected is not None:
            return
        self._selected = tuple(check for check in map(check_of, nodes) if check in self._duties)
        try:
            self._writer.start(replace(self._run.header, selected=self._selected))
        except OSError as error:
            self._stop(error)
        self._hook.pytest_cutover_selected(checks=self._selected)

    def _record(self, evidence: Evidence) -> None:
        if evidence.check in self._writer.recorded:
            return  # the worker died after its item was done: the line stands, the item is an error in pytest
        try:
            self._writer.record(evidence)
        except OSError as error:
            self._stop(error)
        self._hook.pytest_cutover_evidence(evidence=evidence)

    def _without_evidence(self, check: str, report: pytest.TestReport) -> Evidence:
        what = str(report.longrepr or "the item ended without evidence")
        worker, crashed, _ = what.partition(" crashed while running ")
        if crashed:
            what = f"{worker} died while it did this check"
        return Evidence(
            check=check,
            outcome=Outcome.ERROR,
            duty=self._duties.get(check, ""),
            expected="an observation of both systems",
            actual=what,
            cause="a worker died" if crashed else "no evidence",
            reproduce=(again(check, self._options),),
        )

    def _end(self, session: pytest.Session) -> tuple[str, ...]:
        if self._selected is None:
            return ()
        missing = set(self._selected) - self._writer.recorded
        footer = Footer(
            ended=now(),
            checks=len(self._writer.recorded),
            exit_code=int(session.exitstatus),
            interrupted=bool(missing) or session.exitstatus == pytest.ExitCode.INTERRUPTED,
            digest="",
        )
        self._writer.end(footer)
        return conclude(self._run.work)


def pytest_cutover_began(config: pytest.Config, run: Run) -> None:
    """Open the book of this run."""
    config.pluginmanager.register(Keeper(config, run, config.stash[REDACTOR]), "cutover-keeper")
