"""What goes wrong in the midst of a run shows nothing about V2: errors, never failures, never green."""

import re
import signal
import time

import psutil
import pytest
import yaml

ANSWERS = ("tests_parity/test_answers.py", "-k", "data_fub or data_staging or network or transactions")
ROWS = (
    "tests_integrity/test_references.py",
    "tests_integrity/test_counts.py",
    "tests_parity/test_tables.py",
    "-k",
    "agent or team or user",
)
"""Enough that most of them are still to come when something goes wrong."""
TELLING = """
import json, subprocess, sys
command = [sys.executable, "-m", "twin", "up", *sys.argv[1:]]
with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as twin:
    line = twin.stdout.readline()
    open("facts.json", "w").write(line)
    print(line, end="", flush=True)
    sys.stdin.read()
    twin.stdin.close()
"""


def _until(condition, seconds: float = 180.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


def _evidence(pair) -> int:
    ledgers = pair.project.folder.glob("reports/runs/*/ledger.jsonl")
    return sum(path.read_bytes().count(b'"kind":"evidence"') for path in ledgers)


def _processes(*words: str) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter(["cmdline", "status"]):
        line = " ".join(process.info["cmdline"] or ())
        if process.info["status"] != "zombie" and all(word in line for word in words):
            found.append(process)
    return found


def _lives(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _cannot_tell(ran, *words: str) -> None:
    said = ran.out + ran.err
    assert ran.code == 1, said
    assert set(ran.outcomes.values()) <= {"passed", "error"}
    assert "error" in ran.outcomes.values()
    assert set(ran.outcomes) == set(ran.ledger.header.selected)
    assert "Traceback" not in said
    assert "INTERNALERROR" not in said
    assert not [word for word in words if word not in said]
    assert ran.out.rstrip().splitlines()[-1].startswith("NOT PROVEN")


@pytest.mark.parametrize("side", ["v1", "v2"])
def test_a_system_that_is_killed(pair, side):
    """What could not be asked is an error with one cause; what had been seen stays."""
    process = pair.start("-n", "2", "--twin-scale=0.02", *ANSWERS)
    _until(lambda: _evidence(pair) > 5)
    ours = {child.pid for child in psutil.Process(process.pid).children(recursive=True)}
    serving = [each for each in _processes(f"twin.serving {side}") if each.pid in ours]
    assert serving
    for each in serving:
        each.kill()
    ran = pair.project.ended(process)
    _cannot_tell(ran, f"{side.upper()} cannot be reached")


def test_a_database_that_ends(lonely):
    """The snapshot is lost: the remaining table checks are errors, and the run goes on to its end."""
    process = lonely.start("-n", "2", "--twin-scale=0.02", *ROWS)
    _until(lambda: _evidence(lonely) > 5)
    (server,) = (each for each in _processes(" -D ", str(lonely.cache)) if each.name() == "postgres")
    server.send_signal(signal.SIGQUIT)
    _cannot_tell(lonely.project.ended(process), "database")


def test_kill_9_leaves_nothing_behind(lonely):
    """No server, no API, no worker survives the run; its ledger has no footer."""
    process = lonely.start("-n", "2", "--twin-scale=0.02")
    _until(lambda: _evidence(lonely) > 5)
    children = psutil.Process(process.pid).children(recursive=True)
    assert _processes("postgres", str(lonely.cache))
    process.kill()
    ran = lonely.project.ended(process)
    assert ran.ledger.footer is None
    _until(lambda: not any(_lives(child) for child in children))
    _until(lambda: not _processes(str(lonely.cache)))


def test_a_killed_run_is_resumed(pair):
    """What its tables had finished is told as of that run and not compared again; the verdict is the same."""
    some = "-k", "test_same_rows and (agent or fub or user)"
    name = pair.environment("live", lambda document: None)
    process = pair.start("-n", "2", name, *some)
    folder = pair.project.folder / "reports" / "checkpoints"
    _until(lambda: len(list(folder.glob("*/*.jsonl"))) > 6)
    process.kill()
    killed = pair.project.ended(process).ledger
    assert killed.footer is None
    resumed = pair.run("-n", "2", name, *some, "--resume")
    assert resumed.code == 0, resumed.out
    told = resumed.ledger.evidence
    taken = {entry.check for entry in told if f"compared in run {killed.header.run}" in str(entry.notes)}
    assert 6 <= len(taken) < len(told)
    assert not folder.exists()
    undisturbed = pair.run("-n", "2", name, *some).ledger.evidence
    assert {entry.check: entry.actual for entry in told} == {
        entry.check: entry.actual for entry in undisturbed
    }


def test_no_secret_of_the_twin_is_in_any_artefact(pair):
    """Neither the users' passwords nor the connection's, in a run with failures of every kind."""
    (pair.project.folder / "telling.py").write_text(TELLING)
    name = pair.environment("telling", lambda document: None, start=["telling.py"])
    ran = pair.run(
        "-n", "2", "--twin-scale=0.02", "--twin-state=as-found", "-k", "audit_logs or settings", name
    )
    assert "failed" in ran.outcomes.values()
    facts = (pair.project.folder / "facts.json").read_text()
    passwords = set(re.findall(r"://[^:]+:([^@]+)@", facts))
    twin = yaml.safe_load((pair.project.folder / "migration" / "environments" / "twin.yaml").read_text())
    passwords |= {user["password"] for side in ("v1", "v2") for user in twin[side]["users"].values()}
    assert len(passwords) >= 5
    texts = [ran.out, ran.err, *(path.read_text() for path in pair.project.folder.glob("reports/**/*.*"))]
    assert len(texts) >= 6
    assert not [password for password in passwords for text in texts if password in text]
