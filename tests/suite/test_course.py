"""A run rests while a file exists, says so, and goes on where it was."""

import signal
import threading
import time
from pathlib import Path

import pytest

from cutover.suite.options import choose
from cutover.suite.pausing import Pause


def _until(condition, seconds: float = 120.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


def _evidence(folder: Path) -> int:
    ledgers = folder.glob("reports/runs/*/ledger.jsonl")
    return sum(path.read_bytes().count(b'"kind":"evidence"') for path in ledgers)


def test_who_asks_waits_until_the_file_is_gone(tmp_path):
    """Several threads wait at once, and the time counts once."""
    file = tmp_path / "hold"
    file.touch()
    pause, gone = Pause(file), []
    threads = [threading.Thread(target=lambda: (pause.hold(), gone.append(1))) for _ in range(3)]
    for thread in threads:
        thread.start()
    time.sleep(0.6)
    assert gone == []
    file.unlink()
    for thread in threads:
        thread.join(5)
    assert len(gone) == 3
    assert 0.5 < pause.seconds < 1.7
    pause.hold()
    assert not pause.wanted


def test_without_a_file_nobody_waits():
    """Neither is any time told."""
    pause = Pause(None)
    pause.hold()
    assert (pause.wanted, pause.seconds) == (False, 0.0)


def test_a_pause_file_in_no_folder_is_refused(tmp_path):
    """A misspelt folder would mean that no pause is ever seen."""
    with pytest.raises(pytest.UsageError, match="option-unknown-value: --pause-file: there is no folder"):
        choose(lambda option: {"pause-file": "no/hold"}.get(option.name), {}, tmp_path)


def test_a_run_begins_when_its_pause_is_over(project):
    """Nothing is started before."""
    hold = project.folder / "hold"
    hold.touch()
    process = project.start("-n", "0", "--pause-file=hold", "tests_integrity")
    _until(lambda: list(project.folder.glob("reports/runs/*")))
    time.sleep(1.5)
    assert _evidence(project.folder) == 0
    hold.unlink()
    ran = project.ended(process)
    assert ran.code == 0, ran.out + ran.err
    assert ran.err.count(f"paused while {hold} is there: nothing is started") == 1


@pytest.mark.parametrize("workers", ["0", "2"])
def test_a_run_rests_and_goes_on(project, workers):
    """No check begins meanwhile; terminal and evidence say how long, once, and no time counts it."""
    hold = project.folder / "hold"
    process = project.start("-n", workers, "--pause-file=hold", "--twin-fault=slow")
    _until(lambda: _evidence(project.folder) > 2)
    hold.touch()
    _until(lambda: _rests(project.folder))
    before = _evidence(project.folder)
    time.sleep(2)
    assert _evidence(project.folder) == before
    hold.unlink()
    ran = project.ended(process)
    assert ran.code == 0, ran.out + ran.err
    assert ran.out.count(f"paused while {hold} is there: nothing new is asked") == 1
    assert ran.out.count("goes on, after a pause of ") == 1
    rested = [each for each in ran.ledger.evidence if any("rested for " in note for note in each.notes)]
    assert 1 <= len(rested) <= max(1, int(workers))
    assert "no part of its time" in rested[0].notes[-1]


def _rests(folder: Path) -> bool:
    """Whether nothing arrives any more."""
    before = _evidence(folder)
    time.sleep(3)
    return _evidence(folder) == before


def test_a_run_that_is_interrupted_can_be_taken_up(project):
    """Ctrl-C leaves the checkpoints; tables that were made anew since are compared again, and it is said."""
    process = project.start("-n", "0", "--twin-fault=slow")
    _until(lambda: _evidence(project.folder) > 6)
    process.send_signal(signal.SIGINT)
    interrupted = project.ended(process)
    assert interrupted.code == pytest.ExitCode.INTERRUPTED
    run = interrupted.ledger.header.run
    folder = project.folder / "reports" / "checkpoints"
    assert {path.name for path in folder.glob(f"{run}/*")} == {"customer.jsonl", "order.jsonl"}
    ran = project.run("-n", "0", "--resume", "--twin-fault=slow", "tests_parity/test_tables.py")
    assert ran.code == 0, ran.out
    wrong = f"not resumed: the checkpoint of run {run} is of another table, made anew since"
    assert [wrong in entry.notes for entry in ran.ledger.evidence] == [True, True]
