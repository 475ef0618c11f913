"""An answer: V2's against V1's, for every user and case."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from cutover.compare import CaseJudgement, Cluster, Difference, judge, read_json
from cutover.compare.lists import rows_at
from cutover.compare.rules import path_of
from cutover.evidence import Evidence, Outcome
from cutover.manifest import Check, DerivedCase, Endpoint, Tolerances
from cutover.suite.asked import Answers, Asked
from cutover.suite.duties.seen import Shown, seen
from cutover.suite.text import count, shortened, silence

_CLUSTERS = 4
"""Clusters of which samples are kept, the most frequent first."""
_SAMPLES = 3
"""Samples of a cluster, each of another case where there are so many."""
_TOLD = 12
"""Cases that are told one by one."""


@dataclass(frozen=True)
class Judged:
    """One case of one user, judged; with the commands that ask it again."""

    user: int
    case: str
    rows: int | None
    """Rows of V1's answer; None where it is not a list."""
    key: tuple[str, ...]
    """The fields by which rows are known."""
    judgement: CaseJudgement
    commands: tuple[str, ...]
    derived: bool = False
    """Whether nobody wrote this case, so that it may rightly find nothing."""
    retried: tuple[str, ...] = ()
    """Why a side was asked more than once."""
    asked: Asked | None = None
    """What was judged: where V2 differed, what was asked in turn and not the first answers."""

    @property
    def idle(self) -> bool:
        """Whether a case that nobody wrote shows nothing: it is told, and neither a match nor a finding."""
        return self.derived and self.judgement.outcome == "vacuous"

    @property
    def flaky(self) -> bool:
        """Whether all is well, but not at the first try."""
        return bool(self.retried) and self.judgement.good

    @property
    def outcome(self) -> Outcome:
        """A side that gave no answer shows nothing about V2, unless V2 failed where V1 answered."""
        if self.flaky:
            return Outcome.INCONCLUSIVE
        if self.judgement.good or self.idle:
            return Outcome.PASSED
        if self.judgement.outcome == "unstable":
            return Outcome.INCONCLUSIVE
        if self.judgement.outcome == "failed" and not self.judgement.v2_wrong:
            return Outcome.ERROR
        return Outcome.FAILED


Again = Callable[[Sequence[Asked]], Sequence[Asked]]
"""Asks V1 once more."""


def judged(
    endpoint: Endpoint, answers: Answers, tolerances: Tolerances, again: Again | None = None
) -> tuple[Judged, ...]:
    """Judge each case by V1's answer; where V2 differs, by what V1, V2 and V1 then say strictly in turn."""
    first = tuple(_judged(endpoint, each, tolerances) for each in answers.asked)
    doubtful = [number for number, each in enumerate(first) if each.judgement.doubtful]
    if again is None or not doubtful:
        return first
    asked = again([answers.asked[number] for number in doubtful])
    second = {n: _judged(endpoint, each, tolerances) for n, each in zip(doubtful, asked, strict=True)}
    return tuple(
        _settled(endpoint, each, second[number]) if number in second else each
        for number, each in enumerate(first)
    )


def evidence(check: Check, cases: Sequence[Judged], unasked: Sequence[str], shown: Shown) -> Evidence:
    """Say what the worst case shows, how many cases there were, and what differs over all of them."""
    if not cases:
        return seen(
            check,
            Outcome.ERROR,
            expected="an answer of both systems for at least one user",
            actual=f"nobody was asked: {unasked[0] if unasked else 'no user can sign in on both sides'}",
            cause="nobody was asked",
            notes=unasked,
        )
    wrong = _not_well(cases)
    worst = max(wrong, key=lambda case: (case.outcome.severity, case.judgement.places), default=None)
    asked = f"{count(len(cases), 'case')} of {count(len({case.user for case in cases}), 'user')}"
    expected = f"V1's answer, in each of {asked}"
    notes = [*_one_by_one(wrong), *_idle(cases), *unasked]
    if worst is None:
        same = f"the same answer in {asked}"
        if idle := sum(case.idle for case in cases):
            same = f"the same answer in {len(cases) - idle} of {asked}, the rest find nothing"
        return seen(
            check, Outcome.PASSED, expected=expected, actual=same, figures=figures_of(cases), notes=notes
        )
    return seen(
        check,
        Outcome.FAILED if worst.idle else worst.outcome,
        expected=expected,
        actual=_told(worst, shown) + _how_many(worst, wrong, cases),
        cause=_cause(worst),
        figures=figures_of(cases) | _differences(wrong),
        samples=_samples([case for case in wrong if case.outcome is worst.outcome], shown),
        notes=notes,
        reproduce=worst.commands,
    )


