"""For every orphan the best that is possible is planned, whatever became of its parent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from cutover.manifest.reference import Reference
from cutover.manifest.repairing import Decision, Decisions, RepairFile, Sum
from cutover.manifest.table import TableFile
from cutover.manifest.waiver import Waiver
from cutover.repair.ground import Ground
from cutover.repair.plan import Row, Step
from cutover.repair.planning import Rows, plan_rows
from cutover.repair.refusal import RepairRefused
from cutover.repair.restoring import keys_of

from .by_hand import (
    DEALS,
    DEALS_MISSING,
    DEALS_SURPLUS,
    NAMES,
    PEOPLE,
    PEOPLE_MISSING,
    REFERENCES,
    Two,
    migration,
    sessions,
    two_databases,
)

ANN, BOB = {"name": "Ann", "theme": "dark", "dark": "true"}, {"name": "Bob", "theme": "light"}
NOW = datetime(2026, 1, 27, tzinfo=UTC)


@pytest.fixture(scope="module")
def dsns() -> Iterator[tuple[str, str]]:
    """Two databases of this file's own."""
    with two_databases() as found:
        yield found


@pytest.fixture
def two(dsns: tuple[str, str]) -> Iterator[Two]:
    """Ann and Bob in both, Ann's settings in V2 too."""
    with sessions(dsns) as found:
        found.people(ANN, BOB)
        found.v2.execute("insert into person (id, name) values (1, 'Ann'), (2, 'Bob')")
        found.v2.execute("insert into settings values (10, 1, 'dark', true)")
        yield found


def planned(two: Two, **changes: object) -> Rows:
    """What is planned."""
    return plan_rows(Ground(migration(**changes), NAMES, two.v1, two.v2), now=NOW)


def steps(two: Two, **changes: object) -> dict[str, list[tuple[str, ...]]]:
    """The keys of each step's rows, by its address."""
    return {step.id: list(keys_of(step)) for step in planned(two, **changes).steps}


def only(rows: Rows) -> tuple[Step, Row]:
    """The one step and its one row."""
    ((step,), (row,)) = rows.steps, rows.steps[0].rows
    return step, row


def decided(reference: str, key: str, action: str, to: str | None = None) -> RepairFile:
    """The rules with one decision of Grace's."""
    told = Decision(key=key, action=action, to=to, reason="it is hers", by="Grace")
    return RepairFile(decisions=(Decisions(reference=reference, rows=(told,)),))


def test_nothing_is_planned_where_nothing_points_nowhere(two: Two) -> None:
    """An empty plan is a plan too."""
    assert planned(two) == Rows()


def test_a_row_is_pointed_at_what_v1_says_of_it(two: Two) -> None:
    """Its own key is whole, so V1's row is found by it."""
    two.deals({"kind": "sale", "person": 2, "amount": "5.00"})
    two.v2.execute("insert into deal values (1, 99, 5)")
    step, row = only(planned(two))
    assert (step.id, step.column, step.risk) == (
        "orphans/deal.person_id/re-point/never in V1",
        "person_id",
        "low",
    )
    assert (row.key, row.before, row.after, row.decision) == (("1",), "99", "2", "")
    assert two.rows("select md5(to_jsonb(d)::text) from deal d") == [(row.fingerprint,)]


def test_a_row_whose_key_is_lost_is_found_by_what_it_holds(two: Two) -> None:
    """Of V1's rows that V2 lacks, the one that holds the same in every other column."""
    two.v2.execute("insert into settings values (11, 99, 'light', false)")
    step, row = only(planned(two))
    assert (step.id, row.after) == ("orphans/settings.person_id/re-point/never in V1", "2")
    assert "holds the same in every other column (2)" in step.reason


def test_rows_that_are_alike_are_matched_in_order_each_once(dsns: tuple[str, str]) -> None:
    """Which of them is which nobody can say, and it makes no difference; one too many is nobody's."""
    with sessions(dsns) as two:
        two.people(ANN, ANN, None, ANN)
        two.v2.execute("insert into person (id) values (1), (2), (4)")
        two.v2.execute("insert into settings values (1, 2, 'dark', true)")
        two.v2.execute("insert into settings select n, 90 + n, 'dark', true from generate_series(5, 7) as n")
        found = planned(two)
        first, second = found.steps
        assert [(row.key, row.after) for row in first.rows] == [(("5",), "1"), (("6",), "4")]
        assert (first.risk, "2 of them are alike" in first.reason) == ("medium", True)
        assert (second.action, [row.key for row in second.rows]) == ("quarantine", [("7",)])


