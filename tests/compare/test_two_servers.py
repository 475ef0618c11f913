"""Rows that stand on two servers are compared by hashes, which say what one server would say."""

from __future__ import annotations

import random

import psycopg
import pytest

from cutover.compare import CannotCompare, TableDifference, handshake, two_servers
from cutover.compare.handshake import HASHES, known_values, shake_hands
from cutover.compare.hashes import base_of
from cutover.manifest.columns import TYPES

from ..postgres_server import scratch_database
from .known_pairs import FLOAT, TRAPS
from .pairs import TwoServers, numbers


@pytest.mark.parametrize("way", HASHES, ids=lambda way: way.name)
def test_a_trap_is_seen_and_its_good_pair_believed(
    servers: TwoServers, monkeypatch: pytest.MonkeyPatch, way: handshake.Hash
) -> None:
    """One by one, with every hash, and as within one server, whatever the sessions' settings are."""
    monkeypatch.setattr(handshake, "HASHES", (way,))
    columns = {f"c{n}": trap for n, trap in enumerate(TRAPS.values())}
    servers.make([], ", ".join(["id int", *(f"{name} {trap[1]}" for name, trap in columns.items())]))
    for n in (0, 1):
        fields = ", ".join(f'"{name}": {trap[0][n]}' for name, trap in columns.items())
        for connection in (servers.v1, servers.v2):
            connection.execute("insert into old values (%s, %s)", (n + 1, f"{{{fields}}}"))
        held = ", ".join(trap[2][n] for trap in columns.values())
        servers.v2.execute(f"insert into new values ({n + 1}, {held})")
    iso = f"c{list(TRAPS).index('one microsecond')}"
    mapped = {name: {"from": name} | ({"format": "iso"} if name == iso else {}) for name in columns}
    source = servers.joined(columns=mapped)
    assert servers.both_ways(source) == TableDifference(2, 2)
    for name, trap in columns.items():
        with servers.v2.transaction(force_rollback=True):
            for row, value in trap[3].items():
                servers.v2.execute(f"update new set {name} = {value} where id = {row}")
            found = servers.compare(source) if way is not HASHES[0] else servers.both_ways(source)
        assert [(each.name, each.count) for each in found.columns] == [(name, len(trap[3]))]


def test_text_that_moves_over_a_columns_border_is_seen(servers: TwoServers) -> None:
    """'ab' and 'c' are not 'a' and 'bc', whatever stands between columns."""
    servers.make([{"f": "ab", "g": "c"}, {"f": "x|y", "g": None}], "id int, a text, b text")
    servers.v2.execute("insert into new values (1, 'a', 'bc'), (2, 'x', 'y')")
    found = servers.both_ways(servers.joined(columns={"a": "f", "b": "g"}))
    assert {each.name: each.count for each in found.columns} == {"a": 2, "b": 2}


def test_a_duplicated_row_is_seen(servers: TwoServers) -> None:
    """Also where V1 has it twice as well, and where another row is missing in its place."""
    servers.make([{"f": "a"}, {"f": "b"}], "id int, a text", ["1, 'a'", "1, 'a'"])
    found = servers.both_ways(servers.joined(columns={"a": "f"}))
    assert (found.duplicates, found.missing, found.rows_v1, found.rows_v2) == (1, 1, 2, 2)
    servers.make([{"f": "a"}, {"f": "a"}], "a text", ["'a'", "'a'"])
    assert servers.both_ways(servers.joined(match={"a": "f"})).duplicates == 2
    servers.make([{"t": ["z", "z"]}], "id int, t text", ["1, 'z'", "1, 'z'"])
    assert servers.both_ways(servers.joined(match={"id": "id", "t": "item"}, each="t")).duplicates == 2


