"""Recorded shapes in a run: recorded when asked for, held against afterwards, green or red for a reason."""

import json
import shutil

import pytest
from project import Project, make_project

SUITE = "tests_parity/test_answers.py"


def _evidence(ran):
    return {entry.check: entry for entry in ran.ledger.evidence}


def _notes(ran) -> str:
    return " ".join(note for entry in ran.ledger.evidence for note in entry.notes)


@pytest.fixture(scope="module")
def once(tmp_path_factory, server):
    """A project whose shapes two workers have recorded."""
    project = make_project(tmp_path_factory.mktemp("recorded") / "project")
    ran = project.run("-n", "2", SUITE, "--snapshot-update")
    assert ran.code == 0, ran.out + ran.err
    return project


@pytest.fixture
def recorded(once, tmp_path):
    """The same project, for one test to change."""
    return Project(shutil.copytree(once.folder, tmp_path / "project"))


def test_without_recorded_shapes_a_note_says_how_to_record_them(project):
    """A first run is neither red for it nor silent, and it writes nothing."""
    ran = project.run("-n", "0", SUITE)
    assert ran.code == 0, ran.out + ran.err
    assert "no shape of the answers is recorded" in _notes(ran)
    assert "--snapshot-update" in _notes(ran)
    assert not (project.folder / "migration" / "shapes").exists()


def test_what_was_recorded_is_small_and_holds(recorded):
    """One file an endpoint, both sides once where they are alike; whole and partial runs are green by it."""
    folder = recorded.folder / "migration" / "shapes"
    assert sorted(path.name for path in folder.iterdir()) == [
        "shop.me.json",
        "shop.order.json",
        "shop.orders.json",
    ]
    assert json.loads((folder / "shop.orders.json").read_text()) == {
        "both": {
            "": "object", "items": "array", "items[]": "object", "items[].customer_id": "integer",
            "items[].id": "integer", "items[].status": "text", "items[].total": "number",
        }
    }  # fmt: skip
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    for arguments in (("-n", "2", SUITE, "--snapshot-update"), ("-n", "0", SUITE, "-k", "orders")):
        ran = recorded.run(*arguments)
        assert ran.code == 0, ran.out + ran.err
        assert "no shape" not in _notes(ran)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_changed_contract_fails_the_check_and_can_be_recorded(recorded):
    """What came and what went is told in the first line, with the command that records it."""
    path = recorded.folder / "migration" / "shapes" / "shop.order.json"
    document = json.loads(path.read_text())
    del document["both"]["status"]
    document["both"] |= {"total": "text", "vat": "number"}
    path.write_text(json.dumps(document))
    ran = recorded.run("-n", "2", SUITE)
    assert ran.code == 1, ran.out + ran.err
    entry = _evidence(ran)["answers/shop.order"]
    assert str(entry.outcome) == "failed"
    assert entry.actual == "the shape is not the one reviewed: + status text, + total number, − vat number"
    assert "--snapshot-update" in entry.notes[-1]
    assert str(_evidence(ran)["answers/shop.orders"].outcome) == "passed"
    assert recorded.run("-n", "0", SUITE, "-k", "order", "--snapshot-update").code == 0
    assert recorded.run("-n", "0", SUITE, "-k", "order").code == 0


def test_a_file_that_cannot_be_read_is_an_error(recorded):
    """Marks of a merge conflict are no shape: the check cannot tell, and says which file."""
    path = recorded.folder / "migration" / "shapes" / "shop.me.json"
    path.write_text("<<<<<<< HEAD\n{}")
    entry = _evidence(recorded.run("-n", "0", SUITE))["answers/shop.me"]
    assert (str(entry.outcome), entry.actual.split(":")[0]) == ("error", "shape-unreadable")
    assert "shop.me.json" in entry.actual
