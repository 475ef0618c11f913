"""A table is compared in ranges that fit their time, in several sessions, and each row once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutover.compare import CannotCompare, Join, TableDifference, compare_table
from cutover.compare import counting as counting_module
from cutover.compare import spans as spans_module
from cutover.compare import tables as tables_module
from cutover.compare.spans import MOST, Allotment, Piece, allot
from cutover.manifest.table import Target
from cutover.suite.trouble import trouble

ROWS = 400
TYPES = {"id": "integer", "a": "integer"}
SLOWLY = "case when pg_sleep(0.001) is not null then {value} end"


@pytest.fixture
def filled(dsn: str) -> Iterator[str]:
    """A database with 400 documents and rows, committed, so that several sessions see them."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("create table old (id int primary key, xdo jsonb not null)")
        connection.execute("create table new (id int primary key, a int)")
        connection.execute(
            f"insert into old select n, jsonb_build_object('f', n) from generate_series(1, {ROWS}) n"
        )
        connection.execute(f"insert into new select n, n from generate_series(1, {ROWS}) n")
        yield dsn
        connection.execute("drop table old, new")


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ranges of ten rows, so that a small table has many."""
    monkeypatch.setattr(spans_module, "STEP", 10)
    monkeypatch.setattr(tables_module, "WORTH_ANOTHER", 1)


def source(sql: str | None = None, v1: str = "old", types: dict[str, str] = TYPES) -> Join:
    """The source of `new`."""
    column: dict[str, object] = {"from": "f"} | ({"sql": sql} if sql else {})
    return Join(Target.model_validate({"name": "new", "id": 1, "columns": {"a": column}}), v1, "new", types)


def sessions(dsn: str, number: int, joined: Join) -> TableDifference:
    """Compare in so many sessions, all in the first one's snapshot."""
    with psycopg.connect(dsn) as first:
        first.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        ((snapshot,),) = first.execute("select pg_export_snapshot()").fetchall()
        with psycopg.connect(dsn, autocommit=True) as meanwhile:
            meanwhile.execute("update new set a = 0 where id = 399")  # after the snapshot: nobody sees it

        @contextmanager
        def spare() -> Iterator[psycopg.Connection]:
            with psycopg.connect(dsn) as another:
                another.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
                another.execute(f"set transaction snapshot '{snapshot}'")
                yield another

        return compare_table(first, [joined], spare, number)


@pytest.mark.usefixtures("small_steps")
@pytest.mark.parametrize("number", [1, 2, 4])
def test_as_many_sessions_find_the_same(filled: str, number: int) -> None:
    """Same counts and same samples in the same order, in one snapshot, whatever is written meanwhile."""
    with psycopg.connect(filled, autocommit=True) as connection:
        connection.execute("update new set a = -1 where id % 50 = 0")
        connection.execute("delete from new where id in (7, 203)")
    found = sessions(filled, number, source())
    assert (found.rows_v1, found.rows_v2, found.missing) == (400, 398, 2)
    assert [(each.name, each.count) for each in found.columns] == [("a", 8)]
    assert found.keys == ("50", "100", "150", "200", "250", "300", "350", "400", "7", "203")
    assert "399" not in found.keys
    assert found.ranges >= 4


@pytest.mark.usefixtures("small_steps")
def test_a_range_that_takes_too_long_is_cut(filled: str) -> None:
    """A statement time-out halves the range, and nothing is lost or counted twice."""
    with psycopg.connect(filled) as connection:
        connection.execute("set statement_timeout = '60ms'")
        found = compare_table(connection, [source(SLOWLY)])
    assert (found.rows_v1, found.same) == (ROWS, True)
    assert found.ranges >= 10


@pytest.mark.usefixtures("small_steps")
def test_a_range_that_cannot_be_cut_is_an_error(filled: str) -> None:
    """When the smallest range still takes too long, nobody can tell: no verdict, and the session lives on."""
    with psycopg.connect(filled) as connection:
        connection.execute("set statement_timeout = '20ms'")
        with pytest.raises(psycopg.errors.QueryCanceled) as raised, connection.transaction():
            compare_table(connection, [source(SLOWLY.replace("0.001", "0.05"))])
        assert trouble(raised.value).message.startswith("statement-timeout")
        assert connection.execute("select 1").fetchone() == (1,)


@pytest.mark.usefixtures("small_steps")
@pytest.mark.parametrize("number", [1, 3])
def test_a_connection_that_is_cut_in_the_middle_is_an_error(filled: str, number: int) -> None:
    """Whichever session is lost, the comparison ends with one error and never with a verdict."""
    end = "pg_terminate_backend(pg_backend_pid())::text || pg_sleep(9)::text"
    killer = f"case when {{value}}::int = 250 then {end} else {{value}} end"
    with pytest.raises(psycopg.OperationalError) as raised:
        sessions(filled, number, source(killer))
    assert trouble(raised.value).message.startswith("database-lost")


