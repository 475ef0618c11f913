"""Two systems that live: what is too young is counted and not judged, and what passes is no difference."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest

from cutover.compare import Again, Join, TableDifference, compare_table, compare_two_servers, count_rows
from cutover.compare import spans as spans_module
from cutover.manifest.table import Settled, Target

TYPES = {"id": "integer", "a": "integer", "at": "timestamp with time zone"}
DAY = 86_400_000


@pytest.fixture
def filled(dsn: str) -> Iterator[psycopg.Connection]:
    """Sixty documents of a week ago and their rows, committed; the session of who changes them meanwhile."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("set timezone = 'UTC'")
        connection.execute("create table old (id int primary key, xdo jsonb not null)")
        connection.execute("create table new (id int primary key, a int, at timestamptz)")
        connection.execute(
            "insert into old select n, jsonb_build_object('a', n, 'changed',"
            f" floor(extract(epoch from now()) * 1000) - {7 * DAY}) from generate_series(1, 60) n"
        )
        connection.execute(
            "insert into new select id, id, to_timestamp((xdo->>'changed')::float8 / 1000) from old"
        )
        yield connection
        connection.execute("drop table old, new")


def source(settled: Settled | None = None, **target: object) -> Join:
    """The source of `new`."""
    value = Target.model_validate({"name": "new", "id": 1, "columns": {"a": "a", "at": "changed"}} | target)
    return Join(value, "old", "new", TYPES, settled=settled)


@pytest.fixture(params=["one server", "two servers"])
def way(request: pytest.FixtureRequest) -> str:
    """Both ways of comparing: what passes and what is too young is the same in them."""
    return str(request.param)


def compared(
    way: str, dsn: str, joined: Join, meanwhile: str = "", filled: psycopg.Connection | None = None
) -> TableDifference:
    """Compare in a snapshot, with a change by somebody else before what differs is read again."""

    @contextmanager
    def fresh() -> Iterator[psycopg.Connection]:
        if filled is not None and meanwhile:
            filled.execute(meanwhile)
        with psycopg.connect(dsn) as connection:
            yield connection

    with psycopg.connect(dsn) as v1, psycopg.connect(dsn) as v2:
        v1.isolation_level = v2.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        again = Again(0.0, fresh, lambda: psycopg.connect(dsn))
        if way == "one server":
            return compare_table(v1, [joined], again=again)
        return compare_two_servers(v1, v2, [joined], again)


def once(way: str, dsn: str, joined: Join) -> TableDifference:
    """Compare and read nothing again."""
    with psycopg.connect(dsn) as v1, psycopg.connect(dsn) as v2:
        return compare_table(v1, [joined]) if way == "one server" else compare_two_servers(v1, v2, [joined])


def test_what_no_longer_differs_does_not_count(way: str, dsn: str, filled: psycopg.Connection) -> None:
    """Rows that V2 caught up with are told as fleeting; what still differs counts, with today's values."""
    filled.execute("update new set a = -id where id in (3, 4)")
    filled.execute("delete from new where id in (5, 6)")
    catches_up = (
        "insert into new select id, id, to_timestamp((xdo->>'changed')::float8 / 1000) from old where id = 5"
    )
    found = compared(way, dsn, source(), f"update new set a = 3 where id = 3; {catches_up}", filled)
    assert (found.missing, [(each.name, each.count) for each in found.columns]) == (1, [("a", 1)])
    assert (found.fleeting, set(found.keys), found.same) == (2, {"4", "6"}, False)
    assert (found.rows_v1, found.rows_v2) == (60, 58)


def test_a_difference_that_passes_leaves_the_table_equal(
    way: str, dsn: str, filled: psycopg.Connection
) -> None:
    """All of it was the lag of a moment."""
    filled.execute("update new set a = 0 where id = 60")
    found = compared(way, dsn, source(), "update new set a = 60 where id = 60", filled)
    assert (found.same, found.fleeting) == (True, 1)


