"""What V2 owes every caller: a good answer, or a refusal that tells nothing of its inside."""

import pytest

from cutover.suite.duties import contract


@pytest.mark.checks("contract")
def test_keeps_its_contract(check, migration, asking, shown, record):
    """A good request is answered, wrong tokens, methods and values are refused, odd ones never are a 500."""
    endpoint = migration.endpoint(check.subject)
    kept, untried = asking.run(contract.asked(asking, endpoint))
    record(contract.evidence(check, kept, shown, untried))
