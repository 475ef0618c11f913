"""A checksum of each side and a few records, beside a comparison that read every value."""

from __future__ import annotations

import psycopg
import pytest

from cutover.compare import Join, Spot, handshake, spot_check
from cutover.compare import spot as spot_module
from cutover.compare.handshake import LOOSE
from cutover.compare.hashes import Hash
from cutover.manifest.table import Target

from .known_pairs import TRAPS
from .pairs import TwoServers

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
    return spot_check(connection, connection, Join(target, "old", "new", TYPES), "old", seed=seed)


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
    spot = spot_check(filled, filled, Join(target, "old", "new", TYPES | {"f": "boolean"}), "old")
    assert {(each.fields[0].v1, each.fields[0].v2) for each in spot.records} == {("true", "true")}


MATCHES = {
    "row id": {"match": {"id": "id"}, "columns": {"a": "f"}},
    "text": {"match": {"k": "k"}, "columns": {"a": "f"}},
    "elements": {"match": {"id": "id", "n": "position"}, "each": "l", "columns": {"a": "item"}},
    "elements by a text": {"match": {"k": "item"}, "each": "l", "columns": {"k": "item"}},
}


@pytest.fixture
def spread(servers: TwoServers) -> TwoServers:
    """Two thousand documents; their rows are made as each key wants them."""
    servers.make([], "id int, n int, k text, a text")
    for connection in (servers.v1, servers.v2):
        connection.execute(
            "insert into old select n * 3, jsonb_build_object('k', 'k' || n, 'f', 'f' || n, 'l',"
            " jsonb_build_array('x' || n, 'y' || n)) from generate_series(1, 2000) n"
        )
    return servers


@pytest.mark.parametrize("rows", [None, 2000], ids=["whole", "a part"])
@pytest.mark.parametrize("match", MATCHES)
def test_two_servers_are_spot_checked_as_one_is(
    spread: TwoServers, monkeypatch: pytest.MonkeyPatch, match: str, rows: int | None
) -> None:
    """The same checksums and the same records, whatever the key is; what is not in the part is not read."""
    monkeypatch.setattr(spot_module, "SUMMED", 300)
    if "elements" in match:
        spread.v2.execute(
            "insert into new select id, position, item, item from old,"
            " jsonb_array_elements_text(xdo->'l') with ordinality as t(item, position)"
        )
    else:
        spread.v2.execute("insert into new select id, null, xdo->>'k', xdo->>'f' from old")
    spread.v2.execute("create index on new (id)")
    joined = spread.joined(**MATCHES[match])
    apart = spot_check(spread.v1, spread.v2, joined, "old", seed=5, rows=rows)
    within = spot_check(spread.v2, spread.v2, joined, "old", seed=5, rows=rows)
    assert apart == within
    assert apart.v1 == apart.v2
    assert apart.whole is (rows is None)
    each = 2 if "elements" in match else 1
    assert apart.rows == 2000 * each if rows is None else 50 < apart.rows < 1500
    assert len(apart.records) == 10
    assert all(field.v1 == field.v2 for record in apart.records for field in record.fields)
    spread.v2.execute("update new set a = 'z', k = k || 'z'")
    assert spot_check(spread.v1, spread.v2, joined, "old", seed=5, rows=rows).v2 != apart.v2


def test_a_source_of_few_rows_among_many_is_looked_at_whole(spread: TwoServers) -> None:
    """Ranges that chance chooses would hold none of them."""
    spread.v2.execute("insert into new select id, null, null, xdo->>'f' from old")
    joined = spread.joined(where="id = 600", owns="id = 600", columns={"a": "f"})
    found = spot_check(spread.v1, spread.v2, joined, "old", rows=1_000_000)
    assert (found.rows, found.v1 == found.v2, len(found.records)) == (1, True, 1)


def test_of_rows_that_change_no_checksum_is_made(filled: psycopg.Connection) -> None:
    """The records are looked at all the same."""
    target = Target.model_validate({"name": "new", "id": 1, "columns": COLUMNS})
    found = spot_check(filled, filled, Join(target, "old", "new", TYPES), "old", still=False)
    assert (found.v1, found.v2, len(found.records)) == ("", "", 10)


def test_what_is_only_near_is_in_no_checksum(servers: TwoServers) -> None:
    """Values within a tolerance may differ, and are shown beside each other."""
    servers.v2.execute("create type mood as enum ('good')")
    servers.make([{"f": "1.001", "g": "good"}], "id int, a numeric, b mood", ["1, 1, 'good'"])
    joined = servers.joined(columns={"a": {"from": "f", "tolerance": 0.01}, "b": "g"})
    found = spot_check(servers.v1, servers.v2, joined, "old")
    assert (found.columns, found.v1) == (2, found.v2)
    assert [(each.v1, each.v2) for each in found.records[0].fields] == [("1.001", "1"), ("good", "good")]


@pytest.mark.parametrize("way", LOOSE, ids=lambda way: way.name)
def test_what_is_equal_and_written_differently_has_one_checksum(
    servers: TwoServers, monkeypatch: pytest.MonkeyPatch, way: Hash
) -> None:
    """Of every type, with every hash: a comparison that found nothing is never contradicted."""
    monkeypatch.setattr(handshake, "HASHES", (way,))
    columns = {f"c{n}": trap for n, trap in enumerate(TRAPS.values())} | {
        "ranges": (['"[1.0,2)"', "null"], "numrange", ["'[1.00,2)'", "null"]),
        "numbers": (['["1.0"]', "null"], "numeric[]", ["'{1.00}'", "null"]),
        "spans": (['["24:00"]', "null"], "interval[]", ["'{1 day}'", "null"]),
    }  # fmt: skip
    servers.make([], ", ".join(["id int", *(f"{name} {trap[1]}" for name, trap in columns.items())]))
    for n in (0, 1):
        fields = ", ".join(f'"{name}": {trap[0][n]}' for name, trap in columns.items())
        for connection in (servers.v1, servers.v2):
            connection.execute("insert into old values (%s, %s)", (n + 1, f"{{{fields}}}"))
        held = ", ".join(trap[2][n] for trap in columns.values())
        servers.v2.execute(f"insert into new values ({n + 1}, {held})")
    iso = f"c{list(TRAPS).index('one microsecond')}"
    mapped = {name: {"from": name} | ({"format": "iso"} if name == iso else {}) for name in columns}
    joined = servers.joined(columns=mapped)
    assert servers.both_ways(joined).same
    for v1 in (servers.v1, servers.v2):
        found = spot_check(v1, servers.v2, joined, "old")
        assert (found.rows, found.v1) == (2, found.v2)
        assert found.columns > len(columns) - 12
