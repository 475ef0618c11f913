"""Noise: where V1 says something else of itself when it is asked once more.

V1 is asked before and after V2. A difference at a place where V1 says the same both times is real, seen once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cutover.compare.rules import path_of
from cutover.compare.walk import Difference
from cutover.manifest.endpoint import Endpoint
from cutover.manifest.predicates import satisfies_both

SCALAR = ("value",)


@dataclass(frozen=True, slots=True)
class Unstable:
    """A place where V1 says one thing and then another, and no rule says what of V2 is demanded there.

    `drifts` is what V1 did: `value` where a scalar changed within its type, which a rule can name; any other
    kind (a row gone, another type) is beyond a rule.
    """

    path: str
    key: str
    v1: object
    again: object
    v2: object
    drifts: str

    @property
    def told(self) -> str:
        """What to do about it, as a sentence."""
        where = self.path or "the answer"
        if self.drifts in SCALAR:
            return (
                f"V1 says something else of {where} each time: declare it under `unstable`,"
                " with what V2's value must satisfy"
            )
        return (
            f"V1 differs from itself at {where} by more than a value ({self.drifts}): no rule can cover that"
        )


@dataclass(frozen=True, slots=True)
class Sorted:
    """V2's differences, by what V1 says of the same places when it is asked once more.

    `real` stay differences; `expected` satisfy a declared rule; `unstable` are covered by none.
    """

    real: tuple[Difference, ...]
    expected: tuple[Difference, ...]
    unstable: tuple[Unstable, ...]


def sort_out(endpoint: Endpoint, differences: Iterable[Difference], drift: Iterable[Difference]) -> Sorted:
    """Part V2's differences from V1 by V1's `drift`, its own differences from itself."""
    drifted = {(each.path, each.key): each for each in drift}
    rules = {path_of(rule.place): rule for rule in endpoint.unstable}
    real, expected, unstable = [], [], []
    for each in differences:
        own = drifted.get((each.path, each.key))
        if own is None:
            real.append(each)
        elif own.kind not in SCALAR or each.path not in rules:
            unstable.append(Unstable(each.path, each.key, each.v1, own.v2, each.v2, own.kind))
        elif each.kind in SCALAR and satisfies_both(rules[each.path].allow, each.v1, own.v2, each.v2):
            expected.append(each)
        else:
            real.append(each)
    return Sorted(tuple(real), tuple(expected), tuple(unstable))
