"""Two answers beside each other: what differs is aligned, what is alike is folded, nothing is without end."""

import time

import pytest

from cutover.compare.beside import ABSENT, MOST_LINES, MOST_ROWS, beside
from cutover.compare.tolerance import Tolerance

EXACT = Tolerance()


def told(lines):
    """The lines that are neither alike nor folded, as field, both values and mark."""
    return [(each.name, each.v1, each.v2, each.mark) for each in lines if each.mark not in ("same", "folded")]


def rows(*ids: int, **more: object) -> list[dict[str, object]]:
    """Rows of a list, each with its id and a price."""
    return [{"id": n, "price": n + 0.5, **more} for n in ids]


def test_equal_answers_are_one_line():
    """What is alike as a whole is not opened."""
    (line,) = beside({"a": [1, {"b": 2}]}, {"a": [1, {"b": 2}]}, EXACT)
    assert line.mark == "same"


@pytest.mark.parametrize(("v1", "v2"), [(1, 1.0), (1, True), (1, "1"), (None, 0), ("", None), ([], {})])
def test_types_are_kept_apart(v1, v2):
    """A number that is written otherwise, a boolean and a text are not the same."""
    assert told(beside({"a": v1}, {"a": v2}, EXACT)) == [("a", v1, v2, "differs")]


def test_a_key_of_one_side_alone_is_not_null():
    """What is absent is told from what is null."""
    found = told(beside({"a": None, "b": 1}, {"b": 1, "c": None}, EXACT))
    assert found == [("a", None, ABSENT, "only v1"), ("c", ABSENT, None, "only v2")]


def test_a_number_within_its_tolerance_is_marked_as_near():
    """The tolerance that applied can be seen where it applied."""
    found = told(
        beside({"volume": 1000, "n": 1}, {"volume": 1000.5, "n": 2}, Tolerance(frozenset({"volume"})))
    )
    assert found == [("volume", 1000, 1000.5, "near"), ("n", 1, 2, "differs")]


def test_rows_are_aligned_by_their_key_and_keep_it():
    """One row too few shifts nothing; of a row that differs the key is shown although it is alike."""
    v1 = {"items": rows(1, 2, 3, 4, a=1, b=2, c=3, d=4, e=5)}
    v2 = {"items": [*rows(1, a=1, b=2, c=3, d=4, e=5), *rows(3, a=1, b=2, c=3, d=4, e=6), v1["items"][3]]}
    lines = beside(v1, v2, EXACT, "items", ("id",))
    found = told(lines)
    assert ("id", 2, ABSENT, "only v1") in found
    assert found[-1] == ("e", 5, 6, "differs")
    assert [each.v1 for each in lines if each.name == "id" and each.mark == "same"] == [3]
    assert [(each.count, each.name) for each in lines if each.mark == "folded" and each.depth == 2] == [
        (1, "rows alike"), (1, "rows alike"),
    ]  # fmt: skip


def test_rows_without_a_key_are_aligned_by_what_they_hold():
    """An element that one list lacks is told alone."""
    assert told(beside(["x", "y", "z"], ["x", "z"], EXACT)) == [("", "y", ABSENT, "only v1")]


def test_swapped_rows_stand_where_each_side_has_them():
    """A change of order is seen although no row differs."""
    marks = [mark for *_, mark in told(beside(rows(1, 2), rows(2, 1), EXACT, "", ("id",)))]
    assert set(marks) == {"only v1", "only v2"}


def test_only_a_few_rows_that_differ_are_shown():
    """The rest is counted."""
    v1, v2 = {"items": rows(*range(50), a=1)}, {"items": rows(*range(50), a=2)}
    lines = beside(v1, v2, EXACT, "items", ("id",))
    assert len(told(lines)) == MOST_ROWS
    assert (lines[-1].count, lines[-1].name) == (50 - MOST_ROWS, "rows more")


def test_no_answer_has_lines_without_end():
    """A wide object, a deep one and a long list each stay below the limit, within a moment."""
    began = time.monotonic()
    wide = {f"f{n}": n for n in range(5000)}
    deep: object = 1
    for _ in range(150):
        deep = {"a": deep}
    other: object = 2
    for _ in range(150):
        other = {"a": other}
    for v1, v2 in (
        (wide, dict.fromkeys(wide, "x")),
        (deep, other),
        (rows(*range(5000)), rows(*range(5000, 0, -1))),
    ):
        assert len(beside(v1, v2, EXACT, "", ("id",))) <= MOST_LINES + 1
    assert time.monotonic() - began < 20


def test_values_without_canonical_bytes_are_compared_too():
    """Integers beyond 64 bits and halves of surrogate pairs do not stop it."""
    found = told(beside({"a": 2**70, "b": "\ud800"}, {"a": 2**70 + 1, "b": "\ud801"}, EXACT))
    assert [mark for *_, mark in found] == ["differs", "differs"]
