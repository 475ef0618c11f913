"""The workers' catalogue: each entry complete, and what it says true of the worker itself."""

import pytest

from cutover.suite.duties import workers


@pytest.mark.checks("workers")
def test_is_as_documented(check, migration, asking, shown, record):
    """A worker's entry lacks nothing; a critical one's example is what the worker answers."""
    record(workers.evidence(check, migration, asking, shown))
