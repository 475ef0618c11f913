"""V2 against V1 by numbers: every row that V1 makes expect has arrived."""

import pytest

from cutover.compare import count_table
from cutover.suite.duties import counts


@pytest.mark.checks("counts")
def test_every_row_arrived(check, migration, names, sessions, record):
    """V2 holds the rows of one V1 source, exactly or but for a lag that is not critical.

    What is out of scope is only counted, in V1 alone where it has no V2 table.
    """
    source, _, target = check.subject.partition(".")
    if not target:
        with sessions.v1() as v1:
            record(counts.alone(check, *count_table(v1.connection, names.v1[source])))
        return
    table = migration.v2_table(target)
    with sessions.both() as (v1, v2):
        joins = sessions.joins(v2, table, names)
        joined = next(each for each in joins if each.v1 == names.v1[source])
        lag = counts.look(v1, v2, joined)
    record(counts.evidence(check, joined, lag))