def failing(cases: Sequence[Judged], shown: Shown) -> Iterator[tuple[str, str]]:
    """Name the cases that are not well, and say what each of them shows; the worst first, only so many."""
    wrong = sorted(_not_well(cases), key=lambda case: -case.outcome.severity)
    for case in wrong[:_TOLD]:
        yield f"user {case.user}, case {case.case}", "\n".join((_told(case, shown), "", *case.commands))


def _not_well(cases: Sequence[Judged]) -> list[Judged]:
    """The cases that turn the check; where none shows anything, all of them do."""
    if all(case.idle for case in cases):
        return list(cases)
    return [case for case in cases if case.outcome is not Outcome.PASSED]


def _settled(endpoint: Endpoint, first: Judged, second: Judged) -> Judged:
    """What differed at first and not in turn is no clean match, unless only what is declared unstable did."""
    unstable = {path_of(each.place) for each in endpoint.unstable}
    if not second.judgement.good or all(each.path in unstable for each in first.judgement.clusters):
        return second
    return replace(second, retried=(*second.retried, "the first answers differed"))


def figures_of(cases: Sequence[Judged]) -> dict[str, int]:
    """Count the cases, and those of each outcome; what was matched at a second try alone is flaky."""
    told = ["flaky" if case.flaky else case.judgement.outcome for case in cases]
    others = ("explained", "unstable", "mismatched", "failed", "vacuous", "flaky")
    counted = {name: told.count(name) for name in others if name in told}
    return {"cases": len(cases), "matched": told.count("matched"), **counted}


def clusters_of(cases: Sequence[Judged]) -> list[tuple[Cluster, list[tuple[Judged, Difference]]]]:
    """Gather the differences of all cases by path and kind, the most frequent first.

    Each comes with a few samples, of different cases before two of one.
    """
    found = [(case, each) for case in cases for each in case.judgement.clusters]
    place = sorted(found, key=lambda pair: (pair[1].path, pair[1].kind))
    gathered = []
    for (path, kind), pairs in groupby(place, key=lambda pair: (pair[1].path, pair[1].kind)):
        held = list(pairs)
        most = max(len(each.samples) for _, each in held)
        turns = [
            (case, each.samples[turn])
            for turn in range(most)
            for case, each in held
            if turn < len(each.samples)
        ]
        kept = tuple(sample for _, sample in turns[:_SAMPLES])
        total = sum(each.count for _, each in held)
        gathered.append((Cluster(path, kind, total, kept), turns[:_SAMPLES]))
    return sorted(gathered, key=lambda pair: -pair[0].count)


def _judged(endpoint: Endpoint, asked: Asked, tolerances: Tolerances) -> Judged:
    judged_by = (
        endpoint.model_copy(update={"empty_is_meant": True}) if asked.case.empty_is_meant else endpoint
    )
    judgement = judge(
        judged_by, asked.case.name, asked.v1, asked.v2, tolerances, asked.values,
        refused=asked.case.refused, again=asked.again,
    )  # fmt: skip
    rows = None
    if judgement.outcome == "mismatched" and endpoint.rows is not None:
        found = rows_at(read_json(asked.v1.body).value, endpoint.rows)
        rows = None if found is None else len(found)
    return Judged(
        asked.user,
        asked.case.name,
        rows,
        endpoint.key,
        judgement,
        asked.commands,
        isinstance(asked.case, DerivedCase),
        asked.retried,
        asked,
    )


def _told(case: Judged, shown: Shown) -> str:
    """The first line: the field, V1's value, V2's value, how many rows."""
    judgement = case.judgement
    if not judgement.clusters or _refused(case):
        return str(shown(_reason(case)))
    first = judgement.clusters[0]
    if _unchanged(first) and judgement.findings:
        return str(shown(judgement.findings[0]))
    places = count(first.count, "place")
    if case.rows and first.count <= case.rows:
        places = f"{first.count:,} of {count(case.rows, 'row')}"
    return f"{_values(first, case.key, shown)} · {places}"


def _unchanged(cluster: Cluster) -> bool:
    """Tell whether V2 says what V1 says where a difference is declared, so that the values tell nothing."""
    first = cluster.samples[0]
    return cluster.kind in ("value", "type") and type(first.v1) is type(first.v2) and first.v1 == first.v2


def _refused(case: Judged) -> bool:
    """Tell whether the statuses differ, so that no body was compared."""
    return case.judgement.reason.startswith("V1 answers ")


