"""What a page's check says: V2's errors first, then figures, then what could not be told."""

import pytest

from cutover.compare import Compared, Loading
from cutover.evidence import Redactor
from cutover.manifest import Case, Check, Endpoint, Figure
from cutover.suite.duties import pages
from cutover.suite.duties.pages import Answered, Read, Seen
from cutover.suite.duties.seen import Shown

CHECK = Check("pages/home", "what the Home page asks for is answered")
SHOWN = Shown(lambda: Redactor((), b"key"), ("salary",))
ENDPOINT = Endpoint.model_validate({
    "group": "home", "name": "kpis", "title": "Figures", "method": "GET", "v1": "/a", "v2": "/b",
    "worker": "Workers/Kpis", "effect": "reads",
})  # fmt: skip
CASE = Case(name="default")
GOOD = Loading(v1={}, v2={})


def answered(loading: Loading = GOOD, user: int = 60) -> Answered:
    """One request."""
    return Answered(ENDPOINT, CASE, user, loading, ("curl V1", "curl V2"))


def read(v1: float | None, v2: float | None, take: str = "leads", user: int = 60, lacking: str = "") -> Read:
    """One figure."""
    figure = Figure.model_validate({"name": f"Open {take}", "endpoint": "home.kpis", "take": take})
    compared = Compared(v1, v2, v1 == v2 and not lacking, f"there is no {take}" if lacking else "", lacking)
    return Read(figure, "default", user, compared, ("curl V1", "curl V2"))


def told(*answers: Answered, figures: tuple[Read, ...] = (), unasked: tuple[str, ...] = ()):
    """The evidence of what was seen."""
    return pages.evidence(CHECK, Seen(answers, figures, unasked), SHOWN)


def test_a_page_that_loads_and_shows_v1s_figures_passes():
    """Answers, users and figures are counted; what is zero for everyone is told."""
    found = told(answered(), answered(user=7), figures=(read(3, 3), read(0, 0, "gone"), read(2, 2, user=7)))
    assert (str(found.outcome), found.actual) == (
        "passed", "2 answers for 2 users, no error, 3 figures as V1 has them",
    )  # fmt: skip
    assert found.figures == {"users": 2, "answers": 2, "errors": 0, "figures": 3, "matched": 3}
    assert found.notes == ("zero or null for everyone: Open gone",)
    assert [each["v2"] for each in found.detail["figures"]] == ["3", "0", "2"]


def test_an_error_of_v2_for_one_user_fails_the_page():
    """It is told before any figure, with the commands that show it."""
    found = told(answered(), answered(Loading(wrong="V2 answers 500"), 133), figures=(read(3, 4),))
    assert (str(found.outcome), found.actual) == ("failed", "home.kpis: V2 answers 500 · 1 of 2 answers")
    assert found.cause == "V2 answers 500"
    assert found.reproduce == ("curl V1", "curl V2")
    assert found.samples[0] == {
        "user": 133,
        "case": "default",
        "endpoint": "home.kpis",
        "finding": "V2 answers 500",
    }


def test_a_figure_that_is_not_v1s_fails_the_page_for_the_reason_of_its_endpoint():
    """The cause is the one that the endpoint's answers are told by, so that both are one."""
    found = told(answered(), figures=(read(3, 3), read(12, 13, "stats.leads")))
    assert (str(found.outcome), found.actual) == (
        "failed",
        "Open stats.leads: V1 12 → V2 13 · 1 of 2 figures",
    )
    assert found.cause == "leads in answers is not V1's"


def test_a_figure_that_v2_lacks_fails_and_one_that_v1_lacks_is_an_error():
    """The manifest asks V1 for something that is not there: nothing is known of V2."""
    assert str(told(answered(), figures=(read(3, None, lacking="V2"),)).outcome) == "failed"
    assert str(told(answered(), figures=(read(None, None, lacking="V1"),)).outcome) == "error"


def test_where_v1_does_not_answer_nothing_is_known():
    """A V1 that is down is an error and no failure of V2."""
    found = told(answered(Loading(unknown="V1: timeout: 5 s")), answered(user=7))
    assert (str(found.outcome), found.cause) == ("error", "V1: 5 s")


@pytest.mark.parametrize("value", [0, None, 0.0])
def test_a_page_of_zeros_is_no_match(value):
    """Figures that say nothing for anybody are equal for no reason."""
    found = told(answered(), answered(user=7), figures=(read(value, value), read(value, value, user=7)))
    assert (str(found.outcome), found.cause) == ("failed", "equal for no reason")


def test_nobody_asked_is_an_error():
    """Without one answer there is nothing to say, but why."""
    found = told(unasked=("home.kpis: user 60, case default: V1 gives no id",))
    assert (str(found.outcome), found.actual) == ("error", "nobody was asked")
    assert found.notes == ("home.kpis: user 60, case default: V1 gives no id",)


def test_a_hidden_figure_is_shown_as_a_hash():
    """Its name says so in the manifest; both sides are equal or not all the same."""
    found = told(answered(), figures=(read(50_000, 50_000, "salary"),))
    (row,) = found.detail["figures"]
    assert row["v1"] == row["v2"]
    assert row["v1"].startswith("hmac:")
