"""The sign-off's page: for everybody, on one A4, closed to whatever stands in its texts, and never large."""

import hashlib
import os
import time
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from tests.signoff.browser import axe
from tests.signoff.ledgers import NOW, evidence, migration, write
from tests.signoff.looking import A4, LIVE, PHONE, opened
from tests.signoff.markup import PAYLOADS
from tests.signoff.test_page_rules import LARGEST, SLOWEST_MS

from cutover.evidence import Evidence, Footer, Outcome
from cutover.evidence.record import line
from cutover.manifest import Criterion, Waiver
from cutover.signoff.canonical import canonical
from cutover.signoff.document import Signed
from cutover.signoff.filing import file_signoff
from cutover.signoff.sheet import render
from cutover.signoff.statement import (
    BeforeStated,
    ChangeStated,
    FindingStated,
    LineStated,
    NeedStated,
    PartStated,
    ReportStated,
    ScoreStated,
    SectionStated,
    Statement,
    UncheckedStated,
)

MEGABYTES = int(os.environ.get("SIGNOFF_MEGABYTES", "10"))
"""So much is seen by ten thousand checks; 200 is a long run."""
A4_HEIGHT = 1_017
"""Pixels of an A4 sheet between our margins."""
PASSED, FAILED = Outcome.PASSED, Outcome.FAILED
CHANGE = ChangeStated(criterion="criterion-1", before="passed: 1 of 1 proven", now="failed: 0 of 1 proven")
LINE = LineStated(name="1/criterion-1", expected="1 check proven", actual="none", outcome=FAILED)
PART = PartStated(name="references", weight=100, proven=1, owed=8)
KEPT = {"format", "outcome", "verdict"}
"""What holds words of ours alone."""
EMPTY = ["commit"]
"""What the statement of a folder without git leaves open."""


def entry(number: int, text: str = "") -> Signed:
    """A signed entry; every text that the page shows is ``text``, where one is given."""
    return Signed(
        by=text or f"person{number}@example.org", role=text or "data engineering",
        meaning=text or "approves that phase 1 is READY", at=text or "2026-02-04T12:00:00Z",
        statement="", before=(), page="", key="", signature="",
    )  # fmt: skip


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> Statement:
    """A statement that has something in every place: what a busy phase has at most on its first page."""
    reports = tmp_path_factory.mktemp("rich")
    checks = tuple(f"references/table_{number}.column" for number in range(6))
    criteria = tuple(
        Criterion(
            id=f"criterion-{n}", says=f"what must hold in the part that is called {n} of it", checks=(check,)
        )
        for n, check in enumerate(checks)
    )
    waivers = tuple(
        Waiver(check=check, reason="waits for the finance team's decision about cancelled transactions",
               owner="finance", requester="Ada", approver="Ben", expires=NOW.date())
        for check in checks[4:6]
    )  # fmt: skip
    attested = tuple(
        Criterion(id=slug, attested=slug) for slug in ("backups-made", "support-trained", "plan-approved")
    )
    claimed = migration(*criteria, *attested, waivers=waivers)
    for number in range(10):
        entries = tuple(failing(check, n) if n else evidence(check, PASSED) for n, check in enumerate(checks))
        write(reports, {}, entries=entries, number=number)
    told = file_signoff(claimed, reports, "1", NOW).document.statement
    section = SectionStated(name="Completeness", note="all of it", lines=(LINE,))
    more = {
        "approvers": ("data engineering", "QA"),
        "before": BeforeStated(
            digest="a" * 64, stated_at="2026-02-03T12:00:00Z", verdict="READY", changes=(CHANGE,)
        ),
        "findings": (FindingStated(code="waiver-unused", about="references/x", says="it accepts nothing"),),
        "needs": (NeedStated(phase="0", digest="b" * 64, verdict="READY"),),
        "not_checked": (UncheckedStated(what="V1 table demo", why="out of scope: demo data, by decision"),)
        * 9,
        "report": ReportStated(score=ScoreStated(parts=(PART,)), sections=(section,)),
        "warnings": ("Run 1 was killed before its end: only what failed in it counts.",) * 4,
    }
    return told.model_copy(update=more)


def failing(check: str, number: int) -> Evidence:
    """A failure of its own kind."""
    return Evidence(
        check, FAILED, "every child has its parent", "0 orphans", f"{number} orphans",
        cause=f"orphans in {check}", notes=("counted twice",),
        samples=({"id": number, "V1": "Bern", "V2": "B⟦ä⟧rn"},),
        reproduce=(f'pytest "tests_integrity/test_references.py::test_no_orphans[{check}]"',),
    )  # fmt: skip


def filled(value: Any, texts: "cycle[str]", key: str = "") -> Any:
    """Put markup into every text of a document, and into every name of what it counts by name."""
    if isinstance(value, dict):
        keep = key != "versions"
        return {name if keep else next(texts): filled(part, texts, name) for name, part in value.items()}
    if isinstance(value, list):
        return [filled(part, texts, key) for part in value]
    return next(texts) if isinstance(value, str) and key not in KEPT else value


