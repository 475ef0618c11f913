"""Predicates: what V2's value must satisfy where it need not equal V1's. A closed set; none ever raises."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TypeGuard

from cutover.manifest.differs import Cleaning, Predicate

CLEANINGS: Mapping[Cleaning, Callable[[str], str]] = {
    "lower": str.lower,
    "trim": str.strip,
    "squeeze": lambda text: " ".join(text.split()),
    "nfc": lambda text: unicodedata.normalize("NFC", text),
}

_LETTERS, _DIGITS = re.compile(r"[^\W\d_]+"), re.compile(r"\d+")


def satisfies(predicate: Predicate, v1: object, v2: object) -> bool:
    """Whether V2's value satisfies all that a predicate demands beside V1's."""
    if predicate.same_format and not same_format(v1, v2):
        return False
    if predicate.equal_after and not _equal_after(predicate.equal_after, v1, v2):
        return False
    return predicate.within is None or _apart(v1, v2) <= Decimal(repr(predicate.within))


def satisfies_both(predicate: Predicate, v1: object, again: object, v2: object) -> bool:
    """Whether V2's value satisfies a predicate beside both values that V1 said of itself.

    `within` is then the distance from the nearer one, and nothing where V2's number lies between the two.
    """
    if predicate.same_format and not (same_format(v1, v2) and same_format(again, v2)):
        return False
    if predicate.equal_after and not _equal_after(predicate.equal_after, v1, v2):
        return False
    if predicate.within is None:
        return True
    near = min(_apart(v1, v2), _apart(again, v2))
    return near <= Decimal(repr(predicate.within)) or _between(v1, again, v2)


def same_format(v1: object, v2: object) -> bool:
    """Whether two scalars look alike: the same kind, and of texts the same marks between letters and digits.

    Runs of digits keep their length, runs of letters need not; an empty text is like no other.
    """
    if type(v1) is not type(v2) or isinstance(v1, dict | list) or v1 is None:
        return False
    if isinstance(v1, str) and isinstance(v2, str):
        return bool(v1) is bool(v2) and _form(v1) == _form(v2)
    return True


def _form(text: str) -> str:
    return _DIGITS.sub(lambda found: "0" * len(found[0]), _LETTERS.sub("a", text))


def _equal_after(cleanings: tuple[Cleaning, ...], v1: object, v2: object) -> bool:
    if not (isinstance(v1, str) and isinstance(v2, str)):
        return False
    for name in cleanings:
        v1, v2 = CLEANINGS[name](v1), CLEANINGS[name](v2)
    return v1 == v2


def _apart(v1: object, v2: object) -> Decimal:
    """How far two numbers lie apart; infinitely where one is none."""
    if not (is_number(v1) and is_number(v2)):
        return Decimal("Infinity")
    distance = abs(Decimal(repr(v1)) - Decimal(repr(v2)))
    return Decimal("Infinity") if distance.is_nan() else distance


def is_number(value: object) -> TypeGuard[int | float]:
    """Whether a JSON value is a number; a boolean is none."""
    return type(value) in (int, float)


def _between(v1: object, again: object, v2: object) -> bool:
    if not (is_number(v1) and is_number(again) and is_number(v2)):
        return False
    return min(v1, again) <= v2 <= max(v1, again)
