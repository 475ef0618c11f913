"""The clock as a test of latency uses it: one budget for all endpoints of the run, samples in its folder."""

import pytest

from cutover.manifest import Migration
from cutover.suite.asking import Asking
from cutover.suite.nodes import check_at
from cutover.suite.options import chosen
from cutover.suite.stash import FOLDER
from cutover.suite.timing import Timing

_SEED = 1
"""The order of the requests is drawn anew for each endpoint, and the same in every run."""


@pytest.fixture(scope="session")
def timing(request: pytest.FixtureRequest, migration: Migration, asking: Asking) -> Timing:
    """Time V1 and V2; only in a run of one process, whose controller has the folder."""
    options = chosen(request.config)
    return Timing(
        asking,
        request.config.stash[FOLDER],
        migration.tolerances,
        pairs=options.pairs,
        minutes=options.minutes,
        endpoints=sum(check_at(item) is not None for item in request.session.items),
        family=len(migration.endpoints),
        seed=_SEED,
    )
