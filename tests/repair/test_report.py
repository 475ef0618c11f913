"""The page that whoever approves reads: figures, reasons, risks, every decision, and the digest."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from tests.repair.plans import EMPTIED, QUARANTINED, RE_POINTED, small_plan
from tests.signoff.browser import a_browser
from tests.signoff.looking import broken_rules

from cutover.repair.plan import Cascade, Plan, Row
from cutover.repair.report import PAGE, balance, lost, parts, render, title, worst, write_report

PLAN = small_plan()
APPROVE = f"cutover repair apply --environment=standing --approved {PLAN.digest} --by NAME"


@pytest.fixture(scope="module")
def page() -> str:
    """The page of the small plan."""
    return render(PLAN, APPROVE, "cast")


def text_of(page: str) -> str:
    """Return what a reader sees, in one line."""
    body = page.partition("<body>")[2]
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())


def test_the_heading_says_what_was_found(page: str) -> None:
    """The same words in title and heading, and that nothing is done yet."""
    says = "5 orphans, 48,600 missing records and 1 surplus row"
    assert title(PLAN) == says
    assert f"<h1>{says}</h1>" in page
    assert f"<title>{says} · plan {PLAN.digest[:12]}" in page
    assert "Nothing of it is done yet." in text_of(page)


def test_the_command_that_approves_is_there_to_be_pasted(page: str) -> None:
    """With the whole digest, which stands among the facts, too."""
    assert f"<pre>{APPROVE}</pre>" in page
    assert page.count(PLAN.digest) == 2


def test_every_step_has_its_reason_risk_and_loss(page: str) -> None:
    """And what goes along with a row that goes into quarantine."""
    seen = text_of(page)
    for step in PLAN.steps:
        assert step.subject in seen
    assert "its transaction is gone, the money is not" in seen
    assert "network_member 9" in seen
    assert "2 rows and 1 value V2 no longer holds" in seen
    assert "1-48600" in seen
    assert "▲ high" in seen


def test_each_financial_row_shows_its_decision(page: str) -> None:
    """Key, value, what it becomes, and on what grounds."""
    assert "41 9000041 NULL kept: 1,200.00 paid in March, key set to NULL" in text_of(page)


def test_all_that_was_found_is_repaired_waived_or_left() -> None:
    """What no step touches is in the balance, too."""
    found = {each.subject: (each.found, each.repaired, each.waived, each.left) for each in balance(PLAN)}
    assert found == {
        "user.agent_id": (3, 2, 0, 1),
        "income.transaction_id": (2, 1, 1, 0),
        "network_hierarchy": (1, 1, 0, 0),
        "audit_logs.audit_logs": (48_600, 48_600, 0, 0),
    }
    waived = Plan("p", "d", "m", "t", found={"orphans/a.b": 3}, waived={"orphans/a.b": 3})
    assert [(each.subject, each.waived, each.left) for each in balance(waived)] == [("a.b", 3, 0)]


def test_domains_stand_in_the_order_of_the_plan() -> None:
    """With the worst risk of their steps."""
    assert [part.domain for part in parts(PLAN)] == ["user", "transaction", "network", "other"]
    assert worst(PLAN.steps) == "high"
    assert lost(parts(PLAN)[0].loss) == "nothing"


def test_the_page_lets_nothing_in_and_runs_nothing(page: str) -> None:
    """Whatever stands in V2 is text; there is no script, and no address but the plan's file."""
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "default-src &#39;none&#39;" in page or "default-src 'none'" in page
    assert "script-src" not in page
    assert set(re.findall(r'(?:href|src)="([^"#]+)', page)) <= {"data:,", "plan.json"}


def test_the_page_is_for_everybody(page: str, tmp_path: Path) -> None:
    """On a phone, in both colour schemes and in print, with every list unfolded, a browser finds nothing."""
    (tmp_path / "plan.json").write_text("{}")
    (tmp_path / PAGE).write_text(page)
    with a_browser() as browser:
        assert broken_rules(browser, tmp_path / PAGE, PAGE) == []


def test_the_same_plan_gives_the_same_bytes(page: str, tmp_path: Path) -> None:
    """And stands beside the plan's file."""
    path = write_report(PLAN, tmp_path, APPROVE, "cast")
    assert path == tmp_path / "repair" / PLAN.digest[:12] / PAGE
    assert path.read_text() == page


def test_signs_that_hide_are_written_out() -> None:
    """A text that would turn the reading direction is shown as what it is."""
    row = Row(("1",), "f" * 32, "a\u202eb", "c", decision="x\u200by")
    page = render(replace(PLAN, steps=(replace(EMPTIED, rows=(row,)),)), APPROVE)
    assert "a\\u202eb" in page
    assert "\u202e" not in page


def test_many_rows_are_bounded_and_counted() -> None:
    """A hundred thousand orphans are a page of less than 300 KB that says how many it does not show."""
    many = tuple(Row((str(n),), "f" * 32, str(9_000_000 + n), str(n)) for n in range(5_000))
    steps = [
        replace(RE_POINTED, subject=f"t{n}.c", rows=many, count=len(many), domain=f"d{n % 7}")
        for n in range(20)
    ]
    money = replace(EMPTIED, rows=tuple(replace(row, decision="kept " * 20) for row in many), count=len(many))
    page = render(replace(PLAN, steps=(*steps, money), found={}, left={}, waived={}), APPROVE)
    assert len(page.encode()) < 300_000
    assert "the first 20 of 5,000 rows" in page
    assert "and 4,400 more" in page


def test_a_row_that_takes_many_along_names_some() -> None:
    """And counts the rest."""
    along = tuple(Cascade("network_member", (str(n),), "f" * 32, "r") for n in range(9))
    page = render(replace(PLAN, steps=(replace(QUARANTINED, rows=(Row(("5",), cascade=along),)),)), APPROVE)
    assert "network_member 4 and 4 more" in page


def test_a_plan_without_a_step_has_nothing_to_approve() -> None:
    """The page says so, and prints no command."""
    page = render(Plan("pair", "database", "manifest", "2026-11-22T01:00:00Z"), APPROVE)
    assert "<h1>Nothing to repair</h1>" in page
    assert APPROVE not in page
