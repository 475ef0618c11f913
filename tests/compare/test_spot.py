"""A checksum of each side and a few records, beside a comparison that read every value."""

from __future__ import annotations

import psycopg
import pytest

from cutover.compare import Join, Spot, spot_check
from cutover.manifest.table import Target

TYPES = {
    "id": "integer", "n": "numeric(14,2)", "t": "character varying(9)", "l": "text[]", "j": "jsonb",
    "x": "json",
}  # fmt: skip
COLUMNS = {"n": "n", "t": {"from": "t", "personal": True}, "l": "l", "j": "j", "x": "j"}


@pytest.fixture
def filled(connection: psycopg.Connection) -> psycopg.Connection:
    """Forty documents and their rows."""
    listed = ", ".join(f"{name} {kind}" for name, kind in TYPES.items())
    connection.execute("create table old (id int primary key, xdo jsonb not null)")
    connection.execute(f"create table new ({listed})")
    connection.execute(
        "insert into old select n, jsonb_build_object('n', n || '.5', 't', 'Zoë', 'l',"
        " jsonb_build_array('a'), 'j', jsonb_build_object('n', n)) from generate_series(1, 40) n"
    )
    connection.execute(
        "insert into new select n, n + 0.5, 'Zoë', array['a'], jsonb_build_object('n', n),"
        " json_build_object('n', n) from generate_series(1, 40) n"
    )
    return connection


def look(connection: psycopg.Connection, seed: int = 0, **more: object) -> Spot:
    """Spot-check `new`."""
    target = Target.model_validate({"name": "new", "id": 1, "columns": COLUMNS} | more)
    return spot_check(connection, Join(target, "old", "new", TYPES), "old", seed)


def test_equal_sides_have_one_checksum_and_ten_records(filled: psycopg.Connection) -> None:
    """Digits that only print differently are equal; each record has every field, what is personal marked."""
    found = look(filled)
    assert (found.rows, found.columns, found.v1 == found.v2, len(found.records)) == (40, 6, True, 10)
    record = found.records[0]
    assert [(each.column, each.hidden) for each in record.fields] == [
        ("n", False), ("t", True), ("l", False), ("j", False), ("x", False),
    ]  # fmt: skip
    assert (record.fields[0].v1, record.fields[0].v2) == (f"{record.key}.50", f"{record.key}.50")
    assert len({each.key for each in found.records}) == 10


def test_the_same_seed_gives_the_same_records(filled: psycopg.Connection) -> None:
    """What was looked at can be looked at again; another seed looks elsewhere."""
    keys = [[each.key for each in look(filled, seed).records] for seed in (1, 1, 2)]
    assert keys[0] == keys[1] != keys[2]


@pytest.mark.parametrize(
    "change",
    [
        "update new set t = t || ' ' where id = 7",
        "update new set n = n + 0.01 where id = 7",
        "update new set n = case id when 7 then 8.5 else 7.5 end where id in (7, 8)",
        "update new set l = null where id = 7",
        "delete from new where id = 7",
        "insert into new select * from new where id = 7",
        "update new set id = 41 where id = 40",
    ],
)
def test_whatever_differs_changes_the_checksum(filled: psycopg.Connection, change: str) -> None:
    """A blank, a cent, a swap, a NULL, a row too few or twice or under another key."""
    filled.execute(change)
    found = look(filled)
    assert found.v1 != found.v2


def test_only_the_rows_of_the_source_are_looked_at(filled: psycopg.Connection) -> None:
    """`where` and `owns` cut both sides alike."""
    found = look(filled, where="id <= 5", owns="id <= 5")
    assert (found.rows, found.v1 == found.v2, len(found.records)) == (5, True, 5)


@pytest.mark.parametrize("value", [True, 7, "Zoë", None])
def test_a_constant_is_looked_at_like_any_value(filled: psycopg.Connection, value: object) -> None:
    """Whatever its type, it stands beside what V2 holds."""
    found = look(filled, columns={"n": "n", "t": {"value": None if value is None else str(value)}})
    assert {each.fields[1].raw for each in found.records} == {None if value is None else str(value)}
    filled.execute("alter table new add f boolean default true")
    target = Target.model_validate({"name": "new", "id": 1, "columns": {"f": {"value": True}}})
    spot = spot_check(filled, Join(target, "old", "new", TYPES | {"f": "boolean"}), "old")
    assert {(each.fields[0].v1, each.fields[0].v2) for each in spot.records} == {("true", "true")}
