"""Every key of every document is accounted for, and every column is filled from where it is said to be."""

from __future__ import annotations

import json
from collections.abc import Sequence

import psycopg
import pytest

from cutover.compare import Join, Keys, UnknownKey, filled_in_v1, filled_in_v2, find_unknown, known_keys
from cutover.compare import coverage as coverage_module
from cutover.manifest.table import TableFile


def make(connection: psycopg.Connection, documents: Sequence[object]) -> None:
    """Make V1's table `old` out of documents, their ids from 1."""
    connection.execute("create table old (id int primary key, xdo jsonb not null)")
    with connection.cursor() as cursor:
        rows = [(n, json.dumps(each)) for n, each in enumerate(documents, 1)]
        cursor.executemany("insert into old values (%s, %s)", rows)


def file(dropped: dict[str, str] | None = None, **targets: object) -> TableFile:
    """A table file with these V2 tables."""
    v2 = {name: {"id": 1} | target for name, target in targets.items()}  # type: ignore[operator]  # a mapping
    return TableFile.model_validate({"v1": {"table": "old", "id": 1}, "v2": v2, "dropped": dropped or {}})


def joined(target: dict[str, object], types: dict[str, str]) -> Join:
    """The source of the V2 table `new`."""
    return Join(file(new=target).v2[0], "old", "new", types)


ELEMENTS = {"each": "l", "match": {"i": "id", "k": "item.k"}}
KNOWN = {
    "plain": ({"new": {"columns": {"a": "a", "b": "c"}}}, {"x": "gone"}, {"": {"a", "c", "x"}}),
    "into an object": (
        {"new": {"columns": {"a": "o.a", "b": "o.p.b"}}}, {}, {"": {"o"}, "o": {"a", "p"}, "o.p": {"b"}},
    ),
    "an object mapped whole": ({"new": {"columns": {"a": "o.a", "b": "o"}}}, {}, {"": {"o"}}),
    "an object in part dropped": (
        {"new": {"columns": {"a": "o.a"}}}, {"o.b": "gone"}, {"": {"o"}, "o": {"a", "b"}},
    ),
    "elements": (
        {"new": ELEMENTS | {"columns": {"n": "position"}}}, {"l.x": "gone"}, {"": {"l"}, "l[]": {"k", "x"}},
    ),
    "elements mapped whole": (
        {"new": {"each": "l", "match": {"i": "id", "k": "item"}, "columns": {"a": "item.a"}}},
        {},
        {"": {"l"}},
    ),
    "an array that is a document too": (
        {"new": {"columns": {"l": "l"}}, "part": ELEMENTS}, {}, {"": {"l"}},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("targets", "dropped", "known"), KNOWN.values(), ids=KNOWN)
def test_a_file_accounts_for_what_it_names(targets, dropped, known):
    """What is mapped or dropped whole is not looked into; a path accounts for one key at each place."""
    found = known_keys(file(dropped, **targets))
    assert {place: set(keys) - {"id"} for place, keys in found.items()} == known


def test_unknown_keys_are_told_wherever_they_stand(connection: psycopg.Connection) -> None:
    """At the root, in an object, in an element, however rare; JSON null and '' make no difference."""
    documents = [
        {"a": 1, "o": {"a": 1, "new": ""}, "l": [{"k": 1}, {"k": 2, "more": None}, "x"]},
        {"A": 1, "rare": None},
        {"A": 2, "o": "", "l": {"k": 1}},
        {"id": 3, "A": 1, "é": "x", "o": {"new": 1}},
    ]
    make(connection, documents)
    known = {"": frozenset({"id", "a", "o", "l"}), "l[]": frozenset({"k"}), "o": frozenset({"a"})}
    found = find_unknown(connection, "old", known)
    assert found == Keys(4, (
        UnknownKey("A", 3, "2"), UnknownKey("o.new", 2, "1"), UnknownKey("l[].more", 1, "1"),
        UnknownKey("rare", 1, "2"), UnknownKey("é", 1, "4"),
    ))  # fmt: skip


@pytest.mark.parametrize("document", [["a"], [], "a", 1, True, None, [{"a": 1}]])
def test_a_document_that_is_no_object_is_counted(connection: psycopg.Connection, document: object) -> None:
    """It has no keys, and what is beside it is read all the same."""
    make(connection, [{"a": 1}, document, {"b": 1}])
    found = find_unknown(connection, "old", {"": frozenset({"a"})})
    assert (found.rows, found.shapeless, [each.path for each in found.unknown]) == (3, 1, ["b"])


TYPES = {"id": "integer", "a": "text", "b": "integer", "c": "jsonb"}


def test_columns_are_filled_by_what_is_neither_null_nor_empty(connection: psycopg.Connection) -> None:
    """A missing key, null and '' hold nothing, on V1's side; NULL and '' hold nothing on V2's."""
    make(connection, [{"a": "", "b": None}, {"a": "x"}, {"c": ""}])
    connection.execute("create table new (id int, a text, b int, c jsonb)")
    connection.execute("insert into new values (1, '', 7, null), (2, '', null, null)")
    source = joined({"columns": {"id": "id", "a": "a", "b": "b", "c": "c"}}, TYPES)
    assert filled_in_v1(connection, source).columns == {"id", "a"}
    assert filled_in_v2(connection, source).columns == {"id", "b"}


def test_what_is_filled_late_is_found_too(connection: psycopg.Connection, monkeypatch) -> None:
    """The first rows decide most columns; the others are looked for in all rows."""
    monkeypatch.setattr(coverage_module, "FIRST_ROWS", 5)
    make(connection, [{"a": "x"}] * 40 + [{"b": 1}])
    source = joined({"columns": {"a": "a", "b": "b", "c": "c"}}, TYPES)
    assert filled_in_v1(connection, source).columns == {"a", "b"}


def test_only_the_rows_of_the_source_count(connection: psycopg.Connection) -> None:
    """`where` and `owns` tell which; elements are rows of their own."""
    make(connection, [{"l": [{"k": ""}, {"k": "x"}]}, {"l": ""}])
    connection.execute("create table new (id int, k text, n int)")
    connection.execute("insert into new values (1, 'x', 2), (9, null, null)")
    target = {"each": "l", "match": {"id": "id", "k": "item.k"}, "columns": {"k": "item.k", "n": "position"}}
    types = {"id": "integer", "k": "text", "n": "integer"}
    assert filled_in_v1(connection, joined(target, types)).columns == {"k", "n"}
    assert filled_in_v2(connection, joined(target | {"owns": "id = 9"}, types)).columns == set()
    assert not filled_in_v2(connection, joined(target | {"owns": "id = 8"}, types)).rows
