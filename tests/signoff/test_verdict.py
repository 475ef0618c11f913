"""The verdict: nothing passes on nothing, and what was shown wrong stays wrong until it is shown right."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.signoff.ledgers import NOW, evidence, migration, write

from cutover.evidence import Outcome
from cutover.manifest import Criterion, Waiver, load_migration
from cutover.signoff import Verdict, verdicts
from cutover.signoff.archive import read_archive
from cutover.signoff.filing import file_signoff

ROOT = Path(__file__).resolve().parents[2]
ONE = Criterion(id="one", checks=("references/a.b",))
MANY = Criterion(id="many", checks=("references/a.b", "references/c.d"))
PASSED, FAILED, ERROR, NOT_RUN = Outcome.PASSED, Outcome.FAILED, Outcome.ERROR, Outcome.NOT_RUN


def word(reports: Path, *criteria: Criterion, waivers: tuple[Waiver, ...] = ()) -> Verdict:
    """The verdict of the one phase over what the folder holds."""
    (phase,) = verdicts(migration(*criteria, waivers=waivers), read_archive(reports).ledgers, NOW)
    return phase.word


@pytest.mark.parametrize(
    ("outcome", "verdict"),
    [
        (PASSED, Verdict.READY),
        (Outcome.ACCEPTED, Verdict.READY),
        (NOT_RUN, Verdict.NOT_PROVEN),
        (Outcome.INCONCLUSIVE, Verdict.NOT_PROVEN),
        (ERROR, Verdict.NOT_PROVEN),
        (FAILED, Verdict.NOT_READY),
    ],
)
def test_each_outcome_has_its_word(tmp_path: Path, outcome: Outcome, verdict: Verdict) -> None:
    """A phase of one check takes the word of that check's outcome."""
    write(tmp_path, {"references/a.b": outcome})
    assert word(tmp_path, ONE) is verdict


def test_a_failure_outweighs_what_is_not_proven(tmp_path: Path) -> None:
    """One failed check makes a phase NOT READY, whatever else is unknown."""
    write(tmp_path, {"references/a.b": FAILED, "references/c.d": ERROR})
    assert word(tmp_path, MANY) is Verdict.NOT_READY


@pytest.mark.parametrize(
    ("case", "settings"),
    [
        ("another manifest", {"manifest": "sha256:two"}),
        ("too old", {"age": timedelta(days=2)}),
        ("from the future", {"age": timedelta(hours=-1)}),
        ("a self-test", {"self_test": True}),
        ("killed before its end", {"ended": False, "selected": ("references/a.b", "references/c.d")}),
    ],
)
def test_evidence_that_does_not_count_proves_nothing(
    tmp_path: Path, case: str, settings: dict[str, object]
) -> None:
    """A green run of another manifest, day or kind leaves the phase NOT PROVEN."""
    write(tmp_path, {"references/a.b": PASSED}, **settings)  # type: ignore[arg-type]
    assert word(tmp_path, MANY if case.startswith("killed") else ONE) is Verdict.NOT_PROVEN


def test_no_run_at_all_proves_nothing(tmp_path: Path) -> None:
    """An empty folder is NOT PROVEN."""
    assert word(tmp_path, ONE) is Verdict.NOT_PROVEN


def test_a_run_of_another_pair_does_not_count(tmp_path: Path) -> None:
    """The pair that was compared last speaks; an older run of another one is silent."""
    write(tmp_path, {"references/a.b": PASSED}, age=timedelta(hours=2))
    write(tmp_path, {"references/c.d": PASSED}, identity="twin as-found")
    assert word(tmp_path, ONE) is Verdict.NOT_PROVEN


def test_fewer_checks_than_demanded_prove_nothing(tmp_path: Path) -> None:
    """A criterion that demands 32 checks is not met by the one that is planned."""
    write(tmp_path, {"references/a.b": PASSED})
    assert word(tmp_path, Criterion(id="all", checks=("references/a.b",), at_least=32)) is Verdict.NOT_PROVEN


def test_a_partial_run_never_replaces_a_failed_result(tmp_path: Path) -> None:
    """Running one of two checks again leaves the failure standing; running both replaces it."""
    write(tmp_path, {"references/a.b": FAILED, "references/c.d": PASSED}, age=timedelta(hours=3))
    write(tmp_path, {"references/a.b": PASSED}, age=timedelta(hours=2))
    assert word(tmp_path, MANY) is Verdict.NOT_READY
    write(tmp_path, {"references/a.b": PASSED, "references/c.d": PASSED})
    assert word(tmp_path, MANY) is Verdict.READY


def test_a_partial_run_can_fail_what_had_passed(tmp_path: Path) -> None:
    """A failure seen in a partial run counts at once."""
    write(tmp_path, {"references/a.b": PASSED, "references/c.d": PASSED}, age=timedelta(hours=2))
    write(tmp_path, {"references/a.b": FAILED})
    assert word(tmp_path, MANY) is Verdict.NOT_READY


