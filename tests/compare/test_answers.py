"""Pairs of answers are judged."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from cutover.compare import judge
from cutover.compare.answers import USUAL
from cutover.manifest.endpoint import Endpoint


@dataclass(frozen=True)
class Said:
    """An answer as a system gives it."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.01
    error: str | None = None


def endpoint(**more: object) -> Endpoint:
    """An endpoint that reads."""
    said = {
        "name": "list",
        "title": "A list",
        "method": "GET",
        "v1": "/a",
        "v2": "/b",
        "worker": "w",
        "effect": "reads",
    }
    return Endpoint.model_validate(said | more)


def old(value: object) -> Said:
    """V1's bare answer."""
    return Said(200, json.dumps(value).encode())


def new(value: object) -> Said:
    """V2's enveloped answer."""
    return Said(200, json.dumps({"success": True, "data": value, "error": None}).encode())


LIST = endpoint(rows="items", key="id", measures=("volume",))
ITEMS = {"items": [{"id": 3, "a": "x"}, {"id": 1, "a": "y"}], "page": 1}


def test_the_same_answer_matches() -> None:
    """Equal rows in equal order match, whatever the order of keys."""
    assert judge(LIST, "all", old(ITEMS), new({"page": 1, "items": ITEMS["items"]})).outcome == "matched"


def swap(items: dict[str, object]) -> dict[str, object]:
    """The same rows in the other order."""
    rows = items["items"]
    assert isinstance(rows, list)
    return items | {"items": rows[::-1]}


DIFFERENT = {
    "another value": (
        {"items": [{"id": 3, "a": "x"}, {"id": 1, "a": "z"}], "page": 1},
        "items[].a",
        "value",
        "1",
    ),
    "a lost row": ({"items": [{"id": 3, "a": "x"}], "page": 1}, "items[]", "missing", "1"),
    "a new row": ({"items": [*ITEMS["items"], {"id": 9, "a": "q"}], "page": 1}, "items[]", "extra", "9"),
    "a repeated row": (
        {"items": [*ITEMS["items"], {"id": 1, "a": "y"}], "page": 1},
        "items[]",
        "duplicate",
        "1",
    ),
    "another order": (swap(ITEMS), "items[]", "order", "3"),
    "around the rows": (ITEMS | {"page": 2}, "page", "value", ""),
}  # type: ignore[misc]


@pytest.mark.parametrize(("answer", "path", "kind", "key"), DIFFERENT.values(), ids=DIFFERENT)
def test_rows_are_aligned_by_key(answer: object, path: str, kind: str, key: str) -> None:
    """One difference is told where one row differs, with the row's key."""
    judgement = judge(LIST, "all", old(ITEMS), new(answer))
    first = judgement.clusters[0]
    assert (judgement.outcome, first.path, first.kind, first.samples[0].key) == (
        "mismatched",
        path,
        kind,
        key,
    )


def test_a_composite_key_keeps_its_parts_apart() -> None:
    """1 and "1" are different keys, as are ("a, b",) and ("a", "b")."""
    by_two = endpoint(rows="", key=("year", "month"))
    rows = [{"year": 1, "month": "2"}, {"year": "1", "month": 2}]
    assert judge(by_two, "all", old(rows), new(rows)).outcome == "matched"
    assert judge(by_two, "all", old(rows), new(rows[::-1])).clusters[0].kind == "order"


def test_a_row_without_its_key_is_a_difference() -> None:
    """Rows that lack the key cannot be aligned, so they are told."""
    rows = {"items": [{"a": 1}]}
    assert judge(LIST, "all", old(rows), new(rows)).clusters[0].kind == "type"


@pytest.mark.parametrize("again", [1, "1", 1.5, True, None])
def test_equal_answers_that_repeat_a_row_are_told(again: object) -> None:
    """What stands twice on both sides, by keys of any type, is a duplicate although nothing differs."""
    rows = {"items": [{"id": again}, {"id": 7}, {"id": again}]}
    judgement = judge(LIST, "all", old(rows), new(rows))
    assert [(each.kind, each.count) for each in judgement.clusters] == [("duplicate", 1)]


def refusal(success: bool = False, data: object = None, **more: str) -> Said:
    """V2's 404 in its envelope."""
    error = {"code": "NOT_FOUND", "message": "There is none."} | more
    return Said(404, json.dumps({"success": success, "data": data, "error": error}).encode())


