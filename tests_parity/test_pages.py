"""The pages' data, V2's against V1's: every request is answered, every figure is the same."""

import pytest

from cutover.suite.duties import pages


@pytest.mark.checks("pages")
def test_shows_the_same(check, migration, asking, shown, record):
    """What a page asks for comes without an error, and its figures are V1's, for every user."""
    found = asking.run(pages.look(asking, migration, migration.page(check.subject)))
    record(pages.evidence(check, found, shown))
