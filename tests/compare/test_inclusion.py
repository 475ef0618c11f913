# ruff: noqa: E501 - the constraints read as a table
"""References that nobody named are found: by name, by inclusion, and as constraints of every kind."""

from collections.abc import Mapping

import psycopg
import pytest

from cutover.compare import Candidate, Discovery, discover
from cutover.compare.candidates import likeness

PARENTS = """
create table users (id int primary key, email text unique, name text);
insert into users select n, n || '@shop.example', 'n' from generate_series(1, 500) as n;
create table lead_stages (id int primary key); insert into lead_stages select generate_series(1, 8);
create table documents (id uuid primary key);
insert into documents select md5(n::text)::uuid from generate_series(1, 100) as n;
create table offices (region int, number int, primary key (region, number));
insert into offices select r, n from generate_series(1, 3) as r, generate_series(1, 3) as n;
"""


def found(
    connection: psycopg.Connection, sql: str, named: Mapping[str, tuple[str, tuple[str, ...]]] | None = None
) -> Discovery:
    """Make tables out of SQL beside the parents, and look at all of them."""
    connection.execute("create schema found; set local search_path = found")
    connection.execute((PARENTS + sql).encode())
    tables = connection.execute("select tablename from pg_tables where schemaname = 'found'")
    words = [str(row[0]) for row in tables.fetchall()]
    return discover(connection, {word: word for word in words}, named or {})


def only(discovery: Discovery, address: str) -> Candidate:
    """The candidate of a column, or columns."""
    (candidate,) = [each for each in discovery.candidates if each.address == address]
    return candidate


def test_a_column_points_where_its_name_and_its_values_say(connection: psycopg.Connection) -> None:
    """The name chooses among keys that hold all values; every row is counted, and NULL is none."""
    found_ = found(
        connection,
        "create table orders (id int primary key, approved_by_user_id int);"
        " insert into orders select n, nullif(n % 7, 0) from generate_series(1, 100) as n",
    )
    candidate = only(found_, "orders.approved_by_user_id")
    first, *others = candidate.parents
    assert (first.address, first.likeness, first.share, first.orphans) == ("users.id", 0.9, 1.0, 0)
    assert candidate.filled == 86
    assert all(other.likeness < 0.9 for other in others)


def test_a_stranger_among_the_values_is_counted_exactly(connection: psycopg.Connection) -> None:
    """The sample only says where it is worth to count: one orphan of ten thousand rows is found."""
    found_ = found(
        connection,
        "create table orders (id int primary key, user_id int);"
        " insert into orders select n, 1 + n % 500 from generate_series(1, 10000) as n;"
        " update orders set user_id = 999 where id = 7777; analyze orders",
    )
    candidate = only(found_, "orders.user_id")
    assert (candidate.parents[0].address, candidate.parents[0].orphans, candidate.filled) == (
        "users.id",
        1,
        10000,
    )


def test_values_alone_show_where_a_column_points(connection: psycopg.Connection) -> None:
    """A name that says nothing is no hindrance, nor is a type of its own: uuid, text of digits, a list."""
    found_ = found(
        connection,
        "create table files (id int primary key, source_id uuid, owner_id text, reader_ids int[], tag_id text);"
        " insert into files select n, md5(n::text)::uuid, (n + 100)::text, array[n + 200, 1], 'tag-' || n"
        " from generate_series(1, 90) as n",
    )
    source, owner = only(found_, "files.source_id"), only(found_, "files.owner_id")
    assert (source.parents[0].address, source.parents[0].orphans) == ("documents.id", 0)
    assert (owner.parents[0].address, owner.parents[0].orphans) == ("users.id", 0)
    assert only(found_, "files.reader_ids").parents[0].table == "users"
    assert only(found_, "files.tag_id").parents == ()


def test_a_column_that_points_nowhere_is_a_candidate_all_the_same(connection: psycopg.Connection) -> None:
    """Its name says that it points somewhere; an empty one as well."""
    found_ = found(
        connection,
        "create table calls (id int primary key, provider_id int, empty_id int, note text, valid boolean);"
        " insert into calls select n, 900000 + n from generate_series(1, 50) as n",
    )
    assert [each.address for each in found_.candidates] == ["calls.empty_id", "calls.provider_id"]
    assert all(each.parents == () for each in found_.candidates)


def test_what_is_named_is_no_candidate(connection: psycopg.Connection) -> None:
    """The manifest's references are counted elsewhere; those that V2 lacks are not known."""
    named = {"orders.user_id": ("users", ("id",)), "orders.gone_id": ("users", ("id",))}
    found_ = found(
        connection, "create table orders (id int primary key, user_id int references users)", named
    )
    assert (found_.candidates, found_.known, found_.elsewhere) == ((), ("orders.user_id",), ())


