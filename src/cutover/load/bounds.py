"""Bounds: how much a count of requests shows about all requests of its kind, exactly.

Requests either fail or do not, and are slower than a limit or not: both are a number k of n with an unknown
share p, and the chance of seeing k or more is the binomial tail, `I_p(k, n - k + 1)`. Clopper and Pearson's
bounds (1934) turn it round. A percentile's bounds are order statistics, by the same tail: the u-th smallest
of n is at or above the 95th percentile unless u or more of n lie below it.
"""

from collections.abc import Callable
from math import ceil, exp, lgamma, log, log1p

FEWEST_ANSWERS = 167
"""Answers below which a 95th percentile has no upper bound at the gate's level."""
_TINY = 1e-300
_CLOSE = 1e-13
_FARTHEST = 100_000
"""Terms of the fraction; it needs about the root of n."""
_STEPS = 40
"""Halvings of a share: to a billionth of a thousandth."""
_MOST = 10_000_000


def at_least(k: int, n: int, share: float) -> float:
    """The chance that k or more of n do what each does with this chance; 1.0 for k ≤ 0, 0.0 for k > n."""
    if k <= 0:
        return 1.0
    if k > n or share <= 0:
        return 0.0
    if share >= 1:
        return 1.0
    return _beta(k, n - k + 1, share)


def at_most(k: int, n: int, share: float) -> float:
    """The chance that k or fewer of n do what each does with this chance."""
    if k >= n:
        return 1.0
    if k < 0 or share >= 1:
        return 0.0
    if share <= 0:
        return 1.0
    return _beta(n - k, k + 1, 1 - share)


def share_at_most(k: int, n: int, level: float) -> float:
    """Clopper and Pearson's upper bound of the share behind k of n: exceeded in `level` of runs."""
    if k <= 0 or k >= n:
        return 1.0 if k >= n else float(1 - level ** (1 / n))
    return _solved(lambda share: at_most(k, n, share) > level)


def share_at_least(k: int, n: int, level: float) -> float:
    """Their lower bound."""
    return 0.0 if k <= 0 else _solved(lambda share: at_least(k, n, share) <= level)


def upper_place(n: int, quantile: float, level: float) -> int | None:
    """Which of n sorted values (1: the smallest) bounds a quantile from above; None where n is too small."""
    # The truth lies above the u-th where u or more values lie below it.
    return _first(n, lambda place: at_least(place, n, quantile) <= level)


def lower_place(n: int, quantile: float, level: float) -> int | None:
    """Which of n sorted values bounds a quantile from below; None where n is too small."""
    place = _first(n, lambda place: at_most(place - 1, n, quantile) > level)
    return None if place is None or place == 1 else place - 1


def more_for_share(k: int, n: int, share: float, level: float) -> int | None:
    """How many more requests, failing as these did, show that fewer than this share fail.

    0 where these show it; None where ten million would not: too many fail.
    """
    if n and k / n >= share:
        return None
    rate = k / n if n else 0.0

    def enough(total: int) -> bool:
        return at_most(ceil(rate * total - 1e-9), total, share) <= level

    if n and enough(n):
        return 0
    total = max(n, 1)
    while not enough(total):
        total *= 2
        if total > _MOST:
            return None
    return (_first(total, lambda more: enough(max(n + more - 1, 1))) or total) - 1


def more_for_quantile(n: int, quantile: float, level: float) -> int:
    """How many more values there must be before a quantile has an upper bound at all."""
    return max(0, ceil(log(level) / log(quantile) - 1e-9) - n)


def _first(most: int, holds: Callable[[int], bool]) -> int | None:
    """The smallest number from 1 to `most` for which something holds that goes on holding; None for none."""
    low, high = 1, most + 1
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return low if low <= most else None


def _solved(below: Callable[[float], bool]) -> float:
    """The share up to which something holds, by halving."""
    low, high = 0.0, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if below(middle):
            low = middle
        else:
            high = middle
    return high


def _beta(a: int, b: int, x: float) -> float:
    """The regularised incomplete beta function, by its continued fraction (Lentz's method)."""
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
    if x < (a + 1) / (a + b + 2):
        return min(1.0, front * _fraction(a, b, x) / a)
    return max(0.0, 1 - front * _fraction(b, a, 1 - x) / b)


def _fraction(a: int, b: int, x: float) -> float:
    c, d = 1.0, 1 / _away(1 - (a + b) * x / (a + 1))
    value = d
    for m in range(1, _FARTHEST):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        d = 1 / _away(1 + even * d)
        c = _away(1 + even / c)
        value *= d * c
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        d = 1 / _away(1 + odd * d)
        c = _away(1 + odd / c)
        value *= d * c
        if abs(d * c - 1) < _CLOSE:
            break
    return value


def _away(value: float) -> float:
    return value if abs(value) > _TINY else _TINY