@pytest.mark.parametrize(
    ("key", "kind"),
    [("code", "text"), ("code", "varchar(20)"), ("uid", "uuid"), ("n", "numeric"), ("id", "text")],
)
def test_keys_of_any_type(servers: TwoServers, key: str, kind: str) -> None:
    """Texts, uuids and numbers of any scale are keys; a NULL is none."""
    documents = [
        {"code": f"k{n}", "uid": f"a0eebc99-9c0b-4ef8-bb6d-6bb9bd38{n:04}", "n": f"-{n}.50", "f": n}
        for n in range(1, 60)
    ]
    servers.make([*documents, {"f": 1}], f"k {kind}, a int")
    value = "id" if key == "id" else f"xdo->>'{key}'"
    servers.v2.execute(f"insert into new select ({value})::{kind}, (xdo->>'f')::int from old where id < 60")
    source = servers.joined(match={"k": key}, where="id < 60", columns={"a": "f"})
    assert servers.both_ways(source).same
    servers.v2.execute("update new set a = 0 where a = 7")
    servers.v2.execute("delete from new where a = 8")
    servers.v2.execute("update new set k = null where a in (9, 10)")
    servers.v2.execute("insert into new select * from new where a = 11")
    found = servers.both_ways(servers.joined(match={"k": key}, columns={"a": "f"}))
    assert (found.missing, found.extra, found.duplicates, found.rows_v2) == (4, 2, 1, 59)
    assert [(each.name, each.count) for each in found.columns] == [("a", 1)]


@pytest.mark.parametrize(
    "match", [{"id": "id", "tag": "item.tag"}, {"id": "id", "n": "position"}, {"tag": "item.tag"}]
)
def test_rows_made_of_arrays(servers: TwoServers, match: dict[str, str]) -> None:
    """Elements are known by the document and their own key, by their place, or by their key alone."""
    documents = [{"tags": [{"tag": f"{n}-{k}", "v": k} for k in range(3)]} for n in range(1, 50)]
    servers.make(documents, "id int, n int, tag text, v int")
    servers.v2.execute(
        "insert into new select id, position, item->>'tag', (item->>'v')::int from old,"
        " jsonb_array_elements(xdo->'tags') with ordinality as t(item, position)"
    )
    columns = {"v": "item.v", **({} if "tag" in match else {"tag": "item.tag"})}
    source = servers.joined(match=match, each="tags", columns=columns)
    assert servers.both_ways(source).same
    servers.v2.execute("delete from new where tag = '3-1'")
    servers.v2.execute("update new set v = 9 where tag = '5-2'")
    servers.v2.execute("update new set tag = null, n = null where tag = '7-0'")
    servers.v2.execute("insert into new select * from new where tag = '9-1'")
    servers.v2.execute("insert into new values (99, 1, 'x', 1)")
    found = servers.both_ways(source)
    assert (found.rows_v1, found.rows_v2, found.missing, found.extra, found.duplicates) == (147, 148, 2, 2, 1)
    assert [(each.name, each.count) for each in found.columns] == [("v", 1)]


def test_sources_conditions_and_owners(servers: TwoServers) -> None:
    """`where` is asked of V1's server and `owns` of V2's; who owns nothing or too much is told."""
    documents = [{"f": str(n), "old": n % 2, "s": "x" if n % 3 else ""} for n in range(1, 40)]
    servers.make(documents, "id int, a text, status text")
    servers.v2.execute(
        "insert into new select id, xdo->>'f', case xdo->>'old' when '1' then 'old' else 'new' end from old"
    )
    sources = [
        servers.joined(
            where="xdo->>'old' = '0'",
            owns="id in (select id from {new} where status = 'new')",
            columns={"a": "f"},
        ),
        servers.joined(
            where="xdo->>'old' = '1' and id in (select id from {old})",
            owns="status = 'old'",
            columns={"a": "f"},
        ),
    ]
    assert servers.both_ways(*sources).same
    servers.v2.execute("update new set status = null where id = 3")
    servers.v2.execute("update new set a = '' where id = 4")
    found = servers.both_ways(*sources)
    assert (found.unowned, found.missing, found.rows_v1) == (1, 1, 39)
    optional = servers.joined(when="s", columns={"a": "f"})
    assert servers.both_ways(optional).extra == 13


