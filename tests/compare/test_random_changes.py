"""One change at a time, made by chance: a swap or a duplicate is found by both ways, and nothing beside it.

``COMPARE_ROUNDS=50 pytest tests/compare/test_random_changes.py`` makes a thousand of each kind in each shape.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import psycopg
import pytest

from cutover.compare import Join, TableDifference

from ..postgres_server import scratch_database
from .generated import TYPES, fill, fill_elements
from .pairs import TwoServers

ROUNDS = int(os.environ.get("COMPARE_ROUNDS", "1"))
CHANGES = 20 * ROUNDS
MAPPED = 6
"""Columns that are compared at once, drawn anew for each change."""

Columns = tuple[str, ...]
Shape = Callable[[TwoServers, Columns], Join]


@pytest.fixture(scope="module")
def servers(dsn: str) -> Iterator[TwoServers]:
    """Sessions of two databases."""
    with scratch_database() as other, psycopg.connect(other) as v1, psycopg.connect(dsn) as v2:
        v2.execute("set timezone = 'UTC'")
        yield TwoServers(v1, v2)
        v1.rollback()
        v2.rollback()


def make_rows(servers: TwoServers, chance: random.Random) -> Shape:
    """Forty documents, each a row, known by V1's row id."""
    fill(servers, chance, 40)
    return lambda servers, columns: servers.joined(columns={name: name for name in columns})


def make_keyed(servers: TwoServers, chance: random.Random) -> Shape:
    """The same, known by a text: no number cuts the tables into ranges."""
    fill(servers, chance, 40)
    for connection in (servers.v1, servers.v2):
        connection.execute("update old set xdo = xdo || jsonb_build_object('known_by', 'k ' || id)")
    servers.v2.execute("alter table new alter id type text using 'k ' || id")
    return lambda servers, columns: servers.joined(
        match={"id": "known_by"}, columns={name: name for name in columns}
    )


def make_elements(servers: TwoServers, chance: random.Random) -> Shape:
    """Twenty documents, each of whose elements is a row, known by its place."""
    fill_elements(servers, chance, 20)
    return lambda servers, columns: servers.joined(
        match={"id": "id", "place_in_list": "position"},
        each="items",
        columns={name: f"item.{name}" for name in columns},
    )


SHAPES = {"rows": make_rows, "rows known by a text": make_keyed, "elements": make_elements}
KEY = ("id", "place_in_list")


@dataclass(frozen=True)
class Change:
    """What is done to two rows of V2, known by their place on disk, and what is to be found of it."""

    sql: str
    found: Counter[str]


def differing(unlike: set[str]) -> Counter[str]:
    """Two rows differ in each column that they had exchanged and that was not the same."""
    return Counter(dict.fromkeys(unlike, 2))


def swap(chance: random.Random, mapped: Columns, unlike: set[str]) -> Change:
    """Two rows have each other's values, in one column or in several."""
    columns = tuple(chance.sample(mapped, chance.choice((1, 1, 1, 2, 5))))
    return Change(exchange(columns), differing(unlike & {*columns}))


def swap_keys(_: random.Random, __: Columns, unlike: set[str]) -> Change:
    """Two rows stand under each other's key."""
    return Change(exchange(KEY), differing(unlike))


def duplicate_instead(*_: object) -> Change:
    """One row stands in another's place, key and all: the count stays."""
    whole = ", ".join(f"{name} = other.{name}" for name in (*KEY, *TYPES))
    sql = f"update new set {whole} from new other where new.ctid = '{{one}}' and other.ctid = '{{two}}'"
    return Change(sql, Counter(missing=1, duplicates=1))


def duplicate_beside(*_: object) -> Change:
    """One row is there twice."""
    return Change("insert into new select * from new where ctid = '{one}'", Counter(duplicates=1))


def exchange(columns: Columns) -> str:
    """The statement that exchanges values between two rows."""
    values = ", ".join(f"{name} = other.{name}" for name in columns)
    places = "(('{one}'::tid, '{two}'::tid), ('{two}'::tid, '{one}'::tid))"
    return f"update new set {values} from new other where (new.ctid, other.ctid) in {places}"


def differing_columns(servers: TwoServers, columns: Columns, one: str, two: str) -> set[str]:
    """The columns in which two rows of V2 differ."""
    flags = ", ".join(f"a.{name}::text is distinct from b.{name}::text" for name in columns)
    row = servers.v2.execute(
        f"select {flags} from new a, new b where a.ctid = '{one}' and b.ctid = '{two}'"
    ).fetchone()
    return {name for name, differs in zip(columns, row or (), strict=True) if differs}


def told(found: TableDifference) -> Counter[str]:
    """What was found, by kind and column."""
    kinds = ("missing", "extra", "duplicates", "unowned", "contested", "shapeless")
    counted = Counter({kind: getattr(found, kind) for kind in kinds})
    counted.update({each.name: each.count + each.unparseable for each in found.columns})
    return +counted


@pytest.mark.parametrize("make", SHAPES.values(), ids=SHAPES)
@pytest.mark.parametrize("kind", [swap, swap_keys, duplicate_instead, duplicate_beside])
def test_one_change_by_chance_is_found_in_both_ways(
    servers: TwoServers,
    kind: Callable[[random.Random, Columns, set[str]], Change],
    make: Callable[[TwoServers, random.Random], Shape],
) -> None:
    """Whatever rows and columns it meets: those columns, so many rows, and the same by both ways."""
    chance = random.Random(f"{kind.__name__} {make.__name__}")
    shape = make(servers, chance)
    assert servers.both_ways(shape(servers, tuple(TYPES))).same
    places = [str(place) for (place,) in servers.v2.execute("select ctid::text from new order by 1")]
    seen = 0
    for _ in range(CHANGES):
        mapped = tuple(chance.sample(tuple(TYPES), MAPPED))
        one, two = chance.sample(places, 2)
        change = kind(chance, mapped, differing_columns(servers, mapped, one, two))
        with servers.v2.transaction(force_rollback=True):
            servers.v2.execute(change.sql.format(one=one, two=two).encode())
            found = servers.both_ways(shape(servers, mapped))
        assert told(found) == change.found, (one, two, change)
        seen += not found.same
    assert seen > 0.6 * CHANGES
