"""A plan that the team's own workers carry out: payloads, and whether all was done as planned."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import orjson
import psycopg
import pytest

from cutover.repair.export import INDEX, Exported, export
from cutover.repair.plan import Plan
from cutover.repair.planning import make_plan
from cutover.repair.refusal import RepairRefused
from cutover.repair.verifying import Verified, verify

from .commands import Commands
from .small import Pair


@dataclass(frozen=True)
class Foreign:
    """A pair, its plan, and what was exported of it."""

    pair: Pair
    plan: Plan
    folder: Path
    exported: Exported

    def verified(self) -> Verified:
        """What is told of V2 as it is now."""
        with self.pair.opened() as opened:
            return verify(opened, self.plan)

    def index(self) -> dict[str, object]:
        """What the index says."""
        found = orjson.loads((self.folder / INDEX).read_bytes())
        assert isinstance(found, dict)
        return found

    def lines(self) -> Iterator[dict[str, object]]:
        """Every line in its order."""
        for each in self.index()["files"]:  # type: ignore[attr-defined]
            for line in (self.folder / each["file"]).read_bytes().splitlines():
                yield orjson.loads(line)


@pytest.fixture(scope="module")
def foreign(pair: Pair, tmp_path_factory: pytest.TempPathFactory) -> Foreign:
    """Everything that the small pair needs, exported."""
    folder = tmp_path_factory.mktemp("foreign") / "payloads"
    with pair.opened() as opened:
        plan = make_plan(opened)
        return Foreign(pair, plan, folder, export(opened, plan, folder))


def work(connection: psycopg.Connection, line: dict) -> None:  # type: ignore[type-arg]
    """Do what a line says, as a worker of the team's would: it knows nothing but the line."""
    relation = line["relation"]
    if line["operation"] == "insert":
        columns = ", ".join(f'"{each}"' for each in line["row"])
        number = "" if "id" in line["row"] else f"(select max(id) + 1 from {relation}), "
        connection.execute(
            f"insert into {relation} ({'id, ' if number else ''}{columns}) select {number}{columns}"
            f" from jsonb_populate_record(null::{relation}, %s)".encode(),
            (orjson.dumps(line["row"]).decode(),),
        )
        return
    where = " and ".join(f'"{column}" = %s' for column in line["key"])
    fingerprint = f"md5(to_jsonb({relation})::text) = %s"
    terms = [*line["key"].values(), line["if"]["fingerprint"]]
    if line["operation"] == "delete":
        done = connection.execute(
            f"delete from {relation} where {where} and {fingerprint}".encode(), terms
        ).rowcount
    else:
        ((column, value),) = line["set"].items()
        done = connection.execute(
            f'update {relation} set "{column}" = %s where {where} and {fingerprint}'.encode(), [value, *terms]
        ).rowcount
    assert done == 1, line


def test_before_anything_is_done_all_of_it_is_undone(foreign: Foreign) -> None:
    """What was found is found again; no row of the plan is as planned."""
    found = foreign.verified()
    assert not found.equal
    assert found.new == {}
    assert {name: (each.repaired, each.now) for name, each in found.tallies.items()} == {
        name: (0, many) for name, many in foreign.plan.found.items()
    }


def test_the_payloads_hold_every_row_of_the_plan(foreign: Foreign) -> None:
    """One line a row and one for each that goes along; the index tells the files' sha256."""
    index, changing = foreign.index(), [step for step in foreign.plan.steps if step.changes]
    assert index["plan"] == foreign.plan.digest
    assert [(each["step"], each["rows"]) for each in index["files"]] == [  # type: ignore[attr-defined]
        (step.id, step.count) for step in changing
    ]
    along = sum(len(row.cascade) for step in changing for row in step.rows)
    assert len(list(foreign.lines())) == sum(step.count for step in changing) + along
    for each in index["files"]:  # type: ignore[attr-defined]
        content = (foreign.folder / each["file"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == each["sha256"]


def test_only_its_owner_may_read_them(foreign: Foreign) -> None:
    """They hold what V1 holds, passwords too; the index names the columns."""
    modes = {stat.S_IMODE(path.stat().st_mode) for path in foreign.folder.iterdir()}
    assert (modes, stat.S_IMODE(foreign.folder.stat().st_mode)) == ({0o600}, 0o700)
    secrets = {name for each in foreign.index()["files"] for name in each["secret"]}  # type: ignore[attr-defined]
    assert "password" in secrets


def test_a_row_of_money_carries_its_decision(foreign: Foreign) -> None:
    """Every line about one says what was decided."""
    financial = {step.id for step in foreign.plan.steps if step.financial and step.action != "restore"}
    about = [line for line in foreign.lines() if line["step"] in financial]
    assert about
    assert all(line["decision"] for line in about)


def test_a_plan_of_another_pair_is_not_exported(foreign: Foreign, tmp_path: Path) -> None:
    """Nothing is written."""
    other = replace(foreign.plan, database="7/another")
    with foreign.pair.opened() as opened, pytest.raises(RepairRefused, match="repair-other-database"):
        export(opened, other, tmp_path / "payloads")
    assert list(tmp_path.iterdir()) == []


def test_what_workers_did_is_equal_to_the_plan_and_what_they_did_not_is_told(foreign: Foreign) -> None:
    """Line by line it is done; then each way in which a row can be otherwise is told by its key."""
    with psycopg.connect(foreign.pair.owner) as connection:
        for line in foreign.lines():
            work(connection, line)
        connection.commit()
    found = foreign.verified()
    assert {name: each.wrong for name, each in found.tallies.items() if not each.equal} == {}
    assert found.equal
    steps = {(step.kind, step.action): step for step in foreign.plan.steps if step.changes}
    pointed, gone = steps["orphans", "re-point"], steps["surplus", "quarantine"]
    names = {"a": pointed.table, "b": gone.table}
    with foreign.pair.opened() as opened:
        relations = {letter: opened.names.v2[table] for letter, table in names.items()}
        audit, users = opened.names.v2["audit_logs"], opened.names.v2["user"]
    first = pointed.rows[0]
    foreign.pair.plant(
        f"update {relations['a']} set {pointed.column} = {first.before} where id = {first.key[0]}",
        f"insert into {relations['b']} (id) values ({gone.rows[0].key[0]})",
        f"update {audit} set action = 'x' where id = (select min(id) from {audit})",
        f"delete from {users} where id = (select max(id) from {users} where status = 'archived')",
    )
    found = foreign.verified()
    told = {wrong.why for each in found.tallies.values() for wrong in each.wrong}
    assert not found.equal
    assert told >= {
        f"it still points at {first.before}",
        "it is still there",
        "it differs in action",
        "V2 does not hold it",
    }


def test_the_commands_tell_it_by_their_exit_codes(foreign: Foreign, tmp_path: Path) -> None:
    """A plan is exported by its digest; a repair that was not made is told with exit code 1."""
    repair = Commands(foreign.pair.folder, tmp_path)
    planned = repair("plan")
    (folder,) = (tmp_path / "repair").iterdir()
    exported = repair("export", folder.name)
    assert (planned.code, exported.code, exported.err.count("Traceback")) == (0, 0, 0)
    assert (folder / "payloads" / INDEX).is_file()
    verified = repair("verify", folder.name)
    assert verified.code == 1
    assert "not all was done as planned" in verified.out
