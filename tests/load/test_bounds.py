"""Bounds on shares and percentiles are exact."""

from fractions import Fraction
from math import comb

import numpy as np
import pytest

from cutover.load.bounds import (
    at_least,
    at_most,
    lower_place,
    more_for_quantile,
    more_for_share,
    share_at_least,
    share_at_most,
    upper_place,
)


@pytest.mark.parametrize(("k", "n", "share"), [(0, 1, 0.5), (3, 10, 0.01), (57, 60, 0.95), (9, 400, 0.01)])
def test_a_tail_is_the_sum_of_the_binomial_terms(k: int, n: int, share: float) -> None:
    """Both tails agree to ten digits with sums of exact fractions."""
    p = Fraction(share)
    terms = [comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(k)]
    below = float(sum(terms))
    own = float(comb(n, k) * p**k * (1 - p) ** (n - k))
    assert at_least(k, n, share) == pytest.approx(1 - below, rel=1e-10)
    assert at_most(k, n, share) == pytest.approx(below + own, rel=1e-10)


@pytest.mark.parametrize(("requests", "most"), [(298, -1), (299, 0), (1000, 4), (5000, 38)])
def test_so_many_errors_are_allowed_below_one_per_cent(requests: int, most: int) -> None:
    """299 requests allow none, 1,000 allow 4, 5,000 allow 38, and fewer than 299 are never enough."""
    if most >= 0:
        assert share_at_most(most, requests, 0.05) < 0.01
    assert share_at_most(most + 1, requests, 0.05) >= 0.01


def test_a_share_lies_between_its_bounds_as_often_as_is_said() -> None:
    """In 2,000 samples each bound misses the truth in at most 5 %, give or take what chance makes."""
    random = np.random.default_rng(7)
    seen = random.binomial(400, 0.012, 2000)
    kinds, often = np.unique(seen, return_counts=True)
    too_high = sum(often[[share_at_least(int(k), 400, 0.05) > 0.012 for k in kinds]])
    too_low = sum(often[[share_at_most(int(k), 400, 0.05) < 0.012 for k in kinds]])
    assert max(too_high, too_low) <= 130


def test_a_percentile_has_a_bound_from_59_values_on() -> None:
    """At 5 % that takes 59 values, and at 0.1 % it takes 135; 59 are bounded by their largest."""
    assert upper_place(58, 0.95, 0.05) is None
    assert upper_place(59, 0.95, 0.05) == 59
    assert upper_place(134, 0.95, 0.001) is None
    assert upper_place(135, 0.95, 0.001) == 135
    assert more_for_quantile(100, 0.95, 0.001) == 35


@pytest.mark.parametrize("n", [135, 1000, 20_000])
def test_a_place_is_the_first_that_is_sure_enough(n: int) -> None:
    """One place nearer to the percentile would be wrong too often, on either side."""
    upper, lower = upper_place(n, 0.95, 0.001), lower_place(n, 0.95, 0.001)
    assert upper is not None
    assert lower is not None
    assert at_least(upper, n, 0.95) <= 0.001 < at_least(upper - 1, n, 0.95)
    assert at_most(lower - 1, n, 0.95) <= 0.001 < at_most(lower, n, 0.95)


def test_so_many_more_requests_are_needed() -> None:
    """What is still needed is told; where too many fail, no number of requests is."""
    assert more_for_share(0, 0, 0.01, 0.05) == 299
    assert more_for_share(0, 100, 0.01, 0.05) == 199
    assert more_for_share(4, 1000, 0.01, 0.05) == 0
    needed = more_for_share(9, 1000, 0.01, 0.05)
    assert needed is not None
    assert share_at_most(9 * (1000 + needed) // 1000, 1000 + needed, 0.05) < 0.01
    assert more_for_share(10, 1000, 0.01, 0.05) is None
