"""A run from its first line to its ledger, against a real tiny pair, whichever way pytest is called."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from xml.etree import ElementTree

import psutil
import pytest

from cutover.manifest import load_migration
from cutover.signoff.document import read_signoff

EVERYTHING = 22
CENT = {"tables/order", "answers/shop.orders", "answers/shop.order", "pages/home"}


def _red(outcomes: dict[str, str]) -> set[str]:
    return {check for check, outcome in outcomes.items() if outcome != "passed"}


def _command(process: psutil.Process) -> str:
    """The command of a process; nothing where it ended while we looked."""
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def _until(condition, seconds: float = 120.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


def _evidence(folder: Path) -> int:
    ledgers = folder.glob("reports/runs/*/ledger.jsonl")
    return sum(path.read_bytes().count(b'"kind":"evidence"') for path in ledgers)


def test_an_equal_pair_is_green_and_ready(shared):
    """Every check passes, the ledger is complete, and the last line is the verdict."""
    ran = shared("-n", "0")
    assert ran.code == 0, ran.out + ran.err
    assert len(ran.outcomes) == EVERYTHING
    assert _red(ran.outcomes) == set()
    assert ran.ledger.footer is not None
    assert not ran.ledger.footer.interrupted
    assert ran.out.rstrip().splitlines()[-1].startswith("READY · 22 of 23 passed, 1 not proven")


def test_the_header_states_the_facts(shared):
    """Environment, systems, number of checks, seed, versions, manifest, snapshot and run come first."""
    out = shared("-n", "0").out
    assert "environment tiny · V1 127.0.0.1:" in out
    facts = ("22 checks · seed 3", "cutover 0.1.0", "postgresql", "manifest sha256:", "snapshot ", "run 20")
    assert not [fact for fact in facts if fact not in out]
    assert "1 process · time unknown yet" in out


def test_reports_lie_beside_the_ledger(shared):
    """pytest's HTML in one file, JUnit, and the mapping file as the manifest has it."""
    ran = shared("-n", "0")
    folder = ran.ledger.path.parent
    assert "<script" in (folder / "pytest.html").read_text()
    assert not (folder / "assets").exists()
    suite = ElementTree.parse(folder / "junit.xml").getroot()[0]
    assert suite.get("tests") == str(EVERYTHING)
    mapping = json.loads((folder / "function-endpoint-mapping.json").read_text())
    wanted = {"endpoint": "/me", "v1_equivalent": "/me", "worker": "Workers/Me", "tested": True}
    assert mapping[0] == wanted
    assert (ran.folder / "reports" / "index.html").exists()


def test_a_real_run_is_signed_off(shared, tmp_path):
    """`cutover signoff` states the run READY: its three files by their digests, and who started it."""
    ran = shared("-n", "0")
    shutil.copytree(ran.folder / "reports", tmp_path / "reports")
    phase = load_migration(ran.folder / "migration").phases[0].id
    places = ["--reports", str(tmp_path / "reports"), "--migration", str(ran.folder / "migration")]
    command = [sys.executable, "-m", "cutover.cli", "signoff", phase, *places]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.rstrip().splitlines()[-1].startswith(f"READY · phase {phase} · ")
    folder = tmp_path / "reports" / f"phase-{phase}"
    told = read_signoff(folder / "signoff.json").statement
    (run,) = told.runs
    assert (run.run, run.started_by, run.checks) == (ran.ledger.header.run, told.started_by[0], EVERYTHING)
    kept = {Path(file.path).name: file for file in told.files}
    assert set(kept) == {"checks.csv", "ledger.jsonl", "pytest.html", "junit.xml"}
    for file in kept.values():
        assert hashlib.sha256((folder / file.path).read_bytes()).hexdigest() == file.sha256
    assert not [path for path in folder.rglob("*") if path.is_file() and b"ann-secret" in path.read_bytes()]


@pytest.mark.parametrize("workers", ["0", "2"])
def test_a_cent_is_found_by_as_many_workers(shared, workers):
    """The same checks turn red in one process and in two, and nothing else does."""
    ran = shared("-n", workers, "--twin-fault", "cent")
    assert ran.code == 1, ran.out + ran.err
    assert _red(ran.outcomes) == CENT
    assert set(ran.outcomes) == set(ran.ledger.header.selected)
    assert len(ran.outcomes) == EVERYTHING


