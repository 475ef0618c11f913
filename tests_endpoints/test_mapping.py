"""The mapping file: which V2 endpoint and worker took over from which V1 endpoint."""

import pytest

from cutover.suite.duties import mapping


@pytest.mark.checks("mapping")
def test_is_mapped(check, migration, mapping_file, record):
    """The endpoint has one entry, with V2's path, V1's path and its worker as the manifest has them."""
    endpoint = migration.endpoint(check.subject)
    record(mapping.evidence(check, endpoint, mapping_file))
