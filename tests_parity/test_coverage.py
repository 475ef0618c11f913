"""What of V1 reaches V2: every key that occurs, and every column that is there."""

import pytest

from cutover.suite.duties import coverage


@pytest.mark.checks("coverage")
def test_nothing_is_lost(check, migration, names, sessions, shown, record):
    """Each key of each V1 document is mapped or dropped with a reason; each V2 column has a source."""
    file = migration.v1_table(check.subject)
    with sessions.v1() as v1, sessions.v2() as v2:
        joins = [
            joined
            for target in file.v2
            for joined in sessions.joins(v2, migration.v2_table(target.name), names)
            if joined.v1 == names.v1[check.subject]
        ]
        found = coverage.look(v1, v2, file, joins)
    record(coverage.evidence(check, migration, joins, found, shown))
