"""Nothing to judge is said by a run that looked, and never where any run has seen something."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.signoff.ledgers import NOW, evidence, migration, write

from cutover.evidence import Evidence, Ledger, Outcome
from cutover.manifest import NEVER_REPAIRED, Criterion
from cutover.signoff import Verdict, verdicts
from cutover.signoff.archive import read_archive

TRAIL, BACK = "repair/audit-trail", "repair/reversible"
CRITERION = Criterion(id="trail", checks=(TRAIL,), nothing_to_judge="there is no audit trail")
OTHER = Criterion(id="back", checks=(BACK,), nothing_to_judge="there is nothing to put back")
NEVER = (
    replace(evidence(TRAIL, Outcome.NOT_RUN), cause=NEVER_REPAIRED),
    replace(evidence(BACK, Outcome.NOT_RUN), cause=NEVER_REPAIRED),
)
DAYS = timedelta(days=9)


def judged(reports: Path) -> tuple[Verdict, tuple[bool, ...], tuple[str, ...]]:
    """The phase's word, which criteria have nothing to judge, and all their reasons."""
    archive = read_archive(reports)
    (phase,) = verdicts(migration(CRITERION, OTHER), archive.ledgers, NOW, archive.unreadable)
    reasons = tuple(reason for each in phase.criteria for reason in each.reasons)
    return phase.word, tuple(each.nothing_to_judge for each in phase.criteria), reasons


def say(reports: Path, *entries: Evidence, hours: float = 1, **told: object) -> Ledger:
    """Write a run that says this."""
    return write(reports, {}, entries=entries, age=timedelta(hours=hours), **told)  # type: ignore[arg-type]


def test_a_run_that_looked_and_found_no_archive_leaves_nothing_to_judge(tmp_path: Path) -> None:
    """Both criteria say why on page one, and the phase is READY."""
    say(tmp_path, *NEVER)
    word, nothing, reasons = judged(tmp_path)
    assert (word, nothing) == (Verdict.READY, (True, True))
    assert reasons == ("there is no audit trail", "there is nothing to put back")


@pytest.mark.parametrize("outcome", [Outcome.PASSED, Outcome.FAILED, Outcome.INCONCLUSIVE])
@pytest.mark.parametrize("hours", [2, 300])
@pytest.mark.parametrize("seen", [TRAIL, BACK])
def test_once_seen_a_repair_is_owed_for_ever(
    tmp_path: Path, outcome: Outcome, hours: float, seen: str
) -> None:
    """An archive that is dropped afterwards is not "nothing to judge", however long ago it was seen."""
    before = say(tmp_path, evidence(seen, outcome), hours=hours)
    say(tmp_path, *NEVER)
    word, nothing, reasons = judged(tmp_path)
    assert (word is Verdict.READY, nothing) == (False, (False, False))
    assert any(f"run {before.header.run} judged a repair" in each for each in reasons)


@pytest.mark.parametrize(
    "told",
    [
        {"manifest": "sha256:two"},
        {"identity": "another"},
        {"ended": False},
        {"self_test": True},
    ],
    ids=["another manifest", "the same V2 under another name", "killed", "a self-test"],
)
def test_no_way_of_running_takes_the_witness_away(tmp_path: Path, told: dict[str, object]) -> None:
    """What a run saw, it saw."""
    say(tmp_path, evidence(TRAIL, Outcome.PASSED), hours=2, **told)
    say(tmp_path, *NEVER)
    assert judged(tmp_path)[:2] == (Verdict.NOT_PROVEN, (False, False))


def test_another_environment_with_another_v2_is_no_witness(tmp_path: Path) -> None:
    """A repair of one V2 is owed by that one alone."""
    seen = say(tmp_path, evidence(TRAIL, Outcome.PASSED), hours=2)
    nothing = say(tmp_path, *NEVER)
    header = replace(seen.header, environment="standing")
    same = (replace(seen, header=header), nothing)
    apart = (replace(seen, header=replace(header, pair={**header.pair, "v2": "http://127.0.0.1:9"})), nothing)
    words = [verdicts(migration(CRITERION, OTHER), each, NOW)[0].word for each in (same, apart)]
    assert words == [Verdict.NOT_PROVEN, Verdict.READY]


@pytest.mark.parametrize(
    ("entries", "told"),
    [
        ((), {}),
        ((evidence(TRAIL, Outcome.NOT_RUN), NEVER[1]), {}),
        ((evidence(TRAIL, Outcome.ERROR), NEVER[1]), {}),
        ((replace(NEVER[0], outcome=Outcome.ERROR), NEVER[1]), {}),
        (NEVER[1:], {}),
        (NEVER, {"ended": False}),
        (NEVER, {"hours": 25}),
        (NEVER, {"hours": -1}),
        (NEVER, {"manifest": "sha256:two"}),
        (NEVER, {"self_test": True}),
    ],
    ids=[
        "nobody", "skipped", "an error", "an error by its cause", "the other check alone", "killed",
        "too old", "of tomorrow", "another manifest", "a self-test",
    ],
)  # fmt: skip
def test_not_having_looked_shows_nothing(
    tmp_path: Path, entries: tuple[Evidence, ...], told: dict[str, object]
) -> None:
    """Only a sealed, fresh run of this pair and manifest says that there is nothing."""
    say(tmp_path, evidence("references/a.b", Outcome.PASSED), hours=3)
    say(tmp_path, *entries, **told)  # type: ignore[arg-type]
    archive = read_archive(tmp_path)
    (phase,) = verdicts(migration(CRITERION), archive.ledgers, NOW, archive.unreadable)
    assert phase.word is Verdict.NOT_PROVEN, phase.criteria


def test_the_newest_word_counts(tmp_path: Path) -> None:
    """An error is answered by a run that could look, and doubts what an older one said."""
    say(tmp_path, evidence(TRAIL, Outcome.ERROR), NEVER[1], hours=3)
    say(tmp_path, *NEVER, hours=2)
    assert judged(tmp_path)[0] is Verdict.READY
    say(tmp_path, evidence(TRAIL, Outcome.ERROR), NEVER[1], hours=1)
    assert judged(tmp_path)[:2] == (Verdict.NOT_PROVEN, (False, True))


def test_a_ledger_that_cannot_be_believed_may_have_seen_a_repair(tmp_path: Path) -> None:
    """Nothing measured is proven while it lies there, and this is measured."""
    say(tmp_path, *NEVER)
    damaged = say(tmp_path, evidence(TRAIL, Outcome.PASSED), hours=2)
    damaged.path.write_text(damaged.path.read_text() + "x\n")
    assert judged(tmp_path)[:2] == (Verdict.NOT_PROVEN, (False, False))
