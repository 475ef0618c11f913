"""V2 in itself: no row points at a parent that is not there."""

import pytest

from cutover.suite.duties import references


@pytest.mark.checks("references")
def test_no_orphans(check, migration, names, sessions, children, shown, record):
    """A value of the column is the key of a row of the parent, in every row of the child."""
    reference = migration.reference(check.subject)
    found = children.look(reference, sessions)
    record(references.evidence(check, reference, names, found, shown))
