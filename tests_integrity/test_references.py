"""V2 in itself: no row points at a parent that is not there."""

import pytest

from cutover.suite.duties import references


@pytest.mark.checks("references")
def test_no_orphans(check, migration, names, sessions, record):
    """A value of the column is the key of a row of the parent, in every row of the child."""
    reference = migration.reference(check.subject)
    with sessions.v2() as database:
        orphans = references.look(database, reference, names)
    record(references.evidence(check, reference, names, orphans))
