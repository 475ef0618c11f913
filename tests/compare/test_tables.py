"""Documents and typed rows are compared field by field, in real PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

import psycopg
import pytest

from cutover.compare import (
    CannotCompare,
    Join,
    Names,
    TableDifference,
    compare_source,
    compare_table,
    compare_two_servers,
)
from cutover.compare import counting as counting_module
from cutover.compare import spans as spans_module
from cutover.compare.difference import CLAIMS, KINDS, SAMPLES
from cutover.manifest.table import Target

Connection = psycopg.Connection


def make(connection: Connection, documents: Sequence[object], columns: str, rows: Sequence[str]) -> None:
    """Make V1's table `old` out of documents (ids from 1) and V2's table `new` out of SQL rows."""
    connection.execute("create table old (id int primary key, xdo jsonb not null)")
    with connection.cursor() as cursor:
        cursor.executemany(
            "insert into old values (%s, %s)", [(n, json.dumps(each)) for n, each in enumerate(documents, 1)]
        )
    connection.execute(f"create table new ({columns})")
    if rows:
        connection.execute(f"insert into new values {', '.join(f'({row})' for row in rows)}")


def types(connection: Connection, table: str = "new") -> dict[str, str]:
    """The columns' types, as the catalogue words them."""
    rows = connection.execute(
        "select attname, format_type(atttypid, atttypmod) from pg_attribute"
        " where attrelid = %s::regclass and attnum > 0",
        (table,),
    ).fetchall()
    return dict(rows)


def compare(connection: Connection, **target: object) -> TableDifference:
    """Compare `old` with `new` as one source says, in both ways; they say the same."""
    source = joined(connection, **target)
    found = compare_source(connection, source)
    apart = compare_two_servers(connection, connection, [source])
    unclaimed = tuple(row for row in apart.samples if row.kind not in CLAIMS)
    assert replace(apart, unowned=0, contested=0, keys=found.keys, samples=unclaimed) == found
    return found


def joined(connection: Connection, **target: object) -> Join:
    """One source from `old` to `new`."""
    value = Target.model_validate({"name": "new", "id": 1} | target)
    return Join(value, "old", "new", types(connection), Names({"old": "old"}, {"new": "new"}))


def counts(difference: TableDifference) -> dict[str, int]:
    """The differences by column."""
    return {each.name: each.count for each in difference.columns}


CASTS = {
    "empty integer": ("", "integer", "null", {}),
    "empty integer, declared": ("", "integer", "0", {"empty": 0}),
    "missing integer, declared": (None, "integer", "0", {"empty": 0}),
    "integer as text": ("42", "bigint", "42", {}),
    "empty boolean, declared": ("", "boolean", "false", {"empty": False}),
    "boolean as text": ("true", "boolean", "true", {}),
    "real boolean": (False, "boolean", "false", {}),
    "epoch milliseconds": (1700000000123, "timestamptz", "'2023-11-14T22:13:20.123Z'", {}),
    "epoch milliseconds as text": ("1700000000123", "timestamptz", "'2023-11-14T22:13:20.123Z'", {}),
    "epoch before 1970": (-1, "timestamptz", "'1969-12-31T23:59:59.999Z'", {}),
    "epoch without a zone": (1700000000123, "timestamp", "'2023-11-14T22:13:20.123'", {}),
    "epoch as a day": (1700000000123, "date", "'2023-11-14'", {"format": "epoch_ms"}),
    "iso moment": ("2023-11-14T22:13:20+01:00", "timestamptz", "'2023-11-14T21:13:20Z'", {"format": "iso"}),
    "day": ("2024-02-29", "date", "'2024-02-29'", {}),
    "empty day": ("", "date", "null", {}),
    "empty text stays": ("", "text", "''", {}),
    "null text": (None, "text", "null", {}),
    "empty text, declared": ("", "text", "'none'", {"empty": "none"}),
    "a number as text": (7, "text", "'7'", {}),
    "unicode": ("Zoë Ünal 🏡", "text", "'Zoë Ünal 🏡'", {}),
    "a quote in a text": ("O'Neil %s {x}", "varchar(40)", "'O''Neil %s {x}'", {}),
    "numeric rounds to its scale": ("12.345", "numeric(14,2)", "12.35", {}),
    "float": (0.1, "double precision", "0.1", {}),
    "uuid": ("A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11", "uuid", "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'", {}),
    "document": ({"b": [1, None], "a": 1.0}, "jsonb", """'{"a": 1, "b": [1, null]}'""", {}),
    "json without equality": ({"a": 1}, "json", """'{"a":1}'""", {}),
    "null document": (None, "jsonb", "null", {}),
    "empty document": ("", "jsonb", "null", {}),
    "empty document, declared": ("", "jsonb", "'[]'", {"empty": ()}),
    "list": (["b", "a,c", ""], "text[]", "array['b', 'a,c', '']", {}),
    "empty list": ([], "text[]", "'{}'", {}),
    "list that is missing": ("", "text[]", "null", {}),
    "list that is missing, declared": (None, "text[]", "'{}'", {"empty": ()}),
    "transformed": ("ABC", "text", "'abc'", {"sql": "lower({value})"}),
    "within tolerance": (10, "numeric", "10.001", {"tolerance": 0.001}),
}