def test_a_complete_run_that_could_not_tell_keeps_the_failure(tmp_path: Path) -> None:
    """An error does not answer the question, so the failure before it stands."""
    write(tmp_path, {"references/a.b": FAILED, "references/c.d": PASSED}, age=timedelta(hours=2))
    write(tmp_path, {"references/a.b": ERROR, "references/c.d": PASSED})
    assert word(tmp_path, MANY) is Verdict.NOT_READY


def test_several_runs_together_answer_one_criterion(tmp_path: Path) -> None:
    """Two partial runs of the same pair, each of one check, make the criterion whole."""
    write(tmp_path, {"references/a.b": PASSED}, age=timedelta(hours=2))
    write(tmp_path, {"references/c.d": PASSED})
    assert word(tmp_path, MANY) is Verdict.READY


def test_a_waiver_accepts_until_its_last_day(tmp_path: Path) -> None:
    """A failed check under a waiver is accepted; a day after the waiver's end it is NOT READY."""
    write(tmp_path, {"references/a.b": FAILED})
    for expires, verdict in ((NOW.date(), Verdict.READY), (date(2026, 2, 3), Verdict.NOT_READY)):
        waiver = Waiver(
            check="references/a.b",
            reason="known",
            owner="Ada",
            requester="Ada",
            approver="Ben",
            expires=expires,
        )
        assert word(tmp_path, ONE, waivers=(waiver,)) is verdict
        told = file_signoff(migration(ONE, waivers=(waiver,)), tmp_path, "1", NOW).document.statement
        # What was seen an hour ago is fresh until tomorrow, and what is accepted until today's end.
        assert told.fresh_until == (
            "2026-02-04T23:59:59Z" if expires == NOW.date() else "2026-02-05T11:00:00Z"
        )


@pytest.mark.parametrize("outcome", [PASSED, FAILED])
def test_a_waiver_past_its_date_stands_in_the_way(tmp_path: Path, outcome: Outcome) -> None:
    """Whatever its check says now; one of a class stays with the criterion that it was ever met in."""
    ended = Waiver(
        difference="orphans in a.b", reason="known", owner="Ada", requester="Ada", approver="Ben",
        expires=date(2026, 2, 3),
    )  # fmt: skip
    elsewhere = ended.model_copy(update={"difference": "orphans elsewhere"})
    other = Criterion(id="other", checks=("references/c.d",))
    was = evidence("references/a.b", FAILED, cause="orphans in a.b")
    write(tmp_path, {}, entries=(was,), age=timedelta(days=3))
    write(tmp_path, {"references/a.b": outcome, "references/c.d": PASSED})
    claimed = migration(ONE, other, waivers=(ended, elsewhere))
    told = file_signoff(claimed, tmp_path, "1", NOW).document.statement
    assert told.verdict is Verdict.NOT_READY
    assert {each.id: each.outcome for each in told.criteria} == {ONE.id: FAILED, "other": PASSED}
    why = "the waiver of orphans in a.b ended on 2026-02-03"
    assert [why in each.actual for each in told.criteria] == [True, False]
    assert sum(why in cause.says for cause in told.causes) == 1


def test_a_pass_rate_forgives_failures_but_not_silence(tmp_path: Path) -> None:
    """One of two passing is enough where the criterion says so, unless the other was never told."""
    rate = Criterion(id="rate", checks=MANY.checks, at_least=2, passing=1)
    write(tmp_path, {"references/a.b": PASSED}, age=timedelta(hours=2))
    assert word(tmp_path, rate) is Verdict.NOT_PROVEN
    write(tmp_path, {"references/a.b": PASSED, "references/c.d": FAILED})
    assert word(tmp_path, rate) is Verdict.READY


@pytest.mark.parametrize(
    ("passed", "failed", "verdict"),
    [
        (376, 0, Verdict.READY),
        (358, 18, Verdict.READY),
        (357, 19, Verdict.NOT_READY),
        (140, 236, Verdict.NOT_READY),
        (375, 0, Verdict.NOT_PROVEN),
    ],
)
def test_phase_5_demands_358_of_376_functions(
    tmp_path: Path, passed: int, failed: int, verdict: Verdict
) -> None:
    """The criterion of the real manifest: 95 % pass, and every one of 376 was run."""
    real = next(
        each for each in load_migration(ROOT / "migration").phase("5").criteria if each.id == "functions"
    )
    assert real.checks == ("functions/*",)
    names = tuple(f"functions/Kind/F{number}" for number in range(passed + failed))
    outcomes = {name: PASSED if number < passed else FAILED for number, name in enumerate(names)}
    write(tmp_path, outcomes)
    assert word(tmp_path, real.model_copy(update={"checks": names})) is verdict


