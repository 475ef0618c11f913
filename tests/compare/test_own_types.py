"""Types that only V2 knows are read as what they are made of, on one server and between two."""

from __future__ import annotations

import pytest

from cutover.compare import CannotCompare, TableDifference

from .pairs import TwoServers

MADE = (
    # The server of these tests has no extensions; this is how the extension makes its type.
    "create type citext",
    "create function citextin(cstring) returns citext as 'textin' language internal immutable strict",
    "create function citextout(citext) returns cstring as 'textout' language internal immutable strict",
    "create type citext (input = citextin, output = citextout, like = text, collatable = true)",
    "create cast (citext as text) without function as implicit",
    "create cast (text as citext) without function as assignment",
    "create type mood as enum ('good', 'so so', 'it''s bad')",
    "create domain small as integer check (value between 0 and 9)",
    "create domain smaller as small not null",
    "create domain word as text check (value <> 'x')",
    "create domain code as character varying(5)",
    "create domain price as numeric(10,2)",
    "create domain tempers as mood[]",
    "create domain temper as mood",
)

# V1's field as JSON, what V2 rightly holds, and what it must not get away with.
KNOWN = {
    "mood": ('"so so"', "'so so'", "'good'"),
    "temper": ('"it\'s bad"', "'it''s bad'", "null"),
    "mood[]": ('["good", null, "so so"]', "'{good,NULL,\"so so\"}'", "'{good,\"so so\",NULL}'"),
    "tempers": ('["good"]', "'{good}'", "'{}'"),
    "temper[]": ('["good"]', "'{good}'", "'{good,good}'"),
    "small": ('"7"', "7", "8"),
    "smaller": ("7", "7", "0"),
    "small[]": ('["7", 8]', "'{7,8}'", "'{8,7}'"),
    "word": ('""', "''", "null"),
    "code": ('"a "', "'a '", "'a'"),
    "price": ("1.005", "1.01", "1"),
    "citext": ('"Zoë"', "'Zoë'", "'zoë'"),
    "citext[]": ('["A"]', "'{A}'", "'{a}'"),
    "character varying(3)": ('"abc"', "'abc'", "'abd'"),
    "character varying(3)[]": ('["abc"]', "'{abc}'", "'{abd}'"),
    "character(5)": ('"a"', "'a'", "'b'"),
    "character(5)[]": ('["a"]', "'{a}'", "'{b}'"),
}


@pytest.fixture
def knowing(servers: TwoServers) -> TwoServers:
    """V2 has types of its own."""
    for statement in MADE:
        servers.v2.execute(statement)
    return servers


@pytest.mark.parametrize("kind", KNOWN)
def test_a_type_of_v2s_own_is_compared(knowing: TwoServers, kind: str) -> None:
    """What is right is equal and what is wrong differs; empty text is NULL, but for texts."""
    field, good, bad = KNOWN[kind]
    knowing.make([], f"id int primary key, a {kind}")
    for connection in (knowing.v1, knowing.v2):
        connection.execute("insert into old values (1, %s)", (f'{{"f": {field}}}',))
    knowing.v2.execute(f"insert into new values (1, {good})")
    source = knowing.joined(columns={"a": "f"})
    assert knowing.both_ways(source) == TableDifference(1, 1)
    knowing.v2.execute(f"update new set a = {bad}")
    assert [(each.name, each.count) for each in knowing.both_ways(source).columns] == [("a", 1)]


def test_what_is_no_label_cannot_be_read(knowing: TwoServers) -> None:
    """In lists too, and beside the NULL that V2 holds in its place; no text at all is NULL."""
    documents = [
        {"f": "great", "l": ["good", "great"]},
        {"f": "good", "l": ["good"]},
        {"f": "", "l": None},
        {"f": "Good", "l": "good"},
        {"f": 5, "l": [""]},
    ]
    knowing.make(documents, "id int, a mood, l mood[]")
    held = "case when n = 2 then 'good'::mood end, case when n = 2 then '{good}'::mood[] end"
    knowing.v2.execute(f"insert into new select n, {held} from generate_series(1, 5) n")
    found = knowing.both_ways(knowing.joined(columns={"a": "f", "l": "l"}))
    assert {each.name: (each.count, each.unparseable) for each in found.columns} == {"a": (0, 3), "l": (0, 3)}
    assert found.samples[0].fields[0].raw == "great"


def test_an_element_of_a_list_that_cannot_be_read_is_told(servers: TwoServers) -> None:
    """A list of numbers with a word in it does not end the comparison."""
    servers.make([{"l": [1, "two"]}, {"l": [3]}], "id int, l int[]", ["1, '{1}'", "2, '{3}'"])
    found = servers.both_ways(servers.joined(columns={"l": "l"}))
    assert [(each.name, each.count, each.unparseable) for each in found.columns] == [("l", 0, 1)]


def test_a_text_that_is_too_long_for_a_list_differs(servers: TwoServers) -> None:
    """V2 cut it off, and a cast to V2's type would do the same."""
    servers.make([{"l": ["abcdef"]}], "id int, l character varying(3)[]", ["1, '{abc}'"])
    assert servers.both_ways(servers.joined(columns={"l": "l"})).columns[0].count == 1


def test_a_default_is_a_label(knowing: TwoServers) -> None:
    """What is empty in V1 may rightly be a label in V2; a constant may be one, too."""
    knowing.make([{"f": ""}, {}], "id int, a mood, b mood", ["1, 'good', 'so so'", "2, 'good', 'good'"])
    column = {"a": {"from": "f", "empty": "good"}, "b": {"value": "so so"}}
    found = knowing.both_ways(knowing.joined(columns=column))
    assert [(each.name, each.count) for each in found.columns] == [("b", 1)]


@pytest.mark.parametrize(("kind", "key"), [("small", "id"), ("mood", "f"), ("word", "f")])
def test_a_key_may_be_of_such_a_type(knowing: TwoServers, kind: str, key: str) -> None:
    """Rows are missing and extra by it as by any other."""
    documents = [{"f": each} for each in ("good", "so so")]
    rows = ["1, 'a'", "3, 'a'"] if key == "id" else ["'good', 'a'", "'it''s bad', 'a'"]
    knowing.make(documents, f"k {kind}, a text", rows)
    found = knowing.both_ways(knowing.joined(match={"k": key}, columns={"a": {"value": "a"}}))
    assert (found.missing, found.extra, found.rows_v1, found.rows_v2) == (1, 1, 2, 2)


def test_what_no_server_but_v2_knows_is_refused(servers: TwoServers) -> None:
    """A composite type is made of many values, and V1 holds none of them."""
    servers.v2.execute("create type place as (x int, y int)")
    servers.make([{"f": "(1,2)"}], "id int, a place", ["1, '(1,2)'"])
    with pytest.raises(CannotCompare, match="type-unknown-to-v1"):
        servers.compare(servers.joined(columns={"a": "f"}))


def test_a_type_in_another_schema_is_found(servers: TwoServers) -> None:
    """It is asked for by the table's own columns, whatever the search path is."""
    servers.v2.execute("create schema kinds")
    servers.v2.execute("create type kinds.colour as enum ('red')")
    servers.make([{"f": "red"}, {"f": "rot"}], "id int, a kinds.colour", ["1, 'red'", "2, null"])
    found = servers.both_ways(servers.joined(columns={"a": "f"}))
    assert [(each.count, each.unparseable) for each in found.columns] == [(0, 1)]
