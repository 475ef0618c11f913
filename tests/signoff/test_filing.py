"""A phase's folder: the document, its page and its evidence, whole or not at all."""

import csv
import hashlib
import json
import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.signoff.ledgers import NOW, evidence, migration, write
from tests.signoff.shown import whole

from cutover.cli.__main__ import main
from cutover.evidence import Evidence, Outcome
from cutover.manifest import NEVER_REPAIRED, Criterion, FinalReport, Migration, Phase, Waiver, plan
from cutover.signoff import Verdict
from cutover.signoff.attested import Attested
from cutover.signoff.document import read_signoff
from cutover.signoff.filing import FilingError, file_signoff
from cutover.signoff.statement import Statement

TINY = Path(__file__).parents[1] / "suite" / "manifest"
PASSED, FAILED, NOT_RUN = Outcome.PASSED, Outcome.FAILED, Outcome.NOT_RUN
A, B = "references/a.b", "references/c.d"
REFERENCES = Criterion(id="references", says="no orphans", checks=(A, B))
HOUR = timedelta(hours=1)


def statement(reports: Path, claimed: Migration | None = None, **settings: object) -> Statement:
    """What is stated of phase 1 now."""
    return file_signoff(claimed or migration(REFERENCES), reports, "1", NOW, **settings).document.statement  # type: ignore[arg-type]


def test_the_same_evidence_is_stated_in_the_same_bytes(tmp_path: Path) -> None:
    """Document and page, wherever the reports lie and however often they are written."""
    folders = [tmp_path / "one", tmp_path / "two"]
    for reports in folders:
        write(reports, {A: PASSED, B: FAILED})
    first, second = (file_signoff(migration(REFERENCES), reports, "1", NOW) for reports in folders)
    assert first.document.canonical == second.document.canonical
    assert first.page.read_bytes() == second.page.read_bytes()


def test_the_folder_holds_what_the_document_names(tmp_path: Path) -> None:
    """Ledger, pytest-html and JUnit of every run that counts, each with its digest; the table of checks."""
    path = write(tmp_path, {A: PASSED, B: PASSED}).path
    for name in ("pytest.html", "junit.xml"):
        (path.parent / name).write_text(f"the run's {name}")
    filed = file_signoff(migration(REFERENCES), tmp_path, "1", NOW)
    files = {file.path: file for file in filed.document.statement.files}
    run = path.parent.name
    kept = {f"evidence/{run}/{name}" for name in ("ledger.jsonl", "pytest.html", "junit.xml")}
    assert set(files) == {"evidence/checks.csv", *kept}
    for name, file in files.items():
        content = (filed.folder / name).read_bytes()
        assert (file.sha256, file.size) == (hashlib.sha256(content).hexdigest(), len(content))
    (stated,) = filed.document.statement.runs
    assert stated.ledger == files[f"evidence/{run}/ledger.jsonl"].sha256
    assert sorted(each.name for each in filed.folder.iterdir()) == [
        "evidence",
        "signoff.html",
        "signoff.json",
    ]
    assert not list(tmp_path.glob(".phase-*"))


def test_each_check_leads_to_its_line_and_back(tmp_path: Path) -> None:
    """Criterion → check → line of a ledger, and from the check back to its criteria."""
    write(tmp_path, {B: FAILED, A: PASSED}, age=2 * HOUR)
    newest = write(tmp_path, {A: PASSED})
    also = Criterion(id="also", checks=(A,))
    lonely = Criterion(id="lonely", checks=("load/gate-10",))
    told = statement(tmp_path, migration(REFERENCES, also, lonely))
    traces = {each.check: each for each in told.traceability.checks}
    assert traces[A].criteria == ("references", "also")
    assert traces["load/gate-10"].line == 0
    for each in (traces[A], traces[B]):
        path = tmp_path / "runs" / each.run / "ledger.jsonl"
        assert json.loads(path.read_text().splitlines()[each.line - 1])["check"] == each.check
    assert traces[A].run == newest.header.run
    assert told.traceability.without_checks == ("lonely",)
    rows = list(csv.reader((tmp_path / "phase-1/evidence/checks.csv").open()))
    assert [row[0] for row in rows[1:]] == sorted(traces)


