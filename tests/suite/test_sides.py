"""What of both bodies leaves with the evidence: aligned, hidden, redacted before it is cut, bounded."""

import json

from cutover.evidence import Redactor
from cutover.manifest import Case, Check, Endpoint, Tolerances
from cutover.suite.asked import Answers, Asked
from cutover.suite.duties import answers, sides
from cutover.suite.duties.seen import Shown
from cutover.systems import Answer

USUAL = Tolerances()
SECRET = "sekret-" + "x" * 400
SHOWN = Shown(lambda: Redactor((SECRET,), b"key"), ("email",))
CHECK = Check("answers/shop.orders", "V2 answers as V1 does")
ENDPOINT = Endpoint.model_validate({
    "group": "shop", "name": "orders", "title": "All orders", "method": "GET",
    "v1": "/orders", "v2": "/orders", "worker": "Workers/Orders", "effect": "reads",
    "rows": "items", "key": "id", "measures": ("volume",),
})  # fmt: skip


def asked(v1: object, v2: object, case: str = "all", status: int = 200, user: int = 60) -> Asked:
    """One case as both sides answered it."""
    left = v1 if isinstance(v1, bytes) else json.dumps(v1).encode()
    right = v2 if isinstance(v2, bytes) else json.dumps({"success": True, "data": v2, "error": None}).encode()
    commands = ('curl -s "http://v1/orders"', 'curl -s "http://v2/orders"')
    return Asked(
        user,
        Case(name=case),
        {},
        Answer(200, body=left, seconds=0.012),
        Answer(status, body=right, seconds=0.034),
        commands,
    )


def detail(*cases: Asked):
    """What the evidence of these cases carries for its page."""
    found = Answers(cases, ())
    judged = answers.judged(ENDPOINT, found, USUAL)
    seen = answers.evidence(CHECK, judged, (), SHOWN)
    return sides.with_sides(seen, ENDPOINT, found, judged, USUAL, SHOWN).detail


def rows(count: int, **more: object) -> dict[str, object]:
    """An answer of so many rows."""
    return {"items": [{"id": n, "volume": 10, **more} for n in range(count)]}


def test_equal_answers_leave_their_times_alone():
    """No body travels where nothing differs."""
    found = detail(asked(rows(3), rows(3)))
    assert found == {
        "slowest": {
            "v1": {"ms": 12.0, "user": 60, "case": "all"},
            "v2": {"ms": 34.0, "user": 60, "case": "all"},
        }
    }


def test_what_differs_is_shown_line_by_line():
    """Depth, sign and both texts; what two texts differ in is spelt out; the commands lie beside."""
    v2 = rows(3, name="Bern ")
    v2["items"][1]["volume"] = 10.001
    (case,) = detail(asked(rows(3, name="Bern"), v2))["cases"]
    assert [3, "=", "id: 0", None] in case["lines"]
    assert [3, "!", 'name: "Bern⟦⟧"', 'name: "Bern⟦␠⟧"'] in case["lines"]
    assert [3, "~", "volume: 10", "volume: 10.001"] in case["lines"]
    assert case["commands"] == ['curl -s "http://v1/orders"', 'curl -s "http://v2/orders"']
    assert (case["v1"], case["v2"]) == ("status 200", "status 200")


def test_what_is_hidden_stays_hidden_on_both_sides():
    """A personal field is a keyed hash, in a row of one side alone and inside of a document too."""
    v1 = rows(2, email="ann@shop.example", owner={"email": "bob@shop.example"})
    told = json.dumps(detail(asked(v1, rows(1, email="eve@shop.example", owner={"email": "x@shop.example"}))))
    assert "@shop.example" not in told
    assert "hmac:" in told


def test_a_secret_is_redacted_before_it_is_cut():
    """No part of a secret that is longer than what is shown is left over."""
    long = "see " + SECRET
    told = json.dumps(
        detail(asked(rows(2, note=long), rows(2, note="see")), asked(b"<p>" + SECRET.encode(), rows(1)))
    )
    assert "sekret" not in told
    assert "[secret]" in told


def test_the_worst_and_the_different_come_first_and_few_of_them():
    """Of many cases that differ alike, one stands for all before a second is shown."""
    many = [asked(rows(2, a=1), rows(2, a=2), f"case {n}") for n in range(30)]
    found = detail(*many, asked(rows(2), rows(1), "row lost"), asked(rows(1), b"{}", "crash", 500))
    names = [case["case"] for case in found["cases"]]
    assert len(names) == sides.CASES
    assert {"row lost", "crash"} <= set(names[:3])


def test_a_megabyte_leaves_ten_kilobytes_a_side():
    """However large both answers are, the detail stays small."""
    v1 = rows(3000, **{f"f{n}": "x" * 300 for n in range(2)})
    v2 = rows(3000, **{f"f{n}": "y" * 300 for n in range(2)})
    found = detail(*(asked(v1, v2, f"case {n}") for n in range(3)))
    for side in (2, 3):
        assert sum(len(str(line[side] or "")) for case in found["cases"] for line in case["lines"]) <= 10_500
    assert len(json.dumps(found)) < 40_000


def test_what_is_no_json_is_shown_as_it_begins():
    """An HTML page of an error stands beside V1's answer as text."""
    (case,) = detail(asked(rows(1), b"<html>Bad gateway</html>"))["cases"]
    assert case["lines"] == [[0, "!", '{"items": [{"id": 0, "volume": 10}]}', "<html>Bad gateway</html>"]]