def _how_many(worst: Judged, wrong: Sequence[Judged], cases: Sequence[Judged]) -> str:
    """Count the cases where nothing smaller was counted."""
    told = worst.judgement.clusters and not _refused(worst)
    return "" if told or len(cases) == 1 else f" · {len(wrong)} of {len(cases)} cases"


def _values(cluster: Cluster, key: tuple[str, ...], shown: Shown) -> str:
    field, first = _field(cluster.path), cluster.samples[0]
    if cluster.kind in ("missing", "extra"):
        what = "missing in V2" if cluster.kind == "missing" else "only in V2"
        if not cluster.path.endswith("[]"):
            return f"{field} {what}"
        held = "row" if _is_row(cluster.path) else f"an element of {field} in row"
        return f"{held} {shown.key(first.key, key)} {what}"
    v1, v2 = (shortened(str(shown(value, field)), 24) for value in (first.v1, first.v2))
    label = field if cluster.kind in ("value", "type") else f"{field} {cluster.kind}"
    return f"{label}: V1 {v1} → V2 {v2}"


def _is_row(path: str) -> bool:
    """Whether a list's own element stands at a path, and no element of a list within a row."""
    return path.endswith("[]") and path.count("[]") == 1


def _samples(cases: Sequence[Judged], shown: Shown) -> Iterator[Mapping[str, object]]:
    """Show the most frequent differences, and what is wrong with an answer itself."""
    for cluster, samples in clusters_of(cases)[:_CLUSTERS]:
        for case, each in samples:
            key = {"key": shown.key(each.key, case.key)} if each.key else {}
            field = _field(each.path)
            values = {"V1": shown(each.v1, field), "V2": shown(each.v2, field)}
            said = {"user": case.user, "case": case.case, **key, "field": each.path or "(answer)", **values}
            yield {**said, "is": cluster.kind, "in all": cluster.count}
    findings = [(case, each) for case in cases for each in case.judgement.findings]
    for case, finding in findings[:_SAMPLES]:
        yield {"user": case.user, "case": case.case, "finding": shown(finding)}


def _differences(cases: Sequence[Judged]) -> dict[str, int]:
    """Count all values that differ, where some do; a case that is not well without any counts as one."""
    if not any(case.judgement.clusters for case in cases):
        return {}
    found = ((case.judgement.clusters, case.judgement.findings) for case in cases)
    return {
        "differences": sum(sum(each.count for each in clusters) + len(told) or 1 for clusters, told in found)
    }


def _one_by_one(cases: Sequence[Judged]) -> Iterator[str]:
    """Tell the cases that are not well, so many of them; then only how many."""
    for case in cases[:_TOLD]:
        yield _case(case)
    if len(cases) > _TOLD:
        yield f"and {count(len(cases) - _TOLD, 'more case')} that are not well"


def _idle(cases: Sequence[Judged]) -> Iterator[str]:
    """Tell the cases that were derived and find nothing."""
    idle = [case for case in cases if case.idle]
    if idle and len(idle) < len(cases):
        first = f"user {idle[0].user}, case {idle[0].case}: {_reason(idle[0])}"
        yield f"equal for no reason in {count(len(idle), 'derived case')}, such as {first}"


def _reason(case: Judged) -> str:
    """Why a case is not matched, without the codes of a side that did not answer."""
    if case.flaky:
        return f"the same answer, but not at the first try: {'; '.join(case.retried)}"
    side, colon, error = case.judgement.reason.partition(": ")
    silent = case.judgement.outcome == "failed" and colon and side in ("V1", "V2")
    return silence(side, error) if silent else case.judgement.reason


def _case(case: Judged) -> str:
    said = "flaky" if case.flaky else case.judgement.outcome
    return f"user {case.user}, case {case.case}: {said}, {_reason(case)}"


def _cause(case: Judged) -> str:
    """What several endpoints may have in common: the field, or what V2 did instead of answering."""
    judgement = case.judgement
    if case.flaky:
        return "an answer that came only at a second try"
    if case.outcome is Outcome.ERROR:
        return _reason(case)
    if judgement.outcome == "vacuous":
        return "equal for no reason"
    if _refused(case):
        return judgement.reason.partition(", ")[2]
    if not judgement.clusters:
        return _reason(case)
    first = judgement.clusters[0]
    if _is_row(first.path):
        return {
            "missing": "rows missing from answers",
            "extra": "rows too many in answers",
            "order": "rows in another order",
            "duplicate": "rows that stand twice",
        }.get(first.kind, f"rows of another {first.kind}")
    return f"{_field(first.path)} in answers is not V1's"


def _field(path: str) -> str:
    return path.rpartition(".")[2].removesuffix("[]") or "the answer"