def test_a_failure_says_duty_expected_actual_rows_and_command(shared):
    """Its first line is whole, and what reproduces it can be pasted."""
    out = shared("-n", "2", "--twin-fault", "cent").out
    assert "✕ tables/order                     total: V1 7.50 → V2 7.49 · 1 of 30 rows" in out
    assert "FAILED tests_parity/test_tables.py::test_same_rows[order] - total: V1 7.50 → V2 7.49" in out
    text = out[out.index("_ test_same_rows[order] _") :]
    places = [text.index(f"\n  {label}") for label in ("duty", "expected", "actual", "first", "reproduce")]
    assert places == sorted(places)
    assert """psql "$V2_DATABASE" -c 'select * from mvpw5_12 where id = 7'""" in text
    assert 'curl -s -H "Authorization: Bearer $V1_TOKEN" "http://127.0.0.1:' in text
    assert "Traceback" not in out


def test_an_orphan_is_found(shared):
    """The reference and the table turn red; the answers do not know of it."""
    assert _red(shared("-n", "0", "--twin-fault", "orphan").outcomes) == {
        "references/order.customer_id",
        "tables/order",
    }


def test_a_missing_row_is_found(shared):
    """Exact counts and the table turn red."""
    red = _red(shared("-n", "0", "--twin-fault", "missing").outcomes)
    assert red == {"counts/order.order", "tables/order"}


def test_a_type_that_nobody_declared_is_found(shared):
    """The schema turns red though every row is equal; what is missing, retyped and extra is told at once."""
    ran = shared("-n", "0", "--twin-fault", "types")
    assert _red(ran.outcomes) == {"schema/order", "coverage/order"}
    told = "total is double precision, declared numeric · nobody declared note"
    assert f"✕ schema/order                     {told}" in ran.out


def test_a_500_is_a_failure_of_v2(shared):
    """Where V1 answers and V2 answers 500, V2 is shown wrong."""
    outcomes = shared("-n", "0", "--twin-fault", "breaks").outcomes
    assert outcomes["answers/shop.orders"] == "failed"
    assert outcomes["contract/shop.orders"] == "failed"
    assert _red(outcomes) == {"answers/shop.orders", "contract/shop.orders", "pages/home"}


def test_a_v2_that_goes_down_is_an_error(shared):
    """What could not be asked is an error and no failure; what had been asked before stays."""
    ran = shared("-n", "2", "--twin-fault", "dies")
    assert ran.code == 1
    assert "error" in ran.outcomes.values()
    assert "failed" not in ran.outcomes.values()
    assert len(ran.outcomes) == EVERYTHING
    assert "V2 cannot be reached" in ran.out
    assert "NOT PROVEN" in ran.out.rstrip().splitlines()[-1]


def test_a_run_leaves_no_checkpoint_behind(shared):
    """What was told needs none, whether it passed or failed."""
    for ran in (shared("-n", "0"), shared("-n", "2", "--twin-fault", "cent")):
        assert not (ran.folder / "reports" / "checkpoints").exists()


def test_k_selects_and_does_not_shrink_the_plan(project):
    """The ledger says what was selected, and still what is owed."""
    ran = project.run("-k", "orders")
    assert ran.code == 0
    assert set(ran.outcomes) == {"answers/shop.orders", "contract/shop.orders", "mapping/shop.orders"}
    assert set(ran.ledger.header.selected) == set(ran.outcomes)
    assert len(ran.ledger.header.plan) >= EVERYTHING
    assert "NOT PROVEN" in ran.out.rstrip().splitlines()[-1]


def test_phase_selects_by_its_criteria(project):
    """--phase 1 runs the references, counts and tables that the phase's criteria name."""
    assert project.run("--phase", "1").code == 4  # phase 0, which it needs, has not passed
    ran = project.run("--phase", "1", "--override", "phase 0 comes later", "-n", "0")
    assert ran.code == 0
    assert {check.partition("/")[0] for check in ran.outcomes} == {"references", "counts", "tables"}
    assert len(ran.ledger.header.plan) >= EVERYTHING


def test_maxfail_leaves_an_interrupted_ledger(project):
    """What did not run has no line, and the footer says so."""
    ran = project.run("--maxfail", "1", "-n", "2", "--twin-fault", "cent")
    assert ran.code in (1, 2)
    assert ran.ledger.footer is not None
    assert ran.ledger.footer.interrupted
    assert "failed" in ran.outcomes.values()
    assert len(ran.outcomes) < len(ran.ledger.header.selected) == EVERYTHING


