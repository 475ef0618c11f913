"""Rows that V1 knows nothing of are put into quarantine, with all that points at them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from cutover.manifest.reference import Reference
from cutover.manifest.repairing import RepairFile, SurplusTable
from cutover.manifest.table import TableFile
from cutover.repair.cascade import closure
from cutover.repair.missing import Part
from cutover.repair.plan import Loss
from cutover.repair.refusal import RepairRefused
from cutover.repair.surplus import children_first, gone_after, plan_surplus

from .by_hand import DEALS_SURPLUS, NAMES, REFERENCES, Two, migration, sessions, two_databases


@pytest.fixture(scope="module")
def dsns() -> Iterator[tuple[str, str]]:
    """Two databases of this file's own."""
    with two_databases() as found:
        yield found


@pytest.fixture
def two(dsns: tuple[str, str]) -> Iterator[Two]:
    """Sessions with empty tables."""
    with sessions(dsns) as found:
        yield found


def planned(two: Two, rule: SurplusTable = DEALS_SURPLUS, **changes: object) -> Part:
    """The plan for a V2 table."""
    return plan_surplus(two.v1, two.v2, migration(**changes), NAMES, rule)


def along(two: Two, table: str, *keys: str, references: Sequence[Reference] = REFERENCES) -> list[list[str]]:
    """What each row takes along, as texts in the order in which they go."""
    found = closure(two.v2, migration(references=tuple(references)), NAMES, table, [(key,) for key in keys])
    return [[f"{each.table} {each.key[0]}" for each in found[(key,)].cascade] for key in keys]


def test_rows_that_v1_never_had_go_with_what_points_at_them(two: Two) -> None:
    """Deal 9 is above V1's highest id; its tags go before it, and are counted as lost."""
    two.deals({"kind": "sale"})
    two.v2.execute("insert into deal values (1), (9); insert into deal_tag values (5, 9, 'a'), (6, 1, 'b')")
    (step,) = planned(two).steps
    assert step.id == "surplus/deal/quarantine/never in V1"
    (row,) = step.rows
    assert (row.key, [(each.table, each.key, each.reference) for each in row.cascade]) == (
        ("9",),
        [("deal_tag", ("5",), "deal_tag.deal_id")],
    )
    assert (step.loss, step.risk) == (Loss(rows=2), "high")
    assert row.fingerprint == two.rows("select md5(to_jsonb(deal)::text) from deal where id = 9")[0][0]


def test_a_row_that_v1_deleted_is_told_apart(two: Two) -> None:
    """Deal 2 is below V1's highest id: V1 had it once, or could have."""
    two.deals({"kind": "sale"}, None, {"kind": "sale"})
    two.v2.execute("insert into deal values (1), (2), (3), (4)")
    assert [(each.absence, each.rows[0].key) for each in planned(two).steps] == [
        ("deleted in V1 since", ("2",)),
        ("never in V1", ("4",)),
    ]


def test_a_financial_row_carries_a_decision(two: Two) -> None:
    """The decision says what is done, what goes along, and on what grounds."""
    two.deals({"kind": "sale"})
    two.v2.execute("insert into deal values (1), (9); insert into deal_tag values (5, 9, 'a')")
    (step,) = planned(two, repair=RepairFile(financial=("deal",))).steps
    assert (step.financial, step.rows[0].decision) == (
        True,
        "quarantine, with 1 row that points at it: V1 has no row for id 9 (its ids end at 1);"
        " V2 synced them by itself. The archive keeps it.",
    )


def test_what_may_point_nowhere_is_loosened_first(two: Two) -> None:
    """A deal may have no person: it stays, its column becomes NULL before the person goes."""
    two.v2.execute("insert into person values (9, 'x'); insert into deal values (3, 9)")
    rule = SurplusTable(table="person", domain="user", reason="V1 does not know them")
    loosen, quarantine = planned(two, rule).steps
    assert (loosen.id, loosen.rows[0].key, loosen.rows[0].before) == (
        "surplus/deal.person_id/set-null",
        ("3",),
        "9",
    )
    assert (quarantine.rows[0].cascade, loosen.loss) == ((), Loss(values=1))


def test_what_the_plan_puts_right_otherwise_is_left_out(two: Two) -> None:
    """A row that is re-pointed is no surplus, nor one that an earlier step takes away."""
    two.v2.execute("insert into deal values (7), (8), (9); insert into deal_tag values (5, 9, 'a')")
    kept = plan_surplus(
        two.v1, two.v2, migration(), NAMES, DEALS_SURPLUS, kept={("7",)}, gone={("deal", ("8",))}
    )
    assert kept.found == {"surplus/deal": 1}
    assert gone_after(kept.steps) == {("deal", ("9",)), ("deal_tag", ("5",))}


def test_a_row_is_surplus_to_all_that_it_belongs_to(two: Two) -> None:
    """Of a table with two sources each row is looked for in its own, and one of neither in none."""
    people = TableFile.model_validate(
        {"v1": {"table": "people"}, "v2": {"person": {"owns": "name like 'p%'"}}}, context={}
    )
    deals = TableFile.model_validate(
        {"v1": {"table": "deals"}, "v2": {"person": {"owns": "name like '%d'"}}}, context={}
    )
    two.people({}, {})
    two.deals({}, None, {})
    two.v2.execute("insert into person values (1, 'p'), (2, 'd'), (3, 'd'), (4, 'p'), (5, 'x'), (6, 'pd')")
    rule = SurplusTable(table="person", domain="user", reason="V1 does not know them")
    part = planned(two, rule, tables=(people, deals), references=())
    assert sorted(row.key[0] for step in part.steps for row in step.rows) == ["2", "4", "6"]


