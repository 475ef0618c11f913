"""A statement that takes too long is asked again in parts, and no time-out throws away what was found."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest

from cutover.compare import Again, Join, compare_table, compare_two_servers, spot_check, two_servers
from cutover.compare.sides import Region, Span

from .pairs import TwoServers, numbers

ROWS = 64
SLOWLY = "case when pg_sleep({seconds}) is null then {{value}} else {{value}} end"
WAYS = ("one server", "two servers")


def filled(servers: TwoServers, wrong: str) -> None:
    """Make documents and their rows, but for those that are wrong."""
    servers.make([{"f": n} for n in range(1, ROWS + 1)], "id int primary key, a int")
    servers.v2.execute("insert into new select id, id from old")
    servers.v2.execute(f"update new set a = 0 where {wrong}".encode())


def slow(servers: TwoServers, seconds: float, when: str = "true") -> Join:
    """The source of `new`, each of whose values takes so long where a condition over the value holds."""
    sql = f"case when {when} then {SLOWLY.format(seconds=seconds)} else {{value}} end"
    return servers.joined(columns={"a": {"from": "f", "sql": sql}})


@pytest.mark.parametrize("wrong", ["id = 33", "true"], ids=["one row", "every row"])
def test_a_pass_that_takes_too_long_is_cut_in_halves(servers: TwoServers, wrong: str) -> None:
    """The rows take four times as long as a statement may: the numbers are those without a limit."""
    filled(servers, wrong)
    wanted = servers.compare(servers.joined(columns={"a": "f"}))
    servers.v1.execute("set statement_timeout = '800ms'")
    found = servers.compare(slow(servers, 0.05 if wrong != "true" else 0.02))
    assert numbers(found) == numbers(wanted)


def test_what_cannot_be_cut_is_an_error(servers: TwoServers) -> None:
    """One value that takes longer than any statement may ends the comparison."""
    filled(servers, "false")
    servers.v1.execute("set statement_timeout = '100ms'")
    with pytest.raises(psycopg.errors.QueryCanceled):
        servers.compare(slow(servers, 5, "{value}::int = 7"))


@pytest.mark.parametrize("only", [None, (3,), (3, 4, 9)])
def test_halves_are_the_whole(only: tuple[int, ...] | None) -> None:
    """Cut down to the smallest, every identity lies in exactly one part, and buckets are never torn."""
    edges = 1, 5_000

    def parts(region: Region) -> Iterator[Region]:
        halves = region.halves(edges)
        yield from (each for half in halves for each in parts(half)) if halves else (region,)

    def inside(region: Region, number: int) -> bool:
        low, high = region.span.low, region.span.high
        if region.only is not None:
            return number >> region.shift in region.only
        return (low is None or number >= low) and (high is None or number < high)

    whole = Region(Span(), 8) if only is None else Region(shift=8, only=only)
    found = list(parts(whole))
    assert len(found) > 20
    for number in range(-10, 5_100):
        assert sum(inside(each, number) for each in found) == inside(whole, number)


@pytest.mark.parametrize("way", WAYS)
def test_reading_again_that_takes_too_long_leaves_what_was_found(servers: TwoServers, way: str) -> None:
    """It counts as it stands, and says that it was read once."""
    filled(servers, "id = 7")

    @contextmanager
    def fresh(of: psycopg.Connection[Any]) -> Iterator[psycopg.Connection[Any]]:
        with of.transaction(force_rollback=True):
            of.execute("set local statement_timeout = '100ms'")
            yield of

    again = Again(0.0, lambda: fresh(old), lambda: fresh(servers.v2))
    source = slow(servers, 0.2, "{value}::int = 7")
    if way == "one server":
        old = servers.v2
        found = compare_table(servers.v2, [source], again=again)
    else:
        old = servers.v1
        found = compare_two_servers(servers.v1, servers.v2, [source], again)
    assert (found.read_once, found.fleeting) == (True, 0)
    assert [(each.name, each.count) for each in found.columns] == [("a", 1)]


@pytest.mark.parametrize("way", WAYS)
def test_a_spot_check_that_takes_too_long_is_told(servers: TwoServers, way: str) -> None:
    """It is no error, and the session goes on."""
    filled(servers, "false")
    v1 = servers.v2 if way == "one server" else servers.v1
    v1.execute("set statement_timeout = '100ms'")
    spot = spot_check(v1, servers.v2, slow(servers, 5, "{value}::int = 7"), "old", rows=ROWS)
    assert (spot.late, spot.v1, spot.v2, spot.records) == (True, "", "", ())
    assert v1.execute("select 1").fetchone() == (1,)


def test_large_rows_are_fetched_a_few_at_a_time(servers: TwoServers, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twenty-eight megabytes of rows that all differ, fetched in small parts, need little of the client."""
    servers.make([], "id int primary key, a text")
    rows = "from generate_series(1, 4000) n"
    for connection in (servers.v1, servers.v2):
        connection.execute(
            f"insert into old select n, jsonb_build_object('f', repeat('x', 7000) || n) {rows}"
        )
    servers.v2.execute(f"insert into new select n, repeat('y', 7000) || n {rows}")
    source = servers.joined(columns={"a": "f"})
    tracemalloc.start()
    try:
        found = servers.compare(source)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert [(each.name, each.count) for each in found.columns] == [("a", 4000)]
    assert peak < 40_000_000, peak
    monkeypatch.setattr(two_servers, "LEAF", 500)
    assert numbers(servers.compare(source)) == numbers(found)
