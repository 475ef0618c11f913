"""The workers' catalogue: each entry complete, and what it says true of the worker itself."""

import pytest

from cutover.suite.duties import workers


@pytest.mark.checks("workers")
def test_is_as_documented(check, migration, asking, handover, shown, record):
    """Its entry lacks nothing, its script keeps what the entry says, its example is what it answers."""
    record(workers.evidence(check, migration, asking, handover.pair.v2.scripts, shown))
