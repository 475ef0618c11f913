"""Orphans are found by an anti-join, whatever their keys look like and whatever constraints claim."""

import psycopg
import pytest

from cutover.compare import Link, Orphan, Orphans, count_orphans, find_orphans, stream_orphans

PARENT = "create table parent (id int primary key); insert into parent select generate_series(1, 5);"


def test_orphans_are_counted_and_sampled(connection: psycopg.Connection) -> None:
    """A child row whose parent is absent is an orphan; one without a value is none."""
    connection.execute(PARENT)
    connection.execute("create table child (id int primary key, parent_id int)")
    connection.execute("insert into child values (1, 1), (2, 9), (3, null), (4, 8)")
    assert find_orphans(connection, "child", "parent_id", "parent") == Orphans(
        4, 3, 2, (("2", "9"), ("4", "8"))
    )


def test_a_null_among_the_parents_hides_nothing(connection: psycopg.Connection) -> None:
    """NOT IN would find no orphan here."""
    connection.execute("create table parent (id int); insert into parent values (1), (null)")
    connection.execute(
        "create table child (id int primary key, parent_id int); insert into child values (1, 9)"
    )
    assert find_orphans(connection, "child", "parent_id", "parent").count == 1


def test_the_sample_is_twenty_of_the_first(connection: psycopg.Connection) -> None:
    """The sample follows the child's key, composite or absent, and stays small."""
    connection.execute("create table parent (id int)")
    connection.execute("create table child (a int, b text, parent_id int, primary key (b, a))")
    connection.execute("insert into child select n, 'k', n * 10 from generate_series(1, 50) as n")
    found = find_orphans(connection, "child", "parent_id", "parent")
    assert (found.count, len(found.sample), found.sample[1]) == (50, 20, ("k, 2", "20"))
    connection.execute("create table keyless as select * from child limit 2")
    assert [value for _, value in find_orphans(connection, "keyless", "parent_id", "parent").sample] == [
        "10",
        "20",
    ]


def test_no_values_are_vacuous(connection: psycopg.Connection) -> None:
    """A child without rows, or with nothing but NULLs, proves nothing."""
    connection.execute("create table parent (id int); create table child (id int, parent_id int)")
    assert find_orphans(connection, "child", "parent_id", "parent").vacuous
    connection.execute("insert into child values (1, null)")
    found = find_orphans(connection, "child", "parent_id", "parent")
    assert (found.vacuous, found.nulls) == (True, 1)


def test_all_references_of_a_child_are_counted_together(connection: psycopg.Connection) -> None:
    """Each has its own figures, also where a row is an orphan of both, and where two have one parent."""
    connection.execute(PARENT + "create table other as select * from parent where id < 4")
    connection.execute("create table child (id int primary key, a int, b int, c int)")
    connection.execute("insert into child values (1, 1, 1, 1), (2, 9, 9, 1), (3, 9, null, 2), (4, 4, 4, 4)")
    links = [Link("child", (column,), parent) for column, parent in (("a", "parent"), ("b", "other"))]
    both = count_orphans(connection, [*links, Link("child", ("c",), "parent")])
    assert both == (
        Orphans(4, 4, 2, (("2", "9"), ("3", "9"))),
        Orphans(4, 3, 2, (("2", "9"), ("4", "4"))),
        Orphans(4, 4, 0),
    )
    assert [find_orphans(connection, "child", *each.columns, each.parent) for each in links] == [*both[:2]]


def test_a_key_of_several_columns_points_whole_or_not_at_all(connection: psycopg.Connection) -> None:
    """Both columns exist as keys, but not together; what is partly empty points at nothing and is counted."""
    connection.execute("create table parent (a int, b text, primary key (a, b))")
    connection.execute("insert into parent values (1, 'x'), (2, 'y')")
    connection.execute("create table child (id int primary key, a int, b text)")
    connection.execute("insert into child values (1, 1, 'x'), (2, 1, 'y'), (3, 1, null), (4, null, null)")
    link = Link("child", ("a", "b"), "parent", ("a", "b"))
    assert count_orphans(connection, [link]) == (Orphans(4, 2, 1, (("2", "1, y"),), partly=1),)
    assert [(each.key, each.values) for each in stream_orphans(connection, link)] == [(("2",), ("1", "y"))]


def test_a_table_may_point_at_itself(connection: psycopg.Connection) -> None:
    """A root, and a row that is its own parent, are no orphans."""
    connection.execute("create table node (id int primary key, above int)")
    connection.execute("insert into node values (1, null), (2, 1), (3, 3), (4, 9), (5, 4)")
    assert find_orphans(connection, "node", "above", "node") == Orphans(5, 4, 1, (("4", "9"),))


def test_a_parent_that_stands_twice_counts_once(connection: psycopg.Connection) -> None:
    """Keys that nothing keeps unique do not multiply the child's rows."""
    connection.execute("create table parent (code text); insert into parent values ('a'), ('a'), ('b')")
    connection.execute("create table child (id int primary key, code text)")
    connection.execute("insert into child values (1, 'a'), (2, 'a'), (3, 'c')")
    assert find_orphans(connection, "child", "code", "parent", "code") == Orphans(3, 3, 1, (("3", "c"),))


