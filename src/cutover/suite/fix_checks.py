"""The items of a run: one for each check of the plan, heavy ones first and spread over the workers."""

from collections.abc import Iterator, Sequence
from itertools import chain

import pytest

from cutover.manifest import Check
from cutover.suite.nodes import PLACES, check_at, place_of, refuse_unplain
from cutover.suite.stash import CHECKS, WORKERS


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marker."""
    config.addinivalue_line("markers", "checks(area): the test does every check of this area of the plan")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give a test that bears ``checks(area)`` one item a check, its id the check's subject."""
    area = _area(metafunc.definition)
    if area is None:
        return
    if metafunc.config.stash.get(CHECKS, None) is None:
        raise pytest.UsageError(
            f"suite-out-of-reach: {metafunc.definition.nodeid} has no plan.\n"
            "  Run pytest from the root of the repository, and name the suite's folder, file or node."
        )
    if area not in PLACES or PLACES[area].function != metafunc.function.__name__:
        raise pytest.UsageError(
            f"suite-unknown-area: {metafunc.definition.nodeid} is not the place of the area '{area}'.\n"
            "  Name area, file and function in cutover.suite.nodes.PLACES."
        )
    checks = [check for check in metafunc.config.stash[CHECKS] if place_of(check.id) == area]
    refuse_unplain(tuple(check.subject for check in checks))
    metafunc.parametrize("check", checks, ids=[check.subject for check in checks])


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put the items in the plan's order, spread over the workers; an area without checks has no item."""
    checks = config.stash.get(CHECKS, None)
    if checks is None:
        return
    empty = [item for item in items if _area(item) is not None and check_at(item) is None]
    if empty:
        config.hook.pytest_deselected(items=empty)
    order = {check.id: place for place, check in enumerate(checks)}
    ours = [item for item in items if check_at(item) is not None]
    others = [item for item in items if _area(item) is None]
    ours.sort(key=lambda item: order[_check(item).id])
    items[:] = [*spread(ours, config.stash.get(WORKERS, 1)), *others]


def spread(items: Sequence[pytest.Item], workers: int) -> Iterator[pytest.Item]:
    """Deal the items out like cards, and yield each worker's hand in turn.

    Work stealing first cuts the list into one piece a worker, so each piece begins with its share of the
    heaviest.
    """
    hands = max(workers, 1)
    return chain.from_iterable(items[hand::hands] for hand in range(hands))


def _area(node: pytest.Item) -> str | None:
    marker = node.get_closest_marker("checks")
    return str(marker.args[0]) if marker is not None else None


def _check(item: pytest.Item) -> Check:
    check = check_at(item)
    assert check is not None
    return check