def test_a_constraint_on_another_key_than_the_manifests_is_told(connection: psycopg.Connection) -> None:
    """V2 and the manifest cannot both be right."""
    named = {"orders.user_id": ("users", ("id",))}
    sql = "create table orders (id int primary key, user_id int references lead_stages)"
    assert found(connection, sql, named).elsewhere == (("orders.user_id", "users.id", "lead_stages.id"),)


CONSTRAINTS = {
    "whatever it is called": (
        "create table orders (id int primary key, buyer int references users); insert into orders values (1, 5)",
        "orders.buyer", "validated", (1, 0),
    ),
    "to itself": (
        "create table staff (id int primary key, boss int references staff); insert into staff values (1, null), (2, 1)",
        "staff.boss", "to itself, validated", (1, 0),
    ),
    "composite": (
        "create table desks (id int primary key, region int, number int, foreign key (region, number) references offices);"
        " insert into desks values (1, 1, 1), (2, null, 9), (3, 9, null)",
        "desks.region-number", "composite, validated", (1, 0),
    ),
    "match full": (
        "create table desks (id int primary key, region int, number int);"
        " insert into desks values (1, 1, 1), (2, null, null), (3, 9, null), (4, 9, 9);"
        " alter table desks add foreign key (region, number) references offices match full not valid",
        "desks.region-number", "composite, match full, not validated", (2, 2),
    ),
    "deferrable": (
        "create table orders (id int primary key, user_id int references users deferrable initially deferred);"
        " insert into orders values (1, 5)",
        "orders.user_id", "deferrable, validated", (1, 0),
    ),
    "not valid": (
        "create table orders (id int primary key, user_id int); insert into orders values (1, 5), (2, 999);"
        " alter table orders add foreign key (user_id) references users not valid",
        "orders.user_id", "not validated", (2, 1),
    ),
    "on a key that is no id": (
        "create table mails (id int primary key, sender text references users (email));"
        " insert into mails values (1, '7@shop.example')",
        "mails.sender", "validated", (1, 0),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("sql", "address", "traits", "counted"), CONSTRAINTS.values(), ids=CONSTRAINTS)
def test_a_constraint_of_any_kind_is_a_candidate(
    connection: psycopg.Connection, sql: str, address: str, traits: str, counted: tuple[int, int]
) -> None:
    """Whatever its columns are called; it is counted as PostgreSQL would have to, and none of these lies."""
    candidate = only(found(connection, sql), address)
    assert candidate.constraint is not None
    assert candidate.constraint.traits == traits
    assert (candidate.filled, candidate.parents[0].orphans) == counted
    assert not candidate.lies


def test_a_validated_constraint_that_is_broken_lies(connection: psycopg.Connection) -> None:
    """The catalogue says validated, and a row has no parent: rows came in while triggers slept."""
    found_ = found(
        connection,
        "create table orders (id int primary key, user_id int references users);"
        " set local session_replication_role = replica; insert into orders values (1, 5), (2, 999);"
        " set local session_replication_role = origin",
    )
    candidate = only(found_, "orders.user_id")
    assert candidate.lies
    assert (candidate.filled, candidate.parents[0].orphans) == (2, 1)


def test_a_table_that_is_not_there_is_left_out(connection: psycopg.Connection) -> None:
    """Others tell that it is missing; here it only has no columns."""
    connection.execute("create table here (id int primary key, other_id int)")
    discovery = discover(connection, {"here": "here", "gone": "gone"}, {})
    assert (discovery.tables, discovery.columns) == (1, 2)
    assert [each.address for each in discovery.candidates] == ["here.other_id"]


def test_a_view_is_looked_at_by_its_id(connection: psycopg.Connection) -> None:
    """It has neither statistics nor an index."""
    connection.execute(
        "create table t1 (id int primary key, ref_id int); insert into t1 values (1, 1), (2, 1)"
    )
    connection.execute("create view people as select id, ref_id as person_id from t1")
    candidate = only(discover(connection, {"people": "people"}, {}), "people.person_id")
    assert candidate.parents == () or candidate.parents[0].address == "people.id"


@pytest.mark.parametrize(
    ("column", "table", "score"),
    [
        ("user_id", "user", 1.0),
        ("checklist_id", "checklists", 1.0),
        ("category_id", "categories", 1.0),
        ("person_id", "people", 1.0),
        ("agentId", "agent", 1.0),
        ("sponsor_agent_id", "agent", 0.9),
        ("stage_id", "lead_stages", 0.5),
        ("network_id", "network_hierarchy", 0.4),
        ("user_id", "agent", 0.0),
        ("superuser_id", "user", 0.0),
    ],
)
def test_names_speak_of_tables(column: str, table: str, score: float) -> None:
    """As one of many, with what it is to the row before it, or cut short; never by letters alone."""
    assert likeness(column, table) == score
