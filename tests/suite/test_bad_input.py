"""Each kind of bad input ends one check in one clear way, and none of the others."""

from pathlib import Path

import pytest
import yaml
from project import HERE, Project, Ran, make_project
from spoiled import KINDS

SIDE = {"database": "start:database", "statement_timeout": "3s"}
ENVIRONMENT = {
    "name": "tiny",
    "disposable": True,
    "start": {"command": ["python", str(HERE / "spoiled.py")], "ready_within": "60s"},
    "identity": "spoiled tables",
    "v1": {**SIDE, "api": "http://v1.invalid", "tables": "v1_{table}"},
    "v2": {**SIDE, "api": "http://v2.invalid", "tables": "v2_{table}"},
}


def _project(folder: Path) -> Project:
    """A project whose manifest knows the spoiled tables as if they were good, and no endpoint."""
    project = make_project(folder)
    migration = folder / "migration"
    for path in (*migration.glob("tables/*"), *migration.glob("endpoints/*")):
        path.unlink()
    for name in ("references", "pages"):
        (migration / f"{name}.yaml").write_text(f"{name}: []\n")
    (migration / "phases.yaml").write_text(
        'phases: [{id: "1", name: Rows, owner: data, fresh_for: 24h,'
        " criteria: [{id: tables, checks: [tables/*]}]}]\n"
    )
    for kind, spoiled in KINDS.items():
        column = {"from": "a", **spoiled.column}
        target = {"columns": {"id": "id", "a": column}}
        table = {"v1": {"table": kind}, "v2": {kind: target}}
        (migration / "tables" / f"{kind}.yaml").write_text(yaml.safe_dump(table))
    schema = {"tables": {kind: {"id": "bigint", "a": "integer"} for kind in KINDS}}
    (migration / "schema.yaml").write_text(yaml.safe_dump(schema))
    (migration / "environments" / "tiny.yaml").write_text(yaml.safe_dump(ENVIRONMENT))
    return project


@pytest.fixture(scope="module", params=[(), ("--two-servers",)], ids=["one-server", "two-servers"])
def ran(request: pytest.FixtureRequest, tmp_path_factory, server) -> Ran:
    """All of them compared in one run, on one server and as between two."""
    project = _project(tmp_path_factory.mktemp("spoiled"))
    ran = project.run("-n", "2", *request.param, "tests_parity/test_tables.py")
    assert ran.ledgers, ran.err
    return ran


@pytest.mark.parametrize("kind", KINDS)
def test_it_ends_in_one_clear_way(ran: Ran, kind: str) -> None:
    """Failed where V2 is shown wrong, an error where nobody can tell; the first line says which and why."""
    found = {entry.check: entry for entry in ran.ledger.evidence}[f"tables/{kind}"]
    assert (str(found.outcome), KINDS[kind].told in found.actual) == (KINDS[kind].outcome, True), found.actual
    assert "Traceback" not in ran.out


def test_the_rest_of_the_run_goes_on(ran: Ran) -> None:
    """Every check has its evidence, none passes but the good one, and the ledger is whole."""
    assert set(ran.outcomes) == {f"tables/{kind}" for kind in KINDS}
    assert [check for check, outcome in ran.outcomes.items() if outcome == "passed"] == ["tables/good"]
    assert ran.ledger.footer is not None
    assert ran.code == 1
