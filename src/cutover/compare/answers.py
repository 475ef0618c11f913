"""V1's answer and V2's answer to one request, judged."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

import orjson

from cutover.compare.envelope import open_envelope
from cutover.compare.lists import compare_rows, rows_at
from cutover.compare.strict import read_json
from cutover.compare.tolerance import Tolerance, biased, is_number
from cutover.compare.walk import Cluster, Difference, cluster, field_of, walk
from cutover.manifest.endpoint import Endpoint, ExpectedStatus
from cutover.manifest.tolerances import Tolerances

Outcome = Literal["matched", "mismatched", "failed", "vacuous"]

USUAL = Tolerances()


class Answer(Protocol):
    """What a system said to one request: a status and a body, or `error`, the reason why it said nothing.

    `error` starts with its code (`timeout: …`, `connect: …`, `login: …`, `too-large: …`, `protocol: …`);
    status is then 0.
    """

    @property
    def status(self) -> int: ...  # noqa: D102  # said above
    @property
    def headers(self) -> Mapping[str, str]: ...  # noqa: D102  # said above
    @property
    def body(self) -> bytes: ...  # noqa: D102  # said above
    @property
    def seconds(self) -> float: ...  # noqa: D102  # said above
    @property
    def error(self) -> str | None: ...  # noqa: D102  # said above


@dataclass(frozen=True, slots=True)
class CaseJudgement:
    """The outcome of one case.

    `reason` is a sentence. `clusters` are the differences, most frequent first; `findings` are what is
    wrong with an answer itself. `v2_wrong` tells a failure that V2 is to blame for (a 5xx or a time-out
    where V1 answers) from one that shows nothing about V2 (V1 down, throttled, no token).
    """

    case: str
    outcome: Outcome
    reason: str
    clusters: tuple[Cluster, ...] = ()
    findings: tuple[str, ...] = ()
    v2_wrong: bool = False

    @property
    def places(self) -> int:
        """How many places differ."""
        return sum(each.count for each in self.clusters)


def judge(
    endpoint: Endpoint, case: str, v1: Answer, v2: Answer, tolerances: Tolerances = USUAL
) -> CaseJudgement:
    """Judge V2's answer by V1's; never raises for anything that an answer may hold.

    matched: the same rows, values and types, each measure within its tolerance. vacuous: equal for no
    reason (both empty and that is not meant, or both refused alike). failed: a side gave no answer.
    mismatched: everything else, findings included.
    """
    expected = endpoint.expected_status
    if expected is not None and not v2.error:
        return _expected(case, expected, v2)
    return _failed(case, v1, v2) or _refused(case, v1, v2) or _bodies(endpoint, case, v1, v2, tolerances)


def differences(endpoint: Endpoint, v1: object, v2: object, rules: Tolerance) -> Iterator[Difference]:
    """All differences between V1's answer and V2's `data`."""
    place = endpoint.rows
    left = rows_at(v1, place) if place is not None else None
    right = rows_at(v2, place) if place is not None else None
    if place is not None and left is not None and right is not None and endpoint.key:
        # Rows that are equal as a whole may still repeat one, so they are always aligned.
        yield from compare_rows(left, right, endpoint.key, rules, place)
        v1, v2 = _without(v1, place), _without(v2, place)
    if not same_bytes(v1, v2):
        yield from walk(v1, v2, rules)


def rules_of(endpoint: Endpoint, tolerances: Tolerances) -> Tolerance:
    """How an endpoint's numbers are judged."""
    measures, money = frozenset(endpoint.measures), frozenset(endpoint.money)
    return Tolerance(measures, money, tolerances.measure, tolerances.money_unit)


def same_bytes(v1: object, v2: object) -> bool:
    """Whether both values have the same canonical bytes; False where they have none (huge integers)."""
    try:
        return orjson.dumps(v1, option=orjson.OPT_SORT_KEYS) == orjson.dumps(v2, option=orjson.OPT_SORT_KEYS)
    except (TypeError, ValueError, RecursionError):
        return False


def _expected(case: str, expected: ExpectedStatus, v2: Answer) -> CaseJudgement:
    if v2.status == expected.status:
        return CaseJudgement(case, "matched", f"V2 answers {v2.status}, which is meant: {expected.reason}")
    what = f"V2 answers {v2.status} where {expected.status} is expected: {expected.reason}"
    return CaseJudgement(case, "mismatched", what, v2_wrong=True)


def _failed(case: str, v1: Answer, v2: Answer) -> CaseJudgement | None:
    """Where V1 fails there is no evidence about V2 either; otherwise V2 is wrong where it fails."""
    for name, answer in (("V1", v1), ("V2", v2)):
        is_v2 = name == "V2"
        if answer.error:
            wrong = is_v2 and not answer.error.startswith(("connect", "login"))
            return CaseJudgement(case, "failed", f"{name}: {answer.error}", v2_wrong=wrong)
        if answer.status == 429:
            return CaseJudgement(case, "failed", f"{name} answers 429, too many requests")
        if answer.status >= 500 or answer.status < 200:
            return CaseJudgement(case, "failed", f"{name} answers {answer.status}", v2_wrong=is_v2)
    return None


