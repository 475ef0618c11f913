"""Turns: what a user does step by step, and with which values."""

import random
from pathlib import Path

import pytest

from cutover.load.turns import at, for_v1, probed, turns_of, values_of
from cutover.manifest import Migration, load_migration, shares

CHANCE = random.Random(1)


@pytest.fixture(scope="module")
def migration() -> Migration:
    """The manifest of this repository."""
    return load_migration(Path(__file__).parents[2] / "migration")


def test_every_workflow_has_one_user_and_the_rest_goes_by_weight(migration: Migration) -> None:
    """Of ten users four look at pages; however many there are, none is left out or invented."""
    assert shares(migration.workflows, 10) == {
        "dashboard-viewer": 4, "sales-manager": 2, "network-builder": 2, "finance": 1, "admin": 1,
    }  # fmt: skip
    for users in range(5, 120):
        given = shares(migration.workflows, users)
        assert sum(given.values()) == users
        assert min(given.values()) >= 1
    with pytest.raises(ValueError, match="4 users cannot do 5 workflows"):
        shares(migration.workflows, 4)


def test_only_reads_reach_v1(migration: Migration) -> None:
    """Whatever a workflow writes is left out for V1, and for a V2 that may not be written to."""
    for workflow in migration.workflows:
        everything = turns_of(migration, workflow, writes=True, logs_in=True)
        for turns in (for_v1(everything), turns_of(migration, workflow, writes=False, logs_in=True)):
            assert turns
            assert all(ask.endpoint is None or ask.endpoint.reads for turn in turns for ask in turn)


def test_the_admin_cleans_up_meanwhile(migration: Migration) -> None:
    """On a pair that may be lost the cleanup runs between two looks at the progress."""
    admin = next(each for each in migration.workflows if each.id == "admin")
    asks = [ask for turn in turns_of(migration, admin, writes=True, logs_in=True) for ask in turn]
    names = [ask.name for ask in asks]
    cleanup = names.index("tasks_maintenance.clean_staging")
    assert asks[cleanup].values["dry_run"] is False, "a cleanup that removes nothing is none"
    assert names[:cleanup].count("pipeline.health_check") == 1
    assert names[cleanup:].count("pipeline.health_check") == 2
    assert names[-1] == "pipeline.test_sync"


def test_a_page_asks_first_what_the_others_take_their_values_from(migration: Migration) -> None:
    """The list of the transactions comes before the detail of one."""
    viewer = next(each for each in migration.workflows if each.id == "dashboard-viewer")
    pages = turns_of(migration, viewer, writes=True, logs_in=True)
    assert len(pages) == 10
    names = [ask.name for ask in pages[1]]
    assert names.index("transactions.list") < names.index("transactions.detail")
    assert {ask.name for turn in pages for ask in turn} == {
        name for page in migration.pages for name in page.endpoints
    }


def test_the_probe_asks_only_what_needs_no_other_answer(migration: Migration) -> None:
    """Its requests leave at fixed times, so nothing can be waited for."""
    for workflow in migration.workflows:
        asks = probed(turns_of(migration, workflow, writes=True, logs_in=True))
        assert all(ask.endpoint is not None and ask.endpoint.reads and not ask.needs for ask in asks)


def test_values_are_taken_from_any_row_of_an_earlier_answer(migration: Migration) -> None:
    """Without such an answer, or in an empty one, there is nothing to ask with."""
    manager = next(each for each in migration.workflows if each.id == "sales-manager")
    turns = turns_of(migration, manager, writes=True, logs_in=True)
    detail = next(ask for turn in turns for ask in turn if ask.name == "agents.detail")
    rows = {"agents.directory": {"items": [{"id": number} for number in (3, 5, 8)]}}
    drawn = {(values_of(detail, rows, CHANCE) or {})["id"] for _ in range(60)}
    assert drawn == {3, 5, 8}
    assert values_of(detail, {}, CHANCE) is None
    assert values_of(detail, {"agents.directory": {"items": []}}, CHANCE) is None


@pytest.mark.parametrize(
    ("value", "path", "found"),
    [({"a": [{"b": 1}]}, "a.0.b", 1), ({"a": [1]}, "a.1", None), ({"a": 1}, "a.b", None), (None, "a", None)],
)
def test_a_path_leads_to_a_value_or_to_nothing(value: object, path: str, found: object) -> None:
    """Nothing is guessed."""
    assert at(value, path.split("."), CHANCE) == found