def test_a_spreadsheet_takes_no_check_for_a_formula(tmp_path: Path) -> None:
    """An id that begins like a formula is text."""
    evil = '=cmd|"/c calc"!A1'
    write(tmp_path, {evil: PASSED})
    statement(tmp_path, migration(Criterion(id="x", checks=(evil,))))
    assert f"'{evil}" in {row[0] for row in csv.reader((tmp_path / "phase-1/evidence/checks.csv").open())}


def test_a_sign_off_names_what_it_needs_and_what_was_before(tmp_path: Path) -> None:
    """The digests of the needed sign-offs, and each criterion that stands otherwise than the last time."""
    claimed = migration(REFERENCES)
    second = Phase(
        id="2", name="Data", owner="data", fresh_for=timedelta(days=1), needs=("1",), criteria=(REFERENCES,)
    )
    chain = Migration(**{**claimed.__dict__, "phases": (*claimed.phases, second)})
    write(tmp_path, {A: PASSED, B: FAILED}, age=2 * HOUR)
    assert [each.verdict for each in file_signoff(chain, tmp_path, "2", NOW).document.statement.needs] == [""]
    first = file_signoff(chain, tmp_path, "1", NOW).document
    write(tmp_path, {A: PASSED, B: PASSED})
    told = file_signoff(chain, tmp_path, "2", NOW).document.statement
    assert [(each.phase, each.digest, each.verdict) for each in told.needs] == [
        ("1", first.statement.digest, "NOT READY")
    ]
    again = file_signoff(chain, tmp_path, "1", NOW).document.statement
    assert again.verdict is Verdict.READY
    assert again.before is not None
    assert again.before.digest == first.statement.digest
    assert [(each.criterion, each.before, each.now) for each in again.before.changes] == [
        ("references", "failed: 1 of 2 proven, 1 failed", "passed: 2 of 2 proven")
    ]
    (earlier,) = (tmp_path / "phase-1" / "earlier").iterdir()
    assert read_signoff(earlier / "signoff.json") == first
    assert (earlier / "signoff.html").is_file()


def test_the_first_failure_of_an_unbroken_line_is_named(tmp_path: Path) -> None:
    """A cause is told with the run that saw it first, and what failed between two passes is forgotten."""
    first = write(tmp_path, {A: FAILED, B: PASSED}, age=5 * HOUR)
    write(tmp_path, {A: PASSED, B: PASSED}, age=4 * HOUR)
    second = write(tmp_path, {A: FAILED, B: PASSED}, age=3 * HOUR)
    write(tmp_path, {A: FAILED, B: PASSED}, age=2 * HOUR)
    told = statement(tmp_path)
    assert [cause.since for cause in told.causes] == [second.header.started] != [first.header.started]
    assert [past.failed for past in told.history] == [1, 0, 1, 1]
    assert [(issue.check, issue.actual) for issue in told.issues] == [(A, "seen")]


def test_a_waiver_is_shown_with_its_end_and_counts_apart_from_what_passed(tmp_path: Path) -> None:
    """Accepted is not passed, and stands on the first page with owner and end date."""
    waiver = Waiver(
        check=A,
        reason="waits for finance",
        owner="finance",
        requester="Ada",
        approver="Ben",
        expires=NOW.date(),
    )
    write(tmp_path, {A: FAILED, B: PASSED})
    filed = file_signoff(migration(REFERENCES, waivers=(waiver,)), tmp_path, "1", NOW)
    told = filed.document.statement
    assert told.verdict is Verdict.READY
    assert told.tiles == {"passed": 1, "failed": 0, "not proven": 0, "accepted": 1, "planned": 2}
    assert [(each.names, each.accepted, each.expires) for each in told.waivers] == [(A, 1, "2026-02-04")]
    page = filed.page.read_text()
    assert "1 accepted, until 2026-02-04 · waits for finance · owner finance, approved by Ben" in page


def test_who_started_the_runs_and_until_when_they_count_is_stated(tmp_path: Path) -> None:
    """The oldest run that a word rests on ends the freshness of the whole."""
    write(tmp_path, {A: PASSED}, age=20 * HOUR, started_by="ada@example.org")
    write(tmp_path, {B: PASSED}, started_by="ben@example.org")
    told = statement(tmp_path)
    assert told.started_by == ("ada@example.org", "ben@example.org")
    assert told.fresh_until == "2026-02-04T16:00:00Z"
    signed = Criterion(id="signed", attested="backups-made")
    made = Attested("backups-made", "cy@example.org", NOW - 22 * HOUR, "read back", PASSED, "f" * 64)
    told = statement(tmp_path, migration(REFERENCES, signed), attested=(made,))
    assert told.fresh_until == "2026-02-04T14:00:00Z"
    assert [(each.by, each.digest) for each in told.attestations] == [("cy@example.org", "f" * 64)]