def test_an_element_of_an_array_is_found_by_the_rest_of_its_key(two: Two) -> None:
    """A tag belongs to the deal that lacks just this one."""
    two.deals(
        {"kind": "sale", "person": 1, "tags": ["hot", "new"]},
        {"kind": "sale", "person": 1, "tags": ["hot", "old"]},
    )
    two.v2.execute("insert into deal values (1, 1, null), (2, 1, null)")
    two.v2.execute("insert into deal_tag values (1, 1, 'hot'), (2, 1, 'new'), (3, 77, 'hot'), (4, 2, 'old')")
    assert only(planned(two))[1].after == "2"


def test_a_parent_that_v1_holds_is_restored(two: Two) -> None:
    """Before the rows that point at it, which stay as they are."""
    two.v2.execute("delete from person where id = 1")
    found = planned(two)
    assert [step.id for step in found.steps] == [
        "missing/people.person/restore/in V1, not migrated",
        "orphans/settings.person_id/restore/in V1, not migrated",
    ]
    assert [step.changes for step in found.steps] == [True, False]
    assert found.found == {"orphans/settings.person_id": 1, "missing/people.person": 1}
    assert "1 by settings.person_id" in found.steps[0].reason


def test_a_parent_that_is_missing_anyway_is_restored_once(two: Two) -> None:
    """The table's own step does it."""
    two.v2.execute("delete from person")
    found = steps(two, repair=RepairFile(missing=(PEOPLE_MISSING,)))
    assert found["missing/people.person/restore/in V1, not migrated"] == [("1",), ("2",)]
    assert list(found) == [
        "missing/people.person/restore/in V1, not migrated",
        "missing/people.settings/restore/in V1, not migrated",
        "orphans/settings.person_id/restore/in V1, not migrated",
    ]
    assert found["missing/people.settings/restore/in V1, not migrated"] == [("2",)]


def test_a_restored_row_points_at_something_too(two: Two) -> None:
    """What it points at is restored before it."""
    two.deals({"kind": "sale", "person": 2, "tags": ["hot"]})
    two.v2.execute("delete from person where id = 2")
    two.v2.execute("insert into deal_tag values (1, 1, 'hot')")
    assert list(steps(two)) == [
        "missing/people.person/restore/in V1, not migrated",
        "missing/deals.deal/restore/in V1, not migrated",
        "orphans/deal_tag.deal_id/restore/in V1, not migrated",
    ]


def test_what_a_missing_row_points_at_is_restored_before_it(two: Two) -> None:
    """Also where no orphan asks for it, and its table has no rule; a row that would be an orphan is left."""
    two.deals({"kind": "sale", "person": 2}, {"kind": "sale", "person": 99}, {"kind": "sale", "person": 1})
    two.v2.execute("delete from person where id = 2")
    found = planned(two, repair=RepairFile(missing=(DEALS_MISSING,)))
    assert [(step.subject, list(keys_of(step))) for step in found.steps] == [
        ("people.person", [("2",)]),
        ("deals.deal", [("1",), ("3",)]),
    ]
    assert found.found == {"missing/people.person": 1, "missing/deals.deal": 3}
    assert found.left == {
        "missing/deals.deal": "1: what they point at is neither in V2 nor can it be restored"
    }


def test_no_row_is_restored_that_would_point_nowhere(two: Two) -> None:
    """A new orphan is no repair."""
    two.deals({"kind": "sale", "person": 99, "tags": ["hot"]})
    two.v2.execute("insert into deal_tag values (1, 1, 'hot')")
    step, _ = only(planned(two))
    assert (step.action, step.absence) == ("quarantine", "in V1, not migrated")


def test_rows_that_point_at_each_other_are_restored_together(two: Two) -> None:
    """Neither waits for the other."""
    columns = {"name": "name", "friend_id": "friend"}
    made = {"v1": {"table": "people"}, "v2": {"person": {"columns": columns}}}
    person = TableFile.model_validate(made, context={}).v2[0]
    people = PEOPLE.model_copy(update={"v2": (PEOPLE.v2[0], person)})
    friends = Reference(child="person", column="friend_id", parent="person", domain="user")
    two.v2.execute("alter table person add friend_id int")
    two.v1.execute("""update people set xdo = xdo || jsonb_build_object('friend', 3 - id)""")
    two.v2.execute("delete from person; insert into settings values (11, 2, 'light', false)")
    found = steps(two, tables=(people, DEALS), references=(*REFERENCES, friends))
    assert found["missing/people.person/restore/in V1, not migrated"] == [("1",), ("2",)]
    assert len(found) == 2


