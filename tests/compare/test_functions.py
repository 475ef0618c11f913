"""A function's answer: what is right, and the classes of what is wrong."""

import json

import pytest

from cutover.compare import judge_function
from cutover.compare.functions import CLASSES, NO_RESULT, OTHERWISE, same
from cutover.manifest import Function
from cutover.systems import Answer

DETAIL = Function(kind="Workers", name="One", title="One", answers="object", keys=("id",))
ROWS = Function(kind="Workers", name="All", title="All", answers="list", keys=("id",))
MONEY = Function(kind="Helpers", name="Round", title="Round", equals=12.35)
NOTHING = Function(kind="Helpers", name="Nothing", title="Nothing", equals=None)


def _answer(data: object, status: int = 200, error: object = None) -> Answer:
    envelope = {"success": status < 400, "data": data, "error": error}
    return Answer(status, {"content-type": "application/json"}, json.dumps(envelope).encode())


@pytest.mark.parametrize(
    ("function", "data"),
    [(DETAIL, {"id": 1, "name": None}), (ROWS, [{"id": 1}, {"id": 2}]), (MONEY, 12.35), (NOTHING, None)],
)
def test_a_right_answer_has_no_findings(function: Function, data: object) -> None:
    """Kind and keys hold, or the whole answer is the manifest's."""
    assert judge_function(function, _answer(data)).findings == ()


@pytest.mark.parametrize(
    ("function", "data", "finding"),
    [
        (DETAIL, None, "the answer is null, not an object"),
        (DETAIL, [], "the answer is a list, not an object"),
        (DETAIL, {"name": "a"}, "'id' is missing"),
        (ROWS, [], "the list is empty, so nothing shows what its rows hold"),
        (ROWS, [{"id": 1}, {}, None], "'id' is missing in 2 of 3 rows"),
        (MONEY, 12.34, "another answer than the manifest's"),
        (MONEY, "12.35", "another answer than the manifest's"),
        (NOTHING, False, "another answer than the manifest's"),
    ],
)
def test_a_wrong_answer_is_told(function: Function, data: object, finding: str) -> None:
    """Nothing passes on nothing: null, an empty list and a cent are findings."""
    ran = judge_function(function, _answer(data))
    assert (ran.findings, ran.kind) == ((finding,), OTHERWISE)


@pytest.mark.parametrize("status", [400, 404, 500, 502])
def test_a_failure_is_classed_by_its_status(status: int) -> None:
    """Those which fail alike have one cause, and V2's own words stand beside it."""
    ran = judge_function(DETAIL, _answer(None, status, {"code": "X", "message": "no time"}))
    assert (ran.findings, ran.kind) == ((f"status {status}: no time",), CLASSES[status])


def test_success_that_is_no_fp_result_is_wrong() -> None:
    """A bare answer, and success over an error, are no success."""
    bare = Answer(200, {"content-type": "application/json"}, b'{"id": 1}')
    assert judge_function(DETAIL, bare).kind == NO_RESULT
    assert judge_function(DETAIL, _answer({"id": 1}, 200, "gave up")).kind == NO_RESULT


def test_numbers_are_the_same_by_value_and_true_is_not_one() -> None:
    """75 and 75.0 are one amount; a boolean is no number."""
    assert same({"a": [75]}, {"a": [75.0]})
    assert not same(1, True)
    assert not same(["a", "b"], ["b", "a"])