def test_no_text_of_a_statement_becomes_an_element(rich: Statement, browser: Any, tmp_path: Path) -> None:
    """A hundred ways of writing markup, each in every field in its turn: nothing of it lives or runs."""
    read = f"(text) => ({LIVE})(new DOMParser().parseFromString(text, 'text/html'))"
    whole = rich.model_dump(mode="json")
    assert [name for name, value in whole.items() if value in ([], None, "")] == EMPTY
    page = tmp_path / "signoff.html"
    page.write_text(render(rich))
    found: list[str] = []
    with opened(browser, page) as (tab, _):
        for number, payload in enumerate(PAYLOADS):
            spoiled = Statement.model_validate_json(canonical(filled(whole, cycle([payload]))))
            html = render(spoiled, (entry(1, payload), entry(2, payload)))
            found += [f"{payload}: {each}" for each in tab.evaluate(read, html)]
            if number % 50 == 0:
                page.write_text(html)
                with opened(browser, page) as (live, told):
                    found += live.evaluate(f"({LIVE})(document)")
                    found += [each for each in told if each != page.as_uri()]
    assert found == []


def test_the_page_keeps_the_rules_of_every_page(rich: Statement, browser: Any, tmp_path: Path) -> None:
    """axe finds nothing in light or dark, nothing scrolls sideways on a phone, nothing is asked for."""
    page = tmp_path / "signoff.html"
    page.write_text(render(rich, (entry(1), entry(2))))
    with opened(browser, page, bypass_csp=True) as (tab, told):
        assert [each for each in told if each != page.as_uri()] == []
        assert tab.evaluate("() => document.documentElement.scrollWidth") <= PHONE
        tab.evaluate("() => document.querySelectorAll('details').forEach((each) => { each.open = true })")
        tab.evaluate(axe())
        for scheme in ("light", "dark"):
            tab.emulate_media(color_scheme=scheme)
            only = "{}" if scheme == "light" else "{runOnly: ['color-contrast']}"
            wrong = tab.evaluate(f"() => axe.run(document, {only}).then((told) => told.violations)")
            assert [(each["id"], each["nodes"][0]["html"][:200]) for each in wrong] == []


def test_the_first_page_is_one_a4(rich: Statement, browser: Any, tmp_path: Path) -> None:
    """Nine criteria, five causes, ten runs, two waivers, four warnings and two approvals fit."""
    page = tmp_path / "signoff.html"
    page.write_text(render(rich, (entry(1), entry(2), entry(3))))
    assert (len(rich.criteria), len(rich.causes), len(rich.history), len(rich.waivers)) == (9, 5, 10, 2)
    with opened(browser, page) as (tab, _):
        tab.set_viewport_size({"width": A4, "height": A4_HEIGHT})
        tab.emulate_media(media="print")
        assert tab.evaluate("() => document.querySelector('.first').offsetHeight") <= A4_HEIGHT
        assert tab.evaluate("() => document.documentElement.scrollWidth") <= A4


def test_ten_thousand_failures_open_within_a_second(browser: Any, tmp_path: Path) -> None:
    """The page's size follows from what is shown, not from how much there is."""
    checks = tuple(f"answers/endpoint_{number:05}" for number in range(10_000))
    header = write(tmp_path, {}).path.read_bytes().splitlines(keepends=True)[0]
    body = header + b"".join(line(large(check, number)) for number, check in enumerate(checks))
    seal = Footer(NOW.isoformat(), len(checks), 1, False, hashlib.sha256(body).hexdigest())
    (path,) = tmp_path.glob("runs/*/ledger.jsonl")
    path.write_bytes(body + line(seal))
    assert path.stat().st_size > MEGABYTES * 1_000_000
    started = time.perf_counter()
    filed = file_signoff(migration(Criterion(id="answers", checks=checks)), tmp_path, "1", NOW)
    stated = time.perf_counter() - started
    assert filed.page.stat().st_size <= LARGEST
    took = []
    for _ in range(2):
        with opened(browser, filed.page) as (tab, _told):
            took.append(tab.evaluate("() => { document.body.offsetHeight; return performance.now() }"))
    print(
        f"{path.stat().st_size:,} bytes stated in {stated:.1f} s;",
        f"the page, {filed.page.stat().st_size:,} bytes, opens in {took} ms",
    )
    assert min(took) <= SLOWEST_MS, took


def large(check: str, number: int) -> Evidence:
    """A failure with so many bytes of what was seen that ten thousand of them make the megabytes."""
    words = MEGABYTES * 26
    sample = {"V1": "one " * (words // 8), "V2": "two " * (words // 8)}
    return Evidence(
        check, FAILED, "V2 answers as V1 does", "the same", "word " * (words // 4), cause=f"cause {number}",
        samples=tuple({"key": key, **sample} for key in range(3)),
        reproduce=("curl " * 20,) * 3,
    )  # fmt: skip
