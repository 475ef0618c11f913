"""A latency: V2's time against V1's, in pairs."""

from collections.abc import Iterator, Mapping

from cutover.compare import LatencyJudgement, Slowness
from cutover.compare.latency import FEWEST_P95
from cutover.evidence import Evidence, Outcome
from cutover.manifest import Check, Tolerances
from cutover.suite.duties.seen import Shown, seen
from cutover.suite.text import count, silence
from cutover.suite.timing import Broken, Timed

_OUTCOMES = {"pass": Outcome.PASSED, "fail": Outcome.FAILED, "inconclusive": Outcome.INCONCLUSIVE}
_CAUSES = {
    "pass": "",
    "fail": "V2 is slower than V1",
    "inconclusive": "too few pairs to tell whether V2 is slower",
}
_NAMES = {"median": "median", "p95": "95th percentile"}


def evidence(check: Check, timed: Timed, tolerances: Tolerances, shown: Shown) -> Evidence:
    """Say how much slower V2 is, between which bounds, and how many pairs would settle what is open."""
    share, floor = f"{100 * tolerances.slower:g} %", f"{tolerances.slower_floor_ms:g} ms"
    expected = f"V2 at most {share}, or {floor}, slower than V1 in the median and the 95th percentile"
    notes = (*timed.unasked, f"every pair is in the run's {timed.samples}")
    if not timed.wants:
        why = timed.unasked[0] if timed.unasked else "no user can sign in on both sides"
        return seen(
            check, Outcome.ERROR, expected=expected, actual=f"nothing was timed: {why}",
            cause="nothing was timed", notes=notes,
        )  # fmt: skip
    if timed.broken is not None:
        return _broken(check, expected, timed, timed.broken, notes, shown)
    judgement = timed.judgement
    assert judgement is not None, "what was asked and did not break off was judged"
    return seen(
        check,
        _OUTCOMES[judgement.verdict],
        expected=expected,
        actual=" · ".join((*_told(judgement), _pairs(judgement))),
        cause=_CAUSES[judgement.verdict],
        figures=_figures(judgement),
        notes=notes,
        reproduce=(*_longer(check, judgement), *timed.commands),
    )


def _broken(
    check: Check, expected: str, timed: Timed, broken: Broken, notes: tuple[str, ...], shown: Shown
) -> Evidence:
    """V2 is shown wrong where it fails and V1 answers; else nothing is shown."""
    judgement, want = broken.judgement, broken.want
    side, colon, error = judgement.reason.partition(": ")
    reason = silence(side, error) if colon and side in ("V1", "V2") else judgement.reason
    return seen(
        check,
        Outcome.FAILED if judgement.v2_wrong else Outcome.ERROR,
        expected=expected,
        actual=f"{shown(reason)} · after {count(timed.pairs, 'pair')}",
        cause=str(shown(reason)),
        figures={"pairs": timed.pairs},
        notes=(f"user {want.user}, case {want.case}", *notes),
        reproduce=timed.commands,
    )


def _told(judgement: LatencyJudgement) -> Iterator[str]:
    for name, each in (("median", judgement.median), ("p95", judgement.p95)):
        if each is not None:
            times = f"{1000 * each.v1:.1f} → {1000 * each.v2:.1f} ms"
            bounds = f"between ×{each.lower:.2f} and ×{each.upper:.2f}, at most ×{each.limit:.2f}"
            yield f"{_NAMES[name]} ×{each.ratio:.2f} ({bounds}): {times}"


def _pairs(judgement: LatencyJudgement) -> str:
    pairs = count(judgement.pairs, "pair")
    if judgement.verdict != "inconclusive":
        return pairs
    if judgement.needed is None:
        return f"{pairs}, and no number of them is likely to settle it: V2 lies at the limit"
    if judgement.pairs + judgement.needed <= FEWEST_P95:
        return f"{pairs}, {judgement.needed:,} more needed: {FEWEST_P95} are the fewest that can pass"
    return f"{pairs}, about {judgement.needed:,} more needed"


def _figures(judgement: LatencyJudgement) -> Mapping[str, int | float]:
    figures: dict[str, int | float] = {"pairs": judgement.pairs}
    for name, each in (("median", judgement.median), ("p95", judgement.p95)):
        if each is not None:
            figures |= _figures_of(name, each)
    if judgement.verdict == "inconclusive" and judgement.needed is not None:
        figures["pairs needed"] = judgement.needed
    return figures


def _figures_of(name: str, each: Slowness) -> dict[str, float]:
    return {
        f"{name} ratio": round(each.ratio, 4),
        f"{name} lower": round(each.lower, 4),
        f"{name} upper": round(each.upper, 4),
        f"{name} limit": round(each.limit, 4),
        f"{name} V1 ms": round(1000 * each.v1, 3),
        f"{name} V2 ms": round(1000 * each.v2, 3),
    }


def _longer(check: Check, judgement: LatencyJudgement) -> Iterator[str]:
    """The command that times an undecided endpoint for long enough."""
    if judgement.verdict == "inconclusive" and judgement.needed:
        yield f"cutover latency {check.subject} --pairs {judgement.pairs + judgement.needed}"