def _refused(case: str, v1: Answer, v2: Answer) -> CaseJudgement | None:
    if v1.status == v2.status:
        if v1.status < 300:
            return None
        return CaseJudgement(case, "vacuous", f"both answer {v1.status}: nothing was compared")
    if v1.status == 401:
        return CaseJudgement(case, "failed", f"V1 answers 401, it refused the token; V2 answers {v2.status}")
    clusters = cluster([Difference("status", "value", v1.status, v2.status)])
    what = f"V1 answers {v1.status}, V2 answers {v2.status}"
    return CaseJudgement(case, "mismatched", what, clusters, v2_wrong=True)


def _bodies(endpoint: Endpoint, case: str, v1: Answer, v2: Answer, tolerances: Tolerances) -> CaseJudgement:
    left, right = read_json(v1.body), read_json(v2.body)
    findings = [f"V1: {each}" for each in left.findings] + [f"V2: {each}" for each in right.findings]
    if not left.readable:
        return CaseJudgement(case, "failed", "V1's answer cannot be read", findings=tuple(findings))
    if not right.readable:
        return _mismatched(case, (), findings)
    opened = open_envelope(right.value, v2.status, endpoint.enveloped)
    findings += [f"V2: {each}" for each in opened.findings]
    findings += _without_rows(endpoint, left.value, opened.data)
    rules = rules_of(endpoint, tolerances)
    clusters = cluster(differences(endpoint, left.value, opened.data, rules))
    # A bias is asked for only where all rows stand side by side.
    clusters = clusters or cluster(_biases(left.value, opened.data, rules))
    if clusters or findings:
        return _mismatched(case, clusters, findings)
    if not endpoint.empty_is_meant and _is_empty(endpoint, left.value):
        return CaseJudgement(case, "vacuous", "both answers are empty, which is not meant")
    return CaseJudgement(case, "matched", "the same answer")


def _mismatched(case: str, clusters: tuple[Cluster, ...], findings: Iterable[str]) -> CaseJudgement:
    found = tuple(findings)
    if not clusters:
        return CaseJudgement(case, "mismatched", found[0], (), found, v2_wrong=True)
    first, total = clusters[0], sum(each.count for each in clusters)
    places = "1 difference" if total == 1 else f"{total} differences"
    what = f"{places}, most of all {first.kind} at {first.path or 'the top'}"
    return CaseJudgement(case, "mismatched", what, clusters, found, v2_wrong=True)


def _biases(v1: object, v2: object, rules: Tolerance) -> Iterator[Difference]:
    if not rules.measures:
        return
    series: dict[str, list[tuple[float, float]]] = {}
    for path, left, right in _measured(v1, v2, rules.measures, ""):
        series.setdefault(path, []).append((left, right))
    for path, pairs in series.items():
        if biased(pairs):
            totals = sum(left for left, _ in pairs), sum(right for _, right in pairs)
            yield Difference(path, "bias", *totals, f"all {len(pairs)} values")


def _measured(
    v1: object, v2: object, measures: Collection[str], path: str
) -> Iterator[tuple[str, float, float]]:
    """Each measure's path and both numbers, of two answers whose rows stand side by side."""
    if isinstance(v1, dict) and isinstance(v2, dict):
        for name, value in v1.items():
            if name in measures or isinstance(value, (dict, list)):
                yield from _measured(value, v2.get(name), measures, f"{path}.{name}" if path else name)
    elif isinstance(v1, list) and isinstance(v2, list):
        for left, right in zip(v1, v2, strict=False):
            yield from _measured(left, right, measures, f"{path}[]")
    elif field_of(path) in measures and is_number(v1) and is_number(v2):
        yield path, v1, v2


def _without(answer: object, place: str) -> object:
    """The answer with an empty list at `place`: what stands around the rows."""
    if not place:
        return []
    name, _, rest = place.partition(".")
    return {**answer, name: _without(answer[name], rest)} if isinstance(answer, dict) else answer


def _without_rows(endpoint: Endpoint, v1: object, v2: object) -> list[str]:
    place = endpoint.rows
    if place is None:
        return []
    where = f"at '{place}'" if place else "as the answer"
    sides = (("V1", v1), ("V2", v2))
    return [f"{name}: there is no list {where}" for name, value in sides if rows_at(value, place) is None]


def _is_empty(endpoint: Endpoint, answer: object) -> bool:
    if endpoint.rows is not None:
        return not rows_at(answer, endpoint.rows)
    return _says_nothing(answer)


def _says_nothing(value: object) -> bool:
    """Whether no leaf of an answer holds anything: null, an empty text, a zero; false is a word."""
    if isinstance(value, dict):
        return all(map(_says_nothing, value.values()))
    if isinstance(value, list):
        return all(map(_says_nothing, value))
    return value is None or value == "" or (value == 0 and not isinstance(value, bool))