OUTCOMES = {
    "both empty": (old({"items": []}), new({"items": []}), "vacuous", False),
    "both refused": (Said(401), Said(401), "vacuous", False),
    "both not found": (Said(404), Said(404), "vacuous", False),
    "both not found, and V2 has data": (Said(404), refusal(data=[]), "mismatched", True),
    "both not found, and V2 says success": (Said(404), refusal(success=True), "mismatched", True),
    "V2 fails": (old(ITEMS), Said(500), "failed", True),
    "V2 times out": (old(ITEMS), Said(0, error="timeout: 30 s"), "failed", True),
    "V2 is down": (old(ITEMS), Said(0, error="connect: V2 cannot be reached"), "failed", False),
    "V2 gives no token": (old(ITEMS), Said(0, error="login: V2: no credentials"), "failed", False),
    "V2 throttles": (old(ITEMS), Said(429), "failed", False),
    "V1 fails": (Said(502), new(ITEMS), "failed", False),
    "V1 fails and V2 too": (Said(500), Said(500), "failed", False),
    "V1 refuses its token": (Said(401), new(ITEMS), "failed", False),
    "V2 finds nothing": (old(ITEMS), Said(404), "mismatched", True),
    "V2 answers what V1 refuses": (Said(403), new(ITEMS), "mismatched", True),
    "V1 redirects and V2 too": (Said(302), Said(302), "vacuous", False),
    "V1 repeats a key": (Said(200, b'{"items": [], "items": []}'), new({"items": []}), "failed", False),
    "V1 says no JSON": (Said(200, b"<p>"), new(ITEMS), "failed", False),
    "V2 says no JSON": (old(ITEMS), Said(200, b"<p>"), "mismatched", True),
    "V2 says no envelope": (old(ITEMS), old(ITEMS), "mismatched", True),
    "V2 has no list": (old(ITEMS), new({"page": 1}), "mismatched", True),
}


@pytest.mark.parametrize(("v1", "v2", "outcome", "v2_wrong"), OUTCOMES.values(), ids=OUTCOMES)
def test_outcomes_are_disjoint(v1: Said, v2: Said, outcome: str, v2_wrong: bool) -> None:
    """Each pair has one outcome, and V2 is blamed only where V1 answered."""
    judgement = judge(LIST, "all", v1, v2)
    assert (judgement.outcome, judgement.v2_wrong) == (outcome, v2_wrong)


def test_empty_answers_match_where_they_are_meant() -> None:
    """`empty_is_meant` turns emptiness from vacuous into a match."""
    meant = endpoint(rows="items", key="id", empty_is_meant=True)
    assert judge(meant, "all", old({"items": []}), new({"items": []})).outcome == "matched"


def test_a_lying_envelope_is_a_mismatch() -> None:
    """Data that is right under an envelope that says failure does not match."""
    liar = Said(200, json.dumps({"success": False, "data": ITEMS, "error": "no"}).encode())
    judgement = judge(LIST, "all", old(ITEMS), liar)
    assert (judgement.outcome, judgement.findings) == (
        "mismatched",
        ("V2: status 200, but 'success' is false",),
    )


def test_an_expected_status_matches_only_itself() -> None:
    """An oddity that is meant matches; its absence is told with the reason."""
    odd = endpoint(expected_status={"status": 502, "reason": "the batch runs on"})
    assert judge(odd, "all", old(ITEMS), Said(502)).outcome == "matched"
    told = judge(odd, "all", old(ITEMS), new(ITEMS))
    assert (told.outcome, "the batch runs on" in told.reason) == ("mismatched", True)


@pytest.mark.parametrize(
    "v1", [b'{"items": []}', b'{"items": [{"id": 1}, {"id": 1}]}', b'{"a": 1, "a": 1}', b"[", b""]
)
def test_the_same_text_is_judged_like_any_other(v1: bytes) -> None:
    """V1's bytes within V2's envelope are no match where they are empty, repeat a row, or cannot be read."""
    v2 = Said(200, b'{"success":true,"data":' + v1 + b',"error":null}')
    spread = Said(200, b'{"success": true, "data": ' + v1 + b', "error": null}')
    told = judge(LIST, "all", Said(200, v1), v2)
    assert told.outcome != "matched"
    other = judge(LIST, "all", Said(200, v1), spread)
    assert (told.outcome, told.reason, told.clusters) == (other.outcome, other.reason, other.clusters)


def test_huge_integers_do_not_end_the_judgement() -> None:
    """An integer beyond 64 bits is a finding on both sides, and no exception."""
    value = {"items": [{"id": 1, "n": 2**70}]}
    assert judge(LIST, "all", old(value), new(value), USUAL).outcome == "mismatched"