def test_what_needs_a_row_that_cannot_be_restored_cannot_be_either(two: Two) -> None:
    """Ann's friend Bob would point at nobody, so neither comes back, and the settings go."""
    columns = {"name": "name", "friend_id": "friend"}
    made = {"v1": {"table": "people"}, "v2": {"person": {"columns": columns}}}
    person = TableFile.model_validate(made, context={}).v2[0]
    people = PEOPLE.model_copy(update={"v2": (PEOPLE.v2[0], person)})
    friends = Reference(child="person", column="friend_id", parent="person", domain="user")
    two.v2.execute("alter table person add friend_id int")
    two.v1.execute(
        "update people set xdo = xdo || jsonb_build_object('friend', case id when 1 then 2 else 99 end)"
    )
    two.v2.execute("delete from person; insert into settings values (11, 2, 'light', false)")
    found = steps(two, tables=(people, DEALS), references=(*REFERENCES, friends))
    assert found == {"orphans/settings.person_id/quarantine/in V1, not migrated": [("10",), ("11",)]}


def test_a_column_becomes_null_where_it_may(two: Two) -> None:
    """V1 says of no person, or knows nothing of the row at all: the row is kept."""
    two.deals({"kind": "sale", "person": ""})
    two.v2.execute("insert into deal values (1, 98, null), (5, 99, null)")
    (step,) = planned(two).steps
    assert step.id == "orphans/deal.person_id/set-null/never in V1"
    assert [(row.key, row.before, row.after) for row in step.rows] == [
        (("1",), "98", None),
        (("5",), "99", None),
    ]
    assert (step.loss.rows, step.loss.values, step.risk) == (0, 2, "medium")
    assert "V1 says of none (1)" in step.reason
    assert "V1 knows nothing of the row (1)" in step.reason


def test_a_column_that_v2_never_lets_be_empty_is_not_emptied(two: Two) -> None:
    """What the catalogue says goes before what the manifest says."""
    two.v2.execute("alter table deal alter person_id set not null")
    two.v2.execute("insert into deal values (5, 99, null)")
    assert only(planned(two))[0].action == "quarantine"


def test_what_cannot_be_kept_goes_with_all_that_points_at_it(two: Two) -> None:
    """A deal that V1 knows nothing of, in a table whose surplus rows go: once, with its tags."""
    two.v2.execute("insert into deal values (5, 99, null)")
    two.v2.execute("insert into deal_tag values (1, 5, 'hot'), (2, 5, 'new')")
    found = planned(two, repair=RepairFile(surplus=(DEALS_SURPLUS,)))
    step, row = only(found)
    assert (step.id, step.loss.rows) == ("orphans/deal.person_id/quarantine/never in V1", 3)
    assert [(each.table, each.key) for each in row.cascade] == [("deal_tag", ("1",)), ("deal_tag", ("2",))]
    assert found.found == {"orphans/deal.person_id": 1}


def test_a_row_that_is_an_orphan_twice_is_changed_twice(two: Two) -> None:
    """The second change expects the row as the first one leaves it."""
    both = Reference(child="deal", column="buyer_id", parent="person", domain="deal", nullable=True)
    two.v2.execute("alter table deal add buyer_id int")
    deals = TableFile.model_validate(
        {"v1": {"table": "deals"}, "v2": {"deal": {"columns": {"person_id": "person", "buyer_id": "buyer"}}}},
        context={},
    )
    two.deals({"kind": "sale", "person": 1, "buyer": 2})
    two.v2.execute("insert into deal values (1, 98, 5, 99)")
    found = planned(two, tables=(PEOPLE, deals), references=(*REFERENCES, both))
    first, second = (step.rows[0] for step in found.steps)
    assert (first.after, second.after) == ("1", "2")
    two.v2.execute("update deal set person_id = 1")
    assert two.rows("select md5(to_jsonb(d)::text) from deal d") == [(second.fingerprint,)]


