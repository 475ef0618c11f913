"""Declared differences at work: V2's answer in V1's terms, and each value beside what is declared of it.

A rule that cannot be asked about a value, because it is of another kind, explains nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from math import isfinite
from typing import Literal

from cutover.compare.moments import microseconds
from cutover.compare.tolerance import Tolerance
from cutover.manifest.differs import Differs, Kind
from cutover.manifest.endpoint import Endpoint
from cutover.manifest.predicates import is_number, satisfies

CONTAINERS = (dict, list)
WORDS = {"true": True, "1": True, "false": False, "0": False}
ISO = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?")
INTEGER = re.compile(r"-?(0|[1-9]\d*)")
NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?")


@dataclass(frozen=True, slots=True)
class Rule:
    """One declared difference, asked about both values of its field."""

    declared: Differs

    def told(self, v1: object, v2: object, tolerance: Tolerance) -> Literal["declared", "value", "type"]:
        """Say whether V2's value is what is declared of V1's, or by what kind it differs."""
        try:
            if self._fits(v1, v2, tolerance):
                return "declared"
        except (ArithmeticError, ValueError, TypeError):
            pass  # a rule that cannot say explains nothing
        return "value" if type(v1) is type(v2) else "type"

    def absent_from(self, side: Literal["V1", "V2"]) -> bool:
        """Say whether the field is declared not to be there on a side."""
        return self.declared.absent == side

    def _fits(self, v1: object, v2: object, tolerance: Tolerance) -> bool:
        if isinstance(v1, CONTAINERS) or isinstance(v2, CONTAINERS):
            return False
        if v1 is None or v2 is None:
            # What is empty as text is nothing as a number, a truth or a moment.
            return v1 is v2 or (v2 is None and v1 == "" and self.declared.kind not in (None, "text"))
        if self.declared.allow is not None:
            return (type(v1) is type(v2) and v1 == v2) or satisfies(self.declared.allow, v1, v2)
        if self.declared.factor is not None:
            return self._is_times(v1, v2, tolerance)
        return self.declared.kind is not None and is_as(self.declared.kind, v1, v2)

    def _is_times(self, v1: object, v2: object, tolerance: Tolerance) -> bool:
        """Whether V2's number is V1's times the factor, as exactly as the field is judged in V1's unit."""
        if not _written_as(self.declared.kind or "number", v2):
            return False
        left, right = _number(v1), _number(v2)
        if left is None or right is None:
            return False
        wanted = left * Decimal(repr(self.declared.factor))
        if right == wanted:
            return True
        name = self.declared.place[-1]
        back = right / Decimal(repr(self.declared.factor))
        return tolerance.judges(name) and tolerance.holds(name, float(left), float(back))


def is_as(kind: Kind, v1: object, v2: object) -> bool:
    """Whether V2's value is V1's, written as another kind; no digit is lost on the way."""
    if not _written_as(kind, v2):
        return False
    if kind == "boolean":
        return isinstance(v1, bool | int | str) and WORDS.get(str(v1).lower()) is v2
    if kind in ("iso", "epoch_ms"):
        left = moment_of(v1)
        return left is not None and left == moment_of(v2)
    if kind == "text" and isinstance(v1, bool | str):
        return v2 == (str(v1).lower() if isinstance(v1, bool) else v1)
    left_number, right_number = _number(v1), _number(v2)
    return left_number is not None and left_number == right_number


def moment_of(value: object) -> int | None:
    """The microseconds since 1970; milliseconds may be written as text."""
    if isinstance(value, str) and len(value) < 20 and INTEGER.fullmatch(value):
        return microseconds(int(value))
    return microseconds(value)


def declared_of(endpoint: Endpoint) -> Mapping[str, Rule]:
    """The rules that look at values or at absence, by the field's path; a key's type is settled before."""
    keys = frozenset(key_steps(endpoint))
    return {
        path_of(each.place): Rule(each)
        for each in endpoint.differs
        if (each.about_values or each.absent) and each.place not in keys
    }


def path_of(steps: Sequence[str]) -> str:
    """Write steps as the walk writes a path: the items of a list behind its name."""
    path = ""
    for step in steps:
        path += step if step == "[]" else f".{step}" if path else step
    return path


def key_steps(endpoint: Endpoint) -> list[tuple[str, ...]]:
    """Where the key's fields stand."""
    if endpoint.rows is None:
        return []
    row = (*(endpoint.rows.split(".") if endpoint.rows else ()), "[]")
    return [(*row, *name.split(".")) for name in endpoint.key]


def _written_as(kind: Kind, value: object) -> bool:
    """Whether V2's value is of the kind that is declared; a number that is text in another form is not."""
    if kind == "text":
        return isinstance(value, str)
    if kind == "boolean":
        return isinstance(value, bool)
    if kind == "iso":
        return isinstance(value, str) and ISO.fullmatch(value) is not None
    if kind == "epoch_ms":
        return type(value) is int
    return is_number(value)


def _number(value: object) -> Decimal | None:
    """The number that a value is or tells; a truth counts as 1 or 0."""
    if isinstance(value, bool):
        return Decimal(int(value))
    if is_number(value):
        return Decimal(repr(value)) if isfinite(value) else None
    if isinstance(value, str) and NUMBER.fullmatch(value):
        try:
            return Decimal(value)
        except InvalidOperation:
            return None
    return None
