"""Over all: what only all cases of an endpoint together can show, a bias and the use of each declaration."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from cutover.compare.answers import CaseJudgement
from cutover.compare.bias import biases
from cutover.manifest.differs import ErrorRule
from cutover.manifest.endpoint import Endpoint

BROAD = 0.25
"""Declarations that demand less than a value may explain this share of an endpoint's values at most."""

COMPARED = ("matched", "explained", "mismatched", "unstable")


@dataclass(frozen=True, slots=True)
class Overall:
    """One finding over all cases. `bias` shows V2 wrong; `unused` and `broad` show a declaration wrong."""

    kind: Literal["bias", "unused", "broad"]
    about: str
    told: str

    @property
    def v2_wrong(self) -> bool:
        """Whether V2 is to blame, and not the manifest."""
        return self.kind == "bias"


def over_all(
    endpoint: Endpoint, cases: Iterable[CaseJudgement], shared: Sequence[ErrorRule] = ()
) -> tuple[Overall, ...]:
    """Judge all cases of an endpoint together; empty where each declaration is used and nothing is biased.

    `shared` are migration.yaml's rules of errors: no single endpoint must use them.
    """
    compared = [case for case in cases if case.outcome in COMPARED]
    if not compared:
        return ()
    found = [
        Overall("bias", each.path, each.told)
        for each in biases(one for case in compared for one in case.deviations)
    ]
    return (
        *found,
        *_unused(endpoint, compared),
        *_unused_errors(endpoint, compared, shared),
        *_broad(endpoint, compared),
    )


def uses(cases: Iterable[CaseJudgement]) -> dict[str, int]:
    """How often each declaration explained a difference, by its name."""
    counted: Counter[str] = Counter()
    for case in cases:
        for each in case.explained:
            counted[each.rule] += each.count
    return dict(counted)


def _unused(endpoint: Endpoint, cases: Sequence[CaseJudgement]) -> Iterable[Overall]:
    used = uses(cases)
    for each in endpoint.differs:
        if not used.get(each.name):
            told = f"the declared difference '{each.name}' was met in no case: remove it, or add a case"
            yield Overall("unused", each.field, told)


def _unused_errors(
    endpoint: Endpoint, cases: Sequence[CaseJudgement], shared: Sequence[ErrorRule]
) -> Iterable[Overall]:
    used = [case.error_rule for case in cases]
    for each in endpoint.errors:
        if each not in used and each not in shared:
            form = (str(each.v1.status), each.v1.code, each.v1.message)
            name = " ".join(part for part in form if part)
            told = f"the declared error '{name}' was met in no refused case: remove it, or add a case"
            yield Overall("unused", "errors", told)


def _broad(endpoint: Endpoint, cases: Sequence[CaseJudgement]) -> Iterable[Overall]:
    values = sum(case.values for case in cases)
    loose = sum(each.count for case in cases for each in case.explained if each.loose)
    if values and loose > BROAD * values:
        told = f"what demands less than a value explains {loose:,} of {values:,} values: declare less"
        yield Overall("broad", endpoint.id, told)