def test_a_row_that_goes_is_not_pointed_elsewhere_before(two: Two) -> None:
    """An orphan by two references that one of them takes away stands in one step."""
    both = Reference(child="settings", column="team_id", parent="person", domain="user")
    two.v2.execute(
        "alter table settings add team_id int; insert into settings values (11, 99, 'light', false, 98)"
    )
    found = planned(two, references=(*REFERENCES, both))
    step, _ = only(found)
    assert (step.subject, step.action) == ("settings.team_id", "quarantine")
    assert found.found == {"orphans/settings.person_id": 1, "orphans/settings.team_id": 1}


def test_v1s_row_is_restored_where_its_own_is_not_known_any_more(two: Two) -> None:
    """Bob's settings differ in V2, so nobody knows whose they are: they go, and V1's come."""
    two.v2.execute("insert into settings values (11, 99, 'pink', false)")
    assert steps(two) == {
        "missing/people.settings/restore/in V1, not migrated": [("2",)],
        "orphans/settings.person_id/quarantine/never in V1": [("11",)],
    }


def test_a_lag_is_no_business_of_an_orphan(two: Two) -> None:
    """Of more rows that V2 lacks than there are such orphans, none is restored for their sake."""
    two.v2.execute("delete from settings; insert into settings values (11, 99, 'pink', false)")
    assert list(steps(two)) == ["orphans/settings.person_id/quarantine/never in V1"]


def test_a_row_that_an_orphan_turns_out_to_be_is_not_missing(two: Two) -> None:
    """It is pointed right, and not restored beside that."""
    two.v2.execute("insert into settings values (11, 99, 'light', false)")
    assert list(steps(two, repair=RepairFile(missing=(PEOPLE_MISSING,)))) == [
        "orphans/settings.person_id/re-point/never in V1"
    ]


@pytest.mark.parametrize(
    ("value", "v1", "absence"),
    [
        ("99", "select 1", "never in V1"),
        ("2", "delete from people where id = 2; insert into people values (3, '{}')", "deleted in V1 since"),
        ("2", "select 1", "in V1, not migrated"),
        ("none", "select 1", "key of another type"),
    ],
)
def test_the_plan_says_what_the_absence_means(two: Two, value: str, v1: str, absence: str) -> None:
    """Never there, deleted since, not migrated, no key at all."""
    two.v1.execute(v1.encode())
    two.v2.execute("delete from person where id = 2; alter table deal alter person_id type text")
    two.v2.execute("insert into deal values (5, %s, null)", (value,))
    (step,) = (each for each in planned(two).steps if each.kind == "orphans")
    assert step.absence == absence
    assert step.action == ("restore" if absence == "in V1, not migrated" else "set-null")


def test_several_columns_are_one_key(two: Two) -> None:
    """V1 says another value for one of them: that column is changed."""
    two.v2.execute("create table visit (id int primary key, person_id int, theme text)")
    two.v2.execute("insert into visit values (1, 1, 'pink'), (2, 1, null)")
    two.v1.execute("""create table visits (id int primary key, xdo jsonb)""")
    two.v1.execute("""insert into visits values (1, '{"person": 1, "theme": "dark"}')""")
    visits = TableFile.model_validate(
        {"v1": {"table": "visits"}, "v2": {"visit": {"columns": {"person_id": "person", "theme": "theme"}}}},
        context={},
    )
    whole = Reference(
        child="visit", column=("person_id", "theme"), parent="settings", parent_column=("person_id", "theme"),
        domain="user",
    )  # fmt: skip
    names = NAMES.__class__({**NAMES.v1, "visits": "visits"}, {**NAMES.v2, "visit": "visit"})
    made = migration(tables=(PEOPLE, DEALS, visits), references=(*REFERENCES, whole))
    step, row = only(plan_rows(Ground(made, names, two.v1, two.v2), now=NOW))
    assert (step.column, row.before, row.after) == ("theme", "pink", "dark")


def test_without_a_primary_key_nothing_can_be_planned(two: Two) -> None:
    """The orphans are counted and left, with why."""
    two.v2.execute("alter table deal drop constraint deal_pkey; insert into deal values (5, 99, null)")
    found = planned(two)
    assert (found.steps, found.found) == ((), {"orphans/deal.person_id": 1})
    assert "no primary key" in found.left["orphans/deal.person_id"]


