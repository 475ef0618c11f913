"""The walk tells every difference, and only differences."""

import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cutover.compare.tolerance import Tolerance
from cutover.compare.walk import Difference, cluster, walk

EXACT = Tolerance()
FLOATS = st.sampled_from([0.0, 1.0, 1.5, -2.0])
SCALARS = st.none() | st.booleans() | st.integers(-3, 3) | FLOATS | st.text("ab1", max_size=2)


def containers(inner: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    """Lists and objects of few names, so that two of them often share some."""
    return st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3)


VALUES = st.recursive(SCALARS, containers, max_leaves=12)

PAIRS = {
    "equal": ({"a": [1, {"b": None}]}, {"a": [1, {"b": None}]}, []),
    "value": ({"a": 1}, {"a": 2}, [("a", "value")]),
    "int and float": ([1, 2], [1.0, 2.0], [("[]", "type"), ("[]", "type")]),
    "bool and int": ({"a": True}, {"a": 1}, [("a", "type")]),
    "int and text": ({"a": 1}, {"a": "1"}, [("a", "type")]),
    "null and empty": ({"a": None}, {"a": ""}, [("a", "type")]),
    "missing": ({"a": {"b": 1, "c": 2}}, {"a": {"c": 2}}, [("a.b", "missing")]),
    "extra": ({"a": {}}, {"a": {"b": None}}, [("a.b", "extra")]),
    "null is not missing": ({"a": None}, {}, [("a", "missing")]),
    "one less": ({"a": [1, 2]}, {"a": [1]}, [("a[]", "missing")]),
    "one more at the front": ({"a": [1, 2]}, {"a": [0, 1, 2]}, [("a[]", "extra")]),
    "another order": ([1, 2, 3], [2, 1, 3], [("[]", "order")]),
    "another order and a value": ([1, 2, 3], [2, 1, 4], [("[]", "order"), ("[]", "value")]),
    "multiset": ([1, 1, 2], [1, 2, 2], [("[]", "value")]),
    "list and object": ({"a": []}, {"a": {}}, [("a", "type")]),
    "nested path": ({"a": [{"b": [{"c": 1}]}]}, {"a": [{"b": [{"c": 2}]}]}, [("a[].b[].c", "value")]),
    "minus zero": ([0.0], [-0.0], []),
    "dunder key": ({"__a": 1}, {"__a": 2}, [("__a", "value")]),
}


@pytest.mark.parametrize(("v1", "v2", "told"), PAIRS.values(), ids=PAIRS)
def test_known_pairs(v1: object, v2: object, told: list[tuple[str, str]]) -> None:
    """Each trap yields exactly the differences that a person would name."""
    assert [(each.path, each.kind) for each in walk(v1, v2, EXACT)] == told


def obvious(v1: object, v2: object) -> bool:
    """Equality the slow way: as texts, in which every type is written differently."""
    return json.dumps(_normal(v1), sort_keys=True) == json.dumps(_normal(v2), sort_keys=True)


def _normal(value: object) -> object:
    if isinstance(value, dict):
        return {name: _normal(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_normal(inner) for inner in value]
    return [type(value).__name__, value]


@given(VALUES, VALUES)
def test_walk_agrees_with_the_obvious_comparer(v1: object, v2: object) -> None:
    """No differences are told exactly where the slow comparer says equal."""
    assert (not list(walk(v1, v2, EXACT))) == obvious(v1, v2)


@given(VALUES)
def test_a_value_equals_its_copy(value: object) -> None:
    """A copy never differs."""
    assert list(walk(value, copy.deepcopy(value), EXACT)) == []


@given(VALUES, VALUES)
def test_direction_does_not_matter(v1: object, v2: object) -> None:
    """What is missing one way is extra the other way; everything else stays."""
    turned = {"missing": "extra", "extra": "missing"}
    forth = sorted((each.path, each.kind) for each in walk(v1, v2, EXACT))
    back = sorted((each.path, turned.get(each.kind, each.kind)) for each in walk(v2, v1, EXACT))
    assert forth == back


NUMBERS = Tolerance(measures=frozenset({"volume"}), money=frozenset({"gci"}))
NEAR = {
    "measure within 0.1 %": ("volume", 1000, 1000.9, True),
    "measure at 0.1 %": ("volume", 1000.0, 1001.0, True),
    "measure past 0.1 %": ("volume", 1000.0, 1001.01, False),
    "measure of nothing": ("volume", 0, 0.0, True),
    "measure out of nothing": ("volume", 0, 0.1, False),
    "money as integer": ("gci", 12, 12.0, True),
    "money of binary noise": ("gci", 0.1 + 0.2, 0.3, True),
    "money rounded half up": ("gci", 12.345, 12.35, True),
    "money cut": ("gci", 12.349, 12.34, False),
    "money one cent off": ("gci", 12.34, 12.35, False),
    "large money one cent off": ("gci", 98765432.10, 98765432.11, False),
    "an id is no measure": ("id", 1_000_000, 1_000_001, False),
    "a boolean is no measure": ("volume", 1, True, False),
    "a text is no measure": ("volume", 1, "1", False),
    "null is no measure": ("volume", 0, None, False),
    "not a number": ("volume", 1.0, float("nan"), False),
    "infinite": ("volume", 1.0, float("inf"), False),
    "huge integer": ("volume", 10**299, 10**299 + 1, True),
}


@pytest.mark.parametrize(("field", "v1", "v2", "same"), NEAR.values(), ids=NEAR)
def test_tolerance_is_typed(field: str, v1: object, v2: object, same: bool) -> None:
    """Only declared measures and money are judged by value, each by its own rule."""
    assert (not list(walk({"rows": [{field: v1}]}, {"rows": [{field: v2}]}, NUMBERS))) is same


def test_differences_are_clustered_with_few_samples() -> None:
    """A million equal causes are one cluster: its count and three samples."""
    found = (Difference("a", "value", n, n + 1, str(n)) for n in range(1000))
    rare = (Difference("b", "type", 1, "1") for _ in range(2))
    clusters = cluster([*rare, *found])
    assert [(each.path, each.count, len(each.samples)) for each in clusters] == [("a", 1000, 3), ("b", 2, 2)]