def test_a_locked_table_is_an_error(filled: str) -> None:
    """A lock is not waited for longer than the session allows."""
    with psycopg.connect(filled) as other, psycopg.connect(filled) as connection:
        other.execute("lock table new in access exclusive mode")
        connection.execute("set lock_timeout = '50ms'")
        with pytest.raises(psycopg.errors.LockNotAvailable) as raised:
            compare_table(connection, [source()])
        assert trouble(raised.value).message.startswith("lock-timeout")


BAD = {
    "v1-table-absent": ("alter table old rename to older", TYPES),
    "v1-no-documents: V1's old has no column 'xdo'": ("alter table old rename xdo to doc", TYPES),
    "v1-no-documents: V1's old.xdo is text": ("alter table old alter xdo type text", TYPES),
    "key-column-absent": ("alter table new rename id to number", {"number": "integer", "a": "integer"}),
    "not-comparable": ("alter table new alter id drop identity if exists", {"id": "point", "a": "integer"}),
}


@pytest.mark.parametrize(("change", "types"), BAD.values(), ids=[each.partition(":")[0] for each in BAD])
def test_what_is_not_as_declared_is_told_in_one_line(
    connection: psycopg.Connection, change: str, types: dict[str, str], request: pytest.FixtureRequest
) -> None:
    """No table, no documents, no key, a key that no id can ever be: an error with a code."""
    connection.execute("create table old (id int primary key, xdo jsonb not null)")
    connection.execute("create table new (id int, a int)")
    connection.execute("insert into old values (1, '{}')")
    connection.execute(change)
    with pytest.raises(CannotCompare) as raised, connection.transaction():
        compare_table(connection, [source(types=types)])
    assert raised.value.code == request.node.callspec.id.rstrip("01")
    assert str(raised.value).startswith(tuple(BAD))
    assert connection.execute("select 1").fetchone() == (1,)


def test_a_table_that_may_not_be_read_is_an_error(connection: psycopg.Connection) -> None:
    """V1's without rights is as good as absent; V2's is refused by the database."""
    connection.execute("create role nobody_in_particular")
    connection.execute("create table old (id int primary key, xdo jsonb not null)")
    connection.execute("create table new (id int, a int)")
    connection.execute("insert into old values (1, '{}')")
    connection.execute("set local role nobody_in_particular")
    with pytest.raises(CannotCompare, match="v1-table-absent"), connection.transaction():
        compare_table(connection, [source()])
    connection.execute("reset role")
    connection.execute("grant select on old to nobody_in_particular")
    connection.execute("set local role nobody_in_particular")
    with pytest.raises(psycopg.errors.InsufficientPrivilege) as raised, connection.transaction():
        compare_table(connection, [source()])
    assert trouble(raised.value).message.startswith("database-refused: InsufficientPrivilege")


@pytest.mark.parametrize("kind", ["text", "numeric", "bigint", "varchar(9)"])
def test_a_key_of_another_type_is_compared_by_its_value(connection: psycopg.Connection, kind: str) -> None:
    """Ids that are texts or numerics on V2's side find their rows all the same."""
    connection.execute("create table old (id int primary key, xdo jsonb not null)")
    connection.execute(f"create table new (id {kind}, a int)")
    connection.execute("insert into old values (1, '{\"f\": 1}'), (2, '{\"f\": 2}')")
    connection.execute("insert into new values ('1', 1), ('3', 3)")
    found = compare_table(connection, [source(types={"id": kind, "a": "integer"})])
    assert (found.rows_v1, found.missing, found.extra, found.columns) == (2, 1, 1, ())


def test_a_v1_key_of_another_type_is_compared_too(connection: psycopg.Connection) -> None:
    """V1's own id may be a text: the table is compared in one range."""
    connection.execute("create table old (id text primary key, xdo jsonb not null)")
    connection.execute("create table new (id int, a int)")
    connection.execute("insert into old select n::text, '{}' from generate_series(1, 30) n")
    connection.execute("insert into new select n from generate_series(1, 29) n")
    found = compare_table(connection, [source()])
    assert (found.rows_v1, found.missing, found.ranges) == (30, 1, 1)


def test_a_v1_without_a_primary_key_may_repeat_an_id(connection: psycopg.Connection) -> None:
    """Where nothing keeps V1's ids apart, a repeated one is a duplicate."""
    connection.execute("create table old (id int, xdo jsonb)")
    connection.execute("create table new (id int primary key, a int)")
    connection.execute("insert into old values (1, '{\"f\": 1}'), (1, '{\"f\": 1}'), (2, '{\"f\": 2}')")
    connection.execute("insert into new values (1, 1), (2, 2)")
    found = compare_table(connection, [source()])
    assert (found.rows_v1, found.duplicates, found.same) == (3, 1, False)


@pytest.mark.parametrize("document", ["[]", "1", "null", '"a"', "true", '[{"f": 1}]'])
def test_a_document_that_is_no_object_is_no_match(connection: psycopg.Connection, document: str) -> None:
    """It holds no field, so a V2 row of nothing but NULLs would look right beside it."""
    connection.execute("create table old (id int primary key, xdo jsonb)")
    connection.execute("create table new (id int primary key, a int)")
    connection.execute("insert into old values (1, %s), (2, '{}')", (document,))
    connection.execute("insert into new values (1, null), (2, null)")
    found = compare_table(connection, [source()])
    assert (found.shapeless, found.columns, found.same) == (1, (), False)


