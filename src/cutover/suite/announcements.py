"""What a run announces while it goes on; reporters listen to it, the run knows none of them."""

import pytest

from cutover.evidence import Evidence
from cutover.suite.run import Run


@pytest.hookspec
def pytest_cutover_began(config: pytest.Config, run: Run) -> None:
    """The environment answers and the run's facts are known; nothing has been collected yet."""


@pytest.hookspec
def pytest_cutover_selected(checks: tuple[str, ...]) -> None:
    """The checks that this run set out to do are known."""


@pytest.hookspec
def pytest_cutover_evidence(evidence: Evidence) -> None:
    """One check has its evidence, and its line in the ledger."""


@pytest.hookspec
def pytest_cutover_paused(line: str) -> None:
    """A pause has begun or ended; the line says so. Announced from a thread of its own."""


@pytest.hookspec
def pytest_cutover_ended(lines: tuple[str, ...]) -> None:
    """The ledger is sealed; the lines say what it amounts to."""
