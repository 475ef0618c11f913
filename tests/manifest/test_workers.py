"""Workers: the catalogue as values, and what its files may not say."""

from collections import Counter
from datetime import date
from pathlib import Path
from textwrap import dedent

import pytest

from cutover.manifest import Input, ManifestError, load_migration, plan

TODAY = date(2026, 11, 21)
HELPER = """\
    category: helper
    workers:
      Workers/Bare: {}
      Workers/Whole:
        purpose: What it is for
        inputs: {user_id: {type: integer, required: true}, q: text}
        output: list
        depends_on: Workers/Bare
        critical: revenue
        updated: 2025-12-01
        tested: tested
        example: {input: {user_id: 60}, output: [{id: 1}]}
    """


@pytest.fixture
def workers(folder: Path) -> Path:
    """The folder of a small catalogue in the small manifest."""
    (folder / "workers").mkdir()
    (folder / "workers/helper.yaml").write_text(dedent(HELPER))
    return folder / "workers"


def test_a_catalogue_becomes_values(workers: Path) -> None:
    """A name alone is an entry, a plain type is an optional input, and the file gives the category."""
    migration = load_migration(workers.parent, today=TODAY)
    bare, whole = migration.workers
    assert (bare.id, bare.category, bare.purpose, bare.critical) == ("Bare", "helper", "", None)
    assert whole.inputs == (
        Input(name="user_id", type="integer", required=True),
        Input(name="q", type="text"),
    )
    assert (whole.depends_on, whole.updated) == (("Workers/Bare",), date(2025, 12, 1))
    assert migration.worker("Whole") is whole


def test_each_worker_is_checked_a_critical_one_more_and_all_together(workers: Path) -> None:
    """The checks' addresses are the worker's name and what is asked of it, and the catalogue."""
    checks = plan(load_migration(workers.parent, today=TODAY))
    assert [check.id for check in checks if check.area == "workers"] == [
        "workers/Bare.documented",
        "workers/Bare.static",
        "workers/Whole.documented",
        "workers/Whole.static",
        "workers/Whole.critical",
        "workers/catalogue",
    ]


def test_the_digest_covers_the_catalogue(workers: Path) -> None:
    """Evidence of another catalogue does not count."""
    before = load_migration(workers.parent, today=TODAY).digest
    with (workers / "helper.yaml").open("a") as file:
        file.write("# changed\n")
    assert load_migration(workers.parent, today=TODAY).digest != before


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("category: helper", "category: internal", "manifest-file-name"),
        ("category: helper", "category: helpers", "manifest-wrong-value"),
        ("Workers/Bare: {}", "Bare: {}", "manifest-wrong-value"),
        ("critical: revenue", "critical: revenues", "manifest-wrong-value"),
        ("updated: 2025-12-01", "updated: yesterday", "manifest-wrong-type"),
        ("q: text", "q: string", "manifest-wrong-value"),
        ("output: list\n", "outputs: list\n", "manifest-unknown-key"),
        ("Workers/Bare: {}", "Workers/Whole: {}", "manifest-duplicate-key"),
    ],
)
def test_a_mistake_in_the_catalogue_is_told(workers: Path, old: str, new: str, code: str) -> None:
    """What cannot be read as an entry is a mistake; what an entry lacks is not."""
    path = workers / "helper.yaml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(ManifestError) as caught:
        load_migration(workers.parent, today=TODAY)
    assert code in {problem.code for problem in caught.value.problems}


def test_a_category_has_more_files_where_one_would_grow_too_long(workers: Path) -> None:
    """What stands behind the underscore is for readers alone."""
    (workers / "helper.yaml").rename(workers / "helper_lookups.yaml")
    assert {each.category for each in load_migration(workers.parent, today=TODAY).workers} == {"helper"}


def test_a_manifest_without_workers_owes_no_catalogue(folder: Path) -> None:
    """A check of nothing would pass on nothing."""
    assert not [check for check in plan(load_migration(folder, today=TODAY)) if check.area == "workers"]


def test_phase_4_can_be_ready() -> None:
    """187 workers and the 7 that were documented before; the critical ones by what they are critical for."""
    migration = load_migration(Path(__file__).parents[2] / "migration", today=TODAY)
    counted = Counter(each.critical for each in migration.workers if each.critical)
    assert counted == {
        "fub-sync": 10,
        "transactions": 15,
        "network-hierarchy": 8,
        "revenue": 8,
        "lead-pipeline": 6,
        "other": 3,
    }
    assert len(migration.workers) == 194
    assert {each.worker for each in migration.endpoints if each.worker.startswith("Workers/")} <= {
        each.name for each in migration.workers
    }
    checks = [check.id for check in plan(migration)]
    for criterion in migration.phase("4").criteria:
        assert sum(criterion.matches(check) for check in checks) >= criterion.demanded, criterion.id


def test_a_worker_stands_in_one_category(workers: Path) -> None:
    """The second file that names a worker is told where it stands already."""
    (workers / "internal.yaml").write_text("category: internal\nworkers:\n  Workers/Bare: {}\n")
    with pytest.raises(ManifestError, match=r"internal.yaml:3: 'Workers/Bare' stands in .*helper.yaml"):
        load_migration(workers.parent, today=TODAY)
