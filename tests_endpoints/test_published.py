"""V2's OpenAPI documents, one for each API group: do they and the manifest know the same endpoints?"""

import pytest

from cutover.openapi import shape
from cutover.suite.duties import published


@pytest.mark.checks("contract/published.")
def test_publishes_its_endpoints(check, migration, handover, asking, shown, record):
    """Every endpoint is published with its method and parameters, and nothing else is but the login."""
    group = migration.api_group(check.subject.partition(".")[2])
    endpoints = [endpoint for endpoint in migration.endpoints if group.holds(endpoint)]
    v2 = handover.pair.v2
    known = [(v2.login.method, shape(v2.login.path))] if v2.login else []
    publication = asking.run(asking.publication(group))
    record(published.evidence(check, publication, endpoints, known, v2.api, shown))
