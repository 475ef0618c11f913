"""A page's figures: taken from both answers, judged by what they measure."""

import pytest

from cutover.compare import compare_figure, judge_loading
from cutover.manifest import Endpoint, Figure, Tolerances
from cutover.systems import Answer

USUAL = Tolerances()
ENDPOINT = Endpoint.model_validate({
    "group": "listings", "name": "stages", "title": "Listings by stage", "method": "GET",
    "v1": "/a", "v2": "/b", "worker": "Workers/Stages", "effect": "reads", "rows": "items", "key": "stage",
})  # fmt: skip
ROWS = [{"stage": "active", "listings": 3, "volume": 0.1}, {"stage": "sold", "listings": 4, "volume": 0.2},
        {"stage": None, "listings": None, "volume": None}]  # fmt: skip
DATA = {"itemsTotal": 3, "cap": {"paid": 12.5}, "none": None, "name": "x", "items": ROWS}


def figure(take: str, kind: str = "count", **where: object) -> Figure:
    """A figure as a manifest has it."""
    return Figure.model_validate({
        "name": "Listings", "endpoint": "listings.stages", "take": take, "is": kind, "where": where,
    })  # fmt: skip


def taken(wanted: Figure, v2: object = DATA):
    """Both sides' number, and whether it is the same."""
    return compare_figure(wanted, ENDPOINT, DATA, v2, USUAL)


@pytest.mark.parametrize(
    ("wanted", "number"),
    [
        (figure("itemsTotal"), 3),
        (figure("cap.paid", "money"), 12.5),
        (figure("none"), None),
        (figure("count()"), 3),
        (figure("count()", stage="sold"), 1),
        (figure("count()", stage=None), 1),
        (figure("sum(listings)"), 7),
        (figure("sum(listings)", stage="active"), 3),
        (figure("sum(volume)", "measure"), 0.3),
        (figure("sum(listings)", stage="lost"), 0),
    ],
)
def test_a_figure_is_taken_by_path_by_sum_or_by_count(wanted, number):
    """Nulls among rows are left out, tenths add up as on paper, and equal answers have equal figures."""
    found = taken(wanted)
    assert (found.v1, found.v2, found.same, found.problem) == (number, number, True, "")


@pytest.mark.parametrize(
    ("kind", "v1", "v2", "same"),
    [
        ("count", 3, 3, True),
        ("count", 3, 4, False),
        ("count", 3, 3.0, False),
        ("count", 1_000_000, 1_000_001, False),
        ("count", 0, None, False),
        ("count", None, None, True),
        ("measure", 1000, 1000.9, True),
        ("measure", 1000, 1001.1, False),
        ("money", 100, 100.0, True),
        ("money", 100.004, 100.0, True),
        ("money", 100.01, 100.0, False),
        ("money", 1e9, 1e9 + 0.01, False),
    ],
)
def test_a_figure_is_judged_by_what_it_measures(kind, v1, v2, same):
    """A count as it is, a measure within 0.1 %, money to the cent; null is equal to null alone."""
    found = compare_figure(figure("total", kind), ENDPOINT, {"total": v1}, {"total": v2}, USUAL)
    assert found.same is same


@pytest.mark.parametrize(
    ("take", "v2", "problem"),
    [
        ("itemsTotal", {}, "there is no itemsTotal"),
        ("cap.paid", {"cap": 5}, "there is no cap.paid"),
        ("itemsTotal", {"itemsTotal": "3"}, "itemsTotal is no number"),
        ("itemsTotal", {"itemsTotal": True}, "itemsTotal is no number"),
        ("itemsTotal", {"itemsTotal": float("nan")}, "itemsTotal is no number"),
        ("count()", {"items": {}}, "there is no list at 'items'"),
        ("sum(listings)", {"items": [{"listings": "3"}]}, "listings is no number"),
        ("sum(listings)", {"items": [1]}, "there is no listings"),
    ],
)
def test_what_an_answer_does_not_hold_is_never_the_same(take, v2, problem):
    """The side that lacks the figure is told, and why."""
    found = taken(figure(take), v2)
    assert (found.same, found.lacking, found.problem) == (False, "V2", problem)
    found = compare_figure(figure(take), ENDPOINT, v2, DATA, USUAL)
    assert (found.same, found.lacking, found.problem) == (False, "V1", problem)


GOOD = b'{"success": true, "data": {"a": 1}, "error": null}'
BAD = GOOD.replace(b"true", b"false")
NO_JSON = "V2: the body is not JSON: Expecting value at character 0"


@pytest.mark.parametrize(
    ("v1", "v2", "wrong", "unknown", "refused"),
    [
        (Answer(200, body=b"{}"), Answer(200, body=GOOD), "", "", ""),
        (Answer(200, body=b"{}"), Answer(500, body=b""), "V2 answers 500", "", ""),
        (Answer(200, body=b"{}"), Answer(404, body=b""), "V2 answers 404", "", ""),
        (Answer(200, body=b"{}"), Answer(0, error="timeout: 5 s"), "V2: timeout: 5 s", "", ""),
        (Answer(200, body=b"{}"), Answer(0, error="connect: no"), "", "V2: connect: no", ""),
        (Answer(200, body=b"{}"), Answer(429, body=b""), "", "V2 answers 429, too many requests", ""),
        (Answer(200, body=b"{}"), Answer(200, body=b"<p>"), NO_JSON, "", ""),
        (Answer(200, body=b"{}"), Answer(200, body=BAD), "V2: status 200, but 'success' is false", "", ""),
        (Answer(404, body=b"{}"), Answer(404, body=b"{}"), "", "", "both answer 404"),
        (Answer(404, body=b"{}"), Answer(200, body=GOOD), "V2 answers 200 where V1 answers 404", "", ""),
        (Answer(503, body=b""), Answer(500, body=b""), "", "V1 answers 503", ""),
        (Answer(0, error="timeout: 5 s"), Answer(200, body=GOOD), "", "V1: timeout: 5 s", ""),
    ],
)  # fmt: skip
def test_a_page_loads_when_v2_answers_without_an_error(v1, v2, wrong, unknown, refused):
    """V2's error is V2's fault where V1 answers; where V1 does not, nothing is known of V2."""
    found = judge_loading(ENDPOINT, v1, v2)
    assert (found.wrong, found.unknown, found.refused) == (wrong, unknown, refused)
    assert found.shown is not bool(wrong or unknown or refused)
