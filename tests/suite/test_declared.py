"""Declared differences in the evidence of an answer."""

import json
from dataclasses import replace

import pytest
from tests.suite.test_duties import SHOWN, _check

from cutover.compare import judge
from cutover.evidence import Outcome
from cutover.manifest import Case, Endpoint, Tolerances
from cutover.suite.asked import Answers, Asked
from cutover.suite.duties import answers, declared
from cutover.systems import Answer


def endpoint(**more):
    """An endpoint that reads one object."""
    said = {
        "name": "a",
        "title": "A",
        "method": "GET",
        "v1": "/a",
        "v2": "/a",
        "worker": "w",
        "effect": "reads",
    }
    return Endpoint.model_validate(said | more)


def asked(v1, v2, user=60):
    """One case as both sides answered it."""
    bodies = (json.dumps(each).encode() for each in (v1, {"success": True, "data": v2, "error": None}))
    old, new = (Answer(200, body=body) for body in bodies)
    return Asked(user, Case(name="all"), {}, old, new, ("curl one", "curl two"))


def told(reads, *cases, again=None):
    """The evidence of these cases."""
    judged = answers.judged(reads, Answers(cases, ()), Tolerances(), again)
    seen = answers.evidence(_check("answers/a.a"), judged, (), SHOWN)
    return declared.with_declared(seen, reads, judged, SHOWN)


RENAMED = endpoint(differs=({"field": "id", "is": "key", "as": "text", "reason": "ids are texts"},))


def test_what_is_declared_passes_and_is_counted():
    """The line says how many, the note which declaration, how often and why."""
    seen = told(RENAMED, asked({"id": 7}, {"key": "7"}), asked({"id": 8}, {"key": "8"}, user=7))
    assert (seen.outcome, seen.actual) == (
        "passed",
        "the same answer in 2 cases of 2 users, 2 declared differences",
    )
    assert seen.figures == {"cases": 2, "matched": 0, "explained": 2, "declared": 2}
    assert seen.notes == ("declared: id is key, as text, 2 times, first V1 7 → V2 7: ids are texts",)


def test_a_declaration_that_is_met_nowhere_is_inconclusive():
    """Nothing is wrong with V2, and the manifest claims what is not so."""
    loose = endpoint(differs=({"field": "b", "allow": {"within": 1}, "reason": "rounded"},))
    seen = told(loose, asked({"a": 1, "b": 2}, {"a": 1, "b": 2}))
    assert (seen.outcome, seen.cause) == ("inconclusive", "a declared difference is met in no case")
    assert seen.actual.startswith("the declared difference 'b by a predicate' was met in no case")
    assert seen.reproduce == ("curl one", "curl two")


def test_a_difference_is_not_made_less_by_a_declaration_beside_it():
    """The field that differs is told first, and the check fails."""
    seen = told(RENAMED, asked({"id": 7, "b": 1}, {"key": "7", "b": 2}))
    assert (seen.outcome, seen.actual) == ("failed", "b: V1 1 → V2 2 · 1 place")


def test_a_value_that_should_have_changed_is_told_by_its_declaration():
    """Both sides show the same there, so the values would tell nothing."""
    retyped = endpoint(differs=({"field": "id", "as": "text", "reason": "ids are texts"},))
    seen = told(retyped, asked({"id": 7}, {"id": 7}))
    assert (seen.outcome, seen.actual) == ("failed", "V2: 'id as text' is declared, and not so")


def test_a_bias_fails_the_check():
    """Each case is a match, all of them together are not."""
    leaning = endpoint(measures=("m",))
    cases = [asked({"m": 1000 + n}, {"m": (1000 + n) * 1.0005}, user=n) for n in range(20)]
    seen = told(leaning, *cases)
    assert (seen.outcome, seen.cause) == ("failed", "deviations within the tolerance all point one way")
    assert seen.actual == "20 of 20 deviating values of m lie above V1's, +0.0500% together"


def test_v1_is_asked_again_only_where_v2_differs():
    """And what V1 says differently of itself is inconclusive, with all three values."""
    doubted = []

    def again(doubtful):
        doubted.extend(doubtful)
        second = Answer(200, body=b'{"at": 9}')
        return [Asked(e.user, e.case, e.values, e.v1, e.v2, e.commands, second) for e in doubtful]

    plain = endpoint()
    same, other = asked({"at": 1}, {"at": 1}), asked({"at": 1}, {"at": 5}, user=7)
    seen = told(plain, same, other, again=again)
    assert doubted == [other]
    assert seen.outcome is Outcome.INCONCLUSIVE
    assert "declare it under `unstable`" in seen.actual
    assert any(note.endswith("V1 1, then 9; V2 5") for note in seen.notes)


def test_what_differs_at_first_and_not_in_turn_is_flaky():
    """A value that moved once is no fault of V2, and no clean match; what is declared unstable is one."""

    def again(doubtful):
        return [replace(e, v2=asked({"at": 1}, {"at": 1}).v2, again=e.v1) for e in doubtful]

    moved = asked({"at": 1}, {"at": 5})
    seen = told(endpoint(), moved, again=again)
    assert (seen.outcome, seen.figures["flaky"]) == (Outcome.INCONCLUSIVE, 1)
    assert "the first answers differed" in seen.actual
    clock = endpoint(unstable=({"field": "at", "allow": {"within": 9}, "reason": "a clock"},))
    assert told(clock, moved, again=again).outcome is Outcome.PASSED


def test_what_is_wrong_in_itself_is_not_asked_again():
    """A key that stands twice was said, whatever V2 says later."""
    body = b'{"success": true, "data": {"at": 1, "at": 5}, "error": null}'
    twice = replace(asked({"at": 1}, {}), v2=Answer(200, body=body))
    assert told(endpoint(), twice, again=lambda _: pytest.fail("asked again")).outcome is Outcome.FAILED


def test_a_rule_of_errors_that_no_refusal_meets_is_inconclusive():
    """An endpoint's own; migration.yaml's may be meant for another endpoint."""
    rules = [
        {"v1": {"status": 404}, "v2": {"status": 404, "message": "gone"}},
        {"v1": {"status": 403, "code": "E1"}, "v2": {"status": 401}},
    ]
    strict = endpoint(errors=tuple(rules))
    gone = Answer(404, body=b'{"message": "none"}')
    here = Answer(404, body=b'{"success": false, "data": null, "error": {"message": "gone"}}')
    case = Asked(60, Case(name="gone", refused=404), {}, gone, here, ("curl one", "curl two"))
    seen = told(strict, case)
    assert (seen.outcome, seen.cause) == ("inconclusive", "a declared difference is met in no case")
    assert seen.actual.startswith("the declared error '403 E1' was met in no refused case")
    assert told(endpoint(errors=tuple(rules[:1])), case).outcome is Outcome.PASSED
    judged = answers.judged(strict, Answers((case,), ()), Tolerances())
    seen = answers.evidence(_check("answers/a.a"), judged, (), SHOWN)
    shared = strict.errors[1:]
    assert declared.with_declared(seen, strict, judged, SHOWN, shared).outcome is Outcome.PASSED


def test_a_case_that_means_to_be_refused_matches_by_its_error():
    """The same refusal is a match there, and nothing anywhere else."""
    gone = Answer(404, body=b'{"message": "none"}')
    here = Answer(404, body=b'{"success": false, "data": null, "error": {"message": "none"}}')
    assert judge(endpoint(), "gone", gone, here, refused=404).good
    assert not judge(endpoint(), "gone", gone, here).good
