"""A load run from the first key to the last line, against a twin of its own."""

import os

import pytest
from tests.load.conftest import Ran, load

from cutover.evidence import Outcome

SECONDS = os.environ.get("LOAD_SECONDS", "5")
"""How long the shared run lasts; 60 is the gate itself: ``LOAD_SECONDS=60 pytest tests/load``."""


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """One short run, which all tests of this file look at."""
    return load(tmp_path_factory.mktemp("reports"), "10", f"--duration={SECONDS}", "--twin-scale=0.02")


def test_a_load_run_from_the_first_key_to_the_last_line(ran: Ran, subtests: pytest.Subtests) -> None:
    """One run, looked at from all sides: in one test, since two workers would run it twice."""
    for name, look in LOOKS.items():
        with subtests.test(name):
            look(ran)


def every_answer_of_the_healthy_twin_is_right(ran: Ran) -> None:
    """All users come, all answers are right, and nothing breaks in the harness."""
    figures = ran.evidence.figures
    assert ran.evidence.check == "load/gate-10"
    assert (figures["users"], figures["errors"]) == (10, 0), ran.shown
    assert figures["requests"] > 40
    shown = {ran.criteria[name]["outcome"] for name in ("users", "samples", "gateway")}
    assert shown == {"passed"}, ran.shown


def both_halves_of_the_pool_are_watched(ran: Ran) -> None:
    """The twin tells of PostgreSQL's connections and of V2's own pool, so that its gates can be proven."""
    watched = ran.evidence.detail["watched"]
    assert any(watched["connections"]), watched  # type: ignore[index, call-overload]
    assert any(each is not None for each in watched["pool_waiting"]), watched  # type: ignore[index, call-overload]


def a_shortened_gate_proves_nothing(ran: Ran) -> None:
    """It says so, is never passed, and ends with exit code 3."""
    if SECONDS == "60":
        assert (ran.evidence.outcome, ran.code) == (Outcome.PASSED, 0), ran.shown
        return
    # On a busy machine the generator itself comes too late, which makes the run invalid besides.
    assert ran.evidence.outcome in (Outcome.INCONCLUSIVE, Outcome.ERROR), ran.shown
    assert ran.code == 3
    assert f"shortened to {SECONDS} s of 60 s" in ran.shown


def the_ledger_is_sealed_and_holds_the_whole_plan(ran: Ran) -> None:
    """It lies beside those of the suites, of the same pair and manifest."""
    ledger = ran.ledger
    assert ledger.footer is not None
    assert ledger.header.selected == ("load/gate-10",)
    assert {"load/gate-10", "load/gate-50", "load/stress-100"} <= {check for check, _ in ledger.header.plan}
    assert ran.samples.stat().st_size > 1000
    assert (ran.reports / "index.html").is_file()
    assert (ran.reports / "load-gate-10.html").is_file()


def the_last_line_is_the_verdict(ran: Ran) -> None:
    """Without a terminal the progress is a line now and then, and no colour is written."""
    lines = ran.shown.rstrip().splitlines()
    assert lines[-1][2:].startswith(f"load/gate-10 {ran.evidence.outcome}: "), ran.shown
    assert any("of 10 users" in line and line.endswith("left") for line in lines)
    assert "\x1b" not in ran.shown


def no_secret_stands_in_what_was_written(ran: Ran) -> None:
    """Neither the passwords nor a token."""
    for path in ran.reports.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert b"keener-60" not in content, path
            assert b"Bearer" not in content, path
    assert "keener-60" not in ran.shown


LOOKS = {
    look.__name__.replace("_", " "): look
    for look in (
        every_answer_of_the_healthy_twin_is_right,
        both_halves_of_the_pool_are_watched,
        a_shortened_gate_proves_nothing,
        the_ledger_is_sealed_and_holds_the_whole_plan,
        the_last_line_is_the_verdict,
        no_secret_stands_in_what_was_written,
    )
}
