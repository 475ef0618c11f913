"""The terminal of a run: facts first, failures as they arrive, one line of progress, the verdict last.

pytest's own reporter stays, with its failures, its summary and its last line. Instead of its dots there is a
line for each check that has not passed; ``-v`` brings pytest's own lines back.
"""

import threading
from collections.abc import Generator

import pytest
from _pytest.terminal import TerminalReporter  # pytest offers no public name for its reporter

from cutover.evidence import Evidence
from cutover.suite.nodes import check_of
from cutover.suite.options import Options
from cutover.suite.past import last_run
from cutover.suite.progress import Progress, seconds
from cutover.suite.run import Run
from cutover.suite.text import MARKS, arrival, shortened

TICK = 1.0
FRAME = 0.1
WIDEST = 200
QUIET = 30.0
"""Seconds without news after which a terminal that cannot move gets a line."""

_COLOURS = {"✓": {"green": True}, "✕": {"red": True}, "?": {"yellow": True}}


class Terminal:
    """Listens to a run and tells it to whoever watches."""

    def __init__(self, reporter: TerminalReporter, run: Run, workers: int, live: bool) -> None:
        self._reporter = reporter
        self._run = run
        self._workers = workers
        self._past = last_run(run.options.reports, run.header.pair["identity"], len(run.work.checks))
        self._progress = Progress(frozenset(), self._past, workers)
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._live = live
        self._moving = bool(reporter.isatty)
        self._said = 0.0
        self._drawn = 0.0
        self._said_share = 0.0
        self._shown = False

    def pytest_report_header(self) -> list[str]:
        """Tell the facts of the run before anything else."""
        return [*self._run.lines(), self._expectation()]

    @pytest.hookimpl(tryfirst=True)
    def pytest_report_teststatus(self, report: pytest.TestReport) -> tuple[str, str, str] | None:
        """Count our items as pytest does, and print no dot for them; the summary has pytest's own words.

        What fails within an item is counted apart: a failed check is one failure.
        """
        if isinstance(report, pytest.SubtestReport):
            return "subtests failed", "", "" if self._live else f"SUBFAILED [{report.context.msg}]"
        if not self._live or self._stop.is_set() or check_of(report.nodeid) is None:
            return None
        if report.when == "call" or report.outcome == "skipped":
            return report.outcome, "", ""
        return ("error" if report.failed else "", "", "")

    def pytest_cutover_selected(self, checks: tuple[str, ...]) -> None:
        """Begin to count."""
        alike = self._run.work.alone is not None
        self._progress = Progress(frozenset(checks), self._past, self._workers, alike=alike)
        self._said = self._progress.began
        if not self._live:
            return
        threading.Thread(target=self._tick, name="cutover-progress", daemon=True).start()

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """Note what runs, so that the longest can be named."""
        check = check_of(nodeid)
        if check is not None:
            with self._lock:
                self._progress.starts(check)

    def pytest_cutover_evidence(self, evidence: Evidence) -> None:
        """Print at once what has not passed."""
        with self._lock:
            self._progress.ends(evidence)
            if self._live and not evidence.outcome.proves:
                self._erase()
                colour = _COLOURS[MARKS[evidence.outcome]]
                width = self._reporter._tw.fullwidth - 1 if self._moving else WIDEST
                self._reporter.write_line(shortened(arrival(evidence), max(width, 100)), **colour)
            self._draw()

    def pytest_cutover_paused(self, line: str) -> None:
        """Print at once that the run rests, or goes on."""
        with self._lock:
            if not self._stop.is_set():
                self._erase()
                self._reporter.write_line(line, yellow=True)
                self._draw()

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_sessionfinish(self) -> Generator[None, object, object]:
        """Let the line of progress go before pytest sums up."""
        self._stop.set()
        with self._lock:
            self._erase()
        return (yield)

    @pytest.hookimpl(trylast=True)
    def pytest_cutover_ended(self, lines: tuple[str, ...]) -> None:
        """Print the last block; its last line is the verdict."""
        self._stop.set()
        if len(lines) > 1:
            self._reporter.write_sep(
                "═", "what stands in the way" if lines[0].startswith(" 1") else "verdict"
            )
        for line in lines:
            self._reporter.write_line(line, **_colour_of(line, last=line is lines[-1]))

    def _expectation(self) -> str:
        who = f"{self._workers} workers" if self._workers > 1 else "1 process"
        checks = [check.id for check in self._run.work.checks]
        if self._run.work.alone is not None:
            return f"{who}, alone · {_budget(self._run.options)}"
        expected = self._past.expected(checks, self._workers)
        if expected is None or self._past.wall is None or not self._run.whole:
            return f"{who} · time unknown yet"
        if len(self._past.seconds) > len(checks):  # the last run did more than this one will
            return f"{who} · about {seconds(expected)}"
        wall = self._past.wall
        return f"{who} · about {seconds(round(wall, -1) or wall)} (last run {seconds(wall)})"

    def _tick(self) -> None:
        while not self._stop.wait(TICK):
            with self._lock:
                self._draw()

    def _draw(self) -> None:
        if not self._live or self._stop.is_set() or not self._progress.checks:
            return
        if self._moving:
            if self._progress.clock() - self._drawn < FRAME and self._progress.share < 1:
                return
            self._drawn = self._progress.clock()
            line = shortened(self._progress.line(), self._reporter._tw.fullwidth - 1)
            self._reporter.rewrite(line, erase=True)
            # Whoever writes next begins a new line.
            self._reporter.currentfspath = -2
            self._shown = True
            return
        now, share = self._progress.clock(), self._progress.share
        if share >= self._said_share + 0.1 or now - self._said >= QUIET:
            self._said, self._said_share = now, int(share * 10) / 10
            self._reporter.write_line(self._progress.line(bar=False))

    def _erase(self) -> None:
        if self._shown:
            self._reporter.rewrite("", erase=True)
            self._reporter.write("\r")
            self._reporter.currentfspath = None
            self._shown = False


def _budget(options: Options) -> str:
    """The most that a run of latency takes."""
    pairs = f"at most {options.pairs:,} pairs an endpoint" if options.pairs else ""
    minutes = f"at most {options.minutes:g} min" if options.minutes else ""
    return " · ".join(filter(None, (pairs, minutes)))


def pytest_cutover_began(config: pytest.Config, run: Run) -> None:
    """Take over the dots of pytest's reporter, unless its own lines are wanted."""
    reporter = config.pluginmanager.getplugin("terminalreporter")
    if reporter is None:
        return
    workers = len(config.getoption("tx", None) or ()) or 1
    live = config.get_verbosity() <= 0
    if live:
        reporter.showfspath = False
    config.pluginmanager.register(Terminal(reporter, run, workers, live), "cutover-terminal")


def _colour_of(line: str, last: bool) -> dict[str, bool]:
    if not last:
        return next((colour for mark, colour in _COLOURS.items() if f" {mark} " in line[:20]), {})
    if line.startswith("NOT READY"):
        return {"red": True, "bold": True}
    return {"green": True, "bold": True} if line.startswith("READY") else {"yellow": True, "bold": True}
