"""V1's answer and V2's answer to one request, judged."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Literal, Protocol

import orjson

from cutover.compare.bias import Deviation, deviations
from cutover.compare.emptiness import is_empty
from cutover.compare.envelope import holds_text, open_envelope
from cutover.compare.explained import Account, Explained, leaves
from cutover.compare.lists import compare_rows, numbered, rows_at
from cutover.compare.noise import Unstable, sort_out
from cutover.compare.order import sort_keys
from cutover.compare.pages import open_ends
from cutover.compare.refusals import compare_errors, error_of, form_findings, rule_for
from cutover.compare.renaming import in_v1_terms, kept_names, with_v1_keys
from cutover.compare.rules import declared_of
from cutover.compare.strict import Reading, read_json
from cutover.compare.tolerance import Tolerance
from cutover.compare.walk import Cluster, Difference, cluster, walk
from cutover.manifest.differs import ErrorRule
from cutover.manifest.endpoint import Endpoint, ExpectedStatus
from cutover.manifest.tolerances import Tolerances

Outcome = Literal["matched", "explained", "unstable", "mismatched", "failed", "vacuous"]

USUAL = Tolerances()
NOTHING: Mapping[str, object] = MappingProxyType({})


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

    `explained` are the declared differences, each with its count; `unstable` the places where V1 differs from
    itself and no rule says what V2 must satisfy. `values` counts V1's values where anything is declared, and
    `deviations` are the measures within their tolerance, for what all cases show together. `error_rule` is
    the rule that said what V1's refusal becomes.
    """

    case: str
    outcome: Outcome
    reason: str
    clusters: tuple[Cluster, ...] = ()
    findings: tuple[str, ...] = ()
    v2_wrong: bool = False
    explained: tuple[Explained, ...] = ()
    unstable: tuple[Unstable, ...] = ()
    values: int = 0
    deviations: tuple[Deviation, ...] = ()
    error_rule: ErrorRule | None = None

    @property
    def good(self) -> bool:
        """Whether V2 says what V1 says, but for what is declared."""
        return self.outcome in ("matched", "explained")

    @property
    def doubtful(self) -> bool:
        """Whether asking both sides again, in turn, may show that V1 differs from itself, and V2 does not.

        What is wrong with V2's answer in itself stays wrong.
        """
        return self.outcome == "mismatched" and bool(self.clusters) and not self.findings

    @property
    def places(self) -> int:
        """How many places differ."""
        return sum(each.count for each in self.clusters)


def judge(
    endpoint: Endpoint,
    case: str,
    v1: Answer,
    v2: Answer,
    tolerances: Tolerances = USUAL,
    values: Mapping[str, object] = NOTHING,
    *,
    refused: int | None = None,
    again: Answer | None = None,
) -> CaseJudgement:
    """Judge V2's answer by V1's; never raises for anything that an answer may hold.

    `values` is what was asked with: it says how rows are sorted, and so which of them may change places.
    matched: the same rows, values and types, each measure within its tolerance. explained: the same but for
    declared differences. vacuous: equal for no reason (both empty and that is not meant, or both refused
    alike, unless the case means to be `refused` with that status). failed: a side gave no answer.
    mismatched: everything else, findings included. With `again`, what V1 says when it is asked once more, a
    case may be unstable: V2 differs only where V1 differs from itself.
    """
    expected = endpoint.expected_status
    if expected is not None and not v2.error:
        return _expected(case, expected, v2)
    silent = _failed(case, v1, v2)
    if silent is not None:
        return silent
    if again is not None and (again.error or again.status != v1.status):
        said = again.error or f"status {again.status}"
        what = f"V2 differs, and V1 answers {v1.status} first and then otherwise: {said}"
        return CaseJudgement(case, "failed", what)
    if refused is not None:
        return _meant(endpoint, case, refused, v1, v2)
    return _refused(endpoint, case, v1, v2) or _bodies(endpoint, case, v1, v2, tolerances, values, again)


