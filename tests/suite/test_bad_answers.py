"""Each kind of bad answer of V2 ends one check in one clear way, and none of the others."""

from pathlib import Path

import pytest
import yaml
from project import HERE, Project, Ran, make_project
from spoiled_answers import KINDS

SIDE = {
    "without_database": "Ask.",
    "tables": "t_{id}",
    "request_timeout": "2s",
    "users": {1: {"token": "token-of-ann"}, 2: {"token": "token-of-bob"}},
}
ENVIRONMENT = {
    "name": "tiny",
    "disposable": True,
    "start": {"command": ["python", str(HERE / "spoiled_answers.py")], "ready_within": "60s"},
    "identity": "spoiled answers",
    "v1": {**SIDE, "api": "start:v1"},
    "v2": {**SIDE, "api": "start:v2"},
}


def _project(folder: Path) -> Project:
    """A project whose manifest knows an endpoint for each kind, and no table."""
    project = make_project(folder)
    migration = folder / "migration"
    for path in (*migration.glob("tables/*"), *migration.glob("endpoints/*")):
        path.unlink()
    for name in ("references", "pages"):
        (migration / f"{name}.yaml").write_text(f"{name}: []\n")
    (migration / "schema.yaml").write_text("tables: {}\n")
    (migration / "phases.yaml").write_text(
        'phases: [{id: "1", name: Answers, owner: front, fresh_for: 24h,'
        " criteria: [{id: answers, checks: [answers/*]}]}]\n"
    )
    reads = {"method": "GET", "effect": "reads", "rows": "rows", "key": "id", "users": [1]}
    endpoints = {
        kind: {"title": kind, "v1": f"/{kind}", "v2": f"/{kind}", "worker": f"Workers/{kind}", **reads}
        for kind in KINDS
    }
    (migration / "endpoints" / "bad.yaml").write_text(
        yaml.safe_dump({"group": "bad", "endpoints": endpoints})
    )
    (migration / "environments" / "tiny.yaml").write_text(yaml.safe_dump(ENVIRONMENT))
    return project


@pytest.fixture(scope="module")
def ran(tmp_path_factory) -> Ran:
    """All of them asked in one run, by one worker."""
    ran = _project(tmp_path_factory.mktemp("spoiled")).run("-n", "0", "tests_parity/test_answers.py")
    assert ran.ledgers, ran.out + ran.err
    return ran


@pytest.mark.parametrize("kind", KINDS)
def test_it_ends_in_one_clear_way(ran: Ran, kind: str) -> None:
    """Failed where V2 is shown wrong, an error where V1 is; the first line says which and why."""
    found = {entry.check: entry for entry in ran.ledger.evidence}[f"answers/bad.{kind}"]
    assert (str(found.outcome), KINDS[kind].told in found.actual) == (KINDS[kind].outcome, True), found.actual
    assert "Traceback" not in ran.out


def test_the_rest_of_the_run_goes_on(ran: Ran) -> None:
    """Every check has its evidence, none passes but the good one, and the ledger is whole and small."""
    assert set(ran.outcomes) == {f"answers/bad.{kind}" for kind in KINDS}
    assert [check for check, outcome in ran.outcomes.items() if outcome == "passed"] == ["answers/bad.good"]
    assert ran.ledger.footer is not None
    assert ran.code == 1
    assert all(len(str(entry)) < 50_000 for entry in ran.ledger.evidence)
