"""The line that appears as soon as a check has not passed."""

import pytest

from cutover.evidence import Evidence, Outcome
from cutover.suite.text import arrival


@pytest.mark.parametrize("length", [10, 31, 32, 33, 50])
def test_columns_are_at_least_two_blanks_apart(length):
    """However long the check's id is."""
    check = "tables/".ljust(length, "x")
    line = arrival(Evidence(check, Outcome.FAILED, "duty", "expected", "23 orphans"))
    assert line.startswith(f"✕ {check}  ")
    assert line.endswith("  23 orphans")