def differences(
    endpoint: Endpoint,
    v1: object,
    v2: object,
    rules: Tolerance,
    values: Mapping[str, object] = NOTHING,
) -> Iterator[Difference]:
    """All differences between V1's answer and V2's `data`; `values` is what was asked with."""
    place = endpoint.rows
    left = rows_at(v1, place) if place is not None else None
    right = rows_at(v2, place) if place is not None else None
    if not (endpoint.differs or rules.declared or rules.lists) and same_bytes(v1, v2):
        if place is not None and left is not None and endpoint.key and not numbered(left, endpoint.key):
            # Rows that are equal as a whole may still repeat one.
            yield from compare_rows(left, left, endpoint.key, rules, place)
        return
    if place is not None and left is not None and right is not None and endpoint.key:
        right, retyped = with_v1_keys(endpoint, left, right)
        yield from retyped
        keys = sort_keys(endpoint.order, values) if endpoint.order is not None else ()
        ends = open_ends(endpoint, values, v1)
        yield from compare_rows(left, right, endpoint.key, rules, place, keys, ends)
        v1, v2 = _without(v1, place), _without(v2, place)
    if rules.declared or not same_bytes(v1, v2):
        yield from walk(v1, v2, rules)


def rules_of(endpoint: Endpoint, tolerances: Tolerances) -> Tolerance:
    """How an endpoint's numbers are judged."""
    return Tolerance(
        frozenset(endpoint.measures),
        frozenset(endpoint.money),
        tolerances.measure,
        tolerances.money_unit,
        {each.field: each for each in endpoint.tolerances},
        endpoint.numbers == "by_value",
        declared_of(endpoint),
        endpoint.lists,
    )


def same_bytes(v1: object, v2: object) -> bool:
    """Whether both values have the same canonical bytes; False where they have none (huge integers)."""
    if v1 is v2:
        return True
    try:
        one, other = orjson.dumps(v1), orjson.dumps(v2)
        if one == other or len(one) != len(other):
            return one == other
        # As long, but not the same: their keys may stand in another order.
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


def _refused(endpoint: Endpoint, case: str, v1: Answer, v2: Answer) -> CaseJudgement | None:
    findings = form_findings(endpoint, v2.status, v2.body) if v2.status >= 400 else ()
    if v1.status == v2.status:
        if v1.status < 300:
            return None
        if findings:
            return _mismatched(case, (), findings)
        return CaseJudgement(case, "vacuous", f"both answer {v1.status}: nothing was compared")
    if v1.status == 401:
        return CaseJudgement(case, "failed", f"V1 answers 401, it refused the token; V2 answers {v2.status}")
    clusters = cluster([Difference("status", "value", v1.status, v2.status)])
    what = f"V1 answers {v1.status}, V2 answers {v2.status}"
    return CaseJudgement(case, "mismatched", what, clusters, findings, v2_wrong=True)


def _meant(endpoint: Endpoint, case: str, refused: int, v1: Answer, v2: Answer) -> CaseJudgement:
    """Judge a case that V1 is meant to refuse: V2 must refuse it in the form that V1's error becomes."""
    if v1.status != refused:
        return CaseJudgement(case, "failed", f"V1 answers {v1.status} where the case means {refused}")
    left, right = error_of(v1.status, v1.body), error_of(v2.status, v2.body)
    clusters = cluster(compare_errors(endpoint, left, right))
    findings = (*_named("V2", read_json(v2.body).findings), *form_findings(endpoint, v2.status, v2.body))
    rule = rule_for(endpoint.errors, left)
    if clusters or findings:
        return replace(_mismatched(case, clusters, findings), error_rule=rule)
    what = f"refused alike with {v2.status}, which is meant"
    return CaseJudgement(case, "matched", what, error_rule=rule)


