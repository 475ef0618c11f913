"""Fitness: how busy a generator is, from looks at its clock."""

from math import isnan

import pytest

from cutover.load.fitness import Busy


def busy(*shares: float, seconds: float = 1.0) -> float:
    """Look once a second while each second spends so much of a core."""
    told, spent = Busy(), 0.0
    told.look(0.0, 0.0)
    for number, share in enumerate(shares, start=1):
        spent += share * seconds
        told.look(number * seconds, spent)
    return told.share


def test_nothing_is_known_of_less_than_a_second() -> None:
    """A moment says nothing of a processor."""
    assert isnan(busy(1.0, seconds=0.5))


def test_less_than_ten_seconds_count_as_a_whole() -> None:
    """There is no more."""
    assert busy(1.0, 0.0, 0.5) == pytest.approx(0.5)


def test_the_busiest_ten_seconds_count() -> None:
    """What was busy before, or idle after, does not dilute them."""
    assert busy(*[0.2] * 20, *[0.95] * 10, *[0.1] * 40) == pytest.approx(0.95)
    assert busy(*[0.2] * 20, *[0.9] * 5, *[0.1] * 40) == pytest.approx(0.55)
