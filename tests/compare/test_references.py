"""Orphans are found by an anti-join."""

import psycopg

from cutover.compare import Orphans, find_orphans


def test_orphans_are_counted_and_sampled(connection: psycopg.Connection) -> None:
    """A child row whose parent is absent is an orphan; one without a value is none."""
    connection.execute(
        "create table parent (id int primary key); insert into parent select generate_series(1, 5)"
    )
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
