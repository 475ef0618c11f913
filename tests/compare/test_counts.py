"""Rows are counted as V1 makes expect, and a lag is judged."""

from __future__ import annotations

import psycopg
import pytest

from cutover.compare import Join, Lag, Names, count_rows
from cutover.manifest.table import Target

LEVELS = {
    "equal": (Lag(100, 100), "good"),
    "99 %": (Lag(1000, 990), "good"),
    "98 %": (Lag(100, 98), "warning"),
    "94 %": (Lag(100, 94), "critical"),
    "99.9 %, but 521 rows": (Lag(702_072, 701_551), "warning"),
    "99.9 %, but 1,001 rows": (Lag(2_000_000, 1_998_999), "critical"),
    "a hundred rows": (Lag(100_000, 99_900), "warning"),
    "a few rows more": (Lag(55_023, 55_038), "good"),
    "a row more in a small table": (Lag(5, 6), "good"),
    "3 % more": (Lag(10_000, 10_300), "warning"),
    "twice as many": (Lag(10_000, 20_000), "critical"),
    "nothing in V1": (Lag(0, 5), "warning"),
    "exact and equal": (Lag(25, 25, exact=True), "good"),
    "exact and one short": (Lag(48_600, 48_599, exact=True), "critical"),
    "exact and one more": (Lag(48_600, 48_601, exact=True), "critical"),
}


@pytest.mark.parametrize(("lag", "level"), LEVELS.values(), ids=LEVELS)
def test_the_worse_of_ratio_and_delta_counts(lag: Lag, level: str) -> None:
    """A share of the rows and a number of rows are judged, unless the count must be exact."""
    assert lag.level == level


def test_nothing_on_both_sides_is_vacuous() -> None:
    """Zero of zero is told, and has no ratio."""
    assert (Lag(0, 0).vacuous, Lag(0, 0).ratio) == (True, None)


EXPECTED = {
    "one a row": ({}, 5),
    "optional": ({"when": "s"}, 2),
    "elements": ({"each": "list"}, 3),
    "filtered": ({"where": "xdo->>'s' = 'x'"}, 1),
    "filtered elements": ({"each": "list", "where": "id = 1"}, 2),
    "none at all": ({"each": "list", "where": "id > 100"}, 0),
}


@pytest.mark.parametrize(("target", "expected"), EXPECTED.values(), ids=EXPECTED)
def test_expected_rows_follow_the_source(
    connection: psycopg.Connection, target: dict[str, object], expected: int
) -> None:
    """Rows, filled fields or array elements make V2 rows; `owns` says which V2 rows belong to them."""
    connection.execute("create table old (id int, xdo jsonb)")
    connection.execute("""insert into old values (1, '{"s": "x", "list": [1, 2]}'),
        (2, '{"s": "", "list": ""}'),
        (3, '{"s": null, "list": [{}]}'), (4, '{"s": 0, "list": {}}'), (5, '{}')""")
    connection.execute("create table new as select n as id from generate_series(1, 7) as n")
    value = Target.model_validate({"name": "new", "id": 1, "owns": "id < 5", "counts": "exact"} | target)
    assert count_rows(connection, Join(value, "old", "new", {}, Names({}, {}))) == Lag(
        expected, 4, exact=True
    )