def test_a_row_without_a_key_is_left(two: Two) -> None:
    """NULL stands in its key: it is found, and nobody says that V1 does not have it."""
    two.v2.execute("insert into deal_tag values (5, null, 'a')")
    part = planned(two, SurplusTable(table="deal_tag", domain="deal", reason="no such deals"))
    assert (part.steps, part.found) == ((), {"surplus/deal_tag": 1})
    assert part.left["surplus/deal_tag"].startswith("1: NULL in their key")


def test_tables_whose_rows_point_at_anothers_come_before_it(two: Two) -> None:
    """So each row that a rule names has a step of its own, and the order is otherwise the file's."""
    rules = [SurplusTable(table=each, domain="x", reason="y") for each in ("person", "deal", "deal_tag")]
    assert [each.table for each in children_first(migration(), rules)] == ["deal_tag", "deal", "person"]


def test_grandchildren_go_before_children(two: Two) -> None:
    """Each row goes before the one that it points at, however deep."""
    two.v2.execute("create table tag_note (id int primary key, tag_id int not null references deal_tag)")
    two.v2.execute(
        "insert into deal values (9); insert into deal_tag values (5, 9, 'a'), (6, 9, 'b');"
        "insert into tag_note values (1, 5), (2, 6), (3, 6)"
    )
    assert along(two, "deal", "9") == [["tag_note 1", "deal_tag 5", "tag_note 2", "tag_note 3", "deal_tag 6"]]


def test_a_row_goes_before_all_that_it_points_at(two: Two) -> None:
    """A row that two others of the cascade take along goes before both."""
    two.v2.execute(
        "create table tag_pair (id int primary key, deal_id int not null references deal,"
        " tag_id int not null references deal_tag);"
        "insert into deal values (9); insert into deal_tag values (5, 9, 'a');"
        "insert into tag_pair values (1, 9, 5)"
    )
    assert along(two, "deal", "9") == [["tag_pair 1", "deal_tag 5"]]


def test_a_constraint_that_no_file_names_counts(two: Two) -> None:
    """V2's own constraints take rows along too; one whose column may be NULL loosens, unless it cascades."""
    two.v2.execute(
        "create table a (id int primary key, deal_id int not null references deal);"
        "create table b (id int primary key, deal_id int references deal);"
        "create table c (id int primary key, deal_id int references deal on delete cascade);"
        "insert into deal values (9); insert into a values (1, 9); insert into b values (2, 9);"
        "insert into c values (3, 9)"
    )
    found = closure(two.v2, migration(), NAMES, "deal", [("9",)])[("9",)]
    assert [each.table for each in found.cascade] == ["a", "c"]
    assert [(each.table, each.column, each.before) for each in found.loosened] == [("b", "deal_id", "9")]


def test_chains_and_circles_end(two: Two) -> None:
    """Rows of one table point at each other in a circle: each goes once."""
    two.v2.execute(
        "create table node"
        " (id int primary key, up int not null references node deferrable initially deferred);"
        "insert into node values (1, 3), (2, 1), (3, 2), (4, 3)"
    )
    names = type(NAMES)(NAMES.v1, {**NAMES.v2, "node": "node"})
    found = closure(two.v2, migration(), names, "node", [("1",)])[("1",)]
    assert sorted(each.key[0] for each in found.cascade) == ["2", "3", "4"]


def test_what_two_rows_take_along_goes_with_the_first(two: Two) -> None:
    """A row stands in one cascade alone, and a row of the plan in none."""
    two.v2.execute(
        "create table pair"
        " (id int primary key, one int not null references deal, two int not null references deal);"
        "insert into deal values (8), (9); insert into pair values (1, 9, 8)"
    )
    assert along(two, "deal", "8", "9") == [["pair 1"], []]


def test_keys_of_several_columns_and_of_other_types_are_followed(two: Two) -> None:
    """A composite key is compared whole; a column of another type as text."""
    two.v2.execute(
        "create table seat (hall int, place text, primary key (hall, place));"
        "create table ticket (id text primary key, hall int not null, place text not null,"
        " foreign key (hall, place) references seat);"
        "create table note (id int primary key, ticket bigint not null);"
        "insert into seat values (1, 'a'), (1, 'b'); insert into ticket values ('7', 1, 'a'), ('8', 1, 'b');"
        "insert into note values (1, 7)"
    )
    names = type(NAMES)(NAMES.v1, {**NAMES.v2, **{each: each for each in ("seat", "ticket", "note")}})
    reference = Reference(child="note", column="ticket", parent="ticket", domain="x")
    found = closure(two.v2, migration(references=(reference,)), names, "seat", [("1", "a")])
    assert [each.table for each in found[("1", "a")].cascade] == ["note", "ticket"]


def test_a_cascade_that_would_take_very_much_is_refused(two: Two) -> None:
    """Nobody approves a plan that sweeps a table away."""
    two.v2.execute(
        "insert into deal values (9); insert into deal_tag select n, 9, 'a' from generate_series(1, 20) n"
    )
    with pytest.raises(RepairRefused, match="repair-cascade-too-large"):
        closure(two.v2, migration(), NAMES, "deal", [("9",)], most=10)