WRONG = {
    "nothing": "select 1",
    "a few rows": "update new set a = -1 where id in (7, 150)",
    "all rows": "update new set a = -1",
    "a missing row": "delete from new where id = 3",
    "an extra row": "insert into new values (9999, 1)",
    "an extra row without a key": "insert into new values (null, 1)",
    "a repeated row": "insert into new values (5, 5), (6, 0)",
    "a repeated document": "insert into old select id, xdo from old where id in (8, 9)",
    "no object": "update old set xdo = '[]' where id = 12",
    "no object beside nothing": """update new set a = null; update old set xdo = '[]' where id = 12""",
    "nothing beside a number": "update new set a = null where id = 12",
    "no number beside nothing": """update new set a = null; update old set xdo = '{"f": "x"}' where id = 9""",
    "no number": 'update old set xdo = \'{"f": "x"}\' where id = 12',
    "no such text": 'update old set xdo = \'{"f": ""}\' where id % 2 = 0',
}


@pytest.mark.usefixtures("small_steps")
@pytest.mark.parametrize("wrong", WRONG.values(), ids=list(WRONG))
def test_a_quick_look_sees_what_a_close_one_sees(
    connection: psycopg.Connection, wrong: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether rows that differ are looked at by themselves or counted with their range, it is the same."""
    connection.execute("create table old (id int, xdo jsonb not null)")
    connection.execute("create table new (id int, a int)")
    connection.execute("create index on new (id)")
    connection.execute(
        f"insert into old select n, jsonb_build_object('f', n) from generate_series(1, {ROWS}) n"
    )
    connection.execute(f"insert into new select n, n from generate_series(1, {ROWS}) n")
    connection.execute(wrong)
    monkeypatch.setattr(tables_module, "FEW", 0)
    monkeypatch.setattr(counting_module, "FEW", 0)
    closely = compare_table(connection, [source()])
    for few in (1, 500):
        monkeypatch.setattr(tables_module, "FEW", few)
        monkeypatch.setattr(counting_module, "FEW", few)
        assert compare_table(connection, [source()]) == closely
    assert closely.same == (wrong == WRONG["nothing"])


def test_a_large_table_is_cut_by_a_sample(
    connection: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its steps are about as full as those of a table whose rows are counted, and cover it whole."""
    connection.execute("create table old (id bigint primary key, xdo jsonb not null)")
    connection.execute("create table new (id bigint primary key, a int)")
    document = "jsonb_build_object('f', null, 'long', repeat('x', 700))"
    connection.execute(f"insert into old select n * 7, {document} from generate_series(1, 30000) n")
    connection.execute("insert into new select n * 7 from generate_series(1, 30000) n")
    monkeypatch.setattr(spans_module, "COUNTED_PAGES", 100)
    monkeypatch.setattr(spans_module, "SAMPLED", 10)
    joined = source(types={"id": "bigint", "a": "integer"})
    allotment = allot(connection, joined, "bigint")
    pieces = [allotment.piece(n, 1).span.condition("id") for n in range(10)]
    listed = ", ".join(f"count(*) filter (where {each})" for each in pieces)
    filled = connection.execute(f"select {listed} from old".encode()).fetchone() or ()
    assert min(filled) > spans_module.STEP // 2
    assert max(filled) < spans_module.STEP * 2
    found = compare_table(connection, [joined])
    assert (found.rows_v1, found.rows_v2, found.same) == (30_000, 30_000, True)


@given(
    borders=st.lists(st.integers(-50, 50), unique=True, max_size=60).map(sorted),
    seconds=st.lists(st.floats(0, 3), max_size=80),
    late=st.sets(st.integers(0, 80)),
)
def test_every_id_is_in_one_range(borders: list[int], seconds: list[float], late: set[int]) -> None:
    """However long ranges take and whichever are handed out again, they never overlap nor leave a gap."""
    allotment, done, turn = Allotment(borders), [], 0
    while (piece := allotment.take()) is not None:
        turn += 1
        if turn in late and allotment.timed_out(piece):
            continue
        allotment.took(piece, seconds[turn % len(seconds)] if seconds else 0.5)
        assert 1 <= piece.steps <= MOST
        done.append(piece)
    for value in range(-60, 60):
        assert sum(_holds(piece, value) for piece in done) == 1


def _holds(piece: Piece, value: int) -> bool:
    low, high = piece.span.low, piece.span.high
    return (low is None or value >= low) and (high is None or value < high)


def test_ranges_grow_where_they_are_fast_and_shrink_where_they_are_slow() -> None:
    """Twice as large at the most, as small as it takes at once, and never beyond what memory is meant for."""
    allotment, steps = Allotment(range(1000)), []
    for seconds in (0.01, 0.01, 0.01, 4.0, 0.25):
        piece = allotment.take()
        assert piece is not None
        steps.append(piece.steps)
        allotment.took(piece, seconds)
    assert steps == [4, 8, 16, 16, 2]
