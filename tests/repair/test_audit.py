"""The judge of the archive: an honest one passes, and each way of being wrong is found by its name."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql

from cutover.compare import trail
from cutover.compare.audit import Finding, Trail, find_breaks, find_trail
from cutover.compare.links import Link
from cutover.compare.new_orphans import find_new_orphans, find_risen
from cutover.compare.reversible import Proof, find_lost, find_unkept, prove
from cutover.evidence import Outcome
from cutover.manifest import NEVER_REPAIRED, Check
from cutover.manifest.check import REPAIR
from cutover.suite.duties.repairs import Looked, evidence

from ..postgres_server import scratch_database
from .archived import RELATIONS, TABLES, repaired, repairing

KEPT = trail.typed("v2_income")
REHASH = f"update {trail.CHANGES} c set hash = {trail.change_hash('c')}"
GIVEN, BEREFT = "rows that a repair let point at nothing", "rows whose parent a repair took away"
BREAKS = {
    "an entry taken out": (f"delete from {trail.CHANGES} where number = 2", "changes without an entry"),
    "the last entry taken out": (f"delete from {trail.CHANGES} where number = 5", "changes without an entry"),
    "a batch taken out": (f"delete from {trail.BATCHES} where number = 2", "batches that are lost"),
    "another actor": (
        f"update {trail.CHANGES} set actor = 'eve' where number = 1",
        "entries that were altered",
    ),
    "another time": (
        f"update {trail.CHANGES} set at = at + interval '1 microsecond' where number = 1",
        "entries that were altered",
    ),
    "another row before": (
        f"update {trail.CHANGES} set before = before || '{{\"amount\": 9}}' where number = 2",
        "entries that were altered",
    ),
    "an altered entry hashed anew": (
        f"update {trail.CHANGES} set reason = 'why not' where number = 2; {REHASH}",
        "breaks in the chain",
    ),
    "another hash before": (
        f"update {trail.BATCHES} set previous = 'x' where number = 2",
        "breaks in the chain",
    ),
    "a batch hashed anew alone": (
        f"update {trail.BATCHES} set hash = repeat('0', 64) where number = 3",
        "breaks in the chain",
    ),
    "an entry in another batch": (
        f"update {trail.CHANGES} set batch = 1 where number = 2",
        "entries of no batch",
    ),
    "nobody": (f"update {trail.CHANGES} set actor = '' where number = 1", "entries that do not say who"),
    "no reason": (
        f"update {trail.CHANGES} set reason = '', reference = '' where number = 1",
        "entries that do not say who, or why",
    ),
}
LOSSES = {
    "a kept row taken out": (f"delete from {KEPT} where cutover_number = 2", "not in the archive"),
    "a kept row altered": (f"update {KEPT} set amount = 7 where cutover_number = 2", "not in the archive"),
    "a kept table dropped": ("drop table cutover_repair.rows_v2_note", "not in the archive"),
    "a re-pointed row changed": ("update v2_income set amount = 99 where id = 21", "others changed since"),
    "a re-pointed row deleted": ("delete from v2_income where id = 21", "others changed since"),
    "a restored row deleted": ("delete from v2_agent where id = 30", "others changed since"),
    "a quarantined row back": ("insert into v2_income values (23, 1)", "others changed since"),
    "a table dropped": ("drop table v2_note", "others changed since"),
}  # fmt: skip


@pytest.fixture(scope="module")
def server() -> Iterator[psycopg.Connection]:
    """A session that commits each statement."""
    with scratch_database() as dsn, psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("set timezone = 'UTC'")
        yield connection


@pytest.fixture
def v2(server: psycopg.Connection) -> psycopg.Connection:
    """V2 as it was found: four orphans, and no archive."""
    server.execute(TABLES.encode())
    return server


@pytest.fixture
def after(v2: psycopg.Connection) -> psycopg.Connection:
    """V2 after an honest repair."""
    repaired(v2)
    return v2


def orphans(connection: psycopg.Connection) -> list[tuple[str, int]]:
    """The new orphans of the reference, by what made them."""
    found = find_new_orphans(connection, Link("v2_income", ("agent_id",), "v2_agent"))
    return [(each.kind, each.count) for each in found]


def test_an_honest_repair_passes_every_check(after: psycopg.Connection) -> None:
    """Restored, re-pointed, set to NULL, quarantined with what hangs on it: all on record, and undoable."""
    found = find_trail(after)
    assert found is not None
    assert (found.runs, found.changes, found.batches, len(found.head)) == (1, 5, 3, 64)
    assert find_breaks(after, RELATIONS.values()) == ()
    assert find_lost(after) == ()
    assert prove(after, RELATIONS) == (Proof("R1", 3, 3, 0), ())
    assert orphans(after) == []
    assert find_risen(after) == ()


def test_a_v2_without_an_archive_was_never_repaired(v2: psycopg.Connection) -> None:
    """No schema, and a schema that was made for a run which then did nothing."""
    assert find_trail(v2) is None
    with repairing(v2):
        pass
    assert find_trail(v2) is None


def test_what_is_left_of_an_archive_is_no_absence(after: psycopg.Connection) -> None:
    """A table of it dropped, all entries gone, or a role that may not look: none reads as never repaired."""
    after.execute(f"truncate {trail.CHANGES}, {trail.BATCHES}".encode())
    found = find_trail(after)
    assert found is not None
    assert found.changes == 0
    after.execute("create role bystander; set role bystander")
    blind = find_trail(after)
    after.execute("reset role; drop role bystander")
    assert blind is not None
    assert (blind.lacking, blind.unreadable) == (("runs", "changes", "batches"), True)
    after.execute(f"drop table {trail.CHANGES}".encode())
    broken = find_trail(after)
    assert broken is not None
    assert (broken.lacking, broken.unreadable) == (("changes",), False)


@pytest.mark.parametrize("name", BREAKS)
def test_a_log_that_is_not_whole_is_found(after: psycopg.Connection, name: str) -> None:
    """One entry or batch is enough; what is not touched stays believed."""
    damage, kind = BREAKS[name]
    after.execute(damage.encode())
    assert any(each.kind.startswith(kind) for each in find_breaks(after, RELATIONS.values()))


def test_a_row_that_a_repair_wrote_without_an_entry_is_found(v2: psycopg.Connection) -> None:
    """In the table that it repairs, and in one that it has no business with; what others write is theirs."""
    with repairing(v2) as repair, repair.batch("re-point") as batch:
        repair.change(
            batch,
            "re-point",
            "income",
            {"id": 21},
            "re-point",
            "update v2_income set agent_id = 5 where id = 21",
        )
        v2.execute(
            "update v2_income set amount = 0 where id = 3; update v2_note set text = '' where income_id < 3"
        )
    v2.execute("update v2_income set amount = 0 where id = 4")
    found = find_breaks(v2, RELATIONS.values())
    assert [(each.kind.split()[2], each.count, each.sample[0]) for each in found] == [
        ("v2_income", 1, 'v2_income {"id": 3}'),
        ("v2_note", 2, 'v2_note {"position": 1, "income_id": 1}'),
    ]
    assert {each.sample[0] for each in prove(v2, RELATIONS)[1]} == {"note"}


@pytest.mark.parametrize("name", LOSSES)
def test_a_repair_that_cannot_be_put_back_is_found(after: psycopg.Connection, name: str) -> None:
    """Because the archive lost something, which is told apart, or because V2 moved on."""
    damage, kind = LOSSES[name]
    after.execute(damage.encode())
    found = find_lost(after)
    assert [kind in each.kind for each in found] == [True]
    assert find_unkept(after) == find_unkept(after, "R1") == (found if kind == "not in the archive" else ())
    assert find_unkept(after, "R2") == ()
    assert find_breaks(after, RELATIONS.values()) == ()


def test_rows_that_went_along_unsaid_are_found(v2: psycopg.Connection) -> None:
    """A declared cascade took rows along that the archive does not hold: undoing would not give them back."""
    v2.execute("delete from v2_note where income_id > 23")
    v2.execute("alter table v2_note add foreign key (income_id) references v2_income on delete cascade")
    with repairing(v2) as repair, repair.batch("quarantine") as batch:
        repair.change(
            batch, "quarantine", "income", {"id": 23}, "quarantine", "delete from v2_income where id = 23"
        )
    proof, found = prove(v2, RELATIONS)
    assert (proof.tables, proof.proved) == (2, 1)
    assert [(each.kind, each.sample) for each in found] == [
        ("tables in which more was changed than the log says", ("note",))
    ]


def test_a_tail_that_was_cut_off_is_found(after: psycopg.Connection) -> None:
    """A chain without its last link still closes; undoing what it says would not give back what was."""
    after.execute(
        f"delete from {trail.CHANGES} where batch = 3; delete from {trail.BATCHES} where number = 3".encode()
    )
    assert find_breaks(after, RELATIONS.values()) == ()
    assert {name for each in prove(after, RELATIONS)[1] for name in each.sample} == {"income", "note"}


def test_what_others_write_is_not_laid_at_the_repairs_door(v2: psycopg.Connection) -> None:
    """Neither while it is at work nor afterwards: nothing is proved of such a table, and nothing is wrong."""
    with repairing(v2) as repair:
        for row in (21, 22):
            with repair.batch("re-point") as batch:
                change = f"update v2_income set agent_id = 5 where id = {row}"
                repair.change(batch, "re-point", "income", {"id": row}, "re-point", change)
            v2.execute("update v2_income set amount = amount + 1 where id = 3")
    assert prove(v2, RELATIONS)[1] == ()
    v2.execute("update v2_income set amount = 0 where id = 4")
    assert prove(v2, RELATIONS) == (Proof("R1", 1, 0, 1), ())
    assert find_lost(v2) == ()
    assert find_breaks(v2, RELATIONS.values()) == ()


def test_columns_that_came_since_change_nothing(after: psycopg.Connection) -> None:
    """Rows are as they were left, but for a column that nobody has filled."""
    after.execute("alter table v2_income add column note text")
    assert find_lost(after) == ()
    after.execute("update v2_income set note = 'x' where id = 21")
    assert len(find_lost(after)) == 1


@pytest.mark.parametrize(
    ("change", "made"),
    [
        ("update v2_income set agent_id = 999 where id = 21", [(GIVEN, 1)]),
        ("delete from v2_agent where id = 7", [(BEREFT, 1)]),
        ("update v2_agent set id = 77 where id = 7", [(BEREFT, 1)]),
        ("insert into v2_income values (50, 998)", [(GIVEN, 1)]),
        ("update v2_income set amount = 0 where id = 23", []),
        ("update v2_income set agent_id = null where id = 23", []),
        ("delete from v2_agent where id = 7; delete from v2_income where agent_id = 7", []),
    ],
)  # fmt: skip
def test_an_orphan_that_a_repair_made_is_new(
    v2: psycopg.Connection, change: str, made: list[tuple[str, int]]
) -> None:
    """A value that it gave, or a parent that it took; an orphan that it left alone is none of its own."""
    keys = {"agent": ({"id": 7},), "income": ({"id": 21}, {"id": 23}, {"id": 50})}
    with repairing(v2) as repair, repair.batch("step") as batch:
        done = False
        for table, rows in keys.items():
            for key in rows:
                if f"v2_{table}" in change and (str(key["id"]) in change):
                    repair.change(batch, "step", table, key, "quarantine", "select 1" if done else change)
                    done = True
    assert orphans(v2) == made
    v2.execute("insert into v2_income values (60, 997)")
    assert orphans(v2) == made


def test_more_orphans_than_before_are_a_doubt(after: psycopg.Connection) -> None:
    """What a run counted at its end is held beside its beginning."""
    assert find_risen(after) == ()
    after.execute(
        sql.SQL("update {} set orphans = {}").format(
            sql.Identifier("cutover_repair", "runs"),
            '{"before": {"a.b": 1}, "after": {"a.b": 3, "c.d": 1}}',
        )
    )
    (found,) = find_risen(after)
    assert found.sample == ("a.b in run R1: 1 → 3", "c.d in run R1: 0 → 1")


CHECKS = {check: Check(check, duty) for check, duty in REPAIR.items()}
WHOLE = Trail(runs=1, changes=5, batches=3, head="f" * 64)


@pytest.mark.parametrize("asked", CHECKS.values(), ids=CHECKS)
def test_what_is_found_becomes_evidence(asked: Check) -> None:
    """Whole passes, a finding fails, a doubt does neither, what may not be read is an error."""
    found = (Finding("breaks in the chain", 2, ("7", "9")),)
    looked = {
        Outcome.PASSED: Looked(WHOLE, notes=("n",), figures={"tables proved": 3}),
        Outcome.FAILED: Looked(WHOLE, found, found),
        Outcome.INCONCLUSIVE: Looked(WHOLE, doubts=found),
        Outcome.ERROR: Looked(Trail(lacking=("runs",), unreadable=True)),
        Outcome.NOT_RUN: Looked(None),
    }
    told = {outcome: evidence(asked, each) for outcome, each in looked.items()}
    assert [each.outcome for each in told.values()] == list(told)
    assert "5 changes in 3 batches" in told[Outcome.PASSED].actual
    assert told[Outcome.PASSED].notes[-1].endswith("f" * 64)
    assert told[Outcome.FAILED].actual == "breaks in the chain: 2 (7, 9)"
    assert len(told[Outcome.FAILED].samples) == 2
    assert "grant usage on schema cutover_repair" in told[Outcome.ERROR].notes[0]
    assert told[Outcome.NOT_RUN].cause == NEVER_REPAIRED
    broken = evidence(asked, Looked(Trail(lacking=("changes",))))
    assert (broken.outcome, broken.actual) == (Outcome.FAILED, "V2's archive has no table changes")
