"""Rows that V2 lacks are found, planned, and given as V2 would hold them."""

from __future__ import annotations

from collections.abc import Iterator

import orjson
import pytest

from cutover.manifest.repairing import Fill, MissingTable, RepairFile
from cutover.manifest.table import Settled
from cutover.repair.missing import Part, plan_missing
from cutover.repair.origin import origin_named
from cutover.repair.plan import Step
from cutover.repair.refusal import RepairRefused
from cutover.repair.restoring import GONE, STANDS, Restored, content_of, keys_of, rows_of

from .by_hand import DEALS_MISSING, NAMES, PEOPLE, PEOPLE_MISSING, Two, migration, sessions, two_databases


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


def planned(two: Two, rule: MissingTable = PEOPLE_MISSING, **changes: object) -> Part:
    """The plan for a V1 table."""
    return plan_missing(two.v1, two.v2, migration(**changes), NAMES, rule)


def given(two: Two, step: Step, **changes: object) -> list[Restored]:
    """The rows of a step, as V2 is to get them."""
    origin = origin_named(two.v1, two.v2, migration(**changes), NAMES, step.source, step.table)
    return list(rows_of(two.v1, two.v2, origin, keys_of(step)))


def insert(two: Two, step: Step) -> list[Restored]:
    """Do a step, as an INSERT of the columns that each row names."""
    rows = given(two, step)
    for each in rows:
        if each.row is not None:
            columns = ", ".join(orjson.loads(each.row))
            two.v2.execute(
                f"insert into {step.table} ({columns})"
                f" select {columns} from jsonb_populate_record(null::{step.table}, %s)".encode(),
                (each.row,),
            )
    return rows


def test_what_v2_lacks_is_planned_as_ranges_parents_first(two: Two) -> None:
    """Rows 1 to 3 and 5 are missing; the person comes before the settings that point at it."""
    two.people({"name": "a"}, {"name": "b"}, {"name": "c"}, {"name": "d"}, {"name": "e"})
    two.v2.execute("insert into person values (4, 'd'); insert into settings values (1, 4, null, false)")
    part = planned(two)
    assert [(each.id, each.ranges, each.count) for each in part.steps] == [
        ("missing/people.person/restore/in V1, not migrated", ("1-3", "5"), 4),
        ("missing/people.settings/restore/in V1, not migrated", ("1-3", "5"), 4),
    ]
    assert part.found == {"missing/people.person": 4, "missing/people.settings": 4}
    assert part.left == {}


def test_nothing_is_planned_of_nothing(two: Two) -> None:
    """Where V2 lacks nothing there is no step, and nothing was found."""
    assert planned(two) == Part()


def test_a_row_arrives_with_every_digit_and_a_key_of_its_own(two: Two) -> None:
    """V1's values become V2's types; the new row's number follows the highest that there is."""
    two.people(
        {
            "name": 'Zoë "x" \\',
            "born": "1970-01-01",
            "balance": "123456789012.25",
            "theme": "",
            "dark": "true",
        }
    )
    two.v2.execute("insert into settings values (7, 99, 'x', false)")
    for step in planned(two).steps:
        insert(two, step)
    assert two.rows("select id, name, born::text, balance::text, noted_at from person") == [
        (1, 'Zoë "x" \\', "1970-01-01", "123456789012.25", None)
    ]
    assert two.rows("select * from settings where person_id = 1") == [(8, 1, "", True)]
    assert planned(two) == Part()


def test_elements_of_an_array_are_rows_of_their_own(two: Two) -> None:
    """An element is known by its place; equal ones are counted, and a sequence numbers the new rows."""
    two.deals({"kind": "sale", "tags": ["a", "b", "a"]}, {"kind": "sale", "tags": None}, {"kind": "draft"})
    two.v2.execute("insert into deal_tag (deal_id, tag) values (1, 'a')")
    part = planned(two, DEALS_MISSING)
    (deals, tags) = part.steps
    assert (deals.ranges, [row.key for row in tags.rows]) == (("1-2",), [("1", "2"), ("1", "3")])
    assert [each.row is not None for each in insert(two, tags)] == [True, True]
    assert two.rows("select id, tag from deal_tag order by id") == [(1, "a"), (2, "b"), (3, "a")]
    assert [each.why for each in insert(two, tags)] == [STANDS, STANDS]


def test_a_sequence_that_lags_gives_no_number_that_is_taken(two: Two) -> None:
    """Where V2's rows were written with numbers, new rows follow the highest of them."""
    two.deals({"kind": "sale", "tags": ["a"]})
    two.v2.execute("insert into deal_tag values (41, 9, 'x')")
    (_, tags) = planned(two, DEALS_MISSING).steps
    insert(two, tags)
    assert two.rows("select id, deal_id from deal_tag order by id") == [(41, 9), (42, 1)]


