"""Redaction of what pytest itself writes: terminal, log records, collection errors, its own HTML and JUnit.

What a check saw is redacted where it is recorded (``fix_evidence``, ``fix_ledger``). Here stands what is
behind that: text that reaches a person or a file without having been evidence.
"""

import os
import sys
from collections.abc import Generator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from _pytest.terminal import TerminalReporter  # pytest offers no public name for its reporter

from cutover.evidence import Outlet, RedactedStream, Redactor, secrets_in
from cutover.suite.stash import REDACTOR

FILES = ("htmlpath", "xmlpath", "log_file")
"""The options that say where pytest and its plugins write by themselves."""


def outlet_of(config: pytest.Config) -> Outlet:
    """Give the outlet of this process: it knows the environment's secrets, later the pair's too."""
    before = Redactor(secrets_in(os.environ), b"")
    return Outlet(lambda: config.stash.get(REDACTOR, before))


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Stand before the terminal and the log; in a worker there is no terminal, and its log is its own."""
    outlet = outlet_of(config)
    resources = ExitStack()
    # Where pytest captures, what is printed arrives in reports; elsewhere it goes straight out.
    straight = config.getoption("capture", "fd") == "no"
    resources.enter_context(outlet.guarding() if straight else outlet.over_the_log())
    config.add_cleanup(resources.close)
    _guard_between_items(config, outlet)
    reporter = config.pluginmanager.getplugin("terminalreporter")
    if isinstance(reporter, TerminalReporter):
        writer = reporter._tw
        writer._file = RedactedStream(writer._file, outlet.text, at_once=True)


def _guard_between_items(config: pytest.Config, outlet: Outlet) -> None:
    """Stand before the streams that pytest gives back between two items, when it captures nothing."""
    capture = getattr(config.pluginmanager.getplugin("capturemanager"), "_global_capturing", None)
    for captured in (getattr(capture, "out", None), getattr(capture, "err", None)):
        inner: Any = getattr(captured, "syscapture", captured)
        if hasattr(inner, "_old"):
            inner._old = RedactedStream(inner._old, outlet.text, at_once=True)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Redact why something could not be collected, before any reporter sees it."""
    report = yield
    outlet = outlet_of(collector.config)
    if report.longrepr is not None and not report.skipped:
        report.longrepr = outlet.text(str(report.longrepr))
    report.sections = [(outlet.text(name), outlet.text(text)) for name, text in report.sections]
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> Generator[None, object, object]:
    """Let the files that others wrote pass the outlet, once all of them are written."""
    result = yield
    outlet = outlet_of(session.config)
    for name in FILES:
        if place := getattr(session.config.option, name, None):
            outlet.cleaned(Path(place))
    return result


@pytest.hookimpl(tryfirst=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """Redact what was printed outside of every item: pytest is about to write it where it was meant to go."""
    capture = config.pluginmanager.getplugin("capturemanager")
    # Where pytest ended early, its capturing has ended already and has let go of what it held.
    if getattr(capture, "_global_capturing", None) is None:
        return
    outlet = outlet_of(config)
    texts = capture.read_global_capture()
    with capture.global_and_fixture_disabled():
        for stream, text in zip((sys.stdout, sys.stderr), texts, strict=True):
            stream.write(outlet.text(text))
            stream.flush()
