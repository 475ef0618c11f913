"""Waivers: what they accept, what they do not, and what is told of them."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from tests.signoff.ledgers import NOW, evidence, migration

from cutover.evidence import Evidence, Outcome
from cutover.manifest import Approver, Criterion, Predicate, Waiver
from cutover.signoff.standing import Standing
from cutover.signoff.waiving import differences, findings, refusal, waiver_of

TODAY = NOW.date()
CAUSE = "orphans in income.transaction_id"


def waiver(**told: Any) -> Waiver:
    """A waiver of one reference that names a maximum, unless told otherwise."""
    named = {"check": "references/a.b"} if "difference" not in told else {}
    people = {"owner": "data", "requester": "Ada", "approver": "Grace", "reason": "known"}
    return Waiver(**{**named, **people, "at_most": 52, "expires": TODAY, **told})


def failed(check: str = "references/a.b", cause: str = CAUSE, **told: Any) -> Evidence:
    """Evidence of a failed check with 52 orphans."""
    return replace(evidence(check, Outcome.FAILED), cause=cause, **{"figures": {"orphans": 52}, **told})


def values(*pairs: tuple[object, object], **told: Any) -> Evidence:
    """Evidence of an endpoint in which these values differ, all of them shown."""
    samples = tuple({"V1": v1, "V2": v2} for v1, v2 in pairs)
    return failed(figures={"differences": len(pairs)}, samples=samples, **told)


ALLOW = {
    "within": Predicate(within=0.01),
    "trim": Predicate(equal_after=("trim", "lower")),
    "format": Predicate(same_format=True),
}


@pytest.mark.parametrize(
    ("case", "told", "seen", "why"),
    [
        ("as many as are accepted", {}, failed(), ""),
        ("one more", {"at_most": 51}, failed(), "it differs 52 times"),
        ("on its last day", {"expires": TODAY}, failed(), ""),
        ("a day late", {"expires": date(2026, 2, 3)}, failed(), "ended on 2026-02-03"),
        ("no count", {}, failed(figures={}), "does not differ in so many values"),
        ("nothing was there to judge", {}, failed(figures={"orphans": 0}), "does not differ in so many"),
        ("no evidence", {}, None, "does not differ in so many values"),
        ("something else is wrong too", {},
         failed(figures={"differences": 1, "relations broken": 1}), "does not differ in so many"),
        ("neither maximum nor predicate", {"at_most": None}, failed(figures={}), ""),
        ("near", {"allow": ALLOW["within"]}, values(("1.00", "1.01"), (2, "1.99")), ""),
        ("not near", {"allow": ALLOW["within"]}, values(("1.00", "1.01"), ("5", "6")), "V1 5 → V2 6"),
        ("no numbers", {"allow": ALLOW["within"]}, values(("null", "null")), "does not allow"),
        ("no number at all", {"allow": ALLOW["within"]}, values(("nan", "nan")), "does not allow"),
        ("trimmed", {"allow": ALLOW["trim"]}, values(("Ada ⟦ ⟧", "ada")), ""),
        ("another text", {"allow": ALLOW["trim"]}, values(("Ada", "Eve")), "does not allow V1 Ada → V2 Eve"),
        ("the same form", {"allow": ALLOW["format"]}, values(("A-17", "B-42")), ""),
        ("another form", {"allow": ALLOW["format"]}, values(("017", "42")), "does not allow"),
        ("a hash", {"allow": ALLOW["format"]}, values(("hmac:0a1b (text, 4)", "hmac:9c8d (text, 4)")),
         "does not allow"),
        ("cut off", {"allow": ALLOW["format"]}, values(("abc…", "abd…")), "does not allow"),
        ("not all shown", {"allow": ALLOW["within"]},
         replace(values(("1", "1.01")), figures={"differences": 3}), "1 of 3 differences are shown"),
    ],
)  # fmt: skip
def test_a_waiver_accepts_what_it_says_and_no_more(
    case: str, told: dict[str, Any], seen: Evidence | None, why: str
) -> None:
    """It counts, it looks at both values, and what is not shown is not accepted."""
    found = refusal(waiver(**told), seen, TODAY)
    assert (why in found) if why else (found == ""), case


def test_a_class_of_differences_is_waived_wherever_it_is_found() -> None:
    """A waiver of a class speaks of each check that fails so; one that names the check comes first."""
    of_class, of_check = waiver(difference=CAUSE), waiver(check="references/a.b")
    here, there = (
        Standing(check, Outcome.FAILED, failed(check)) for check in ("references/a.b", "references/c.d")
    )
    other = Standing("references/e.f", Outcome.FAILED, failed("references/e.f", "orphans elsewhere"))
    assert waiver_of(here, (of_class, of_check)) is of_check
    assert waiver_of(there, (of_class, of_check)) is of_class
    assert waiver_of(other, (of_class, of_check)) is None
    assert waiver_of(Standing("references/a.b", Outcome.ERROR), (of_check,)) is None


def told_of(
    *waivers: Waiver, stands: tuple[Standing, ...] = (), people: tuple[Approver, ...] = ()
) -> list[str]:
    """The codes of what is found."""
    claimed = migration(Criterion(id="one", checks=("references/a.b",)), waivers=waivers)
    return [each.code for each in findings(replace(claimed, people=people), stands, TODAY)]


def test_what_is_wrong_with_waivers_is_told() -> None:
    """Ended, over-broad, unused, exceeded, and approved by nobody who is known."""
    fails, passes = (
        Standing("references/a.b", Outcome.FAILED, failed()),
        Standing("references/a.b", Outcome.PASSED),
    )
    grace = (Approver(name="Grace", email="grace@example.com"),)
    eve = (Approver(name="Eve", email="eve@example.com"),)
    assert told_of(waiver(), stands=(fails,), people=grace) == []
    assert told_of(waiver(), stands=(fails,), people=eve) == ["waiver-unknown-approver"]
    assert told_of(waiver(expires=date(2026, 2, 3)), stands=(fails,)) == ["waiver-expired"]
    assert told_of(waiver(at_most=None), stands=(fails,)) == ["waiver-broad"]
    assert told_of(waiver(at_most=500), stands=(fails,)) == ["waiver-broad"]
    assert told_of(waiver(at_most=51), stands=(fails,)) == ["waiver-exceeded"]
    assert told_of(waiver(), stands=(passes,)) == ["waiver-unused"]
    assert told_of(waiver(difference="orphans elsewhere"), stands=(fails,)) == ["waiver-unused"]
    assert told_of(waiver(), stands=(Standing("references/a.b"),)) == []  # nobody has looked yet


def test_rows_that_are_missing_are_counted() -> None:
    """A count differs by the rows between both sides."""
    assert differences(failed("counts/a.b", figures={"v1": 40, "v2": 38})) == 2
