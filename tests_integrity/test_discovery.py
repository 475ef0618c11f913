"""V2 in itself: no reference was forgotten."""

import pytest

from cutover.suite.duties import discovery


@pytest.mark.checks("references/discovery")
def test_no_reference_was_forgotten(check, migration, names, sessions, record):
    """What looks like a reference, or is a constraint, is in the manifest or left out with a reason."""
    with sessions.v2() as database:
        found = discovery.look(database, migration, names)
    record(discovery.evidence(check, migration.not_covered, found))
