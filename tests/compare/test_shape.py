"""The shape of answers: paths and types, stable over data, strict about contracts."""

import pytest

from cutover.compare.shape import read, shape_of, unlike, widened, written

ROW = {"id": 1, "name": "Zoë", "price": 1.5, "closed": None, "tags": ["a"], "agent": {"id": 2}}


def shape(*answers: object, measured: tuple[str, ...] = ()):
    """A shape as a file holds it."""
    return written(shape_of(answers, frozenset(measured)))


def changes(recorded: object, seen: object) -> list[str]:
    """What a seen answer has beside a recorded one, and what it lacks."""
    return list(unlike(shape_of([recorded]), shape_of([seen])))


def test_a_shape_has_paths_without_indices_and_types():
    """Every path once, however many rows; a key that some rows lack is told as absent."""
    rows = [ROW, {**ROW, "closed": "2026-01-01"}]
    assert shape({"items": rows, "total": 2}, {"items": [], "total": 0}) == {
        "": "object", "items": "array", "items[]": "object", "items[].agent": "object",
        "items[].agent.id": "integer", "items[].closed": "text | null", "items[].id": "integer",
        "items[].name": "text", "items[].price": "number", "items[].tags": "array", "items[].tags[]": "text",
        "total": "integer",
    }  # fmt: skip
    assert shape([{"a": 1}, {}, {"a": True}]) == {
        "": "array",
        "[]": "object",
        "[].a": "integer | boolean | absent",
    }


def test_the_number_of_rows_and_their_order_change_nothing():
    """The same rows in any order, twice, over many answers: one shape."""
    assert shape([ROW, {"id": 3}]) == shape([{"id": 3}, ROW, ROW]) == shape([ROW], [{"id": 3}], [])


def test_of_a_measure_an_integer_is_a_number():
    """A whole amount does not make a shape of its own; an id stays an integer."""
    assert shape({"gci": 5, "id": 5}, measured=("gci",)) == {"": "object", "gci": "number", "id": "integer"}
    assert shape([5, 5.5]) == {"": "array", "[]": "number"}


@pytest.mark.parametrize(
    ("recorded", "seen"),
    [
        ({"a": 1, "b": "x"}, {"a": 7, "b": ""}),
        ({"a": [ROW]}, {"a": []}),
        ({"a": []}, {"a": [ROW]}),
        ({"a": None}, {"a": "x"}),
        ({"a": None}, {"a": {"b": [1]}}),
        ({"a": {}}, {"a": {"b": 1}}),
        ({"a": {"b": None}}, {"a": {"b": {"c": [1]}}}),
        ({"a": 1.5}, {"a": 2}),
        ([{"a": 1}, {}], [{"a": 1}]),
        ([{"a": 1}, {}], [{}]),
        ([{"a": None}, {"a": "x"}], [{"a": None}]),
        ({"items": [{"a": {"b": 1}}, {"a": None}]}, {"items": [{"a": None}]}),
    ],
)  # fmt: skip
def test_other_data_of_the_same_contract_are_no_change(recorded, seen):
    """Empty lists, nulls, whole numbers and optional keys come and go with the data."""
    assert changes(recorded, seen) == []


@pytest.mark.parametrize(
    ("recorded", "seen", "told"),
    [
        ({"a": 1}, {"a": "1"}, ["+ a text"]),
        ({"a": 1}, {"a": 1.5}, ["+ a number"]),
        ({"a": 1}, {"a": None}, ["+ a null"]),
        ({"a": 1}, {"a": True}, ["+ a boolean"]),
        ({"a": 1}, {"a": 1, "b": 2}, ["+ b integer"]),
        ({"a": 1, "b": 2}, {"a": 1}, ["− b integer"]),
        ({"phone": "x"}, {"cell": "x"}, ["+ cell text", "− phone text"]),
        ([{"a": 1}], [{"a": 1}, {}], ["+ [].a absent"]),
        ({"a": [1]}, {"a": ["x"]}, ["+ a[] text"]),
        ({"a": {"b": 1}}, {"a": {"b": 1, "c": {"d": 1}}}, ["+ a.c object"]),
        ({"a": [1]}, [1], ["+ the answer array", "− a array"]),
    ],
)
def test_a_change_of_the_contract_is_told(recorded, seen, told):
    """What is there beside the recorded, and what is gone; a new object once, not with all that it holds."""
    if told == ["+ the answer array", "− a array"]:
        told = ["+ the answer array"]  # below an answer of another kind nothing is asked for
    assert changes(recorded, seen) == told


def test_a_star_stands_for_any_key():
    """A dictionary's keys are data: what is written by hand covers them, and stays."""
    recorded = read({"": "object", "fields": "object", "fields.*": "text | null"})
    assert list(unlike(recorded, shape_of([{"fields": {"a": "x", "b": None}}]))) == []
    assert list(unlike(recorded, shape_of([{"fields": {"a": 1}}]))) == ["+ fields.a integer"]
    assert written(widened(recorded, shape_of([{"fields": {"a": "x"}}]))) == written(recorded)


def test_recording_anew_widens_what_is_of_chance_and_replaces_the_rest():
    """A null and an absence that were seen once stay allowed; another type takes the place of the old one."""
    recorded = shape_of([{"a": None}, {"a": 1, "b": 1, "rows": [{"c": 1}]}])
    seen = shape_of([{"a": "x", "rows": []}])
    assert written(widened(recorded, seen)) == {
        "": "object", "a": "text | null", "b": "integer | absent", "rows": "array | absent",
        "rows[]": "object", "rows[].c": "integer",
    }  # fmt: skip
    assert list(unlike(widened(recorded, seen), seen)) == []


def test_what_a_file_holds_reads_as_it_was_written():
    """Writing and reading give the same shape."""
    found = shape_of([ROW, {}, None])
    assert read(written(found)) == found
