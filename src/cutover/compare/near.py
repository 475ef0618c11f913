"""When a V2 value that is not V1's is near enough to it, as SQL, by the column's tolerance.

Numbers are compared as the decimals that are written: a float by its shortest text, so that 0.02 is exactly
0.01 away from 0.01 and no limit is missed by a binary digit.
"""

from __future__ import annotations

import re
from decimal import Decimal

from cutover.manifest.tolerance import Tolerance

FLOATS = ("real", "double precision")
LEAST_RELATIVE = 1e-9
"""The least share for which logarithms are exact enough to tell buckets apart."""


def far(value: str, held: str, type_: str, tolerance: Tolerance) -> str:
    """The condition under which V1's value and V2's, which are not equal, are not near enough either."""
    if tolerance.truncated is not None:
        return f"{cut(value)} is distinct from {held}"
    v1, v2 = number(value, type_), number(held, type_)
    if tolerance.decimals is not None:
        return f"round({v1}, {tolerance.decimals}) is distinct from round({v2}, {tolerance.decimals})"
    # NaN is more than any number, and infinity less itself is NaN: neither is ever near another value.
    return f"coalesce(abs({v1} - {v2}) - {allowed(v1, tolerance)} > 0, true)"


def allowed(v1: str, tolerance: Tolerance) -> str:
    """How far V2's number may stand from V1's `v1`, for a tolerance that is a distance."""
    if tolerance.absolute is not None:
        return exact(tolerance.absolute)
    assert tolerance.relative is not None, "asked only of tolerances that are a distance"
    return f"{exact(tolerance.relative)} * abs({v1})"


def cut(moment: str) -> str:
    """A moment without what is below the millisecond."""
    return f"date_trunc('milliseconds', {moment})"


def number(value: str, type_: str) -> str:
    """A value of a type of numbers as the decimal that is written."""
    base = re.sub(r"\(.*\)", "", type_)
    return f"({value})::text::numeric" if base in FLOATS else f"({value})::numeric"


def buckets(value: str, type_: str, tolerance: Tolerance, old: bool) -> tuple[tuple[str, str], ...]:
    """Expressions, each with its type, that are equal on both servers only where the values are near enough.

    Near values need not have them equal: who differs is looked at by `far`. Half the tolerance is a bucket,
    so two values in one are at most that apart, or all of it around 0, whose bucket is twice as wide; a
    relative one is half as wide on the scale of logarithms, and a float's error is far less than the rest.
    """
    if tolerance.truncated is not None:
        return ((cut(value) if old else value, type_),)
    x = number(value, type_)
    if tolerance.decimals is not None:
        return ((f"round({x}, {tolerance.decimals})", "numeric"),)
    if tolerance.absolute is not None:
        return ((f"div({x}, {exact(Decimal(repr(tolerance.absolute)) / 2)})", "numeric"),)
    assert tolerance.relative is not None, "the manifest demands one of four"
    if tolerance.relative < LEAST_RELATIVE:
        return ((x, "numeric"),)
    within = f"abs({x}) between 1e-290 and 1e290"
    place = f"floor(ln(abs({x})::double precision) / {tolerance.relative / 2!r}::double precision)"
    return (
        (f"case when {within} then {place} end", "double precision"),
        (f"case when {within} then sign({x}) else {x} end", "numeric"),
    )


def exact(limit: float | Decimal) -> str:
    """A limit as the decimal that is written in the manifest."""
    return f"{Decimal(repr(limit)) if isinstance(limit, float) else limit:f}::numeric"
