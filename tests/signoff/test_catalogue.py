"""The workers' catalogue as a page: what is written down of each worker, and what was found."""

import base64
import hashlib
import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from tests.signoff.ledgers import NOW, evidence, migration, write

from cutover.evidence import Evidence, Outcome
from cutover.manifest import Criterion, Example, Input, Migration, Worker, load_migration, plan
from cutover.signoff import conclude

ROOT = Path(__file__).parents[2]
MARKUP = "</script><script>alert(1)</script><img src=x onerror=alert(2)>"
CRITERION = Criterion(id="documented", checks=("workers/*.documented",))
INPUT = Input(name="user_id", type="integer", required=True)
LEADS = Worker(
    category="transform",
    name="Workers/LeadsFunnel",
    purpose="The pipeline, stage by stage",
    inputs=(INPUT, Input(name="stage", type="text")),
    output="list",
    depends_on="Workers/LeadStages",
    critical="lead-pipeline",
    updated="2026-01-13",
    tested="tested",
    quirks=("`hot` counts open leads alone.",),
    related=("Workers/LeadStages", "Helpers/Slug"),
    example=Example(input={"user_id": 60}, output=({"leads": 7},)),
)
STAGES = Worker(category="helper", name="Workers/LeadStages", purpose="The stages of a lead", inputs=(INPUT,))
GREEN = {
    f"workers/{check}": Outcome.PASSED
    for check in (
        *("LeadsFunnel.documented", "LeadsFunnel.static", "LeadsFunnel.critical"),
        *("LeadStages.documented", "LeadStages.static", "catalogue"),
    )
}


def of(*workers: Worker) -> Migration:
    """A manifest of these workers."""
    return replace(migration(CRITERION), workers=workers)


def page(reports: Path, *workers: Worker) -> str:
    """The page over all ledgers in a folder."""
    conclude(of(*(workers or (LEADS, STAGES))), reports, NOW)
    return (reports / "workers.html").read_text()


def entry(text: str, name: str) -> str:
    """The part of the page that shows one worker, as a reader sees it."""
    found = re.search(rf'<details class="worker" id="{name}".*?</details>', text, re.DOTALL)
    assert found
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", found[0])))


def found(check: str, *findings: str) -> Evidence:
    """A failed check with its findings."""
    samples = tuple({"worker": "Workers/LeadsFunnel", "finding": each} for each in findings)
    return replace(evidence(check, Outcome.FAILED, findings[0]), samples=samples)


def test_a_worker_is_shown_with_all_its_fields(tmp_path: Path) -> None:
    """Purpose, inputs, output, both directions of dependency, date, status, quirks, example, outcomes."""
    write(tmp_path, GREEN)
    text = page(tmp_path)
    shown = entry(text, "LeadsFunnel")
    for part in (
        "The pipeline, stage by stage", "Category Transforming and adding up", "Critical for lead pipeline",
        "user_id integer, stage text?", "Output list", "Depends on LeadStages", "Last updated 2026-01-13",
        "Test status tested", "hot counts open leads alone.", "Related LeadStages , Helpers/Slug",
        '{"user_id": 60}', '[{"leads": 7}]', "✓ documented passed", "✓ static passed", "✓ critical passed",
    ):  # fmt: skip
        assert part in shown, part
    assert "Needed by LeadsFunnel" in entry(text, "LeadStages")
    assert '<a href="#LeadStages">' in text


def test_the_heading_and_the_title_say_how_many(tmp_path: Path) -> None:
    """All, in words; and the report leads to the page."""
    write(tmp_path, GREEN)
    text = page(tmp_path)
    assert "<title>All 2 workers are as documented · Brokerage</title>" in text
    assert re.search(r"<h1>.*✓.*All 2 workers are as documented</h1>", text)
    assert '<a href="workers.html">' in (tmp_path / "index.html").read_text()


def test_what_nobody_ran_is_not_proven(tmp_path: Path) -> None:
    """Without evidence no worker is as documented."""
    text = page(tmp_path)
    assert "2 of 2 workers are not shown to be as documented" in text
    assert "? static not run never run" in entry(text, "LeadStages")