def test_what_persists_counts_in_full(
    way: str, dsn: str, filled: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without any change the second reading finds what the first one found, over many ranges."""
    monkeypatch.setattr(spans_module, "STEP", 5)
    filled.execute("update new set a = a + 1 where id % 7 = 0")
    filled.execute("update old set xdo = '[]' where id = 2")
    filled.execute("update old set xdo = jsonb_set(xdo, '{a}', '\"x\"') where id = 9")
    filled.execute("insert into new values (61, 1, null)")
    at_once = once(way, dsn, source())
    again = compared(way, dsn, source())
    assert at_once == again
    assert (again.fleeting, again.extra, again.shapeless) == (0, 1, 1)


def test_nothing_is_read_again_where_nothing_differs(way: str, dsn: str, filled: psycopg.Connection) -> None:
    """An equal table costs no second session."""

    @contextmanager
    def never() -> Iterator[psycopg.Connection]:
        raise AssertionError("a session was opened")
        yield filled

    if way == "one server":
        assert compare_table(filled, [source()], again=Again(9.0, never, never)).same
    else:
        assert compare_two_servers(filled, filled, [source()], Again(9.0, never, never)).same


def test_more_than_can_pass_is_not_read_again(
    way: str, dsn: str, filled: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where very many rows differ, that is no lag: they count as they are."""
    monkeypatch.setattr("cutover.compare.tables.MOST_AGAIN", 10)
    monkeypatch.setattr("cutover.compare.two_servers.MOST_AGAIN", 10)
    filled.execute("update new set a = 0")
    found = compared(way, dsn, source(), "update new set a = id", filled)
    assert (found.fleeting, found.columns[0].count) == (0, 60)


def test_duplicates_stay_whatever_is_read_again(way: str, dsn: str, filled: psycopg.Connection) -> None:
    """A row that stands twice differs in no value, and is told all the same."""
    filled.execute("alter table new drop constraint new_pkey")
    filled.execute("insert into new select * from new where id = 8")
    filled.execute("update new set a = 0 where id = 60")
    found = compared(way, dsn, source(), "update new set a = 60 where id = 60", filled)
    assert (found.duplicates, found.fleeting, found.same) == (1, 1, False)


YOUNG = Settled.model_validate({"field": "changed", "older_than": "24h"})
NOW = "floor(extract(epoch from now()) * 1000)"


def test_what_changed_too_lately_is_counted_and_not_judged(
    way: str, dsn: str, filled: psycopg.Connection
) -> None:
    """Young V1 rows that differ or are missing, and a young V2 row that V1 does not know, are unsettled."""
    filled.execute(
        f"update old set xdo = jsonb_set(xdo, '{{changed}}', to_jsonb({NOW})) where id in (1, 2, 3)"
    )
    filled.execute("delete from new where id = 2")
    filled.execute("insert into new values (99, 99, now())")
    found = once(way, dsn, source(YOUNG))
    assert (found.unsettled, found.same, found.vacuous) == (4, True, False)
    unruly = once(way, dsn, source())
    assert (unruly.missing, unruly.extra, unruly.unsettled) == (1, 1, 0)


def test_an_old_row_is_judged_as_ever(way: str, dsn: str, filled: psycopg.Connection) -> None:
    """Also when V2 claims that it is young, or V1's moment is none."""
    filled.execute("update new set at = now() where id = 10")
    filled.execute("""update old set xdo = xdo || '{"changed": "soon", "a": 0}' where id = 11""")
    filled.execute("insert into new values (99, 99, now() - interval '2 days')")
    found = once(way, dsn, source(YOUNG))
    assert (found.unsettled, found.extra) == (0, 1)
    assert {each.name: (each.count, each.unparseable) for each in found.columns} == {
        "at": (1, 1),
        "a": (1, 0),
    }


def test_a_table_of_young_rows_alone_is_vacuous(way: str, dsn: str, filled: psycopg.Connection) -> None:
    """Nothing was judged, so nothing is shown."""
    filled.execute(f"update old set xdo = jsonb_set(xdo, '{{changed}}', to_jsonb({NOW}))")
    found = once(way, dsn, source(YOUNG))
    assert (found.unsettled, found.same, found.vacuous) == (60, True, True)


def counted(way: str, dsn: str, joined: Join) -> tuple[int, tuple[int, int], int, str]:
    """Count both sides: V2's rows, the unsettled ones of each side, what is lacking, and how bad it is."""
    with psycopg.connect(dsn) as v1, psycopg.connect(dsn) as v2:
        lag = count_rows(v1, joined, None if way == "one server" else v2)
    return lag.v2, lag.unsettled, lag.delta, lag.level


def test_what_changed_too_lately_is_counted_apart(way: str, dsn: str, filled: psycopg.Connection) -> None:
    """A young row may have arrived or not, and a young row of V2 may have gone from V1; no other may."""
    exact = {"counts": "exact"}
    filled.execute(f"update old set xdo = jsonb_set(xdo, '{{changed}}', to_jsonb({NOW})) where id <= 3")
    assert counted(way, dsn, source(YOUNG, **exact)) == (60, (3, 0), 0, "good")
    filled.execute("delete from new where id in (1, 2)")
    assert counted(way, dsn, source(YOUNG, **exact)) == (58, (3, 0), 0, "good")
    assert counted(way, dsn, source(**exact)) == (58, (0, 0), 2, "critical")
    filled.execute("delete from new where id in (3, 60)")
    assert counted(way, dsn, source(YOUNG, **exact)) == (56, (3, 0), 1, "critical")
    filled.execute("insert into new select n, n, now() from generate_series(101, 108) n")
    assert counted(way, dsn, source(YOUNG, **exact)) == (64, (3, 8), 0, "good")
    filled.execute("insert into new select n, n, now() - interval '2 days' from generate_series(201, 205) n")
    assert counted(way, dsn, source(YOUNG, **exact)) == (69, (3, 8), -1, "critical")


def test_counts_of_young_rows_alone_are_vacuous(way: str, dsn: str, filled: psycopg.Connection) -> None:
    """Where every row is unsettled, nothing was judged."""
    filled.execute(f"update old set xdo = jsonb_set(xdo, '{{changed}}', to_jsonb({NOW}))")
    filled.execute("update new set at = now()")
    with psycopg.connect(dsn) as connection:
        assert count_rows(connection, source(YOUNG)).vacuous


def test_young_elements_are_counted_by_their_documents(
    way: str, dsn: str, filled: psycopg.Connection
) -> None:
    """An array of a young document makes as many unsettled rows as it has elements."""
    filled.execute("update old set xdo = xdo || '{\"tags\": [1, 2]}'")
    filled.execute(f"update old set xdo = jsonb_set(xdo, '{{changed}}', to_jsonb({NOW})) where id <= 3")
    elements = source(YOUNG, each="tags", counts="exact")
    assert counted(way, dsn, elements) == (60, (6, 0), 54, "critical")
