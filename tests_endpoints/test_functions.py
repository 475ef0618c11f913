"""Functions: does each worker and helper, run by its name with its example, answer what it must?"""

import pytest

from cutover.suite.duties import functions


@pytest.mark.checks("functions")
def test_runs(check, migration, asking, shown, record):
    """The function succeeds, and answers what the manifest says; a failure is classed by its status."""
    function = migration.function(check.subject)
    ran = asking.run(functions.asked(asking, migration, function))
    record(functions.evidence(check, function, ran, shown))
