"""Gathering: the samples of several senders as one, and what is known of each sender."""

from math import isnan, nan
from pathlib import Path

import pytest

from cutover.load.gather import Gathering, Report, report_from
from cutover.load.samples import Recorder, Samples, read_samples


def samples(*dues: float) -> Samples:
    """Requests that were due then."""
    recorder = Recorder()
    for due in dues:
        recorder.add(due, 0.01, "home.kpis", "viewer")
    return recorder.taken()


def report(process: str, *dues: float, sent: int = 1, last: bool = False, broken: str = "") -> Report:
    """One report of a sender with two users on each side."""
    started = {"v2/viewer": 2, "v1/viewer": 2}
    return Report(process, samples(*dues), sent, started, 0.01, 0.2, broken=broken, last=last)


@pytest.fixture
def gathering(tmp_path: Path) -> Gathering:
    """Nothing has come in."""
    return Gathering(tmp_path / "load" / "gate-10.samples")


def test_a_report_travels_as_numbers_and_names() -> None:
    """What was packed is read back, a share of a core that nobody measured too."""
    sent = Report("worker 1", samples(1, 2), 2, {"v2/viewer": 1}, 0.01, nan, last=True)
    read = report_from(sent.packed())
    assert (read.process, len(read.samples), read.sent, read.last) == ("worker 1", 2, 2, True)
    assert read.started == {"v2/viewer": 1}
    assert isnan(read.cpu)


@pytest.mark.parametrize(
    "change",
    [{"samples": b"no samples"}, {"samples": "text"}, {"sent": None}, {"started": 3}, {"samples": None}],
    ids=str,
)
def test_what_is_no_report_is_refused(change: dict[str, object]) -> None:
    """A worker on another machine can send nothing but what can be understood."""
    with pytest.raises(ValueError, match=r"."):
        report_from({**report("worker 1").packed(), **change})


def test_the_samples_of_all_senders_are_one(gathering: Gathering) -> None:
    """In memory and in the file, whatever comes first."""
    for each in (report("a", 1, 3), report("b", 2), report("a"), report("a", 5, sent=3, last=True)):
        gathering.add(each)
    assert sorted(gathering.samples.due) == [1, 2, 3, 5]
    gathering.close()
    assert sorted(read_samples(gathering.path).due) == [1, 2, 3, 5]
    assert (gathering.sent, gathering.ended) == (4, {"a"})
    assert gathering.started("v2") == gathering.started("v1") == {"viewer": 4}


def test_a_sender_that_does_not_tell_everything_is_not_alive(gathering: Gathering) -> None:
    """While the run goes on nothing is held against it; at its end the last report is owed."""
    gathering.add(report("a", 1, last=True))
    gathering.add(report("b", 1))
    senders = {"a": 4, "b": 4, "c": 4}
    running = gathering.health(senders, running=True, stopped=False)
    at_the_end = gathering.health(senders, running=False, stopped=False)
    assert [each.alive for each in running] == [True, True, True]
    assert [each.alive for each in at_the_end] == [True, False, False]
    assert isnan(at_the_end[2].lag)


def test_a_run_that_was_stopped_is_owed_only_the_users_who_had_come(gathering: Gathering) -> None:
    """Of ten users four were there when it was stopped."""
    gathering.add(report("a", last=True))
    (stopped,) = gathering.health({"a": 10}, running=False, stopped=True)
    (whole,) = gathering.health({"a": 10}, running=False, stopped=False)
    assert (stopped.wanted, whole.wanted, whole.started) == (4, 10, 4)


def test_what_broke_in_a_sender_is_kept(gathering: Gathering) -> None:
    """It is the harness's fault, and never V2's."""
    gathering.add(report("a", broken="KeyError: 'id'"))
    assert gathering.broken == "KeyError: 'id'"