def test_nothing_to_judge_is_said(tmp_path: Path) -> None:
    """Where nothing is planned that a criterion asks for, and nothing was seen, its reason is told."""
    write(tmp_path, {"references/a.b": PASSED})
    trail = Criterion(id="trail", checks=("audit/*",), nothing_to_judge="no repair was ever made")
    (phase,) = verdicts(migration(ONE, trail), read_archive(tmp_path).ledgers, NOW)
    assert phase.word is Verdict.READY
    assert phase.criteria[1].nothing_to_judge
    assert phase.criteria[1].reasons == ("no repair was ever made",)


def test_an_attestation_that_nobody_signed_is_not_proven(tmp_path: Path) -> None:
    """A statement by a person is owed like any check."""
    write(tmp_path, {"references/a.b": PASSED})
    assert word(tmp_path, ONE, Criterion(id="signed", attested="signed")) is Verdict.NOT_PROVEN


def test_an_unsealed_ledger_only_speaks_against_v2(tmp_path: Path) -> None:
    """Passes without a footer prove nothing, and replace no failure; a failure without one still counts."""
    write(tmp_path, {"references/a.b": FAILED, "references/c.d": PASSED}, age=timedelta(hours=3))
    write(tmp_path, {"references/a.b": PASSED, "references/c.d": PASSED}, age=timedelta(hours=2), ended=False)
    assert word(tmp_path, MANY) is Verdict.NOT_READY
    assert word(tmp_path, Criterion(id="other", checks=("references/c.d",))) is Verdict.NOT_PROVEN


def test_a_run_that_reached_no_system_keeps_what_was_shown(tmp_path: Path) -> None:
    """A start that failed makes nothing better: the failure before it stands."""
    write(tmp_path, {"references/a.b": FAILED, "references/c.d": PASSED}, age=timedelta(hours=2))
    write(tmp_path, {"references/a.b": ERROR, "references/c.d": ERROR}, identity="")
    assert word(tmp_path, MANY) is Verdict.NOT_READY
    assert word(tmp_path, Criterion(id="other", checks=("references/c.d",))) is Verdict.NOT_PROVEN


def test_a_failure_is_replaced_although_another_check_is_never_run(tmp_path: Path) -> None:
    """A check that cannot run on this pair does not keep the failure of another one alive."""
    write(tmp_path, {"references/a.b": FAILED, "references/c.d": NOT_RUN}, age=timedelta(hours=2))
    write(tmp_path, {"references/a.b": PASSED, "references/c.d": NOT_RUN})
    assert word(tmp_path, MANY) is Verdict.NOT_PROVEN
    assert word(tmp_path, ONE) is Verdict.READY


def test_a_complete_run_that_skips_a_check_keeps_its_failure(tmp_path: Path) -> None:
    """What was not asked again stands as it was shown."""
    write(tmp_path, {"references/a.b": FAILED, "references/c.d": PASSED}, age=timedelta(hours=2))
    write(tmp_path, {"references/a.b": NOT_RUN, "references/c.d": PASSED})
    assert word(tmp_path, MANY) is Verdict.NOT_READY


def test_what_was_once_looked_at_was_something_to_judge(tmp_path: Path) -> None:
    """A failure that has merely aged does not become "nothing to judge"."""
    trail = Criterion(id="trail", checks=("repair/audit-trail",), nothing_to_judge="no repair was ever made")
    write(tmp_path, {"repair/audit-trail": FAILED}, age=timedelta(days=3))
    assert word(tmp_path, trail) is Verdict.NOT_PROVEN


def test_a_damaged_ledger_leaves_nothing_proven(tmp_path: Path) -> None:
    """What cannot be believed may have held a failure, so the older pass does not come back."""
    write(tmp_path, {"references/a.b": PASSED}, age=timedelta(hours=2))
    damaged = write(tmp_path, {"references/a.b": FAILED})
    damaged.path.write_text(damaged.path.read_text() + "x\n")
    archive = read_archive(tmp_path)
    (phase,) = verdicts(migration(ONE), archive.ledgers, NOW, archive.unreadable)
    assert phase.word is Verdict.NOT_PROVEN


def test_an_edited_ledger_is_named_and_counts_for_nothing(tmp_path: Path) -> None:
    """Turning *failed* into *passed* by hand breaks the seal."""
    ledger = write(tmp_path, {"references/a.b": FAILED})
    ledger.path.write_text(ledger.path.read_text().replace('"failed"', '"passed"'))
    archive = read_archive(tmp_path)
    assert archive.ledgers == ()
    assert "ledger-edited" in archive.unreadable[0]
    assert word(tmp_path, ONE) is Verdict.NOT_PROVEN
