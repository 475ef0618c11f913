"""Stating: from the verdict of a phase to the statement that is signed."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from importlib.metadata import version

from cutover.evidence import Ledger, Outcome
from cutover.signoff import criteria
from cutover.signoff.attested import Attested
from cutover.signoff.document import Document
from cutover.signoff.final_report import final_report
from cutover.signoff.grounds import Grounds, fresh_until
from cutover.signoff.obstacles import issues_of, stories
from cutover.signoff.plain import plain
from cutover.signoff.standing import Standing
from cutover.signoff.statement import (
    FORMAT,
    AttestationStated,
    BeforeStated,
    ChangeStated,
    CriterionStated,
    NeedStated,
    PairStated,
    PastStated,
    PhaseStated,
    RunStated,
    Statement,
    WaiverStated,
)
from cutover.signoff.tracing import traceability
from cutover.signoff.unchecked import not_checked
from cutover.signoff.verdict import CriterionResult
from cutover.signoff.waiving import differences, speaking_of, waiver_of

SHOWN_CAUSES = 5
SHOWN_RUNS = 10


def state(grounds: Grounds) -> Statement:
    """Return the statement; the same grounds give the same bytes."""
    phase, runs = grounds.phase, grounds.runs
    told = tuple(criteria.stated(result) for result in grounds.verdict.criteria)
    causes, (issues, more_issues) = stories(grounds), issues_of(grounds)
    return Statement(
        format=FORMAT,
        migration=plain(grounds.migration.name),
        phase=PhaseStated(id=phase.id, name=plain(phase.name), needs=phase.needs, owner=plain(phase.owner)),
        verdict=grounds.verdict.word,
        approvers=phase.approvers,
        stated_at=moment(grounds.now),
        fresh_until=_fresh_until(grounds),
        started_by=tuple(sorted({plain(run.header.started_by) for run in runs} - {""})),
        pair=_pair(runs),
        manifest=grounds.migration.digest,
        cutover=version("cutover"),
        commit=grounds.commit,
        tiles=_tiles(grounds, told),
        to_become_ready=tuple(plain(each) for each in grounds.verdict.obstacles),
        runs=tuple(_run(run, grounds.ledgers.get(run.header.run, "")) for run in runs),
        criteria=told,
        causes=causes[:SHOWN_CAUSES],
        more_causes=len(causes[SHOWN_CAUSES:]),
        issues=issues,
        more_issues=more_issues,
        waivers=_waivers(grounds),
        findings=grounds.findings,
        not_checked=not_checked(grounds),
        attestations=_attestations(grounds),
        needs=tuple(_need(need, grounds.needs.get(need)) for need in phase.needs),
        traceability=traceability(grounds),
        history=_history(grounds),
        before=_before(grounds.before, told) if grounds.before else None,
        report=final_report(grounds),
        files=grounds.files,
        warnings=tuple(plain(each) for each in (*grounds.warnings, *_warnings(grounds))),
    )


def moment(at: datetime) -> str:
    """Return a moment as documents write it: ISO 8601 in UTC, to the second."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _fresh_until(grounds: Grounds) -> str:
    resting = {standing.run for standing in grounds.standings.values()}
    until = fresh_until(
        grounds.phase,
        [run for run in grounds.runs if run.header.run in resting],
        [each for slug in _slugs(grounds) if (each := _counting(grounds, slug))],
    )
    # What a waiver accepted is accepted no longer than the waiver lasts.
    ends = (date.fromisoformat(each.expires) for each in _waivers(grounds))
    last = (datetime.combine(end, time(23, 59, 59), UTC) for end in ends if end >= grounds.now.date())
    return moment(min((until, *last))) if until else ""


def _pair(runs: tuple[Ledger, ...]) -> PairStated:
    reached = [run.header.pair for run in runs if run.header.pair.get("identity")]
    last = reached[-1] if reached else {}
    return PairStated(**{name: plain(last.get(name, "")) for name in ("identity", "v1", "v2")})


def _tiles(grounds: Grounds, told: tuple[CriterionStated, ...]) -> dict[str, int]:
    counts = Counter(standing.outcome for standing in grounds.standings.values())
    beyond = sum(max(0, each.owed - len(each.checks)) for each in told)
    planned = len(grounds.standings) + beyond
    shown = {name: counts[Outcome(name)] for name in ("passed", "failed", "accepted")}
    return {**shown, "not proven": planned - sum(shown.values()), "planned": planned}


def _run(run: Ledger, ledger: str) -> RunStated:
    header = run.header
    return RunStated(
        run=header.run,
        ledger=ledger,
        started=header.started,
        ended=run.footer.ended if run.footer else "",
        started_by=plain(header.started_by),
        checks=len(run.evidence),
        command=plain(header.command),
        environment=plain(header.environment),
        snapshot=plain(header.snapshot),
        seed="" if header.seed is None else str(header.seed),
        versions={plain(name): plain(number) for name, number in header.versions.items()},
        override=plain(header.override),
    )


