"""An answer: V2's against V1's, for every user and case."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cutover.compare import CaseJudgement, Cluster, judge, read_json
from cutover.compare.lists import rows_at
from cutover.evidence import Evidence, Outcome
from cutover.manifest import Check, Endpoint, Tolerances
from cutover.suite.asking import Answers, Asked
from cutover.suite.duties.seen import Shown, seen
from cutover.suite.text import count, shortened, silence

_SAMPLES = 8


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

    @property
    def outcome(self) -> Outcome:
        """A side that gave no answer shows nothing about V2, unless V2 failed where V1 answered."""
        if self.judgement.outcome == "matched":
            return Outcome.PASSED
        if self.judgement.outcome == "failed" and not self.judgement.v2_wrong:
            return Outcome.ERROR
        return Outcome.FAILED


def judged(endpoint: Endpoint, answers: Answers, tolerances: Tolerances) -> tuple[Judged, ...]:
    """Judge each case by V1's answer."""
    return tuple(_judged(endpoint, each, tolerances) for each in answers.asked)


def evidence(check: Check, cases: Sequence[Judged], unasked: Sequence[str], shown: Shown) -> Evidence:
    """Say what the worst case shows, and how many cases there were."""
    if not cases:
        return seen(
            check,
            Outcome.ERROR,
            expected="an answer of both systems for at least one user",
            actual=f"nobody was asked: {unasked[0] if unasked else 'no user can sign in on both sides'}",
            cause="nobody was asked",
            notes=unasked,
        )
    wrong = [case for case in cases if case.outcome is not Outcome.PASSED]
    worst = max(wrong, key=lambda case: (case.outcome.severity, case.judgement.places), default=None)
    asked = f"{count(len(cases), 'case')} of {count(len({case.user for case in cases}), 'user')}"
    figures = {"cases": len(cases), "matched": len(cases) - len(wrong)}
    expected = f"V1's answer, in each of {asked}"
    if worst is None:
        same = f"the same answer in {asked}"
        return seen(check, Outcome.PASSED, expected=expected, actual=same, figures=figures, notes=unasked)
    return seen(
        check,
        worst.outcome,
        expected=expected,
        actual=_told(worst, shown) + _how_many(worst, wrong, cases),
        cause=_cause(worst),
        figures=figures,
        samples=list(_samples(worst, shown))[:_SAMPLES],
        notes=[*(_case(case) for case in wrong), *unasked],
        reproduce=worst.commands,
    )


def _judged(endpoint: Endpoint, asked: Asked, tolerances: Tolerances) -> Judged:
    judgement = judge(endpoint, asked.case.name, asked.v1, asked.v2, tolerances)
    rows = None
    if judgement.outcome == "mismatched" and endpoint.rows is not None:
        found = rows_at(read_json(asked.v1.body).value, endpoint.rows)
        rows = None if found is None else len(found)
    return Judged(asked.user, asked.case.name, rows, endpoint.key, judgement, asked.commands)


def _told(case: Judged, shown: Shown) -> str:
    """The first line: the field, V1's value, V2's value, how many rows."""
    judgement = case.judgement
    if not judgement.clusters or _refused(case):
        return str(shown(_reason(case)))
    first = judgement.clusters[0]
    rows = f"{first.count:,} of {count(case.rows, 'row')}" if case.rows else count(first.count, "place")
    return f"{_values(first, case.key, shown)} · {rows}"


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
        return f"row {shown.key(first.key, key)} {what}" if cluster.path.endswith("[]") else f"{field} {what}"
    v1, v2 = (shortened(str(shown(value, field)), 24) for value in (first.v1, first.v2))
    label = field if cluster.kind in ("value", "type") else f"{field} {cluster.kind}"
    return f"{label}: V1 {v1} → V2 {v2}"


def _samples(case: Judged, shown: Shown) -> Iterator[Mapping[str, object]]:
    for cluster in case.judgement.clusters:
        for each in cluster.samples:
            key = {"key": shown.key(each.key, case.key)} if each.key else {}
            field = _field(each.path)
            values = {"V1": shown(each.v1, field), "V2": shown(each.v2, field)}
            yield {"user": case.user, "case": case.case, **key, "field": each.path or "(answer)", **values}
    for finding in case.judgement.findings:
        yield {"user": case.user, "case": case.case, "finding": shown(finding)}


def _reason(case: Judged) -> str:
    """Why a case is not matched, without the codes of a side that did not answer."""
    side, colon, error = case.judgement.reason.partition(": ")
    silent = case.judgement.outcome == "failed" and colon and side in ("V1", "V2")
    return silence(side, error) if silent else case.judgement.reason


def _case(case: Judged) -> str:
    return f"user {case.user}, case {case.case}: {case.judgement.outcome}, {_reason(case)}"


def _cause(case: Judged) -> str:
    """What several endpoints may have in common: the field, or what V2 did instead of answering."""
    judgement = case.judgement
    if case.outcome is Outcome.ERROR:
        return _reason(case)
    if judgement.outcome == "vacuous":
        return "equal for no reason"
    if _refused(case):
        return judgement.reason.partition(", ")[2]
    if not judgement.clusters:
        return _reason(case)
    first = judgement.clusters[0]
    if first.path.endswith("[]"):
        return {
            "missing": "rows missing from answers",
            "extra": "rows too many in answers",
            "order": "rows in another order",
            "duplicate": "rows that stand twice",
        }.get(first.kind, f"rows of another {first.kind}")
    return f"{_field(first.path)} in answers is not V1's"


def _field(path: str) -> str:
    return path.rpartition(".")[2].removesuffix("[]") or "the answer"
