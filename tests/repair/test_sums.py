"""What totals moved by is what a repair wrote down, to the cent, or it is told."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from cutover.compare import trail
from cutover.manifest.migration import Migration
from cutover.manifest.repairing import RepairFile
from cutover.repair import archive
from cutover.repair.sums import explain_totals, note_totals, unexplained

from ..postgres_server import scratch_database
from .by_hand import NAMES, V2, migration

PER_PERSON = {"table": "deal", "measure": "amount", "per": ("person_id",)}
PER_BIRTH = {"table": "deal", "measure": "amount", "per": ("month of person_id.born",)}


@pytest.fixture(scope="module")
def dsn() -> Iterator[str]:
    """A database of this file's own."""
    with scratch_database() as found:
        yield found


@pytest.fixture
def v2(dsn: str) -> Iterator[psycopg.Connection]:
    """A V2 with an archive and a run that has begun; it is rolled back."""
    with psycopg.connect(dsn) as connection:
        connection.execute(V2.encode())
        connection.execute(
            "insert into person values (1, 'a', '1970-01-05'), (2, 'b', '1970-02-05');"
            "insert into deal values (1, 1, 10.10), (2, 1, 0.05), (3, 2, 7), (4, null, 1), (5, 9, 100)"
        )
        archive.create_archive(connection)
        archive.begin_run(connection, "run", "apply", "Ada")
        yield connection
        connection.rollback()


def ruled(**rules: object) -> Migration:
    """The migration with these sums."""
    return migration(repair=RepairFile.model_validate({"sums": rules}))


def change(v2: psycopg.Connection, relation: str, key: int, statement: str) -> None:
    """Change a row and write down what it was and is."""
    read = f"(select to_jsonb(t) from {relation} t where id = {key})"
    v2.execute(f"create temporary table was on commit drop as select {read} as before".encode())
    v2.execute(statement.encode())
    v2.execute(
        trail.log(
            f"""(select (select count(*) + 1 from {trail.CHANGES}) as number, 'run'::text as run,
            's'::text as step, 1::bigint as batch, '[]'::jsonb as planned, '{relation}'::text as table_name,
            '{relation}'::text as relation, '{{"id": {key}}}'::jsonb as key, 're-point'::text as action,
            ''::text as reference, ''::text as reason, ''::text as decision, 'Ada'::text as actor,
            now() as at, before, {read} as after from was)"""
        ).encode()
    )
    v2.execute("drop table was")


def test_a_row_that_is_re_pointed_moves_its_amount(v2: psycopg.Connection) -> None:
    """Nine loses what two gets: the sum of all stays, and what was written down explains it."""
    rules = ruled(deals=PER_PERSON)
    note_totals(v2, rules, NAMES, "run")
    change(v2, "deal", 5, "update deal set person_id = 2 where id = 5")
    told = explain_totals(v2, rules, NAMES, "run")["deals"]
    assert (told["before"], told["after"], told["explained"]) == ("118.15", "118.15", True)
    assert told["groups"] == [
        {"per": ["2"], "was": "7.00", "is": "107.00"},
        {"per": ["9"], "was": "100.00", "is": "0"},
    ]


def test_rows_that_come_and_go_are_explained(v2: psycopg.Connection) -> None:
    """What goes takes its amount along, what is restored brings its own; a row changed twice counts once."""
    rules = ruled(deals=PER_PERSON, all={"table": "deal", "measure": "amount"})
    note_totals(v2, rules, NAMES, "run")
    change(v2, "deal", 1, "delete from deal where id = 1")
    change(v2, "deal", 7, "insert into deal values (7, 2, 3.33)")
    change(v2, "deal", 2, "update deal set person_id = 2 where id = 2")
    change(v2, "deal", 2, "update deal set person_id = null where id = 2")
    told = explain_totals(v2, rules, NAMES, "run")
    assert {each["explained"] for each in told.values()} == {True}
    assert (told["all"]["before"], told["all"]["after"], told["all"]["moved"]) == ("118.15", "111.38", 1)


def test_a_cent_that_nobody_wrote_down_is_told(v2: psycopg.Connection) -> None:
    """A row that changed without an entry is not explained, with the group and both amounts."""
    rules = ruled(deals=PER_PERSON)
    note_totals(v2, rules, NAMES, "run")
    change(v2, "deal", 5, "update deal set person_id = 2 where id = 5")
    v2.execute("update deal set amount = amount + 0.01 where id = 3")
    told = explain_totals(v2, rules, NAMES, "run")["deals"]
    assert (told["explained"], told["unexplained_groups"]) == (False, 1)
    assert told["unexplained"] == [{"per": ["2"], "was": "7.00", "is": "7.01"}]


def test_midway_the_sums_of_one_table_are_held_against_what_was_written_down(v2: psycopg.Connection) -> None:
    """What has an entry is explained at any time; what has none is named, of that table alone."""
    people = {"table": "person", "measure": "balance"}
    rules = ruled(deals=PER_PERSON, people=people)
    note_totals(v2, rules, NAMES, "run")
    change(v2, "deal", 5, "update deal set person_id = 2 where id = 5")
    assert unexplained(v2, rules, NAMES, "run", "deal") == {}
    v2.execute("update deal set amount = amount + 0.01 where id = 3; update person set balance = 1")
    first = [{"per": ["2"], "was": "7.00", "is": "7.01"}]
    assert unexplained(v2, rules, NAMES, "run", "deal") == {"deals": {"groups": 1, "first": first}}


def test_a_sum_by_the_parent_moves_with_the_parent(v2: psycopg.Connection) -> None:
    """Another month of birth moves all deals of a person; one who is restored gives them a month."""
    rules = ruled(births=PER_BIRTH)
    note_totals(v2, rules, NAMES, "run")
    change(v2, "person", 1, "update person set born = '1970-02-28' where id = 1")
    change(v2, "person", 9, "insert into person values (9, 'i', '1990-01-01')")
    told = explain_totals(v2, rules, NAMES, "run")["births"]
    assert told["explained"]
    assert told["groups"] == [
        {"per": [None], "was": "101.00", "is": "1.00"},
        {"per": ["1970-01"], "was": "10.15", "is": "0"},
        {"per": ["1970-02"], "was": "7.00", "is": "17.15"},
        {"per": ["1990-01"], "was": "0", "is": "100.00"},
    ]


def test_totals_are_noted_once_a_run(v2: psycopg.Connection) -> None:
    """A run that is taken up again keeps what was noted before its first change."""
    rules = ruled(deals=PER_PERSON)
    note_totals(v2, rules, NAMES, "run")
    change(v2, "deal", 5, "update deal set person_id = 2 where id = 5")
    note_totals(v2, rules, NAMES, "run")
    told = explain_totals(v2, rules, NAMES, "run")["deals"]
    assert (told["moved"], told["explained"]) == (2, True)
