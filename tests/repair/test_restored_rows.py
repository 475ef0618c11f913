"""Rows of every type that a repair restores are, to the comparer, the rows that V1 holds.

``COMPARE_ROUNDS=50 pytest tests/repair/test_restored_rows.py`` is the long run.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterator

import orjson
import psycopg
import pytest

from cutover.compare import Names, compare_two_servers
from cutover.manifest.migration import Migration
from cutover.manifest.repairing import MissingTable, SurplusTable
from cutover.manifest.table import TableFile
from cutover.repair.missing import plan_missing
from cutover.repair.origin import Key, origin_named
from cutover.repair.pairing import alone
from cutover.repair.restoring import keys_of, rows_of
from cutover.repair.surplus import plan_surplus
from cutover.systems.database import PINS

from ..compare.generated import COLLATED, TYPES, row
from .by_hand import migration, two_databases

ROUNDS = int(os.environ.get("COMPARE_ROUNDS", "1"))
ROWS = 60
NAMES = Names({"old": "old"}, {"new": "new"})
OWN = {"state": "mood", "score": "positive"}
"""Columns of types that V1's server does not have."""


@pytest.fixture(scope="module")
def dsns() -> Iterator[tuple[str, str]]:
    """Two databases of this file's own; V2 has types of its own."""
    with two_databases() as found:
        with psycopg.connect(found[1], autocommit=True) as v2:
            v2.execute(
                "create type mood as enum ('good', 'bad'); create domain positive as int check (value > 0)"
            )
        yield found


@pytest.fixture
def pair(dsns: tuple[str, str]) -> Iterator[tuple[psycopg.Connection, psycopg.Connection]]:
    """Sessions as a repair has them."""
    with psycopg.connect(dsns[0]) as v1, psycopg.connect(dsns[1]) as v2:
        for connection in (v1, v2):
            for setting, value in PINS.items():
                if setting != "default_transaction_read_only":
                    connection.execute("select set_config(%s, %s, false)", (setting, value))
        yield v1, v2
        v1.rollback()
        v2.rollback()


def described(each: bool) -> Migration:
    """The migration of one table, a row a document or a row an element of its array."""
    columns = {name: f"item.{name}" if each else name for name in (*TYPES, *OWN)}
    keyed = {"match": {"document": "id", "nth": "position"}, "each": "items", "new": {"id": "its own"}}
    target = {"columns": columns, **(keyed if each else {})}
    table = TableFile.model_validate({"v1": {"table": "old"}, "v2": {"new": target}}, context={})
    return migration(tables=(table,), references=())


def make(v1: psycopg.Connection, v2: psycopg.Connection, chance: random.Random, each: bool) -> None:
    """Make V1's documents by chance, and V2's table without a row."""
    own = {"state": ("good", "bad", None, ""), "score": (1, "7", "")}
    rows = [
        {**row(chance)[0], **{name: chance.choice(values) for name, values in own.items()}}
        for _ in range(ROWS)
    ]
    documents = [{"items": rows[n : n + 3]} for n in range(0, ROWS, 3)] if each else rows
    numbered = [(n, json.dumps(document)) for n, document in enumerate(documents, 1)]
    v1.execute("create table old (id int primary key, xdo jsonb not null)")
    v1.cursor().executemany("insert into old values (%s, %s)", numbered)
    columns = ", ".join(f"{name} {COLLATED.get(name, type_)}" for name, type_ in {**TYPES, **OWN}.items())
    key = "id bigint primary key" + (", document int, nth int" if each else "")
    v2.execute(f"create table new ({key}, {columns})".encode())


def restore(v1: psycopg.Connection, v2: psycopg.Connection, told: Migration) -> list[Key]:
    """Plan what is missing, do it, and return the keys that were planned."""
    rule = MissingTable(source="old", domain="x", reason="never migrated")
    part = plan_missing(v1, v2, told, NAMES, rule)
    assert part.left == {}
    origin, done = origin_named(v1, v2, told, NAMES, "old", "new"), []
    for step in part.steps:
        for each in rows_of(v1, v2, origin, keys_of(step)):
            assert each.row is not None, each
            listed = ", ".join(f'"{column}"' for column in orjson.loads(each.row))
            v2.execute(
                f"insert into new ({listed})"
                f" select {listed} from jsonb_populate_record(null::new, %s)".encode(),
                (each.row,),
            )
            done.append(each.key)
    return done


@pytest.mark.parametrize("each", [False, True], ids=["documents", "elements"])
@pytest.mark.parametrize("number", range(ROUNDS))
def test_what_was_restored_is_what_v1_holds(
    pair: tuple[psycopg.Connection, psycopg.Connection], number: int, each: bool
) -> None:
    """All rows, and then some that are lost by chance, are found, restored, and equal to V1's."""
    v1, v2 = pair
    chance, told = random.Random(f"{number} {each}"), described(each)
    make(v1, v2, chance, each)
    assert len(restore(v1, v2, told)) == ROWS
    origin = origin_named(v1, v2, told, NAMES, "old", "new")
    assert compare_two_servers(v1, v2, [origin.join]).same
    assert list(alone(v1, v2, origin)) == []
    columns = "document, nth" if each else "id"
    lost = v2.execute(
        f"delete from new where id = any(%s) returning {columns}".encode(),
        ([chance.randint(1, ROWS) for _ in range(9)],),
    ).fetchall()
    assert restore(v1, v2, told) == sorted(
        (tuple(map(str, key)) for key in lost), key=lambda key: tuple(map(int, key))
    )
    assert compare_two_servers(v1, v2, [origin.join]).same


@pytest.mark.parametrize("number", range(ROUNDS))
def test_rows_too_many_are_found_by_chance(
    pair: tuple[psycopg.Connection, psycopg.Connection], number: int
) -> None:
    """V2's rows that V1 has lost by chance, and those that it never had, are surplus, and no others."""
    v1, v2 = pair
    chance, told = random.Random(f"surplus {number}"), described(each=False)
    make(v1, v2, chance, each=False)
    restore(v1, v2, told)
    lost = {chance.randint(1, ROWS - 1) for _ in range(9)}
    v1.execute("delete from old where id = any(%s)", (sorted(lost),))
    added = {ROWS + chance.randint(1, 99) for _ in range(3)}
    v2.cursor().executemany("insert into new (id) values (%s)", [(each,) for each in added])
    rule = SurplusTable(table="new", domain="x", reason="V1 does not know them")
    part = plan_surplus(v1, v2, told, NAMES, rule)
    assert {step.absence: {int(row.key[0]) for row in step.rows} for step in part.steps} == {
        "deleted in V1 since": lost,
        "never in V1": added,
    }
