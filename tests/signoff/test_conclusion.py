"""The conclusion: the page and the closing lines say the verdict first, in words."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.signoff.ledgers import NOW, evidence, migration, write

from cutover.evidence import Outcome
from cutover.manifest import Criterion
from cutover.signoff import conclude
from cutover.signoff.filing import file_signoff

CRITERION = Criterion(id="references", checks=("references/a.b", "references/c.d"))
MARKUP = "<script>alert(1)</script><img src=x onerror=alert(2)>"


def test_the_last_line_is_the_verdict(tmp_path: Path) -> None:
    """The last line has the word, n of m, and where the report lies."""
    write(tmp_path, {"references/a.b": Outcome.FAILED, "references/c.d": Outcome.ERROR})
    conclusion = conclude(migration(CRITERION), tmp_path, NOW)
    assert conclusion.lines[-1].startswith("NOT READY · 1 of 2 failed, 1 not proven · ")
    assert conclusion.lines[-1].endswith("index.html")


def test_failures_with_one_cause_are_one_line(tmp_path: Path) -> None:
    """Two failures of one cause are counted, not listed."""
    both = tuple(evidence(check, Outcome.FAILED, cause="a date one day early") for check in CRITERION.checks)
    write(tmp_path, {}, entries=both)
    lines = conclude(migration(CRITERION), tmp_path, NOW).lines
    assert sum("a date one day early" in line for line in lines) == 1
    assert "2 checks" in lines[0]


def test_what_a_pass_rate_forgives_is_told_last(tmp_path: Path) -> None:
    """What really stands in the way comes first, on the page, on the sign-off and on the screen."""
    rate = Criterion(id="rate", checks=("answers/a", "answers/b", "answers/c"), at_least=3, passing=1)
    told = [evidence(check, Outcome.FAILED, cause="a date one day early") for check in rate.checks[:2]]
    told += [
        evidence("answers/c", Outcome.PASSED),
        evidence("references/a.b", Outcome.FAILED, cause="orphans"),
    ]
    write(tmp_path, {}, entries=tuple(told))
    claimed = migration(rate, Criterion(id="one", checks=("references/a.b",)))
    lines = conclude(claimed, tmp_path, NOW).lines
    assert ["orphans" in lines[0], "a date one day early" in lines[2]] == [True, True]
    assert lines[3].strip() == "a pass rate forgives it"
    page = (tmp_path / "index.html").read_text()
    assert page.index("orphans") < page.index("a date one day early")
    assert "failed, forgiven by a pass rate · 2 checks" in page
    causes = file_signoff(claimed, tmp_path, "1", NOW).document.statement.causes
    assert [each.says for each in causes] == ["orphans", "a date one day early, which a pass rate forgives"]


def test_the_page_says_the_verdict_in_heading_and_title(tmp_path: Path) -> None:
    """READY stands in the heading and in the title."""
    write(tmp_path, dict.fromkeys(CRITERION.checks, Outcome.PASSED))
    page = conclude(migration(CRITERION), tmp_path, NOW).page.read_text()
    assert re.search(r"<title>READY · Brokerage</title>", page)
    assert re.search(r"<h1>.*READY</h1>", page)


def test_the_same_evidence_gives_the_same_page(tmp_path: Path) -> None:
    """The page is a pure function of the ledgers."""
    write(tmp_path, dict.fromkeys(CRITERION.checks, Outcome.FAILED))
    first = conclude(migration(CRITERION), tmp_path, NOW).page.read_bytes()
    assert conclude(migration(CRITERION), tmp_path, NOW).page.read_bytes() == first


def test_markup_in_evidence_stays_text(tmp_path: Path) -> None:
    """What a system answered cannot become an element of the page."""
    write(tmp_path, {}, entries=(evidence("references/a.b", Outcome.FAILED, actual=MARKUP, cause=MARKUP),))
    page = conclude(migration(CRITERION), tmp_path, NOW).page.read_text()
    assert "<script" not in page
    assert "<img" not in page


@pytest.mark.parametrize(("count", "limit"), [(10_000, 300_000)])
def test_ten_thousand_failures_make_a_small_page(tmp_path: Path, count: int, limit: int) -> None:
    """The page tells the worst in full and counts the rest."""
    write(
        tmp_path,
        {},
        entries=tuple(evidence(f"answers/e{n}", Outcome.FAILED, f"seen {n}") for n in range(count)),
    )
    page = conclude(migration(CRITERION), tmp_path, NOW).page
    assert page.stat().st_size < limit
    assert "and 9,980 more" in page.read_text()


def test_a_failure_that_still_stands_is_told_after_a_partial_run(tmp_path: Path) -> None:
    """A later run of other checks does not hide what an earlier one showed wrong."""
    both = (
        evidence("references/a.b", Outcome.FAILED, cause="orphans in a.b"),
        evidence("references/c.d", Outcome.PASSED),
    )
    write(tmp_path, {}, entries=both, age=timedelta(hours=2))
    write(tmp_path, {"references/c.d": Outcome.PASSED})
    conclusion = conclude(migration(CRITERION), tmp_path, NOW)
    assert any("orphans in a.b" in line for line in conclusion.lines)
    assert "orphans in a.b" in conclusion.page.read_text()


def test_samples_with_different_columns_are_all_shown(tmp_path: Path) -> None:
    """A row that is only in V2 stands beside a field that differs, each with what it has."""
    mixed = ({"row": 1, "V1": "left", "V2": "right"}, {"row": 2, "what": "is only in V2"})
    entry = replace(evidence("references/a.b", Outcome.FAILED), samples=mixed)
    write(tmp_path, {}, entries=(entry,))
    page = conclude(migration(CRITERION), tmp_path, NOW).page.read_text()
    assert "left" in page
    assert "is only in V2" in page


def test_a_self_test_yields_no_verdict(tmp_path: Path) -> None:
    """Comparing a system with itself ends in no word at all."""
    write(tmp_path, dict.fromkeys(CRITERION.checks, Outcome.PASSED), self_test=True)
    conclusion = conclude(migration(CRITERION), tmp_path, NOW)
    assert "never yields a verdict" in conclusion.lines[-1]
    assert "self-test" in conclusion.page.read_text()
