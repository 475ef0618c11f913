"""V2 against V1 by numbers: every row that V1 makes expect has arrived."""

import pytest

from cutover.suite.duties import counts


@pytest.mark.checks("counts")
def test_every_row_arrived(check, migration, names, sessions, record):
    """V2 holds the rows of one V1 source, exactly or but for a lag that is not critical."""
    source, _, target = check.subject.partition(".")
    table = migration.v2_table(target)
    with sessions.both() as (v1, v2):
        joins = sessions.joins(v2, table, names)
        joined = next(each for each in joins if each.v1 == names.v1[source])
        lag = counts.look(v1, v2, joined)
    record(counts.evidence(check, joined, lag))
