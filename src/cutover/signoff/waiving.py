"""Waiving: whether a waiver accepts what a check failed with, and what is wrong with waivers.

Nothing is accepted that is not shown: a maximum needs a count, and a predicate needs every value.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date

from cutover.evidence import Evidence, Outcome
from cutover.manifest import Criterion, Migration, Predicate, Waiver
from cutover.manifest.predicates import satisfies
from cutover.manifest.waiver import WaiverFinding, waiver_findings
from cutover.signoff.standing import Standing

_SPARE = 10
"""A maximum may lie so much above what is met before it is called broad."""
_COUNTS = ("differences", "orphans")
"""The figures that count differences one by one."""
_OTHERS = ("relations broken", "failed", "vacuous", "unstable", "flaky")
"""The figures that say that something else is wrong than values."""
_NOT_SHOWN = ("hmac:", "[secret]", "…")


def waiver_of(standing: Standing, waivers: Sequence[Waiver]) -> Waiver | None:
    """Return the waiver that speaks of a failed check, the one that names it before one of its class."""
    if standing.outcome not in (Outcome.FAILED, Outcome.ACCEPTED):
        return None
    cause = standing.evidence.cause if standing.evidence else ""
    found = [waiver for waiver in waivers if waiver.is_about(standing.check, cause)]
    return min(found, key=lambda waiver: waiver.check is None, default=None)


def speaking_of(standings: Iterable[Standing], waivers: Sequence[Waiver]) -> tuple[Waiver, ...]:
    """Return the waivers that name one of these checks, or accept or refuse what one of them fails with."""
    stands = tuple(standings)
    checks = {standing.check for standing in stands}
    met = [waiver_of(standing, waivers) for standing in stands]
    return tuple(waiver for waiver in waivers if waiver.check in checks or waiver in met)


def refusal(waiver: Waiver, evidence: Evidence | None, today: date) -> str:
    """Say why a waiver does not accept what a check failed with; empty where it does."""
    if waiver.expires < today:
        return _end(waiver)
    if waiver.at_most is None and waiver.allow is None:
        return ""
    number = differences(evidence)
    if not number:
        return f"it does not differ in so many values, so the waiver of {waiver.names} does not accept it"
    if waiver.at_most is not None and number > waiver.at_most:
        return f"it differs {number:,} times, and the waiver of {waiver.names} accepts {waiver.at_most:,}"
    if waiver.allow is None or evidence is None:
        return ""
    shown = [sample for sample in evidence.samples if "V1" in sample and "V2" in sample]
    if len(shown) < number:
        return f"{len(shown):,} of {number:,} differences are shown, and the waiver asks something of each"
    odd = next((each for each in shown if not _allows(waiver.allow, each)), None)
    if odd is None:
        return ""
    return f"the waiver does not allow V1 {str(odd['V1'])[:40]} → V2 {str(odd['V2'])[:40]}"


def ended(
    waivers: Iterable[Waiver], criterion: Criterion, seen: Collection[tuple[str, str]], today: date
) -> Iterator[str]:
    """Say which waivers of a criterion's checks are past their date, whether or not they are met still.

    ``seen`` are its checks with what they ever failed with: of a class of differences nothing else tells
    whose it is.
    """
    for waiver in waivers:
        if waiver.expires < today and (
            criterion.matches(waiver.check)
            if waiver.check is not None
            else any(waiver.is_about(check, cause) for check, cause in seen)
        ):
            yield _end(waiver)


def _end(waiver: Waiver) -> str:
    return f"the waiver of {waiver.names} ended on {waiver.expires}"


def differences(evidence: Evidence | None) -> int | None:
    """Return how many differences a check counted; None where it did not, or something else is wrong too."""
    if evidence is None or any(evidence.figures.get(name) for name in _OTHERS):
        return None
    figures = evidence.figures
    if evidence.check.startswith("counts/") and {"v1", "v2"} <= figures.keys():
        return int(abs(figures["v1"] - figures["v2"]))
    return next((int(figures[name]) for name in _COUNTS if name in figures), None)


def findings(migration: Migration, standings: Iterable[Standing], today: date) -> Iterator[WaiverFinding]:
    """Yield what is wrong with waivers: ended, unused, over-broad, refused by what they met."""
    yield from waiver_findings(migration.waivers, migration.people, today)
    stands = {standing.check: standing for standing in standings}
    for waiver in migration.waivers:
        met = [each for each in stands.values() if waiver_of(each, migration.waivers) is waiver]
        if not met and _is_unused(waiver, stands):
            yield WaiverFinding("waiver-unused", waiver.names, "nothing fails that it speaks of: take it out")
        for each in met:
            why = refusal(waiver, each.evidence, today)
            number = differences(each.evidence)
            if why and waiver.expires >= today:
                yield WaiverFinding("waiver-exceeded", waiver.names, f"{each.check}: {why}")
            elif waiver.at_most and number is not None and waiver.at_most > max(2 * number, number + _SPARE):
                says = f"it accepts {waiver.at_most:,} differences, and {each.check} has {number:,}"
                yield WaiverFinding("waiver-broad", waiver.names, says)


def _is_unused(waiver: Waiver, stands: Mapping[str, Standing]) -> bool:
    """Whether what a waiver speaks of was looked at; of a class that is so where all else was."""
    if waiver.check is not None:
        return waiver.check in stands and stands[waiver.check].outcome is Outcome.PASSED
    return bool(stands) and all(each.outcome in (Outcome.PASSED, Outcome.FAILED) for each in stands.values())


def _allows(predicate: Predicate, sample: Mapping[str, object]) -> bool:
    """Whether both values, as they are shown, satisfy a predicate; what is not shown whole satisfies none."""
    v1, v2 = (str(sample[side]).replace("⟦", "").replace("⟧", "") for side in ("V1", "V2"))
    if any(sign in text for sign in _NOT_SHOWN for text in (v1, v2)):
        return False
    of_texts = predicate.same_format or predicate.equal_after
    if of_texts and not satisfies(predicate.model_copy(update={"within": None}), v1, v2):
        return False
    return predicate.within is None or satisfies(Predicate(within=predicate.within), _number(v1), _number(v2))


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
