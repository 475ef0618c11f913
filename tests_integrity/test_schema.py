"""V2 against the manifest: every table has the columns and types that are declared."""

import pytest

from cutover.suite.duties import schema


@pytest.mark.checks("schema")
def test_declared_columns(check, migration, names, sessions, record):
    """The table exists, with exactly the declared columns and their types."""
    with sessions.v2() as database:
        found = schema.look(database, check.subject, names, migration.types(check.subject))
    record(schema.evidence(check, check.subject, names, found))
