"""An excerpt: what an example may show of an answer."""

import pytest

from cutover.compare import excerpt

ANSWER = {"total": 3, "share": 0.5, "items": [{"id": 1, "at": None}, {"id": 2, "at": 5}, {"id": 3, "at": 7}]}


@pytest.mark.parametrize(
    "example",
    [
        {"total": 3},
        {"total": 3.0, "items": ({"id": 1}, {"id": 3, "at": 7})},
        {"items": [{"at": None}]},
    ],
    ids=str,
)
def test_a_part_of_an_answer_is_an_excerpt(example: object) -> None:
    """Some fields of an object, some rows of a list in their order."""
    assert excerpt(example, ANSWER) == ()


@pytest.mark.parametrize(
    ("example", "says"),
    [
        ({"total": 4}, "total is 3, the example says 4"),
        ({"total": "3"}, "total is 3, the example says '3'"),
        ({"share": True}, "share is 0.5, the example says True"),
        ({"sum": 3}, "sum is not in the answer"),
        ({"items": [{"id": 3}, {"id": 1}]}, "row 2 of the example is not in items, or in another order"),
        ({"items": [{"id": 1}, {"id": 1}]}, "row 2 of the example is not in items, or in another order"),
        ([{"id": 1}], "the answer is no list"),
        ({}, "the example shows nothing"),
        ({"items": []}, "items shows nothing"),
        ([], "the example shows nothing"),
    ],
    ids=str,
)
def test_what_the_answer_does_not_say_is_no_excerpt(example: object, says: str) -> None:
    """The first thing that is not in the answer is told with its place."""
    assert excerpt(example, ANSWER) == (says,)
