"""A fair coin: how often it falls as unevenly as deviations that come by chance do."""

from __future__ import annotations

from math import comb, exp, lgamma, log

EXACTLY = 400
"""Up to so many tosses are counted out in whole numbers."""


def chance(heads: int, tosses: int) -> float:
    """How often a fair coin falls at least so unevenly, either way: the two-sided tail of the sign test."""
    most = max(heads, tosses - heads)
    if tosses <= EXACTLY:
        return min(1.0, sum(comb(tosses, each) for each in range(most, tosses + 1)) / 2.0 ** (tosses - 1))
    term = exp(lgamma(tosses + 1) - lgamma(most + 1) - lgamma(tosses - most + 1) - tosses * log(2))
    total, place = 0.0, most
    while term > total * 1e-12 and place <= tosses:
        total += term
        term *= (tosses - place) / (place + 1)
        place += 1
    return min(1.0, 2 * total)
