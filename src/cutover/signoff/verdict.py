"""The verdict of a phase over its own criteria: READY, NOT READY or NOT PROVEN."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from cutover.evidence import Evidence, Ledger, Outcome, worst
from cutover.manifest import Criterion, Migration, Phase, Waiver, plan
from cutover.signoff.archive import fresh, from_the_future, speaking
from cutover.signoff.attested import Attested
from cutover.signoff.standing import Standing, standings
from cutover.signoff.unjudged import says_nothing, witness
from cutover.signoff.waiving import ended, refusal, waiver_of


class Verdict(StrEnum):
    """The three words; the later in this list, the worse."""

    READY = "READY"
    NOT_PROVEN = "NOT PROVEN"
    NOT_READY = "NOT READY"


@dataclass(frozen=True)
class CriterionResult:
    """What one criterion came to, over every check that it owes."""

    criterion: Criterion
    outcome: Outcome
    standings: tuple[Standing, ...]
    reasons: tuple[str, ...] = ()
    """What stands in its way, or what a reader must know although nothing does."""
    late: tuple[str, ...] = ()
    """The waivers of its checks that are past their date, in words."""
    in_doubt: bool = False
    """Whether something may speak against it that cannot be read."""

    @property
    def nothing_to_judge(self) -> bool:
        """Whether there rightly is nothing; its reason says why."""
        return not self.standings and self.outcome.proves

    @property
    def owed(self) -> int:
        """How many checks must be proven."""
        return 0 if self.nothing_to_judge else max(len(self.standings), self.criterion.demanded)

    @property
    def passing(self) -> int:
        """How many of the owed have to be proven: all of them, unless the criterion has a rate."""
        return needed(self.criterion, self.owed)

    @property
    def proven(self) -> int:
        """How many checks are."""
        return sum(standing.outcome.proves for standing in self.standings)


@dataclass(frozen=True)
class PhaseVerdict:
    """The verdict of one phase, with the results that it follows from."""

    phase: Phase
    criteria: tuple[CriterionResult, ...]

    @property
    def word(self) -> Verdict:
        """First match wins: something is shown wrong, something is not shown, else READY."""
        return word_for(worst(result.outcome for result in self.criteria))

    @property
    def obstacles(self) -> tuple[str, ...]:
        """What would have to change for READY, one entry a criterion, the worst first."""
        standing = [result for result in self.criteria if not result.outcome.proves]
        standing.sort(key=lambda result: -result.outcome.severity)
        return tuple(f"{result.criterion.id}: {'; '.join(result.reasons)}" for result in standing)


def needed(criterion: Criterion, owed: int) -> int:
    """Return how many of the owed checks a criterion wants proven.

    A rate is kept where the plan holds more than the criterion demands: 358 of 376 are 381 of 400.
    """
    if criterion.passing is None:
        return owed
    return -(-criterion.passing * max(owed, criterion.demanded) // criterion.demanded)


def word_for(outcome: Outcome) -> Verdict:
    """Return the word for the worst outcome of all that a phase owes."""
    if outcome is Outcome.FAILED:
        return Verdict.NOT_READY
    return Verdict.READY if outcome.proves else Verdict.NOT_PROVEN


def overall(phases: Iterable[PhaseVerdict]) -> Verdict:
    """Return the worst verdict; of no phases nothing is proven."""
    words = [phase.word for phase in phases]
    return max(words, key=list(Verdict).index, default=Verdict.NOT_PROVEN)


def verdicts(
    migration: Migration,
    ledgers: Sequence[Ledger],
    now: datetime,
    unreadable: Sequence[str] = (),
    attested: Sequence[Attested] = (),
) -> tuple[PhaseVerdict, ...]:
    """Judge every phase of the manifest by the ledgers (oldest first) that may speak for it at ``now``.

    A ledger that cannot be believed may have held a failure, and so may one from the future, which does not
    count: while one lies there, nothing measured is proven. ``attested`` are statements whose signatures
    are good.
    """
    relevant = speaking(ledgers, migration.digest)
    known = _Known(
        planned=tuple(check.id for check in plan(migration) if check.gating),
        waivers=migration.waivers,
        now=now,
        ever_seen={(entry.check, entry.cause): None for ledger in ledgers for entry in ledger.evidence},
        doubts=(*_doubts(unreadable), *_clock(from_the_future(relevant, now))),
        attested=tuple(attested),
        witnesses={
            criterion: witness(criterion, ledgers, relevant[-1].header if relevant else None)
            for phase in migration.phases
            for criterion in phase.criteria
            if criterion.nothing_to_judge is not None
        },
    )
    return tuple(
        PhaseVerdict(
            phase,
            tuple(
                _judge(criterion, fresh(relevant, now, phase.fresh_for), phase.fresh_for, known)
                for criterion in phase.criteria
            ),
        )
        for phase in migration.phases
    )


@dataclass(frozen=True)
class _Known:
    """What is the same for every criterion."""

    planned: tuple[str, ...]
    waivers: Sequence[Waiver]
    now: datetime
    ever_seen: Mapping[tuple[str, str], None]
    """Every check with every cause that any run ever gave it, in their order."""
    doubts: tuple[str, ...]
    """Why nothing measured can be proven at all."""
    attested: tuple[Attested, ...]
    witnesses: Mapping[Criterion, str]
    """Of criteria that may have nothing to judge: the first run that had something, "" where none had."""

    def seen(self, criterion: Criterion) -> Iterator[tuple[str, str]]:
        """Yield the criterion's checks that were ever looked at, with what they failed with."""
        return (each for each in self.ever_seen if criterion.matches(each[0]))


