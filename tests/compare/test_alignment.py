"""Lists align by key, by position, or as multisets, as the manifest says."""

import random
from time import process_time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutover.compare.lists import compare_rows
from cutover.compare.order import SortKey
from cutover.compare.tolerance import Tolerance
from cutover.compare.walk import walk
from cutover.manifest.relation import ListRule

BY_PRICE = (SortKey("price", True),)


def rule(path: str, **how: object) -> ListRule:
    """How the list at a path aligns."""
    return ListRule.model_validate({"path": path, **how})


RULES: dict[str, dict[str, Any]] = {
    "undeclared": {},
    "multiset": {"align": "multiset"},
    "position": {"align": "position"},
    "key": {"key": "id"},
}
A, B, C = {"id": 1, "v": 1}, {"id": 2, "v": 2}, {"id": 3, "v": 3}
TURNED = {
    "undeclared": [("a[]", "order")],
    "multiset": [],
    "position": [("a[].id", "value"), ("a[].v", "value"), ("a[].id", "value"), ("a[].v", "value")],
    "key": [("a[]", "order"), ("a[]", "order")],
}
ONE_LESS = {
    "undeclared": [("a[]", "missing")],
    "multiset": [("a[]", "missing")],
    "position": [("a[]", "length"), *[("a[].id", "value"), ("a[].v", "value")] * 2],
    "key": [("a[]", "missing")],
}
CHANGED = {how: [("a[].v", "value")] for how in RULES}
TWICE = {
    "undeclared": [("a[].id", "value"), ("a[].v", "value")],
    "multiset": [("a[].id", "value"), ("a[].v", "value")],
    "position": [("a[].id", "value"), ("a[].v", "value")],
    "key": [("a[]", "duplicate"), ("a[]", "missing")],
}


@pytest.mark.parametrize("how", RULES)
@pytest.mark.parametrize(
    ("other", "expected"),
    [([B, A, C], TURNED), ([B, C], ONE_LESS), ([A, {**B, "v": 9}, C], CHANGED), ([A, A, C], TWICE)],
    ids=["turned", "one less", "changed", "twice"],
)
def test_a_nested_list_aligns_as_declared(
    how: str, other: list[object], expected: dict[str, list[tuple[str, str]]]
) -> None:
    """Order, loss, change and repetition are told in the terms of the alignment."""
    rules = (rule("a", **RULES[how]),) if RULES[how] else ()
    found = walk({"a": [A, B, C]}, {"a": other}, Tolerance(lists=rules))
    assert [(each.path, each.kind) for each in found] == expected[how]


def test_a_rule_is_meant_for_one_path() -> None:
    """`items[].tags` aligns the tags of rows, and no other list of that name."""
    rules = Tolerance(lists=(rule("items[].tags", align="multiset"),))
    v1 = {"items": [{"tags": ["a", "b"]}], "tags": ["a", "b"]}
    v2 = {"items": [{"tags": ["b", "a"]}], "tags": ["b", "a"]}
    assert [(each.path, each.kind) for each in walk(v1, v2, rules)] == [("tags[]", "order")]


@given(st.lists(st.integers(0, 4) | st.booleans() | st.none()), st.randoms(use_true_random=False))
def test_a_shuffled_list_is_the_same_multiset(values: list[object], chance: random.Random) -> None:
    """Every order of a multiset is the same; undeclared, another order is one difference and no other."""
    shuffled = chance.sample(values, len(values))
    meant = Tolerance(lists=(rule("a", align="multiset"),))
    assert list(walk({"a": values}, {"a": shuffled}, meant)) == []
    assert {each.kind for each in walk({"a": values}, {"a": shuffled}, Tolerance())} <= {"order"}


ROWS = [{"id": number, "price": 10 - number // 3} for number in range(9)]


def kinds(v1: list[dict[str, int]], v2: list[dict[str, int]], order: tuple[SortKey, ...]) -> list[str]:
    """How two keyed lists differ."""
    return [each.kind for each in compare_rows(v1, v2, ("id",), Tolerance(), "items", order)]


@given(st.randoms(use_true_random=False))
def test_ties_may_stand_in_any_order_and_nothing_else_may(chance: random.Random) -> None:
    """Rows of one price may change places; without a declared order none may."""
    turned = sorted(ROWS, key=lambda row: (-row["price"], chance.random()))
    assert kinds(ROWS, turned, BY_PRICE) == []
    assert (kinds(ROWS, turned, ()) == []) == (turned == ROWS)
    others = chance.sample(ROWS, len(ROWS))
    in_order = [row["price"] for row in others] == [row["price"] for row in ROWS]
    assert (kinds(ROWS, others, BY_PRICE) == []) == in_order


def test_ties_may_change_places_over_the_border_of_a_page() -> None:
    """Which of several rows with one price ends a page is chance; a row of another price is not."""

    def cut(v2: list[dict[str, int]], ends: tuple[bool, bool]) -> list[str]:
        found = compare_rows(ROWS[:4], v2, ("id",), Tolerance(), "items", BY_PRICE, ends)
        return [each.kind for each in found]

    turned = [*ROWS[:3], ROWS[5]]
    assert cut(turned, (False, True)) == []
    assert cut(turned, (True, False)) == ["missing", "extra"]
    assert cut([{"id": 99, "price": 10}, *ROWS[1:4]], (True, True)) == []
    assert cut([*ROWS[:3], ROWS[6]], (True, True)) == ["missing", "extra"]
    assert cut(ROWS[:3], (True, True)) == ["missing"]


def test_long_lists_take_no_longer_than_they_are() -> None:
    """Thirty thousand elements turned round are aligned in moments, with and without a key."""
    rows: list[object] = [{"id": number} for number in range(30_000)]
    began = process_time()
    assert len(list(walk(rows, rows[::-1], Tolerance()))) == 1
    assert len(list(compare_rows(rows, rows[::-1], ("id",), Tolerance(), ""))) == 30_000
    assert process_time() - began < 10
