"""What relations show is added to the evidence of an endpoint's answers."""

from dataclasses import replace

import pytest

from cutover.compare import Details, Finding
from cutover.compare.said import Relation
from cutover.evidence import Evidence, Outcome, Redactor
from cutover.manifest import Case, Endpoint
from cutover.manifest.relation import Sums
from cutover.suite.asked import Answers, Asked
from cutover.suite.duties.relations import CAUSES, added
from cutover.suite.duties.seen import Shown
from cutover.systems import Answer

LIST = Endpoint.model_validate(
    {
        "name": "list", "title": "A list", "method": "GET", "v1": "/a", "v2": "/b", "worker": "w",
        "effect": "reads", "rows": "", "key": "id",
    }
)  # fmt: skip
SHOWN = Shown(lambda: Redactor((), b"key"), {"email"})
GOOD = Evidence("answers/x.list", Outcome.PASSED, "duty", "V1's answer", "the same", figures={"cases": 4})
ASKED = Answers((Asked(60, Case(name="all"), {}, Answer(200), Answer(200), ("curl V1", "curl V2")),), ())


def finding(side: str, relation: Relation = "order") -> Finding:
    """A relation that does not hold."""
    return Finding(relation, side, 60, "all", "rows 1 and 2 stand the wrong way round", "price")  # type: ignore[arg-type]


def test_what_v2_alone_breaks_fails_the_check() -> None:
    """The finding becomes the first line, with its cause, a sample and the commands that ask it again."""
    seen = added(GOOD, LIST, [finding("V1"), finding("V2")], ASKED, SHOWN)
    assert seen.outcome is Outcome.FAILED
    assert seen.actual == "V2, user 60, case all: rows 1 and 2 stand the wrong way round · 1 finding"
    assert seen.cause == "answers are not sorted as asked"
    assert seen.figures == {"cases": 4, "relations broken": 1}
    assert seen.reproduce == ("curl V1", "curl V2")
    assert [each["user"] for each in seen.samples] == [60]
    assert [note.partition(",")[0] for note in seen.notes] == ["V2", "V1"]


@pytest.mark.parametrize("side", ["V1", "both"])
def test_what_v1_breaks_is_told_and_no_failure(side: str) -> None:
    """V1 is the measure: what it breaks too, or alone, shows nothing against V2."""
    seen = added(GOOD, LIST, [finding(side)], ASKED, SHOWN)
    assert (seen.outcome, seen.actual) == (GOOD.outcome, GOOD.actual)
    assert "rows 1 and 2" in seen.notes[0]
    assert ("V1 too" in seen.notes[0]) == (side == "both")


GROUPED = LIST.model_copy(
    update={
        "sums": Sums.model_validate({"of": "x.deals", "by": {"status": "status"}, "total": {"v": "price"}})
    }
)


def test_details_that_are_too_many_are_told() -> None:
    """Their sums are not judged, which nobody learns from a green check alone."""
    long = replace(ASKED, details={("V1", 60): Details(None, 700), ("V2", 7): Details((), 0)})
    seen = added(GOOD, GROUPED, [], long, SHOWN)
    assert (seen.outcome, seen.figures) == (Outcome.PASSED, {"cases": 4, "details not added up": 700})
    assert seen.notes[0].startswith("not added up: 700 details of x.deals, too many to be read whole")
    short = replace(ASKED, details={("V1", 60): Details((), 0), ("V2", 60): Details(None, None)})
    assert added(GOOD, GROUPED, [], short, SHOWN) == GOOD


def test_details_that_came_at_a_second_try_are_no_clean_pass() -> None:
    """As of any answer; and a failure stays one."""
    flaky = replace(ASKED, retried=("details, x.deals: V2: the connection broke",))
    seen = added(GOOD, GROUPED, [], flaky, SHOWN)
    assert seen.outcome is Outcome.INCONCLUSIVE
    assert seen.actual.endswith("not at the first try: details, x.deals: V2: the connection broke")
    assert added(GOOD, GROUPED, [finding("V2")], flaky, SHOWN).outcome is Outcome.FAILED


def test_a_filter_without_effect_is_counted_as_vacuous() -> None:
    """Its cases match nothing; where no other case is left, the check fails."""
    filtered = replace(finding("both", "effect"), cases=((60, "open"), (7, "open")))
    some = replace(GOOD, figures={"cases": 4, "matched": 4})
    seen = added(some, LIST, [filtered], ASKED, SHOWN)
    assert seen.outcome is Outcome.PASSED
    expected = {"cases": 4, "matched": 2, "vacuous": 2, "vacuous filters": 1, "relations broken": 0}
    assert seen.figures == expected
    none = added(replace(GOOD, figures={"cases": 2, "matched": 2}), LIST, [filtered], ASKED, SHOWN)
    assert (none.outcome, none.cause) == (Outcome.FAILED, "equal for no reason")


def test_a_failure_keeps_its_first_line() -> None:
    """Where the answers differ anyway, relations add samples and notes, and hide nothing."""
    bad = Evidence("answers/x.list", Outcome.FAILED, "duty", "V1's answer", "price: 1 → 2", cause="price")
    seen = added(bad, LIST, [finding("V2")], ASKED, SHOWN)
    assert (seen.actual, seen.cause, len(seen.samples)) == ("price: 1 → 2", "price", 1)


def test_many_findings_are_told_in_few_lines() -> None:
    """A relation that breaks everywhere does not flood the report."""
    seen = added(GOOD, LIST, [finding("V2")] * 100, ASKED, SHOWN)
    assert len(seen.notes) == 13
    assert seen.notes[-1] == "and 88 findings more"


def test_rows_that_are_known_by_a_hidden_field_are_not_named() -> None:
    """Where a key is personal, no sentence shows it."""
    people = LIST.model_copy(update={"key": ("email",)})
    seen = added(GOOD, people, [finding("V2")], ASKED, SHOWN)
    assert seen.actual == "V2, user 60, case all: answers are not sorted as asked · 1 finding"
    assert not any("rows 1" in note for note in seen.notes)


def test_every_relation_has_a_cause() -> None:
    """Whatever breaks can be read as one with its like."""
    assert set(CAUSES) == set(Relation.__args__)  # type: ignore[attr-defined]