def _bodies(
    endpoint: Endpoint,
    case: str,
    v1: Answer,
    v2: Answer,
    tolerances: Tolerances,
    values: Mapping[str, object],
    again: Answer | None,
) -> CaseJudgement:
    left = read_json(v1.body)
    right = _same_text(endpoint, left, v1.body, v2.body) or read_json(v2.body)
    if left.findings:
        return _unread(case, left, right)
    if not right.readable:
        return _mismatched(case, (), _named("V2", right.findings))
    opened = open_envelope(right.value, v2.status, endpoint.enveloped)
    data, renamed = in_v1_terms(endpoint, opened.data)
    findings = [
        *_named("V2", (*right.findings, *opened.findings)),
        *_without_rows(endpoint, left.value, data),
    ]
    findings += _named("V2", kept_names(endpoint, opened.data))
    terms = rules_of(endpoint, tolerances)
    account = Account(endpoint, renamed)
    found = account.kept(differences(endpoint, left.value, data, terms, values))
    unstable: tuple[Unstable, ...] = ()
    if again is not None:
        drift = _drift(endpoint, left.value, again, tolerances, values)
        if isinstance(drift, str):
            return CaseJudgement(case, "failed", drift)
        parted = sort_out(endpoint, found, drift)
        found, unstable = iter(parted.real), parted.unstable
        account.expect(parted.expected)
    clusters = cluster(found)
    findings += account.complaints(clusters)
    declares = bool(endpoint.differs or endpoint.unstable)
    more: dict[str, Any] = {
        "explained": account.explained,
        "unstable": unstable,
        "values": leaves(left.value) if declares else 0,
    }
    if clusters or findings:
        return replace(_mismatched(case, clusters, findings), **more)
    if unstable:
        return CaseJudgement(case, "unstable", unstable[0].told, **more)
    if not endpoint.empty_is_meant and is_empty(endpoint, left.value):
        return CaseJudgement(case, "vacuous", "both answers are empty, which is not meant")
    if not same_bytes(left.value, data):
        more["deviations"] = deviations(endpoint, left.value, data, terms)
    if account.explained:
        count = sum(each.count for each in account.explained)
        what = f"the same answer but for {count} declared difference{'s' if count > 1 else ''}"
        return CaseJudgement(case, "explained", what, **more)
    return CaseJudgement(case, "matched", "the same answer", **more)


def _same_text(endpoint: Endpoint, v1: Reading, old: bytes, new: bytes) -> Reading | None:
    """V2's answer where it is V1's text, byte by byte, so that it need not be read; else None."""
    if not endpoint.enveloped:
        return v1 if old == new else None
    if v1.findings or not holds_text(new, old):
        return None
    return Reading({"success": True, "data": v1.value, "error": None}, True, ())


def _drift(
    endpoint: Endpoint, v1: object, again: Answer, tolerances: Tolerances, values: Mapping[str, object]
) -> tuple[Difference, ...] | str:
    """Where V1 differs from itself, or why that cannot be said."""
    read = read_json(again.body)
    if read.findings:
        return f"V2 differs, and V1's second answer cannot be read: {read.findings[0]}"
    plain = replace(rules_of(endpoint, tolerances), declared={})
    return tuple(differences(endpoint, v1, read.value, plain, values))


def _unread(case: str, v1: Reading, v2: Reading) -> CaseJudgement:
    """What V1's text has wrong shows nothing about V2, unless V2's has something wrong, too."""
    findings = (*_named("V1", v1.findings), *_named("V2", v2.findings))
    if v1.readable and v2.findings:
        return _mismatched(case, (), _named("V2", v2.findings) + _named("V1", v1.findings))
    what = "has flaws that readers repair in different ways" if v1.readable else "cannot be read"
    return CaseJudgement(case, "failed", f"V1's answer {what}", findings=findings)


def _named(side: str, findings: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"{side}: {each}" for each in findings)


def _mismatched(case: str, clusters: tuple[Cluster, ...], findings: Iterable[str]) -> CaseJudgement:
    found = tuple(findings)
    if not clusters:
        return CaseJudgement(case, "mismatched", found[0], (), found, v2_wrong=True)
    first, total = clusters[0], sum(each.count for each in clusters)
    places = "1 difference" if total == 1 else f"{total} differences"
    what = f"{places}, most of all {first.kind} at {first.path or 'the top'}"
    return CaseJudgement(case, "mismatched", what, clusters, found, v2_wrong=True)


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
