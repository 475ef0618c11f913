"""V2's rows against V1's documents: every mapped column, in every row."""

import pytest

from cutover.suite.duties import tables


@pytest.mark.checks("tables")
def test_same_rows(check, migration, names, sessions, courses, shown, record, handover):
    """Each V1 row has its V2 row and each V2 row its V1 row, and all mapped columns are equal."""
    table = migration.v2_table(check.subject)
    with sessions.both() as (v1, v2):
        joins = sessions.joins(v2, table, names)
        course = courses(check, v1, v2, joins)
        found = tables.look(v1, v2, joins, sessions.spare, sessions.at_once, sessions.again, course)
        spots = tables.spots(v1, v2, table, joins, found, handover.seed, course.notes)
    course.close()
    record(tables.evidence(check, joins, found, shown, spots, course.notes))
