"""What is demanded of a plan beyond what the command line can get wrong: else V2 stays as it was."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, replace

import psycopg
import pytest

from cutover.compare.fingerprint import fingerprint
from cutover.compare.trail import SCHEMA
from cutover.repair import archive
from cutover.repair.apply import apply
from cutover.repair.demands import relations_of
from cutover.repair.fingerprint import fingerprints
from cutover.repair.opening import Opened
from cutover.repair.plan import Plan, Row
from cutover.repair.refusal import RepairRefused

from .planned import of_everything, plan_of
from .small import Ground, Pair

USER, SETTINGS, MEMBERS, LOGS = "mvpw5_664", "mvpw5_667", "mvpw5_698", "mvpw5_723"
V1_USER = "mvpw1_41"


@dataclass(frozen=True)
class Given:
    """A pair that is open, its plan, and who may what."""

    pair: Pair
    opened: Opened
    plan: Plan
    small: Ground

    def apply(self, approved: str | None = None, by: str = "Ada", plan: Plan | None = None) -> None:
        """Apply the plan, or another one by its own digest."""
        told = plan or self.plan
        apply(self.opened, told, told.digest if approved is None else approved, by)

    def spoiled(self, do: str, undo: str) -> AbstractContextManager[None]:
        """Have V2 otherwise while the block runs; ROLE is who repairs, DATABASE where."""
        return spoiled(self, do, undo)

    def tables(self) -> dict[str, str]:
        """What the tables of the plan hold."""
        with psycopg.connect(self.pair.owner) as connection:
            connection.execute("set timezone = 'UTC'")
            names = relations_of(self.plan, self.opened.names)
            return {each: fingerprint(connection, each) for each in names}


@contextmanager
def spoiled(given: Given, do: str, undo: str) -> Iterator[None]:
    """Run SQL as one who may do anything, and other SQL afterwards."""
    names = {
        "ROLE": f'"{given.small.name}_repair"',
        "DATABASE": f'"{given.opened.database.partition("/")[2]}"',
    }
    for name, meant in names.items():
        do, undo = do.replace(name, meant), undo.replace(name, meant)
    given.pair.plant(*do.split("; "))
    try:
        yield
    finally:
        given.pair.plant(*undo.split("; "))


@pytest.fixture(scope="module")
def given(pair: Pair, small: Ground) -> Iterator[Given]:
    """A pair that nobody has repaired, and an approved plan."""
    with pair.opened() as opened:
        plan = of_everything(opened)
        before = fingerprints(opened.pair.v2, opened.names.v2)
        opened.v2.connection.rollback()
        found = Given(pair, opened, plan, small)
        yield found
        assert fingerprints(opened.pair.v2, opened.names.v2) == before


def spoil(do: str, undo: str) -> Callable[[Given], None]:
    """Apply while V2 is otherwise."""

    def call(given: Given) -> None:
        with given.spoiled(do, undo):
            given.apply()

    return call


def step_with(given: Given, **changes: object) -> None:
    """Apply a plan whose first step somebody wrote by hand."""
    first, *rest = given.plan.steps
    given.apply(plan=replace(given.plan, steps=(replace(first, **changes), *rest)))  # type: ignore[arg-type]


def other_plan(given: Given) -> None:
    """Approve one plan and apply another."""
    given.apply(plan_of(given.opened, *given.plan.steps[:1]).digest)


def other_content(given: Given) -> None:
    """Apply a plan that was made before V1 changed."""
    *rest, last = given.plan.steps
    given.apply(plan=replace(given.plan, steps=(*rest, replace(last, content="0" * 64))))


def v1_writable(given: Given) -> None:
    """Let the one who repairs write a table of V1, in another database of the server."""
    role = f'"{given.small.name}_repair"'
    with given.small.server.connect(f"{given.small.name}_v1") as v1:
        v1.execute(f"grant update on {V1_USER} to {role}".encode())
        try:
            given.apply()
        finally:
            v1.execute(f"revoke update on {V1_USER} from {role}".encode())


def after_half_a_restore(given: Given) -> None:
    """Apply while a restore was left half done."""
    with psycopg.connect(given.pair.repair, autocommit=True) as connection, ExitStack() as undo:
        undo.callback(lambda: connection.execute(f"drop schema {SCHEMA} cascade"))
        archive.create_archive(connection)
        archive.begin_run(connection, "two", "restore", "Bob", undoes="one", state="stopped")
        given.apply()


def of_settings(given: Given) -> Row:
    """A row that the plan takes out."""
    return given.plan.steps[2].rows[0]


def changed_row(given: Given) -> None:
    """Apply after somebody wrote to a row of the plan."""
    moved(given, SETTINGS, of_settings(given).key[0])


def changed_column(given: Given) -> None:
    """Apply after somebody changed another column of a row than the plan would."""
    row = given.plan.steps[0].rows[0].key[0]
    kept = f"(select city from {USER} where id = {row})"
    value = str(given.pair.value(f"select quote_nullable({kept})"))
    spoil(
        f"update {USER} set city = '{secrets.token_hex(4)}' where id = {row}",
        f"update {USER} set city = {value} where id = {row}",
    )(given)


def changed_along(given: Given) -> None:
    """Apply after a row changed that would go along."""
    row = next(each for step in given.plan.steps for row in step.rows for each in row.cascade).key[0]
    moved(given, MEMBERS, row)


def moved(given: Given, table: str, row: str) -> None:
    """Apply while a row has another key."""
    there, back = f"set id = -1 where id = {row}", f"set id = {row} where id = -1"
    spoil(f"update {table} {there}", f"update {table} {back}")(given)


CALLS: dict[str, tuple[str, Callable[[Given], object]]] = {
    "another plan's digest": ("repair-digest-wrong", other_plan),
    "eleven digits": ("repair-digest-wrong", lambda given: given.apply(given.plan.digest[:11])),
    "the last digits": ("repair-digest-wrong", lambda given: given.apply(given.plan.digest[-12:])),
    "one digit too many": ("repair-digest-wrong", lambda given: given.apply(given.plan.digest + "0")),
    "any digest": ("repair-digest-wrong", lambda given: given.apply("%")),
    "no name": ("repair-no-name", lambda given: given.apply(by="")),
    "blanks for a name": ("repair-no-name", lambda given: given.apply(by=" \t ")),
    "another way of writing": (
        "repair-plan-format",
        lambda given: given.apply(plan=replace(given.plan, format="cutover-repair-plan-0")),
    ),
    "the same name on another server": (
        "repair-other-database",
        lambda given: given.apply(plan=replace(given.plan, database=f"1{given.plan.database}")),
    ),
    "a step about a table of V1": ("repair-plan-unknown", lambda given: step_with(given, table=V1_USER)),
    "a step about no reference": ("repair-plan-unknown", lambda given: step_with(given, subject="user.x_id")),
    "a step from no V1 table": (
        "repair-plan-unknown",
        lambda given: step_with(given, kind="missing", action="restore", source="nothing"),
    ),
    "a step about another column": ("repair-plan-unknown", lambda given: step_with(given, column="email")),
    "rows of a table that no rule names": (
        "repair-plan-unknown",
        lambda given: step_with(given, kind="surplus", action="quarantine", subject="user", column=""),
    ),
    "money that nobody decided about": (
        "repair-plan-unknown",
        lambda given: step_with(
            given, subject="income.transaction_id", table="income", column="transaction_id"
        ),
    ),
    "a row changed since": ("repair-plan-older", changed_row),
    "another column changed since": ("repair-plan-older", changed_column),
    "a row that goes along changed": ("repair-plan-older", changed_along),
    "V1 changed since": ("repair-plan-older", other_content),
    "V2 got a row since": (
        "repair-plan-older",
        spoil(f"insert into {LOGS} (id) values (7)", f"delete from {LOGS}"),
    ),
    "a role that may write V1": ("repair-v1-writable", v1_writable),
    "a role that becomes anybody": (
        "repair-superuser",
        spoil("grant pg_write_all_data to ROLE", "revoke pg_write_all_data from ROLE"),
    ),
    "a table that hides rows": (
        "repair-no-rights",
        spoil(
            f"alter table {SETTINGS} enable row level security, force row level security",
            f"alter table {SETTINGS} no force row level security, disable row level security",
        ),
    ),
    "nowhere to keep what was": (
        "repair-no-archive",
        spoil("revoke create on database DATABASE from ROLE", "grant create on database DATABASE to ROLE"),
    ),
    "a restore half done": ("repair-restore-unfinished", after_half_a_restore),
}


@pytest.mark.parametrize("call", CALLS)
def test_it_is_refused_and_nothing_is_changed(given: Given, call: str) -> None:
    """It says by a stable code what is wrong, and what to do; every row is as it was, no archive is made."""
    code, act = CALLS[call]
    given.opened.v1.connection.rollback()  # within a transaction it may go on believing what it knew of roles
    before = given.tables()
    with pytest.raises(RepairRefused) as refused:
        act(given)
    assert refused.value.code == code
    assert refused.value.hint
    told = str(refused.value)
    assert not any(secret in told for secret in given.small.passwords.values())
    assert given.tables() == before
    assert given.pair.value(f"select to_regnamespace('{SCHEMA}') is null")