def _waivers(grounds: Grounds) -> tuple[WaiverStated, ...]:
    """Return the waivers that speak of a check of the phase, each with how many differences it accepts."""
    waivers = grounds.migration.waivers
    met: dict[str, list[Standing]] = {waiver.names: [] for waiver in waivers}
    for standing in grounds.standings.values():
        if (waiver := waiver_of(standing, waivers)) is not None:
            met[waiver.names].append(standing)
    return tuple(
        WaiverStated(
            names=plain(waiver.names),
            reason=plain(waiver.reason),
            owner=plain(waiver.owner),
            requester=plain(waiver.requester),
            approver=plain(waiver.approver),
            expires=waiver.expires.isoformat(),
            accepted=sum(
                differences(each.evidence) or 1
                for each in met[waiver.names]
                if each.outcome is Outcome.ACCEPTED
            ),
            most="" if waiver.at_most is None else f"{waiver.at_most:,}",
        )
        for waiver in speaking_of(grounds.standings.values(), waivers)
    )


def _slugs(grounds: Grounds) -> tuple[str, ...]:
    return tuple(each.attested for each in grounds.phase.criteria if each.attested is not None)


def _counting(grounds: Grounds, slug: str) -> Attested | None:
    """Return the statement that the verdict rests on, if there is one."""
    if grounds.standings[f"attested/{slug}"].evidence is None:
        return None
    made = [each for each in grounds.attested if each.slug == slug and each.at <= grounds.now]
    return max(made, key=lambda each: each.at, default=None)


def _attestations(grounds: Grounds) -> tuple[AttestationStated, ...]:
    return tuple(
        _attestation(result, _counting(grounds, result.criterion.attested))
        for result in grounds.verdict.criteria
        if result.criterion.attested is not None
    )


def _attestation(result: CriterionResult, made: Attested | None) -> AttestationStated:
    return AttestationStated(
        slug=result.criterion.attested or "",
        says=plain(result.criterion.says),
        by=plain(made.by) if made else "",
        at=moment(made.at) if made else "",
        meaning=plain(made.meaning) if made else "",
        outcome=result.outcome,
        digest=made.digest if made else "",
    )


def _need(phase: str, document: Document | None) -> NeedStated:
    if document is None:
        return NeedStated(phase=phase, digest="", verdict="")
    return NeedStated(phase=phase, digest=document.statement.digest, verdict=str(document.statement.verdict))


def _history(grounds: Grounds) -> tuple[PastStated, ...]:
    owed = grounds.standings.keys()
    spoken = [run for run in grounds.archive.ledgers if any(entry.check in owed for entry in run.evidence)]
    return tuple(_past(run, grounds) for run in spoken[-SHOWN_RUNS:])


def _past(run: Ledger, grounds: Grounds) -> PastStated:
    owed = grounds.standings
    counts = Counter(entry.outcome for entry in run.evidence if entry.check in owed)
    told = {name: counts[Outcome(name)] for name in ("passed", "accepted", "failed")}
    return PastStated(
        run=run.header.run,
        started=run.header.started,
        by=plain(run.header.started_by),
        pair=plain(run.header.pair.get("identity", "")),
        other=sum(counts.values()) - sum(told.values()),
        planned=len(owed),
        **told,
    )


def _before(document: Document, told: tuple[CriterionStated, ...]) -> BeforeStated:
    before = {each.id: each for each in document.statement.criteria}
    return BeforeStated(
        digest=document.statement.digest,
        stated_at=document.statement.stated_at,
        verdict=str(document.statement.verdict),
        changes=tuple(
            ChangeStated(criterion=each.id, before=_in_words(before.get(each.id)), now=_in_words(each))
            for each in told
            if _in_words(before.get(each.id)) != _in_words(each)
        ),
    )


def _in_words(criterion: CriterionStated | None) -> str:
    return f"{criterion.outcome}: {criterion.actual}" if criterion else "there was no such criterion"


def _warnings(grounds: Grounds) -> Iterator[str]:
    """Say what makes a green page mean less, or nothing."""
    yield from grounds.archive.unreadable
    runs = grounds.runs
    measured = any(result.criterion.attested is None for result in grounds.verdict.criteria)
    if measured and not runs:
        yield "No run of this pair and manifest counts, so nothing that is measured is known."
    elif measured and not any(entry.outcome.proves or entry.outcome is Outcome.FAILED
                              for run in runs for entry in run.evidence):  # fmt: skip
        yield "No check of the runs that count passed or failed: nothing was measured."
    newest = grounds.archive.newest
    if newest is not None and newest.header.manifest != grounds.migration.digest:
        yield "The last run was made with another manifest: it proves nothing about this one."
    if newest is not None and newest.header.self_test:
        yield "The last run was a self-test, in which V1 and V2 may be one system: it counts for nothing."
    for run in runs:
        name = f"Run {run.header.run}"
        if run.footer is None:
            yield f"{name} was killed before its end: only what failed in it counts."
        elif run.footer.interrupted:
            yield f"{name} was stopped before its end, or left selected checks without a result."
        if run.header.override:
            yield f"{name} was started although a phase that it needs was not READY: {run.header.override}"
        if not run.header.started_by:
            yield f"{name} does not say who started it, so nobody can be kept from approving their own run."
