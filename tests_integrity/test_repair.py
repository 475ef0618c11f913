"""Repairs: what they did to V2 is on record, can be put back, and made no new orphans."""

import pytest

from cutover.suite.duties import repairs


@pytest.mark.checks("repair")
def test_is_on_record(check, migration, names, sessions, record):
    """The archive that repairs leave in V2 is whole, and V2 is as it says."""
    with sessions.v2() as database:
        looked = repairs.look(check, database, migration, names)
    record(repairs.evidence(check, looked))
