"""V2 against V1 and in itself: who stands below whom."""

import pytest

from cutover.suite.duties import hierarchies


@pytest.mark.checks("references/hierarchy-")
def test_stands_as_in_v1(check, migration, names, sessions, record):
    """Nobody stands below themselves or below nobody, and all are as deep as in V1, with as many below."""
    hierarchy = migration.hierarchy(check.subject.removeprefix("hierarchy-"))
    with sessions.both() as (v1, v2):
        found = hierarchies.look(v1, v2, migration, hierarchy, names, sessions)
    record(hierarchies.evidence(check, hierarchy, names, found))