def test_findings_stand_at_the_top_and_with_their_worker(tmp_path: Path) -> None:
    """The worker is named before the list, and its entry is open."""
    said = ("LeadsFunnel.xs line 3: $a is never set before", "LeadsFunnel.xs line 9: nothing handles it")
    green = (evidence(check, Outcome.PASSED) for check in GREEN if check != "workers/LeadsFunnel.static")
    write(tmp_path, {}, entries=(*green, found("workers/LeadsFunnel.static", *said)))
    text = page(tmp_path)
    assert "1 of 2 workers is not as documented" in text
    assert text.index(said[0]) < text.index("<form")
    assert all(each in entry(text, "LeadsFunnel") for each in said)
    assert re.search(r'id="LeadsFunnel"[^>]* data-status="failed" open>', text)
    assert re.search(r'id="LeadStages"[^>]* data-status="passed">', text)


def test_a_script_without_an_entry_is_told_of_no_worker(tmp_path: Path) -> None:
    """All workers are green, and the page is not."""
    stray = "script Purge.xs belongs to no worker of the catalogue"
    green = (evidence(check, Outcome.PASSED) for check in GREEN if check != "workers/catalogue")
    write(tmp_path, {}, entries=(*green, found("workers/catalogue", stray)))
    text = page(tmp_path)
    assert "Scripts and catalogue are not the same list</h1>" in text
    assert stray in text


def test_evidence_of_another_manifest_does_not_count(tmp_path: Path) -> None:
    """The page says so above everything, and no worker is green."""
    write(tmp_path, GREEN, manifest="sha256:other")
    text = page(tmp_path)
    assert "made with another manifest" in text
    assert "2 of 2 workers are not shown to be as documented" in text


def test_markup_stays_text_and_one_script_may_run(tmp_path: Path) -> None:
    """Whatever an entry or a finding holds, only our own script is let in, by its digest."""
    write(tmp_path, {}, entries=(found("workers/LeadsFunnel.static", MARKUP),))
    odd = LEADS.model_copy(update={"purpose": MARKUP, "quirks": (f"`{MARKUP}`",), "related": (MARKUP,)})
    odd = odd.model_copy(update={"example": Example(input={"user_id": MARKUP}, output=MARKUP)})
    text = page(tmp_path, odd, STAGES)
    assert "<img" not in text
    (script,) = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in text
    assert "alert" not in script


def test_the_page_needs_nothing_but_itself(tmp_path: Path) -> None:
    """No address but the report beside it and its own entries; the filter waits for its script."""
    write(tmp_path, GREEN)
    text = page(tmp_path)
    assert not re.findall(r'(?:src|href|action)="(?!#|index\.html|data:,)[^"]*"', text)
    assert "default-src 'none'" in text
    assert '<form id="filter" hidden>' in text
    assert not re.findall(r'<details class="worker"[^>]* hidden', text)


def test_the_same_evidence_gives_the_same_page(tmp_path: Path) -> None:
    """The page is a pure function of the manifest and the ledgers."""
    write(tmp_path, GREEN)
    assert page(tmp_path) == page(tmp_path)


def test_a_manifest_without_workers_has_no_page(tmp_path: Path) -> None:
    """And no link to one."""
    conclude(migration(CRITERION), tmp_path, NOW)
    assert not (tmp_path / "workers.html").exists()
    assert "workers.html" not in (tmp_path / "index.html").read_text()


@pytest.mark.parametrize("outcome", [Outcome.PASSED, Outcome.FAILED])
def test_all_workers_of_the_migration_fit_a_small_page(tmp_path: Path, outcome: Outcome) -> None:
    """Each stands there once, in at most 300 KB when all is well, 450 KB when nothing is."""
    real = load_migration(ROOT / "migration")
    checks = [check.id for check in plan(real) if check.area == "workers"]
    write(tmp_path, dict.fromkeys(checks, outcome), manifest=real.digest)
    conclude(real, tmp_path, NOW)
    text = (tmp_path / "workers.html").read_text()
    assert len(text.encode()) < (300_000 if outcome is Outcome.PASSED else 450_000)
    shown = re.findall(r'<details class="worker" id="(\w+)"', text)
    assert sorted(shown) == sorted(worker.id for worker in real.workers)
    assert text.count(f'data-status="{outcome}"') == len(real.workers)