BROKEN = {
    "validated": "references parent",
    "deferrable": "references parent deferrable initially deferred",
    "cascading": "references parent on delete cascade on update cascade",
}


@pytest.mark.parametrize("constraint", BROKEN)
def test_a_constraint_is_not_believed(connection: psycopg.Connection, constraint: str) -> None:
    """Rows that came past the triggers are orphans, although V2 calls the constraint validated."""
    connection.execute(
        PARENT + f"create table child (id int primary key, parent_id int {BROKEN[constraint]})"
    )
    connection.execute("set local session_replication_role = replica")
    connection.execute("insert into child values (1, 1), (2, 9), (3, null), (4, 8)")
    found = find_orphans(connection, "child", "parent_id", "parent")
    assert (found.count, found.nulls) == (2, 1)
    valid = connection.execute("select convalidated from pg_constraint where contype = 'f'").fetchone()
    assert valid == (True,)


UNLIKE = {
    "text at a number": ("text", "integer", "('1'), ('01'), ('9'), ('one'), ('')", ["9", "one", ""]),
    "a number at text": ("integer", "text", "(1), (9)", ["9"]),
    "text at a uuid": (
        "text", "uuid", "('0B0E1CE5-0000-0000-0000-000000000001'), ('nobody')", ["nobody"],
    ),
    "varchar at bigint": ("varchar(20)", "bigint", "('5'), ('9e99'), ('7')", ["9e99", "7"]),
    "numeric at integer": ("numeric", "integer", "(1), (1.0), (1.5)", ["1.5"]),
    "bigint at integer": ("bigint", "integer", "(1), (99999999999)", ["99999999999"]),
    "json at a number": ("jsonb", "integer", "('1'), ('\"x\"')", ['"x"']),
    "another collation": ('text collate "C"', 'text collate "POSIX"', "('1'), ('x')", ["x"]),
}  # fmt: skip


@pytest.mark.parametrize("kind", UNLIKE)
def test_keys_of_unlike_types_are_compared_as_the_parents(connection: psycopg.Connection, kind: str) -> None:
    """A value that can be read as the parent's key finds it; one that cannot is an orphan and no error."""
    child, parent, values, orphans = UNLIKE[kind]
    connection.execute(f"create table parent (id {parent} primary key)")
    keys = "('0b0e1ce5-0000-0000-0000-000000000001')" if parent == "uuid" else "('1'), ('2'), ('5')"
    connection.execute(f"insert into parent values {keys}")
    connection.execute(f"create table child (id int generated always as identity primary key, up {child})")
    connection.execute(f"insert into child (up) values {values}, (null)")
    found = find_orphans(connection, "child", "up", "parent")
    assert ([value for _, value in found.sample], found.count, found.nulls) == (orphans, len(orphans), 1)
    link = Link("child", ("up",), "parent")
    assert [*(value for each in stream_orphans(connection, link) for value in each.values)] == orphans


def test_a_domain_is_the_type_below_it(connection: psycopg.Connection) -> None:
    """A domain's own checks say nothing about which rows are there."""
    connection.execute(
        PARENT + "create domain key_of as text check (value <> ''); create table child (k key_of)"
    )
    connection.execute("insert into child values ('1'), ('7')")
    assert find_orphans(connection, "child", "k", "parent").count == 1


DELETED = {"a moment": ("timestamptz", "now()"), "a truth": ("boolean", "true"), "epoch": ("bigint", "5")}


@pytest.mark.parametrize("kind", DELETED)
@pytest.mark.parametrize("key", ["primary key", ""])
def test_a_parent_that_counts_as_deleted_is_counted_apart(
    connection: psycopg.Connection, kind: str, key: str
) -> None:
    """It is there, so its children are no orphans; NULL, false and 0 are no deletion."""
    type_, filled = DELETED[kind]
    connection.execute(f"create table parent (id int {key}, gone {type_})")
    nothing = {"a truth": "false", "epoch": "0"}.get(kind, "null")
    connection.execute(f"insert into parent values (1, null), (2, {filled}), (3, {nothing})")
    connection.execute("create table child (id int, up int)")
    connection.execute("insert into child values (1, 1), (2, 2), (3, 2), (4, 3), (5, 4), (6, null)")
    (found,) = count_orphans(connection, [Link("child", ("up",), "parent", deleted="gone")])
    assert (found.count, found.deleted, found.nulls) == (1, 2, 1)


def test_every_orphan_comes_in_the_order_of_its_key(connection: psycopg.Connection) -> None:
    """A stream tells the key, the value, and by what the row is known again."""
    connection.execute(PARENT + "create table child (id int primary key, parent_id int, note text)")
    connection.execute("insert into child select n, n, 'n' from generate_series(1, 5000) n")
    connection.execute("insert into child values (0, 7000, 'ä')")
    found = list(stream_orphans(connection, Link("child", ("parent_id",), "parent")))
    assert len(found) == 4996
    assert [int(each.key[0]) for each in found] == [0, *range(6, 5001)]
    (print_,) = connection.execute("select md5(to_jsonb(c)::text) from child c where id = 0").fetchone()
    assert found[0] == Orphan(("0",), ("7000",), print_)
