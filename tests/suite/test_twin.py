"""The repository's own suites and manifest against the twin, at a fiftieth of its rows."""

import pytest
from project import ROOT, Project, Ran

from cutover.evidence import read_ledger


def _run(reports, workers: str, *arguments: str):
    small = ("--environment=twin", "--twin-scale=0.02", f"--reports={reports}")
    ran = Project(ROOT).run("-n", workers, *small, *arguments)
    paths = list(reports.glob("runs/*/ledger.jsonl"))
    assert len(paths) == 1, ran.out + ran.err
    return ran, read_ledger(paths[0])


def test_v1_against_itself_never_differs(tmp_path):
    """Asked twice and judged as if the second were V2, in more than 3,000 cases there is no mismatch."""
    cases = 0
    for name, some in (("all", ()), ("some", ("-k", "home or leads or listings or network or revenue"))):
        (tmp_path / name).mkdir()
        words = ("tests_parity/test_answers.py", "--environment=itself", "--self-test", *some)
        ran, ledger = _run(tmp_path / name, "2", *words)
        assert ran.code == 0, ran.out + ran.err
        assert ran.out.rstrip().splitlines()[-1].startswith("self-test: ")
        figures = [entry.figures for entry in ledger.evidence]
        wrong = {"mismatched", "failed", "unstable", "flaky", "relations broken"}
        assert len(figures) == 207 or some
        assert not wrong & {name for each in figures for name in each}
        cases += sum(each["matched"] for each in figures)
    assert cases > 3_000


@pytest.mark.parametrize(
    ("state", "code", "broken", "orphans"), [("ready", 0, 0, 0), ("as-found", 1, 26, 1022)]
)
def test_the_references_of_phase_1(tmp_path, state, code, broken, orphans):
    """Ready: 32 of 32 hold. As found: 26 are broken, with 1,022 orphans."""
    why = "phase 0 is no part of this test"
    words = ("--phase=1", f"--override={why}", f"--twin-state={state}")
    ran, ledger = _run(tmp_path, "0", "tests_integrity/test_references.py", *words)
    assert ledger.header.override == why
    references = [entry for entry in ledger.evidence if entry.check.startswith("references/")]
    assert isinstance(ran, Ran)
    assert ran.code == code, ran.out + ran.err
    assert len(references) == 32
    assert len([entry for entry in references if entry.outcome == "failed"]) == broken
    assert sum(entry.figures["orphans"] for entry in references) == orphans
