"""The systems as a test asks them: fixtures over the hand-over, opened when first wanted."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from cutover.compare import Names, physical_names
from cutover.manifest import Endpoint, Migration
from cutover.suite.asking import Asking
from cutover.suite.duties.references import Children
from cutover.suite.duties.seen import Shown
from cutover.suite.handover import Handover
from cutover.suite.mapping_file import Committed, committed
from cutover.suite.nodes import check_at
from cutover.suite.options import chosen
from cutover.suite.pausing import pause_of
from cutover.suite.sessions import Sessions
from cutover.suite.stash import HANDOVER, REDACTOR

NEXT = pytest.StashKey[pytest.Item | None]()
FARTHEST, AHEAD = 4, 64
"""How many items are asked for ahead, and how many cases of users: bodies wait in memory."""


@pytest.fixture(scope="session")
def handover(request: pytest.FixtureRequest) -> Handover:
    """Everything that the controller has handed over."""
    return request.config.stash[HANDOVER]


@pytest.fixture(scope="session")
def migration(handover: Handover) -> Migration:
    """What is claimed."""
    return handover.migration


@pytest.fixture(scope="session")
def shown(request: pytest.FixtureRequest, handover: Handover) -> Shown:
    """Make values fit to be shown."""
    environment = handover.environment
    hidden = handover.migration.hidden_names() | {*environment.secret, *environment.personal}
    return Shown(lambda: request.config.stash[REDACTOR], hidden)


@pytest.fixture(scope="session")
def names(handover: Handover) -> Names:
    """The physical names of all tables."""
    return physical_names(handover.migration, handover.pair.v1.side, handover.pair.v2.side)


@pytest.fixture(scope="session")
def sessions(handover: Handover) -> Iterator[Sessions]:
    """The databases, in the snapshot that the controller holds."""
    with ExitStack() as resources:
        still = handover.environment.disposable
        yield Sessions(handover.pair, handover.snapshots, resources, handover.workers, still)


@pytest.fixture(scope="session")
def children(migration: Migration, names: Names) -> Children:
    """The references, counted child by child."""
    return Children(migration, names)


@pytest.fixture(scope="session")
def asking(request: pytest.FixtureRequest, handover: Handover) -> Iterator[Asking]:
    """Both APIs."""
    stash, known = request.config.stash, set[str]()

    def learn(tokens: frozenset[str]) -> None:
        if tokens - known:
            known.update(tokens)
            stash[REDACTOR] = stash[REDACTOR].knowing(tokens)

    pause = pause_of(request.config) if chosen(request.config).pause_file else None
    asking = Asking(handover.migration, handover.pair, handover.workers, learn, handover.pace, pause)
    yield asking
    asking.close()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> None:
    """Note what this worker does next."""
    item.config.stash[NEXT] = nextitem


@pytest.fixture
def ahead(request: pytest.FixtureRequest, migration: Migration) -> tuple[Endpoint, ...]:
    """The endpoints whose answers this worker judges next, a bounded number of answers.

    The next item is this worker's own; those behind it may still be taken over by another, which asks anew.
    """
    items, following = request.session.items, request.config.stash.get(NEXT, None)
    if following is None:
        return ()
    found: list[Endpoint] = []
    answers = 0
    first = items.index(following)
    for item in items[first : first + FARTHEST]:
        check = check_at(item)
        if check is None or check.area != "answers":
            break
        endpoint = migration.endpoint(check.subject)
        answers += len(endpoint.cases) * len(migration.users_of(endpoint))
        if found and answers > AHEAD:
            break
        found.append(endpoint)
    return tuple(found)


@pytest.fixture(scope="session")
def mapping_file(migration: Migration) -> Committed:
    """The mapping file that stands beside the manifest."""
    return committed(migration.folder)
