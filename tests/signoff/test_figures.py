"""The pages' figures beside each other, from the ledger alone."""

from dataclasses import replace
from pathlib import Path

from tests.signoff.ledgers import NOW, evidence, migration, write

from cutover.evidence import Evidence, Outcome
from cutover.manifest import Criterion, Page
from cutover.signoff import conclude

MARKUP = "<script>alert(1)</script>"
HOME = {"name": "Home", "endpoints": ("home.kpis",), "figures": (
    {"name": "Open leads", "endpoint": "home.kpis", "take": "open_leads"},
    {"name": f"Volume {MARKUP}", "endpoint": "home.kpis", "take": "volume", "is": "measure"},
)}  # fmt: skip
TEAM = {"name": "Team", "endpoints": ("team.overview",)}
MIGRATION = replace(
    migration(Criterion(id="pages", checks=("pages/*",))),
    pages=tuple(Page.model_validate(each) for each in (HOME, TEAM)),
)


Line = dict[str, object]


def cell(figure: str, user: int, v1: str | None, v2: str | None, problem: str = "") -> Line:
    """One line of a check's detail."""
    same = v1 == v2 and not problem
    return {"figure": figure, "user": user, "v1": v1, "v2": v2, "same": same, "problem": problem}


def home(outcome: Outcome, *figures: Line, loads: tuple[Line, ...] = ()) -> Evidence:
    """What the check of the Home page left in the ledger."""
    return replace(
        evidence("pages/home", outcome, f"Open leads: V1 12 → V2 13 {MARKUP}"),
        figures={"answers": 2, "errors": len(loads), "figures": len(figures),
                 "matched": sum(bool(each["same"]) for each in figures)},
        detail={"figures": list(figures), "loads": list(loads)},
    )  # fmt: skip


def page(folder: Path, *entries: Evidence) -> str:
    """Return the page of a run."""
    write(folder, {}, entries=entries)
    conclude(MIGRATION, folder, NOW)
    return (folder / "pages.html").read_text()


def test_every_figure_stands_beside_v1s_for_each_user(tmp_path: Path) -> None:
    """Both numbers, thousands apart, a sign and a word for each pair; what is not the same is marked."""
    told = page(
        tmp_path,
        home(
            Outcome.FAILED,
            cell("Open leads", 60, "12", "13"),
            cell("Open leads", 7, "1500000.25", "1500000.25"),
        ),
        evidence("pages/team", Outcome.PASSED),
    )
    assert "<title>1 of 2 pages do not show what V1 shows" in told
    for part in ("User 60", "User 7", "1,500,000.25", 'aria-label="not the same"', 'aria-label="the same"'):
        assert part in told


def test_what_did_not_load_and_what_was_not_taken_is_told(tmp_path: Path) -> None:
    """A request that V2 answers with an error is named with its user, and its figure has no number."""
    load = {"endpoint": "home.kpis", "case": "default", "user": 60, "wrong": "V2 answers 500", "v2": True}
    told = page(
        tmp_path, home(Outcome.FAILED, cell("Open leads", 60, None, None, "V2 answers 500"), loads=(load,))
    )
    assert "home.kpis, default, user 60: V2 answers 500" in told
    assert "problem" in told


def test_pages_that_nobody_asked_are_not_green(tmp_path: Path) -> None:
    """Without a result the heading says how many pages are not shown to be right."""
    told = page(tmp_path, home(Outcome.PASSED, cell("Open leads", 60, "1", "1")))
    assert "<title>1 of 2 pages are not shown to be right" in told


def test_pages_that_are_right_say_so(tmp_path: Path) -> None:
    """All pages and all figures are counted in the heading, and the first page leads here."""
    told = page(
        tmp_path,
        home(Outcome.PASSED, cell("Open leads", 60, "1", "1")),
        evidence("pages/team", Outcome.PASSED),
    )
    assert "<title>All 2 pages load, and 1 of 1 figures are V1's" in told
    assert 'href="pages.html"' in (tmp_path / "index.html").read_text()


def test_markup_in_data_stays_text(tmp_path: Path) -> None:
    """A name, a number, a problem or an actual with markup in it reaches the page escaped."""
    spoilt = home(
        Outcome.FAILED,
        cell("Open leads", 60, MARKUP, MARKUP),
        cell(f"Volume {MARKUP}", 60, "1", "2", MARKUP),
        loads=({"endpoint": MARKUP, "case": MARKUP, "user": MARKUP, "wrong": MARKUP, "v2": True},),
    )
    told = page(tmp_path, replace(spoilt, notes=(MARKUP,)))
    assert "<script" not in told
    assert "&lt;script&gt;" in told
