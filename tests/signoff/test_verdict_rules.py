"""The verdict's rules, every combination of them, against the same rules written a second time and apart."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import product
from pathlib import Path

import pytest
from tests.signoff.ledgers import DIGEST, NOW, evidence, migration

from cutover.evidence import Footer, Header, Ledger, Outcome
from cutover.manifest import Criterion, Waiver
from cutover.signoff import Verdict, verdicts
from cutover.signoff.attested import Attested

A, B = "references/a", "references/b"
STATES = (*Outcome, None)
"""What a run says of a check: an outcome, or nothing."""

CRITERIA = {
    "exact": Criterion(id="one", checks=(A, B)),
    "at least three": Criterion(id="one", checks=(A, B), at_least=3),
    "one of two": Criterion(id="one", checks=(A, B), at_least=2, passing=1),
    "two of three": Criterion(id="one", checks=(A, B), at_least=3, passing=2),
    "nothing to judge": Criterion(id="one", checks=(A, B), nothing_to_judge="no repair was ever made"),
}
WAIVERS = {"none": None, "alive": NOW.date(), "ended": date(2026, 2, 3)}
RUNS = (
    "fresh",
    "two halves",
    "killed",
    "stale",
    "from the future",
    "another manifest",
    "a self-test",
    "another pair since",
    "beside a damaged one",
    "beside one from the future",
)


@dataclass(frozen=True)
class Given:
    """One combination."""

    a: Outcome | None
    b: Outcome | None
    criterion: str
    waiver: str
    run: str

    def __str__(self) -> str:
        return f"a {self.a}, b {self.b}, {self.criterion}, waiver {self.waiver}, {self.run}"


def run_of(
    outcomes: dict[str, Outcome | None], age: timedelta = timedelta(hours=1), **changes: object
) -> Ledger:
    """A run in memory; both checks were selected."""
    started = NOW - age
    header = Header(
        run=f"{started:%Y%m%dT%H%M%SZ}-0001",
        started=started.isoformat(),
        cutover="0.1.0",
        environment="twin",
        pair={"identity": "twin ready", "v1": "", "v2": ""},
        versions={},
        manifest=DIGEST,
        snapshot="",
        seed=7,
        command="pytest",
        selected=(A, B),
        plan=((A, ""), (B, "")),
    )
    told = tuple(evidence(check, outcome) for check, outcome in outcomes.items() if outcome is not None)
    footer = Footer(started.isoformat(), len(told), 0, False, "")
    sealed = changes.pop("footer", footer)
    return Ledger(Path("ledger.jsonl"), replace(header, **changes), told, sealed)  # type: ignore[arg-type]


def ledgers_of(given: Given) -> tuple[Ledger, ...]:
    """The runs that lie there, oldest first."""
    both: dict[str, Outcome | None] = {A: given.a, B: given.b}
    hour = timedelta(hours=1)
    match given.run:
        case "two halves":
            return run_of({A: given.a}, 2 * hour), run_of({B: given.b}, hour)
        case "killed":
            return (run_of(both, footer=None),)
        case "stale":
            return (run_of(both, timedelta(days=1, seconds=1)),)
        case "from the future":
            return (run_of(both, -hour),)
        case "another manifest":
            return (run_of(both, manifest="sha256:two"),)
        case "a self-test":
            return (run_of(both, self_test=True),)
        case "another pair since":
            other = {"identity": "another", "v1": "", "v2": ""}
            return run_of(both, 2 * hour), run_of({}, hour, pair=other)
        case "beside one from the future":
            return run_of(both), run_of({}, -hour)
    return (run_of(both),)


def expected(given: Given) -> Verdict:
    """The rules, as DESIGN has them: shown wrong, else not shown, else READY."""
    criterion = CRITERIA[given.criterion]
    counts = given.run in (
        "fresh",
        "two halves",
        "killed",
        "beside a damaged one",
        "beside one from the future",
    )
    doubt = given.run in ("from the future", "beside a damaged one", "beside one from the future")
    if given.waiver == "ended":
        return Verdict.NOT_READY
    if given.criterion == "nothing to judge" and given.a is None and given.b is None:
        return Verdict.READY
    seen = []
    for check, outcome in ((A, given.a), (B, given.b)):
        known = outcome if counts and outcome is not None else Outcome.NOT_RUN
        if given.run == "killed" and known is not Outcome.FAILED:
            known = Outcome.ERROR
        if check == A and given.waiver == "alive" and known is Outcome.FAILED:
            known = Outcome.ERROR if given.run == "killed" else Outcome.ACCEPTED
        seen.append(known)
    shown = [known in (Outcome.PASSED, Outcome.ACCEPTED) for known in seen]
    told = [good or known is Outcome.FAILED for good, known in zip(shown, seen, strict=True)]
    enough = len(seen) >= (criterion.at_least or 0)
    rate = criterion.passing is not None and enough and all(told) and sum(shown) >= criterion.passing
    if Outcome.FAILED in seen and not rate:
        return Verdict.NOT_READY
    return Verdict.READY if enough and not doubt and (all(shown) or rate) else Verdict.NOT_PROVEN


def everything() -> Iterator[Given]:
    """Every combination there is."""
    yield from (Given(*each) for each in product(STATES, STATES, CRITERIA, WAIVERS, RUNS))


def waiver(expires: date) -> Waiver:
    """A waiver of the first check."""
    return Waiver(check=A, reason="known", owner="Ada", requester="Ada", approver="Ben", expires=expires)


def test_every_combination_has_the_word_that_the_rules_give_it() -> None:
    """Outcomes × kinds of criteria × waivers × runs: 7,350 verdicts, each as the rules say."""
    wrong, words = [], set()
    combinations = tuple(everything())
    for given in combinations:
        until = WAIVERS[given.waiver]
        waived = () if until is None else (waiver(until),)
        claimed = migration(CRITERIA[given.criterion], waivers=waived)
        damaged = ("ledger-edited: a run",) if given.run == "beside a damaged one" else ()
        (phase,) = verdicts(claimed, ledgers_of(given), NOW, damaged)
        words.add(phase.word)
        if phase.word is not expected(given):
            wrong.append(f"{given}: {phase.word}, and the rules say {expected(given)}")
    assert len(combinations) == len(STATES) ** 2 * len(CRITERIA) * len(WAIVERS) * len(RUNS) == 7_350
    assert wrong == []
    assert words == set(Verdict)


def test_nothing_but_green_and_whole_is_ready() -> None:
    """READY comes only from fresh, sealed, undoubted runs, with a word on each check that is no error."""
    for given in everything():
        if expected(given) is Verdict.READY and given.criterion != "nothing to judge":
            assert given.run in ("fresh", "two halves")
            assert {given.a, given.b} <= {Outcome.PASSED, Outcome.ACCEPTED, Outcome.FAILED}


@pytest.mark.parametrize(
    ("planned", "proven", "word"),
    [
        (376, 358, Verdict.READY),
        (376, 357, Verdict.NOT_READY),
        (400, 381, Verdict.READY),
        (400, 380, Verdict.NOT_READY),
    ],
)
def test_a_rate_is_kept_where_the_plan_grows(planned: int, proven: int, word: Verdict) -> None:
    """358 of 376 are 381 of 400: a number that is fixed would let the rate fall with every function added."""
    names = tuple(f"functions/Kind/F{number}" for number in range(planned))
    rate = Criterion(id="functions", checks=names, at_least=376, passing=358)
    told = {name: Outcome.PASSED if number < proven else Outcome.FAILED for number, name in enumerate(names)}
    (phase,) = verdicts(migration(rate), (run_of(dict(told)),), NOW)
    assert phase.word is word


SIGNED = Criterion(id="signed", attested="backups-made")


def stated(
    outcome: Outcome = Outcome.PASSED, age: timedelta = timedelta(hours=1), slug: str = "backups-made"
) -> Attested:
    """What somebody stated."""
    return Attested(slug, "ada@example.org", NOW - age, "states: made and read back", outcome, "f" * 64)


@pytest.mark.parametrize(
    ("name", "made", "word"),
    [
        ("nobody", (), Verdict.NOT_PROVEN),
        ("stated", (stated(),), Verdict.READY),
        ("denied", (stated(Outcome.FAILED),), Verdict.NOT_READY),
        ("open", (stated(Outcome.NOT_RUN),), Verdict.NOT_PROVEN),
        ("too old", (stated(age=timedelta(days=1, seconds=1)),), Verdict.NOT_PROVEN),
        ("from the future", (stated(age=-timedelta(seconds=1)),), Verdict.NOT_PROVEN),
        ("of something else", (stated(slug="support-trained"),), Verdict.NOT_PROVEN),
        ("denied since", (stated(age=timedelta(hours=2)), stated(Outcome.FAILED)), Verdict.NOT_READY),
        ("stated since", (stated(Outcome.FAILED, timedelta(hours=2)), stated()), Verdict.READY),
    ],
)  # fmt: skip
def test_a_statement_counts_while_it_is_young_and_the_last(
    name: str, made: tuple[Attested, ...], word: Verdict
) -> None:
    """A person's word is judged as a measurement is: the newest counts, neither too old nor of tomorrow."""
    (phase,) = verdicts(migration(SIGNED), (), NOW, attested=made)
    assert phase.word is word


def test_a_damaged_ledger_speaks_of_no_statement() -> None:
    """What people state does not hang on a run that cannot be believed."""
    (phase,) = verdicts(migration(SIGNED), (), NOW, ("ledger-edited: a run",), (stated(),))
    assert phase.word is Verdict.READY