@pytest.mark.parametrize("kind", ["numeric", "numeric(14,4)", FLOAT, "real", "integer", "bigint"])
def test_a_tolerance_neither_hides_nor_invents(servers: TwoServers, kind: str) -> None:
    """Near values on both sides of a quantum's border are equal, far ones within one are not."""
    random.seed(7)
    limit = 0.01 if "int" not in kind else 3
    pairs = [
        (0, 0),
        (0.01, 0.02),
        (0.0149, 0.0051),
        (0.004, 0.0145),
        (-0.005, 0.005),
        (-0.0051, 0.005),
        (1e9, 1e9),
    ]
    for _ in range(400):
        x = random.choice((0, 1, 1000, 1e6)) + random.uniform(-0.1, 0.1)
        pairs.append(
            (round(x, 4), round(x + random.choice((0, 0.0099, 0.01, 0.0101, 0.005, -0.0099, -0.0101)), 4))
        )
    if "int" in kind:
        pairs = [(n * 1000 + random.randint(-9, 9), n * 1000 + random.randint(-9, 9)) for n in range(400)]
    if kind == "bigint":
        pairs += [(2**62, 2**62 + 3), (2**62, 2**62 + 4), (2**62, -(2**62)), (1, 2**32)]
    servers.make([{"f": x} for x, _ in pairs], f"id int, a {kind}")
    with servers.v2.cursor() as cursor:
        cursor.executemany(
            f"insert into new values (%s, %s::{kind})", [(n, y) for n, (_, y) in enumerate(pairs, 1)]
        )
    source = servers.joined(columns={"a": {"from": "f", "tolerance": limit}})
    found = servers.both_ways(source)
    assert 0 < found.columns[0].count < len(pairs)


def test_not_a_number_is_near_itself_alone(servers: TwoServers) -> None:
    """NaN and infinity equal themselves within any tolerance, in both ways, and nothing else."""
    special = ["NaN", "Infinity", "-Infinity", 1]
    for kind in (FLOAT, "numeric"):
        documents = [{"f": each} for each in special for _ in special]
        rows = [f"{n}, '{special[(n - 1) % 4]}'" for n in range(1, 17)]
        servers.make(documents, f"id int, a {kind}", rows)
        found = servers.both_ways(servers.joined(columns={"a": {"from": "f", "tolerance": 0.5}}))
        assert found.columns[0].count == 12


def test_what_cannot_be_cast_is_told_and_sampled(servers: TwoServers) -> None:
    """Also beside a NULL of V2, which is what a guarded cast gives."""
    servers.make(
        [{"f": "seven"}, {"f": "8"}, {"f": ""}],
        "id int, a int, b int",
        ["1, null, 1", "2, 8, 1", "3, null, 1"],
    )
    found = servers.both_ways(
        servers.joined(columns={"a": {"from": "f", "personal": True}, "b": {"value": 1}})
    )
    assert [(each.name, each.count, each.unparseable, each.hidden) for each in found.columns] == [
        ("a", 0, 1, True)
    ]
    assert found.samples[0].fields[0].raw == "seven"


