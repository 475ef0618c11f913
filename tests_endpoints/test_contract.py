"""What V2 owes every caller: status and envelope, a token demanded, a bad value refused in the error form."""

import pytest

from cutover.suite.duties import contract


@pytest.mark.checks("contract")
def test_keeps_its_contract(check, migration, asking, shown, record):
    """A good request is answered, one without a token and one with a bad value are refused, none is a 500."""
    endpoint = migration.endpoint(check.subject)
    kept = asking.run(contract.asked(asking, endpoint))
    record(contract.evidence(check, kept, shown))