@pytest.mark.parametrize(("v1", "type_", "v2", "spec"), CASTS.values(), ids=CASTS)
def test_a_value_is_cast_as_its_column_says(
    connection: Connection, v1: object, type_: str, v2: str, spec: dict[str, object]
) -> None:
    """Equal values match; the same rows with a NULL in place of a value (or a value of a NULL) differ."""
    make(connection, [{"f": v1}], f"id int, a {type_}", [f"1, {v2}"])
    column = {"a": {"from": "f"} | spec}
    assert replace(compare(connection, columns=column), drifts=()) == TableDifference(1, 1)
    other = "null" if v2 != "null" else {"text": "'x'", "jsonb": "'1'", "text[]": "'{}'"}.get(type_)
    if other is None:
        other = {"integer": "0", "date": "'2000-01-01'"}[type_]
    connection.execute(f"update new set a = {other}")
    assert counts(compare(connection, columns=column)) == {"a": 1}


def test_each_way_of_having_nothing_may_have_a_rule(connection: Connection) -> None:
    """A key that is missing, JSON's null and the empty text are three; what has no rule is as ever."""
    documents = [
        {},
        {"f": None, "g": None, "l": None},
        {"f": "", "g": "", "l": ""},
        {"f": "7", "g": "x", "l": ["y"]},
    ]
    rows = ["1, 0, 'gone', '{}'", "2, null, null, null", "3, -1, '', '{none}'", "4, 7, 'x', '{y}'"]
    make(connection, documents, "id int, a int, b varchar(9), c text[]", rows)
    columns = {
        "a": {"from": "f", "missing": 0, "blank": -1},
        "b": {"from": "g", "missing": "gone"},
        "c": {"from": "l", "missing": (), "blank": "{none}"},
    }
    assert compare(connection, columns=columns) == TableDifference(4, 4)
    connection.execute("update new set a = null where id = 1")
    connection.execute("update new set a = 0, b = 'gone' where id = 2")
    connection.execute("update new set b = null, c = null where id = 3")
    assert counts(compare(connection, columns=columns)) == {"a": 2, "b": 2, "c": 1}
    connection.execute("update old set xdo = jsonb_set(xdo, '{f}', '\"seven\"') where id = 4")
    found = compare(connection, columns=columns)
    assert {each.name: each.unparseable for each in found.columns if each.unparseable} == {"a": 1}


