"""A function's answer: what is right, and the classes of what is wrong."""

import json

import pytest

from cutover.compare import Beside, judge_function
from cutover.compare.functions import CLASSES, NO_RESULT, OTHERWISE, same
from cutover.manifest import ExpectedStatus, Function
from cutover.systems import Answer

DETAIL = Function(kind="Workers", name="One", title="One", answers="object", keys=("id",))
ROWS = Function(kind="Workers", name="All", title="All", answers="list", keys=("id",))
MONEY = Function(kind="Helpers", name="Round", title="Round", equals=12.35)
NOTHING = Function(kind="Helpers", name="Nothing", title="Nothing", equals=None)

PAGE = Function(kind="Workers", name="Page", title="Page", answers="object", rows="items", keys=("id",))
JOB = Function.model_validate(
    {
        "kind": "Tasks", "name": "Job", "title": "Job", "answers": "object", "keys": ("job_id",),
        "fields": {"task": "load", "status": ("queued", "waiting")},
        "repeats_input": "input", "new_each_time": "job_id",
    }
)  # fmt: skip
SLOW = Function(
    kind="Tasks", name="Slow", title="Slow", expected_status=ExpectedStatus(status=502, reason="hours")
)
QUEUED = {"job_id": 1, "task": "load", "status": "waiting", "input": {"user_id": 60, "mode": "all"}}


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


def test_a_plain_answer_is_right_where_v2_owes_no_envelope() -> None:
    """The answer itself is what the function says; its endpoint's too."""
    plain = Answer(200, {"content-type": "application/json"}, b'{"id": 1}')
    other = Answer(200, {"content-type": "application/json"}, b'{"id": 2}')
    assert judge_function(DETAIL, plain, Beside(endpoint=plain, enveloped=False)).findings == ()
    found = judge_function(DETAIL, plain, Beside(endpoint=other, enveloped=False)).findings
    assert found == ("'id' is not what its endpoint answers, in 1 place",)
    assert judge_function(DETAIL, plain).findings != ()


def test_numbers_are_the_same_by_value_and_true_is_not_one() -> None:
    """75 and 75.0 are one amount; a boolean is no number."""
    assert same({"a": [75]}, {"a": [75.0]})
    assert not same(1, True)
    assert not same(["a", "b"], ["b", "a"])


@pytest.mark.parametrize(
    ("data", "findings"),
    [
        ({"items": [{"id": 1}]}, ()),
        ({"items": []}, ("the list is empty, so nothing shows what its rows hold",)),
        ({"items": [{}, {"id": 1}]}, ("'id' is missing in 1 of 2 rows",)),
        ({"rows": [{"id": 1}]}, ("'items' holds no list",)),
    ],
)
def test_a_page_has_rows_and_they_have_keys(data: object, findings: tuple[str, ...]) -> None:
    """An object may say where its rows stand; without any it shows nothing."""
    assert judge_function(PAGE, _answer(data)).findings == findings


@pytest.mark.parametrize(
    ("changed", "again", "finding"),
    [
        ({}, 2, ""),
        ({"task": "sync"}, 2, "'task' is not \"load\""),
        ({"status": "done"}, 2, '\'status\' is not "queued" or "waiting"'),
        ({"input": {"mode": "all"}}, 2, "'input' does not hold 'user_id' as it was given"),
        ({"input": {"user_id": 61}}, 2, "'input' does not hold 'user_id' as it was given"),
        ({"input": None}, 2, "'input' does not hold 'user_id' as it was given"),
        ({}, 1, "'job_id' is the same in a second run, which did nothing of its own"),
        (
            {},
            None,
            "'job_id' is missing, or a second run has none, so nothing shows that each run is its own",
        ),
    ],
)
def test_a_job_is_its_own_and_holds_what_was_asked(
    changed: dict[str, object], again: int | None, finding: str
) -> None:
    """Fields hold their values, the input comes back, and no two runs have one job."""
    second = _answer({**QUEUED, "job_id": again})
    ran = judge_function(JOB, _answer({**QUEUED, **changed}), Beside({"user_id": 60}, again=second))
    assert ran.findings == ((finding,) if finding else ())


@pytest.mark.parametrize(
    ("other", "findings"),
    [
        (_answer({"id": 1, "name": None}), ()),
        (_answer({"id": 1, "name": "Ada"}), ("'name' is not what its endpoint answers, in 1 place",)),
        (_answer({"id": 1}), ("'name' is not what its endpoint answers, in 1 place",)),
        (_answer([]), ("the answer is not what its endpoint answers, in 1 place",)),
        (
            _answer(None, 404, {"code": "X", "message": "gone"}),
            ("its endpoint gives no answer to hold this one against: status 404, not 2xx",),
        ),
    ],
)
def test_a_function_answers_as_its_endpoint_does(other: Answer, findings: tuple[str, ...]) -> None:
    """A difference is told by its place and not by its value; an endpoint that fails shows nothing."""
    ran = judge_function(DETAIL, _answer({"id": 1, "name": None}), Beside(endpoint=other))
    assert ran.findings == findings


def test_what_is_known_to_run_out_of_time_must() -> None:
    """The expected status passes, another failure is classed, and success hides something."""
    assert judge_function(SLOW, _answer(None, 502, {"code": "X", "message": "slow"})).findings == ()
    assert judge_function(SLOW, _answer(None, 500, {"code": "X", "message": "no"})).kind == CLASSES[500]
    assert judge_function(SLOW, _answer({"job_id": 1})).findings == ("status 200, not 502",)