def test_nothing_that_a_system_says_hides_or_runs_on_for_ever(tmp_path: Path) -> None:
    """Control characters and changes of direction are written out; a long text is cut, and says so."""
    said = "\x1b[31m\u202egnorw\u2066" + "x" * 5_000
    entry = Evidence(A, FAILED, "a duty", "expected", said, samples=({"a\x00": "\u200b"},))
    write(tmp_path, {}, entries=(entry, evidence(B, PASSED)))
    (issue,) = statement(tmp_path).issues
    assert issue.actual.startswith(r"\u001b[31m\u202egnorw\u2066xxx")
    assert issue.actual.endswith("x… (5,012 characters)")
    assert (issue.columns, issue.samples) == ((r"a\u0000",), ((r"\u200b",),))


REPORT = FinalReport.model_validate_json(
    json.dumps(
        {
            "phase": "1",
            "score": [
                {"name": "references", "weight": 70, "criteria": ("1/references",)},
                {"name": "functions", "weight": 29, "criteria": ("1/functions",)},
                {"name": "statements", "weight": 1, "criteria": ("1/signed",)},
            ],
            "sections": [{"name": "Completeness", "criteria": ("1/references", "1/functions")}],
        }
    )
)
FUNCTIONS = Criterion(
    id="functions", checks=tuple(f"functions/K/F{number}" for number in range(300)), at_least=300, passing=285
)


def scored(reports: Path, failing: int, signed: bool) -> Statement:
    """The final report with so many functions failing."""
    outcomes = {name: FAILED if n < failing else PASSED for n, name in enumerate(FUNCTIONS.checks)}
    write(reports, {A: PASSED, B: PASSED} | outcomes)
    criteria = (REFERENCES, FUNCTIONS, Criterion(id="signed", attested="backups-made"))
    claimed = Migration(**{**migration(*criteria).__dict__, "report": REPORT})
    made = Attested("backups-made", "cy", NOW - HOUR, "read back", PASSED, "f" * 64)
    return statement(reports, claimed, attested=(made,) if signed else ())


@pytest.mark.parametrize(
    ("failing", "signed", "percent", "closes"),
    [
        (0, True, 100, True),
        (1, True, 99, True),
        (0, False, 99, False),
        (300, False, 70, False),
    ],
)
def test_the_score_is_never_rounded_up_and_100_means_everything(
    tmp_path: Path, failing: int, signed: bool, percent: int, closes: bool
) -> None:
    """299 of 300 functions are enough for READY and still not 100 %."""
    told = scored(tmp_path, failing, signed)
    assert told.report is not None
    assert (told.report.score.percent, told.closes_the_migration) == (percent, closes)
    assert [part.points for part in told.report.score.parts][:1] == ["70.00"]
    assert told.report.score.parts[1].points == f"{29 * (300 - failing) * 100 // 300 / 100:.2f}"


def test_production_ready_waits_for_every_approval(tmp_path: Path) -> None:
    """The page says it only with the approvals that the phase asks for."""
    scored(tmp_path, 0, True)
    page = (tmp_path / "phase-1" / "signoff.html").read_text()
    assert "Not PRODUCTION READY" in page
    assert "not approved by data engineering" in page


def linked_folder(reports: Path) -> None:
    """The phase's folder points elsewhere."""
    (reports / "elsewhere").mkdir()
    (reports / "phase-1").symlink_to(reports / "elsewhere")


def linked_document(reports: Path) -> None:
    """The document that stands there points elsewhere."""
    (reports / "phase-1").mkdir()
    (reports / "phase-1" / "signoff.json").symlink_to(reports / "nowhere.json")


def linked_run(reports: Path) -> None:
    """A run points elsewhere."""
    (reports / "runs" / "x").symlink_to(reports / "elsewhere")


@pytest.mark.parametrize("link", [linked_folder, linked_document, linked_run])
def test_a_symbolic_link_is_refused(tmp_path: Path, link: object) -> None:
    """What it points at could change behind the sign-off; nothing is written."""
    write(tmp_path, {A: PASSED, B: PASSED})
    link(tmp_path)  # type: ignore[operator]
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(FilingError, match=r"signoff-symlink: .* is a symbolic link"):
        statement(tmp_path)
    assert sorted(tmp_path.rglob("*")) == before


