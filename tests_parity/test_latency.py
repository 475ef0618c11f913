"""V2's time against V1's: the same request, timed in pairs; runs alone, by `cutover latency`."""

import pytest

from cutover.suite.duties import latency


@pytest.mark.checks("latency")
def test_is_no_slower(check, migration, timing, shown, record):
    """V2's median and 95th percentile are at most so much above V1's as the manifest allows."""
    timed = timing(migration.endpoint(check.subject))
    record(latency.evidence(check, timed, migration.tolerances, shown))