def test_restored_money_carries_a_decision_too(two: Two) -> None:
    """Each row by itself, not as a range."""
    two.deals({"kind": "sale", "person": 2, "tags": ["hot"]})
    two.v2.execute("insert into deal_tag values (1, 1, 'hot')")
    restored, _ = planned(two, repair=RepairFile(financial=("deal",))).steps
    assert (restored.ranges, restored.count) == ((), 1)
    assert restored.rows[0].decision.startswith("restore deal out of V1's deals 1: ")


def test_money_carries_a_decision_with_its_grounds(two: Two) -> None:
    """Each row of a financial table, with what it amounts to, and at a higher risk."""
    rules = RepairFile(financial=("deal",), sums=(Sum(name="all", table="deal", measure="amount"),))
    two.deals({"kind": "sale", "person": 2, "amount": "5.00"})
    two.v2.execute("insert into deal values (1, 98, 5), (7, 99, 12.50)")
    pointed, emptied = planned(two, repair=rules).steps
    assert (pointed.rows[0].decision, pointed.risk) == (
        "keep deal 1 (amount 5.00) and point it at person 2: V1's deals 1 says so",
        "medium",
    )
    assert (emptied.rows[0].decision, emptied.risk) == (
        "keep deal 7 (amount 12.50), whatever it amounts to, without a person: V1 knows nothing of the row",
        "high",
    )


@pytest.mark.parametrize(
    ("action", "to", "done"),
    [
        ("set-null", None, "orphans/deal.person_id/set-null/never in V1"),
        ("re-point", "1", "orphans/deal.person_id/re-point/never in V1"),
        ("quarantine", None, "orphans/deal.person_id/quarantine/never in V1"),
        ("leave", None, "orphans/deal.person_id/leave/never in V1"),
    ],
)
def test_what_a_person_decided_goes_before_the_rules(
    two: Two, action: str, to: str | None, done: str
) -> None:
    """V1 says Bob; Grace says otherwise."""
    two.deals({"kind": "sale", "person": 2})
    two.v2.execute("insert into deal values (1, 99, null)")
    found = planned(two, repair=decided("deal.person_id", "1", action, to))
    step, row = only(found)
    assert (step.id, row.decision) == (done, "Grace: it is hers")
    assert found.left == ({"orphans/deal.person_id": "1: decided by Grace"} if action == "leave" else {})


def test_a_decided_row_is_not_given_to_another_orphan(two: Two) -> None:
    """Bob's settings are given to orphan 12 by decision, though 11 holds the same and comes first."""
    two.v2.execute("insert into settings values (11, 98, 'light', false), (12, 99, 'light', false)")
    found = planned(two, repair=decided("settings.person_id", "12", "re-point", "2"))
    assert {step.action: [row.key for row in step.rows] for step in found.steps} == {
        "re-point": [("12",)],
        "quarantine": [("11",)],
    }


@pytest.mark.parametrize(
    ("reference", "key", "action", "to", "why"),
    [
        ("deal.person_id", "1", "re-point", "77", "there is no person '77'"),
        ("deal.person_id", "1", "restore", None, "V1 holds no person to restore for it"),
        ("settings.person_id", "11", "re-point", "1", "V2 holds the row of person 1"),
    ],
)
def test_a_decision_that_cannot_be_carried_out_is_refused(
    two: Two, reference: str, key: str, action: str, to: str | None, why: str
) -> None:
    """Nothing is planned instead of what a person wanted."""
    two.v2.execute(
        "insert into deal values (1, 99, null); insert into settings values (11, 99, 'pink', true)"
    )
    with pytest.raises(RepairRefused, match="repair-decision-impossible") as refused:
        planned(two, repair=decided(reference, key, action, to))
    assert why in str(refused.value)


@pytest.mark.parametrize(
    ("at_most", "ends", "waived"), [(None, 27, 2), (2, 28, 2), (1, 28, 0), (None, 26, 0)]
)
def test_a_waiver_that_holds_leaves_its_orphans_alone(
    two: Two, at_most: int | None, ends: int, waived: int
) -> None:
    """Not one that has ended, nor one for fewer than there are."""
    two.v2.execute("insert into deal values (1, 98, null), (2, 99, null)")
    waiver = Waiver(
        check="references/deal.person_id", at_most=at_most, reason="finance decides", owner="data",
        requester="Ada", approver="Grace", expires=date(2026, 1, ends),
    )  # fmt: skip
    found = planned(two, waivers=(waiver,))
    assert found.waived == ({"orphans/deal.person_id": waived} if waived else {})
    assert len(found.steps) == (0 if waived else 1)