def test_what_was_restored_by_others_meanwhile_is_not_given_again(two: Two) -> None:
    """A row that V2 holds by then, and one that V1 has lost, are told with why."""
    two.people({"name": "a"}, {"name": "b"}, {"name": "c"})
    (people, _) = planned(two).steps
    two.v2.execute("insert into person values (2, 'b')")
    two.v1.execute("delete from people where id = 3")
    assert [(each.row is None, each.why) for each in given(two, people)] == [
        (False, ""),
        (True, STANDS),
        (True, GONE),
    ]


def test_the_content_of_a_step_changes_with_v1(two: Two) -> None:
    """A plan knows what V1 held: another value, or a row less, gives another digest."""
    two.people({"name": "a"}, {"name": "b"})
    (people, _) = planned(two).steps
    origin = origin_named(two.v1, two.v2, migration(), NAMES, "people", "person")
    assert content_of(two.v1, origin, keys_of(people)).digest == people.content
    two.v1.execute("""update people set xdo = '{"name": "B"}' where id = 2""")
    assert content_of(two.v1, origin, keys_of(people)).digest != people.content


def test_a_value_that_v2_cannot_hold_leaves_its_row(two: Two) -> None:
    """A row whose value cannot be cast is found and left, with column and row; the others are planned."""
    two.people({"name": "a"}, {"name": "b", "balance": "much"}, {"name": "c"})
    part = planned(two)
    assert part.steps[0].ranges == ("1", "3")
    assert part.found["missing/people.person"] == 3
    assert part.left == {"missing/people.person": "1: V1 holds what V2's column cannot: balance (2)"}


def test_rows_of_another_way_are_left_out(two: Two) -> None:
    """What an orphan is re-pointed to is no missing row."""
    two.people({"name": "a"}, {"name": "b"})
    part = plan_missing(two.v1, two.v2, migration(), NAMES, PEOPLE_MISSING, {"people.settings": [("2",)]})
    assert [(each.table, each.ranges) for each in part.steps] == [("person", ("1-2",)), ("settings", ("1",))]


def test_rows_that_changed_lately_are_not_missing_yet(two: Two) -> None:
    """A row of a living V1 that is too young to be judged is not planned."""
    now = two.v1.execute("select (extract(epoch from now()) * 1000)::bigint").fetchone()
    assert now is not None
    two.people({"name": "a", "at": 0}, {"name": "b", "at": now[0]})
    settled = Settled.model_validate({"field": "at", "older_than": "24h"})
    part = planned(two, tables=(PEOPLE.model_copy(update={"settled": settled}),))
    assert part.found == {"missing/people.person": 1, "missing/people.settings": 1}


def test_a_row_of_another_source_is_not_doubled(two: Two) -> None:
    """V2 holds a row by that key, which belongs to another source: it is left, with why."""
    owned = PEOPLE.v2[1].model_copy(update={"owns": "name is distinct from 'other'"})
    tables = (PEOPLE.model_copy(update={"v2": (owned,)}),)
    two.people({"name": "a"}, {"name": "b"})
    two.v2.execute("insert into person values (2, 'other')")
    part = planned(two, tables=tables)
    assert [each.ranges for each in part.steps] == [("1",)]
    assert part.left == {"missing/people.person": f"1: {STANDS} (2)"}


def test_what_only_waits_for_its_owner_is_not_missing(two: Two) -> None:
    """Settings belong to their person once that is restored: they are there, and not restored again."""
    settings, person = PEOPLE.v2
    owned = settings.model_copy(update={"owns": "person_id in (select id from {person})"})
    tables = (PEOPLE.model_copy(update={"v2": (owned, person)}),)
    two.people({"name": "a"}, {"name": "b"})
    two.v2.execute("insert into settings values (1, 2, null, false)")
    part = planned(two, tables=tables)
    assert [(each.table, each.ranges) for each in part.steps] == [("person", ("1-2",)), ("settings", ("1",))]
    assert part.left == {}


def test_a_column_that_nobody_fills_leaves_the_table_until_it_is_said(two: Two) -> None:
    """A new column that may not be NULL is left with what to do; `fill` says what it holds."""
    two.v2.execute("alter table person alter noted_at set not null")
    two.people({"name": "a"})
    part = planned(two)
    assert [each.table for each in part.steps] == ["settings"]
    assert "fill: {person.noted_at: now()}" in part.left["missing/people.person"]
    repair = RepairFile(fill=(Fill(column="person.noted_at", sql="'2026-01-01'::timestamptz"),))
    (people, _) = planned(two, repair=repair).steps
    (row,) = given(two, people, repair=repair)
    assert orjson.loads(row.row or "")["noted_at"].startswith("2026-01-01T00:00:00")


def test_a_table_without_a_primary_key_is_refused(two: Two) -> None:
    """Nobody can say which row is meant."""
    two.v2.execute("alter table person drop constraint person_pkey")
    with pytest.raises(RepairRefused, match="repair-no-primary-key"):
        planned(two)