@pytest.mark.parametrize("workers", ["0", "2"])
def test_ctrl_c_seals_what_was_seen(project, workers):
    """Exit code 2, a footer that says interrupted, and no verdict on what is missing."""
    process = project.start("-n", workers, "--twin-fault", "slow")
    _until(lambda: _evidence(project.folder))
    os.killpg(process.pid, signal.SIGINT)
    ran = project.ended(process)
    assert ran.code == 2, ran.out + ran.err
    assert ran.ledger.footer is not None
    assert ran.ledger.footer.interrupted
    assert 0 < len(ran.outcomes) < EVERYTHING
    assert "INTERNALERROR" not in ran.out


def test_a_killed_worker_is_one_error_and_the_run_goes_on(project):
    """The item that the worker died in is an error; every other check has its evidence."""
    kill = project.folder / "kill"
    kill.write_text("0")
    process = project.start("-n", "2", "--twin-fault", "kills", TINY_KILL=str(kill))

    def workers() -> list[psutil.Process]:
        children = psutil.Process(process.pid).children(recursive=True)
        return [child for child in children if "sys.stdin.readline" in _command(child)]

    _until(workers)
    kill.write_text(str(workers()[0].pid))
    ran = project.ended(process)
    assert ran.code == 1, ran.out + ran.err
    assert len(ran.outcomes) == EVERYTHING
    red = _red(ran.outcomes)
    assert len(red) == 1
    assert ran.outcomes[red.pop()] == "error"
    assert "1 error" in ran.out
    assert "crashed while running" in ran.out


def test_kill_9_leaves_no_footer_and_no_environment(project):
    """The ledger gives no verdict, and nothing that the run started survives it."""
    process = project.start("-n", "0", "--twin-fault", "slow")
    _until(lambda: _evidence(project.folder))
    children = psutil.Process(process.pid).children(recursive=True)
    process.kill()
    ran = project.ended(process)
    assert ran.ledger.footer is None
    _until(lambda: not any(child.is_running() and child.status() != "zombie" for child in children))


def test_no_secret_and_nothing_personal_is_in_any_artefact(project):
    """V2 repeats password, token and email; none is in the ledger, HTML, JUnit, site or on the terminal."""
    ran = project.run("-n", "2", "--twin-fault", "leaks")
    assert ran.outcomes["answers/shop.me"] == "failed"
    texts = [ran.out, ran.err, *(path.read_text() for path in project.folder.glob("reports/**/*.*"))]
    assert len(texts) >= 6
    canaries = ("ann-secret-1", "bob-secret-2", "tiny-reader-", "customer1@shop.example", "tiny-token-V2")
    assert not [canary for canary in canaries for text in texts if canary in text]
    assert "[secret]" in ran.out
    assert "hmac:" in ran.out


def test_the_last_runs_time_is_the_next_ones_estimate(project):
    """The second run of a pair knows about how long it takes."""
    project.run("-n", "0")
    assert "(last run " in project.run("-n", "0").out


def test_v_brings_pytests_own_lines_back(project):
    """One line an item, as pytest prints it, and the verdict behind pytest's last line."""
    out = project.run("-v", "-k", "shop.me").out
    assert "test_same_answer[shop.me] PASSED" in out
    assert out.index("passed") < out.index("phase 0")


def test_reports_may_lie_elsewhere(project, tmp_path_factory):
    """A folder outside of the repository that exists already; given in one word, as pytest wants it."""
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    ran = project.run("-n", "0", "-k", "shop.me", f"--reports={elsewhere}")
    assert ran.code == 0, ran.out + ran.err
    assert len(list(elsewhere.glob("runs/*/ledger.jsonl"))) == 1
    assert not (project.folder / "reports").exists()


def test_reports_may_be_given_in_two_words(project):
    """A folder inside of the repository that exists already, under workers."""
    (project.folder / "written").mkdir()
    ran = project.run("-n", "2", "-k", "shop.me", "--reports", "written")
    assert ran.code == 0, ran.out + ran.err
    assert len(list(project.folder.glob("written/runs/*/ledger.jsonl"))) == 1
