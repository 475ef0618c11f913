"""The pages of this migration: ten, each with its endpoints and figures."""

from pathlib import Path

import pytest

from cutover.manifest import Figure, load_migration, plan

MIGRATION = load_migration(Path(__file__).parents[2] / "migration")


def test_the_ten_pages_are_what_phase_0_asks_for() -> None:
    """Each page is a check, and each check of the criterion is a page."""
    planned = [check.id for check in plan(MIGRATION) if check.area == "pages"]
    (asked,) = [each for each in MIGRATION.phase("0").criteria if each.id == "pages"]
    assert sorted(planned) == sorted(asked.checks)
    assert len(planned) == asked.at_least == 10


def test_every_page_shows_figures_of_its_own_endpoints() -> None:
    """No page is judged by its errors alone; counts, measures and money all occur."""
    assert all(len(page.figures) >= 4 for page in MIGRATION.pages)
    figures = [figure for page in MIGRATION.pages for figure in page.figures]
    assert {figure.kind for figure in figures} == {"count", "measure", "money"}


def test_a_duty_says_that_nothing_is_drawn() -> None:
    """Nobody takes the page's data for what a browser makes of them."""
    duties = [check.duty for check in plan(MIGRATION) if check.area == "pages"]
    assert all("not what a browser draws" in duty for duty in duties)


@pytest.mark.parametrize(
    ("take", "summed", "counts", "field"),
    [
        ("itemsTotal", None, False, "itemsTotal"),
        ("cap.cap_paid", None, False, "cap_paid"),
        ("sum(amount)", "amount", False, "amount"),
        ("sum(agent.net)", "agent.net", False, "net"),
        ("count()", None, True, ""),
    ],
)
def test_a_figure_says_how_it_is_taken(take: str, summed: str | None, counts: bool, field: str) -> None:
    """By a path, by adding up, or by counting."""
    figure = Figure.model_validate({"name": "x", "endpoint": "a.b", "take": take})
    assert (figure.summed, figure.counts, figure.field) == (summed, counts, field)
    assert figure.over_rows is (figure.field == "" or summed is not None)