def test_many_passes_and_buckets_find_what_one_does(
    servers: TwoServers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Small ranges, small leaves and small batches add up; so do ids that lie far apart."""
    servers.make([{"f": n} for n in range(1, 301)], "id bigint primary key, a int")
    servers.v2.execute("insert into new select id, id from old where id % 50 <> 0")
    servers.v2.execute(
        "insert into new values (-5, 0), (100000, 0), (9000000000000000000, 0), (-9000000000000000000, 0)"
    )
    servers.v2.execute("update new set a = 0 where id in (20, 40, 60)")
    source = servers.joined(columns={"a": "f"})
    whole = servers.both_ways(source)
    assert (whole.missing, whole.extra, whole.columns[0].count) == (6, 4, 3)
    for setting, value in {"SPAN": 64, "PASSES": 10**6, "LEAF": 5, "BATCH": 4, "SMALLEST_BUCKET": 2}.items():
        monkeypatch.setattr(two_servers, setting, value)
    servers.v2.execute("delete from new where abs(id) > 10^18")
    assert numbers(servers.compare(source)) == numbers(servers.both_ways(source))
    assert servers.compare(source).extra == 2


def test_many_differences_have_the_same_numbers(servers: TwoServers, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every row differs, is missing or too many: counted one by one, whatever the batch."""
    monkeypatch.setattr(two_servers, "BATCH", 70)
    servers.make([{"f": n, "g": "x"} for n in range(1, 501)], "id int primary key, a int, b text")
    servers.v2.execute(
        "insert into new select id, 0, case when id % 2 = 0 then 'x' end from old where id > 100"
    )
    servers.v2.execute("insert into new select n, 0, null from generate_series(1000, 1199) n")
    found = servers.both_ways(servers.joined(columns={"a": "f", "b": "g"}))
    assert (found.missing, found.extra) == (100, 200)
    assert {each.name: each.count for each in found.columns} == {"a": 400, "b": 200}


def test_servers_that_hash_differently_agree_on_a_text(
    servers: TwoServers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first hash of which both give the same is taken, and without one nothing is compared."""
    servers.make([{"f": "a"}], "id int, a text", ["1, 'a'"])
    assert shake_hands(servers.v1, servers.v2, ["text"]) in HASHES[:2]
    servers.v1.execute("create schema other")
    servers.v1.execute(
        "create function other.hashint8extended(bigint, bigint) returns bigint return 1::bigint"
    )
    servers.v1.execute("set local search_path = other, pg_catalog, public")
    assert shake_hands(servers.v1, servers.v2, ["text"]).name == "md5"
    assert servers.compare(servers.joined(columns={"a": "f"})).same
    servers.v1.execute("create function other.md5(bytea) returns text return 'x'::text")
    assert shake_hands(servers.v1, servers.v2, ["text"]).name == "sha256"
    servers.v1.execute("create function other.sha256(bytea) returns bytea return ''::bytea")
    with pytest.raises(CannotCompare, match="no-common-hash"):
        servers.compare(servers.joined(columns={"a": "f"}))


@pytest.mark.parametrize("listed", ["", "[]"], ids=["alone", "in lists"])
def test_every_type_shakes_hands_over_values_of_its_own(servers: TwoServers, listed: str) -> None:
    """Each type that a column may have, and a list of it, has constants; both servers hash them alike."""
    for base in TYPES:
        kind = f"{base_of(base)}{listed}"  # a list of any kind of text is a list of text
        as_text = all(each.endswith('::text collate "C"') for each in HASHES[1].values("x", kind))
        assert len(known_values(kind)) > 1 or as_text, kind
        assert len(known_values(kind)) > 1 or base == "xml", kind  # not every server is built with xml
        with servers.v1.transaction(), servers.v2.transaction():
            handshake.pin(servers.v1)
            handshake.pin(servers.v2)
            assert shake_hands(servers.v1, servers.v2, [kind]) in HASHES[:2], kind


def test_a_character_that_v1s_server_cannot_hold_is_no_verdict(servers: TwoServers) -> None:
    """A V1 in Latin-1 is compared with a V2 in Unicode, up to what only V2 can hold."""
    latin = "template template0 encoding 'LATIN1' locale_provider libc locale 'C'"
    with scratch_database(latin) as dsn, psycopg.connect(dsn, client_encoding="UTF8") as v1:
        pair = TwoServers(v1, servers.v2)
        pair.make([{"f": "Zoë"}, {"f": "b"}], "id int, a text", ["1, 'Zoë'", "2, 'b'"])
        source = pair.joined(columns={"a": "f"})
        assert pair.compare(source).same
        pair.v2.execute("update new set a = 'c' where id = 2")
        assert pair.compare(source).columns[0].count == 1
        pair.v2.execute("update new set a = 'b🏡' where id = 2")
        with pytest.raises(CannotCompare, match="no-common-encoding"):
            pair.compare(source)
