"""What V1 says differently of itself is unstable, and excuses nothing that is not declared."""

import json

import pytest
from tests.compare.test_answers import Said, endpoint, new, old

from cutover.compare import judge

AT = {"field": "at", "allow": {"within": 5}, "reason": "the moment of the answer"}


def said(at: object, n: object = 1) -> dict[str, object]:
    """An answer with a moment in it."""
    return {"at": at, "n": n}


CASES = {
    "between V1's two": (said(100), said(104), said(108), [AT], "explained"),
    "near V1's second": (said(100), said(112), said(108), [AT], "explained"),
    "too far": (said(100), said(200), said(108), [AT], "mismatched"),
    "another type": (said(100), said("104"), said(108), [AT], "mismatched"),
    "V1 stays with it": (said(100), said(104), said(100), [AT], "mismatched"),
    "nothing declared": (said(100), said(104), said(108), [], "unstable"),
    "unstable, and wrong elsewhere": (said(100), said(104, 2), said(108), [AT], "mismatched"),
    "undeclared, and wrong elsewhere": (said(100), said(104, 2), said(108), [], "mismatched"),
    "V1 changes the type": (said(100), said(104), said("108"), [AT], "unstable"),
    "V1 changes the structure": (said(100), said(104), {"n": 1}, [AT], "unstable"),
}


@pytest.mark.parametrize(("v1", "v2", "again", "rules", "outcome"), CASES.values(), ids=CASES)
def test_a_drift_is_excused_by_a_rule_alone(
    v1: object, v2: object, again: object, rules: list[object], outcome: str
) -> None:
    """A scalar that V1 changes itself, a rule for it, and V2's value within that rule."""
    told = judge(endpoint(unstable=tuple(rules)), "all", old(v1), new(v2), again=old(again))
    assert told.outcome == outcome


def test_what_is_unstable_is_shown_with_both_values() -> None:
    """V1's two values, V2's, and what to declare."""
    told = judge(endpoint(), "all", old(said(100)), new(said(104)), again=old(said(108)))
    only = told.unstable[0]
    assert (only.path, only.v1, only.again, only.v2) == ("at", 100, 108, 104)
    assert "declare it under `unstable`" in told.reason


@pytest.mark.parametrize("again", [Said(500), Said(0, error="timeout: 30 s"), Said(200, b"<p>")])
def test_without_a_second_answer_nothing_is_known(again: Said) -> None:
    """V1 that does not answer again shows nothing about V2."""
    told = judge(endpoint(), "all", old(said(100)), new(said(104)), again=again)
    assert (told.outcome, told.v2_wrong) == ("failed", False)


def test_v1_that_changes_its_status_shows_nothing() -> None:
    """V1 finds nothing first, and the same as V2 then."""
    first, second = Said(404), old(said(100))
    told = judge(endpoint(), "all", first, new(said(100)), again=second)
    assert (told.outcome, told.v2_wrong) == ("failed", False)
    assert judge(endpoint(), "all", first, new(said(100)), again=first).outcome == "mismatched"


def test_a_row_that_comes_and_goes_in_v1_is_no_difference_of_v2_and_no_match() -> None:
    """V1's own list grew between its two answers: nothing can be said."""
    rows = endpoint(rows="", key="id")
    one, two = [{"id": 1}], [{"id": 1}, {"id": 2}]
    told = judge(rows, "all", old(one), new(two), again=Said(200, json.dumps(two).encode()))
    assert told.outcome == "unstable"