def _doubts(unreadable: Sequence[str]) -> tuple[str, ...]:
    why = "a ledger cannot be believed: see the top of the page, and remove its run"
    return (why,) if unreadable else ()


def _clock(future: Sequence[Ledger]) -> tuple[str, ...]:
    return tuple(
        f"run {ledger.header.run} began after now: a clock was set back, or this one is wrong"
        for ledger in future[:1]
    )


def _judge(
    criterion: Criterion, ledgers: Sequence[Ledger], fresh_for: timedelta, known: _Known
) -> CriterionResult:
    if criterion.attested is not None:
        return _judge_statement(criterion, criterion.attested, fresh_for, known)
    planned = [check for check in known.planned if criterion.matches(check)]
    why, today = criterion.nothing_to_judge, known.now.date()
    seen = tuple(known.seen(criterion))
    late = tuple(ended(known.waivers, criterion, seen, today))
    # What was ever looked at or waived, however long ago, was something to judge.
    if why is not None and not (planned or seen or late):
        return CriterionResult(criterion, Outcome.PASSED, (), (why,))
    owed = tuple(dict.fromkeys((*criterion.owed, *planned)))
    stands = tuple(_waived(standing, known.waivers, today) for standing in standings(owed, ledgers))
    outcome, reasons = _outcome(criterion, stands), _reasons(criterion, stands, known.waivers, today)
    if why is not None and stands and all(map(says_nothing, stands)):
        if before := known.witnesses[criterion]:
            reasons = (f"run {before} judged a repair, of which V2 holds no archive any more: put it back",)
        elif not (late or known.doubts):
            return CriterionResult(criterion, Outcome.PASSED, (), (why,))
    # What was accepted for a while is decided by a person, not by a run that happens to pass.
    if late:
        outcome, reasons = Outcome.FAILED, tuple(dict.fromkeys((*reasons, *late)))
    if known.doubts:
        outcome = max(outcome, Outcome.ERROR)
    return CriterionResult(criterion, outcome, stands, (*reasons, *known.doubts), late, bool(known.doubts))


def _judge_statement(criterion: Criterion, slug: str, fresh_for: timedelta, known: _Known) -> CriterionResult:
    """Judge what a person states: the newest statement that is neither too old nor from the future."""
    check = f"attested/{slug}"
    made = sorted((each for each in known.attested if each.slug == slug), key=lambda each: each.at)
    young = [each for each in made if timedelta() <= known.now - each.at <= fresh_for]
    if not young:
        why = f"the statement of {made[-1].at:%Y-%m-%d %H:%M %Z} is " if made else ""
        late = "dated after now" if made and made[-1].at > known.now else "too old"
        reason = why + late if made else "nobody has stated and signed it"
        return CriterionResult(criterion, Outcome.NOT_RUN, (Standing(check),), (reason,))
    last = young[-1]
    said = f"{last.by} stated on {last.at:%Y-%m-%d at %H:%M %Z}: {last.meaning}"
    evidence = Evidence(check, last.outcome, criterion.says or slug, "a signed statement", said)
    standing = Standing(check, last.outcome, evidence)
    return CriterionResult(
        criterion, last.outcome, (standing,), () if last.outcome.proves else (f"{last.outcome}: {said}",)
    )


def _waived(standing: Standing, waivers: Sequence[Waiver], today: date) -> Standing:
    waiver = waiver_of(standing, waivers)
    if waiver is None or standing.outcome is not Outcome.FAILED or refusal(waiver, standing.evidence, today):
        return standing
    # A run that was killed speaks only against V2: what it saw fail is no difference that can be accepted.
    return replace(standing, outcome=Outcome.ACCEPTED if standing.sealed else Outcome.ERROR)


def _outcome(criterion: Criterion, stands: Sequence[Standing]) -> Outcome:
    outcomes = [standing.outcome for standing in stands]
    if len(stands) < criterion.demanded:
        return max(Outcome.NOT_RUN, worst(outcomes))
    if criterion.passing is not None and _enough(criterion, outcomes):
        return Outcome.PASSED
    return worst(outcomes)


def _enough(criterion: Criterion, outcomes: Sequence[Outcome]) -> bool:
    # A pass rate forgives what is shown wrong, never what was not shown at all.
    told = all(outcome.proves or outcome is Outcome.FAILED for outcome in outcomes)
    return told and sum(outcome.proves for outcome in outcomes) >= needed(criterion, len(outcomes))


def _reasons(
    criterion: Criterion, stands: Sequence[Standing], waivers: Sequence[Waiver], today: date
) -> tuple[str, ...]:
    reasons = []
    if not stands:
        return (f"{criterion.demanded:,} checks are owed, and no suite does any of them yet",)
    if len(stands) < criterion.demanded:
        reasons.append(f"{criterion.demanded:,} checks are owed, the plan holds {len(stands):,}")
    for outcome in (Outcome.FAILED, Outcome.ERROR, Outcome.INCONCLUSIVE, Outcome.NOT_RUN, Outcome.ACCEPTED):
        hit = [standing for standing in stands if standing.outcome is outcome]
        if hit:
            reasons.append(_told(outcome, hit, len(stands)))
    for standing in stands:
        waiver = waiver_of(standing, waivers) if standing.outcome is Outcome.FAILED else None
        if waiver is not None and (why := refusal(waiver, standing.evidence, today)):
            reasons.append(why)
    return tuple(reasons)


def _told(outcome: Outcome, hit: Sequence[Standing], total: int) -> str:
    if total == 1:
        return (
            f"{outcome}: {hit[0].reason}"
            if outcome is not Outcome.NOT_RUN
            else f"{hit[0].check} was never run"
        )
    return f"{len(hit):,} of {total:,} {outcome}"