def test_an_element_may_lack_a_field_in_three_ways(connection: Connection) -> None:
    """The same of the fields of an array's elements."""
    documents = [{"plans": [{}, {"rate": None}, {"rate": ""}, {"rate": 2}]}]
    make(
        connection, documents, "id int, n int, rate numeric", ["1, 1, 1", "1, 2, null", "1, 3, 0", "1, 4, 2"]
    )
    found = compare(
        connection,
        match={"id": "id", "n": "position"},
        each="plans",
        columns={"rate": {"from": "item.rate", "missing": 1, "json_null": None, "blank": 0}},
    )
    assert found == TableDifference(4, 4)


CANNOT = {
    "integer": ("12 rooms", "integer"),
    "integer beyond": ("3000000000", "integer"),
    "fraction": ("1.5", "integer"),
    "numeric": ("1,200.00", "numeric(14,2)"),
    "numeric beyond": ("123456789012345678", "numeric(14,2)"),
    "boolean words": ("yes", "boolean"),
    "boolean number": (1, "boolean"),
    "no such day": ("2023-02-30", "date"),
    "moment": ("soon", "timestamptz"),
    "moment beyond": (1e300, "timestamptz"),
    "moment NaN": ("NaN", "timestamptz"),
    "uuid": ("x", "uuid"),
    "no list": ({"a": 1}, "text[]"),
    "text for a list": ("a,b", "text[]"),
    "an element of a list": ([1, "two"], "integer[]"),
}


@pytest.mark.parametrize(("value", "type_"), CANNOT.values(), ids=CANNOT)
def test_a_value_that_cannot_be_cast_is_a_class_of_its_own(
    connection: Connection, value: object, type_: str
) -> None:
    """It is counted as unparseable and not as a difference, and the other rows are judged all the same."""
    make(connection, [{"f": value}, {"f": ""}, {}], f"id int, a {type_}", ["1, null", "2, null", "3, null"])
    difference = compare(connection, columns={"a": "f"})
    assert [(each.name, each.count, each.unparseable) for each in difference.columns] == [("a", 0, 1)]
    (field,) = difference.samples[0].fields
    assert (difference.keys, field.v1, field.v2) == (("1",), None, None)
    assert field.raw in (value, json.dumps(value)) or value == 1e300


def test_a_transform_gives_a_value_of_any_type(connection: Connection) -> None:
    """A number that it gives is compared as a number, and nothing stays nothing."""
    make(connection, [{"f": "7"}, {"f": ""}, {}], "id int, a int, b boolean", ["1, 8, true", "2, null, null"])
    connection.execute("insert into new values (3, null, null)")
    number = "nullif({value}, '')::int"
    columns = {"a": {"from": "f", "sql": f"{number} + 1"}, "b": {"from": "f", "sql": f"{number} > 1"}}
    assert compare(connection, columns=columns) == TableDifference(3, 3)
    connection.execute("update new set a = 7, b = false where id = 1")
    assert counts(compare(connection, columns=columns)) == {"a": 1, "b": 1}


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("{value}::int + 1", "transform-fails"),
        ("nosuch({value})", "not-comparable"),
        ("{value} +", "not-comparable"),
    ],
)
def test_a_transform_that_fails_is_no_verdict(connection: Connection, sql: str, code: str) -> None:
    """It is an error that names the column and shows no value, in both ways."""
    make(connection, [{"f": "7"}, {"f": "personal"}], "id int, a int", ["1, 8", "2, null"])
    source = joined(connection, columns={"a": {"from": "f", "sql": sql}})
    for way in (compare_source, lambda v2, join: compare_two_servers(v2, v2, [join])):
        with pytest.raises(CannotCompare, match=code) as raised, connection.transaction():
            way(connection, source)
        assert "personal" not in str(raised.value)


