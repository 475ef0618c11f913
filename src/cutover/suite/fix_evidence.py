"""The evidence of an item: recorded by its test, agreed with pytest's outcome, redacted before it leaves."""

from collections.abc import Callable, Generator, Iterable
from contextlib import suppress
from dataclasses import replace
from typing import NoReturn

import pytest

from cutover.evidence import Evidence, Outcome, Redactor, evidence_line
from cutover.manifest import Check
from cutover.suite.commands import again
from cutover.suite.nodes import check_at
from cutover.suite.options import chosen
from cutover.suite.pausing import pause_of
from cutover.suite.stash import PROPERTY, REDACTOR, RESTED
from cutover.suite.text import failure_text
from cutover.suite.trouble import trouble

_EVIDENCE = pytest.StashKey[Evidence]()
_SECONDS = pytest.StashKey[float]()
_PART = pytest.StashKey[bool]()

Parts = Callable[[Iterable[tuple[str, str]]], None]


class CannotTell(Exception):
    """The harness could not tell whether the check holds; never raised for a V2 that is shown wrong."""


class Recorder:
    """Takes the evidence of one check and ends its test accordingly."""

    def __init__(self, item: pytest.Item, check: Check) -> None:
        self._item = item
        self._check = check

    def __call__(self, evidence: Evidence) -> None:
        """Record the evidence; passes, fails, skips or raises CannotTell as its outcome says."""
        if evidence.check != self._check.id or _EVIDENCE in self._item.stash:
            raise ValueError(f"{self._check.id} is given evidence of {evidence.check}, or twice")
        command = again(evidence.check, chosen(self._item.config))
        evidence = replace(evidence, reproduce=(command, *evidence.reproduce))
        redacted = self._item.config.stash[REDACTOR].evidence(evidence)
        self._item.stash[_EVIDENCE] = redacted
        if not redacted.outcome.proves:
            self._end(redacted)

    def _end(self, evidence: Evidence) -> NoReturn:
        if evidence.outcome is Outcome.FAILED:
            pytest.fail(failure_text(evidence), pytrace=False)
        if evidence.outcome is Outcome.NOT_RUN:
            pytest.skip(evidence.actual)
        raise CannotTell(failure_text(evidence))


@pytest.fixture
def record(request: pytest.FixtureRequest, check: Check) -> Recorder:
    """Take the evidence of the test's check; to be called once."""
    return Recorder(request.node, check)


@pytest.fixture
def parts(request: pytest.FixtureRequest, subtests: pytest.Subtests) -> Parts:
    """Report what fails within a check, name and text, as subtests; before its evidence is recorded.

    What passes has none: 1,400 subtests that pass cost many seconds, and say nothing that figures do not.
    """
    item = request.node

    def report(failing: Iterable[tuple[str, str]]) -> None:
        item.stash[_PART] = True
        for name, text in failing:
            # With -x the first of them would end the test before it has recorded its evidence.
            with suppress(pytest.fail.Exception), subtests.test(name):
                pytest.fail(text, pytrace=False)
        item.stash[_PART] = False

    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Bring evidence and report into agreement, then take secrets out of the report: it leaves only now."""
    report = yield
    check = check_at(item)
    if check is not None and not item.stash.get(_PART, False):
        _agree(item, check, call, report)
        item.stash[_SECONDS] = item.stash.get(_SECONDS, 0.0) + call.duration
        evidence = item.stash.get(_EVIDENCE, None)
        if report.when == "teardown" and evidence is not None:
            timed = _timed(evidence, float(item.stash[_SECONDS]), _rested(item))
            report.user_properties = [*report.user_properties, (PROPERTY, evidence_line(timed))]
    redactor = item.config.stash.get(REDACTOR, None)
    return report if redactor is None else redacted(item.config, report, redactor)


def _rested(item: pytest.Item) -> float:
    """How long the item has waited for a pause, in seconds."""
    now = pause_of(item.config).seconds
    return now - item.stash.get(RESTED, now)


def _timed(evidence: Evidence, seconds: float, rested: float) -> Evidence:
    """Add how long the item took; what it rested is told, and no part of it."""
    told = (f"rested for {rested:.1f} s while a pause was wanted: no part of its time",) if rested else ()
    return replace(evidence, seconds=round(max(0.0, seconds - rested), 3), notes=(*evidence.notes, *told))


def redacted(config: pytest.Config, report: pytest.TestReport, redactor: Redactor) -> pytest.TestReport:
    """Give the report with every text in it redacted: failure, captured output, logs, properties."""
    if report.longrepr is None and not report.sections and not report.user_properties:
        return report
    data = config.hook.pytest_report_to_serializable(config=config, report=report)
    again = config.hook.pytest_report_from_serializable(config=config, data=redactor.value(data))
    assert isinstance(again, pytest.TestReport)
    again.user_properties = [(str(name), value) for name, value in again.user_properties]
    return again


def _agree(item: pytest.Item, check: Check, call: pytest.CallInfo[None], report: pytest.TestReport) -> None:
    """Let no item be green without evidence, nor evidence be green where the item is not."""
    recorded = item.stash.get(_EVIDENCE, None)
    error = call.excinfo.value if call.excinfo is not None else None
    if report.outcome == "passed":
        if report.when == "call" and recorded is None:
            _as_error(item, report, _cannot_tell(item, check, "the test ended without evidence"))
    elif isinstance(error, CannotTell):
        _as_error(item, report, recorded)
    elif recorded is not None and recorded.outcome is Outcome.FAILED and report.when == "call":
        report.longrepr = failure_text(recorded)
    elif report.outcome == "skipped":
        if recorded is None or recorded.outcome.proves:
            item.stash[_EVIDENCE] = replace(
                _cannot_tell(item, check, str(error)), outcome=Outcome.NOT_RUN, cause=str(error)
            )
    elif recorded is None or recorded.outcome.proves:
        found = trouble(error)
        evidence = _cannot_tell(item, check, found.message, found.cause)
        if found.known:
            _as_error(item, report, evidence)
        else:  # a mistake of the harness: its traceback is wanted
            item.stash[_EVIDENCE] = evidence
            report.when = "setup" if report.when == "call" else report.when


def _as_error(item: pytest.Item, report: pytest.TestReport, evidence: Evidence | None) -> None:
    """Show the item as an error, with the evidence as its only text.

    pytest, JUnit and pytest-html call a failure of the setup an error, and nothing else.
    """
    if evidence is not None:
        redactor = item.config.stash[REDACTOR]
        item.stash[_EVIDENCE] = redactor.evidence(evidence)
    report.outcome = "failed"
    report.longrepr = failure_text(item.stash[_EVIDENCE])
    if report.when == "call":
        report.when = "setup"


def _cannot_tell(item: pytest.Item, check: Check, what: str, cause: str = "") -> Evidence:
    return Evidence(
        check=check.id,
        outcome=Outcome.ERROR,
        duty=check.duty,
        expected="an observation of both systems",
        actual=what,
        cause=cause or what,
        notes=("an error shows nothing about V2; it is not a pass either",),
        reproduce=(again(check.id, chosen(item.config)),),
    )