def test_a_clock_that_was_set_back_is_refused(tmp_path: Path) -> None:
    """A sign-off from tomorrow is not replaced by one of today."""
    write(tmp_path, {A: PASSED, B: PASSED})
    file_signoff(migration(REFERENCES), tmp_path, "1", NOW + HOUR)
    with pytest.raises(FilingError, match=r"signoff-clock: .*2026-02-04T13:00:00Z, which is after now"):
        statement(tmp_path)


def test_what_cannot_be_believed_is_said_above_everything(tmp_path: Path) -> None:
    """An edited ledger, an edited sign-off before and one of another phase are warnings on the first page."""
    write(tmp_path, {A: PASSED, B: PASSED}, age=2 * HOUR)
    damaged = write(tmp_path, {A: FAILED}).path
    damaged.write_text(damaged.read_text().replace('"failed"', '"passed"'))
    (tmp_path / "phase-1").mkdir()
    (tmp_path / "phase-1" / "signoff.json").write_text("{}")
    told = statement(tmp_path)
    assert told.verdict is Verdict.NOT_PROVEN
    assert [warning.partition(":")[0] for warning in told.warnings] == ["signoff-unreadable", "ledger-edited"]
    assert told.to_become_ready == (
        "references: a ledger cannot be believed: see the top of the page, and remove its run",
    )


def test_a_killed_run_is_named(tmp_path: Path) -> None:
    """What it left unanswered is an error, and the page says why."""
    write(tmp_path, {A: PASSED}, ended=False, selected=(A, B))
    told = statement(tmp_path)
    assert any("was killed before its end" in warning for warning in told.warnings)
    assert told.runs[0].ended == ""


def test_a_folder_that_cannot_be_written_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sign-off before stands as it was, and nothing half is left."""
    write(tmp_path, {A: PASSED, B: PASSED})
    first = file_signoff(migration(REFERENCES), tmp_path, "1", NOW)
    content = first.page.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", str(tmp_path))

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(
        FilingError, match=r"signoff-unwritable: .*No space left on device; nothing was changed"
    ):
        statement(tmp_path)
    monkeypatch.undo()
    assert first.page.read_bytes() == content
    assert sorted(os.listdir(tmp_path)) == ["phase-1", "runs"]


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("signoff", "7"), 2, "There are: 0, 1"),
        (("signoff", "11"), 2, "phase-unknown: there is no phase '11'.\n  Nearest name: '1'"),
        (("signoff", "1"), 2, "reports-missing: there is no"),
        (("signoff", "1", "--migration", "nowhere"), 2, "nowhere: There is no such folder"),
    ],
)
def test_wrong_use_is_told_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], code: int, says: str
) -> None:
    """Exit code 2, what is wrong, the nearest name, what to do."""
    assert main([words[0], "--migration", str(TINY), "--reports", str(tmp_path), *words[1:]]) == code
    assert says in capsys.readouterr().err


def test_the_migration_as_it_was_found_has_52_percent(tmp_path: Path) -> None:
    """With the documented failures, the shipped weights give the score that the team's documents name."""
    shipped = whole()
    failing = {"references": 26, "functions": 236, "contract": 5, "counts": 8, "tables": 30, "coverage": 4}
    failing["references/hierarchy"] = 2
    entries = [
        replace(evidence(check.id, NOT_RUN), cause=NEVER_REPAIRED)
        for check in plan(shipped)
        if check.area == "repair"
    ]
    for check in plan(shipped):
        if check.gating and check.area not in ("latency", "load", "attested", "repair"):
            kind = check.id.partition("-")[0] if "/hierarchy-" in check.id else check.area
            entries.append(evidence(check.id, FAILED if failing.get(kind, 0) > 0 else PASSED))
            failing[kind] = failing.get(kind, 0) - 1
    write(tmp_path, {}, entries=tuple(entries), manifest=shipped.digest)
    told = file_signoff(shipped, tmp_path, "5", NOW).document.statement
    assert told.report is not None
    assert told.report.score.percent == 52
    assert told.verdict is Verdict.NOT_READY
    assert [section.name for section in told.report.sections] == [
        "Completeness", "Validation scores", "Data integrity", "Performance", "Operational readiness"
    ]  # fmt: skip