def test_an_old_server_says_what_it_lacks(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    """Below PostgreSQL 16 good values are compared; a bad one is an error that shows no value."""
    monkeypatch.setattr(counting_module, "GUARDS_SINCE", 999_999)
    make(connection, [{"f": "1"}], "id int, a int", ["1, 1"])
    assert compare(connection, columns={"a": "f"}).same
    connection.execute("update old set xdo = jsonb_build_object('f', 'personal')")
    with pytest.raises(CannotCompare, match="postgresql-too-old") as raised:
        compare(connection, columns={"a": "f"})
    assert "personal" not in str(raised.value)


def test_missing_extra_and_differing_rows_are_told_apart(connection: Connection) -> None:
    """Each kind has its count, and the first rows show both sides."""
    make(connection, [{"f": "a"}, {"f": "b"}, {"f": "c"}], "id int, a text", ["1, 'a'", "2, 'x'", "9, 'z'"])
    found = compare(connection, columns={"a": {"from": "f", "personal": True}})
    assert (found.rows_v1, found.rows_v2, found.missing, found.extra, counts(found)) == (3, 3, 1, 1, {"a": 1})
    assert {(row.kind, row.key) for row in found.samples} == {
        ("missing", "3"),
        ("extra", "9"),
        ("differs", "2"),
    }
    (field,) = next(row.fields for row in found.samples if row.kind == "differs")
    assert (field.column, field.v1, field.v2, field.raw, field.hidden) == ("a", "b", "x", "b", True)


def test_a_swapped_pair_is_two_differences(connection: Connection) -> None:
    """What sums and sets cannot see, the key does."""
    make(connection, [{"f": "a"}, {"f": "b"}], "id int, a text", ["1, 'b'", "2, 'a'"])
    assert counts(compare(connection, columns={"a": "f"})) == {"a": 2}


def test_repeated_rows_are_counted_once_each(connection: Connection) -> None:
    """A duplicate does not multiply the rows that are told."""
    make(
        connection,
        [{"f": "a"}, {"f": "b"}],
        "id int, a text",
        ["1, 'a'", "1, 'a'", "2, 'b'", "2, 'b'", "2, 'b'"],
    )
    found = compare(connection, columns={"a": "f"})
    assert (found.rows_v1, found.rows_v2, found.duplicates, found.missing) == (2, 5, 3, 0)


def test_rows_without_a_key_are_extra(connection: Connection) -> None:
    """A NULL key belongs to no V1 row, and is not a duplicate of another one."""
    make(connection, [{"f": "a"}], "id int, a text", ["1, 'a'", "null, 'a'", "null, 'a'"])
    found = compare(connection, columns={"a": "f"})
    assert (found.extra, found.duplicates, found.rows_v2) == (2, 0, 3)


def test_ranges_cover_every_row_once(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    """Small ranges find what one range finds, below the first id, between ids and beyond the last one too."""
    documents = [{"f": n} for n in range(1, 101)]
    rows = [f"{n}, {n}" for n in range(1, 101) if n not in (1, 50, 100)]
    make(connection, documents, "id int primary key, a int", [*rows, "-5, 0", "1000, 0"])
    connection.execute("update new set a = 0 where id in (20, 40, 60)")
    whole = compare(connection, columns={"a": "f"})
    monkeypatch.setattr(spans_module, "STEP", 7)
    parts = compare(connection, columns={"a": "f"})
    assert (whole.missing, whole.extra, counts(whole)) == (3, 2, {"a": 3})
    assert (parts.missing, parts.extra, counts(parts), parts.rows_v1) == (3, 2, {"a": 3}, 100)
    assert sorted(parts.keys) == sorted(whole.keys)


def test_rows_made_of_an_array_join_on_both_keys(connection: Connection) -> None:
    """`each` makes one row an element; what is no array makes none."""
    documents = [
        {"plans": [{"plan": "a", "rate": 1}, {"plan": "b", "rate": ""}]}, {"plans": []}, {"plans": ""}, {},
        {"plans": [{"plan": "a", "rate": "2.5"}]},
    ]  # fmt: skip
    columns = "user_id int, plan text, rate numeric, n int"
    make(
        connection, documents, columns, ["1, 'a', 1, 1", "1, 'b', null, 2", "5, 'a', 2.4, 1", "5, 'c', 1, 2"]
    )
    found = compare(
        connection,
        match={"user_id": "id", "plan": "item.plan"},
        each="plans",
        columns={"rate": "item.rate", "n": "position"},
    )
    assert (found.rows_v1, found.rows_v2, found.extra, found.missing, counts(found)) == (
        3,
        4,
        1,
        0,
        {"rate": 1},
    )
    assert [row.key for row in found.samples if row.kind == "extra"] == ["5, c"]


def test_a_key_follows_the_rule_of_its_column(connection: Connection) -> None:
    """What an empty year is in the column, it is in the key too; and so is a transform."""
    documents = [{"years": [{"year": "", "code": "A"}, {"year": "7", "code": "B"}]}]
    columns = "id int, year int, code text"
    make(connection, documents, columns, ["1, 0, 'a'", "1, 7, 'b'"])
    lower = {"code": {"from": "item.code", "sql": "lower({value})"}}
    by_year = {"year": {"from": "item.year", "empty": 0}, **lower}
    assert compare(
        connection, match={"id": "id", "year": "item.year"}, each="years", columns=by_year
    ) == TableDifference(2, 2)
    by_code = {"id": "id", "code": "item.code"}
    assert compare(connection, match=by_code, each="years", columns=lower) == TableDifference(2, 2)
    found = compare(connection, match=by_code, each="years", columns={"year": "item.year"})
    assert (found.missing, found.extra) == (2, 2)


def test_a_columns_own_collation_makes_no_texts_equal(connection: Connection) -> None:
    """A collation that takes capitals for small letters does not hide them."""
    try:
        with connection.transaction():
            connection.execute(
                "create collation loose (provider = icu, locale = 'und-u-ks-level1', deterministic = false)"
            )
    except psycopg.errors.FeatureNotSupported:
        pytest.skip("this server is built without ICU")
    make(
        connection,
        [{"f": "a", "g": "é", "l": ["a"]}],
        "id int, a text collate loose, b varchar(9) collate loose, c text[] collate loose",
        ["1, 'A', 'e', '{A}'"],
    )
    columns = {"a": "f", "b": "g", "c": "l"}
    assert counts(compare(connection, columns=columns)) == {"a": 1, "b": 1, "c": 1}


def test_scalar_elements_and_repeated_elements(connection: Connection) -> None:
    """A scalar element is `item`; an element that stands twice is a duplicate on V1's side."""
    make(
        connection,
        [{"tags": ["x", "y"]}, {"tags": ["z", "z"]}],
        "id int, tag text",
        ["1, 'x'", "1, 'y'", "2, 'z'"],
    )
    found = compare(connection, match={"id": "id", "tag": "item"}, each="tags")
    assert (found.rows_v1, found.rows_v2, found.duplicates, found.missing) == (4, 3, 1, 0)
    assert [(row.kind, row.key) for row in found.samples] == [("twice in V1", "2, z")]


def test_optional_rows_exist_where_the_field_is_filled(connection: Connection) -> None:
    """`when`: missing, null and '' make no row; a row that stands there all the same is extra."""
    documents = [{"s": "x"}, {"s": ""}, {"s": None}, {}]
    make(connection, documents, "user_id int, s text", ["1, 'x'", "2, ''"])
    found = compare(connection, match={"user_id": "id"}, when="s", columns={"s": "s"})
    assert (found.rows_v1, found.rows_v2, found.extra, found.missing) == (1, 2, 1, 0)


def test_several_sources_share_a_table(connection: Connection) -> None:
    """Each source takes its rows by `where` and `owns`; rows that nobody or several claim are told."""
    documents = [{"f": "a", "old": "1"}, {"f": "b", "old": "2"}]
    make(
        connection,
        documents,
        "id int, a text, status text",
        ["1, 'a', 'new'", "2, 'b', 'old'", "3, 'c', null"],
    )
    newest = "id in (select id from {new} where status = 'new')"
    archived = {"a": "f", "status": {"value": "old"}}
    sources = [
        joined(connection, where="xdo->>'old' = '1'", owns=newest, columns={"a": "f"}),
        joined(connection, where="xdo->>'old' = '2'", owns="status = 'old'", columns=archived),
    ]
    found = compare_table(connection, sources)
    assert (found.rows_v1, found.rows_v2, found.unowned, found.contested, found.columns) == (2, 2, 1, 0, ())
    assert [(row.kind, row.key) for row in found.samples] == [("unowned", "3")]
    connection.execute("update new set status = 'old' where id = 1")
    sources[0] = joined(connection, where="xdo->>'old' = '1'", owns="id = 1", columns={"a": "f"})
    for found in (compare_table(connection, sources), compare_two_servers(connection, connection, sources)):
        assert (found.contested, ("contested", "1") in {(row.kind, row.key) for row in found.samples}) == (
            1,
            True,
        )
    assert not found.same


def test_a_mapped_column_that_v2_lacks_is_told(connection: Connection) -> None:
    """An absent column is a difference; an absent key column cannot be compared at all."""
    make(connection, [{"f": "a"}], "id int", ["1"])
    found = compare(connection, columns={"a": "f"})
    assert (found.absent, found.same) == (("a",), False)
    with pytest.raises(CannotCompare, match="key-column-absent"):
        compare(connection, match={"user_id": "id"})


def test_empty_tables_are_vacuous(connection: Connection) -> None:
    """Nothing beside nothing is the same, and worth nothing."""
    make(connection, [], "id int, a text", [])
    found = compare(connection, columns={"a": "f"})
    assert found.same
    assert found.vacuous


def test_nested_fields_are_reached_by_dots(connection: Connection) -> None:
    """A dotted source leads into objects, and whatever is no object holds nothing."""
    documents = [{"address": {"city": "Bern"}}, {"address": ""}, {"address": None}, {}]
    make(connection, documents, "id int, city text", ["1, 'Bern'", "2, null", "3, null", "4, null"])
    assert compare(connection, columns={"city": "address.city"}).same


def test_a_field_may_be_named_like_an_element(connection: Connection) -> None:
    """Without `each`, `position` and `item` are fields like any other."""
    make(connection, [{"position": "7", "item": {"x": "a"}}], "id int, position int, x text", ["1, 7, 'a'"])
    assert compare(connection, columns={"position": "position", "x": "item.x"}).same


def test_samples_stay_few(connection: Connection) -> None:
    """However many rows differ, twenty keys and five rows of a kind are kept."""
    make(connection, [{"f": "a"}] * 200, "id int primary key, a text", [f"{n}, 'b'" for n in range(1, 201)])
    found = compare(connection, columns={"a": "f"})
    assert (counts(found), len(found.keys), len(found.samples)) == ({"a": 200}, 20, 5)


def test_each_kind_has_its_samples(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many rows differ before them: values that cannot be cast, documents that are none, each side's
    repeated keys; in ranges and in both ways."""
    documents: list[object] = [{"f": n} for n in range(1, 101)]
    documents[90], documents[95], documents[97] = {"f": "abc"}, [], {"f": "def"}
    rows = [f"{n}, 0" for n in range(1, 98) if n != 96]
    make(connection, documents, "id int, a int", [*rows, "96, null", "99, 99", "99, 99", "100, 100"])
    for step in (1_000, 7):
        monkeypatch.setattr(spans_module, "STEP", step)
        found = compare(connection, columns={"a": "f"})
        kinds = {kind: [row for row in found.samples if row.kind == kind] for kind in KINDS}
        assert [(row.key, [each.raw for each in row.fields]) for row in kinds["unparseable"]] == [
            ("91", ["abc"]),
            ("98", ["def"]),
        ]
        assert all(
            each.unparseable and each.v1 is None for row in kinds["unparseable"] for each in row.fields
        )
        assert [row.key for row in kinds["shapeless"]] == ["96"]
        assert [row.key for row in kinds["twice in V2"]] == ["99"]
        assert (found.twice_v1, found.twice_v2, found.shapeless, found.missing) == (0, 1, 1, 1)
        assert len(kinds["differs"]) == SAMPLES
